"""A document that names itself, or a later one, as an earlier postmortem.

Why: `related` leads back in time, to what was tried and why it happened again. The later document is the one that
knows.

Bad:
    related:
      - {id: ⟦PM-2026-0042⟧, why_again: It came back the same evening}

Good:
    related:
      - {id: PM-2025-0031, why_again: Its action A2 was not finished}
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from blamefree.diagnostics.diagnostic import Diagnostic, Related, Severity
from blamefree.model.corpus import Facts
from blamefree.model.instant import parse_date
from blamefree.rules.api import Context, Rule

RULE = Rule.of(__name__, Severity.WARNING)


def check_corpus(corpus: Sequence[Facts], context: Context) -> Iterator[Diagnostic]:  # noqa: ARG001
    """Compare the dates of both documents."""
    if not any(facts.related for facts in corpus):
        return
    known = {facts.id.value: facts for facts in corpus if facts.id is not None}
    known.update((facts.known_as, facts) for facts in corpus)
    for facts in corpus:
        for item in facts.related:
            other = known.get(item.value)
            if other is None:
                continue
            if other is facts:
                yield RULE.on(facts.path, item.place, "the document is related to itself", "name an earlier one")
            elif (later := parse_date(other.date)) and (day := parse_date(facts.date)) and later > day:
                related = [] if other.id is None else [Related(other.path, other.id.place, f"happened on {other.date}")]
                yield RULE.on(
                    facts.path,
                    item.place,
                    f"{item.value} is later ({other.date}) than this document ({facts.date})",
                    "let the later document name this one",
                    related=related,
                )
