"""Markdown to a tree of HTML elements, and HTML text to a tree."""

from __future__ import annotations

import xml.etree.ElementTree as ET
from html.parser import HTMLParser
from typing import Any

from blamefree.rendering import dialect

Element = ET.Element
_VOID = frozenset({"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "wbr"})


class Renderer:
    """Renders bodies with the extensions of the site; one for many documents."""

    def __init__(self) -> None:
        from markdown import Markdown

        self._markdown: Any = Markdown(
            extensions=dialect.names(), extension_configs=dialect.configs(), output_format="xhtml", tab_length=4
        )

    def render(self, text: str) -> Element:
        """The body as elements below a ``div``."""
        self._markdown.reset()
        return parse_html(self._markdown.convert(text))


def parse_html(text: str) -> Element:
    """HTML text as elements below a ``div``; never fails."""
    builder = _Builder()
    builder.feed(text)
    builder.close()
    return builder.root


class _Builder(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.root = Element("div")
        self._open = [self.root]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Open an element."""
        made = ET.SubElement(self._open[-1], tag, {name: value or "" for name, value in attrs})
        if tag not in _VOID:
            self._open.append(made)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """An element without content."""
        ET.SubElement(self._open[-1], tag, {name: value or "" for name, value in attrs})

    def handle_endtag(self, tag: str) -> None:
        """Close the nearest open element of that name, when there is one."""
        for place in range(len(self._open) - 1, 0, -1):
            if self._open[place].tag == tag:
                del self._open[place:]
                return

    def handle_data(self, data: str) -> None:
        """Text."""
        add_text(self._open[-1], data)


def add_text(parent: Element, text: str) -> None:
    """Append text to the content of an element."""
    if len(parent):
        parent[-1].tail = (parent[-1].tail or "") + text
    else:
        parent.text = (parent.text or "") + text


def words(element: Element) -> str:
    """The text of an element, white space folded."""
    return " ".join("".join(element.itertext()).split())
