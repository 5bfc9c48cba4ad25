"""A text that older YAML readers take for something else.

Why: Blamefree reads YAML 1.2, where `no` is a word and `10:01` is text. Many other tools read 1.1, where they are
false and 601. In quotes everybody reads the same.

Bad:
    tags: [cache, ⟦on⟧]

Fixed:
    tags: [cache, "on"]

Good:
    tags: [cache, "on", on-call]
"""

from __future__ import annotations

from collections.abc import Iterator

from blamefree.diagnostics.diagnostic import Diagnostic, Severity
from blamefree.model.document import Document
from blamefree.patterns import lazy
from blamefree.rules.api import Context, Rule, fix
from blamefree.rules.shape import broken
from blamefree.rules.shape.defect import called

RULE = Rule.of(__name__, Severity.INFO)
# YAML 1.1: https://yaml.org/type/bool.html, int.html and float.html
_BOOL = lazy(r"y|Y|yes|Yes|YES|n|N|no|No|NO|on|On|ON|off|Off|OFF")
_NUMBER = lazy(
    r"[-+]?[1-9][0-9_]*(?::[0-5]?[0-9])+(?:\.[0-9_]*)?|[-+]?0b[01_]+|[-+]?0[0-7_]+|[-+]?(?:0|[1-9][0-9_]*_[0-9_]*)"
)
_FIRST = frozenset("yYnNoO0123456789+-")


def check(document: Document, context: Context) -> Iterator[Diagnostic]:
    """Tell each plain text that YAML 1.1 reads as true, false or a number."""
    if document.front is None:
        return
    for path, node in document.scalars:
        text = node.value
        if node.style or not isinstance(text, str) or len(text) >= 40 or text[:1] not in _FIRST:
            continue
        read = "true or false" if _BOOL.fullmatch(text) else "a number" if _NUMBER.fullmatch(text) else ""
        if read and not broken(document, context, *path):
            edit = fix(document, "Put it in quotes", (node.span, f'"{text}"'), safe=True)
            message = f"{called(path, document.front)}: other YAML readers take {text} for {read}"
            yield RULE.at(document, node.span, message, f'put it in quotes: "{text}"', fix=edit)
