"""Whatever the text: no exception, places inside it, and text functions that keep their promises."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from blamefree.io.files import Unreadable, decode
from blamefree.rules import example
from blamefree.rules.glance import Glance
from blamefree.rules.syntax._characters import find
from blamefree.text import inline, markdown
from blamefree.text.target import form
from mutation import PIECES, Judge
from verdict import BASE, body, errors, said

QUIET = settings(deadline=None)
LOOSE = settings(deadline=None, max_examples=120, suppress_health_check=[HealthCheck.too_slow])
MARKDOWN = st.lists(st.sampled_from(PIECES) | st.text(max_size=6), max_size=40).map("".join)


@pytest.fixture(scope="module")
def judge() -> Judge:
    return Judge(every_format=2, every_fix=5)


@pytest.mark.slow
@LOOSE
@given(text=MARKDOWN)
def test_any_body_is_judged(judge: Judge, text: str) -> None:
    assert judge(body(text).encode("utf-8", "surrogatepass")) == []


@pytest.mark.slow
@LOOSE
@given(text=MARKDOWN)
def test_any_front_matter_is_judged(judge: Judge, text: str) -> None:
    assert judge(f"---\n{text}\n---\n\n## Summary\n\nWords.\n".encode("utf-8", "surrogatepass")) == []


@LOOSE
@given(data=st.binary(max_size=200))
def test_any_bytes_are_judged(judge: Judge, data: bytes) -> None:
    assert judge(data) == []


@QUIET
@given(data=st.binary(max_size=60))
def test_decoding_tells_or_gives_the_text(data: bytes) -> None:
    read = decode("x.md", data)
    if isinstance(read, Unreadable):
        assert read.help
    else:
        assert (b"\xef\xbb\xbf" if read.bom else b"") + read.text.encode() == data


@LOOSE
@given(text=MARKDOWN)
def test_live_text_keeps_every_offset(text: str) -> None:
    blocks = markdown.scan(text).blocks
    alive = inline.live(text, blocks, 0)
    assert len(alive.text) == len(text)
    assert all(one == other or one == " " for one, other in zip(alive.text, text, strict=True))
    for comment in alive.comments:
        assert text.startswith("<!--", comment.start)
    for link in inline.links(text, blocks, alive.text):
        assert text[link.span.start : link.span.end] == link.target


@QUIET
@given(text=st.text(alphabet=st.characters(codec="utf-8"), max_size=80))
def test_the_quick_look_misses_nothing_unseen(text: str) -> None:
    if list(find(text)):
        assert Glance(text).unseen


@QUIET
@given(target=st.text(max_size=30))
def test_every_target_has_a_form(target: str) -> None:
    kind, scheme = form(target)
    assert scheme == scheme.lower()
    assert kind is form(target)[0]


@QUIET
@given(
    scheme=st.sampled_from(["javascript", "vbscript", "data", "file"]),
    noise=st.lists(st.sampled_from(["\t", "\n", "\x00", "\x01", " ", "&Tab;", "&NewLine;"]), max_size=3),
    at=st.integers(0, 12),
    upper=st.integers(0, 4095),
)
def test_no_disguise_hides_a_scheme(scheme: str, noise: list[str], at: int, upper: int) -> None:
    letters = [char.upper() if upper >> number & 1 else char for number, char in enumerate(scheme)]
    letters[at % len(letters) : at % len(letters)] = noise
    kind, found = form("".join(letters) + ":alert(1)")
    assert (kind.name, found) == ("REFUSED", scheme)


@QUIET
@given(where=st.integers(0, BASE.count("\n")))
def test_an_empty_line_changes_no_verdict_on_the_body(where: int) -> None:
    start = BASE.index("\n---\n", 4) + 5
    lines = BASE[start:].split("\n\n")
    where %= len(lines)
    text = BASE[:start] + "\n\n".join([*lines[:where], "", *lines[where:]])
    assert said(errors(text)) == []


def test_the_example_is_what_these_tests_begin_with() -> None:
    assert example.DOCUMENT == BASE
