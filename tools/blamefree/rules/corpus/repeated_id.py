"""Two documents with one id.

Why: the id is the document's address for ever: in links, pages, labels and approvals. It is used once, and ids that
differ only in letter case count as the same.

Bad:
    id: ⟦PM-2025-0031⟧

Good:
    id: PM-2026-0043
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Sequence

from blamefree.diagnostics.diagnostic import Diagnostic, Related, Severity
from blamefree.model.corpus import Facts
from blamefree.rules.api import Context, Rule

RULE = Rule.of(__name__, Severity.ERROR)


def intruders(group: Sequence[Facts]) -> Sequence[Facts]:
    """The documents that hold an id which is another's by its file name; all of them when names do not tell."""
    strangers = [facts for facts in group if facts.named and facts.id is not None and facts.named != facts.id.value]
    return strangers if len(strangers) == len(group) - 1 else group


def check_corpus(corpus: Sequence[Facts], context: Context) -> Iterator[Diagnostic]:  # noqa: ARG001
    """Tell every document that shares its id with another, each with the place of the others."""
    held: dict[str, list[Facts]] = {}
    for facts in corpus:
        if facts.id is not None:
            held.setdefault(unicodedata.normalize("NFC", facts.id.value).casefold(), []).append(facts)
    for group in held.values():
        if len(group) < 2:
            continue
        for facts in intruders(group):
            others = [other for other in group if other is not facts]
            assert facts.id is not None
            yield RULE.on(
                facts.path,
                facts.id.place,
                f"{facts.id.value} is the id of {others[0].path} too",
                "give the newer document the next free id; `blamefree new` finds it",
                related=[Related(other.path, other.id.place, "used here") for other in others if other.id is not None],
            )
