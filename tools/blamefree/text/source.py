"""A file's text, and the way from an offset to a line and a column."""

from __future__ import annotations

from bisect import bisect_right
from functools import cached_property

from blamefree.patterns import lazy
from blamefree.text.span import Place, Position, Span
from blamefree.values import dataclass

_make = tuple.__new__  # a third of the time of Position(line, column, offset)
_LINE_END = lazy(r"\r\n|\n|\r")


@dataclass(frozen=True)
class Source:
    """The text of one file, as it stands.

    ``path`` is relative to the repository's root, with forward slashes.
    ``text`` keeps its line endings (CRLF counts two code points) and has no
    byte-order mark; ``bom`` tells whether the file began with one.
    """

    path: str
    text: str
    bom: bool = False

    @cached_property
    def line_starts(self) -> tuple[int, ...]:
        """The offset at which each line begins, the first being 0."""
        text = self.text
        if "\r" in text:
            return (0, *(found.end() for found in _LINE_END.finditer(text)))
        starts, at = [0], 0
        while (at := text.find("\n", at) + 1) > 0:
            starts.append(at)
        return tuple(starts)

    def position(self, offset: int) -> Position:
        """The line and column of ``offset``, which is clamped to the text."""
        offset = min(max(offset, 0), len(self.text))
        line = bisect_right(self.line_starts, offset)
        return Position(line, offset - self.line_starts[line - 1] + 1, offset)

    def place(self, span: Span) -> Place:
        """``span`` with lines and columns."""
        starts, size = self.line_starts, len(self.text)
        start, end = span
        start = min(max(start, 0), size)
        end = min(max(start, end), size)
        line = bisect_right(starts, start)
        begin = starts[line - 1]
        first = _make(Position, (line, start - begin + 1, start))
        if line < len(starts) and end >= starts[line]:  # most places lie on one line
            line = bisect_right(starts, end)
            begin = starts[line - 1]
        return _make(Place, (first, _make(Position, (line, end - begin + 1, end))))

    def line_span(self, line: int) -> Span:
        """The span of line ``line`` (from 1) without its line ending."""
        starts = self.line_starts
        start = starts[line - 1]
        end = starts[line] if line < len(starts) else len(self.text)
        while end > start and self.text[end - 1] in "\r\n":
            end -= 1
        return Span(start, end)

    def line_text(self, line: int) -> str:
        """The text of line ``line`` (from 1) without its line ending."""
        span = self.line_span(line)
        return self.text[span.start : span.end]

    @property
    def newline(self) -> str:
        """The line ending that the file uses first, a newline when it has none."""
        found = _LINE_END.search(self.text)
        return found.group() if found else "\n"

    def first_line(self) -> Span:
        """The span of the first line: where problems of a whole file are shown."""
        return self.line_span(1)
