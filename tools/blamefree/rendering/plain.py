"""Inline Markdown as plain words, where words are all that can be shown: in pictures, cards and lists."""

from __future__ import annotations

import html
import re

_LINK = re.compile(r"\[((?:[^\[\]\\]++|\\.)*+)\](?:\([^()]*(?:\([^()]*\)[^()]*)*\)|\[[^\[\]]*\])")
_AUTOLINK = re.compile(r"<https?://[^\s<>]+>")
_TAG = re.compile(r"<!--.*?-->|</?[A-Za-z][^<>]*>", re.DOTALL)
# The mark itself first: a pattern that begins by looking back is tried at every character.
_MARK = re.compile(r"(\*(?<![\w\\]\*)\*{0,2}|_(?<![\w\\]_)_{0,2}|~(?<![\w\\]~)~)(?=\S)(.+?)(?<=\S)\1(?!\w)")
_NOTE = re.compile(r"\[\^[^\]\s]+\]")
_ESCAPED = re.compile(r"\\([\\`*_{}\[\]()#+.!~<>|-])")
_SOURCES = re.compile(r"(?:\s*[(,;]?\s*\[[^\[\]]*\]\([^()\s]*(?:\([^()]*\)[^()\s]*)*\)\)?[.,]?)+\s*$")


def plain_text(text: str) -> str:
    """Inline Markdown as words: links by their text, no marks, one line."""
    # Patterns look at every character. Whether there is what they begin with is found out in a tenth of the time.
    if "<" in text:
        text = _TAG.sub("", _AUTOLINK.sub("", _NOTE.sub("", text)))
    elif "[^" in text:
        text = _NOTE.sub("", text)
    if "]" in text or "*" in text or "_" in text or "~" in text:
        for _ in range(2):
            if "](" in text or "][" in text:
                text = _words_of_links(text)
            text = _MARK.sub(r"\2", text)
    if "`" in text:
        text = text.replace("`", "")
    if "\\" in text:
        text = _ESCAPED.sub(r"\1", text)
    return " ".join(html.unescape(text).split())


def _words_of_links(text: str) -> str:
    out: list[str] = []
    at = 0
    for found in _LINK.finditer(text):
        start, end = found.span()
        out.append(text[at : start - 1 if start > at and text[start - 1] == "!" else start])
        out.append(found.group(1))
        at = end
    out.append(text[at:])
    return "".join(out)


def without_sources(text: str) -> str:
    """``text`` without the links at its end: in a timeline they name the source of the row."""
    if "](" not in text or not text.rstrip().removesuffix(".").removesuffix(",").endswith(")"):
        return text
    head = text.partition("[")[0].rstrip()
    if head.endswith(("(", ",", ";")):
        head = head[:-1].rstrip()
    found = _SOURCES.search(text, len(head))  # they do not begin any earlier
    return (text[: found.start()] + text[found.end() :] or text) if found is not None else text
