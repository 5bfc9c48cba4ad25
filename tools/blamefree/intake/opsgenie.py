"""An export of Opsgenie: an incident or an alert with its timeline or logs, as JSON.

Times are in ISO 8601 or in milliseconds since 1970.
"""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import Any

from blamefree.intake.record import Entry, Hints, Intake, stamp

_LISTS = ("timeline", "timelineEntries", "logs", "entries")


def recognise(text: str) -> bool:
    """Whether it is JSON with a message and times as Opsgenie writes them."""
    value = _load(text)
    return isinstance(value, dict) and bool({"createdAt", "impactStartDate"} & value.keys()) and "message" in value


def read(text: str, hints: Hints) -> Intake:
    """Message, impact start, acknowledgement and log."""
    value = _load(text)
    entries: list[Entry] = []
    created = _moment(value.get("createdAt"), hints)
    if created is not None:
        entries.append(Entry(created, f"Opsgenie: {value.get('message', '')}"))
    for name in _LISTS:
        for item in value.get(name) or []:
            at = _moment(item.get("eventTime") or item.get("createdAt") or item.get("time"), hints)
            said = item.get("title") or item.get("log") or item.get("description") or item.get("text")
            said = said.get("content") if isinstance(said, dict) else said
            if at is not None and said:
                entries.append(Entry(at, str(said)))
    times: dict[str, datetime] = {}
    for key, name in (
        ("impactStartDate", "impact_started"),
        ("impactDetectDate", "detected"),
        ("impactEndDate", "resolved"),
    ):
        at = _moment(value.get(key), hints)
        if at is not None:
            times[name] = at
    priority = str(value.get("priority") or "")
    severity = f"SEV{priority[1:]}" if priority[:1] == "P" and priority[1:].isdigit() else ""
    services = tuple(str(item) for item in value.get("impactedServices") or [] if isinstance(item, str))
    return Intake(tuple(entries), times, str(value.get("message") or ""), severity, services)


def _moment(value: Any, hints: Hints) -> datetime | None:
    if isinstance(value, (int, float)) and not isinstance(value, bool) and 10**11 < value < 10**14:
        return datetime.fromtimestamp(value / 1000, UTC).replace(microsecond=0)
    return stamp(value, hints) if isinstance(value, str) else None


def _load(text: str) -> Any:
    if not text.lstrip().startswith("{"):
        return None
    try:
        found = json.loads(text)
    except ValueError:
        return None
    return found.get("data", found) if isinstance(found, dict) else None
