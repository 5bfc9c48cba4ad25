"""What would change in Jira: desired, recorded and actual issues compared. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from blamefree.model.ledger import Entry, Kind, Ledger
from blamefree.sync.change import Change, Op
from blamefree.targets.jira.issues import Desired, Left, fingerprint

FIELDS = ("summary", "description", "status", "resolution", "duedate", "assignee", "issuelinks", "labels", "updated")


@dataclass(frozen=True)
class Found:
    """An issue that carries an item's label: ``ours`` when its entity property names the item."""

    key: str
    id: str
    ours: bool
    issue: Mapping[str, Any]


def recorded(ledger: Ledger) -> dict[tuple[str, str], Entry]:
    """The newest entry on each issue that the ledger knows."""
    return {(entry.text("document"), entry.text("action")): entry for entry in ledger.of(Kind.ISSUE)}


def changes(
    wanted: Sequence[Desired],
    left: Iterable[Left],
    known: Mapping[tuple[str, str], Entry],
    actual: Mapping[str, Mapping[str, Any]],
    found: Mapping[tuple[str, str], Found],
) -> list[Change]:
    """The changes that make Jira what git wants.

    ``actual`` holds the issues of ``known`` by id, ``found`` what a search by label gave for items that the
    ledger does not know.
    """
    made: list[Change] = []
    for item in wanted:
        entry = known.get((item.document, item.action))
        change = _new(item, found.get((item.document, item.action))) if entry is None else _known(item, entry, actual)
        if change is not None:
            made.append(change)
    made += [
        Change(Op.BLOCKED, item.document, item.path, item.title, item.reason, item.action)
        for item in left
        if item.blocked
    ]
    return made


def _new(item: Desired, found: Found | None) -> Change:
    if found is None:
        detail = {"project": item.project, "label": item.label}
        reason = f"approved, and no issue in {item.project} yet"
        return Change(
            Op.CREATE, item.document, item.path, item.summary, reason, item.action,
            fingerprint=item.fingerprint, detail=detail,
        )  # fmt: skip
    if found.ours:
        reason = f"{found.key} is ours, but the ledger does not know it"
        return Change(
            Op.ADOPT, item.document, item.path, item.summary, reason, item.action, found.id,
            fingerprint=item.fingerprint, detail={"key": found.key},
        )  # fmt: skip
    ways = (f"take the label {item.label} off {found.key}", f"give the action item {item.action} another id")
    reason = f"{found.key} carries the label {item.label} but is not ours"
    return Change(
        Op.BLOCKED, item.document, item.path, item.summary, reason, item.action, found.id, ways_out=ways,
    )  # fmt: skip


def _known(item: Desired, entry: Entry, actual: Mapping[str, Mapping[str, Any]]) -> Change | None:
    identifier, key = entry.text("id"), entry.text("key")
    issue = actual.get(identifier)
    if issue is None:
        reason = f"{key} was deleted, or the account may not see it"
        return Change(Op.BLOCKED, item.document, item.path, item.summary, reason, item.action, identifier)
    key = str(issue.get("key") or key)
    fields = issue.get("fields") or {}
    seen = fingerprint(str(fields.get("summary") or ""), fields.get("description"))
    reasons: list[str] = []
    new_text = item.fingerprint != entry.text("text")
    if new_text and seen not in (entry.text("text"), item.fingerprint):
        reason = f"a person edited the text of {key}, and the wording in git is newer: carry it over by hand"
        return Change(
            Op.DRIFT, item.document, item.path, item.summary, reason, item.action, identifier,
            fingerprint=item.fingerprint, marker=seen,
        )  # fmt: skip
    text = new_text and seen != item.fingerprint
    incident = bool(item.incident) and entry.text("incident") != item.incident
    page = bool(item.page) and entry.text("page") != item.page
    reasons += ["the wording changed"] if text else []
    reasons += [f"link to {item.incident}"] if incident else []
    reasons += ["link to the page"] if page else []
    if not reasons:
        return None
    detail = {"key": key, "text": text, "incident": incident, "page": page}
    return Change(
        Op.UPDATE, item.document, item.path, item.summary, f"{key}: {', '.join(reasons)}", item.action, identifier,
        fingerprint=item.fingerprint, marker=seen, detail=detail,
    )  # fmt: skip


def linked(issue: Mapping[str, Any], key: str) -> bool:
    """Whether an issue is linked to the one of this key."""
    for link in (issue.get("fields") or {}).get("issuelinks") or []:
        for side in ("inwardIssue", "outwardIssue"):
            if str((link.get(side) or {}).get("key", "")).upper() == key.upper():
                return True
    return False
