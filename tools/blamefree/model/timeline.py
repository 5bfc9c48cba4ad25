"""The rows of a timeline: times, zones, ranges, and the text of each."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from datetime import timezone as fixed_zone
from enum import Enum
from functools import lru_cache
from typing import NamedTuple

from blamefree.model.instant import parse_date, zone
from blamefree.model.postmortem import Postmortem
from blamefree.model.section import Section
from blamefree.patterns import lazy
from blamefree.text.listing import Rows
from blamefree.text.markdown import Holder, Kind
from blamefree.text.span import Span
from blamefree.values import dataclass

_ABOUT = r"(?:[~≈][ \t]*|(?:about|around|circa|ca\.?|c\.|omkring|cirka|runt)[ \t]+)"
_CLOCK = r"\d{1,2}:\d{2}(?::\d{2})?"
_OFFSET = r"(?:[Zz](?![A-Za-z])|[+-]\d{2}:?\d{2}(?!\d)|UTC(?![A-Za-z+-]))"
_ROW = lazy(
    rf"[*_`]{{0,3}}(?P<about>{_ABOUT})?(?:(?P<date1>\d{{4}}-\d{{2}}-\d{{2}})(?:[ \t]+|[Tt](?=\d)))?"
    rf"(?P<about1>{_ABOUT})?"
    rf"(?:kl\.?[ \t]*)?(?P<clock1>{_CLOCK})(?:[ \t]?(?P<offset1>{_OFFSET}))?"
    rf"(?:[ \t]*[-–—][ \t]*(?P<about2>{_ABOUT})?(?:(?P<date2>\d{{4}}-\d{{2}}-\d{{2}})(?:[ \t]+|[Tt](?=\d)))?"
    rf"(?P<clock2>{_CLOCK})(?:[ \t]?(?P<offset2>{_OFFSET}))?)?"
    r"[*_`]{0,3}(?=[\s:;,.|–—-]|$)[ \t]*[:;,–—-]?[ \t]*",
    re.IGNORECASE,
)
_HYPHENED = lazy(rf"(?P<clock1>{_CLOCK})-(?P<clock2>\d{{2}}:\d{{2}})(?!\d)")
_DAY = lazy(r"[*_`]{0,3}(\d{4}-\d{2}-\d{2})[*_`]{0,3}")
_CLOCKISH = lazy(
    r"[*_`~≈ ]{0,4}(?:\d{4}-\d{2}-\d{2}[ \tT]+)?[~≈]?(?:\d{1,2}:\d{1,2}|\d{2}[.h]\d{2})"
    r"(?![\d.%]|[ \t]*(?:%|ms|s|GB|MB)\b)"
)
# What nearly every row looks like; whatever else there is, is left to the full pattern. A word that begins with Z or U
# could be a zone.
_USUAL = lazy(
    r"(?:([0-9]{4}-[0-9]{2}-[0-9]{2})(?: +|T(?=[0-9])))?(~)?((?:[01][0-9]|2[0-3]):[0-5][0-9])"
    r"(?:(Z)|–((?:[01][0-9]|2[0-3]):[0-5][0-9]))?(?: +(?(4)(?=[^\W\d_])|(?=[^\W\d_ZzUu]))|\Z)"
)
_WEST = frozenset((2 * 60 + 30, 3 * 60 + 30, 9 * 60 + 30))  # offsets west of UTC that are no whole hours, in minutes


class ZoneTrouble(Enum):
    """Why a wall-clock time names no single instant."""

    SKIPPED = "skipped"
    TWICE = "twice"


class Row(NamedTuple):
    """One row.

    ``time_span`` covers the written time, ``text_span`` what follows it. ``start`` and
    ``end`` are aware instants, ``None`` when the time cannot be placed; ``end`` is set
    for ranges. ``about`` marks an approximate time. ``wrong`` says in words what is
    wrong with the time as written.
    """

    span: Span
    time_span: Span
    text_span: Span
    start: datetime | None
    end: datetime | None = None
    about: bool = False
    explicit_offset: bool = False
    trouble: ZoneTrouble | None = None
    wrong: str = ""

    @property
    def latest(self) -> datetime | None:
        """The end of a range, or the only instant."""
        return self.end if self.end is not None else self.start


@dataclass(frozen=True, slots=True)
class Timeline:
    """The rows of a timeline in the order of the text, and list items that carry no time."""

    rows: tuple[Row, ...] = ()
    untimed: tuple[Span, ...] = ()


def read_timeline(text: str, section: Section | None, postmortem: Postmortem) -> Timeline:
    """Read the rows of the timeline section, from its list and from its tables."""
    if section is None:
        return Timeline()
    listed: list[Span | Rows] = []
    seen: set[int] = set()
    for block in section.blocks:
        if block.kind is Kind.TABLE:
            listed.append(block.rows)
        elif block.kind is Kind.PARAGRAPH and block.containers and block.containers[0].kind is Holder.ITEM:
            holder = block.containers[0]
            if holder.start not in seen and len(block.containers) == 1:
                seen.add(holder.start)
                listed.append(Span(block.lines[0].start, block.lines[-1].end))
    return timeline_of(text, listed, postmortem.timezone.value if postmortem.timezone else "UTC", postmortem.day)


def timeline_of(text: str, listed: Iterable[Span | Rows], timezone: str, day: date | None) -> Timeline:
    """The timeline in list items and tables (their cells, the header's first) of ``text``."""
    reader = _Reader(text, zone(timezone) or UTC, day)
    for one in listed:
        if isinstance(one, Span):
            reader.read(one, one)
        else:
            reader.table(one)
    return Timeline(tuple(reader.rows), tuple(reader.untimed))


class _Reader:
    def __init__(self, text: str, zone_: tzinfo, day: date | None) -> None:
        self.text = text
        self.zone = zone_
        self.day = day
        self.rows: list[Row] = []
        self.untimed: list[Span] = []
        self.last: datetime | None = None

    def table(self, rows: Rows) -> None:
        for number, cells in enumerate(rows):
            if not cells:
                continue
            whole = Span(cells[0].start, cells[-1].end)
            at = 0
            day = _DAY.fullmatch(self.text, cells[0].start, cells[0].end)
            dated = day is not None or cells[0].end <= cells[0].start  # the date may have a column of its own
            if dated and len(cells) > 1 and _ROW.match(self.text, cells[1].start, cells[1].end):
                self.day = (parse_date(day.group(1)) if day is not None else None) or self.day
                at = 1
            if number == 0 and _ROW.match(self.text, cells[at].start, cells[at].end) is None:
                continue
            if all(cell.end <= cell.start for cell in cells):
                continue
            end = cells[at].end
            rest = Span(cells[at + 1].start, cells[-1].end) if len(cells) > at + 1 else Span(end, end)
            self.read(whole, cells[at], rest, day.group(1) if day is not None and at else "")

    def read(self, whole: Span, written: Span, rest: Span | None = None, day: str = "") -> None:
        found = _USUAL.match(self.text, written.start, written.end)
        if found is not None and not day and self.usual(found, whole, written, rest):
            return
        found = _ROW.match(self.text, written.start, written.end)
        if found is None:
            if _CLOCKISH.match(self.text, written.start, written.end):
                span = Span(written.start, min(written.end, written.start + 16))
                self.rows.append(Row(whole, span, whole, None, wrong="the time is not of the form HH:MM"))
            else:
                self.untimed.append(whole)
            return
        groups = found.groupdict()
        hyphened = _HYPHENED.match(self.text, found.start("clock1"), written.end)
        stop = max(found.end(name) for name in ("clock1", "offset1", "clock2", "offset2"))
        if hyphened is not None and not groups["clock2"] and not self.is_offset(groups, hyphened):
            groups.update(offset1=None, clock2=hyphened.group("clock2"), date2=None, offset2=None)
            after = re.compile(rf"[ \t]?({_OFFSET})").match(self.text, hyphened.end(), written.end)
            if after is not None:
                groups["offset2"], stop = after.group(1), after.end()
        begin = min(found.start(name) for name in ("about", "date1", "about1", "clock1") if groups[name])
        text_start = max(found.end(), stop)
        while text_start < written.end and self.text[text_start] in "*_` \t:;,–—":
            text_start += 1
        text_span = rest if rest is not None else Span(min(text_start, written.end), written.end)
        groups["offset1"] = groups["offset1"] or groups["offset2"]
        start, trouble, wrong = self.instant(groups, 1, None)
        if day and parse_date(day) is None:
            start, trouble, wrong = None, None, f"{day} is no date of the calendar"
        end: datetime | None = None
        if groups["clock2"] and not wrong:
            end, second, wrong = self.instant(groups, 2, start)
            trouble = trouble or second
        about = bool(groups["about"] or groups["about1"] or groups["about2"])
        explicit = bool(groups["offset1"])
        self.rows.append(Row(whole, Span(begin, stop), text_span, start, end, about, explicit, trouble, wrong))
        if start is not None:
            self.last = end or start

    def usual(self, found: re.Match[str], whole: Span, written: Span, rest: Span | None) -> bool:
        """Read a row of the usual form, if its day is known."""
        stated, about, clock, zulu, until = found.groups()
        day = self.day if stated is None else parse_date(stated)
        if day is None:
            return False
        self.day = day
        wall = time.fromisoformat(clock)
        trouble: ZoneTrouble | None = None
        if zulu is not None:
            start = datetime.combine(day, wall, UTC)
        else:
            start, trouble = self.local(wall, None)
        end: datetime | None = None
        if until is not None:
            end, second = self.local(time.fromisoformat(until), start)
            trouble = trouble or second
            end = self.past_midnight(start, end)
        span = Span(found.start(), found.end(5 if until is not None else 3 if zulu is None else 4))
        text_span = rest if rest is not None else Span(found.end(), written.end)
        self.rows.append(Row(whole, span, text_span, start, end, about is not None, zulu is not None, trouble))
        self.last = end or start
        return True

    def past_midnight(self, start: datetime, end: datetime) -> datetime:
        """The end of a range whose end has no date: 23:50–00:10 ends on the next day."""
        if end < start and start - end > timedelta(hours=12):
            assert self.day is not None
            self.day = self.day + timedelta(days=1)
            end = end + timedelta(days=1)
        return end

    def is_offset(self, groups: dict[str, str | None], hyphened: re.Match[str]) -> bool:
        """Whether ``09:02-05:00`` is a time with an offset; otherwise it is a range."""
        hours, minutes = (int(part) for part in hyphened.group("clock2").split(":"))
        west = hours * 60 + minutes
        if not (minutes == 0 and 1 <= hours <= 12 or west in _WEST):
            return False
        first = [int(part) for part in hyphened.group("clock1").split(":")[:2]]
        if west < first[0] * 60 + first[1]:
            return True  # as a range it would run backwards
        day = (parse_date(groups["date1"]) if groups["date1"] else None) or self.day
        if day is None or first[0] > 23 or first[1] > 59:
            return False
        here = datetime.combine(day, time(first[0], first[1]), self.zone).utcoffset()
        return here == -timedelta(minutes=west)

    def instant(
        self, groups: dict[str, str | None], number: int, start: datetime | None
    ) -> tuple[datetime | None, ZoneTrouble | None, str]:
        stated, clock, offset = groups[f"date{number}"], groups[f"clock{number}"] or "", groups[f"offset{number}"]
        if stated is not None:
            day = parse_date(stated)
            if day is None:
                return None, None, f"{stated} is no date of the calendar"
            self.day = day
        if self.day is None:
            return None, None, ""
        hour, minute, *seconds = (int(part) for part in clock.split(":"))
        if len(clock.split(":")[0]) == 1:
            return None, None, "the time is not of the form HH:MM"
        if hour > 23 or minute > 59 or seconds and seconds[0] > 59:
            return None, None, f"{clock} is no time of the day"
        wall = time(hour, minute, seconds[0] if seconds else 0)
        offset = offset or (groups["offset1"] if number == 2 else None)
        if offset is not None:
            fixed = _fixed(offset)
            if fixed is None:
                return None, None, f"{offset} is no offset from UTC"
            instant, trouble = datetime.combine(self.day, wall, fixed), None
        else:
            instant, trouble = self.local(wall, start)
        if start is not None and stated is None:
            instant = self.past_midnight(start, instant)
        return instant, trouble, ""

    def local(self, wall: time, start: datetime | None) -> tuple[datetime, ZoneTrouble | None]:
        """A wall-clock time of the document's zone; of a repeated hour the pass that keeps the order."""
        assert self.day is not None
        instant = datetime.combine(self.day, wall, self.zone)
        if self.zone is UTC:
            return instant, None
        early, late = instant.utcoffset(), instant.replace(fold=1).utcoffset()
        found = _settled(instant, early)
        if early == late or early is None or late is None:
            return found, None
        before = start or self.last
        if early > late and before is not None and found < before:
            second = _settled(instant, late)
            found = second if second >= before else found
        return found, ZoneTrouble.TWICE if early > late else ZoneTrouble.SKIPPED


def _settled(instant: datetime, offset: timedelta | None) -> datetime:
    """The same wall clock at an offset in numbers: two times of one zone compare by the wall clock otherwise."""
    return instant.replace(tzinfo=_zone(offset or timedelta()), fold=0)


_zone = lru_cache(maxsize=64)(fixed_zone)


def _fixed(offset: str) -> fixed_zone | None:
    if offset.upper() in ("Z", "UTC"):
        return UTC
    digits = offset[1:].replace(":", "")
    if int(digits[:2]) > 14 or int(digits[2:]) > 59:
        return None
    delta = timedelta(hours=int(digits[:2]), minutes=int(digits[2:]))
    return fixed_zone(-delta if offset[0] == "-" else delta)
