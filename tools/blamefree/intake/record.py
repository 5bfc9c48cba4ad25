"""What every source gives: entries in time, and the little that is certain."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta, tzinfo

from blamefree.model.draft import DraftRow

_ACTIVE = re.compile(r"([\\`*_\[\]<>#|~$])")
_PERSON = re.compile(r"<?@[\w.-]+>?")
_LONGEST = 300


@dataclass(frozen=True)
class Hints:
    """The zone of times without one, and the day of times without a date."""

    zone: tzinfo | None
    day: date


@dataclass(frozen=True, slots=True)
class Entry:
    """One thing that was written down. ``at`` is aware."""

    at: datetime
    text: str


@dataclass(frozen=True)
class Intake:
    """What a source held. ``times`` only where the source itself names the moment."""

    entries: tuple[Entry, ...] = ()
    times: Mapping[str, datetime] = field(default_factory=dict)
    title: str = ""
    severity: str = ""
    services: tuple[str, ...] = ()


def tidy(text: str) -> str:
    """A line for the timeline: nothing that Markdown would act on, no handles of people."""
    line = " ".join("".join(char if char.isprintable() else " " for char in text).split())
    line = _PERSON.sub("a colleague", line)
    line = line if len(line) <= _LONGEST else line[: _LONGEST - 1].rstrip() + "…"
    return _ACTIVE.sub(r"\\\1", line)


def rows(entries: Sequence[Entry], day: date, zone: tzinfo | None) -> tuple[DraftRow, ...]:
    """Timeline rows in order, without repetitions, each with its date where that changes."""
    found: list[DraftRow] = []
    current = day
    seen: set[tuple[datetime, str]] = set()
    for entry in sorted(entries, key=lambda item: item.at):
        text = tidy(entry.text)
        if not text or (entry.at, text) in seen:
            continue
        seen.add((entry.at, text))
        local = entry.at.astimezone(zone)
        written = local.strftime("%H:%M")
        if local.replace(fold=0).utcoffset() != local.replace(fold=1).utcoffset():
            offset = local.strftime("%z")
            written += f"{offset[:3]}:{offset[3:]}"
        if local.date() != current:
            written = f"{local.date().isoformat()} {written}"
            current = local.date()
        found.append(DraftRow(written, text))
    return tuple(found)


_STAMP = re.compile(
    r"(?P<date>\d{4}-\d{2}-\d{2})[T ](?P<clock>\d{1,2}:\d{2}(?::\d{2})?)(?:[.,]\d+)?"
    r"\s?(?P<offset>Z|UTC|[+-]\d{2}:?\d{2})?"
)


def stamp(text: str, hints: Hints) -> datetime | None:
    """A whole timestamp, ISO 8601 or nearly so; without an offset it is in the zone of the hints."""
    found = _STAMP.fullmatch(text.strip())
    if found is None:
        return None
    return moment(found["date"], found["clock"], found["offset"], hints)


def moment(day: str | date, clock: str, offset: str | None, hints: Hints) -> datetime | None:
    """An aware moment of its parts, ``None`` when they make no time."""
    try:
        calendar = date.fromisoformat(day) if isinstance(day, str) else day
        hour, minute, *rest = (int(part) for part in clock.split(":"))
        wall = datetime.combine(calendar, time(hour, minute, rest[0] if rest else 0))
    except ValueError:
        return None
    if not offset:
        return wall.replace(tzinfo=hints.zone)
    from datetime import timezone

    if offset in ("Z", "UTC"):
        return wall.replace(tzinfo=UTC)
    digits = offset[1:].replace(":", "")
    delta = timedelta(hours=int(digits[:2]), minutes=int(digits[2:]))
    return wall.replace(tzinfo=timezone(-delta if offset[0] == "-" else delta))
