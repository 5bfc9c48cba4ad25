"""An incident of PagerDuty: ``GET /incidents/{id}`` with or without ``log_entries`` (REST API v2), as JSON."""

from __future__ import annotations

import json
from datetime import datetime
from typing import Any

from blamefree.intake.record import Entry, Hints, Intake, stamp

_MEANINGS = {"acknowledge_log_entry": "acknowledged", "resolve_log_entry": "resolved", "trigger_log_entry": "detected"}


def recognise(text: str) -> bool:
    """Whether it is JSON with PagerDuty's incident or log entries."""
    value = _load(text)
    if not isinstance(value, dict):
        return False
    incident = value.get("incident")
    return (isinstance(incident, dict) and "created_at" in incident) or _is_log(value.get("log_entries"))


def read(text: str, hints: Hints) -> Intake:
    """Title, service, and the log; the first trigger is the alert that told, so it is when it was detected."""
    value = _load(text)
    incident: dict[str, Any] = value.get("incident") or {}
    log = value.get("log_entries") or incident.get("log_entries") or []
    entries: list[Entry] = []
    times: dict[str, datetime] = {}
    for item in sorted(log, key=lambda entry: str(entry.get("created_at", ""))):
        at = stamp(str(item.get("created_at") or ""), hints)
        if at is None:
            continue
        said = str(item.get("summary") or (item.get("channel") or {}).get("summary") or item.get("type") or "")
        entries.append(Entry(at, said))
        name = _MEANINGS.get(str(item.get("type") or ""))
        if name == "resolved":
            times[name] = at
        elif name is not None:
            times.setdefault(name, at)
    created = stamp(str(incident.get("created_at") or ""), hints)
    if created is not None and not entries:
        entries.append(Entry(created, f"PagerDuty incident {incident.get('incident_number', '')} is raised"))
    service = (incident.get("service") or {}).get("summary")
    return Intake(tuple(entries), times, str(incident.get("title") or ""), services=(str(service),) if service else ())


def _is_log(value: Any) -> bool:
    return isinstance(value, list) and bool(value) and isinstance(value[0], dict) and "created_at" in value[0]


def _load(text: str) -> Any:
    if not text.lstrip().startswith("{"):
        return None
    try:
        return json.loads(text)
    except ValueError:
        return None
