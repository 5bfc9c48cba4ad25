"""Inline Markdown as plain words, where words are all that can be shown: in pictures, cards and lists."""

from __future__ import annotations

import html
import re

_LINK = re.compile(r"!?\[((?:[^\[\]\\]|\\.)*)\](?:\([^()]*(?:\([^()]*\)[^()]*)*\)|\[[^\[\]]*\])")
_AUTOLINK = re.compile(r"<https?://[^\s<>]+>")
_TAG = re.compile(r"<!--.*?-->|</?[A-Za-z][^<>]*>", re.DOTALL)
_MARK = re.compile(r"(?<![\w\\])(\*{1,3}|_{1,3}|~~)(?=\S)(.+?)(?<=\S)\1(?!\w)")
_NOTE = re.compile(r"\[\^[^\]\s]+\]")
_SOURCES = re.compile(r"(?:\s*[(,;]?\s*\[[^\[\]]*\]\([^()\s]*(?:\([^()]*\)[^()\s]*)*\)\)?[.,]?)+\s*$")
_PLAIN = re.compile(r"[^<>*_~`\[\]\\&!]*")


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
    if "](" not in text or not text.rstrip().removesuffix(".").removesuffix(",").endswith(")"):
        return text
    return _SOURCES.sub("", text) or text
