"""The elements of storage format that pages are built from."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from enum import StrEnum

from blamefree.targets.confluence.xml import Element, element, extend

Node = Element | str


class Colour(StrEnum):
    """The colours of status lozenges."""

    GREY = "Grey"
    BLUE = "Blue"
    GREEN = "Green"
    YELLOW = "Yellow"
    RED = "Red"


def macro(name: str, parameters: Mapping[str, str] | None = None, body: Sequence[Node] | None = None) -> Element:
    """A macro with parameters (empty ones are left out) and a rich-text body."""
    made = element("ac:structured-macro", {"ac:name": name})
    for key, value in (parameters or {}).items():
        if value:
            made.append(element("ac:parameter", {"ac:name": key}, value))
    if body is not None:
        made.append(extend(element("ac:rich-text-body"), list(body)))
    return made


def lozenge(text: str, colour: Colour) -> Element:
    """A status lozenge."""
    return macro("status", {"colour": colour.value, "title": text})


def code(text: str, parameters: Mapping[str, str] | None = None) -> Element:
    """A code macro."""
    made = macro("code", parameters)
    made.append(element("ac:plain-text-body", {}, text))
    return made


def anchor(name: str) -> Element:
    """A place that links can point at."""
    return element("ac:structured-macro", {"ac:name": "anchor"}, element("ac:parameter", {"ac:name": ""}, name))


def page_link(title: str, body: Sequence[Node], place: str = "") -> Element:
    """A link to a page of the same space by its title, or with an empty title to a place on this page."""
    attributes = {"ac:anchor": place} if place else {}
    made = element("ac:link", attributes)
    if title:
        made.append(element("ri:page", {"ri:content-title": title}))
    made.append(extend(element("ac:link-body"), list(body)))
    return made


def file_link(name: str, body: Sequence[Node]) -> Element:
    """A link to an attachment of this page."""
    return element(
        "ac:link", {}, element("ri:attachment", {"ri:filename": name}), extend(element("ac:link-body"), list(body))
    )


def image(name: str, *, alt: str = "", width: str = "", caption: str = "") -> Element:
    """An attached picture."""
    attributes = {"ac:alt": alt} if alt else {}
    if width:
        attributes["ac:width"] = width
    made = element("ac:image", attributes, element("ri:attachment", {"ri:filename": name}))
    if caption:
        made.append(element("ac:caption", {}, element("p", {}, caption)))
    return made


def link(address: str, body: Sequence[Node], *, card: bool = False) -> Element:
    """A link to an address; ``card`` asks for a smart link."""
    attributes = {"href": address}
    if card:
        attributes["data-card-appearance"] = "inline"
    return extend(element("a", attributes), list(body))


def date(day: str) -> Element:
    """A date as Confluence shows dates; ``day`` is YYYY-MM-DD."""
    return element("time", {"datetime": day})


def paragraph(*pieces: Node) -> Element:
    """A paragraph."""
    return extend(element("p"), pieces)


def table(rows: Sequence[Sequence[Sequence[Node]]], *, heads: bool = True, side: bool = False) -> Element:
    """A table: with ``heads`` the first row, with ``side`` the first column is set as heading."""
    body = element("tbody")
    for number, row in enumerate(rows):
        line = element("tr")
        for place, cell in enumerate(row):
            name = "th" if (heads and number == 0) or (side and place == 0) else "td"
            line.append(element(name, {}, paragraph(*cell)))
        body.append(line)
    attributes = {"data-layout": "full-width"} if rows and len(rows[0]) > 6 else {}
    return element("table", attributes, body)


def task_id(text: str, seen: set[int]) -> int:
    """A number for a task that stays when other tasks come and go."""
    salt = 0
    while True:
        digest = hashlib.sha256(f"{salt}\n{text}".encode("utf-8", "replace")).digest()
        number = int.from_bytes(digest[:4], "big") % 1_000_000_000 + 1
        if number not in seen:
            seen.add(number)
            return number
        salt += 1
