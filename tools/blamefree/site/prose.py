"""Plain text out of Markdown, its beginning, and what of it outsiders may see."""

from __future__ import annotations

import html
import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from blamefree.site.edition import Edition

_LINK = re.compile(r"!?\[((?:[^\[\]\\]|\\.)*)\](?:\([^()]*(?:\([^()]*\)[^()]*)*\)|\[[^\[\]]*\])")
_AUTOLINK = re.compile(r"<https?://[^\s<>]+>")
_TAG = re.compile(r"<!--.*?-->|</?[A-Za-z][^<>]*>", re.DOTALL)
_MARK = re.compile(r"(?<![\w\\])(\*{1,3}|_{1,3}|~~)(?=\S)(.+?)(?<=\S)\1(?!\w)")
_NOTE = re.compile(r"\[\^[^\]\s]+\]")
_PLAIN = re.compile(r"[^<>*_~`\[\]\\&!]*")
_SENTENCE = re.compile(r"(?<=[.!?])[\"'”»)]*\s+(?=[\"'“«(]*[A-ZÅÄÖÉ0-9])")
_ABBREVIATED = re.compile(r"(?:\b(?:e\.g|i\.e|etc|ca|bl\.a|t\.ex|d\.v\.s|s\.k|kl|nr|no|vs|approx|resp)\.|\b[A-Z]\.)$")
_URL = re.compile(r"(?:https?://|www\.)[^\s<>()\[\]\"'`]+[^\s<>()\[\]\"'`.,;:!?]")
_ADDRESS = re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+")
_HANDLE = re.compile(r"(?<![\w@/.])@[A-Za-z0-9](?:[A-Za-z0-9-]|\.(?=\w)){0,38}")
LEFT_OUT = "…"


def plain_text(text: str) -> str:
    """Inline Markdown as words: links by their text, no marks, one line."""
    if _PLAIN.fullmatch(text):
        return " ".join(text.split())
    text = _TAG.sub("", _AUTOLINK.sub("", _NOTE.sub("", text)))
    for _ in range(2):
        text = _LINK.sub(lambda found: found.group(1), text)
        text = _MARK.sub(lambda found: found.group(2), text)
    text = re.sub(r"\\([\\`*_{}\[\]()#+.!~<>|-])", r"\1", text.replace("`", ""))
    return " ".join(html.unescape(text).split())


def without_sources(text: str) -> str:
    """``text`` without the links at its end: in a timeline they name the source of the row."""
    return re.sub(r"(?:\s*[(,;]?\s*\[[^\[\]]*\]\([^()\s]*(?:\([^()]*\)[^()\s]*)*\)\)?[.,]?)+\s*$", "", text) or text


def lead(text: str, limit: int = 240) -> str:
    """The first sentences of a text, at most ``limit`` characters, at least one sentence (cut at a word)."""
    taken = ""
    for sentence in sentences(text):
        longer = f"{taken} {sentence}".strip()
        if taken and len(longer) > limit:
            break
        taken = longer
    return shorten(taken, limit + 80)


def sentences(text: str) -> list[str]:
    """The sentences of one paragraph."""
    found: list[str] = []
    start = 0
    for gap in _SENTENCE.finditer(text):
        if _ABBREVIATED.search(text[start : gap.start()]):
            continue
        found.append(text[start : gap.end()].strip())
        start = gap.end()
    rest = text[start:].strip()
    return [*found, rest] if rest else found


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
