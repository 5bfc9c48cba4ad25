"""The name of a customer from the configured list.

Why: a customer's trouble is theirs to tell. The list in `privacy.customers` holds the SHA-256 of each name in lower
case, so that the list itself gives nothing away. It is an error where the classification is public.

Good (body):
    ## Summary

    A large customer could not place orders.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from typing import Final

from blamefree.diagnostics.diagnostic import Diagnostic, Severity
from blamefree.hashes import sha256
from blamefree.model.document import Document
from blamefree.patterns import lazy
from blamefree.rules.api import Context, Rule
from blamefree.rules.privacy._personal import severity
from blamefree.rules.some import capped
from blamefree.text.span import Span

RULE = Rule.of(__name__, Severity.WARNING, unsound=True)

LONGEST: Final = 5
"""The longest name that is looked for, in words."""
_WORD = lazy(r"\w+(?:['’.&-]\w+)*")
_GAP = lazy(r"[ \t]*(?:\r?\n)?[ \t>]*|[ \t]+[&+][ \t]+")
_ENDING = lazy(r"(.+?)(?:['’]s|s)\Z")


def check(document: Document, context: Context) -> Iterator[Diagnostic]:
    """Tell of every name whose digest is on the list; the name is never part of a message."""
    digests = frozenset(digest.strip().lower() for digest in context.settings.privacy.customers)
    if digests:
        yield from capped(
            RULE.at(
                document,
                span,
                f"a customer's name ({span.end - span.start} characters)",
                "write what kind of customer it is, or ask them and add a suppression with the reason",
                severity=severity(document),
            )
            for span in _names(document.text, digests)
        )


def _names(text: str, digests: frozenset[str]) -> Iterator[Span]:
    words = list(_WORD.finditer(text))
    known: dict[str, bool] = {}
    at = 0
    while at < len(words):
        length = next(
            (
                size
                for size in range(min(LONGEST, len(words) - at), 0, -1)
                if _listed(text, words, at, size, digests, known)
            ),
            0,
        )
        if length:
            yield Span(words[at].start(), words[at + length - 1].end())
        at += length or 1


def _listed(
    text: str, words: list[re.Match[str]], at: int, size: int, digests: frozenset[str], known: dict[str, bool]
) -> bool:
    start, end = words[at].start(), words[at + size - 1].end()
    if end - start > 100 or any(
        not _GAP.fullmatch(text, words[number].end(), words[number + 1].start()) for number in range(at, at + size - 1)
    ):
        return False
    name = unicodedata.normalize("NFC", " ".join(text[start:end].replace(">", " ").split())).lower()
    if name not in known:
        forms = {name}
        if genitive := _ENDING.match(name):  # the Swedish and the English genitive
            forms.add(genitive.group(1))
        known[name] = any(sha256(form.encode("utf-8")).hexdigest() in digests for form in forms)
    return known[name]
