"""The shape of the front matter: every way in which it departs from the schema, each told once.

The rules of family schema (and a few of approval and corpus) each report the defects that carry
their name; other families ask :func:`broken` before they say something about the same value.
"""

from __future__ import annotations

from collections.abc import Iterator

from blamefree.diagnostics.diagnostic import Diagnostic
from blamefree.model.document import Document
from blamefree.rules.api import Context, Rule
from blamefree.rules.shape.defect import Defect, Path
from blamefree.rules.shape.reading import defects

__all__ = ["Defect", "Path", "broken", "defects", "report"]


def report(rule: Rule, document: Document, context: Context) -> Iterator[Diagnostic]:
    """The diagnostics of ``rule``: one for each defect that carries its name."""
    for defect in defects(document, context):
        if defect.rule == rule.name:
            yield rule.at(document, defect.span, defect.message, defect.help, fix=defect.fix, related=defect.related)


def broken(document: Document, context: Context, *path: str | int) -> bool:
    """Whether the value at ``path``, something in it or something around it is defective already."""
    return any(
        place[: len(path)] == path or path[: len(place)] == place
        for defect in defects(document, context)
        for place in (defect.path, defect.stands_for)
        if place
    )
