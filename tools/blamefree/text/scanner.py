"""Line by line through a text: which containers a line continues, which it opens, and what is left for a leaf."""

from __future__ import annotations

import re

from blamefree.text.blocks import Block, Container, Holder, Kind, Scan
from blamefree.text.leaves import Leaves
from blamefree.text.marks import ADMONITION, ATX, BULLET, DIGITS, FENCE, FOOTNOTE, HTML_START, OPENERS, RULE
from blamefree.text.problem import Problem
from blamefree.text.span import Span
from blamefree.text.tables import trim

_PARAGRAPH, _FENCE, _HTML, _TABLE, _INDENTED, _TITLE = (
    Kind.PARAGRAPH, Kind.FENCE, Kind.HTML, Kind.TABLE, Kind.INDENTED, Kind.TITLE,
)  # fmt: skip
_QUOTE, _ITEM, _ADMONITION, _FOOTNOTE = Holder.QUOTE, Holder.ITEM, Holder.ADMONITION, Holder.FOOTNOTE
_span = tuple.__new__  # a third of the time of Span(start, end)
MAX_DEPTH = 20  # no text for people goes deeper, and Python-Markdown fails at about 80


class Scanner(Leaves):
    """Scans one text from an offset on; use it once."""

    def scan(self, at: int) -> Scan:
        """The blocks from offset ``at`` to the end of the text."""
        text, size = self.text, len(self.text)
        lone_returns = text.count("\r") != text.count("\r\n")
        find, stack = text.find, self.stack
        while at < size:
            end = find("\n", at)
            following = end + 1
            if end < 0:
                end = following = size
            if end > at and text[end - 1] == "\r":
                end -= 1
            if lone_returns and (alone := find("\r", at, end)) >= 0:  # they end lines too
                end, following = alone, alone + 1
            leaf = self.leaf
            # The usual lines: outside of containers an empty one and one of a paragraph; an item of a list.
            if leaf is not None and leaf.kind is not _PARAGRAPH:
                self.line(at, end)
            elif end == at and not stack:
                self.leaf = None
            elif end > at and not stack and text[at] not in OPENERS:
                line = _span(Span, (at, end)) if text[end - 1] not in " \t" else trim(text, at, end)
                if leaf is None:
                    self.leaf = block = Block(_PARAGRAPH, at, end, [line], ())
                    self.blocks.append(block)
                else:
                    leaf.lines.append(line)
                    leaf.end = end
            elif end - at < 3 or text[at] not in "-*+" or not self.usual_item(at, end):
                self.line(at, end)
            at = following
        self.tell_unclosed_fence()
        self.close_leaf()
        for holder in self.stack:
            holder.end = max(holder.end, self.blocks[-1].end if self.blocks else holder.content)
        return Scan(tuple(self.blocks), tuple(self.problems))

    def usual_item(self, at: int, end: int) -> bool:
        """Whether the line is an item with one line of prose, outside of containers or in place of such an item."""
        text, stack = self.text, self.stack
        content = at + 2
        first = text[content]
        if text[at + 1] != " " or first in OPENERS and (first not in DIGITS or BULLET.match(text, content, end)):
            return False
        if stack:
            before = stack[0]
            if len(stack) > 1 or before.kind is not _ITEM:
                return False
            before.end = max(before.end, self.blocks[-1].end if self.blocks else 0)
            stack.clear()
        holder = Container(_ITEM, at, content, 2, text[at])
        stack.append(holder)
        line = _span(Span, (content, end)) if text[end - 1] not in " \t" else trim(text, content, end)
        self.leaf = block = Block(_PARAGRAPH, content, end, [line], (holder,))
        self.blocks.append(block)
        return True

    def line(self, start: int, end: int) -> None:
        """One line without its line ending."""
        text = self.text
        pos, indent = (start, 0) if start < end and text[start] not in " \t" else indentation(text, start, end)
        blank = pos >= end
        matched = 0
        column = 0  # columns of indentation consumed by containers
        for holder in self.stack:
            if holder.kind is _QUOTE:
                if blank or indent - column >= 4 or text[pos] != ">":
                    break
                after, base = pos + 1, indent + 1
                if after < end and text[after] == " ":
                    after += 1
                    base += 1
                pos, extra = indentation(text, after, end)
                column, indent, blank = base, base + extra, pos >= end
            elif blank:
                pass
            elif indent - column >= holder.indent:
                column = min(column + holder.indent, indent)
            else:
                break
            matched += 1
        leaf = self.leaf
        if matched == len(self.stack) and leaf is not None and leaf.kind is _FENCE:
            self.fenced_line(leaf, pos, end, indent - column)
            return
        if blank:
            self.blank_line(matched, start)
            return
        indent -= column
        if matched < len(self.stack):
            if leaf is not None and self.is_lazy(leaf, matched) and not self.begins_block(pos, end, indent):
                leaf.lines.append(trim(text, pos, end))
                leaf.end = end
                return
            self.close_to(matched)
            leaf = None
        if leaf is not None and leaf.kind is _HTML:
            self.html_line(leaf, pos, end)
            return
        self.block(pos, end, indent)

    def is_lazy(self, leaf: Block, matched: int) -> bool:
        """Whether the open leaf is a paragraph that may go on outside of the containers from ``matched`` on."""
        return leaf.kind is _PARAGRAPH and all(
            holder.kind is _ITEM or holder.kind is _QUOTE for holder in self.stack[matched:]
        )

    def blank_line(self, matched: int, start: int) -> None:
        """A line with nothing in it ends quotes, most leaves, and an item that has begun with such a line."""
        leaf, stack = self.leaf, self.stack
        if matched < len(stack):
            for place in range(matched, len(stack)):
                if stack[place].kind is _QUOTE:
                    self.close_to(place)
                    return
        if leaf is None:
            bare = bool(stack) and stack[-1].kind is _ITEM and stack[-1].empty
            if bare and (not self.blocks or self.blocks[-1].start < stack[-1].start):
                self.close_to(len(stack) - 1)
            return
        if leaf.kind is _INDENTED:
            leaf.lines.append(Span(start, start))
        elif leaf.kind is not _HTML or self.html_end is None:
            self.close_leaf()

    def block(self, pos: int, end: int, indent: int) -> None:
        """Open whatever begins at ``pos``: containers first, then one leaf."""
        text = self.text
        while True:
            leaf = self.leaf
            if indent >= 4:
                if leaf is not None and leaf.kind is _PARAGRAPH:
                    leaf.lines.append(trim(text, pos, end))
                    leaf.end = end
                else:
                    self.indented_line(pos, end)
                return
            char = text[pos]
            if char not in OPENERS or leaf is not None and leaf.kind is _TABLE and char == "|":
                break
            if len(self.stack) > MAX_DEPTH:  # deeper ones are read as text: that keeps the time linear
                self.tell_too_deep(pos, end)
                break
            if char == ">":
                self.close_leaf()
                after = pos + 1
                if after < end and text[after] == " ":
                    after += 1
                self.stack.append(Container(_QUOTE, pos, after, 0, ">"))
                pos, indent = indentation(text, after, end)
            elif char in "!?=" and (found := admonition_at(text, pos, end)) is not None:
                self.admonition(pos, end, indent, found)
                return
            elif char == "[" and leaf is None and (found := FOOTNOTE.match(text, pos, end)):
                self.stack.append(Container(_FOOTNOTE, pos, found.end(), 4, found.group(1)))
                pos, indent = indentation(text, found.end(), end)
                indent = min(indent, 3)
            elif char in "-+*0123456789" and self.item(pos, end, indent):
                holder = self.stack[-1]
                pos, indent = indentation(text, holder.content, end)
                if pos >= end:
                    holder.end = end
                    return
            else:
                break
            if pos >= end:
                return
        self.leaf_line(pos, end)

    def item(self, pos: int, end: int, indent: int) -> bool:
        """Whether a list item begins at ``pos``: then it is the innermost container."""
        text = self.text
        found = BULLET.match(text, pos, end)
        if found is None or text[pos] in "*-" and RULE.match(text, pos, end):
            return False
        content, width = indentation(text, found.end(), end)
        empty = content >= end
        leaf = self.leaf
        if leaf is not None and leaf.kind is _PARAGRAPH and (empty or found.group(2) not in (None, "1")):
            return False
        self.close_leaf()
        marker = found.end() - pos
        if empty or width > 4:
            content = found.end() + (0 if empty else 1)
            width = 1
        label = found.group(1) or found.group(3)
        self.stack.append(Container(_ITEM, pos, content, indent + marker + width, label, empty=empty))
        return True

    def admonition(self, pos: int, end: int, indent: int, found: re.Match[str]) -> None:
        """Open an admonition, a collapsible or a tab; its title is a leaf of its own."""
        self.close_leaf()
        group = "title" if found.group("title") is not None else "single"
        after = found.end("type")
        span = Span(*found.span(group)) if found.group(group) is not None else Span(after, after)
        mark = self.text[pos : found.start("type")].strip()
        holder = Container(_ADMONITION, pos, end, indent + 4, f"{mark} {found.group('type')}".strip(), end)
        self.add(_TITLE, pos, end, [span] if span.end > span.start else [], info=holder.info)
        self.stack.append(holder)

    def begins_block(self, pos: int, end: int, indent: int) -> bool:
        """Whether a line ends a paragraph that it might lazily continue."""
        text = self.text
        char = text[pos]
        if indent >= 4 or char not in OPENERS:
            return False
        if char in "-+*_0123456789":
            if char in "*-_" and RULE.match(text, pos, end):
                return True
            return BULLET.match(text, pos, end) is not None
        if char == "<":
            return any(begin.match(text, pos, end) for begin, _ in HTML_START[:6])
        if char in "!?=":
            return admonition_at(text, pos, end) is not None
        return char == ">" or bool(ATX.match(text, pos, end)) or bool(FENCE.match(text, pos, end))

    def tell_too_deep(self, pos: int, end: int) -> None:
        """Say once that containers are nested too deep."""
        text = self.text
        if text[pos] != ">" and (BULLET.match(text, pos, end) is None or RULE.match(text, pos, end)):
            return
        if not any(item.rule == "excessive-nesting" for item in self.problems):
            span = Span(pos, min(end, pos + 1))
            message = f"lists and quotes are nested deeper than {MAX_DEPTH} levels"
            self.problems.append(Problem("excessive-nesting", span, message, "flatten them"))


def indentation(text: str, at: int, end: int) -> tuple[int, int]:
    """Where the blanks from ``at`` on end, and how many columns wide they are; a tab goes to the next multiple of 4."""
    column = 0
    while at < end:
        char = text[at]
        if char == " ":
            column += 1
        elif char == "\t":
            column += 4 - column % 4
        else:
            break
        at += 1
    return at, column


def admonition_at(text: str, pos: int, end: int) -> re.Match[str] | None:
    """The opening line of an admonition, a collapsible or a tab (which needs a title)."""
    if not text.startswith(("!!!", "???", "==="), pos):
        return None
    found = ADMONITION.match(text, pos, end)
    if found is None:
        return None
    titled = found.group("title") is not None
    if text[pos] == "=":
        return found if titled or found.group("single") is not None else None
    return found if found.group("type") or found.group("title") else None
