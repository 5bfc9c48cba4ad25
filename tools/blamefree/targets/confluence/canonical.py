"""What a page says, apart from how Confluence happened to write it down.

Confluence adds ids, versions and comment markers to what is saved, and writes entities and empty elements its own way.
Two texts with one canonical form say the same.
"""

from __future__ import annotations

import hashlib
import re

from blamefree.targets.confluence.xml import CDATA, Element, NotStorage, parse

MARKER = "ac:inline-comment-marker"
# Attributes that Confluence sets by itself, or that only say how wide something is drawn.
_VOLATILE = frozenset({
    "ac:macro-id", "ac:schema-version", "ac:local-id", "local-id", "ri:version-at-save", "ac:layout-id",
    "ri:content-id", "ri:space-key", "data-layout", "data-table-width", "data-table-display-mode", "data-local-id",
    "ac:original-height", "ac:original-width", "ac:custom-width", "class", "data-mce-bogus",
})  # fmt: skip
_FLOW = frozenset({
    "storage", "p", "h1", "h2", "h3", "h4", "h5", "h6", "ul", "ol", "li", "table", "thead", "tbody", "tfoot", "tr",
    "th", "td", "blockquote", "hr", "colgroup", "col", "div", "dl", "dt", "dd", "ac:rich-text-body",
    "ac:structured-macro", "ac:parameter", "ac:task-list", "ac:task", "ac:task-id", "ac:task-status", "ac:task-body",
    "ac:layout", "ac:layout-section", "ac:layout-cell", "ac:plain-text-body", "ac:caption",
})  # fmt: skip
_SPACE = re.compile(r"[ \t\r\n]+")
_DROPPED = frozenset({"colgroup", "ac:task-uuid"})
_COMMIT = re.compile(r"(?<=/blob/)[0-9a-f]{7,40}(?=/)|(?<=<code>)[0-9a-f]{7,40}(?=</code>)")
OWN = "blamefree:"


def canonical(root: Element) -> str:
    """The canonical text of a tree (of :func:`blamefree.targets.confluence.xml.parse`, or one that is to be sent)."""
    parts: list[str] = []
    _write(root, parts, raw=False)
    return "".join(parts)


def fingerprint(root: Element) -> str:
    """SHA-256 (hex) of the canonical text of a tree."""
    return digest(canonical(root))


def digest(text: str) -> str:
    """SHA-256 (hex) of canonical text."""
    return hashlib.sha256(text.encode("utf-8")).hexdigest()


def fingerprint_of(text: str) -> str:
    """The fingerprint of stored text; raises :class:`~blamefree.targets.confluence.xml.NotStorage`."""
    return fingerprint(parse(text))


def same(one: Element, other: Element) -> bool:
    """Whether two pages say the same, whatever commits their banners name."""
    return _without_commit(one) == _without_commit(other)


def _without_commit(root: Element) -> str:
    whole = canonical(root)
    banner = root[0] if len(root) else None
    if banner is None or not any(is_own_anchor(node) for node in banner.iter()):
        return whole
    told = canonical(banner)
    return whole.replace(told, _COMMIT.sub("", told), 1)


def same_text(stored: str | None, sent: str) -> bool:
    """Whether a stored body says what was sent."""
    if stored is None:
        return False
    try:
        return fingerprint_of(stored) == fingerprint_of(sent)
    except NotStorage:
        return False


def is_own_anchor(node: Element) -> bool:
    """Whether an element is the anchor that holds a page's record."""
    return (
        node.tag == "ac:structured-macro"
        and node.get("ac:name") == "anchor"
        and any((child.text or "").startswith(OWN) for child in node if child.tag == "ac:parameter")
    )


def _write(node: Element, parts: list[str], *, raw: bool) -> None:
    if node.tag in _DROPPED or is_own_anchor(node):
        return
    shown = node.tag != MARKER
    if shown:
        attributes = sorted((name, value) for name, value in node.attrib.items() if name not in _VOLATILE)
        parts.append("<" + node.tag + "".join(f" {name}={value!r}" for name, value in attributes) + ">")
    raw = raw or node.tag in CDATA
    if node.tag in CDATA:
        parts.append("".join(node.itertext()).replace("\r\n", "\n").strip("\n"))
    else:
        inner: list[str] = []
        _text(node.text, inner, raw=raw)
        for child in node:
            _write(child, inner, raw=raw)
            _text(child.tail, inner, raw=raw)
        text = "".join(inner)
        parts.append(text.strip(" ") if node.tag in _FLOW and not raw else text)
    if shown:
        parts.append(f"</{node.tag}>")


def _text(value: str | None, parts: list[str], *, raw: bool) -> None:
    if not value:
        return
    if raw:
        parts.append(value)
        return
    folded = _SPACE.sub(" ", value)
    if folded == " " and (not parts or parts[-1].endswith(" ")):
        return
    before = parts[-1] if parts else ""
    if before.endswith(">") and any(before.endswith(f"</{tag}>") for tag in _FLOW):
        folded = folded.lstrip(" ")
    if folded:
        parts.append(folded.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;"))
