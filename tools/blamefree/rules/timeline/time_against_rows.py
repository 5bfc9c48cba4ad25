"""A time of the front matter that contradicts the timeline.

Why: the durations come from the times, the story from the rows. When a row says outright that the incident was
resolved and the front matter says another time, one of the two is wrong.

Bad:
    times:
      impact_started: 2026-03-14T09:02:00+01:00
      detected: 2026-03-14T09:11:00+01:00
      acknowledged: 2026-03-14T09:13:00+01:00
      mitigated: 2026-03-14T09:40:00+01:00
      resolved: ⟦2026-03-14T10:05:00+01:00⟧

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
from datetime import datetime, timedelta

from blamefree.diagnostics.diagnostic import Diagnostic, Related, Severity
from blamefree.model.corpus import Facts
from blamefree.model.document import Document
from blamefree.model.instant import Stated, parse_date
from blamefree.model.timeline import Row
from blamefree.rules.api import Context, Rule
from blamefree.rules.times import comparable, trusted
from blamefree.rules.wording import wording

RULE = Rule.of(__name__, Severity.ERROR)
ABOUT = timedelta(minutes=30)
MINUTE = timedelta(minutes=1)
FAR = timedelta(hours=36)


def check(document: Document, context: Context) -> Iterator[Diagnostic]:
    """Hold each time against the rows that name it outright."""
    rows = [row for row in document.timeline.rows if row.start is not None]
    if len(rows) < 2 or not comparable(document, context):
        return
    words = wording(document, context)
    patterns, every, text = words.milestones, words.any_milestone, document.text
    telling = [row for row in rows if every is None or every.match(text, row.text_span.start, row.text_span.end)]
    if not telling:
        return
    for stated in trusted(document):
        pattern = patterns.get(stated.name)
        assert stated.instant is not None
        if pattern is None or _distance(stated.instant, rows[0], rows[-1]) > FAR:
            continue  # days off: the other half of this rule, which knows the clock
        naming = [row for row in telling if pattern.match(text, row.text_span.start, row.text_span.end)]
        if naming and not any(_agrees(stated.instant, row) for row in naming):
            yield _contradiction(document, stated, naming)


def check_corpus(corpus: Sequence[Facts], context: Context) -> Iterator[Diagnostic]:
    """Tell each time that lies more than a day and a half outside the timeline, and not in the future."""
    for facts in corpus:
        first, last = facts.first_row, facts.last_row
        if first is None or last is None:
            continue
        day = parse_date(facts.date)
        if day is None:
            continue
        if any(item.instant.date() < day for item in facts.times):
            continue  # late-date tells that every row is on a wrong day
        for item in facts.times:
            early = item.instant < first.instant - FAR
            if not early and not last.instant + FAR < item.instant <= context.now:
                continue
            side, row = ("before", first) if early else ("after", last)
            yield RULE.on(
                facts.path, item.place, f"{item.name} lies more than a day {side} every row of the timeline",
                "check the date, or add the row that tells it",
                severity=Severity.WARNING, related=[Related(facts.path, row.place, f"the {row.name} row")],
            )  # fmt: skip


def _distance(moment: datetime, first: Row, last: Row) -> timedelta:
    assert first.start is not None
    assert last.latest is not None
    return max(first.start - moment, moment - last.latest)


def _agrees(moment: datetime, row: Row) -> bool:
    assert row.start is not None
    play = ABOUT if row.about else MINUTE
    return row.start - play < moment < (row.latest or row.start) + play


def _contradiction(document: Document, stated: Stated, naming: list[Row]) -> Diagnostic:
    row = naming[0]
    written = document.text[row.time_span.start : row.time_span.end]
    return RULE.at(
        document,
        stated.span,
        f"{stated.name} is {stated.raw}, but the timeline says {written}",
        "mend the one that is wrong",
        related=[(item.time_span, f"this row says when it was {stated.name.replace('_', ' ')}") for item in naming],
    )
