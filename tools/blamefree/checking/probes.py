"""What a finished run depended on beside the documents: files it asked about, and the clock."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta

from blamefree.model.corpus import Facts, FileFact, Files
from blamefree.values import dataclass, field

_FAR = datetime(9999, 1, 1, tzinfo=UTC)


@dataclass
class RecordedFiles:
    """Answers like ``files`` and remembers every question with its answer."""

    files: Files
    stats: dict[str, FileFact | None] = field(default_factory=dict)
    heads: dict[tuple[str, int], bytes] = field(default_factory=dict)

    def stat(self, path: str) -> FileFact | None:
        """As :meth:`Files.stat`."""
        if path not in self.stats:
            self.stats[path] = self.files.stat(path)
        return self.stats[path]

    def head(self, path: str, size: int) -> bytes:
        """As :meth:`Files.head`."""
        if (path, size) not in self.heads:
            self.heads[path, size] = self.files.head(path, size)
        return self.heads[path, size]

    def questions(self) -> tuple[tuple[tuple[str, FileFact | None], ...], tuple[tuple[str, int, bytes], ...]]:
        """Everything asked, as plain data; long answers by their hash."""
        from blamefree.io.cache import digest

        heads = tuple((path, size, digest(data)) for (path, size), data in self.heads.items())
        return tuple(self.stats.items()), heads


def unchanged(
    questions: tuple[tuple[tuple[str, FileFact | None], ...], tuple[tuple[str, int, bytes], ...]], files: Files
) -> bool:
    """Whether every question still gets the same answer."""
    from blamefree.io.cache import digest

    stats, heads = questions
    return all(files.stat(path) == answer for path, answer in stats) and all(
        digest(files.head(path, size)) == answer for path, size, answer in heads
    )


def next_day(now: datetime) -> datetime:
    """The next midnight in UTC."""
    return now.astimezone(UTC).replace(hour=0, minute=0, second=0, microsecond=0) + timedelta(days=1)


def valid_until(corpus: Iterable[Facts], now: datetime) -> datetime:
    """The first instant at which the mere passing of time may change a verdict."""
    from blamefree.model.instant import parse_date
    from blamefree.rules.timeline.future_time import SKEW, WEST  # a recalled run needs no rule

    until = _FAR
    past = (now.astimezone(UTC) - timedelta(days=2)).date().isoformat()  # dates are written so that texts compare alike
    for facts in corpus:
        edges = [edge for stated in facts.times for edge in (stated.instant - SKEW, stated.instant)]
        day = parse_date(facts.date) if facts.date > past else None
        if day is not None:  # the day begins first in UTC+14
            edges.append(datetime(day.year, day.month, day.day, tzinfo=UTC) - WEST)
        if edges:
            until = min([until, *(edge for edge in edges if edge > now)])
        for action in facts.actions:
            due = parse_date(action.due) if action.due else None
            if due is None or due.year < 2 or due.year > 9990:
                continue
            first = datetime(due.year, due.month, due.day, tzinfo=UTC) + timedelta(hours=10)  # midnight in UTC+14
            last = first + timedelta(hours=26)  # and in UTC-12
            if now < first:
                until = min(until, first)
            elif now < last:  # every zone turns its day at a quarter of an hour
                quarter = now.replace(minute=now.minute - now.minute % 15, second=0, microsecond=0)
                until = min(until, quarter + timedelta(minutes=15))
    return until
