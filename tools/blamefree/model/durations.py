"""Durations derived from the stated times, each with its definition; never typed by hand."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import NamedTuple

from blamefree.model.instant import Standing, Stated
from blamefree.model.postmortem import Postmortem


class Measure(NamedTuple):
    """A duration's name and the two times it runs between."""

    key: str
    start: str
    end: str


MEASURES = (
    Measure("time_to_detect", "impact_started", "detected"),
    Measure("time_to_acknowledge", "detected", "acknowledged"),
    Measure("time_to_mitigate", "impact_started", "mitigated"),
    Measure("time_to_resolve", "impact_started", "resolved"),
)


class Duration(NamedTuple):
    """One derived duration: a length, or why there is none (``reason`` names the time that is missing)."""

    measure: Measure
    standing: Standing
    length: timedelta | None = None
    reason: str = ""


def durations(postmortem: Postmortem) -> tuple[Duration, ...]:
    """Every duration of :data:`MEASURES`, recorded or with the honest reason why not."""
    return derived(postmortem.time)


def derived(time: Callable[[str], Stated | None]) -> tuple[Duration, ...]:
    """As :func:`durations`; ``time`` gives the stated time of a name."""
    return tuple(_duration(time, measure) for measure in MEASURES)


def _duration(time: Callable[[str], Stated | None], measure: Measure) -> Duration:
    ends = [time(measure.start), time(measure.end)]
    for name, stated in zip((measure.start, measure.end), ends, strict=True):
        if stated is None:
            return Duration(measure, Standing.UNKNOWN, reason=f"{name} is not stated")
        if stated.standing is not Standing.RECORDED:
            return Duration(measure, stated.standing, reason=stated.reason or f"{name} cannot be read")
    first, last = (stated.instant for stated in ends if stated is not None)
    assert first is not None and last is not None
    if last < first:
        return Duration(measure, Standing.INVALID, reason=f"{measure.end} is before {measure.start}")
    return Duration(measure, Standing.RECORDED, last - first)
