"""An incident in Jira becomes a draft: what Jira knows, and honest gaps for the rest. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, tzinfo
from typing import Any

from blamefree.config import Settings
from blamefree.model.draft import Absent, Draft, DraftRow
from blamefree.model.instant import zone
from blamefree.model.postmortem import TIMES
from blamefree.model.services import Services
from blamefree.targets.jira import adf

_SEVERITY = re.compile(r"\b(?:sev(?:erity)?|s|p(?:riority)?)[\s_-]*([0-9])\b", re.IGNORECASE)
_ACTIVE = re.compile(r"([\\`*_\[\]<>#|~$])")
_SILENT = frozenset(
    (
        "description", "rank", "sprint", "link", "remoteissuelink", "attachment", "labels", "comment", "watchers",
        "timespent", "timeestimate", "worklogid", "epic link", "parent", "fix version", "time to resolution",
        "time to first response", "request participants", "organizations", "workflow", "satisfaction",
    )
)  # fmt: skip
_WORDS = {
    "en": {
        "raised": "The incident {key} is raised in Jira: {title}",
        "status": "Status goes from {before} to {after}",
        "assignee": "A responder takes the incident",
        "unassigned": "The incident has no responder for now",
        "field": "{name} goes from {before} to {after}",
        "set": "{name} is set to {after}",
        "comment": "Note in the incident: {text}",
        "missing": "not recorded in {key}",
        "sla": "{name}: {elapsed} of {goal}, {verdict}",
        "met": "met",
        "breached": "breached",
        "request": "Request type: {name}",
        "linked": "{key} ({kind}): {title}",
        "nothing": "nothing",
    },
    "sv": {
        "raised": "Incidenten {key} läggs upp i Jira: {title}",
        "status": "Status går från {before} till {after}",
        "assignee": "En person i jour tar incidenten",
        "unassigned": "Incidenten saknar handläggare tills vidare",
        "field": "{name} går från {before} till {after}",
        "set": "{name} sätts till {after}",
        "comment": "Anteckning i incidenten: {text}",
        "missing": "står inte i {key}",
        "sla": "{name}: {elapsed} av {goal}, {verdict}",
        "met": "hölls",
        "breached": "hölls inte",
        "request": "Ärendetyp: {name}",
        "linked": "{key} ({kind}): {title}",
        "nothing": "inget",
    },
}


@dataclass(frozen=True)
class Material:
    """What was read from Jira about one incident; ``browse`` is the issue's address for people."""

    issue: Mapping[str, Any]
    histories: Sequence[Mapping[str, Any]] = ()
    comments: Sequence[Mapping[str, Any]] = ()
    request: Mapping[str, Any] | None = None
    browse: str = ""


@dataclass
class _Reader:
    material: Material
    settings: Settings
    services: Services | None
    lang: str
    zone: tzinfo
    words: Mapping[str, str] = field(init=False)

    def __post_init__(self) -> None:
        self.words = _WORDS.get(self.lang.split("-")[0].lower(), _WORDS["en"])

    @property
    def key(self) -> str:
        return str(self.material.issue.get("key") or "")

    @property
    def fields(self) -> Mapping[str, Any]:
        found = self.material.issue.get("fields")
        return found if isinstance(found, Mapping) else {}

    def custom(self, meaning: str) -> Any:
        """The value of the field that the settings name for ``meaning``, found by its name and not by its id."""
        wanted = self.settings.jira.fields.get(meaning)
        if not wanted:
            return None
        names = self.material.issue.get("names") or {}
        for identifier, name in names.items():
            if str(name).casefold() == wanted.casefold():
                return self.fields.get(identifier)
        return self.fields.get(wanted)

    def say(self, phrase: str, /, **values: str) -> str:
        return self.words[phrase].format(**{key: plain(value) for key, value in values.items()})


