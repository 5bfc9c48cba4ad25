"""Tables: heads, alignment, and cells with paragraphs in them."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

from blamefree.targets.confluence.xml import Element, element, extend

_ALIGN = re.compile(r"text-align:\s*(left|center|right)")
WIDE = 6


def table(node: Element, inside: Callable[[Element], Sequence[Element | str]]) -> Element:
    """An HTML table as Confluence writes tables: one body, heads as ``th``, every cell a paragraph."""
    body = element("tbody")
    widest = 0
    for row in node.iter("tr"):
        cells = [cell for cell in row if cell.tag in ("td", "th")]
        widest = max(widest, len(cells))
        body.append(extend(element("tr"), [_cell(cell, inside(cell)) for cell in cells]))
    return element("table", {"data-layout": "full-width"} if widest > WIDE else {}, body)


def _cell(cell: Element, pieces: Sequence[Element | str]) -> Element:
    found = _ALIGN.search(cell.get("style", ""))
    align = cell.get("align") or (found.group(1) if found else "")
    attributes = {"style": f"text-align: {align};"} if align in ("center", "right") else {}
    return element(cell.tag, {}, extend(element("p", attributes), pieces))
