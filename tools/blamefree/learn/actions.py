"""The register of action items: decided, done, overdue. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from blamefree.model.action import Action
from blamefree.model.document import Document
from blamefree.model.instant import parse_date
from blamefree.model.ledger import Kind, Ledger

# Atlassian's incident handbook gives priority actions four or eight weeks, depending on the service
# (https://www.atlassian.com/incident-management/handbook/postmortems).
WEEKS = {"SEV1": 4, "SEV2": 4}
WEEKS_OTHERWISE = 8
_WONT = "won't do, won't fix, wont fix, wont do, declined, duplicate, cannot reproduce, rejected, cancelled, canceled"
WONT = frozenset(_WONT.split(", "))


@dataclass(frozen=True, slots=True)
class Ticket:
    """The Jira issue of an action item."""

    key: str
    id: str
    status: str = ""
    category: str = ""
    resolution: str = ""
    url: str = ""

    @property
    def done(self) -> bool:
        """Finished, and not merely closed."""
        return self.category == "done" and self.resolution.casefold() not in WONT

    @property
    def dropped(self) -> bool:
        """Closed without being done."""
        return self.category == "done" and self.resolution.casefold() in WONT


@dataclass(frozen=True, slots=True)
class Registered:
    """One action item.

    ``state`` is open, done or declined; ``target`` is the due date, or the one that the severity gives. ``overdue`` is
    past its due date, ``late`` past its target.
    """

    document: str
    action: str
    path: str
    title: str
    state: str
    decision: str
    service: str
    owner: str
    priority: str
    due: str
    target: date | None
    overdue: bool
    late: bool
    age: int | None
    evidence: bool
    ticket: Ticket | None = None


def tickets(ledger: Ledger | None) -> dict[tuple[str, str], Ticket]:
    """The issues that the ledger knows, as last recorded."""
    if ledger is None:
        return {}
    return {
        (entry.text("document"), entry.text("action")): Ticket(
            entry.text("key"), entry.text("id"), entry.text("status"), entry.text("category"), entry.text("resolution")
        )
        for entry in ledger.of(Kind.ISSUE)
    }


def register(
    documents: Iterable[Document], ledger: Ledger | None, issues: Mapping[tuple[str, str], Ticket], today: date
) -> tuple[Registered, ...]:
    """Every action item of the documents that are not withdrawn, by document and id."""
    found: list[Registered] = []
    for document in documents:
        status = document.postmortem.status
        if not document.id or (status is not None and status.value == "withdrawn"):
            continue
        found.extend(
            _one(document, action, ledger, issues, today) for action in document.postmortem.actions if action.id
        )
    return tuple(sorted(found, key=lambda item: (item.document, item.action)))


def target(document: Document, due: str) -> date | None:
    """When an action should be done: its due date, else the weeks that the severity allows from the incident on."""
    stated = parse_date(due) if due else None
    if stated is not None:
        return stated
    day = document.postmortem.day
    if day is None:
        return None
    severity = document.postmortem.severity.value if document.postmortem.severity else ""
    try:
        return day + timedelta(weeks=WEEKS.get(severity, WEEKS_OTHERWISE))
    except OverflowError:
        return None


def decision(document: Document, action: Action, ledger: Ledger | None) -> str:
    """approved, rejected, stale, pending; unknown without a ledger."""
    if ledger is None:
        return "unknown"
    found = ledger.decision(document.id, action.id.value if action.id else "", action.fingerprint)
    if found is None:
        return "pending"
    return found.state if found.current else "stale"


def _one(
    document: Document, action: Action, ledger: Ledger | None, issues: Mapping[tuple[str, str], Ticket], today: date
) -> Registered:
    identifier = action.id.value if action.id else ""
    ticket = issues.get((document.id, identifier))
    state = action.state.value if action.state and action.state.value in ("open", "done", "declined") else "open"
    if ticket is not None and state == "open":
        state = "done" if ticket.done else "declined" if ticket.dropped else "open"
    due = action.due.value if action.due else ""
    wanted = target(document, due)
    day = document.postmortem.day
    return Registered(
        document.id,
        identifier,
        document.path,
        action.title.value if action.title else "",
        state,
        decision(document, action, ledger),
        action.service.value if action.service else "",
        action.owner.value if action.owner else "",
        action.priority.value if action.priority else "",
        due,
        wanted,
        state == "open" and (stated := parse_date(due)) is not None and stated < today,
        state == "open" and wanted is not None and wanted < today,
        (today - day).days if day is not None else None,
        action.evidence is not None,
        ticket,
    )
