"""What happened: timeline rows and the sections that an incident in Jira can fill. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import Any

from blamefree.model.draft import DraftRow
from blamefree.targets.jira import adf
from blamefree.targets.jira.reading import Reader, instant, label

_SILENT = frozenset(
    (
        "description", "rank", "sprint", "link", "remoteissuelink", "attachment", "labels", "comment", "watchers",
        "timespent", "timeestimate", "worklogid", "epic link", "parent", "fix version", "time to resolution",
        "time to first response", "request participants", "organizations", "workflow", "satisfaction",
    )
)  # fmt: skip


def rows(reader: Reader, day: date) -> tuple[DraftRow, ...]:
    """The timeline that the changelog and, where allowed, public comments tell; ``day`` is the draft's date."""
    told: list[tuple[datetime, int, str]] = []
    created = instant(reader.fields.get("created"))
    title = " ".join(str(reader.fields.get("summary") or "").split())
    if created is not None:
        told.append((created, 0, reader.say("raised", key=reader.key, title=title)))
    for number, entry in enumerate(reader.material.histories, 1):
        when = instant(entry.get("created"))
        text = _told(reader, entry)
        if when is not None and text:
            told.append((when, number, text))
    if reader.settings.jira.comments:
        for number, comment in enumerate(reader.material.comments, len(told) + 1):
            when = instant(comment.get("created"))
            text = adf.plain(comment.get("body"))
            if when is not None and text and comment.get("jsdPublic", True) is not False:
                told.append((when, number, reader.say("comment", text=text[:300])))
    source = f" [{reader.key}]({reader.material.browse})" if reader.material.browse else f" [{reader.key}]"
    made: list[DraftRow] = []
    current = day
    for when, _, text in sorted(told):
        local = when.astimezone(reader.zone)
        written = local.strftime("%H:%M")
        if _ambiguous(local):
            offset = local.strftime("%z")
            written += f"{offset[:3]}:{offset[3:]}"
        if local.date() != current:
            written = f"{local.date().isoformat()} {written}"
            current = local.date()
        made.append(DraftRow(written, f"{text}.{source}" if not text.endswith((".", "!", "?")) else f"{text}{source}"))
    return tuple(made)


def _ambiguous(local: datetime) -> bool:
    return local.replace(fold=0).utcoffset() != local.replace(fold=1).utcoffset()


def _told(reader: Reader, entry: Mapping[str, Any]) -> str:
    parts: list[str] = []
    for item in entry.get("items") or []:
        name = str(item.get("field") or "")
        before, after = str(item.get("fromString") or ""), str(item.get("toString") or "")
        lowered = name.casefold()
        if lowered in _SILENT or before == after:
            continue
        if lowered == "status":
            parts.append(reader.say("status", before=before or reader.words["nothing"], after=after))
        elif lowered == "assignee":
            parts.append(reader.words["assignee"] if after else reader.words["unassigned"])
        elif lowered in ("reporter", "creator", "responders"):
            continue
        elif after and len(before) + len(after) < 160:
            parts.append(
                reader.say("field", name=name, before=before, after=after)
                if before
                else reader.say("set", name=name, after=after)
            )
    return "; ".join(parts)


def sections(reader: Reader) -> dict[str, str]:
    """Sections that Jira can fill: the service desk request with its SLA, and linked issues."""
    found: dict[str, str] = {}
    request = reader.material.request
    if request is not None:
        lines = []
        name = label(request.get("requestType"))
        if name:
            lines.append("- " + reader.say("request", name=name))
        for sla in ((request.get("sla") or {}).get("values") or []) if isinstance(request.get("sla"), Mapping) else []:
            lines.extend(_sla(reader, sla))
        if lines:
            found["response"] = "\n".join(lines)
    linked = [line for link in reader.fields.get("issuelinks") or [] if (line := _link(reader, link))]
    if linked:
        found["backlog"] = "\n".join(linked)
    return found


def _sla(reader: Reader, sla: Mapping[str, Any]) -> Iterable[str]:
    cycles = list(sla.get("completedCycles") or [])
    if isinstance(sla.get("ongoingCycle"), Mapping):
        cycles.append(sla["ongoingCycle"])
    for cycle in cycles:
        elapsed = label((cycle.get("elapsedTime") or {}).get("friendly"))
        goal = label((cycle.get("goalDuration") or {}).get("friendly"))
        if elapsed and goal:
            verdict = reader.words["breached" if cycle.get("breached") else "met"]
            yield "- " + reader.say("sla", name=label(sla.get("name")), elapsed=elapsed, goal=goal, verdict=verdict)


def _link(reader: Reader, link: Mapping[str, Any]) -> str:
    for side in ("inwardIssue", "outwardIssue"):
        other = link.get(side)
        if isinstance(other, Mapping) and other.get("key"):
            title = str((other.get("fields") or {}).get("summary") or "")
            kind = label(link.get("type"))
            return "- " + reader.say("linked", key=str(other["key"]), kind=kind, title=title)
    return ""
