"""Storage format as a tree: read with the prefixes kept in the names, written the same way every time."""

from __future__ import annotations

import re
import xml.etree.ElementTree as ET
from collections.abc import Iterator, Mapping, Sequence
from html.entities import name2codepoint

Element = ET.Element
_AC = "http://atlassian.com/content"
_RI = "http://atlassian.com/resource/identifier"
_PREFIX = {f"{{{_AC}}}": "ac:", f"{{{_RI}}}": "ri:"}
_OWN = frozenset({"lt", "gt", "amp", "quot", "apos"})
_HEAD = (
    "<!DOCTYPE storage ["
    + "".join(f'<!ENTITY {name} "&#{point};">' for name, point in sorted(name2codepoint.items()) if name not in _OWN)
    + f']><storage xmlns:ac="{_AC}" xmlns:ri="{_RI}">'
)
CDATA = frozenset({"ac:plain-text-body", "ac:plain-text-link-body"})
# What XML 1.0 cannot hold, and what would reorder or hide text for readers.
_FORBIDDEN = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff"
    "\u202a-\u202e\u2066-\u2069\u200e\u200f]"
)


class NotStorage(ValueError):
    """Text that is no well-formed storage format; the message names line and column."""


def parse(text: str) -> Element:
    """Storage format as a tree below ``storage``; tags and attributes are named ``ac:…`` and ``ri:…``."""
    parser = ET.XMLParser(encoding="utf-8")  # noqa: S314 - see the import
    try:
        parser.feed((_HEAD + text + "</storage>").encode("utf-8", "surrogatepass"))
        root = parser.close()
    except ET.ParseError as problem:
        line, column = problem.position
        raise NotStorage(f"not well-formed at line {line}, column {column}: {problem.msg.split(':')[0]}") from None
    for element in root.iter():
        element.tag = _short(element.tag)
        if any(name.startswith("{") for name in element.attrib):
            element.attrib = {_short(name): value for name, value in element.attrib.items()}
    return root


def _short(name: str) -> str:
    if name.startswith("{"):
        for long, short in _PREFIX.items():
            if name.startswith(long):
                return short + name[len(long) :]
    return name


def clean(text: str) -> str:
    """``text`` without characters that XML cannot hold or that deceive the reader."""
    return _FORBIDDEN.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))


def element(tag: str, attributes: Mapping[str, str] | None = None, *content: Element | str | None) -> Element:
    """An element with content; texts and elements in order, ``None`` is left out."""
    made = Element(tag, dict(attributes or {}))
    for piece in content:
        if piece is not None:
            add(made, piece)
    return made


def add(parent: Element, piece: Element | str) -> None:
    """Append an element or text."""
    if not isinstance(piece, str):
        parent.append(piece)
    elif len(parent):
        parent[-1].tail = (parent[-1].tail or "") + piece
    else:
        parent.text = (parent.text or "") + piece


def extend(parent: Element, pieces: Sequence[Element | str]) -> Element:
    """Append several; returns the parent."""
    for piece in pieces:
        add(parent, piece)
    return parent


def content(parent: Element) -> Iterator[Element | str]:
    """The texts and elements in an element, in order; elements without their tails."""
    if parent.text:
        yield parent.text
    for child in parent:
        tail, child.tail = child.tail, None
        yield child
        child.tail = tail
        if tail:
            yield tail


def serialise(root: Element) -> str:
    """The content of a tree as storage format: the same tree, the same bytes."""
    parts: list[str] = [_text(root.text or "")]
    for child in root:
        _write(child, parts)
    return "".join(parts)


def _write(node: Element, parts: list[str]) -> None:
    attributes = "".join(f' {name}="{_attribute(value)}"' for name, value in node.attrib.items())
    if node.tag in CDATA:
        body = clean("".join(node.itertext())).replace("]]>", "]]]]><![CDATA[>")
        parts.append(f"<{node.tag}{attributes}><![CDATA[{body}]]></{node.tag}>")
    elif len(node) or node.text:
        parts.append(f"<{node.tag}{attributes}>{_text(node.text or '')}")
        for child in node:
            _write(child, parts)
        parts.append(f"</{node.tag}>")
    else:
        parts.append(f"<{node.tag}{attributes} />")
    parts.append(_text(node.tail or ""))


def _text(value: str) -> str:
    return clean(value).replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;").replace("\xa0", "&nbsp;")


def _attribute(value: str) -> str:
    return _text(value).replace('"', "&quot;").replace("\n", "&#10;").replace("\t", "&#9;")
