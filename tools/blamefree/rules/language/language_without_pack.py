"""A document in a language that has no pack.

Why: blameless language can only be checked in a language that Blamefree knows; the document is otherwise checked as
usual.

Bad:
    lang: ⟦tlh⟧

Good:
    lang: en
"""

from __future__ import annotations

from collections.abc import Iterator

from blamefree.diagnostics.diagnostic import Diagnostic, Severity
from blamefree.model.document import Document
from blamefree.rules.api import Context, Rule
from blamefree.rules.language import _packs
from blamefree.rules.shape import broken
from blamefree.text.placeholder import is_placeholder

RULE = Rule.of(__name__, Severity.WARNING)


def check(document: Document, context: Context) -> Iterator[Diagnostic]:
    """Tell of a ``lang`` without a pack."""
    stated = document.postmortem.lang
    if stated is None or _packs.pack(_packs.primary(stated.value), context) is not None:
        return
    if not is_placeholder(stated.value) and not broken(document, context, "lang"):
        yield RULE.at(
            document,
            stated.span,
            f"no language pack for {stated.value!r}: this document's language is not checked",
            "correct the tag, or add schema/languages/<tag>.yml",
            category="no-language-pack",
        )
