"""The workflows' scripts, run in order against the sandbox: what they do, and what hostile text cannot make them do."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from blamefree.sandbox import Sandbox
from blamefree.sandbox.confluence import Confluence
from blamefree.sandbox.github import GitHub
from blamefree.sandbox.jira import Jira

from .runner import Job, Runner

ROOT = Path(__file__).resolve().parents[2]
WORKFLOWS = ROOT / ".github" / "workflows"
PATH = "postmortems/2026/PM-2026-0042-checkout.md"
DEV = """import os, sys
assert sys.argv[1] == "run", sys.argv
os.execvp(sys.argv[2], sys.argv[2:])
"""
SETTINGS = """[site]
classifications = ["public", "internal"]
[confluence]
classifications = ["public", "internal"]
"""
SERVICES = """services:
  checkout:
    team: team-checkout
    approvers: [{login: checkout-lead, id: 10}]
    jira_project: CHK
"""
TEXT = (ROOT / "tests" / "workflows" / "checkout.md").read_text("utf-8")
HOSTILE = (
    "\"; touch pwned; \" $(touch pwned) `touch pwned` '; touch pwned; '",
    "-x\n::set-output name=a::b\n##[add-path]/tmp\nEOF\ntouch pwned\n",
)


@dataclass
class Forge:
    """A bare repository shown as GitHub, an author's clone, and the workflows."""

    sandbox: Sandbox
    origin: Path
    clone: Path
    home: Path

    @property
    def github(self) -> GitHub:
        return self.sandbox.github

    def git(self, *arguments: str, who: str = "author") -> str:
        options = ["-c", f"user.name={who}", "-c", f"user.email={who}@example.com"]
        done = subprocess.run(["git", *options, *arguments], cwd=self.clone, check=True, capture_output=True, text=True)
        return done.stdout.strip()

    def write(self, name: str, text: str) -> None:
        path = self.clone / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, "utf-8")

    def push(self, branch: str) -> str:
        self.git("checkout", "-q", "-B", branch)
        self.git("add", "-A")
        self.git("commit", "-q", "--allow-empty", "-m", "change")
        self.git("push", "-q", "-f", "origin", f"HEAD:refs/heads/{branch}")
        return self.git("rev-parse", "HEAD")

    def propose(self, text: str, title: str = "Checkout", branch: str = "topic") -> int:
        self.write(PATH, text)
        self.push(branch)
        return self.github.people.open(branch, "author", title).number

    def merge(self, number: int, branch: str = "topic") -> str:
        self.git("checkout", "-q", "main")
        self.git("merge", "-q", "--squash", branch)
        sha = self.push("main")
        self.github.people.merge(number, sha)
        return sha

    def run(
        self, workflow: str, event: str, payload: dict[str, Any] | None = None, sha: str = "main", only: str = ""
    ) -> dict[str, Job]:
        everything = self.sandbox.environment()
        secret = {name for name in everything if name.endswith(("TOKEN", "USERNAME"))}
        machine = {
            name: value for name, value in everything.items() if name.startswith("GITHUB_") and name not in secret
        }
        machine |= {"GITHUB_SERVER_URL": "https://github.com", "BLAMEFREE_PATIENCE": "2", "TERM": "dumb"}
        self.runner = Runner(
            event, payload or {}, self.origin, self.home, Path(sys.executable).parent, machine,
            {name: value for name, value in everything.items() if name not in secret} | {"BLAMEFREE_PAGES": "true"},
            {name: everything[name] for name in secret}, sha=sha,
        )  # fmt: skip
        return self.runner.run(WORKFLOWS / f"{workflow}.yml", set(only.split()))

    def pull(self, number: int, action: str = "synchronize") -> dict[str, Any]:
        shown = self.github.pull_json(self.github.pulls[number])
        return {"action": action, "pull_request": shown, "number": number}


@pytest.fixture
def forge(tmp_path: Path) -> Iterator[Forge]:
    subprocess.run(["git", "init", "-q", "--bare", "-b", "main", "origin.git"], cwd=tmp_path, check=True)
    subprocess.run(["git", "clone", "-q", "origin.git", "clone"], cwd=tmp_path, check=True, capture_output=True)
    (tmp_path / "home").mkdir()
    with Sandbox(apps=[Confluence(), Jira(), GitHub(tmp_path / "origin.git")]) as sandbox:
        made = Forge(sandbox, tmp_path / "origin.git", tmp_path / "clone", tmp_path / "home")
        for login, number in (("author", 1), ("checkout-lead", 10)):
            made.github.people.account(login, number, f"{login}@example.com")
        made.write("tools/dev.py", DEV)
        made.write(".ci/run", "#!/bin/sh\necho tested\n")
        (made.clone / ".ci" / "run").chmod(0o755)
        made.write("services.yml", SERVICES)
        made.write("blamefree.toml", SETTINGS)
        made.write("postmortems/handbook/index.md", "# Handbook\n")
        made.write("build/docs/.gitkeep", "")
        made.write(
            "mkdocs.yml", (ROOT / "mkdocs.yml").read_text().replace("tools/blamefree", f"{ROOT}/tools/blamefree")
        )
        made.push("main")
        yield made


def good(jobs: dict[str, Job]) -> None:
    for job in jobs.values():
        assert job.result == "success", f"{job.name}: {job.output}"


