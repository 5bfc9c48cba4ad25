"""Pasted chats and logs: a time somewhere at the beginning of a line or of a heading above it.

Known shapes: ``2026-03-14 09:02:11 text`` and ISO 8601 (logs), ``[09:02] name: text`` (IRC, Matrix, WhatsApp),
``name  09:02`` or ``name 9:02 AM`` with the text below (Slack, Teams), syslog's ``Mar 14 09:02:11 host text``.
"""

from __future__ import annotations

import re
from datetime import date, datetime, timedelta

from blamefree.intake.record import Entry, Hints, Intake, moment

_ISO = re.compile(
    r"\W{0,3}(?P<date>\d{4}-\d{2}-\d{2})[T ](?P<clock>\d{1,2}:\d{2}(?::\d{2})?)(?:[.,]\d+)?"
    r"\s?(?P<offset>Z|UTC|[+-]\d{2}:?\d{2})?"
    r"[\])]?\s*[-–—:|]?\s*(?P<text>.*)"
)
_CLOCK = re.compile(
    r"[\[(]?(?P<clock>\d{1,2}:\d{2}(?::\d{2})?)\s?(?P<half>[AaPp]\.?[Mm]\.?)?(?:[\])]|(?=[\s,;:|–—-]))\s*[-–—:|,]?\s*(?P<text>.+)"
)
_HEAD = re.compile(
    r"(?P<who>[^\d:][^:]{0,60}?)\s+(?:\[?(?P<day>[A-Za-z]+|\d{4}-\d{2}-\d{2})\s+(?:at\s+|kl\.?\s*)?)?"
    r"(?P<clock>\d{1,2}:\d{2}(?::\d{2})?)\s?(?P<half>[AaPp]\.?[Mm]\.?)?\]?"
)
_SYSLOG = re.compile(r"(?P<month>[A-Z][a-z]{2})\s+(?P<day>\d{1,2})\s+(?P<clock>\d{2}:\d{2}:\d{2})\s+(?P<text>.+)")
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_DATE = re.compile(r"\W*(?:[A-Za-zåäöÅÄÖ]+,?\s+)?(?P<date>\d{4}-\d{2}-\d{2})\W*")
_SPEAKER = re.compile(r"<?(?P<who>[^\s:<>]{1,30}(?:\s[^\s:<>]{1,20})?)>?:\s+(?P<text>.+)")


def recognise(text: str) -> bool:  # noqa: ARG001
    """Whatever no other source takes."""
    return True


def read(text: str, hints: Hints) -> Intake:
    """Every line that begins with a time, and what stands below a name with a time."""
    entries: list[Entry] = []
    day: date = hints.day
    last: datetime | None = None
    waiting: datetime | None = None
    for raw in text.splitlines():
        line = raw.strip()
        if not line:
            continue
        alone = _DATE.fullmatch(line)
        if alone is not None:
            day, last = date.fromisoformat(alone["date"]) if _valid(alone["date"]) else day, None
            continue
        at, said, explicit = _line(line, day, hints)
        if at is None:
            if waiting is not None:
                entries.append(Entry(waiting, line))
                waiting = None
            elif entries and raw[:1] in " \t" and len(entries[-1].text) < 200:
                entries[-1] = Entry(entries[-1].at, f"{entries[-1].text} {line}")
            continue
        if not explicit and last is not None and last - at > timedelta(hours=12):
            at += timedelta(days=1)  # past midnight
            day += timedelta(days=1)
        if explicit:
            day = at.date()
        last = at
        waiting = None if said else at
        if said:
            entries.append(Entry(at, _said(said)))
    return Intake(tuple(entries))


def _line(line: str, day: date, hints: Hints) -> tuple[datetime | None, str, bool]:
    found = _ISO.match(line)
    if found is not None:
        return moment(found["date"], found["clock"], found["offset"], hints), found["text"], True
    found = _SYSLOG.match(line)
    if found is not None and found["month"] in _MONTHS:
        stated = f"{hints.day.year}-{_MONTHS.index(found['month']) + 1:02d}-{int(found['day']):02d}"
        return moment(stated, found["clock"], None, hints), found["text"], True
    found = _CLOCK.match(line)
    if found is not None:
        return moment(day, _clock(found["clock"], found["half"]), None, hints), found["text"], False
    found = _HEAD.fullmatch(line)
    if found is not None:
        stated = found["day"] or ""
        explicit = bool(_valid(stated))
        return moment(stated if explicit else day, _clock(found["clock"], found["half"]), None, hints), "", explicit
    return None, "", False


def _clock(clock: str, half: str | None) -> str:
    if not half:
        return clock
    hour, rest = clock.split(":", 1)
    number = int(hour) % 12 + (12 if half[0] in "Pp" else 0)
    return f"{number:02d}:{rest}"


def _valid(text: str) -> bool:
    try:
        date.fromisoformat(text)
    except ValueError:
        return False
    return len(text) == 10


def _said(text: str) -> str:
    """What was said, without who said it: the timeline tells what happened."""
    found = _SPEAKER.fullmatch(text.strip())
    if found is None or found["who"].upper() in ("ERROR", "WARN", "WARNING", "INFO", "FATAL", "CRITICAL", "DEBUG"):
        return text.strip()
    return found["text"].strip()
