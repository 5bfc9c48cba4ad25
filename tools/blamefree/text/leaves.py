"""The leaf that is open while a text is scanned: paragraphs, headings, fences, tables, HTML."""

from __future__ import annotations

import re

from blamefree.text.blocks import Block, Container, Kind
from blamefree.text.marks import (
    ABBREVIATION,
    ATX,
    ATX_END,
    FENCE,
    HTML_START,
    REFERENCE,
    RULE,
    SETEXT,
)
from blamefree.text.problem import Problem
from blamefree.text.span import Span
from blamefree.text.tables import DELIMITER, cells, trim

# Names of their own: before Python 3.12 looking a member up in its class takes ten times as long.
_PARAGRAPH, _HEADING, _TABLE, _HTML, _INDENTED = Kind.PARAGRAPH, Kind.HEADING, Kind.TABLE, Kind.HTML, Kind.INDENTED
_FENCE, _RULE, _REFERENCE, _ABBREVIATION = Kind.FENCE, Kind.RULE, Kind.REFERENCE, Kind.ABBREVIATION


class Leaves:
    """Opens, continues and closes leaf blocks; ``stack`` are the containers that are open around them."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.blocks: list[Block] = []
        self.problems: list[Problem] = []
        self.stack: list[Container] = []
        self.leaf: Block | None = None  # the open paragraph, fence, table, html or indented block
        self.fence: tuple[str, int] | None = None  # its character and length
        self.html_end: re.Pattern[str] | None = None

    def add(self, kind: Kind, start: int, end: int, lines: list[Span], level: int = 0, info: str = "") -> Block:
        """A new leaf in the containers that are open."""
        block = Block(kind, start, end, lines, tuple(self.stack), level, info)
        self.blocks.append(block)
        return block

    def close_leaf(self) -> None:
        """No line continues the open leaf."""
        leaf = self.leaf
        if leaf is None:
            return
        if leaf.kind is _INDENTED:
            while leaf.lines and leaf.lines[-1].start == leaf.lines[-1].end:
                leaf.lines.pop()
        self.leaf = None
        self.fence = None
        self.html_end = None

    def close_to(self, depth: int) -> None:
        """Close the containers from ``depth`` on, and with them the leaf, also a fence that is still open."""
        self.close_leaf()
        last = self.blocks[-1].end if self.blocks else 0
        for holder in self.stack[depth:]:
            holder.end = max(holder.end, last)
        del self.stack[depth:]

    def leaf_line(self, pos: int, end: int) -> None:
        """A line of a leaf, from ``pos`` on, where no container begins any more."""
        text, leaf = self.text, self.leaf
        char = text[pos]
        paragraph = leaf is not None and leaf.kind is _PARAGRAPH
        if char == "#" and (found := ATX.match(text, pos, end)):
            self.close_leaf()
            stop = end
            if closing := ATX_END.search(text[found.end() : end]):
                stop = found.end() + closing.start()
            self.add(_HEADING, pos, end, [trim(text, found.end(), stop)], level=len(found.group(1)))
            return
        if char in "`~" and (found := FENCE.match(text, pos, end)):
            self.close_leaf()
            ticks = found.group(1) or found.group(3)
            info = (found.group(2) if found.group(1) else found.group(4)) or ""
            self.leaf = self.add(_FENCE, pos, end, [], info=info.strip())
            self.fence = (ticks[0], len(ticks))
            return
        if paragraph and char in "=-" and SETEXT.match(text, pos, end):
            assert leaf is not None
            leaf.kind, leaf.level, leaf.end = _HEADING, 1 if char == "=" else 2, end
            self.leaf = None
            return
        if char in "*-_" and RULE.match(text, pos, end):
            self.close_leaf()
            self.add(_RULE, pos, end, [])
            return
        if char == "<" and self.html_start(pos, end):
            return
        if leaf is not None and leaf.kind is _TABLE:
            leaf.rows.append(cells(text, pos, end))
            leaf.lines.append(Span(pos, end))
            leaf.end = end
            return
        if paragraph:
            assert leaf is not None
            if char in "|:-" and self.table(leaf, pos, end):
                return
            leaf.lines.append(trim(text, pos, end))
            leaf.end = end
            return
        self.close_leaf()
        if char == "[" and REFERENCE.match(text, pos, end):
            self.add(_REFERENCE, pos, end, [Span(pos, end)])
            return
        if char == "*" and ABBREVIATION.match(text, pos, end):
            self.add(_ABBREVIATION, pos, end, [Span(pos, end)])
            return
        self.leaf = self.add(_PARAGRAPH, pos, end, [trim(text, pos, end)])

    def table(self, leaf: Block, pos: int, end: int) -> bool:
        """Whether the line is a delimiter row, which makes the paragraph's last line a table's header."""
        text = self.text
        if not DELIMITER.match(text, pos, end):
            return False
        head = leaf.lines[-1]
        if "|" not in text[head.start : head.end] and "|" not in text[pos:end]:
            return False
        header = cells(text, head.start, head.end)
        if len(header) != len(cells(text, pos, end)):
            return False
        if len(leaf.lines) > 1:  # the lines before the header stay a paragraph
            leaf.lines.pop()
            leaf.end = leaf.lines[-1].end
            leaf = self.add(_TABLE, head.start, end, [head])
        leaf.kind, leaf.end, leaf.rows = _TABLE, end, [header]
        self.leaf = leaf
        return True

    def html_start(self, pos: int, end: int) -> bool:
        """Whether an HTML block begins here: then it is open, or already closed on this line."""
        text = self.text
        for number, (begin, until) in enumerate(HTML_START):
            if not begin.match(text, pos, end):
                continue
            if number == 6 and self.leaf is not None and self.leaf.kind in (_PARAGRAPH, _TABLE):
                return False
            self.close_leaf()
            self.leaf = self.add(_HTML, pos, end, [Span(pos, end)])
            self.html_end = until
            if until is not None and until.search(text, pos + 2, end):
                self.close_leaf()
            return True
        return False

    def html_line(self, leaf: Block, pos: int, end: int) -> None:
        """One more line of an HTML block."""
        leaf.lines.append(Span(pos, end))
        leaf.end = end
        if self.html_end is not None and self.html_end.search(self.text, pos, end):
            self.close_leaf()

    def indented_line(self, pos: int, end: int) -> None:
        """A line of indented code."""
        leaf = self.leaf
        if leaf is None or leaf.kind is not _INDENTED:
            self.close_leaf()
            leaf = self.leaf = self.add(_INDENTED, pos, end, [])
        leaf.lines.append(Span(pos, end))
        leaf.end = end

    def fenced_line(self, leaf: Block, pos: int, end: int, indent: int) -> None:
        """A line in a fence, or the one that closes it."""
        assert self.fence is not None
        char, length = self.fence
        if pos < end and indent < 4 and self.text[pos] == char:
            stop = pos
            while stop < end and self.text[stop] == char:
                stop += 1
            if stop - pos >= length and not self.text[stop:end].strip():
                leaf.end = end
                self.close_leaf()
                return
        leaf.lines.append(Span(min(pos, end), end))
        leaf.end = end

    def tell_unclosed_fence(self) -> None:
        """At the end of the text: an open fence has swallowed everything after it."""
        leaf, fence, text = self.leaf, self.fence, self.text
        if leaf is None or fence is None:
            return
        line = text.count("\n", 0, leaf.start) + 1
        first_end = text.find("\n", leaf.start)
        self.problems.append(
            Problem(
                "unclosed-fence",
                Span(leaf.start, first_end if first_end >= 0 else len(text)),
                f"the code fence opened at line {line} is never closed",
                f"close it with a line that is just {fence[0] * fence[1]}",
            )
        )
