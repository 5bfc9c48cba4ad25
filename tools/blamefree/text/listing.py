"""The items and tables of a stretch of nothing but prose, lists and tables, without a scan of its blocks."""

from __future__ import annotations

import re
from collections.abc import Sequence

from blamefree.text.span import Span
from blamefree.text.tables import DELIMITER, cells

# What no line but one of prose begins with: a character, or a link.
_FIRST = r"(?:[^\s#>\-+*_=`~<!?|:\[0-9]|\[(?!\^)[^\]\[\n]*\]\()"
_PARAGRAPH = re.compile(rf"{_FIRST}[^\n]*(?:\n{_FIRST}[^\n]*)*+(?=\n\n|\n?\Z)")
_ITEM = re.compile(
    rf"- ((?:{_FIRST}|(?!\d{{1,9}}[.)](?:[ \t\n]|\Z))[0-9]|[*_]{{1,2}}(?=[^\W_])|~ ?(?=[0-9]))[^\n]*"
    r"(?:\n +[^\W\d_][^\n]*)*+)"
    r"(?=\n- |\n\n|\n?\Z)"
)
_TABLE = re.compile(r"\|[^\n]*\n\|[^\n]*(?:\n\|[^\n]*)*+(?=\n\n|\n?\Z)")
_span = tuple.__new__

Rows = Sequence[Sequence[Span]]


def listing(text: str, start: int, end: int) -> list[Span | Rows] | None:
    """The spans of the list items, and the cells of the tables (the header's first), in the order of the text.

    ``start`` is the end of a line. ``None`` when there is anything else than paragraphs, flat lists of one paragraph an
    item, and tables: that takes :func:`blamefree.text.markdown.scan`, which gives the same wherever there is an answer.
    """
    found: list[Span | Rows] = []
    at = start
    while True:
        while at < end and text[at] == "\n":
            at += 1
        if at >= end:
            return found
        item = _ITEM.match(text, at, end)
        if item is not None:
            begin, at = item.span(1)
            stop = at
            while text[stop - 1] in " \t":
                stop -= 1
            found.append(_span(Span, (begin, stop)))
            continue
        other = _PARAGRAPH.match(text, at, end)
        if other is None:
            other = _TABLE.match(text, at, end)
            if other is None:
                return None
            rows = _table(text, at, other.end())
            if rows is None:
                return None
            found.append(rows)
        at = other.end()


def _table(text: str, at: int, end: int) -> Rows | None:
    """The cells of a table, ``None`` when its second line does not divide the first one's cells from the rest."""
    rows: list[list[Span]] = []
    first = text.index("\n", at)
    head = cells(text, at, first)
    second = text.find("\n", first + 1, end)
    second = end if second < 0 else second
    if not DELIMITER.match(text, first + 1, second) or len(cells(text, first + 1, second)) != len(head):
        return None
    rows.append(head)
    at = second + 1
    while at < end:
        stop = text.find("\n", at, end)
        stop = end if stop < 0 else stop
        rows.append(cells(text, at, stop))
        at = stop + 1
    return rows
