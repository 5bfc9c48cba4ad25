"""What is wrong with a date or a timestamp, and what to write instead."""

from __future__ import annotations

from datetime import UTC, date, datetime
from datetime import time as clock_time

from blamefree.model.document import Document
from blamefree.model.instant import YEARS, parse_date, parse_instant, zone
from blamefree.patterns import lazy
from blamefree.rules.api import fix
from blamefree.rules.shape.defect import Defect, Path, called, shown
from blamefree.text.yaml12 import Scalar

_DATE = lazy(r"(\d{4})-(\d{1,2})-(\d{1,2})")
_CLOCK = lazy(r"(\d{1,2}):(\d{2})(?::(\d{2})(\.\d+)?)?")
_STAMP = lazy(
    r"(?P<date>\d{4}-\d{1,2}-\d{1,2})(?:(?P<between>[Tt]|[ \t]+)(?P<clock>\d{1,2}:\d{2}(?::\d{2}(?:\.\d+)?)?)"
    r"[ \t]*(?P<rest>.*))?"
)
_OFFSET = lazy(r"([+-])(\d{1,2}):?(\d{2})?")


def date_defect(document: Document, path: Path, node: Scalar) -> Defect:
    """Why the value is no calendar date."""
    name = called(path, document.front)
    text = str(node.value)
    found = _DATE.fullmatch(text.strip())
    if found is None:
        stamp = _STAMP.fullmatch(text.strip())
        if stamp is not None and parse_date(stamp.group("date")) is not None:
            edit = fix(document, "Keep the date", (node.span, stamp.group("date")))
            return Defect(
                "invalid-date", path, node.span, f"{name} is a point in time, not a date: {shown(text, 40)}",
                f"write {stamp.group('date')}; times belong under times and into the timeline", edit,
            )  # fmt: skip
        return Defect(
            "invalid-date", path, node.span, f"{name} must be a calendar date, found {shown(text, 40)}",
            "write it as YYYY-MM-DD, for example 2026-03-14",
        )  # fmt: skip
    wrong = no_such_date(text.strip())
    if wrong:
        return Defect("invalid-date", path, node.span, f"{name}: {wrong}", "write a day of the calendar")
    year, month, day = (int(part) for part in found.groups())
    full = f"{year:04d}-{month:02d}-{day:02d}"
    return Defect(
        "invalid-date", path, node.span, f"{name} must be of the form YYYY-MM-DD, found {shown(text, 40)}",
        f"write {full}", fix(document, f"Write {full}", (node.span, full), safe=True),
    )  # fmt: skip


def no_such_date(text: str) -> str:
    """In words why ``YYYY-MM-DD`` is no day of the calendar; empty when it is one."""
    from calendar import isleap, month_name, monthrange  # brings the names of all languages with it

    found = _DATE.fullmatch(text)
    if found is None:
        return ""
    year, month, day = (int(part) for part in found.groups())
    if not 1 <= month <= 12:
        return f"there is no month {month}"
    if year not in YEARS:
        return f"{year:04d} is not a year in which an incident can have happened"
    if not 1 <= day <= monthrange(year, month)[1]:
        if (month, day) == (2, 29) and not isleap(year):
            return f"{year} is no leap year: February {year} has no day 29"
        return f"{month_name[month]} {year} has no day {day}"
    return ""


def time_defect(document: Document, path: Path, node: Scalar) -> Defect:
    """Why the value is no full timestamp."""
    name = called(path, document.front)
    text = str(node.value)
    found = _STAMP.fullmatch(text.strip())
    if found is None or not isinstance(node.value, str):
        return _not_a_timestamp(document, path, node, name, text)
    day, clock = found.group("date"), found.group("clock")
    wrong = no_such_date(day) or (_no_such_time(clock) if clock else "")
    if wrong:
        return Defect("invalid-time", path, node.span, f"{name}: {wrong}", "mend the date and the time of day")
    if clock is None:
        return Defect(
            "invalid-time", path, node.span, f"{name} has a date but no time of day",
            f"write a full timestamp with zone, for example {day}T09:11:00{_offset(document, day, '09:11')}, "
            "or {unknown: why}",
        )  # fmt: skip
    rest = found.group("rest").strip()
    stamp = f"{_padded_date(day)}T{_padded(clock)}"
    if not rest:
        offset = _offset(document, _padded_date(day), _padded(clock))
        edit = (
            fix(document, f"Add the offset of {_zone_name(document)}", (node.span, f"{stamp}{offset}"), safe=True)
            if offset
            else None
        )
        return Defect(
            "time-without-offset", path, node.span, f"{name} has no offset: which zone is {shown(text, 30)} in?",
            f"write a full timestamp with zone, for example {stamp}{offset or '+00:00'}", edit,
        )  # fmt: skip
    mended = _mended_offset(rest)
    if mended and parse_instant(f"{stamp}{mended}") is not None:
        full = f"{stamp}{mended}"
        return Defect(
            "invalid-time", path, node.span, f"{name} is not of the form YYYY-MM-DDTHH:MM:SS+HH:MM: {shown(text, 40)}",
            f"write {full}", fix(document, f"Write {full}", (node.span, full), safe=True),
        )  # fmt: skip
    here = _offset(document, _padded_date(day), _padded(clock)) or "+01:00"
    return Defect(
        "invalid-time", path, node.span, f"{name}: {shown(rest, 20)} is no offset from UTC",
        f"write the offset in numbers, for example {stamp}{here}",
    )  # fmt: skip


