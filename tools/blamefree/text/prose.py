"""What people read in a block: its prose without Markdown, and for every character the place it came from.

Emphasis, links and entities are resolved, soft breaks are spaces, inline code is one placeholder; struck text, comments
and link targets are left out. Text is in Unicode's composed form (NFC), with no-break spaces as spaces. Every function
takes time linear in the length of its input.
"""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_right
from collections.abc import Callable, Iterator

from blamefree.patterns import lazy
from blamefree.text.markdown import Block, Kind
from blamefree.text.span import Span
from blamefree.values import dataclass

CODE = "\ufffc"
"""Stands for a piece of inline code, a picture or an address."""

_MARK = lazy(
    r"(?P<code>`+)|(?P<escape>\\[!-/:-@\[-`{-~])|(?P<star>\*+|_+)|(?P<struck>~~)"
    r"|(?P<entity>&(?:\#\d{1,7}|\#[xX][0-9a-fA-F]{1,6}|[A-Za-z][A-Za-z0-9]{1,31});)|(?P<comment><!--)"
    r"|(?P<address><[A-Za-z][A-Za-z0-9+.-]{1,31}:[^\s<>]*>|(?<![\w/])https?://[^\s<>)\]]+)"
    r"|(?P<tag></?[A-Za-z][A-Za-z0-9-]*(?:\s[^<>]*)?>)|(?P<image>!\[)|(?P<note>\[\^[^\]\s]+\])|(?P<open>\[)"
    r"|(?P<close>\](?:\([^()\s]*(?:\([^()\s]*\)[^()\s]*)*(?:\s+(?:\"[^\"]*\"|'[^']*'))?\)|\[[^\[\]]*\])?)"
    r"|(?P<space>[\u00a0\u202f\u2007\t]+)|(?P<soft>[\u00ad\u200b\u2060]+)|(?P<joined>[^\W\d_][\u0300-\u036f]+)"
)
_CLUE = lazy(r"[`\\*_~&<!\[\u00a0\u202f\u2007\t\u00ad\u200b\u2060\u0300-\u036f]")
"""What every mark begins with, but bare addresses; a lone bracket is text. Such a class alone is found fastest."""
_FIRST = lazy(r"[`\\*_~&<!\[\]\u00a0\u202f\u2007\t\u00ad\u200b\u2060\u0300-\u036f]")
_BREAKS = frozenset({"br", "p", "li", "td", "th", "tr", "div", "summary", "details"})
_STRUCK_TAGS = frozenset({"del", "s", "strike"})
_READ_HTML = lazy(
    r"\s*</?(?:details|summary|p|div|ul|ol|li|table|tr|td|th|h[1-6]|section|center|b|i|em|strong)\b", re.IGNORECASE
)


@dataclass(frozen=True, slots=True)
class Prose:
    """A piece of prose; ``starts`` are offsets in ``text``, ``origins`` and ``widths`` what stands there in the file.

    A width of 0 marks characters that are copied one to one.
    """

    text: str
    starts: tuple[int, ...]
    origins: tuple[int, ...]
    widths: tuple[int, ...]

    def origin(self, start: int, end: int) -> Span:
        """The span in the file that the prose from ``start`` to ``end`` came from."""
        at = max(bisect_right(self.starts, start) - 1, 0)
        first = self.origins[at] + (0 if self.widths[at] else start - self.starts[at])
        if end <= start:
            return Span(first, first)
        at = max(bisect_right(self.starts, end - 1) - 1, 0)
        width = self.widths[at]
        last = self.origins[at] + (width or end - self.starts[at])
        return Span(first, max(first, last))


class _Writer:
    """Collects prose and where it came from."""

    def __init__(self) -> None:
        self.parts: list[str] = []
        self.length = 0
        self.starts: list[int] = []
        self.origins: list[int] = []
        self.widths: list[int] = []

    def put(self, text: str, origin: int, width: int = 0) -> None:
        if text:
            self.parts.append(text)
            self.starts.append(self.length)
            self.origins.append(origin)
            self.widths.append(width)
            self.length += len(text)

    def prose(self) -> Prose:
        return Prose("".join(self.parts), tuple(self.starts), tuple(self.origins), tuple(self.widths))


def read(block: Block) -> bool:
    """Whether a block holds prose that people read as the author's own words."""
    kind = block.kind
    if kind is Kind.PARAGRAPH or kind is Kind.TABLE or kind is Kind.HEADING or kind is Kind.TITLE or kind is Kind.HTML:
        return not (block.containers and block.quoted)
    return False


def proses(text: str, block: Block, wanted: Callable[[Span], bool] = lambda span: True) -> Iterator[Prose]:
    """The prose of a block: one piece, or one for each ``wanted`` cell of a table, and one for each picture's text."""
    if block.kind is Kind.TABLE:
        for row in block.rows:
            for cell in row:
                if wanted(cell):
                    yield from _inline(text, [cell])
    elif block.kind is Kind.HTML:
        if _READ_HTML.match(text, block.start):
            yield from _inline(text, [Span(block.start, block.end)])
    else:
        yield from _inline(text, block.lines)


def plain(text: str, span: Span, value: str) -> Prose:
    """The prose of a value of the front matter that stands at a span; exact when it is written on one line as it is."""
    for skip in (0, 1):
        if text.startswith(value, span.start + skip) and span.start + skip + len(value) <= span.end:
            return Prose(value, (0,), (span.start + skip,), (0,))
    return Prose(value, (0,), (span.start,), (max(1, span.end - span.start),))


