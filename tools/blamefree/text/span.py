"""Places in a text, counted in Unicode code points."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple


class Span(NamedTuple):
    """A half-open stretch of a text: code-point offsets from 0, ``end`` exclusive."""

    start: int
    end: int

    def shift(self, by: int) -> Span:
        """The same stretch, ``by`` code points further on."""
        return Span(self.start + by, self.end + by)

    def contains(self, offset: int) -> bool:
        """Whether ``offset`` lies inside."""
        return self.start <= offset < self.end

    def overlaps(self, other: Span) -> bool:
        """Whether the two share a code point."""
        return self.start < other.end and other.start < self.end


class Position(NamedTuple):
    """A point for people and machines: line and column from 1, offset from 0."""

    line: int
    column: int
    offset: int


class Place(NamedTuple):
    """A span with its lines and columns; ``end`` is exclusive."""

    start: Position
    end: Position

    @property
    def span(self) -> Span:
        """The bare offsets."""
        return Span(self.start.offset, self.end.offset)

    def __reduce__(self) -> tuple[Callable[..., Place], tuple[int, ...]]:
        return _place, (*self.start, *self.end)  # a third of the time and of the bytes


def _place(*parts: int) -> Place:
    return Place(Position(*parts[:3]), Position(*parts[3:]))
