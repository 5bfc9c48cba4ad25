"""Rules of family language."""

from __future__ import annotations

from collections.abc import Collection

from blamefree.model.document import Document
from blamefree.rules.api import Context


def speaking(document: Document, context: Context) -> Collection[str]:
    """The rules of the verdicts on a document, and the one about its language where that has no pack."""
    from blamefree.rules.language import _packs, _verdicts

    found = set(_verdicts.by_rule(document, context))
    stated = document.postmortem.lang
    if stated is not None and _packs.pack(_packs.primary(stated.value), context) is None:
        found.add("language-without-pack")
    return found
