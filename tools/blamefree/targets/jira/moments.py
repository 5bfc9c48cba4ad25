"""When it happened: the times of an incident from its fields and its changelog. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from blamefree.config import Settings
from blamefree.model.draft import Absent
from blamefree.model.postmortem import TIMES
from blamefree.targets.jira.reading import Reader, instant, label


def _meanings(settings: Settings) -> dict[str, str]:
    """Status name (folded) to time name; the settings may be written either way round."""
    found: dict[str, str] = {}
    for left, right in settings.jira.statuses.items():
        if left in TIMES:
            for name in right.split(","):
                found[name.strip().casefold()] = left
        elif right in TIMES:
            found[left.casefold()] = right
    return found


def _transitions(histories: Iterable[Mapping[str, Any]]) -> list[tuple[datetime, str, str]]:
    found: list[tuple[datetime, str, str]] = []
    for entry in histories:
        when = instant(entry.get("created"))
        moves = [item for item in entry.get("items") or [] if str(item.get("field") or "").casefold() == "status"]
        if when is not None:
            found += [(when, str(item.get("fromString") or ""), str(item.get("toString") or "")) for item in moves]
    return sorted(found, key=lambda step: step[0])


def times(reader: Reader) -> dict[str, datetime | Absent]:
    """Every time by name: recorded in Jira, or absent with the reason. Stated fields win over the changelog."""
    meanings = _meanings(reader.settings)
    steps = _transitions(reader.material.histories)
    status = label(reader.fields.get("status"))
    initial = steps[0][1] if steps else status
    created = instant(reader.fields.get("created"))
    found: dict[str, datetime] = {}
    if created is not None and (name := meanings.get(initial.casefold())):
        found[name] = created
    for when, _, after in steps:
        name = meanings.get(after.casefold())
        if name == "resolved":
            found[name] = when  # what was opened again was not resolved yet
        elif name is not None:
            found.setdefault(name, when)
    if "resolved" in found and meanings.get(status.casefold()) != "resolved" and not _is_done(reader):
        del found["resolved"]
    for name in TIMES:
        stated = instant(reader.custom(name))
        if stated is not None:
            found[name] = stated
    missing = Absent(reader.words["missing"].format(key=reader.key))
    return {name: found[name].astimezone(reader.zone) if name in found else missing for name in TIMES}


def _is_done(reader: Reader) -> bool:
    status = reader.fields.get("status")
    category = status.get("statusCategory") if isinstance(status, Mapping) else None
    return isinstance(category, Mapping) and category.get("key") == "done"
