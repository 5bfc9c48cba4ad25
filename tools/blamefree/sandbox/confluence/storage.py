"""Storage format as the service treats it: parsed strictly, changed a little on every save.

Publishers' tests show that Confluence decodes entities, closes empty elements itself, adds macro ids, local ids and
`ri:version-at-save`, and refuses ill-formed text with row and column of the place.
"""

from __future__ import annotations

import hashlib
import html
import xml.etree.ElementTree as ET
from html.entities import name2codepoint

_AC = "http://atlassian.com/content"
_RI = "http://atlassian.com/resource/identifier"
_PREFIXES = {_AC: "ac", _RI: "ri"}
_XML_OWN = {"lt", "gt", "amp", "quot", "apos"}
_DOCTYPE = (
    "<!DOCTYPE storage ["
    + "".join(
        f'<!ENTITY {name} "&#{point};">' for name, point in sorted(name2codepoint.items()) if name not in _XML_OWN
    )
    + "]>"
)
_OPEN = f'{_DOCTYPE}<storage xmlns:ac="{_AC}" xmlns:ri="{_RI}">\n'
_CDATA = {f"{{{_AC}}}plain-text-body", f"{{{_AC}}}plain-text-link-body"}
_RESOURCES = {f"{{{_RI}}}page", f"{{{_RI}}}attachment"}
_LOCAL_ID = {"p", "h1", "h2", "h3", "h4", "h5", "h6"}
MARKER = f"{{{_AC}}}inline-comment-marker"
REF = f"{{{_AC}}}ref"


class StorageProblem(ValueError):
    """Text that is no well-formed storage format; `row` and `column` count from 1."""

    def __init__(self, reason: str, row: int, column: int) -> None:
        """Word the problem as the service does."""
        super().__init__(f"Error parsing xhtml: {reason}\n at [row,col {{unknown-source}}]: [{row},{column}]")
        self.row = row
        self.column = column


def parse(text: str) -> ET.Element:
    """Read storage format into a tree under one root.

    Only the prefixes `ac` and `ri` are bound; HTML's named entities are known. Raises StorageProblem.
    """
    parser = ET.XMLParser(encoding="utf-8")  # noqa: S314 - expat with our own declarations only
    try:
        parser.feed((_OPEN + text + "\n</storage>").encode("utf-8", "surrogatepass"))
        return parser.close()
    except ET.ParseError as problem:
        row, column = problem.position
        rows = text.count("\n") + 1
        # An element left open is noticed at the end; the service names the last row of the text then.
        row, column = (row - 1, column + 1) if row - 1 <= rows else (rows, len(text.rsplit("\n", 1)[-1]) + 1)
        reason = str(problem).split(":")[0]
        raise StorageProblem(reason, max(row, 1), column) from None


def normalise(text: str, seed: str, version: int = 1) -> str:
    """The text as it is stored: what a later read returns is not what was sent.

    `seed` (the page's id) makes the injected ids deterministic; `version` is the version being saved.
    Raises StorageProblem.
    """
    root = parse(text)
    made = hashlib.sha256(f"{seed}/{version}".encode()).hexdigest()[:8]
    for counter, element in enumerate(root.iter()):
        if element.tag == f"{{{_AC}}}structured-macro":
            element.attrib.setdefault(f"{{{_AC}}}schema-version", "1")
            element.attrib.setdefault(f"{{{_AC}}}macro-id", f"{made}-0000-4000-8000-{counter:012x}")
        elif element.tag in _LOCAL_ID:
            element.attrib.setdefault("local-id", f"{made}{counter:04x}")
        elif element.tag == "table":
            element.attrib.setdefault(f"{{{_AC}}}local-id", f"{made}-0000-4000-8000-{counter:012x}")
        elif element.tag in _RESOURCES:
            element.attrib[f"{{{_RI}}}version-at-save"] = str(version)
    return serialise(root)


def serialise(root: ET.Element) -> str:
    """The children of a root as text; CDATA where the format has it, `&nbsp;` kept, other entities decoded."""
    parts: list[str] = [_text(root.text or "")]
    for child in root:
        _write(child, parts)
    return "".join(parts).strip("\n")


def markers(text: str) -> dict[str, str]:
    """Inline-comment markers in stored text: ref to the text they enclose."""
    found: dict[str, str] = {}
    for element in parse(text).iter(MARKER):
        found[element.get(REF, "")] = found.get(element.get(REF, ""), "") + "".join(element.itertext())
    return found


def mark(text: str, selection: str, index: int, ref: str) -> str | None:
    """Put a marker around the `index`-th (from 0) occurrence of `selection`; None when it is not there."""
    root = parse(text)
    seen = 0
    for parent in root.iter():
        if parent.tag in _CDATA:
            continue
        holders: list[tuple[int, str]] = [(-1, parent.text or "")]
        holders += [(place, child.tail or "") for place, child in enumerate(parent)]
        for place, words in holders:
            start = words.find(selection)
            while start >= 0:
                if seen == index:
                    _insert_marker(parent, place, words, start, selection, ref)
                    return serialise(root)
                seen += 1
                start = words.find(selection, start + 1)
    return None


def _insert_marker(parent: ET.Element, place: int, words: str, start: int, selection: str, ref: str) -> None:
    marker = ET.Element(MARKER, {REF: ref})
    marker.text = selection
    marker.tail = words[start + len(selection) :]
    if place < 0:
        parent.text = words[:start]
    else:
        parent[place].tail = words[:start]
    parent.insert(place + 1, marker)


def unmark(text: str, ref: str) -> str:
    """Take a marker away and leave its text."""
    root = parse(text)
    for parent in root.iter():
        for place, child in reversed(list(enumerate(parent))):
            if child.tag != MARKER or child.get(REF) != ref:
                continue
            words = "".join(child.itertext()) + (child.tail or "")
            if place == 0:
                parent.text = (parent.text or "") + words
            else:
                parent[place - 1].tail = (parent[place - 1].tail or "") + words
            parent.remove(child)
    return serialise(root)


def plain_text(text: str) -> str:
    """The words of stored text, without markup."""
    return " ".join("".join(parse(text).itertext()).split())


def _name(tag: str) -> str:
    if tag.startswith("{"):
        space, _, local = tag[1:].partition("}")
        return f"{_PREFIXES.get(space, 'xml')}:{local}"
    return tag


def _write(element: ET.Element, parts: list[str]) -> None:
    attributes = "".join(f' {_name(key)}="{_attribute(value)}"' for key, value in element.attrib.items())
    name = _name(element.tag)
    if element.tag in _CDATA:
        body = "".join(element.itertext()).replace("]]>", "]]]]><![CDATA[>")
        parts.append(f"<{name}{attributes}><![CDATA[{body}]]></{name}>")
    elif len(element) or element.text:
        parts.append(f"<{name}{attributes}>{_text(element.text or '')}")
        for child in element:
            _write(child, parts)
        parts.append(f"</{name}>")
    else:
        parts.append(f"<{name}{attributes} />")
    parts.append(_text(element.tail or ""))


def _text(value: str) -> str:
    return html.escape(value, quote=False).replace("\xa0", "&nbsp;")


def _attribute(value: str) -> str:
    return html.escape(value).replace("&#x27;", "'").replace("\n", "&#10;").replace("\xa0", "&nbsp;")
