"""The archive as data: one JSON document a postmortem, one for all, small indexes for the site's own scripts."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterator
from functools import partial
from typing import Any

from blamefree.site import parquet, register
from blamefree.site.artifact import Artifact, key_of
from blamefree.site.bits import impact_length
from blamefree.site.entry import Entry
from blamefree.site.library import Library
from blamefree.site.schema import SCHEMA

VERSION = 1
_compact = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"), check_circular=False).encode


def build(library: Library, stamp: str) -> Iterator[Artifact]:
    """The data files; ``stamp`` names the code that writes them."""
    for entry in library.entries:
        yield Artifact(
            f"data/postmortems/{entry.id}.json",
            partial(_single, library, entry),
            partial(_depends, library, entry, stamp),
        )
    yield Artifact("data/actions.json", lambda: actions(library))
    yield Artifact("data/actions.parquet", lambda: parquet.table(register.COLUMNS, register.records(library)))
    yield Artifact("data/postmortems.json", lambda: everything(library))
    yield Artifact("data/postmortems.schema.json", lambda: json.dumps(SCHEMA, indent=2, ensure_ascii=False) + "\n")
    yield Artifact("data/postmortems.csv", lambda: table(library))
    yield Artifact("data/postmortems.parquet", lambda: parquet.table(FLAT, flats(library)))
    yield Artifact("data/index.json", lambda: index(library))


def _depends(library: Library, entry: Entry, stamp: str) -> str:
    answers = [(act.overdue, act.told) for act in library.acts_of(entry)]
    return key_of((stamp, entry.digest, answers, library.settings.site.url))


def _single(library: Library, entry: Entry) -> str:
    return f'{{"version":{VERSION},{_line(library, entry)[1:]}\n'


def _line(library: Library, entry: Entry) -> str:
    """A postmortem as compact JSON, made once for its own file and for the one that holds all."""
    made: dict[str, str] = library.made.setdefault("lines", {})
    line = made.get(entry.id)
    if line is None:
        line = made[entry.id] = _compact(record(library, entry))
    return line


def dump(value: Any) -> str:
    """Compact JSON with keys in a fixed order and a line end."""
    return _compact(value) + "\n"


def record(library: Library, entry: Entry) -> dict[str, Any]:
    """A postmortem as data: what the schema describes."""
    base = library.settings.site.url.rstrip("/")
    found: dict[str, Any] = {
        "id": entry.id,
        "title": entry.title,
        "date": entry.date or None,
        "status": entry.status,
        "severity": entry.severity,
        "level": entry.level,
        "classification": entry.classification,
        "lang": entry.lang,
        "page": entry.page,
        "url": f"{base}/{entry.page}" if base else None,
        "summary": entry.leads.get("summary", ""),
        "services": entry.services,
        "times": {name: time["at"] or {time["standing"]: time["reason"]} for name, time in entry.times.items()},
        "durations": {
            item["key"]: item["seconds"] if item["seconds"] is not None else {item["standing"]: item["reason"]}
            for item in entry.durations
        },
        "detection": entry.detection or {"unknown": entry.detection_unknown},
        "impact": entry.impact,
        "factors": entry.factors,
        "actions": [_action(library, entry, number) for number in range(len(entry.actions))],
        "related": [item["id"] for item in entry.related if item["id"] in library.by_id],
        "tags": entry.tags,
    }
    if not library.edition.public:
        found |= {"owner": entry.owner, "invited": entry.invited, "incident": entry.incident or None}
    return found


def _action(library: Library, entry: Entry, number: int) -> dict[str, Any]:
    item = entry.actions[number]
    act = library.acts_of(entry)[number]
    found: dict[str, Any] = {
        "id": item["id"],
        "title": item["title"],
        "type": item["type"],
        "service": item["service"],
        "priority": item["priority"],
        "state": act.state,
    }
    if not library.edition.public:
        found |= {
            "owner": item["owner"],
            "due": item["due"] or None,
            "done_when": item["done_when"],
            "overdue": act.overdue,
            "decision": act.approval.state,
            "approvers": list(act.approval.approvers),
            "reason": item["reason"],
            "evidence": item["evidence"] or None,
            "jira": act.ticket.key if act.ticket is not None else None,
        }
    return found


def everything(library: Library) -> list[str]:
    """All postmortems in one JSON document, one a line, in pieces."""
    base = library.settings.site.url.rstrip("/")
    head = dump({"version": VERSION, "edition": library.edition.audience.value, "site": base or None}).rstrip()
    pieces = [f'{head[:-1]},"postmortems":[\n']
    for number, entry in enumerate(library.entries):
        pieces += (",\n" if number else "", _line(library, entry))
    return [*pieces, "\n]}\n"]


def actions(library: Library) -> str:
    """Every action item, flat."""
    return dump({"version": VERSION, "actions": register.records(library)})


def index(library: Library) -> str:
    """What the scripts of the site need of every postmortem, in short keys."""
    rows = [
        {
            "i": entry.id,
            "p": entry.page,
            "t": entry.title,
            "l": entry.lang,
            "d": entry.date,
            "v": entry.severity,
            "s": entry.services,
            "f": entry.kinds,
            "e": entry.detection or "unknown",
            "g": entry.tags,
            "m": impact_length(entry),
        }
        for entry in library.entries
    ]
    say = library.words
    names = {f"factor:{kind}": say.known(f"kind.{kind}", kind) for kind in library.by_factor}
    names |= {f"detection:{key}": say.known(f"detection.{key}", key) for key in library.by_detection}
    return dump({"version": VERSION, "lang": say.lang, "names": names, "rows": rows})


FLAT = (
    "id", "title", "date", "severity", "level", "status", "classification", "lang", "services", "detection", "factors",
    "tags", "time_to_detect", "time_to_acknowledge", "time_to_mitigate", "time_to_resolve", "actions", "actions_open",
    "page",
)  # fmt: skip


def flats(library: Library) -> list[dict[str, str | int | None]]:
    """Every postmortem as :func:`flat` gives it, newest first."""
    found: list[dict[str, str | int | None]] | None = library.made.get("flats")
    if found is None:
        found = library.made["flats"] = [flat(library, entry) for entry in library.entries]
    return found


def flat(library: Library, entry: Entry) -> dict[str, str | int | None]:
    """A postmortem as one row in the order of :data:`FLAT`: lists joined with a semicolon, lengths in seconds.

    What is unknown is ``None``.
    """
    lengths = {item["key"]: item["seconds"] for item in entry.durations}
    return {
        "id": entry.id,
        "title": entry.title,
        "date": entry.date or None,
        "severity": entry.severity,
        "level": entry.level,
        "status": entry.status,
        "classification": entry.classification,
        "lang": entry.lang,
        "services": ";".join(entry.services),
        "detection": entry.detection or None,
        "factors": ";".join(entry.kinds),
        "tags": ";".join(entry.tags),
        "time_to_detect": lengths.get("time_to_detect"),
        "time_to_acknowledge": lengths.get("time_to_acknowledge"),
        "time_to_mitigate": lengths.get("time_to_mitigate"),
        "time_to_resolve": lengths.get("time_to_resolve"),
        "actions": len(entry.actions),
        "actions_open": library.open_count[entry.id],
        "page": entry.page,
    }


def table(library: Library) -> str:
    """All postmortems as CSV; an unknown length is an empty cell, never 0."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(FLAT)
    rows = flats(library)
    columns = [["" if (cell := row[name]) is None else cell for row in rows] for name in FLAT]
    writer.writerows(zip(*[register.harmless(column) for column in columns], strict=True))
    return out.getvalue()
