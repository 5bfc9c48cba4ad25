"""What Jira should hold: one issue for each approved action item."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

from blamefree.config import Jira
from blamefree.model.action import Action
from blamefree.model.document import Document
from blamefree.model.ledger import Kind, Ledger
from blamefree.model.services import Services
from blamefree.targets.jira import adf

_PRIORITIES = {"high": "High", "medium": "Medium", "low": "Low"}
_WORDS = {
    "en": (
        "From the postmortem",
        "Done when",
        "Type",
        "Approved by",
        "Created from an approved action item. Status, assignee and due date live here, the wording in the postmortem.",
    ),
    "sv": (
        "Från postmortem",
        "Klart när",
        "Typ",
        "Godkänd av",
        "Skapat ur en godkänd åtgärd. Status, ansvarig och slutdatum sköts här, formuleringen i postmortem-dokumentet.",
    ),
}


@dataclass(frozen=True)
class Desired:
    """An issue as git wants it. ``fingerprint`` covers the text that git owns: summary and description."""

    document: str
    action: str
    path: str
    project: str
    summary: str
    description: Any
    fields: Mapping[str, Any]
    incident: str
    page: str
    page_title: str

    @property
    def label(self) -> str:
        """The searchable label, for example ``pm-2026-0042-a1``."""
        return label(self.document, self.action)

    @property
    def fingerprint(self) -> str:
        """SHA-256 (hex) of summary and description as text."""
        return fingerprint(self.summary, self.description)

    @property
    def ownership(self) -> dict[str, str]:
        """The entity property."""
        return {"document": self.document, "action": self.action}

    @property
    def global_id(self) -> str:
        """The identity of the remote link to the published page."""
        return f"blamefree:{self.document}"


def label(document: str, action: str) -> str:
    """The label of an action item's issue."""
    return "-".join(f"{document}-{action}".lower().split())


def fingerprint(summary: str, description: Any) -> str:
    """What tells whether the text on an issue is what we wrote."""
    text = json.dumps([" ".join(summary.split()), adf.plain(description)], ensure_ascii=False)
    return hashlib.sha256(text.encode("utf-8")).hexdigest()


@dataclass(frozen=True)
class Left:
    """An action item that gets no issue, and why; ``blocked`` when somebody must act on that."""

    document: str
    action: str
    path: str
    title: str
    reason: str
    blocked: bool


def desired(
    documents: Iterable[Document],
    ledger: Ledger,
    services: Services | None,
    settings: Jira,
    source: str,
    *,
    cloud: bool,
) -> tuple[list[Desired], list[Left]]:
    """The issues for approved items, and the items that get none.

    ``source`` is the address of the repository on the forge, or empty; the page is the one the ledger names.
    """
    wanted: list[Desired] = []
    left: list[Left] = []
    for document in documents:
        for action in document.postmortem.actions:
            if action.id is None or not document.id:
                continue
            reason, blocked, project = _reason(document, action, ledger, services)
            if reason:
                title = action.title.value if action.title else ""
                left.append(Left(document.id, action.id.value, document.path, title, reason, blocked))
                continue
            wanted.append(_issue(document, action, ledger, project, settings, source, cloud=cloud))
    return wanted, left


def _reason(document: Document, action: Action, ledger: Ledger, services: Services | None) -> tuple[str, bool, str]:
    identifier = action.id.value if action.id else ""
    status = document.postmortem.status.value if document.postmortem.status else ""
    if status == "withdrawn":
        return "the document is withdrawn", False, ""
    if action.state is not None and action.state.value == "declined":
        return "declined", False, ""
    decision = ledger.decision(document.id, identifier, action.fingerprint)
    if decision is None:
        return "not approved", False, ""
    if decision.state != "approved":
        return f"the decision was: {decision.state}", False, ""
    if not decision.current:
        return "changed after it was approved", True, ""
    if (
        action.state is not None
        and action.state.value == "done"
        and ledger.latest(Kind.ISSUE, document.id, identifier) is None
    ):
        return "already done", False, ""
    if action.title is None or not action.title.value.strip():
        return "has no title", True, ""
    key = action.service.value if action.service else ""
    service = services.services.get(key) if services is not None else None
    if service is None:
        return f"its service {key or '(none)'} is not in services.yml", True, ""
    if not service.jira_project:
        return f"services.yml names no jira_project for {key}", True, ""
    return "", False, service.jira_project


def _issue(
    document: Document, action: Action, ledger: Ledger, project: str, settings: Jira, source: str, *, cloud: bool
) -> Desired:
    postmortem = document.postmortem
    identifier = action.id.value if action.id else ""
    title = " ".join(action.title.value.split()) if action.title else ""
    summary = title if len(title) <= 255 else title[:254] + "…"
    published = ledger.latest(Kind.PAGE, document.id)
    page = published.text("url") if published is not None and published.text("op") != "archive" else ""
    incident = postmortem.incident.jira.value if postmortem.incident and postmortem.incident.jira else ""
    words = _WORDS.get(document.lang.split("-")[0], _WORDS["en"])
    name = f"{document.id}: {postmortem.title.value if postmortem.title else ''}"
    decision = ledger.decision(document.id, identifier, action.fingerprint)
    people = ", ".join(decision.logins) if decision is not None else ""
    address = page or (f"{source}/blob/HEAD/{quote(document.path)}" if source else "")
    approved = f"{people}{f' in #{decision.pr}' if decision is not None and decision.pr else ''}" if people else ""
    done_when = " ".join(action.done_when.value.split()) if action.done_when else ""
    facts = [(words[1], done_when), (words[2], action.type.value if action.type else ""), (words[3], approved)]
    fields: dict[str, Any] = {
        "project": {"key": project},
        "issuetype": {"name": settings.issue_type},
        "summary": summary,
        "description": _adf(words, name, address, facts) if cloud else _markup(words, name, address, facts),
        "labels": ["postmortem", label(document.id, identifier)],
    }
    if action.due is not None:
        fields["duedate"] = action.due.value
    if action.priority is not None:
        fields["priority"] = {
            "name": settings.priorities.get(action.priority.value) or _PRIORITIES.get(action.priority.value, "Medium")
        }
    person = (
        settings.people.get(action.owner.value) or settings.people.get(action.owner.value.lstrip("@"))
        if action.owner
        else None
    )
    if person:
        fields["assignee"] = {"accountId": person} if cloud else {"name": person}
    return Desired(
        document.id, identifier, document.path, project, summary, fields["description"], fields, incident, page, name
    )


def _adf(words: tuple[str, ...], name: str, address: str, facts: list[tuple[str, str]]) -> dict[str, Any]:
    blocks = [adf.paragraph(adf.text(f"{words[0]} "), adf.text(name, link=address))]
    blocks += [adf.paragraph(adf.text(f"{head}: ", strong=True), adf.text(value)) for head, value in facts if value]
    return adf.document(*blocks, adf.paragraph(adf.text(words[4])))


def _markup(words: tuple[str, ...], name: str, address: str, facts: list[tuple[str, str]]) -> str:
    shown = f"[{adf.wiki(name)}|{address}]" if address else adf.wiki(name)
    lines = [f"{words[0]} {shown}", *(f"*{head}:* {adf.wiki(value)}" for head, value in facts if value), words[4]]
    return "\n\n".join(lines)