def draft(material: Material, settings: Settings, services: Services | None, base: Draft) -> Draft:
    """``base`` (its language, time zone and defaults) filled with what Jira knows. No time is invented."""
    from dataclasses import replace

    reader = _Reader(material, settings, services, base.lang, zone(base.timezone) or UTC)
    times = _times(reader)
    begun = [instant for instant in times.values() if isinstance(instant, datetime)]
    created = _instant(reader.fields.get("created"))
    first = min([*begun, *([created] if created else [])], default=None)
    day = first.astimezone(reader.zone).date() if first else base.date
    severity = _severity(reader) or base.severity
    known = settings.severities
    return replace(
        base,
        title=" ".join(str(reader.fields.get("summary") or base.title).split())[:200] or base.title,
        date=day,
        severity=severity,
        level="full" if severity in known[:2] else "lite",
        services=_services(reader),
        owner=_handle(reader, reader.fields.get("assignee")) or base.owner,
        incident=reader.key,
        no_incident="",
        times=times,
        detection=_detection(reader),
        rows=_rows(reader, day),
        sections=_sections(reader),
    )


def plain(text: str) -> str:
    """Text from Jira on one line, with nothing in it that Markdown would act on."""
    line = " ".join("".join(char if char.isprintable() else " " for char in str(text)).split())
    return _ACTIVE.sub(r"\\\1", line)


def severity_of(issue: Mapping[str, Any], settings: Settings) -> str:
    """The severity of an issue by the settings, empty when it says none. ``issue`` needs ``names``."""
    return _severity(_Reader(Material(issue), settings, None, "en", UTC))


def _instant(value: Any) -> datetime | None:
    if not isinstance(value, str) or len(value) < 16:
        return None
    text = re.sub(r"([+-]\d{2})(\d{2})$", r"\1:\2", value.strip())
    try:
        found = datetime.fromisoformat(text)
    except ValueError:
        return None
    return found.replace(microsecond=0) if found.tzinfo is not None else None


def _label(value: Any) -> str:
    if isinstance(value, Mapping):
        for name in ("value", "name", "displayName", "title", "label"):
            if isinstance(value.get(name), str):
                return str(value[name])
        return ""
    return str(value) if isinstance(value, (str, int, float)) and not isinstance(value, bool) else ""


def _labels(value: Any) -> list[str]:
    values = value if isinstance(value, list) else [value]
    return [text for item in values if (text := _label(item).strip())]


def _severity(reader: _Reader) -> str:
    known = reader.settings.severities
    mapped = {name.casefold(): severity for name, severity in reader.settings.jira.severities.items()}
    candidates = _labels(reader.custom("severity")) + _labels(reader.fields.get("priority"))
    for number, text in enumerate(candidates):
        if text.casefold() in mapped and mapped[text.casefold()] in known:
            return mapped[text.casefold()]
        if text.upper() in known:
            return text.upper()
        stated = _SEVERITY.search(text)
        if stated and number < len(candidates) and reader.custom("severity") is not None:
            found = f"SEV{stated.group(1)}"
            if found in known:
                return found
    return ""


def _services(reader: _Reader) -> tuple[str, ...]:
    catalogue = list(reader.services.services) if reader.services is not None else []
    folded = {_fold(name): name for name in catalogue}
    mapped = {_fold(name): key for name, key in reader.settings.jira.services.items()}
    stated = _labels(reader.custom("services"))
    loose = _labels(reader.fields.get("components")) + _labels(reader.fields.get("labels"))
    found: list[str] = []
    for text in stated + loose:
        key = mapped.get(_fold(text)) or folded.get(_fold(text))
        if key is None and text in stated and not catalogue:
            key = re.sub(r"[^a-z0-9]+", "-", text.lower()).strip("-")
        if key and key not in found:
            found.append(key)
    return tuple(found)


def _fold(text: str) -> str:
    return re.sub(r"[^\w]+", "-", text.casefold()).strip("-")


def _handle(reader: _Reader, person: Any) -> str:
    if not isinstance(person, Mapping):
        return ""
    identifiers = {person.get("accountId"), person.get("name"), person.get("key")}
    return next((handle for handle, number in reader.settings.jira.people.items() if number in identifiers), "")


def _detection(reader: _Reader) -> str:
    text = " ".join(_labels(reader.custom("detection"))).casefold()
    words = {
        "alert": ("alert", "monitor", "larm", "alarm"),
        "customer": ("customer", "kund", "user"),
        "staff": ("staff", "employee", "internal", "personal", "intern"),
        "partner": ("partner", "vendor", "leverantör"),
    }
    return next((kind for kind, signals in words.items() if any(signal in text for signal in signals)), "")


