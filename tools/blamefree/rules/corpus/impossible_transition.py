"""A status that a document cannot have come to from the one before.

Why: `actions_done` follows `approved`, because only what was decided can be done; what was withdrawn begins anew as a
draft. A leap over these steps is most often a slip, and hides that nobody decided. Known only to `check --since`,
which sees both statuses; schema/completeness.yml holds the steps.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from blamefree.diagnostics.diagnostic import Diagnostic, Severity
from blamefree.model.corpus import Facts
from blamefree.rules.api import Context, Rule
from blamefree.rules.needs import transitions

RULE = Rule.of(__name__, Severity.ERROR)


def check_corpus(corpus: Sequence[Facts], context: Context) -> Iterator[Diagnostic]:
    """Compare each status with the one at the revision of ``--since``."""
    if not context.before:
        return
    allowed = transitions(context)
    for facts in corpus:
        then = context.before.get(facts.path)
        if then is None or facts.status_place is None or then.status == facts.status:
            continue
        if then.status not in allowed or facts.status not in allowed or facts.status in allowed[then.status]:
            continue
        yield RULE.on(
            facts.path,
            facts.status_place,
            f"a document that was {then.status} cannot become {facts.status}",
            f"from {then.status} it may become {' or '.join(allowed[then.status])}",
        )
