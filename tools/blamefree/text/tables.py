"""The cells of GFM tables (https://github.github.com/gfm/#tables-extension-)."""

from __future__ import annotations

from blamefree.patterns import lazy
from blamefree.text.span import Span

_span = tuple.__new__  # a third of the time of Span(start, end)
DELIMITER = lazy(r"\|?[ \t]*:?-+:?[ \t]*(?:\|[ \t]*:?-+:?[ \t]*)*\|?[ \t]*$")


def cells(text: str, start: int, end: int) -> list[Span]:
    """The trimmed cells of one table row; an escaped pipe, or one in a code span, divides nothing."""
    found: list[Span] = []
    at = start
    while at < end and text[at] in " \t":
        at += 1
    if at < end and text[at] == "|":
        at += 1
    begin, code = at, 0
    if text.find("`", at, end) < 0 and text.find("\\", at, end) < 0:
        while (bar := text.find("|", begin, end)) >= 0:
            found.append(trim(text, begin, bar))
            begin = bar + 1
        at = end
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
            found.append(trim(text, begin, at))
            begin = at + 1
        at += 1
    if text[begin:end].strip():
        found.append(trim(text, begin, end))
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


def trim(text: str, start: int, end: int) -> Span:
    """The stretch without the blanks at its ends."""
    while start < end and text[start] in " \t":
        start += 1
    while end > start and text[end - 1] in " \t":
        end -= 1
    return _span(Span, (start, end))
