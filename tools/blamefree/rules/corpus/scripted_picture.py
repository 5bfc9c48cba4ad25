"""An SVG picture with scripts, handlers or references to elsewhere.

Why: an SVG is a page of its own. Opened from the site it can run code in the site's name, and a reference makes the
reader's browser call another host. Pictures need neither.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from blamefree.diagnostics.diagnostic import Diagnostic, Severity
from blamefree.model.corpus import Facts
from blamefree.patterns import lazy
from blamefree.rules.api import Context, Rule
from blamefree.rules.corpus._references import attachments
from blamefree.rules.corpus.oversized_attachment import LIMIT

RULE = Rule.of(__name__, Severity.ERROR)

_ELEMENT = lazy(
    r"<(?:[A-Za-z0-9_-]{1,40}:)?"
    r"(script|foreignObject|iframe|embed|object|handler|listener|animate|set)\b",
    re.IGNORECASE,
)
_HANDLER = lazy(r"[\s\"'/](on[a-z]{3,30})[ \t\r\n]*=", re.IGNORECASE)
_REFERENCE = lazy(r"\b(?:href|src)[ \t\r\n]*=[ \t\r\n]*[\"']?[ \t\r\n]*([^\"'>\s]{0,40})", re.IGNORECASE)
_STYLE = lazy(r"@import|url\([ \t\r\n]*[\"']?[ \t\r\n]*([^\"')\s]{0,40})", re.IGNORECASE)
_ENTITY = lazy(r"<!(?:ENTITY|DOCTYPE[^>\[]{0,300}\[)|<\?xml-stylesheet", re.IGNORECASE)
_FINE = lazy(r"#|data:(?:image/(?:png|jpeg|gif|webp)|font/|application/(?:x-)?font)", re.IGNORECASE)
_HARMLESS_ANIMATION = frozenset(("animate", "set"))


def check_corpus(corpus: Sequence[Facts], context: Context) -> Iterator[Diagnostic]:
    """Read every SVG that a document shows or links to."""
    for reference, fact in attachments(corpus, context):
        path = reference.path or ""
        if path.lower().endswith((".svg", ".svgz")) and fact.size <= LIMIT:
            problem = told(context.files.head(path, LIMIT))
            if problem:
                yield RULE.on(
                    reference.facts.path,
                    reference.link.place,
                    f"the SVG holds {problem}",
                    "remove it, or export the picture as PNG",
                )


def told(data: bytes) -> str:
    """What an SVG holds that could act; empty when nothing."""
    if data.startswith(b"\x1f\x8b"):
        return "compressed data, which cannot be looked at"
    if data.startswith((b"\xff\xfe", b"\xfe\xff")) or b"\x00" in data:
        return "an encoding other than UTF-8, in which code can hide"
    text = data.decode("utf-8", "replace")
    if _ENTITY.search(text):
        return "entities or a style sheet from elsewhere"
    from html import unescape  # its table of names takes long to load

    text = unescape(text)
    for found in _ELEMENT.finditer(text):
        name = found.group(1).lower()
        if name not in _HARMLESS_ANIMATION or "href" in text[found.end() : found.end() + 300]:
            return f"the element {name}"
    if handler := _HANDLER.search(text):
        return f"the handler {handler.group(1).lower()}"
    for found in _REFERENCE.finditer(text):
        if found.group(1) and not _FINE.match(found.group(1)):
            return "a reference to elsewhere"
    for found in _STYLE.finditer(text):
        if found.group(1) is None or not _FINE.match(found.group(1)):
            return "a style that refers elsewhere"
    return ""
