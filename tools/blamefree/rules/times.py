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


def stated(document: Document) -> list[Stated]:
    """The times that are recorded, in the order in which they must follow each other."""
    found = (document.postmortem.time(name) for name in TIMES)
    return [item for item in found if item is not None and item.instant is not None]


def contradictions(document: Document) -> list[tuple[Stated, Stated]]:
    """Neighbours of which the later is before the earlier."""
    times = stated(document)
    return [
        (earlier, later)
        for earlier, later in pairwise(times)
        if earlier.instant is not None and later.instant is not None and later.instant < earlier.instant
    ]


def trusted(document: Document) -> list[Stated]:
    """The recorded times that contradict none of the others."""
    wrong = {item.name for pair in contradictions(document) for item in pair}
    return [item for item in stated(document) if item.name not in wrong]


def late_date(document: Document) -> Stated | None:
    """The first time that lies on a day before ``date``, which is the day the incident began."""
    postmortem = document.postmortem
    where = zone(postmortem.timezone.value) if postmortem.timezone is not None else None
    for item in stated(document)[:1]:
        if postmortem.day is not None and item.instant is not None:
            local = item.instant if where is None else item.instant.astimezone(where)
            if min(local.date(), item.instant.date()) < postmortem.day:
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
    rows = [row for row in document.timeline.rows if row.start is not None and row.trouble is not ZoneTrouble.SKIPPED]
    return [
        (before, row)
        for before, row in pairwise(rows)
        if before.start is not None
        and row.start is not None
        and before.start - row.start > (ABOUT if row.about or before.about else timedelta())
    ]


def comparable(document: Document, context: Context) -> bool:
    """Whether rows and times can be held against each other: date, zone and order have to be right for that."""
    return (
        not broken(document, context, "date")
        and not broken(document, context, "timezone")
        and late_date(document) is None
        and not zoneless(document)
        and not unordered(document)
    )
