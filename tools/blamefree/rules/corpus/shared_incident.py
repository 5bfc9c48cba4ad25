"""Two documents about one incident.

Why: two postmortems of one incident drift apart, and each looks complete. One document per incident; the second one
is usually an old draft or a wrong key.

Bad:
    incident:
      jira: ⟦OPS-1177⟧

Good:
    incident:
      jira: OPS-1423
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from blamefree.diagnostics.diagnostic import Diagnostic, Related, Severity
from blamefree.model.corpus import Facts
from blamefree.rules.api import Context, Rule

RULE = Rule.of(__name__, Severity.WARNING)


def check_corpus(corpus: Sequence[Facts], context: Context) -> Iterator[Diagnostic]:  # noqa: ARG001
    """Tell each later document with a key that an earlier one has; withdrawn ones do not count."""
    named: dict[str, list[Facts]] = {}
    for facts in corpus:
        if facts.incident is not None and facts.status != "withdrawn":
            named.setdefault(facts.incident.value, []).append(facts)
    for group in named.values():
        if len(group) > 1:
            yield from _later(group)


def _later(group: list[Facts]) -> Iterator[Diagnostic]:
    """All but the first of several documents with one key."""
    other, *later = sorted(group, key=lambda item: (item.date, item.path))
    for facts in later:
        if facts.incident is not None and other.incident is not None:
            yield RULE.on(
                facts.path,
                facts.incident.place,
                f"{facts.incident.value} is the incident of {other.path} too",
                "merge the two, withdraw one, or mend the key",
                related=[Related(other.path, other.incident.place, "named here")],
            )