def errors(output: str) -> list[str]:
    return re.findall(r"^::error file=.*$", output, re.MULTILINE)


def test_the_check_annotates_summarises_and_fails_on_errors(forge: Forge) -> None:
    number = forge.propose(TEXT)
    jobs = forge.run("check", "pull_request", forge.pull(number), forge.github.pulls[number].head_sha)
    good(jobs)
    assert "tested" in jobs["tests"].output
    assert "## Blamefree" in jobs["postmortems"].summary
    forge.write(PATH, TEXT.replace("severity: SEV2", "severity: SEV9"))
    forge.push("topic")
    forge.github.people.push(number)
    job = forge.run("check", "pull_request", forge.pull(number), forge.github.pulls[number].head_sha)["postmortems"]
    assert job.result == "failure"
    assert errors(job.output)
    assert all(job.output.count(f"\n::{level} ") <= 10 for level in ("error", "warning", "notice"))
    assert forge.sandbox.writes == 0, "the check writes nothing"


def test_status_and_comment_follow_the_reviews(forge: Forge) -> None:
    number = forge.propose(TEXT)
    jobs = forge.run("approvals", "pull_request_target", forge.pull(number, "opened"))
    good(jobs)
    assert set(jobs) == {"status", "review"}
    assert [item["state"] for item in forge.github.statuses] == ["pending"]
    assert len(forge.github.comments) >= 1
    forge.github.people.review(number, "checkout-lead", "APPROVED")
    jobs = forge.run("approvals", "pull_request_review", forge.pull(number, "submitted"))
    good(jobs)
    assert set(jobs) == {"status"}
    assert forge.github.statuses[-1]["state"] == "success"
    forge.github.pulls[number].fork = "somebody/postmortems"
    assert forge.run("approvals", "pull_request_review", forge.pull(number, "submitted")) == {}
    good(forge.run("approvals", "schedule"))
    assert {item["context"] for item in forge.github.statuses} == {"postmortem/approvals"}


@pytest.mark.slow
def test_from_the_merge_to_site_confluence_and_jira_and_again(forge: Forge) -> None:
    number = forge.propose(TEXT)
    forge.github.people.review(number, "checkout-lead", "APPROVED")
    forge.merge(number)
    jobs = forge.run("publish", "push")
    good(jobs)
    assert set(jobs) == {"record", "build", "pages", "confluence", "jira"}
    assert forge.runner.deployed == 1
    page = forge.runner.uploaded[0] / "index.html"
    assert "Checkout" not in page.read_text("utf-8"), "outsiders see public documents only"
    assert any(page.title.startswith("PM-2026-0042") for page in forge.sandbox.confluence.site.pages.values())
    assert len(forge.sandbox.jira.state.issues) == 1
    good(forge.run("publish", "push", only="record confluence"))  # the page learns the key of its issue
    ledger = forge.git("ls-remote", "origin", "blamefree-ledger")
    forge.sandbox.reset_log()
    good(forge.run("publish", "push", only="record confluence jira"))
    assert [(item.method, item.path) for item in forge.sandbox.log if item.write] == []
    assert forge.git("ls-remote", "origin", "blamefree-ledger") == ledger
    jobs = forge.run("nightly", "schedule")
    assert jobs["ledger"].output.count("the ledger holds") == 1
    assert {name for name, job in jobs.items() if job.result == "success"} >= {"overdue", "jira"}


def test_a_publisher_that_was_skipped_or_killed_is_made_up_for(forge: Forge) -> None:
    for at in (42, 43):
        text = TEXT.replace("PM-2026-0042", f"PM-2026-{at:04d}")
        forge.write(f"postmortems/2026/PM-2026-{at:04d}-x.md", text)
        forge.push(f"b{at}")
        number = forge.github.people.open(f"b{at}", "author").number
        forge.github.people.review(number, "checkout-lead", "APPROVED")
        forge.merge(number, f"b{at}")
    job = forge.run("publish", "push", only="record")["record"]
    assert "2 of 2 action items approved" in job.summary


@pytest.mark.slow
@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_titles_branches_and_front_matter_stay_text(forge: Forge, text: str) -> None:
    branch = "x-$(touch${IFS}pwned)-`touch${IFS}pwned`"
    quoted = text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")
    document = TEXT.replace("title: Checkout timed out", f'title: "{quoted}"')
    document = document.replace("owner: team-checkout", f'owner: "{quoted}"').replace("Checkouts timed", text)
    number = forge.propose(document, text, branch)
    payload = forge.pull(number, "opened")
    payload["pull_request"]["body"] = text
    payload["pull_request"]["head"]["label"] = f"author:{branch}"
    payload["pull_request"]["user"] = {"login": text}
    jobs = [
        *forge.run("check", "pull_request", payload, forge.github.pulls[number].head_sha).values(),
        *forge.run("approvals", "pull_request_target", payload).values(),
    ]
    assert not list(forge.home.rglob("pwned"))
    for job in jobs:
        assert not re.search(r"^\s*(::set-output|##\[)", job.output, re.MULTILINE), job.output
        for step in job.steps:
            assert step.code in (0, 1), step.output
            assert set(step.given) <= {"BASE", "NUMBER", "GITHUB_TOKEN"}
            assert not any(text in value for value in step.given.values())
    assert not os.path.exists(ROOT / "pwned")
