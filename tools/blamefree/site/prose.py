"""Plain text out of Markdown, its beginning, and what of it outsiders may see."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from blamefree.rendering.plain import plain_text, without_sources

if TYPE_CHECKING:
    from blamefree.site.edition import Edition

_SENTENCE = re.compile(r"[.!?][\"'”»)]*\s+(?=[\"'“«(]*[A-ZÅÄÖÉ0-9])")
_ABBREVIATED = re.compile(r"(?:\b(?:e\.g|i\.e|etc|ca|bl\.a|t\.ex|d\.v\.s|s\.k|kl|nr|no|vs|approx|resp)\.|\b[A-Z]\.)$")
_LONGEST = 8  # characters of the longest abbreviation
_URL = re.compile(r"(?:https?://|www\.)[^\s<>()\[\]\"'`]+[^\s<>()\[\]\"'`.,;:!?]")
_ADDRESS = re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+")
_HANDLE = re.compile(r"(?<![\w@/.])@[A-Za-z0-9](?:[A-Za-z0-9-]|\.(?=\w)){0,38}")
LEFT_OUT = "…"
__all__ = ["lead", "plain_text", "shorten", "without_internal", "without_people", "without_sources"]


def lead(text: str, limit: int = 240) -> str:
    """The first sentences of a text on one line, at most ``limit`` characters, at least one (cut at a word)."""
    if len(text) <= limit:
        return text
    start = taken = 0
    for gap in _SENTENCE.finditer(text):
        end = gap.start() + 1
        if _ABBREVIATED.search(text, max(start, end - _LONGEST), end):
            continue
        start = gap.end()
        if taken and start - 1 > limit:
            break
        taken = start - 1
    return shorten(text[:taken] if taken else text, limit + 80)


def shorten(text: str, limit: int) -> str:
    """``text`` cut at a word to at most ``limit`` characters, with an ellipsis when something is missing."""
    if len(text) <= limit:
        return text
    cut = text[: limit - 1]
    space = cut.rfind(" ")
    return (cut[:space] if space > limit * 0.6 else cut).rstrip(" ,;:–—-") + "…"


def without_people(text: str, edition: Edition) -> str:
    """``text`` without mail addresses, handles and the web addresses that the edition does not show."""
    text = _URL.sub(lambda found: found.group() if edition.shows_link(found.group()) else LEFT_OUT, text)
    return _HANDLE.sub(LEFT_OUT, _ADDRESS.sub(LEFT_OUT, text))


_INTERNAL = re.compile(r"( *)(?:!!!|\?\?\?\+?) +(?:internal|restricted)\b")


def without_internal(text: str) -> str:
    """``text`` without the admonitions ``!!! internal`` and ``!!! restricted``."""
    out: list[str] = []
    inside = -1
    for line in text.splitlines(keepends=True):
        indent = len(line) - len(line.lstrip(" \t"))
        if inside >= 0 and (not line.strip() or indent > inside):
            continue
        inside = -1
        found = _INTERNAL.match(line.expandtabs(4))
        if found is not None:
            inside = len(found.group(1))
            continue
        out.append(line)
    return "".join(out)