def _inline(text: str, lines: list[Span]) -> Iterator[Prose]:
    if not lines:
        return
    # One string for the whole block, so that marks may span lines; `places` leads back to the file.
    pieces = [text[start:end] for start, end in lines]
    joined = " ".join(pieces)
    places: list[tuple[int, int]] = []
    length = 0
    for piece, line in zip(pieces, lines, strict=True):
        places.append((length, line.start))
        length += len(piece) + 1
    if "http" not in joined and _CLUE.search(joined) is None:
        begins, origins = zip(*places, strict=True)
        yield Prose(joined, begins, origins, (0,) * len(places))
    else:
        yield from _Inline(joined, places).run()


def _next(text: str, at: int) -> re.Match[str] | None:
    """The next mark of a text without bare addresses; looked for by its first character, or its second."""
    clue = _FIRST.search(text, at)
    while clue is not None:
        place = clue.start()
        if "\u0300" <= text[place] <= "\u036f" and place > at:
            place -= 1
        found = _MARK.match(text, place)
        if found is not None:
            return found
        clue = _FIRST.search(text, clue.end())
    return None


class _Inline:
    """Reads the inline syntax of one block."""

    def __init__(self, text: str, places: list[tuple[int, int]]) -> None:
        self.text = text
        self.places = places
        self.begins = [begin for begin, _ in places]
        self.writer = _Writer()
        self.pictures: list[tuple[int, int]] = []

    def origin(self, at: int) -> int:
        number = max(bisect_right(self.begins, at) - 1, 0)
        begin, origin = self.places[number]
        return origin + at - begin

    def copy(self, start: int, end: int) -> None:
        """Copy text as it is, split where a line of the file ends."""
        number = max(bisect_right(self.begins, start) - 1, 0)
        while start < end:
            stop = self.begins[number + 1] if number + 1 < len(self.begins) else end
            stop = min(stop, end)
            self.writer.put(self.text[start:stop], self.origin(start))
            start, number = stop, number + 1

    def run(self) -> Iterator[Prose]:
        text, at = self.text, 0
        unclosed: set[str] = set()
        search = _MARK.search if "http" in text else _next
        found = search(text, at)
        while found is not None:
            kind, start, end = found.lastgroup, found.start(), found.end()
            self.copy(at, start)
            at = end
            if kind == "code":
                at = self.code(found.group(), start, end, unclosed)
            elif kind == "struck":
                at = self.skip("~~", start, end, unclosed)
            elif kind == "comment":
                at = self.skip("-->", start, end, unclosed)
            elif kind == "tag":
                at = self.tag(found.group(), start, end, unclosed)
            elif kind == "image":
                at = self.image(start, end, unclosed)
            else:
                self.small(kind, found.group(), start, end)
            found = search(text, at)
        self.copy(at, len(text))
        yield self.writer.prose()
        for start, end in self.pictures:
            if start < end:
                shown = text[start:end].replace("\u00a0", " ")
                composed = unicodedata.normalize("NFC", shown)
                # a letter that becomes shorter would move the places behind it
                yield Prose(composed if len(composed) == len(shown) else shown, (0,), (self.origin(start),), (0,))

    def small(self, kind: str | None, mark: str, start: int, end: int) -> None:
        """Marks that end where they begin."""
        put = self.writer.put
        if kind == "escape":
            put(mark[1], self.origin(start), 2)
        elif kind == "star":
            before, after = self.text[start - 1 : start] or " ", self.text[end : end + 1] or " "
            inner = mark[0] == "_" and before.isalnum() and after.isalnum()
            if inner or (before.isspace() and after.isspace()):
                self.copy(start, end)
        elif kind == "entity":
            from html import unescape  # its table of names takes long to load

            put(unescape(mark).replace("\u00a0", " "), self.origin(start), end - start)
        elif kind == "address":
            put(CODE, self.origin(start), end - start)
        elif kind == "space":
            put(" ", self.origin(start), end - start)
        elif kind == "joined":
            put(unicodedata.normalize("NFC", mark), self.origin(start), end - start)

    def code(self, ticks: str, start: int, end: int, unclosed: set[str]) -> int:
        if ticks not in unclosed:
            at = self.text.find(ticks, end)
            while at >= 0:
                stop = at
                while self.text.startswith("`", stop):
                    stop += 1
                if stop - at == len(ticks):
                    self.writer.put(CODE, self.origin(start), stop - start)
                    return stop
                at = self.text.find(ticks, stop)
            unclosed.add(ticks)
        self.copy(start, end)
        return end

    def skip(self, closing: str, start: int, end: int, unclosed: set[str]) -> int:
        """Leave out everything up to a closing mark; without one the mark is text."""
        if closing not in unclosed:
            at = self.text.find(closing, end)
            if at >= 0:
                return at + len(closing)
            unclosed.add(closing)
        self.copy(start, end)
        return end

    def tag(self, mark: str, start: int, end: int, unclosed: set[str]) -> int:
        name = re.match(r"</?([A-Za-z][A-Za-z0-9-]*)", mark)
        word = name.group(1).lower() if name else ""
        if word in _BREAKS:
            self.writer.put("\n", self.origin(start), end - start)
        elif word == "code" and mark[1] != "/":
            after = self.skip("</code>", start, end, unclosed)
            self.writer.put(CODE, self.origin(start), after - start)
            return after
        elif word in _STRUCK_TAGS and mark[1] != "/":
            return self.skip(f"</{word}>", start, end, unclosed)
        return end

    def image(self, start: int, end: int, unclosed: set[str]) -> int:
        if "image" not in unclosed:
            close = self.text.find("]", end)
            if close >= 0:
                after = _MARK.match(self.text, close)
                stop = after.end() if after is not None and after.lastgroup == "close" else close + 1
                self.pictures.append((end, close))
                self.writer.put(CODE, self.origin(start), stop - start)
                return stop
            unclosed.add("image")
        self.copy(start, end)
        return end
