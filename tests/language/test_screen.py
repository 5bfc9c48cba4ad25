"""The first look hides nothing: with and without it the verdicts are the same."""

from __future__ import annotations

from datetime import UTC, datetime
from functools import lru_cache
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from blamefree.config import Settings
from blamefree.language.engine import examine
from blamefree.language.frames import Line
from blamefree.language.narrow import narrowed
from blamefree.language.pack import Pack
from blamefree.language.rough import flat
from blamefree.language.screen import Screen
from blamefree.model.document import load
from blamefree.rules.api import Context
from blamefree.rules.language import _verdicts
from blamefree.text import data
from blamefree.text.source import Source
from blamefree.values import replace
from language.speaking import pack, raw

TAGS = ("en", "sv")


class Open:
    """A first look that lets every frame pass."""

    def __init__(self, whole: Pack) -> None:
        self.lines = list(whole.lines)
        self.anchors = whole.screen.anchors

    def likely(self, rough: str, asked: bool) -> list[Line]:
        """All frames."""
        return self.lines


@lru_cache(maxsize=4)
def unscreened(tag: str) -> Pack:
    """A pack that asks every frame of every sentence."""
    whole = pack(tag)
    opened = replace(whole)
    opened.__dict__["screen"] = Open(whole)
    return opened  # type: ignore[no-any-return]


@lru_cache(maxsize=4)
def sentences(tag: str) -> list[str]:
    """The sentences of a pack, blame or not."""
    return [
        sentence
        for kinds in raw(tag)["sentences"].values()
        for kind in ("flag", "pass")
        for sentence in kinds.get(kind, "").splitlines()
        if sentence.strip()
    ]


def texts(tag: str) -> st.SearchStrategy[list[str]]:
    """A few sentences of a pack."""
    return st.lists(st.sampled_from(sentences(tag)), min_size=1, max_size=4)


@pytest.mark.parametrize("tag", TAGS)
def test_no_sentence_of_a_pack_is_hidden(tag: str) -> None:
    hidden = [text for text in sentences(tag) if examine(text, pack(tag)) != examine(text, unscreened(tag))]
    assert hidden == []


@settings(max_examples=60, deadline=None)
@given(st.sampled_from(TAGS).flatmap(lambda tag: st.tuples(st.just(tag), texts(tag))))
def test_the_part_of_a_pack_for_one_text_says_what_the_whole_pack_says(case: tuple[str, list[str]]) -> None:
    tag, chosen = case
    text = " ".join(chosen)
    part = narrowed(pack(tag), text, flat(text))
    assert len(part.lines) < len(pack(tag).lines)
    assert examine(text, part) == examine(text, pack(tag))


@pytest.mark.parametrize("tag", TAGS)
def test_no_part_of_a_pack_lacks_a_frame_that_its_text_needs(tag: str) -> None:
    lacking = [
        text
        for text in sentences(tag)
        if examine(text, pack(tag)) and examine(text, narrowed(pack(tag), text, flat(text))) != examine(text, pack(tag))
    ]
    assert lacking == []


@settings(max_examples=60, deadline=None)
@given(st.sampled_from(TAGS).flatmap(lambda tag: st.tuples(st.just(tag), texts(tag))))
def test_no_sentence_of_a_paragraph_is_hidden(case: tuple[str, list[str]]) -> None:
    tag, chosen = case
    text = " ".join(chosen)
    assert examine(text, pack(tag)) == examine(text, unscreened(tag))


@lru_cache(maxsize=1)
def context() -> Context:
    """What the rules look at when no repository is open."""
    return Context(Settings(), datetime.now(UTC), None, lru_cache(maxsize=None)(data.load))


def told(text: str) -> list[Any]:
    """The verdicts on a document."""
    return [(item.verdict, item.span, item.agent) for item in _verdicts.read(load(Source("x.md", text)), context())]


def yes(*given: object, **named: object) -> bool:
    """The answer of a first look that lets every text pass."""
    return True


@settings(max_examples=60, deadline=None)
@given(
    st.sampled_from(TAGS).flatmap(lambda tag: st.tuples(st.just(tag), texts(tag))),
    st.sampled_from(["{}\n", "- {}\n", "| {} |\n", "{} ", "**{}** ", "{},\n", "<p>\n{}\n</p>\n\n"]),
)
def test_no_block_of_a_document_is_hidden(case: tuple[str, list[str]], form: str) -> None:
    tag, chosen = case
    body = "".join(form.format(sentence) for sentence in chosen)
    head = "| a |\n|---|\n" if form.startswith("|") else ""
    text = f"---\ntitle: x\nlang: {tag}\n---\n{head}{body}"
    screened = told(text)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Screen, "any", yes)
        assert told(text) == screened


@pytest.mark.parametrize(
    ("text", "rough"),
    [
        ("The engineer failed. It broke.", ["the engineer failed", " it broke "]),
        ("approx. 5 and e.g. Anna", ["approx  5 and e g  anna"]),
        ("see fig. a for J. Doe", ["see fig  a for j  doe"]),
        ("**Who** did?that? No", ["  who   did that", " no"]),
        ("| a | b |", ["", " a ", " b ", ""]),
    ],
)
def test_rough_sentences_end_only_where_sentences_end(text: str, rough: list[str]) -> None:
    assert flat(text).split("\n") == rough
    assert len(flat(text)) == len(text)
