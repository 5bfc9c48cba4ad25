"""Descriptions of issues: Atlassian Document Format on Cloud, wiki markup on Data Center."""

from __future__ import annotations

import re
from typing import Any

_WIKI = re.compile(r"([\\{}\[\]|*_+^~?!-])")
_SPACE = re.compile(r"\s+")
_TARGET = re.compile(r"\|https?://[^\]\s]*\]")  # where a link leads is no wording


def text(value: str, *, strong: bool = False, link: str = "") -> dict[str, Any]:
    """A text node."""
    marks: list[dict[str, Any]] = [{"type": "strong"}] if strong else []
    if link:
        marks.append({"type": "link", "attrs": {"href": link}})
    node: dict[str, Any] = {"type": "text", "text": value}
    return {**node, "marks": marks} if marks else node


def paragraph(*nodes: dict[str, Any]) -> dict[str, Any]:
    """A paragraph."""
    return {"type": "paragraph", "content": list(nodes)}


def document(*blocks: dict[str, Any]) -> dict[str, Any]:
    """A whole document."""
    return {"type": "doc", "version": 1, "content": list(blocks)}


def plain(value: Any) -> str:
    """The text of an ADF document or of wiki markup, white space folded: what is compared, and read."""
    if isinstance(value, str):
        return _SPACE.sub(" ", _TARGET.sub("]", value)).strip()
    if not isinstance(value, dict):
        return ""
    return _SPACE.sub(" ", _walk(value)).strip()


def _walk(node: dict[str, Any]) -> str:
    kind = node.get("type")
    if kind == "text":
        return str(node.get("text") or "")
    if kind in ("hardBreak", "rule"):
        return "\n"
    attributes = node.get("attrs") or {}
    if kind in ("mention", "emoji", "status", "date", "inlineCard"):
        return str(attributes.get("text") or attributes.get("shortName") or attributes.get("url") or "")
    inner = "".join(_walk(child) for child in node.get("content") or [] if isinstance(child, dict))
    return inner if kind in (None, "doc") else f"{inner}\n"


def wiki(value: str) -> str:
    """Text that wiki markup shows as it is."""
    return _WIKI.sub(r"\\\1", value)
