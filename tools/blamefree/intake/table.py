"""A CSV (comma, semicolon or tab) with a column of times and one of texts."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence

from blamefree.intake.record import Entry, Hints, Intake, moment, stamp

_TIMES = (
    "time",
    "timestamp",
    "when",
    "at",
    "date",
    "datetime",
    "created",
    "created_at",
    "tid",
    "tidpunkt",
    "klockslag",
    "datum",
)
_TEXTS = (
    "event",
    "text",
    "message",
    "description",
    "what",
    "summary",
    "note",
    "entry",
    "title",
    "händelse",
    "beskrivning",
)


def recognise(text: str) -> bool:
    """Whether the first line names a column of times and one of texts."""
    return _columns(text) is not None


def read(text: str, hints: Hints) -> Intake:
    """One entry a row; rows without a time that can be read are left out."""
    found = _columns(text)
    assert found is not None
    delimiter, when, what = found
    entries: list[Entry] = []
    for row in list(csv.reader(io.StringIO(text.strip("\ufeff\r\n ")), delimiter=delimiter))[1:]:
        if len(row) <= max(when, what):
            continue
        at = stamp(row[when], hints) or moment(hints.day, row[when].strip(), None, hints)
        if at is not None and row[what].strip():
            entries.append(Entry(at, row[what]))
    return Intake(tuple(entries))


def _columns(text: str) -> tuple[str, int, int] | None:
    first = text.strip("\ufeff\r\n ").split("\n", 1)[0].strip()
    for delimiter in ",;\t":
        names = [name.strip().strip('"').casefold() for name in first.split(delimiter)]
        when, what = _first(names, _TIMES), _first(names, _TEXTS)
        if len(names) > 1 and when is not None and what is not None:
            return delimiter, when, what
    return None


def _first(names: Sequence[str], wanted: Sequence[str]) -> int | None:
    return next((names.index(name) for name in wanted if name in names), None)
