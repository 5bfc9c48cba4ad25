"""A document as it is written, read no further than the site needs: plain values, and sections by their headings."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date
from functools import cached_property
from typing import Any, NamedTuple

from blamefree.model.document import Document, load
from blamefree.model.instant import Standing, Stated, parse_date, parse_instant
from blamefree.model.links import anchors, names
from blamefree.model.postmortem import Postmortem
from blamefree.model.section import Section, Titles, key_of
from blamefree.model.timeline import Timeline, read_timeline, timeline_of
from blamefree.model.value import Value
from blamefree.text import frontmatter, plainfront, yaml12
from blamefree.text.blocks import Block, Kind
from blamefree.text.listing import listing
from blamefree.text.markdown import scan
from blamefree.text.outline import Heading, headings
from blamefree.text.problem import Problem
from blamefree.text.source import Source
from blamefree.text.span import Span
from blamefree.values import dataclass, field

_NOWHERE = Span(0, 0)
_LINE = r"[^\s*+0-9`~#!?=\[_>:<|-](?:.*\S)?(?=\n|\Z)"
_PROSE = re.compile(rf"\n*(?:({_LINE}(?:\n{_LINE})*+)(?=\n\n|\n?\Z)|- ({_LINE}(?:\n +{_LINE})*+)(?=\n- |\n\n|\n?\Z))")
_ON = re.compile(r"\n +")


class Piece(NamedTuple):
    """A ``##`` section: its text is ``text[begin:end]``, and ``start`` is where its heading begins."""

    key: str | None
    title: str
    start: int
    begin: int
    end: int


@dataclass(frozen=True)
class Manuscript:
    """A document whose front matter can be relied on, ``front`` as plain data."""

    path: str
    text: str
    front: dict[str, Any]
    body: int
    default_lang: str
    titles: Titles = field(repr=False)
    document: Document | None = field(default=None, repr=False)

    def word(self, name: str) -> str | None:
        """The text under a key of the front matter."""
        found = self.front.get(name)
        return found if isinstance(found, str) else None

    def words(self, name: str) -> list[str]:
        """The texts of a list of the front matter."""
        found = self.front.get(name)
        return [item for item in found if isinstance(item, str)] if isinstance(found, list) else []

    def record(self, name: str) -> dict[str, Any]:
        """A mapping of the front matter."""
        found = self.front.get(name)
        return found if isinstance(found, dict) else {}

    def records(self, name: str) -> list[dict[str, Any]]:
        """The mappings of a list of the front matter."""
        found = self.front.get(name)
        return [item for item in found if isinstance(item, dict)] if isinstance(found, list) else []

    @cached_property
    def lang(self) -> str:
        """The document's language tag."""
        found = self.word("lang")
        return self.default_lang if found is None else found

    @cached_property
    def day(self) -> date | None:
        """The date of the incident."""
        stated = self.word("date")
        return parse_date(stated) if stated is not None else None

    @cached_property
    def times(self) -> dict[str, Stated]:
        """The stated times by name."""
        return {name: _stated(name, value) for name, value in self.record("times").items()}

    @cached_property
    def _outline(self) -> list[Heading] | None:
        return headings(self.text, self.body)

    @cached_property
    def _whole(self) -> Document:
        """The document with all its blocks, for bodies that take a scan."""
        return self.document or load(Source(self.path, self.text), default_lang=self.default_lang, titles=self.titles)

    @cached_property
    def sections(self) -> Sequence[Piece]:
        """The sections in the order of the text."""
        outline = self._outline
        if outline is None:
            return [
                Piece(one.key, one.title, one.span.start, one.heading.end, one.span.end) for one in self._whole.sections
            ]
        heads = [head for head in outline if head.level == 2]
        ends = [head.start for head in heads[1:]] + [len(self.text)]
        return [
            Piece(key_of(head.title, self.titles), head.title, head.start, head.end, end)
            for head, end in zip(heads, ends, strict=False)
        ]

    @cached_property
    def anchors(self) -> tuple[str, ...]:
        """The anchors of the headings, in order."""
        outline = self._outline
        return anchors(self._whole) if outline is None else names(head.title for head in outline)

    def first_paragraph(self, piece: Piece) -> str | None:
        """The first paragraph of a section, its lines joined; ``None`` when there is none."""
        if self._outline is not None:
            usual = _PROSE.match(self.text, piece.begin, piece.end)
            if usual is not None:
                text, item = usual.groups()
                return text.replace("\n", " ") if text is not None else _ON.sub(" ", item)
        for block in self._blocks(piece):
            if block.kind is Kind.PARAGRAPH and block.lines:
                return " ".join(self.text[line.start : line.end] for line in block.lines)
        return None

    @cached_property
    def timeline(self) -> Timeline:
        """The rows of the timeline section."""
        piece = next((piece for piece in self.sections if piece.key == "timeline"), None)
        if piece is None:
            return Timeline()
        listed = listing(self.text, piece.begin, piece.end) if self._outline is not None else None
        if listed is not None:
            zone = self.word("timezone")
            return timeline_of(self.text, listed, "UTC" if zone is None else zone, self.day)
        heading = Block(Kind.HEADING, piece.start, piece.begin, [], (), 2)
        section = Section(piece.key, piece.title, heading, tuple(self._blocks(piece)), Span(piece.start, piece.end))
        zone, day = self.word("timezone"), self.word("date")
        front = Postmortem(
            timezone=Value(zone, _NOWHERE) if zone is not None else None,
            date=Value(day, _NOWHERE) if day is not None else None,
        )
        return read_timeline(self.text, section, front)

    def _blocks(self, piece: Piece) -> Sequence[Block]:
        if self._outline is not None:
            return scan(self.text[: piece.end], piece.begin).blocks
        return next(one.blocks for one in self._whole.sections if one.span.start == piece.start)


def read(source: Source, *, default_lang: str = "en", titles: Titles) -> Manuscript | None:
    """Read a document, ``None`` when its front matter cannot be relied on."""
    text = source.text
    parts = frontmatter.split(text)
    if isinstance(parts, Problem):
        return None
    front = plainfront.read(text[parts.yaml.start : parts.yaml.end])
    if front is None:
        return of(load(source, default_lang=default_lang, titles=titles))
    return Manuscript(source.path, text, front, parts.body, default_lang, titles)


def of(document: Document) -> Manuscript | None:
    """A document that is loaded already, ``None`` when its front matter cannot be relied on."""
    if not document.sound:
        return None
    front: dict[str, Any] = yaml12.plain(document.front)
    return Manuscript(
        document.path, document.text, front, document.body_start, document.default_lang, document.titles, document
    )


def _stated(name: str, value: Any) -> Stated:
    if isinstance(value, dict):
        for standing in (Standing.UNKNOWN, Standing.NOT_APPLICABLE):
            reason = value.get(standing.value)
            if isinstance(reason, str):
                return Stated(name, standing, _NOWHERE, _NOWHERE, reason=reason)
    elif isinstance(value, str):
        instant = parse_instant(value)
        if instant is not None:
            return Stated(name, Standing.RECORDED, _NOWHERE, _NOWHERE, instant, raw=value)
    return Stated(name, Standing.INVALID, _NOWHERE, _NOWHERE)
