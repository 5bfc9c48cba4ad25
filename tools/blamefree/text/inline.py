"""What of a body is live: neither code, nor comment, nor escaped.

Inline syntax is read only where a rule asks for it. Every function here takes time linear in the length of the
text, also for hostile input. Code spans and escapes follow CommonMark 0.31.2 (sections 6.1 and 2.4).
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Sequence

from blamefree.patterns import lazy
from blamefree.text.markdown import Block, Kind
from blamefree.text.span import Span
from blamefree.values import dataclass

_TICKS = lazy(r"`+")
_CLUE = lazy(r"[\\`<]")  # a lone class of characters is what the engine finds fastest
_STOP = lazy(r"\\[!-/:-@\[-`{-~]|`+|<!--")
_BRACKET = lazy(r"[\[\]]")
_DESTINATION = lazy(r"[ \t]*(?:(?:\r\n|\r|\n)[ \t>]*)?(<[^<>\r\n]*>|[^\s()<>]*(?:\([^\s()<>]*\)[^\s()<>]*)*)")
_AUTOLINK = lazy(r"<([A-Za-z][A-Za-z0-9+.-]{1,31}:[^\s<>]*)>")
_DEFINITION = lazy(r"\[[^\[\]]{1,999}\]:[ \t]*(?:(?:\r\n|\r|\n)[ \t]*)?(<[^<>\r\n]*>|[^\s<>]\S*)")
COMMENT_END = "-->"


@dataclass(frozen=True, slots=True)
class Link:
    """A link, an image, an autolink or a link reference: where its target stands, and the target as written."""

    target: str
    span: Span
    image: bool = False


@dataclass(frozen=True, slots=True)
class Live:
    """The live text of a body, and where its comments stand."""

    text: str
    comments: tuple[Span, ...]


def live(text: str, blocks: Sequence[Block], start: int) -> Live:
    """``text`` with everything before ``start``, code, comments and escaped characters made blank.

    Offsets stay as they are.
    """
    pieces: list[str] = [" " * (start - 1) + "\n" if start else ""]
    comments: list[Span] = []
    at = start
    for dead, comment in _dead(text, blocks, start):
        if dead.start < at:  # blocks do not overlap; if they ever did, offsets must still stay
            continue
        pieces.append(text[at : dead.start])
        pieces.append(" " * (dead.end - dead.start))
        at = dead.end
        if comment:
            comments.append(dead)
    pieces.append(text[at:])
    return Live("".join(pieces), tuple(comments))


def _dead(text: str, blocks: Sequence[Block], start: int) -> Iterator[tuple[Span, bool]]:
    starts = [block.start for block in blocks]
    at = start
    codes = iter([block.span for block in blocks if block.kind is Kind.FENCE or block.kind is Kind.INDENTED])
    code = next(codes, None)
    while found := _CLUE.search(text, at):
        number = bisect_right(starts, found.start()) - 1
        while code is not None and code.start <= found.start():
            yield code, False
            code = next(codes, None)
        at = found.end()
        if number < 0 or blocks[number].end <= found.start():
            continue
        block = blocks[number]
        at = max(at, block.end)
        if block.kind is Kind.HTML:
            yield from _comments(text, block.start, block.end)
        elif block.kind is Kind.TABLE:
            for row in block.rows:
                for cell in row:
                    yield from _dead_inline(text, cell.start, cell.end)
        elif block.lines and block.kind is not Kind.FENCE and block.kind is not Kind.INDENTED:
            yield from _dead_inline(text, block.lines[0].start, block.lines[-1].end)
    while code is not None:
        yield code, False
        code = next(codes, None)


def _comments(text: str, start: int, end: int) -> Iterator[tuple[Span, bool]]:
    at = text.find("<!--", start, end)
    while at >= 0:
        stop = text.find(COMMENT_END, at + 2, end)
        if stop < 0:
            return
        yield Span(at, stop + 3), True
        at = text.find("<!--", stop + 3, end)


def _dead_inline(text: str, start: int, end: int) -> Iterator[tuple[Span, bool]]:
    found = _STOP.search(text, start, end)
    if found is None:
        return
    closers: dict[int, list[int]] | None = None
    comments_end = -1
    while found is not None:
        char = text[found.start()]
        after = found.end()
        if char == "\\":
            yield Span(found.start(), after), False
        elif char == "`":
            if closers is None:
                closers = {}
                for ticks in _TICKS.finditer(text, found.start(), end):
                    closers.setdefault(ticks.end() - ticks.start(), []).append(ticks.start())
            length = after - found.start()
            places = closers.get(length, [])
            number = bisect_right(places, found.start())
            if number < len(places):
                after = places[number] + length
                yield Span(found.start(), after), False
        elif comments_end != -2:
            comments_end = text.find(COMMENT_END, found.start() + 2, end)
            if comments_end < 0:
                comments_end = -2  # no comment in this block is closed from here on
            else:
                after = comments_end + 3
                yield Span(found.start(), after), True
        found = _STOP.search(text, after, end)


def links(text: str, blocks: Sequence[Block], alive: str) -> Iterator[Link]:
    """The links, images, autolinks and link references of a body whose live text is ``alive``, in their order."""
    if "](" in alive:
        yield from _inline_links(text, alive)
    if "<" in alive:
        for found in _AUTOLINK.finditer(alive):
            yield Link(found.group(1), Span(*found.span(1)))
    if "]:" in alive:
        for block in blocks:
            if block.kind is Kind.REFERENCE:
                yield from _definition(text, block.start, block.end)
            elif block.kind is Kind.PARAGRAPH:  # Python-Markdown reads a definition on any line
                for line in block.lines:
                    if text.startswith("[", line.start):
                        yield from _definition(text, line.start, block.end)


def _definition(text: str, start: int, end: int) -> Iterator[Link]:
    found = _DEFINITION.match(text, start, end)
    if found:
        yield _link(text, Span(*found.span(1)), image=False)


def _inline_links(text: str, alive: str) -> Iterator[Link]:
    if "![" in alive:
        yield from _links_and_images(text, alive)
        return
    after = alive.find("](")
    while after >= 0:
        target = _DESTINATION.match(alive, after + 2)
        after += 2
        if target is not None and target.end() > target.start(1):
            yield _link(text, Span(*target.span(1)), image=False)
            after = target.end()
        after = alive.find("](", after)


def _links_and_images(text: str, alive: str) -> Iterator[Link]:
    openers: list[bool] = []  # whether each open bracket begins an image
    found = _BRACKET.search(alive)
    while found is not None:
        at = found.start()
        after = at + 1
        if alive[at] == "[":
            openers.append(at > 0 and alive[at - 1] == "!")
        else:
            image = openers.pop() if openers else False
            if alive.startswith("(", after):
                target = _DESTINATION.match(alive, after + 1)
                if target is not None and target.end() > target.start(1):
                    yield _link(text, Span(*target.span(1)), image)
                    after = target.end()
        found = _BRACKET.search(alive, after)


def _link(text: str, span: Span, image: bool) -> Link:
    if text[span.start] == "<" and text[span.end - 1] == ">":
        span = Span(span.start + 1, span.end - 1)
    return Link(text[span.start : span.end], span, image)