def _not_a_timestamp(document: Document, path: Path, node: Scalar, name: str, text: str) -> Defect:
    clock = _CLOCK.fullmatch(text.strip()) if isinstance(node.value, str) else None
    day = document.postmortem.day
    stated = day.isoformat() if day is not None else "2026-03-14"
    at = _padded(text.strip()) if clock is not None and not _no_such_time(text.strip()) else "09:11:00"
    example = f"{stated}T{at}{_offset(document, stated, at) or '+01:00'}"
    edit = None
    note = ""
    if clock is not None:
        if at != "09:11:00" or text.strip() in ("09:11", "09:11:00"):
            edit = fix(document, f"Write {example}", (node.span, example))
        if not node.style and clock.group(3) is None:
            hours, minutes = int(clock.group(1)), int(clock.group(2))
            note = f" (YAML 1.1 would read {hours * 60 + minutes})"
        message = f"{name} is a time of day without a date and a zone: {shown(text, 20)}{note}"
    else:
        message = f"{name} must be a full timestamp, found {shown(text, 40)}"
    return Defect(
        "invalid-time", path, node.span, message,
        f"write a full timestamp with zone, for example {example}, or {{unknown: why}}", edit,
    )  # fmt: skip


def _no_such_time(clock: str) -> str:
    found = _CLOCK.fullmatch(clock)
    if found is None:
        return f"{clock} is no time of the day"
    hour, minute, second = int(found.group(1)), int(found.group(2)), int(found.group(3) or 0)
    return "" if hour < 24 and minute < 60 and second < 60 else f"{clock} is no time of the day"


def _padded(clock: str) -> str:
    hour, *rest = clock.split(":")
    return ":".join([hour.zfill(2), *rest, *(["00"] if len(rest) == 1 else [])])


def _padded_date(text: str) -> str:
    year, month, day = text.split("-")
    return f"{year}-{month.zfill(2)}-{day.zfill(2)}"


def _mended_offset(rest: str) -> str:
    if rest.upper() in ("Z", "UTC", "GMT"):
        return "Z"
    found = _OFFSET.fullmatch(rest.removeprefix("UTC").removeprefix("GMT"))
    if found is None:
        return ""
    return f"{found.group(1)}{found.group(2).zfill(2)}:{found.group(3) or '00'}"


def _zone_name(document: Document) -> str:
    return document.postmortem.timezone.value if document.postmortem.timezone else "UTC"


def _offset(document: Document, day: str, clock: str) -> str:
    """The offset of the document's zone at that wall-clock time; empty when it names no single instant."""
    where = zone(_zone_name(document))
    stated = parse_date(_padded_date(day))
    if where is None or stated is None or document.postmortem.timezone is None:
        return ""
    return offset_at(stated, clock, where)


def offset_at(day: date, clock: str, where: object) -> str:
    """The offset ``+HH:MM`` of a zone at a wall-clock time, empty when the zone skipped or repeated it."""
    hour, minute, *rest = (int(float(part)) for part in clock.split(":"))
    moment = datetime.combine(day, clock_time(hour, minute, rest[0] if rest else 0), where or UTC)  # type: ignore[arg-type]
    early, late = moment.replace(fold=0).utcoffset(), moment.replace(fold=1).utcoffset()
    if early is None or early != late:
        return ""
    minutes = int(early.total_seconds() // 60)
    return f"{'-' if minutes < 0 else '+'}{abs(minutes) // 60:02d}:{abs(minutes) % 60:02d}"
