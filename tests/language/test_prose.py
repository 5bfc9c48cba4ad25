"""Prose keeps its place: whatever is written, every character of it leads back to the file."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from blamefree.language.engine import examine
from blamefree.language.rough import flat
from blamefree.language.sentence import quotations, spans
from blamefree.text import markdown, prose
from blamefree.text.span import Span
from language.speaking import loud, pack

SIGNS = [*"ab é*_`~[]()!<>&;\\\"'|#-\n\r\u00a0e\u0301", "&amp;", "<br>", "``", "<!--", "-->"]
MARKED = st.lists(st.sampled_from(SIGNS), max_size=60).map("".join)


def pieces(text: str) -> list[prose.Prose]:
    """The prose of a Markdown text."""
    return [piece for block in markdown.scan(text).blocks if prose.read(block) for piece in prose.proses(text, block)]


@pytest.mark.parametrize(
    ("text", "read"),
    [
        ("plain", "plain"),
        ("a **b** _c_ snake_case 2 * 3", "a b c snake_case 2 * 3"),
        ("a `x` b", f"a {prose.CODE} b"),
        ("a `x b", "a `x b"),
        ("``a ` b`` c", f"{prose.CODE} c"),
        ("[text](target 'title') and [text][ref] and [text]", "text and text and text"),
        ("a ~~gone~~ b", "a  b"),
        ("a &lt; b &auml;", "a < b ä"),
        (r"a \* b", "a * b"),
        ("a<br>b", "a\nb"),
        ("one\ntwo", "one two"),
        ("x <!-- y --> z", "x  z"),
        ("e\u0301t\u00e9", "été"),
        ("<https://example.org> https://example.org/a", f"{prose.CODE} {prose.CODE}"),
        ("note[^1] here", "note here"),
        ("<kbd>x</kbd>", "x"),
    ],
)
def test_marks_are_not_prose(text: str, read: str) -> None:
    assert [piece.text for piece in pieces(text)] == [read]


def test_a_pictures_text_is_a_piece_of_its_own() -> None:
    assert [piece.text for piece in pieces("see ![the graph](g.png) here")] == [f"see {prose.CODE} here", "the graph"]


@given(MARKED)
def test_every_character_leads_back_to_the_file(text: str) -> None:
    for piece in pieces(text):
        last = 0
        for at, char in enumerate(piece.text):
            span = piece.origin(at, at + 1)
            assert 0 <= span.start <= span.end <= len(text)
            assert last <= span.start or char in " \n"
            last = max(last, span.start)
            if span.end - span.start == 1 and char not in " \n" + prose.CODE:
                assert text[span.start] == char or not char.isascii()


@settings(deadline=None)
@given(MARKED)
@example("![\u00a0](x.png)")
def test_prose_is_composed_and_the_engine_takes_anything(text: str) -> None:
    for piece in pieces(text):
        assert "\u00a0" not in piece.text
        assert unicodedata.is_normalized("NFC", piece.text) or "\u0301" in piece.text
        examine(piece.text + " forgot the engineer should have", pack("en"))
    assert len(flat(text)) == len(text)


@given(st.text(max_size=60), st.integers(0, 10))
def test_a_value_of_the_front_matter_stays_within_its_span(value: str, lead: int) -> None:
    text = "x" * lead + repr(value) + "x"
    span = Span(lead, lead + len(repr(value)))
    piece = prose.plain(text, span, value)
    for at in range(len(value)):
        found = piece.origin(at, at + 1)
        assert span.start <= found.start <= found.end <= span.end


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("One. Two.", 2),
        ("E.g. one thing, i.e. this.", 1),
        ("At 10.20 it stopped. Then it ran!", 2),
        ("It broke at v1.2.3 today.", 1),
        ("Really? Yes! Good.", 3),
        ("Mr. Smith came.", 1),
        ("One\nTwo", 2),
    ],
)
def test_sentences(text: str, count: int) -> None:
    assert len(list(spans(text, pack("en").abbreviations))) == count


@pytest.mark.parametrize(
    ("text", "quoted"),
    [
        ("a “b” c", ["“b”"]),
        ('a "b" c', ['"b"']),
        ("a ”b” c", ["”b”"]),
        ("a »b« c «d»", ["»b«", "«d»"]),
        ("don't 'say so' isn't", ["'say so'"]),
        ("the engineers' laptops and Anna's", []),
        ('an unclosed " mark', []),
    ],
)
def test_quotations(text: str, quoted: list[str]) -> None:
    assert [text[start:end] for start, end in quotations(text)] == quoted


@pytest.mark.parametrize(
    "unit",
    [
        "the engineer forgot ",
        "The engineer forgot it. ",
        "(",
        "*a",
        "`",
        "**",
        "[",
        "![",
        "<!--",
        "~~",
        "&amp;",
        "a, and ",
        "Who ",
        "“x ",
    ],
)
def test_a_long_line_is_no_trouble(unit: str) -> None:
    text = unit * (60_000 // len(unit))
    assert len(loud(text, "en")) <= len(text) // len(unit)
