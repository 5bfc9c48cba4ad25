"""``blamefree actions``: every action item, with its decision and its live state."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from blamefree.errors import ExitCode

if TYPE_CHECKING:
    from blamefree.learn.actions import Registered, Ticket
    from blamefree.workspace import Workspace


@click.command("actions")
@click.option("--format", "format_", type=click.Choice(["text", "json"]), default="text", help="How to print them.")
@click.option("--check", is_flag=True, help="Exit 1 when an action item of high priority is overdue.")
@click.option("--offline", is_flag=True, help="Take the states that the ledger recorded last; ask no remote.")
@click.option("--ledger", type=click.Path(path_type=Path, dir_okay=False), help="The file that holds the ledger.")
def command(format_: str, check: bool, offline: bool, ledger: Path | None) -> int:
    """List action items: decided by whom, done or open, overdue. Documents are not changed."""
    from blamefree.io import clock
    from blamefree.learn.actions import register, tickets
    from blamefree.workspace import Workspace

    workspace = Workspace.open()
    absent = ledger is not None and not ledger.exists()  # no ledger yet: nobody knows what was approved
    kept = None if absent else workspace.ledger(ledger, fetch=not offline)
    issues = tickets(kept)
    if issues and not offline and workspace.settings.jira.url:
        issues = live(workspace, issues)
    documents = [document for document in workspace.corpus.documents if document.sound]
    found = register(documents, kept, issues, clock.now().date())
    if format_ == "json":
        click.echo(
            json.dumps({"version": 1, "actions": [_plain(item) for item in found]}, ensure_ascii=False, indent=1)
        )
    else:
        click.echo(_text(found), nl=False)
    for item in found:
        if item.ticket is not None and item.ticket.done and not item.evidence:
            click.echo(
                f"{item.path}: {item.action} is done in {item.ticket.key}, but the document has no evidence", err=True
            )
    late = [item for item in found if item.late and item.priority == "high"]
    if check and late:
        click.echo(f"{len(late)} of high priority overdue, first {late[0].document} {late[0].action}", err=True)
        return ExitCode.DIAGNOSTICS
    return ExitCode.OK


def live(workspace: Workspace, issues: dict[tuple[str, str], Ticket]) -> dict[tuple[str, str], Ticket]:
    """The issues with their state as Jira has it now, read in bulk."""
    from blamefree.targets.jira.client import Jira
    from blamefree.targets.jira.state import state_of

    jira = Jira.open(workspace.settings)
    actual = jira.bulk((ticket.id for ticket in issues.values()), ("status", "resolution"))
    found: dict[tuple[str, str], Ticket] = {}
    for key, ticket in issues.items():
        issue = actual.get(ticket.id)
        if issue is None:
            found[key] = replace(ticket, status="", category="", resolution="")
            continue
        state = state_of(issue)
        found[key] = replace(
            ticket, key=state.key, status=state.status, category=state.category, resolution=state.resolution,
            url=jira.browse(state.key),
        )  # fmt: skip
    return found


def _plain(item: Registered) -> dict[str, Any]:
    ticket = item.ticket
    return {
        "document": item.document,
        "action": item.action,
        "title": item.title,
        "state": item.state,
        "decision": item.decision,
        "service": item.service,
        "owner": item.owner,
        "priority": item.priority,
        "due": item.due or None,
        "target": item.target.isoformat() if item.target else None,
        "overdue": item.overdue,
        "age_days": item.age,
        "evidence": item.evidence,
        "path": item.path,
        "jira": None
        if ticket is None
        else {
            "key": ticket.key,
            "id": ticket.id,
            "status": ticket.status,
            "category": ticket.category,
            "resolution": ticket.resolution,
        },
    }


def _text(found: tuple[Registered, ...]) -> str:
    from blamefree.text.inert import one_line

    lines: list[str] = []
    for item in found:
        ticket = f" {item.ticket.key} ({item.ticket.status or 'not visible'})" if item.ticket else ""
        due = f" due {item.due}" if item.due else ""
        late = " OVERDUE" if item.overdue else ""
        head = f"{item.document} {item.action} [{item.state}, {item.decision}]{late}{due}{ticket}"
        lines.append(one_line(f"{head} {item.owner}: {item.title}"))
    opened = sum(item.state == "open" for item in found)
    late_ones = sum(item.overdue for item in found)
    lines.append(f"{len(found)} action items, {opened} open, {late_ones} overdue")
    return "\n".join(lines) + "\n"