# times ------------------------------------------------------------------------


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
        when = _instant(entry.get("created"))
        moves = [item for item in entry.get("items") or [] if str(item.get("field") or "").casefold() == "status"]
        if when is not None:
            found += [(when, str(item.get("fromString") or ""), str(item.get("toString") or "")) for item in moves]
    return sorted(found, key=lambda step: step[0])


def _times(reader: _Reader) -> dict[str, datetime | Absent]:
    meanings = _meanings(reader.settings)
    steps = _transitions(reader.material.histories)
    status = _label(reader.fields.get("status"))
    initial = steps[0][1] if steps else status
    created = _instant(reader.fields.get("created"))
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
        stated = _instant(reader.custom(name))
        if stated is not None:
            found[name] = stated
    missing = Absent(reader.words["missing"].format(key=reader.key))
    return {name: found[name].astimezone(reader.zone) if name in found else missing for name in TIMES}


def _is_done(reader: _Reader) -> bool:
    status = reader.fields.get("status")
    category = status.get("statusCategory") if isinstance(status, Mapping) else None
    return isinstance(category, Mapping) and category.get("key") == "done"


# rows -------------------------------------------------------------------------


def _rows(reader: _Reader, day: Any) -> tuple[DraftRow, ...]:
    told: list[tuple[datetime, int, str]] = []
    created = _instant(reader.fields.get("created"))
    title = " ".join(str(reader.fields.get("summary") or "").split())
    if created is not None:
        told.append((created, 0, reader.say("raised", key=reader.key, title=title)))
    for number, entry in enumerate(reader.material.histories, 1):
        when = _instant(entry.get("created"))
        text = _told(reader, entry)
        if when is not None and text:
            told.append((when, number, text))
    if reader.settings.jira.comments:
        for number, comment in enumerate(reader.material.comments, len(told) + 1):
            when = _instant(comment.get("created"))
            text = adf.plain(comment.get("body"))
            if when is not None and text and comment.get("jsdPublic", True) is not False:
                told.append((when, number, reader.say("comment", text=text[:300])))
    source = f" [{reader.key}]({reader.material.browse})" if reader.material.browse else f" [{reader.key}]"
    rows: list[DraftRow] = []
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
        rows.append(DraftRow(written, f"{text}.{source}" if not text.endswith((".", "!", "?")) else f"{text}{source}"))
    return tuple(rows)


def _ambiguous(local: datetime) -> bool:
    return local.replace(fold=0).utcoffset() != local.replace(fold=1).utcoffset()


def _told(reader: _Reader, entry: Mapping[str, Any]) -> str:
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


# sections ---------------------------------------------------------------------


def _sections(reader: _Reader) -> dict[str, str]:
    found: dict[str, str] = {}
    request = reader.material.request
    if request is not None:
        lines = []
        name = _label(request.get("requestType"))
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


def _sla(reader: _Reader, sla: Mapping[str, Any]) -> Iterable[str]:
    cycles = list(sla.get("completedCycles") or [])
    if isinstance(sla.get("ongoingCycle"), Mapping):
        cycles.append(sla["ongoingCycle"])
    for cycle in cycles:
        elapsed = _label((cycle.get("elapsedTime") or {}).get("friendly"))
        goal = _label((cycle.get("goalDuration") or {}).get("friendly"))
        if elapsed and goal:
            verdict = reader.words["breached" if cycle.get("breached") else "met"]
            yield "- " + reader.say("sla", name=_label(sla.get("name")), elapsed=elapsed, goal=goal, verdict=verdict)


def _link(reader: _Reader, link: Mapping[str, Any]) -> str:
    for side in ("inwardIssue", "outwardIssue"):
        other = link.get(side)
        if isinstance(other, Mapping) and other.get("key"):
            title = str((other.get("fields") or {}).get("summary") or "")
            kind = _label(link.get("type"))
            return "- " + reader.say("linked", key=str(other["key"]), kind=kind, title=title)
    return ""
