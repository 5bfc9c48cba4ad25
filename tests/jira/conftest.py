"""A repository with approved action items and a Jira to create issues in."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from blamefree.cli import run
from blamefree.io.ledger import FileLedger
from blamefree.model.document import Document, load
from blamefree.model.ledger import Fresh, Kind
from blamefree.sandbox import Sandbox
from blamefree.sandbox.jira import Issue, Jira
from blamefree.text.source import Source

NOW = "2026-03-20T10:00:00Z"
SERVICES = """services:
  checkout: {team: team-checkout, approvers: [{login: checkout-lead, id: 10}], jira_project: CHK}
  search: {team: team-search, approvers: [{login: search-lead, id: 20}]}
"""
HEAD = """---
id: PM-2026-0042
title: Checkout timed out
date: 2026-03-14
status: approved
severity: SEV2
classification: internal
owner: team-checkout
services: [checkout]
incident:
  jira: {incident}
actions:
"""
ACTION = """  - id: {id}
    title: {title}
    type: prevent
    service: {service}
    owner: team-checkout
    priority: high
    due: 2026-04-15
    done_when: A switch stops after one region
    state: {state}
"""


@dataclass
class Desk:
    """The repository, its ledger, and the Jira of the sandbox."""

    sandbox: Sandbox
    root: Path
    ledger: Path
    capsys: pytest.CaptureFixture[str]

    @property
    def jira(self) -> Jira:
        return self.sandbox.jira

    @property
    def path(self) -> Path:
        return self.root / "postmortems" / "2026" / "PM-2026-0042-checkout.md"

    def write(self, *actions: str, incident: str = "OPS-1") -> Document:
        """Write the document with these action items."""
        text = HEAD.format(incident=incident) + "".join(actions) + "---\n\n## Summary\n\nText.\n"
        self.path.parent.mkdir(parents=True, exist_ok=True)
        self.path.write_text(text)
        return load(Source("x.md", text))

    def approve(self, document: Document, *, only: set[str] | None = None, state: str = "approved") -> None:
        """Record a decision on the document's items."""
        from datetime import UTC, datetime

        people = [{"login": "checkout-lead", "id": 10, "review": 1, "commit": "c"}]
        fresh = [
            Fresh(
                Kind.DECISION,
                {
                    "document": document.id, "action": action.name, "fingerprint": action.fingerprint, "state": state,
                    "pr": 12, "commit": "c", "approvers": people,
                },
            )
            for action in document.postmortem.actions
            if only is None or action.name in only
        ]  # fmt: skip
        FileLedger(self.ledger).append(fresh, datetime(2026, 3, 20, tzinfo=UTC))

    def published(self, url: str = "https://wiki.example.com/pages/7") -> None:
        """Record that the page was published."""
        from datetime import UTC, datetime

        data = {"document": "PM-2026-0042", "op": "create", "page": "7", "url": url, "title": "t", "version": 1}
        FileLedger(self.ledger).append([Fresh(Kind.PAGE, data)], datetime(2026, 3, 20, tzinfo=UTC))

    def run(self, *arguments: str) -> tuple[int, str, str]:
        """Exit code, stdout and stderr."""
        self.capsys.readouterr()
        code = run([*arguments, "--ledger", str(self.ledger)])
        out, err = self.capsys.readouterr()
        return code, out, err

    def run_plain(self, *arguments: str) -> tuple[int, str, str]:
        """As :meth:`run`, for commands that know no ledger."""
        self.capsys.readouterr()
        code = run(list(arguments))
        out, err = self.capsys.readouterr()
        return code, out, err

    def plan(self) -> list[dict[str, Any]]:
        """The planned changes."""
        code, out, err = self.run("plan", "jira", "--format", "json")
        assert code == 0, err
        changes: list[dict[str, Any]] = json.loads(out)["changes"]
        return changes

    def apply(self) -> int:
        """Apply, and return the exit code."""
        return self.run("apply", "jira")[0]

    def issues(self, project: str = "CHK") -> list[Issue]:
        """The issues of a project, in the order of their creation."""
        return [issue for issue in self.jira.state.issues.values() if issue.project == project]


def action(name: str = "A1", *, service: str = "checkout", state: str = "open", title: str = "", more: str = "") -> str:
    stated = title or f"Roll cache switches out by region ({name})"
    return ACTION.format(id=name, service=service, state=state, title=stated) + more


@pytest.fixture(params=["cloud"])
def deployment(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
def desk(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], deployment: str
) -> Iterator[Desk]:
    root = tmp_path / "repo"
    (root / "postmortems").mkdir(parents=True)
    (root / "services.yml").write_text(SERVICES)
    (root / "blamefree.toml").write_text(f'[jira]\nbackend = "{deployment}"\n')
    with Sandbox(apps=[Jira(deployment)]) as sandbox:
        made = Desk(sandbox, root, tmp_path / "ledger.jsonl", capsys)
        made.jira.people.create("OPS", "Checkout is down")
        for name, value in {**made.jira.environment(), "BLAMEFREE_PATIENCE": "5"}.items():
            monkeypatch.setenv(name, value)
        monkeypatch.chdir(root)
        yield made
