"""Rules of family syntax."""

from __future__ import annotations

from collections.abc import Collection
from typing import Final

from blamefree.model.document import Document
from blamefree.rules.api import Context

BRACKETS: Final = 400
"""Open brackets in one block: Python-Markdown's time grows with the square, 2,000 take seconds."""


def speaking(document: Document, context: Context) -> Collection[str]:
    """The rules of the problems met while reading, and those whose marks the text holds."""
    from blamefree.rules.syntax._characters import unseen

    text = document.text
    found = {problem.rule for problem in (*document.problems, *document.body_problems)}
    if unseen(document, context):
        found.update(("bidirectional-control", "control-character", "hidden-character"))
    elif not document.path.isprintable() or "\\" in text:
        found.add("hidden-character")
    if "<" in text:
        found.update(("raw-html", "unclosed-comment"))
    if "<<<<<<<" in text or ">>>>>>>" in text:
        found.add("merge-conflict")
    if "{{" in text or "{%" in text or "8<-" in text:
        found.add("template-syntax")
    if text.find("{", document.body_start) >= 0:
        found.add("unsafe-attribute")
    if "![" in text:
        found.add("remote-image")
    if document.links:
        found.add("unsafe-link")
    if text.count("[") > BRACKETS:
        found.add("excessive-nesting")
    return found
