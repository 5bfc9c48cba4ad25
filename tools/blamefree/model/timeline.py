"""The rows of a timeline: times, zones, ranges, and the text of each."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, timezone, tzinfo
from enum import Enum

from blamefree.model.instant import parse_date, zone
from blamefree.model.postmortem import Postmortem
from blamefree.model.section import Section
from blamefree.text.markdown import Block, Holder, Kind
from blamefree.text.span import Span

_TIME = (
    r"(?:(?P<date{n}>\d{{4}}-\d{{2}}-\d{{2}})(?:[ \t]+|[Tt]))?"
    r"(?P<clock{n}>\d{{1,2}}:\d{{2}}(?::\d{{2}})?)"
    r"[ \t]?(?P<offset{n}>[Zz](?![A-Za-z])|[+-]\d{{2}}:?\d{{2}}(?!\d)|UTC(?![A-Za-z]))?"
)
_ROW = re.compile(
    r"[*_`]{0,3}(?P<about>~|≈|about[ \t]+|ca\.?[ \t]+|omkring[ \t]+)?[ \t]*" + _TIME.format(n=1)
    + r"(?:[ \t]*[-–—][ \t]*" + _TIME.format(n=2) + r")?[*_`]{0,3}(?=[\s:;,.|–—-]|$)[ \t]*[:;,–—-]?[ \t]*"
)  # fmt: skip
_CLOCKISH = re.compile(r"[*_`~≈ ]{0,4}(?:\d{4}-\d{2}-\d{2}[ \tT]+)?\d{1,2}[:.h]\d{2}\b")


class ZoneTrouble(Enum):
    """Why a wall-clock time names no single instant."""

    SKIPPED = "skipped"
    TWICE = "twice"


@dataclass(frozen=True, slots=True)
class Row:
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
    name = postmortem.timezone.value if postmortem.timezone else "UTC"
    reader = _Reader(text, zone(name) or UTC, postmortem.day)
    seen: set[int] = set()
    for block in section.blocks:
        if block.kind is Kind.TABLE:
            reader.table(block)
        elif block.kind is Kind.PARAGRAPH and block.containers and block.containers[0].kind is Holder.ITEM:
            holder = block.containers[0]
            if holder.start not in seen and len(block.containers) == 1:
                seen.add(holder.start)
                reader.item(block)
    return Timeline(tuple(reader.rows), tuple(reader.untimed))


class _Reader:
    def __init__(self, text: str, zone_: tzinfo, day: date | None) -> None:
        self.text = text
        self.zone = zone_
        self.day = day
        self.rows: list[Row] = []
        self.untimed: list[Span] = []

    def item(self, block: Block) -> None:
        whole = Span(block.lines[0].start, block.lines[-1].end)
        self.read(whole, whole)

    def table(self, block: Block) -> None:
        for number, cells in enumerate(block.rows):
            if not cells:
                continue
            whole = Span(cells[0].start, cells[-1].end)
            first = cells[0]
            if number == 0 and _ROW.match(self.text, first.start, first.end) is None:
                continue
            rest = Span(cells[1].start, cells[-1].end) if len(cells) > 1 else Span(first.end, first.end)
            self.read(whole, first, rest)

    def read(self, whole: Span, written: Span, rest: Span | None = None) -> None:
        found = _ROW.match(self.text, written.start, written.end)
        if found is None:
            if _CLOCKISH.match(self.text, written.start, written.end):
                self.rows.append(
                    Row(
                        whole,
                        Span(written.start, min(written.end, written.start + 16)),
                        whole,
                        None,
                        wrong="the time is not of the form HH:MM",
                    )
                )
            else:
                self.untimed.append(whole)
            return
        stop = found.end("offset2") if found.group("clock2") else found.end("clock1")
        for group in ("offset2", "clock2", "offset1", "clock1"):
            if found.group(group):
                stop = found.end(group)
                break
        time_span = Span(
            found.start("about")
            if found.group("about")
            else found.start("date1" if found.group("date1") else "clock1"),
            stop,
        )
        text_span = rest if rest is not None else Span(min(found.end(), written.end), written.end)
        start, trouble, wrong = self.instant(found, 1)
        end: datetime | None = None
        if found.group("clock2") and not wrong:
            end, second, wrong = self.instant(found, 2, start)
            trouble = trouble or second
        self.rows.append(
            Row(
                whole,
                time_span,
                text_span,
                start,
                end,
                bool(found.group("about")),
                bool(found.group("offset1")),
                trouble,
                wrong,
            )
        )

    def instant(
        self, found: re.Match[str], number: int, start: datetime | None = None
    ) -> tuple[datetime | None, ZoneTrouble | None, str]:
        stated, clock, offset = (found.group(f"{name}{number}") for name in ("date", "clock", "offset"))
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
        offset = offset or (found.group("offset1") if number == 2 else None)
        if offset is not None:
            instant = datetime.combine(self.day, wall, _fixed(offset))
            trouble = None
        else:
            instant = datetime.combine(self.day, wall, self.zone)
            trouble = _trouble(instant)
        if start is not None and instant < start and stated is None and start - instant > timedelta(hours=12):
            self.day = self.day + timedelta(days=1)  # 23:50–00:10 ends on the next day
            instant = instant + timedelta(days=1)
        return instant, trouble, ""


def _fixed(offset: str) -> timezone:
    if offset in ("Z", "z", "UTC"):
        return UTC
    digits = offset[1:].replace(":", "")
    delta = timedelta(hours=int(digits[:2]), minutes=int(digits[2:]))
    if delta >= timedelta(hours=24):
        return UTC
    return timezone(-delta if offset[0] == "-" else delta)


def _trouble(instant: datetime) -> ZoneTrouble | None:
    early, late = instant.replace(fold=0).utcoffset(), instant.replace(fold=1).utcoffset()
    if early == late or early is None or late is None:
        return None
    return ZoneTrouble.TWICE if early > late else ZoneTrouble.SKIPPED
