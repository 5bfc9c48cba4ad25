"""The stated times of a document in their order, and which of them cannot be trusted."""

from __future__ import annotations

from datetime import timedelta
from itertools import pairwise

from blamefree.model.document import Document
from blamefree.model.instant import Stated, zone
from blamefree.model.postmortem import TIMES
from blamefree.model.timeline import Row, ZoneTrouble
from blamefree.rules.api import Context
from blamefree.rules.shape import broken

ABOUT = timedelta(minutes=15)
"""The play of an approximate time in the order of the rows."""
_NONE = timedelta()


def stated(document: Document) -> list[Stated]:
    """The times that are recorded, in the order in which they must follow each other."""
    known = {item.name: item for item in document.postmortem.times if item.instant is not None}
    return [known[name] for name in TIMES if name in known]


def contradictions(document: Document) -> list[tuple[Stated, Stated]]:
    """Neighbours of which the later is before the earlier."""
    return _contradictions(stated(document))


def _contradictions(times: list[Stated]) -> list[tuple[Stated, Stated]]:
    return [
        (earlier, later)
        for earlier, later in pairwise(times)
        if earlier.instant is not None and later.instant is not None and later.instant < earlier.instant
    ]


def trusted(document: Document) -> list[Stated]:
    """The recorded times that contradict none of the others."""
    times = stated(document)
    wrong = {item.name for pair in _contradictions(times) for item in pair}
    return [item for item in times if item.name not in wrong]


def late_date(document: Document) -> Stated | None:
    """The first time that lies on a day before ``date``, which is the day the incident began."""
    postmortem = document.postmortem
    where = zone(postmortem.timezone.value) if postmortem.timezone is not None else None
    day = postmortem.day
    for item in stated(document)[:1]:
        if day is not None and item.instant is not None:
            if item.instant.date() < day:
                return item
            if where is not None and item.instant.astimezone(where).date() < day:
                return item
    return None


def zoneless(document: Document) -> bool:
    """Whether rows are read in UTC only because no zone is given, while the times are in another one."""
    return (
        document.postmortem.timezone is None
        and any(row.start is not None and not row.explicit_offset for row in document.timeline.rows)
        and any(item.instant is not None and item.instant.utcoffset() for item in stated(document))
    )


def unordered(document: Document) -> list[tuple[Row, Row]]:
    """Rows that are earlier than the row above them, each with that row; approximate times have some play."""
    skipped = ZoneTrouble.SKIPPED
    rows = [row for row in document.timeline.rows if row.start is not None and row.trouble is not skipped]
    return [
        (before, row)
        for before, row in pairwise(rows)
        if before.start is not None
        and row.start is not None
        and before.start > row.start
        and before.start - row.start > (ABOUT if row.about or before.about else _NONE)
    ]


def comparable(document: Document, context: Context) -> bool:
    """Whether rows and times can be held against each other: date, zone and order have to be right for that."""
    key = ("comparable", document.path)
    if key not in context.memo:
        context.memo[key] = _comparable(document, context)
    found: bool = context.memo[key]
    return found


def _comparable(document: Document, context: Context) -> bool:
    return (
        not broken(document, context, "date")
        and not broken(document, context, "timezone")
        and late_date(document) is None
        and not zoneless(document)
        and not unordered(document)
    )
