"""Points in time as people write them: RFC 3339, dates, and honest absence."""

from __future__ import annotations

from datetime import UTC, date, datetime, tzinfo
from enum import Enum
from functools import lru_cache
from typing import NamedTuple

from blamefree.patterns import lazy
from blamefree.text.span import Span

RFC3339 = lazy(r"(\d{4}-\d{2}-\d{2})[Tt ](\d{2}:\d{2})(:\d{2}(?:\.\d+)?)?([Zz]|[+-]\d{2}:\d{2})")
DATE = lazy(r"\d{4}-\d{2}-\d{2}")
YEARS = range(1900, 3000)
"""Years in which an incident can have happened; beyond them a change of zone may leave the calendar."""


class Standing(Enum):
    """How much is known of a time."""

    RECORDED = "recorded"
    UNKNOWN = "unknown"
    NOT_APPLICABLE = "not_applicable"
    INVALID = "invalid"


class Stated(NamedTuple):
    """One entry of ``times``: an instant with its offset, or a reason why there is none."""

    name: str
    standing: Standing
    span: Span
    key_span: Span
    instant: datetime | None = None
    reason: str = ""
    raw: str = ""


def parse_instant(text: str) -> datetime | None:
    """An RFC 3339 time with offset (seconds may be left out), or ``None``."""
    found = RFC3339.fullmatch(text.strip())
    if found is None:
        return None
    day, clock, seconds, offset = found.groups()
    try:
        instant = datetime.fromisoformat(f"{day}T{clock}{seconds or ':00'}{'+00:00' if offset in 'Zz' else offset}")
    except ValueError:
        return None
    return instant if instant.year in YEARS else None


def parse_date(text: str) -> date | None:
    """A calendar date ``YYYY-MM-DD`` that exists, or ``None``."""
    if DATE.fullmatch(text) is None:
        return None
    try:
        day = date.fromisoformat(text)
    except ValueError:
        return None
    return day if day.year in YEARS else None


@lru_cache(maxsize=256)
def zone(name: str) -> tzinfo | None:
    """The IANA zone ``name``, or ``None`` when there is no such zone."""
    if name == "UTC":
        return UTC  # most documents know no other: loading zoneinfo takes longer than reading them
    from zoneinfo import ZoneInfo

    try:
        return ZoneInfo(name)
    except (KeyError, ValueError, OSError):
        return None
