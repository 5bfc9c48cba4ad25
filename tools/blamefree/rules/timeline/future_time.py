"""A point in time that has not come yet.

Why: an incident cannot have been resolved tomorrow. Most often the year or the zone is wrong.

Bad:
    times:
      impact_started: 2026-03-14T09:02:00+01:00
      detected: 2026-03-14T09:11:00+01:00
      acknowledged: 2026-03-14T09:13:00+01:00
      mitigated: 2026-03-14T09:40:00+01:00
      resolved: ⟦2027-03-14T11:05:00+01:00⟧

Good:
    times:
      impact_started: 2026-03-14T09:02:00+01:00
      detected: 2026-03-14T09:11:00+01:00
      acknowledged: 2026-03-14T09:13:00+01:00
      mitigated: 2026-03-14T09:40:00+01:00
      resolved: 2026-03-14T11:05:00+01:00
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import timedelta

from blamefree.diagnostics.diagnostic import Diagnostic, Related, Severity
from blamefree.model.corpus import Facts
from blamefree.model.instant import parse_date
from blamefree.rules.api import Context, Rule

RULE = Rule.of(__name__, Severity.ERROR)
SKEW = timedelta(minutes=10)  # clocks of two machines
WEST = timedelta(hours=14)  # the day begins earlier in the east


def check_corpus(corpus: Sequence[Facts], context: Context) -> Iterator[Diagnostic]:
    """Tell the first value of each document that lies in the future."""
    for facts in corpus:
        if not facts.times and facts.date_place is None:
            continue
        future = [item for item in facts.times if item.instant > context.now + SKEW]
        day = parse_date(facts.date)
        if day is not None and any(item.instant.date() < day for item in facts.times):
            continue  # late-date tells that the date is wrong
        if day is not None and facts.date_place is not None and day > (context.now + WEST).date():
            yield RULE.on(
                facts.path, facts.date_place, f"date {facts.date} is in the future", "write the day the incident began",
                related=[Related(facts.path, item.place, f"{item.name} is in the future too") for item in future],
            )  # fmt: skip
        elif future:
            first, *others = future
            yield RULE.on(
                facts.path, first.place, f"{first.name} is in the future: {first.instant.isoformat()}",
                "mend the date or the offset; what has not happened yet is {unknown: not yet}",
                related=[Related(facts.path, item.place, f"{item.name} is in the future too") for item in others],
            )  # fmt: skip
