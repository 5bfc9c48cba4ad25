"""A character that takes no space, in the text or in the file name.

Why: words that look the same are no longer found by a search, and text for machines can be hidden from readers. Joined
emoji and the joiners of Arabic and Indic scripts are fine.

Good (body):
    ## Summary

    The family 👨‍👩‍👧‍👦 and the flag 🏴󠁧󠁢󠁳󠁣󠁴󠁿 are ordinary emoji.
"""

from __future__ import annotations

from collections.abc import Iterator

from blamefree.diagnostics.diagnostic import Diagnostic, Severity
from blamefree.model.document import Document
from blamefree.rules.api import Context, Rule, fix
from blamefree.rules.shape import broken
from blamefree.rules.some import capped
from blamefree.rules.syntax._characters import Sort, by_line, find, in_name, more, named, unseen
from blamefree.text.span import Span

RULE = Rule.of(__name__, Severity.ERROR, unsound=True)
_SOFT_HYPHEN = "\u00ad"
_WEIGHTLESS = frozenset("\u00ad\u200b\u200e\u200f\u2060\ufeff")


def check(document: Document, context: Context) -> Iterator[Diagnostic]:
    """Tell of characters of no width in the text and in the file name."""
    path = document.path
    if not path.isprintable() and (char := in_name(path)):
        yield RULE.at(document, Span(0, 0), f"invisible character {named(char)} in the file name", "rename the file")
    if unseen(document, context):
        yield from capped(_told(document, context))
    front = document.front_span
    if document.text.find("\\", front.start, front.end) >= 0:
        yield from capped(_escaped(document, context))


def _escaped(document: Document, context: Context) -> Iterator[Diagnostic]:
    """Characters that the front matter spells as an escape: the text shows them, its readers do not see them."""
    for path, node in document.scalars:
        if node.style == '"' and isinstance(node.value, str) and "service" not in str(path):
            raw = document.text[node.span.start : node.span.end]
            found = next((item for item in find(node.value) if item.char not in raw), None)
            if found is not None and not broken(document, context, *path):
                yield RULE.at(
                    document, node.span, f"invisible character {named(found.char)}, written as an escape",
                    "remove the escape",
                )  # fmt: skip


def _told(document: Document, context: Context) -> Iterator[Diagnostic]:
    for items in by_line(document, context, Sort.HIDDEN):
        chars = {char for item in items for char in document.text[item.span.start : item.span.end]}
        yield RULE.at(
            document,
            items[0].span,
            f"invisible character {named(items[0].char)}{more(items)}",
            "remove it",
            severity=Severity.WARNING if chars == {_SOFT_HYPHEN} else None,
            fix=fix(
                document,
                "Remove the invisible characters",
                *((item.span, "") for item in items),
                safe=chars <= _WEIGHTLESS,
            ),
        )
