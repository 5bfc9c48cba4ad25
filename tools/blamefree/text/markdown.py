"""A line scanner for Markdown blocks, with exact places.

It finds what a rule needs: headings, paragraphs, list items, tables, code, quotes,
HTML, and Material's admonitions and tabs. Inline syntax is read only where a
rule asks for it. Block structure follows CommonMark 0.31 and GFM tables
(https://spec.commonmark.org/0.31.2/), with the four-space content of Python-Markdown's
admonitions, details, tabs and footnotes on top.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from enum import Enum

from blamefree.text.problem import Problem
from blamefree.text.span import Span


class Kind(Enum):
    """What a block is."""

    HEADING = "heading"
    PARAGRAPH = "paragraph"
    TABLE = "table"
    FENCE = "fence"
    INDENTED = "indented"
    HTML = "html"
    RULE = "rule"
    TITLE = "title"  # the title of an admonition, a collapsible or a tab
    REFERENCE = "reference"  # [label]: target
    ABBREVIATION = "abbreviation"  # *[SLO]: meaning


class Holder(Enum):
    """What a block can lie in."""

    QUOTE = "quote"
    ITEM = "item"
    ADMONITION = "admonition"
    FOOTNOTE = "footnote"


@dataclass(slots=True, eq=False)
class Container:
    """A block that holds blocks: ``info`` is the bullet, the admonition's type or the footnote's label."""

    kind: Holder
    start: int
    content: int
    indent: int
    info: str = ""
    end: int = 0


@dataclass(slots=True, eq=False)
class Block:
    """A leaf block.

    ``lines`` are the spans of its content, one a line, without container
    prefixes, fences and heading marks. ``rows`` are a table's cells, the header first.
    ``level`` is a heading's level, ``info`` a fence's info string or an admonition's type.
    ``containers`` go from the outermost to the innermost.
    """

    kind: Kind
    start: int
    end: int
    lines: list[Span]
    containers: tuple[Container, ...]
    level: int = 0
    info: str = ""
    rows: list[list[Span]] = field(default_factory=list)

    @property
    def span(self) -> Span:
        """The whole block, marks included."""
        return Span(self.start, self.end)

    @property
    def quoted(self) -> bool:
        """Whether it lies in a block quote."""
        return any(holder.kind is Holder.QUOTE for holder in self.containers)

    @property
    def item(self) -> Container | None:
        """The innermost list item around it."""
        for holder in reversed(self.containers):
            if holder.kind is Holder.ITEM:
                return holder
        return None


@dataclass(frozen=True)
class Scan:
    """The blocks of a text, and what is wrong with its block structure."""

    blocks: tuple[Block, ...]
    problems: tuple[Problem, ...]


MAX_DEPTH = 20  # no text for people goes deeper, and Python-Markdown fails at about 80
_LINE = re.compile(r"[^\r\n]*(\r\n|\n|\r|\Z)")
_ATX = re.compile(r"(#{1,6})(?:[ \t]+|$)")
_ATX_END = re.compile(r"(?:^|[ \t])#+[ \t]*$")
_SETEXT = re.compile(r"(=+|-+)[ \t]*$")
_RULE = re.compile(r"(?:(?:\*[ \t]*){3,}|(?:-[ \t]*){3,}|(?:_[ \t]*){3,})$")
_FENCE = re.compile(r"(`{3,})([^`]*)$|(~{3,})(.*)$")
_BULLET = re.compile(r"([-+*])(?=[ \t]|$)|(\d{1,9})([.)])(?=[ \t]|$)")
_ADMONITION = re.compile(
    r"(?:!!!|\?\?\?\+?|===[!+]*)[ \t]*(?P<type>[^\s\"']*(?:[ \t]+[^\s\"']+)*)[ \t]*"
    r"(?:\"(?P<title>.*)\"|'(?P<single>.*)')?[ \t]*$"
)
_FOOTNOTE = re.compile(r"\[\^([^\]\s]+)\]:")
_REFERENCE = re.compile(r"\[(?!\^)[^\]\\]{1,999}\]:[ \t]*\S+")
_ABBREVIATION = re.compile(r"\*\[[^\]]+\]:")
_DELIMITER = re.compile(r"\|?[ \t]*:?-+:?[ \t]*(?:\|[ \t]*:?-+:?[ \t]*)*\|?[ \t]*$")
_HTML_START = (
    (
        re.compile(r"<(?:script|pre|style|textarea)(?:\s|>|$)", re.IGNORECASE),
        re.compile(r"</(?:script|pre|style|textarea)>", re.IGNORECASE),
    ),
    (re.compile(r"<!--"), re.compile(r"-->")),
    (re.compile(r"<\?"), re.compile(r"\?>")),
    (re.compile(r"<![A-Za-z]"), re.compile(r">")),
    (re.compile(r"<!\[CDATA\["), re.compile(r"\]\]>")),
    (
        re.compile(
            r"</?(?:address|article|aside|base|basefont|blockquote|body|caption|center|col|colgroup|dd|details|dialog|dir|div|dl|dt|"
            r"fieldset|figcaption|figure|footer|form|frame|frameset|h[1-6]|head|header|hr|html|iframe|legend|li|link|main|menu|"
            r"menuitem|nav|noframes|ol|optgroup|option|p|param|search|section|summary|table|tbody|td|tfoot|th|thead|title|tr|track|ul)"
            r"(?:\s|/?>|$)",
            re.IGNORECASE,
        ),
        None,
    ),
    (
        re.compile(
            r"(?:<[A-Za-z][A-Za-z0-9-]*(?:\s+[A-Za-z_:][\w.:-]*(?:\s*=\s*(?:[^\s\"'=<>`]+|'[^']*'|\"[^\"]*\"))?)*\s*/?>"
            r"|</[A-Za-z][A-Za-z0-9-]*\s*>)[ \t]*$"
        ),
        None,
    ),
)
_OPENERS = frozenset("#>-+*_=`~<!?|[0123456789")


def scan(text: str, start: int = 0) -> Scan:
    """Scan ``text`` from ``start``; every offset counts from the beginning of ``text``."""
    return _Scanner(text, start).run()


def cells(text: str, start: int, end: int) -> list[Span]:
    """The trimmed cells of one table row; an escaped pipe, or one in a code span, divides nothing."""
    found: list[Span] = []
    at = start
    while at < end and text[at] in " \t":
        at += 1
    if at < end and text[at] == "|":
        at += 1
    begin, code = at, 0
    while at < end:
        char = text[at]
        if char == "\\" and at + 1 < end:
            at += 2
            continue
        if char == "`":
            run = at
            while run < end and text[run] == "`":
                run += 1
            length = run - at
            if code == 0:
                if _closing_ticks(text, run, end, length):
                    code = length
            elif code == length:
                code = 0
            at = run
            continue
        if char == "|" and code == 0:
            found.append(_trim(text, begin, at))
            begin = at + 1
        at += 1
    if text[begin:end].strip():
        found.append(_trim(text, begin, end))
    return found


def _closing_ticks(text: str, at: int, end: int, length: int) -> bool:
    ticks = "`" * length
    while (at := text.find(ticks, at, end)) >= 0:
        stop = at
        while stop < end and text[stop] == "`":
            stop += 1
        if stop - at == length:
            return True
        at = stop
    return False


def _trim(text: str, start: int, end: int) -> Span:
    while start < end and text[start] in " \t":
        start += 1
    while end > start and text[end - 1] in " \t":
        end -= 1
    return Span(start, end)


def char_opens(text: str, pos: int, end: int) -> bool:
    """Whether a quote or a list item begins at ``pos``."""
    return text[pos] == ">" or (_BULLET.match(text, pos, end) is not None and _RULE.match(text, pos, end) is None)


class _Scanner:
    def __init__(self, text: str, start: int) -> None:
        self.text = text
        self.at = start
        self.blocks: list[Block] = []
        self.problems: list[Problem] = []
        self.stack: list[Container] = []
        self.leaf: Block | None = None  # the open paragraph, fence, table, html or indented block
        self.fence: tuple[str, int, int] | None = None  # char, length, indent
        self.html_end: re.Pattern[str] | None = None
        self.blank_before = True

    def run(self) -> Scan:
        text, at, size = self.text, self.at, len(self.text)
        newline = at - 1
        while at < size:
            if newline < at:
                newline = text.find("\n", at)
                newline = size if newline < 0 else newline
            end, following = newline, newline + 1
            if end > at and text[end - 1] == "\r":
                end -= 1
            if (lone := text.find("\r", at, end)) >= 0:  # a lone carriage return ends a line too
                end, following = lone, lone + 1
            self.line(at, end)
            at = following
        if self.leaf is not None and self.leaf.kind is Kind.FENCE and self.fence is not None:
            line = text.count("\n", 0, self.leaf.start) + 1
            first_end = text.find("\n", self.leaf.start)
            span = Span(self.leaf.start, first_end if first_end >= 0 else size)
            self.problems.append(
                Problem(
                    "unclosed-fence",
                    span,
                    f"the code fence opened at line {line} is never closed",
                    f"close it with a line that is just {self.fence[0] * self.fence[1]}",
                )
            )
        self.close_leaf()
        for holder in self.stack:
            holder.end = max(holder.end, self.blocks[-1].end if self.blocks else holder.content)
        return Scan(tuple(self.blocks), tuple(self.problems))

    # one line -----------------------------------------------------------------

    def line(self, start: int, end: int) -> None:
        text = self.text
        pos, indent = self.indentation(start, end)
        blank = pos >= end
        matched = 0
        column = 0  # columns of indentation consumed by containers
        for holder in self.stack:
            if holder.kind is Holder.QUOTE:
                if not blank and indent - column < 4 and text[pos] == ">":
                    after = pos + 1
                    base = indent + 1
                    if after < end and text[after] == " ":
                        after += 1
                        base += 1
                    pos, extra = self.indentation(after, end)
                    column, indent, blank = base, base + extra, pos >= end
                else:
                    break
            elif blank or indent - column >= holder.indent:
                column = min(column + holder.indent, indent) if not blank else column
            else:
                break
            matched += 1
        if (
            matched == len(self.stack)
            and self.leaf is not None
            and self.leaf.kind is Kind.FENCE
            and self.fence is not None
        ):
            self.fenced_line(start, pos, end, indent - column, blank)
            return
        if blank:
            self.blank_line(matched, start)
            return
        indent -= column
        leaf = self.leaf
        if matched < len(self.stack):
            lazy = (
                leaf is not None
                and leaf.kind is Kind.PARAGRAPH
                and all(holder.kind in (Holder.QUOTE, Holder.ITEM) for holder in self.stack[matched:])
                and not self.begins_block(pos, end, indent)
            )
            if lazy:
                assert leaf is not None
                leaf.lines.append(_trim(text, pos, end))
                leaf.end = end
                return
            self.close_to(matched)
            leaf = None
        if leaf is not None and leaf.kind is Kind.HTML:
            self.html_line(pos, end)
            return
        self.block(pos, end, indent)

    def indentation(self, at: int, end: int) -> tuple[int, int]:
        text, column = self.text, 0
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

    def blank_line(self, matched: int, start: int) -> None:
        self.blank_before = True
        leaf = self.leaf
        for place, holder in enumerate(self.stack):
            if place >= matched and holder.kind is Holder.QUOTE:
                self.close_to(place)
                return
        if leaf is None:
            return
        if leaf.kind is Kind.HTML and self.html_end is not None:
            return
        if leaf.kind is Kind.INDENTED:
            leaf.lines.append(Span(start, start))
            return
        self.close_leaf()

    def block(self, pos: int, end: int, indent: int) -> None:
        """Open whatever begins at ``pos``: containers first, then one leaf."""
        text = self.text
        while True:
            leaf = self.leaf
            if indent >= 4:
                if leaf is not None and leaf.kind is Kind.PARAGRAPH:
                    break
                self.indented_line(pos, end, indent)
                return
            char = text[pos]
            if char not in _OPENERS or leaf is not None and leaf.kind is Kind.TABLE and char == "|":
                break
            if len(self.stack) > MAX_DEPTH:  # deeper ones are read as text: that keeps the time linear
                self.too_deep(pos, end)
                break
            if char == ">":
                self.close_leaf()
                after = pos + 1
                if after < end and text[after] == " ":
                    after += 1
                self.stack.append(Container(Holder.QUOTE, pos, after, 0, ">"))
                pos, indent = self.indentation(after, end)
            elif (
                char in "!?=" and (found := _ADMONITION.match(text, pos, end)) and self.is_admonition(char, pos, found)
            ):
                self.admonition(pos, end, indent, found)
                return
            elif char == "[" and (found := _FOOTNOTE.match(text, pos, end)) and (leaf is None):
                self.stack.append(Container(Holder.FOOTNOTE, pos, found.end(), 4, found.group(1)))
                pos, indent = self.indentation(found.end(), end)
                indent = min(indent, 3)
            elif char in "-+*0123456789" and self.item(pos, end, indent):
                holder = self.stack[-1]
                pos, width = self.indentation(holder.content, end)
                if pos >= end:
                    holder.end = end
                    return
                indent = width
            else:
                break
            if pos >= end:
                return
        self.leaf_line(pos, end, indent)

    def too_deep(self, pos: int, end: int) -> None:
        if char_opens(self.text, pos, end) and not any(item.rule == "excessive-nesting" for item in self.problems):
            self.problems.append(
                Problem(
                    "excessive-nesting",
                    Span(pos, min(end, pos + 1)),
                    f"lists and quotes are nested deeper than {MAX_DEPTH} levels",
                    "flatten them",
                )
            )

    def is_admonition(self, char: str, pos: int, found: re.Match[str]) -> bool:
        text = self.text
        if char == "=":
            return text.startswith("===", pos) and found.group("title") is not None or found.group("single") is not None
        return (text.startswith("!!!", pos) or text.startswith("???", pos)) and bool(
            found.group("type") or found.group("title")
        )

    def item(self, pos: int, end: int, indent: int) -> bool:
        text = self.text
        if _RULE.match(text, pos, end):
            return False
        found = _BULLET.match(text, pos, end)
        if found is None:
            return False
        content, width = self.indentation(found.end(), end)
        empty = content >= end
        leaf = self.leaf
        if leaf is not None and leaf.kind is Kind.PARAGRAPH:
            inside = self.stack and self.stack[-1].kind is Holder.ITEM
            if empty or (found.group(2) is not None and found.group(2) != "1" and not inside):
                return False
        self.close_leaf()
        marker = found.end() - pos
        if empty or width > 4:
            content = found.end() + (0 if empty else 1)
            width = 1
        else:
            content = found.end() + (content - found.end())
        self.stack.append(
            Container(Holder.ITEM, pos, content, indent + marker + width, found.group(1) or found.group(3))
        )
        return True

    def admonition(self, pos: int, end: int, indent: int, found: re.Match[str]) -> None:
        self.close_leaf()
        group = "title" if found.group("title") is not None else "single"
        span = (
            Span(*found.span(group)) if found.group(group) is not None else Span(found.end("type"), found.end("type"))
        )
        mark = self.text[pos : found.start("type")].strip()
        holder = Container(Holder.ADMONITION, pos, end, indent + 4, f"{mark} {found.group('type')}".strip())
        self.blocks.append(
            Block(Kind.TITLE, pos, end, [span] if span.end > span.start else [], tuple(self.stack), info=holder.info)
        )
        self.stack.append(holder)
        holder.end = end

    def leaf_line(self, pos: int, end: int, indent: int) -> None:
        text, leaf = self.text, self.leaf
        char = text[pos]
        if char == "#" and (found := _ATX.match(text, pos, end)):
            self.close_leaf()
            stop = end
            if closing := _ATX_END.search(text[found.end() : end]):
                stop = found.end() + closing.start()
            self.add(Kind.HEADING, pos, end, [_trim(text, found.end(), stop)], level=len(found.group(1)))
            return
        if char in "`~" and (found := _FENCE.match(text, pos, end)):
            self.close_leaf()
            ticks = found.group(1) or found.group(3)
            info = (found.group(2) if found.group(1) else found.group(4)) or ""
            self.leaf = self.add(Kind.FENCE, pos, end, [], info=info.strip())
            self.fence = (ticks[0], len(ticks), indent)
            return
        if (
            leaf is not None
            and leaf.kind is Kind.PARAGRAPH
            and char in "=-"
            and (found := _SETEXT.match(text, pos, end))
        ):
            leaf.kind, leaf.level, leaf.end = Kind.HEADING, 1 if char == "=" else 2, end
            self.leaf = None
            return
        if char in "*-_" and _RULE.match(text, pos, end):
            self.close_leaf()
            self.add(Kind.RULE, pos, end, [])
            return
        if char == "<" and self.html_start(pos, end):
            return
        if leaf is not None and leaf.kind is Kind.TABLE:
            leaf.rows.append(cells(text, pos, end))
            leaf.lines.append(Span(pos, end))
            leaf.end = end
            return
        if leaf is not None and leaf.kind is Kind.PARAGRAPH:
            if char in "|:-" and self.table(pos, end):
                return
            leaf.lines.append(_trim(text, pos, end))
            leaf.end = end
            return
        self.close_leaf()
        if char == "[" and _REFERENCE.match(text, pos, end):
            self.add(Kind.REFERENCE, pos, end, [Span(pos, end)])
            return
        if char == "*" and _ABBREVIATION.match(text, pos, end):
            self.add(Kind.ABBREVIATION, pos, end, [Span(pos, end)])
            return
        self.leaf = self.add(Kind.PARAGRAPH, pos, end, [_trim(text, pos, end)])

    def table(self, pos: int, end: int) -> bool:
        leaf = self.leaf
        assert leaf is not None
        if not _DELIMITER.match(self.text, pos, end):
            return False
        head = leaf.lines[-1]
        header = cells(self.text, head.start, head.end)
        if "|" not in self.text[head.start : head.end] and "|" not in self.text[pos:end]:
            return False
        if len(header) != len(cells(self.text, pos, end)):
            return False
        if len(leaf.lines) > 1:  # the lines before the header stay a paragraph
            leaf.lines.pop()
            leaf.end = leaf.lines[-1].end
            leaf = self.add(Kind.TABLE, head.start, end, [head])
        leaf.kind, leaf.end, leaf.rows = Kind.TABLE, end, [header]
        self.leaf = leaf
        return True

    def html_start(self, pos: int, end: int) -> bool:
        text = self.text
        for number, (begin, until) in enumerate(_HTML_START):
            if not begin.match(text, pos, end):
                continue
            if number == 6 and self.leaf is not None and self.leaf.kind is Kind.PARAGRAPH:
                return False
            self.close_leaf()
            self.leaf = self.add(Kind.HTML, pos, end, [Span(pos, end)])
            self.html_end = until
            if until is not None and until.search(text, pos + 2, end):
                self.close_leaf()
            return True
        return False

    def html_line(self, pos: int, end: int) -> None:
        leaf = self.leaf
        assert leaf is not None
        leaf.lines.append(Span(pos, end))
        leaf.end = end
        if self.html_end is not None and self.html_end.search(self.text, pos, end):
            self.close_leaf()

    def indented_line(self, pos: int, end: int, indent: int) -> None:
        leaf = self.leaf
        if leaf is None or leaf.kind is not Kind.INDENTED:
            self.close_leaf()
            leaf = self.leaf = self.add(Kind.INDENTED, pos, end, [])
        leaf.lines.append(Span(pos, end))
        leaf.end = end

    def fenced_line(self, start: int, pos: int, end: int, indent: int, blank: bool) -> None:
        leaf, fence = self.leaf, self.fence
        assert leaf is not None and fence is not None
        if not blank and indent < 4 and self.text[pos] == fence[0]:
            stop = pos
            while stop < end and self.text[stop] == fence[0]:
                stop += 1
            if stop - pos >= fence[1] and not self.text[stop:end].strip():
                leaf.end = end
                self.fence = None
                self.close_leaf()
                return
        leaf.lines.append(Span(min(pos, end), end))
        leaf.end = end

    def begins_block(self, pos: int, end: int, indent: int) -> bool:
        """Whether a line ends a paragraph that it might lazily continue."""
        if indent >= 4:
            return False
        text = self.text
        char = text[pos]
        if char not in _OPENERS:
            return False
        if char == ">" or _ATX.match(text, pos, end) or _FENCE.match(text, pos, end) or _RULE.match(text, pos, end):
            return True
        if char in "!?=" and (found := _ADMONITION.match(text, pos, end)) and self.is_admonition(char, pos, found):
            return True
        if char == "<" and any(begin.match(text, pos, end) for begin, _ in _HTML_START[:6]):
            return True
        found = _BULLET.match(text, pos, end)
        if not found:
            return False
        return bool(text[found.end() : end].strip()) and (found.group(2) is None or True)

    # bookkeeping -----------------------------------------------------------------

    def add(self, kind: Kind, start: int, end: int, lines: list[Span], level: int = 0, info: str = "") -> Block:
        block = Block(kind, start, end, lines, tuple(self.stack), level, info)
        self.blocks.append(block)
        self.blank_before = False
        return block

    def close_leaf(self) -> None:
        leaf = self.leaf
        if leaf is None:
            return
        if leaf.kind is Kind.INDENTED:
            while leaf.lines and leaf.lines[-1].start == leaf.lines[-1].end:
                leaf.lines.pop()
        self.leaf = None
        self.fence = None
        self.html_end = None

    def close_to(self, depth: int) -> None:
        if (
            self.leaf is not None
            and self.leaf.kind is Kind.FENCE
            and self.fence is not None
            and len(self.leaf.containers) > depth
        ):
            self.fence = None  # a container's end closes its fence
        self.close_leaf()
        last = self.blocks[-1].end if self.blocks else 0
        for holder in self.stack[depth:]:
            holder.end = max(holder.end, last)
        del self.stack[depth:]
