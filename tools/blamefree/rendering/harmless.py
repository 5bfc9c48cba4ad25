"""A Python-Markdown extension that turns raw HTML into text.

Comments vanish; ``br``, ``kbd``, ``sub``, ``sup``, ``details`` and ``summary`` without attributes are honoured; every
other tag is shown as it was typed. The text around it stays Markdown, so nothing can swallow the rest of a page.
"""

from __future__ import annotations

import re
import xml.etree.ElementTree as ET
from typing import Any

from markdown import Markdown
from markdown.blockprocessors import BlockProcessor
from markdown.extensions import Extension
from markdown.inlinepatterns import InlineProcessor

_BREAK = r"<(br|BR)\s*/?>"
_PAIR = r"<(kbd|sub|sup)>((?:(?!<\1>).)*?)</\1>"
_COMMENT = r"<!--(?:.|\n)*?-->"
_DETAILS = re.compile(r"\A[ ]{0,3}<details>[ \t]*", re.IGNORECASE)
_SUMMARY = re.compile(r"\A\s*<summary>(?P<title>.*?)</summary>[ \t]*\n?", re.IGNORECASE | re.DOTALL)
_EDGE = re.compile(r"<(?P<close>/?)details>", re.IGNORECASE)
_OPEN_COMMENT = re.compile(r"\A[ ]{0,3}<!--")


class _Break(InlineProcessor):
    def handleMatch(self, m: re.Match[str], data: str) -> tuple[ET.Element, int, int]:  # type: ignore[override]  # noqa: N802
        return ET.Element("br"), m.start(0), m.end(0)


class _Pair(InlineProcessor):
    def handleMatch(self, m: re.Match[str], data: str) -> tuple[ET.Element, int, int]:  # type: ignore[override]  # noqa: N802
        element = ET.Element(m.group(1).lower())
        element.text = m.group(2)
        return element, m.start(0), m.end(0)


class _Comment(InlineProcessor):
    def handleMatch(self, m: re.Match[str], data: str) -> tuple[str, int, int]:  # type: ignore[override]  # noqa: N802
        return "", m.start(0), m.end(0)


class _CommentBlock(BlockProcessor):
    """A comment that begins a block, blank lines in it or not."""

    def test(self, parent: ET.Element, block: str) -> bool:
        return _OPEN_COMMENT.match(block) is not None

    def run(self, parent: ET.Element, blocks: list[str]) -> bool:
        for place, block in enumerate(blocks):
            end = block.find("-->", block.find("<!--") + 4 if place == 0 else 0)
            if end < 0:
                continue
            rest = block[end + 3 :].lstrip(" \t").removeprefix("\n")
            del blocks[: place + 1]
            if rest.strip():
                blocks.insert(0, rest)
            return True
        return False  # never closed: it is text


class _DetailsBlock(BlockProcessor):
    """``<details>`` … ``</details>`` over any number of blocks; what is inside is Markdown."""

    def test(self, parent: ET.Element, block: str) -> bool:
        return _DETAILS.match(block) is not None

    def run(self, parent: ET.Element, blocks: list[str]) -> bool:
        depth = 0
        for place, block in enumerate(blocks):
            for edge in _EDGE.finditer(block):
                depth += -1 if edge.group("close") else 1
                if depth == 0:
                    return self._build(parent, blocks, place, edge)
        return False

    def _build(self, parent: ET.Element, blocks: list[str], last: int, edge: re.Match[str]) -> bool:
        inner = [*blocks[:last], blocks[last][: edge.start()]]
        rest = blocks[last][edge.end() :].lstrip()
        del blocks[: last + 1]
        if rest:
            blocks.insert(0, rest)
        opened = _DETAILS.match(inner[0])
        inner[0] = inner[0][opened.end() :].lstrip("\n") if opened else inner[0]
        while inner and not inner[0].strip():
            del inner[0]
        element = ET.SubElement(parent, "details")
        titled = _SUMMARY.match(inner[0]) if inner else None
        if titled:
            ET.SubElement(element, "summary").text = titled.group("title").strip()
            inner[0] = inner[0][titled.end() :]
        self.parser.parseBlocks(element, [piece for piece in inner if piece.strip()])
        return True


class HarmlessExtension(Extension):
    """Raw HTML becomes text."""

    def extendMarkdown(self, md: Markdown) -> None:  # noqa: N802 - the name is Python-Markdown's
        """Take away what lets HTML through, and put in what is allowed."""
        for registry, name in ((md.preprocessors, "html_block"), (md.inlinePatterns, "html")):
            if name in registry:
                registry.deregister(name)
        md.inlinePatterns.register(_Comment(_COMMENT, md), "blamefree_comment", 92)
        md.inlinePatterns.register(_Break(_BREAK, md), "blamefree_break", 91)
        md.inlinePatterns.register(_Pair(_PAIR, md), "blamefree_pair", 90)
        md.parser.blockprocessors.register(_DetailsBlock(md.parser), "blamefree_details", 76)
        md.parser.blockprocessors.register(_CommentBlock(md.parser), "blamefree_comment", 77)


def makeExtension(**settings: Any) -> HarmlessExtension:  # noqa: N802 - the name is Python-Markdown's
    """What Python-Markdown calls."""
    return HarmlessExtension(**settings)
