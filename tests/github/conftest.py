"""A bare repository, two clones and a sandbox that shows it as GitHub."""

from __future__ import annotations

import json
import shutil
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from blamefree.cli import run
from blamefree.rules.language import _packs
from blamefree.sandbox import Sandbox
from blamefree.sandbox.confluence import Confluence
from blamefree.sandbox.github import GitHub

SERVICES = """services:
  checkout:
    team: team-checkout
    approvers: [{login: checkout-lead, id: 10}, {login: checkout-second, id: 11}]
  search:
    approvers: [{login: search-lead, id: 20}]
policy:
  severity:
    SEV1: {approvers: [{login: head-of-operations, id: 77}]}
"""
ACTION = """  - id: {id}
    title: Roll cache switches out one region at a time
    type: prevent
    service: {service}
    owner: team-checkout
    priority: high
    due: 2026-04-15
    done_when: {done_when}
    state: {state}
"""


def document(number: int = 42, *, severity: str = "SEV2", actions: str = "", text: str = "Checkouts timed out.") -> str:
    return f"""---
id: PM-2026-{number:04d}
title: Checkout timed out
date: 2026-03-14
status: in_review
severity: {severity}
classification: internal
owner: team-checkout
services: [checkout]
actions:
{actions or action()}---

## Summary

{text}
"""


def action(
    name: str = "A1", service: str = "checkout", done_when: str = "A switch stops after one region", state: str = "open"
) -> str:
    extra = "    reason: it costs more than it saves\n" if state == "declined" else ""
    return ACTION.format(id=name, service=service, done_when=done_when, state=state) + extra


@dataclass
class Forge:
    """The sandbox's GitHub, an author's clone, and the program run in a clone of main."""

    sandbox: Sandbox
    clone: Path
    ledger: Path
    capsys: pytest.CaptureFixture[str]

    @property
    def github(self) -> GitHub:
        return self.sandbox.github

    def git(self, *arguments: str, who: str = "author") -> str:
        options = ["-c", f"user.name={who}", "-c", f"user.email={who}@example.com"]
        done = subprocess.run(["git", *options, *arguments], cwd=self.clone, check=True, capture_output=True, text=True)
        return done.stdout.strip()

    def commit(self, files: dict[str, str | None], branch: str = "topic", who: str = "author") -> str:
        """Commit files on a branch and push it."""
        if self.git("branch", "--show-current") != branch:
            known = self.git("branch", "--list", branch)
            self.git("checkout", "-q", *([branch] if known else ["-b", branch, "main"]))
        for name, text in files.items():
            path = self.clone / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.unlink(missing_ok=True) if text is None else path.write_text(text)
        self.git("add", "-A")
        self.git("commit", "-q", "-m", "change", who=who)
        self.git("push", "-q", "-f", "origin", branch)
        return self.git("rev-parse", "HEAD")

    def merge(self, number: int, branch: str = "topic", lag: int = 0) -> str:
        """Squash-merge a pull request in the browser."""
        self.git("checkout", "-q", "main")
        self.git("merge", "-q", "--squash", branch)
        self.git("commit", "-q", "-m", f"Merge (#{number})")
        self.git("push", "-q", "origin", "main")
        sha = self.git("rev-parse", "HEAD")
        self.github.people.merge(number, sha, lag=lag)
        return sha

    def run(self, *arguments: str) -> tuple[int, str, str]:
        """Exit code, stdout and stderr of a command."""
        self.capsys.readouterr()
        code = run(list(arguments))
        out, err = self.capsys.readouterr()
        return code, out, err

    def approvals(self, *arguments: str, ledger: bool = True) -> tuple[int, dict[str, Any]]:
        """Exit code and JSON answer of an approvals command."""
        more = ["--ledger", str(self.ledger)] if ledger else []
        code, out, err = self.run("approvals", *arguments, "--format", "json", *more)
        assert out, err
        return code, json.loads(out)

    def states(self, *arguments: str) -> dict[str, str]:
        """State by action item."""
        return {item["action"]: item["state"] for item in self.approvals(*arguments)[1]["items"]}


PATH = "postmortems/2026/PM-2026-0042-checkout.md"


@pytest.fixture(scope="session")
def begun(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with ``origin.git`` and ``clone``, one commit on main; every test gets a copy."""
    folder = tmp_path_factory.mktemp("forge")
    clone = folder / "clone"

    def git(*arguments: str, cwd: Path = clone) -> None:
        identity = ["-c", "user.name=author", "-c", "user.email=author@example.com"]
        subprocess.run(["git", *identity, *arguments], cwd=cwd, check=True, capture_output=True)

    git("init", "-q", "--bare", "-b", "main", "origin.git", cwd=folder)
    git("clone", "-q", "origin.git", "clone", cwd=folder)
    (clone / "services.yml").write_text(SERVICES)
    git("checkout", "-q", "-b", "main")
    git("add", "-A")
    git("commit", "-q", "-m", "begin")
    git("push", "-q", "origin", "main")
    for hooks in folder.glob("**/hooks"):  # samples, which would be copied each time
        shutil.rmtree(hooks)
    return folder


@pytest.fixture
def patience() -> int:
    """Seconds after which a command gives GitHub up: few, for the tests in which it fails."""
    return 1


@pytest.fixture
def forge(
    begun: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], patience: int
) -> Iterator[Forge]:
    shutil.copytree(begun, tmp_path, dirs_exist_ok=True)
    config = tmp_path / "clone" / ".git" / "config"
    config.write_text(config.read_text().replace(str(begun), str(tmp_path)))
    monkeypatch.setattr(_packs, "_COMPILED", {})  # every run compiles its own, which nobody else reads with
    monkeypatch.setattr(_packs, "_FIRST", {})
    with Sandbox(apps=[Confluence(), GitHub(tmp_path / "origin.git")]) as sandbox:
        made = Forge(sandbox, tmp_path / "clone", tmp_path / "ledger.jsonl", capsys)
        people = (("author", 1), ("checkout-lead", 10), ("checkout-second", 11), ("search-lead", 20))
        for login, number in (*people, ("head-of-operations", 77), ("stranger", 99)):
            made.github.people.account(login, number, f"{login}@example.com")
        (made.clone / "postmortems").mkdir()
        for name, value in {**made.github.environment(), "BLAMEFREE_PATIENCE": str(patience)}.items():
            monkeypatch.setenv(name, value)
        monkeypatch.chdir(made.clone)
        yield made
