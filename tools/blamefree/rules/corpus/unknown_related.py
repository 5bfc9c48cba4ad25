"""A related document that does not exist.

Why: “this happened before” is worth most when it can be followed.

Bad:
    related:
      - {id: ⟦PM-2025-0032⟧, why_again: Its action A2 was not finished}

Good:
    related:
      - {id: PM-2025-0031, why_again: Its action A2 was not finished}
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from blamefree.diagnostics.diagnostic import Diagnostic, Severity
from blamefree.model.corpus import Facts
from blamefree.patterns import lazy
from blamefree.rules.api import Context, Rule

RULE = Rule.of(__name__, Severity.ERROR)
_ID = lazy(r"PM-\d{4}-\d{4}")


def check_corpus(corpus: Sequence[Facts], context: Context) -> Iterator[Diagnostic]:  # noqa: ARG001
    """Look up every related id."""
    if not any(facts.related for facts in corpus):
        return
    known = {facts.id.value for facts in corpus if facts.id is not None}
    meant = known | {facts.known_as for facts in corpus}
    for facts in corpus:
        for item in facts.related:
            if item.value in meant or not _ID.fullmatch(item.value):
                continue
            from difflib import get_close_matches

            near = get_close_matches(item.value, sorted(known), 1, 0.9)
            yield RULE.on(
                facts.path,
                item.place,
                f"there is no document {item.value}",
                f"did you mean {near[0]}?" if near else "mend the id, or remove the entry",
            )
