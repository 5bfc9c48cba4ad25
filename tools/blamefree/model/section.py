"""The sections of a body: one key each, a title per language."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping, Sequence
from functools import lru_cache

from blamefree import resources
from blamefree.text import data
from blamefree.text.markdown import Block, Kind
from blamefree.text.span import Span
from blamefree.values import dataclass

KEYS = (
    "summary", "impact", "timeline", "detection", "response", "factors", "went_well", "went_poorly",
    "lucky", "surprised", "backlog", "questions", "public",
)  # fmt: skip

Titles = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Section:
    """A ``##`` section; ``key`` is ``None`` when its title is not of the table.

    ``span`` goes from the heading to the next section, ``blocks`` are its leaf blocks without the heading.
    """

    key: str | None
    title: str
    heading: Block
    blocks: tuple[Block, ...]
    span: Span


def fold(title: str) -> str:
    """A title as it is compared: NFC, case-folded, white space and trailing punctuation dropped."""
    return _fold_usual(title) if len(title) < _SHORT else _fold(title)


_SHORT = 120  # longer ones are not remembered


def _fold(title: str) -> str:
    return " ".join(unicodedata.normalize("NFC", title).casefold().split()).strip(" .:!*_`")


_fold_usual = lru_cache(maxsize=2048)(_fold)


@lru_cache(maxsize=1)
def builtin_titles() -> Titles:
    """Every known section title, folded, with its key."""
    found: dict[str, str] = {}
    for tag in resources.names("templates"):
        for key, titles in data.load(f"templates/{tag}/sections.yml").items():
            for title in titles if isinstance(titles, list) else [titles]:
                found[fold(title)] = key
    return found


def key_of(title: str, titles: Titles) -> str | None:
    """The key of a section with this title; an attribute list behind it is no part of it."""
    return titles.get(fold(title.split("{", 1)[0] if title.endswith("}") else title))


def sections(text: str, blocks: Sequence[Block], titles: Titles, end: int) -> tuple[Section, ...]:
    """The sections that ``blocks`` form; what stands before the first heading belongs to none."""
    heads = [
        at
        for at, block in enumerate(blocks)
        if block.kind is Kind.HEADING and block.level == 2 and not block.containers
    ]
    found: list[Section] = []
    for place, at in enumerate(heads):
        block = blocks[at]
        last = heads[place + 1] if place + 1 < len(heads) else len(blocks)
        stop = blocks[last].start if last < len(blocks) else end
        title = " ".join(text[line.start : line.end] for line in block.lines)
        found.append(
            Section(key_of(title, titles), title, block, tuple(blocks[at + 1 : last]), Span(block.start, stop))
        )
    return tuple(found)
