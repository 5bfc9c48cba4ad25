"""What the ledger says about action items, as the site shows it."""

from __future__ import annotations

from blamefree.config import Settings
from blamefree.model.ledger import Kind, Ledger
from blamefree.site.edition import Edition
from blamefree.site.entry import Item
from blamefree.site.library import Approval, Approvals, Ticket, Tickets


def usable(ledger: Ledger | None) -> bool:
    """Whether anything may be concluded from a ledger: it is there, its chain holds, and it is not empty."""
    return ledger is not None and ledger.sound and bool(ledger.entries)


def approvals(ledger: Ledger | None, settings: Settings, edition: Edition) -> Approvals:
    """The decision on each action item. Without a usable ledger it is unknown; outsiders are not told who decided."""
    if ledger is None or not usable(ledger):
        unknown = Approval()
        return lambda _document, _item: unknown
    found = ledger
    base = pull_requests(settings)

    def ask(document: str, item: Item) -> Approval:
        decision = found.decision(document, item["id"], item["fingerprint"])
        if decision is None:
            return Approval("pending")
        if not decision.current:
            return Approval("stale" if decision.state == "approved" else "pending")
        state = decision.state if decision.state in ("approved", "rejected", "blocked", "stale") else "pending"
        if edition.public:
            return Approval(state)
        number = str(decision.pr) if decision.pr is not None else ""
        return Approval(state, decision.logins, number, f"{base}/{number}" if base and number else "")

    return ask


def tickets(ledger: Ledger | None, settings: Settings, edition: Edition) -> Tickets:
    """The Jira issue of each action item; none in the public edition."""
    if ledger is None or not usable(ledger) or edition.public:
        return lambda _document, _action: None
    found = ledger
    base = (settings.jira.site_url or settings.jira.url).rstrip("/")

    def ask(document: str, action: str) -> Ticket | None:
        entry = found.latest(Kind.ISSUE, document, action)
        if entry is None or not entry.text("key"):
            return None
        key = entry.text("key")
        url = f"{base}/browse/{key}" if base and "/ex/jira/" not in base else ""
        return Ticket(key, url, entry.text("status"), entry.text("category"))

    return ask


def pull_requests(settings: Settings) -> str:
    """The address before a pull request's number, empty when the repository is not known."""
    if not settings.github.repository:
        return ""
    api = settings.github.api_url.rstrip("/")
    host = "https://github.com" if not api or api == "https://api.github.com" else api.removesuffix("/api/v3")
    return f"{host}/{settings.github.repository}/pull"
