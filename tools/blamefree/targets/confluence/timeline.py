"""The timeline as a table: when, and what happened."""

from __future__ import annotations

import re
from collections.abc import Sequence

from blamefree.targets.confluence.macros import Node, paragraph
from blamefree.targets.confluence.words import Words
from blamefree.targets.confluence.xml import Element, content, element, extend

_CLOCK = r"\d{1,2}:\d{2}(?::\d{2})?(?:[ \t]?(?:[Zz](?![A-Za-z])|UTC(?![A-Za-z])|[+-]\d{2}:?\d{2}(?!\d)))?"
_WHEN = re.compile(
    r"\s*(?P<when>(?:~|≈|about[ \t]+|ca\.?[ \t]+|omkring[ \t]+)?[ \t]*(?:\d{4}-\d{2}-\d{2}[ \tT]+)?" + _CLOCK
    + r"(?:[ \t]*[-–—][ \t]*(?:\d{4}-\d{2}-\d{2}[ \tT]+)?" + _CLOCK + r")?)(?=[\s:;,.|–—-]|$)[ \t]*[:;,–—-]?[ \t]*"
)  # fmt: skip


def timeline_table(body: Sequence[Node], words: Words) -> list[Node]:
    """The blocks of the timeline section with lists of timed rows turned into tables; other lists stay."""
    return [_table(piece, words) if not isinstance(piece, str) and piece.tag == "ul" else piece for piece in body]


def _table(listing: Element, words: Words) -> Node:
    rows = [_row(item) for item in listing]
    if not rows or any(row is None for row in rows):
        return listing
    heads = element("tr", {}, *(element("th", {}, paragraph(words[name])) for name in ("time", "what")))
    return element("table", {}, extend(element("tbody"), [heads, *(row for row in rows if row is not None)]))


def _row(item: Element) -> Element | None:
    """A list item as a row; ``None`` when it does not begin with a time."""
    pieces = list(content(item))
    while pieces and isinstance(pieces[0], str) and not pieces[0].strip():
        del pieces[0]
    if pieces and not isinstance(pieces[0], str) and pieces[0].tag == "p":
        pieces = [*content(pieces[0]), *pieces[1:]]
    first = pieces[0] if pieces else ""
    text = first if isinstance(first, str) else "".join(first.itertext()) if first.tag in ("strong", "code") else ""
    found = _WHEN.match(text)
    if found is None:
        return None
    rest: list[Node] = [text[found.end() :], *pieces[1:]] if isinstance(first, str) else list(pieces[1:])
    if rest and isinstance(rest[0], str):
        rest[0] = rest[0].lstrip(" \t\n:–—-") if not isinstance(first, str) else rest[0]
    when = element("td", {}, paragraph(" ".join(found["when"].split())))
    running = [piece for piece in rest if isinstance(piece, str) or piece.tag not in ("ul", "ol", "p", "table")]
    nested = [piece for piece in rest if not isinstance(piece, str) and piece.tag in ("ul", "ol", "p", "table")]
    return element("tr", {}, when, element("td", {}, paragraph(*running), *nested))
