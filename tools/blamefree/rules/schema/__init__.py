"""Rules of family schema."""

from __future__ import annotations

from collections.abc import Collection

from blamefree.model.document import Document
from blamefree.rules.api import Context


def speaking(document: Document, context: Context) -> Collection[str]:
    """The rules of the defects, and those that look at the form of what has none."""
    from blamefree.rules.shape import defects

    return {"unordered-keys", "unquoted-value", *(defect.rule for defect in defects(document, context))}
