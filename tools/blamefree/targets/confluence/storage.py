"""A page as the site renders it becomes storage format: HTML elements in, Confluence's elements out."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Protocol

from blamefree.rendering.tree import words
from blamefree.targets.confluence import macros
from blamefree.targets.confluence.kinds import PANELS, highlighted_lines, language, panel
from blamefree.targets.confluence.macros import Node, macro
from blamefree.targets.confluence.tables import table
from blamefree.targets.confluence.xml import Element, add, content, element, extend

_KEPT = {
    "strong": "strong", "b": "strong", "em": "em", "i": "em", "sub": "sub", "sup": "sup", "del": "del", "s": "del",
    "ins": "u", "u": "u", "blockquote": "blockquote", "ul": "ul", "ol": "ol", "li": "li", "p": "p", "small": "small",
}  # fmt: skip
_EMPTY = frozenset({"br", "hr"})
_HEADINGS = frozenset({"h1", "h2", "h3", "h4", "h5", "h6"})
_DROPPED = frozenset({"script", "style", "input", "link", "meta", "template", "svg", "iframe", "object", "embed"})
_BLOCKS = frozenset({
    "p", "ul", "ol", "blockquote", "table", "hr", "h1", "h2", "h3", "h4", "h5", "h6", "ac:task-list",
})  # fmt: skip
_BLOCK_MACROS = frozenset({"info", "tip", "note", "warning", "panel", "expand", "code", "details", "toc", "excerpt"})
HIGHLIGHT = "background-color: rgb(254,222,200);"
_SAFE = re.compile(r"(?:https?://[^\s]|mailto:[^\s])", re.IGNORECASE)
_WIDTH = re.compile(r"\d{1,4}")


@dataclass(frozen=True)
class Target:
    """Where a link of a document leads: a page by title, a file of this page, a place on it, or an address."""

    page: str = ""
    file: str = ""
    place: str = ""
    address: str = ""


class Links(Protocol):
    """Resolves what a document links to."""

    def link(self, href: str) -> Target | None:
        """Where a link leads, ``None`` when it must not be a link."""
        ...

    def image(self, src: str) -> str | None:
        """The name of the attached picture, ``None`` when it cannot be shown."""
        ...


def safe_address(href: str) -> str:
    """``href`` when it may be linked to, else empty."""
    return href if _SAFE.match(href) and not any(ord(char) < 32 for char in href) else ""


@dataclass
class Converter:
    """Converts the body of one page; keeps count of task ids, places and abbreviations that were explained."""

    links: Links
    tasks: set[int] = field(default_factory=set)
    places: set[str] = field(default_factory=set)
    explained: set[str] = field(default_factory=set)

    def convert(self, root: Element) -> list[Node]:
        """The content of an element as block-level storage."""
        return blocks(self.inside(root))

    def inside(self, node: Element) -> list[Node]:
        """The converted content of an element, inline or block."""
        found: list[Node] = []
        for piece in content(node):
            if isinstance(piece, str):
                found.append(piece)
            else:
                found.extend(self.element(piece))
        return found

    def element(self, node: Element) -> list[Node]:
        """One element."""
        tag, classes = node.tag, set(node.get("class", "").split())
        if tag in _DROPPED or "headerlink" in classes:
            return []
        special = _SPECIAL.get(tag)
        if special is not None:
            return special(self, node, classes)
        if tag in _EMPTY:
            return [element(tag)]
        if tag in _KEPT:
            made = extend(element(_KEPT[tag]), self.inside(node))
            if tag == "ol" and node.get("start", "").isdigit():
                made.set("start", node.get("start", ""))
            if tag == "p" and not len(made) and not (made.text or "").strip():
                return []
            return [made]
        if tag in _HEADINGS:
            return [extend(element(tag), [*self._place(node.get("id", "")), *self.inside(node)])]
        return self.inside(node)

    # -- blocks -------------------------------------------------------------------------------------------------

    def _div(self, node: Element, classes: set[str]) -> list[Node]:
        if "highlight" in classes:
            return [self._highlighted(node)]
        if "admonition" in classes:
            return [self._admonition(node, classes)]
        if "tabbed-set" in classes:
            return self._tabs(node)
        if "footnote" in classes:
            return self._footnotes(node)
        return self.inside(node)

    def _admonition(self, node: Element, classes: set[str]) -> Element:
        title, body = "", Element("div")
        for child in content(node):
            if not isinstance(child, str) and "admonition-title" in child.get("class", ""):
                title = words(child)
            else:
                add(body, child)
        return macro(panel(classes), {"title": title}, self.convert(body))

    def _details(self, node: Element, classes: set[str]) -> list[Node]:
        title, body = "", Element("div")
        for child in content(node):
            if not isinstance(child, str) and child.tag == "summary":
                title = words(child)
            else:
                add(body, child)
        inner = self.convert(body)
        if classes & PANELS.keys():
            inner = [macro(panel(classes), {}, inner)]
        return [macro("expand", {"title": title or "…"}, inner)]

    def _tabs(self, node: Element) -> list[Node]:
        titles = [words(label) for label in node.iter("label")]
        pages = [block for block in node.iter("div") if "tabbed-block" in block.get("class", "")]
        own = [page for page in pages if _nearest(node, page)]
        labels = [label for label in node.iter("label") if _nearest(node, label)]
        titles = [words(label) for label in labels]
        return [
            macro("expand", {"title": titles[place] if place < len(titles) else "…"}, self.convert(page))
            for place, page in enumerate(own)
        ]

    def _list(self, node: Element, classes: set[str]) -> list[Node]:
        items = [child for child in node if child.tag == "li"]
        if "task-list" in classes and items and all("task-list-item" in item.get("class", "") for item in items):
            return [extend(element("ac:task-list"), [self._task(item) for item in items])]
        return [extend(element("ul"), self.inside(node))]

    def _task(self, item: Element) -> Element:
        box = next(iter(item.iter("input")), None)
        done = box is not None and "checked" in box.attrib
        body = [piece for piece in self.inside(item) if not isinstance(piece, str) or piece.strip()]
        if body and isinstance(body[0], str):
            body[0] = body[0].lstrip()
        text = "".join(piece if isinstance(piece, str) else "".join(piece.itertext()) for piece in body)
        return element(
            "ac:task",
            {},
            element("ac:task-id", {}, str(macros.task_id(" ".join(text.split()), self.tasks))),
            element("ac:task-status", {}, "complete" if done else "incomplete"),
            extend(element("ac:task-body"), body),
        )

    def _table(self, node: Element, classes: set[str]) -> list[Node]:
        return [table(node, self.inside)]

    def _definitions(self, node: Element, classes: set[str]) -> list[Node]:
        found: list[Node] = []
        for child in node:
            if child.tag == "dt":
                found.append(element("p", {}, extend(element("strong"), self.inside(child))))
            elif child.tag == "dd":
                for piece in self.convert(child):
                    if not isinstance(piece, str) and piece.tag == "p":
                        piece.set("style", "margin-left: 30.0px;")
                    found.append(piece)
        return found

    def _pre(self, node: Element, classes: set[str]) -> list[Node]:
        if "mermaid" in classes:
            return [macros.code("".join(node.itertext()).strip("\n"), {"language": "mermaid"})]
        return [self._highlighted(node)]

    def _highlighted(self, node: Element) -> Element:
        body = next((code for code in node.iter("code")), node)
        text = "".join(body.itertext())
        title = next((words(name) for name in node.iter("span") if "filename" in name.get("class", "")), "")
        numbers = any("linenos" in (cell.get("class") or "") for cell in node.iter()) or any(
            "data-linenos" in cell.attrib for cell in node.iter()
        )
        parameters = {"language": language(node, body), "title": title, "linenumbers": "true" if numbers else ""}
        parameters["highlight"] = ",".join(highlighted_lines(body))
        return macros.code(text.rstrip("\n"), parameters)

    def _footnotes(self, node: Element) -> list[Node]:
        return [element("hr"), *(self._footnote_list(notes) for notes in node if notes.tag == "ol")]

    def _footnote_list(self, notes: Element) -> Element:
        made = element("ol")
        for item in notes:
            body = self.convert(item)
            place = self._place(item.get("id", "").replace(":", "-"))
            if body and not isinstance(body[0], str) and body[0].tag == "p":
                body[0] = extend(element("p"), [*place, *content(body[0])])
            made.append(extend(element("li"), body))
        return made

    # -- inline -------------------------------------------------------------------------------------------------

    def _place(self, name: str) -> list[Node]:
        name = name.replace("blamefree:", "blamefree-")
        if not name or name in self.places:
            return []
        self.places.add(name)
        return [macros.anchor(name)]

    def _code(self, node: Element, classes: set[str]) -> list[Node]:
        return [element("code", {}, "".join(node.itertext()))]

    def _mark(self, node: Element, classes: set[str]) -> list[Node]:
        return [extend(element("span", {"style": HIGHLIGHT}), self.inside(node))]

    def _span(self, node: Element, classes: set[str]) -> list[Node]:
        if "keys" in classes:
            return [element("code", {}, "".join(node.itertext()).strip())]
        if "task-list-indicator" in classes:
            return []
        return self.inside(node)

    def _abbreviation(self, node: Element, classes: set[str]) -> list[Node]:
        short, long = words(node), " ".join(node.get("title", "").split())
        if not long or short in self.explained:
            return [short]
        self.explained.add(short)
        return [f"{short} ({long})"]

    def _sup(self, node: Element, classes: set[str]) -> list[Node]:
        place = self._place(node.get("id", "").replace(":", "-")) if "id" in node.attrib else []
        return [*place, extend(element("sup"), self.inside(node))]

    def _image(self, node: Element, classes: set[str]) -> list[Node]:
        source, alt = node.get("src", ""), " ".join(node.get("alt", "").split())
        name = self.links.image(source)
        if name is not None:
            width = _WIDTH.match(node.get("width", ""))
            return [macros.image(name, alt=alt, width=width.group() if width else "", caption=node.get("title", ""))]
        address = safe_address(source)
        return [macros.link(address, [alt or address])] if address else [alt]

    def _link(self, node: Element, classes: set[str]) -> list[Node]:
        body = self.inside(node)
        href = node.get("href", "")
        if classes & {"footnote-ref", "footnote-backref"}:
            return [macros.page_link("", ["".join(node.itertext())], href.lstrip("#").replace(":", "-"))]
        target = self.links.link(href) if href else None
        if target is None or not any(not isinstance(piece, str) or piece.strip() for piece in body):
            return body
        if target.file:
            return [macros.file_link(target.file, body)]
        if target.address:
            return [macros.link(target.address, body)]
        return [macros.page_link(target.page, body, target.place)]


_SPECIAL: dict[str, Callable[[Converter, Element, set[str]], list[Node]]] = {
    "div": Converter._div, "details": Converter._details, "ul": Converter._list, "table": Converter._table,
    "dl": Converter._definitions, "pre": Converter._pre, "code": Converter._code, "kbd": Converter._code,
    "mark": Converter._mark, "span": Converter._span, "abbr": Converter._abbreviation, "sup": Converter._sup,
    "img": Converter._image, "a": Converter._link,
}  # fmt: skip


def _nearest(outer: Element, inner: Element) -> bool:
    """Whether ``inner`` belongs to this set of tabs, not to one within it."""
    return not any(
        nested is not outer and "tabbed-set" in nested.get("class", "") and any(node is inner for node in nested.iter())
        for nested in outer.iter("div")
    )


def is_block(node: Node) -> bool:
    """Whether a piece stands on its own between paragraphs."""
    if isinstance(node, str):
        return False
    return node.tag in _BLOCKS or (node.tag == "ac:structured-macro" and node.get("ac:name") in _BLOCK_MACROS)


def blocks(pieces: Sequence[Node]) -> list[Node]:
    """Pieces with running text between blocks put into paragraphs, and white space between blocks dropped."""
    found: list[Node] = []
    running: list[Node] = []

    def close() -> None:
        if any(not isinstance(piece, str) or piece.strip() for piece in running):
            found.append(extend(element("p"), running))
        running.clear()

    for piece in pieces:
        if is_block(piece):
            close()
            found.append(piece)
        else:
            running.append(piece)
    close()
    return found
