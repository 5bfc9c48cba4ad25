"""Paragraphs that were silent need not be read again, and nothing is missed by that."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from blamefree.check import inspect
from blamefree.diagnostics.diagnostic import Family
from blamefree.rules import example
from blamefree.rules.language import _packs
from blamefree.rules.language import _silence as silence
from blamefree.values import replace
from language.speaking import raw
from verdict import context as world

FORMS = ("{}", "{}", "- {}\n- {}", "> {}", "| a | {} |\n|---|---|\n| {} | c |", "**{}**", "{} `x`?")
ALL = {
    tag: [
        line.strip()
        for kinds in raw(tag)["sentences"].values()
        for kind in ("flag", "pass")
        for line in kinds.get(kind, "").splitlines()
        if line.strip()
    ]
    for tag in ("en", "sv")
}


class Memory:
    """Remembers what was noted of one document, as the cache does; ``None``: nothing is kept."""

    def __init__(self, noted: bytes | None) -> None:
        self.noted = noted

    def of(self, data: Any, about: str, make: Callable[[], Any]) -> Any:
        return make()

    def silent(self, path: str) -> bytes | None:
        return self.noted


def told(text: str, noted: bytes | None) -> tuple[list[tuple[str, int, int, str]], bytes]:
    """What the language rules tell of a document that is read alone, and what is noted of it."""
    context = replace(world(), derived=Memory(noted))
    _packs._FIRST.clear()
    found = inspect(example.document(text, example.PATH), context, families=frozenset([Family.LANGUAGE]))
    return [(item.rule, *item.place.span, item.message) for item in found.diagnostics], found.silent


def document(lang: str, title: str, paragraphs: list[str]) -> str:
    front, _, _ = example.DOCUMENT.partition("\n---\n")
    front = "\n".join(line for line in front.splitlines() if not line.startswith(("title:", "lang:")))
    stated = f"lang: {lang}\n" if lang else ""
    body = "\n\n".join(paragraphs)
    return f'{front}\n{stated}title: "{title}"\n---\n\n## Summary\n\n{body}\n'


@st.composite
def paragraphs(draw: st.DrawFn, lang: str) -> list[str]:
    found = []
    for _ in range(draw(st.integers(1, 7))):
        tag = lang if draw(st.integers(0, 5)) else draw(st.sampled_from(("en", "sv")))
        said = draw(st.lists(st.sampled_from(ALL[tag]), min_size=1, max_size=2))
        form = draw(st.sampled_from(FORMS))
        one = " ".join(said).replace("|", "/").replace("\n", " ")
        found.append(form.replace("{}", one))
    return found


@settings(max_examples=20, deadline=None)
@given(st.data())
def test_an_edited_document_is_told_the_same_with_what_was_noted(draw: st.DataObject) -> None:
    lang = draw.draw(st.sampled_from(("en", "sv", "")))
    body = draw.draw(paragraphs(lang or "en"))
    title = draw.draw(st.sampled_from(("Checkout was slow", "Anna forgot the switch", "Jouren missade larmet")))
    _, noted = told(document(lang, title, body), b"")
    for _ in range(2):
        at = draw.draw(st.integers(0, len(body)))
        body = [*body[:at], *draw.draw(paragraphs(lang or "en"))[:2], *body[at + draw.draw(st.integers(0, 2)) :]]
        lang = draw.draw(st.sampled_from((lang, lang, lang, "en", "sv")))
        text = document(lang, title, body)
        alone, nothing = told(text, None)
        known, noted = told(text, noted)
        assert known == alone
        assert nothing == b""


def test_only_what_is_new_is_read() -> None:
    quiet = [f"The pool of cluster {number} was full for {number} minutes." for number in range(1, 31)]
    first, noted = told(document("en", "Slow", quiet), b"")
    assert first == [] and len(noted) > 30 * 10
    loud = "The operator forgot to check the change."
    text = document("en", "Slow", [*quiet[:9], loud, *quiet[9:]])
    assert told(text, noted)[0] == told(text, None)[0] != []
    assert told(text, told(text, noted)[1])[0] == told(text, None)[0]  # what is told is told again
    marks = silence.noted(example.document(text, example.PATH), "en", [])
    assert told(text, marks)[0] != told(text, None)[0]  # so noted paragraphs are indeed left out
    assert told(text, b"sv" + marks[2:])[0] == told(text, None)[0]
    assert told(text, b"nonsense")[0] == told(text, None)[0]
