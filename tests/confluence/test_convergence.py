"""A crash at any request, then a second run: the same state as without the crash, and nothing twice."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from blamefree.cli import run
from blamefree.sandbox import Fault, FaultKind, Sandbox
from blamefree.sandbox.confluence import Confluence
from publishing import Repository, meetings, state

Scene = Callable[[Repository, Sandbox], None]


def first(repository: Repository, sandbox: Sandbox) -> None:
    """Two pages that do not exist yet."""
    for number in (1, 2):
        repository.document(number)


def update(repository: Repository, sandbox: Sandbox) -> None:
    """Text, title, labels and picture of published pages change."""
    first(repository, sandbox)
    publish()
    repository.document(1, picture=7, tags="[cache, region]")
    repository.replace(2, "title: Checkout timed out", "title: Checkout was slow")


def move(repository: Repository, sandbox: Sandbox) -> None:
    """The pages belong below another page."""
    first(repository, sandbox)
    publish()
    sandbox.confluence.person.create_page("Archive of incidents")
    repository.write_settings(parent="Archive of incidents")
    os.environ.pop("CONFLUENCE_PARENT", None)


def withdraw(repository: Repository, sandbox: Sandbox) -> None:
    """One document is withdrawn, one is gone."""
    first(repository, sandbox)
    publish()
    repository.replace(1, "status: in_review", "status: withdrawn")
    repository.path(2).unlink()


def take_away(repository: Repository, sandbox: Sandbox) -> None:
    """One picture is no longer shown, among many pages of other people a page is new."""
    meetings(sandbox, 260)
    first(repository, sandbox)
    publish()
    text = repository.path(1).read_text("utf-8")
    repository.path(1).write_text("".join(line for line in text.splitlines(True) if "![" not in line), "utf-8")
    repository.document(3, picture=None, body="## Summary\n\nShort.\n")


SCENES: dict[str, Scene] = {scene.__name__: scene for scene in (first, update, move, withdraw, take_away)}


def publish() -> int:
    return run(["apply", "confluence"])


@pytest.fixture
def stage(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[[str], tuple[Repository, Sandbox]]]:
    """Sets a scene in a folder and a sandbox of its own."""
    sandboxes: list[Sandbox] = []

    def make(scene: str) -> tuple[Repository, Sandbox]:
        sandbox = Sandbox(apps=[Confluence()]).start()
        sandboxes.append(sandbox)
        repository = Repository(tmp_path / str(len(sandboxes)))
        (repository.root / "postmortems").mkdir(parents=True)
        repository.write_settings()
        monkeypatch.chdir(repository.root)
        for name, value in sandbox.environment().items():
            if name.startswith("CONFLUENCE"):
                monkeypatch.setenv(name, value)
        SCENES[scene](repository, sandbox)
        sandbox.reset_log()
        return repository, sandbox

    monkeypatch.setenv("BLAMEFREE_PATIENCE", "0")
    for name in ("GITHUB_REPOSITORY", "JIRA_URL"):
        monkeypatch.delenv(name, raising=False)
    yield make
    for sandbox in sandboxes:
        sandbox.stop()


def wanted(stage: Any, scene: str) -> tuple[dict[str, Any], int]:
    """The state after an undisturbed run, and how many requests it took."""
    _repository, sandbox = stage(scene)
    assert publish() == 0
    return state(sandbox), sandbox.requests


CRASHES = [FaultKind.CRASH_BEFORE_COMMIT, FaultKind.CRASH_AFTER_COMMIT]


@pytest.mark.slow
@pytest.mark.parametrize("scene", SCENES)
@pytest.mark.parametrize("kind", CRASHES, ids=str)
def test_a_dead_remote_from_any_request_on_then_a_second_run(stage: Any, scene: str, kind: FaultKind) -> None:
    expected, requests = wanted(stage, scene)
    for at in range(1, requests + 1):
        _repository, sandbox = stage(scene)
        # The crash: the request `at` is the last one that the service sees of this run.
        sandbox.plan(Fault(kind, at=at), Fault(FaultKind.CRASH_BEFORE_COMMIT, at=at + 1, times=None))
        assert publish() in (0, 4), f"request {at}"
        sandbox.clear_faults()
        again = publish()
        assert again == 0, f"request {at}"
        assert state(sandbox) == expected, f"request {at}"
        sandbox.reset_log()
        assert publish() == 0
        assert sandbox.writes == 0, f"request {at}: a third run writes"
        sandbox.stop()


ONE_FAULT = [
    Fault(FaultKind.RESET), Fault(FaultKind.TRUNCATE), Fault(FaultKind.STATUS_AFTER_COMMIT, status=503),
    Fault(FaultKind.STATUS, status=429, retry_after=0),
    Fault(FaultKind.LAG, reads=2), Fault(FaultKind.HALF_ATTACHMENT),
]  # fmt: skip


@pytest.mark.slow
@pytest.mark.parametrize("scene", ["first", "update"])
@pytest.mark.parametrize("fault", ONE_FAULT, ids=lambda fault: f"{fault.kind}-{fault.status}")
def test_one_fault_at_any_request_is_survived(
    stage: Any, scene: str, fault: Fault, monkeypatch: pytest.MonkeyPatch
) -> None:
    expected, requests = wanted(stage, scene)
    for at in range(1, requests + 1):
        _repository, sandbox = stage(scene)
        monkeypatch.setenv("BLAMEFREE_PATIENCE", "8")
        sandbox.plan(Fault(**{**fault.to_dict(), "kind": fault.kind, "at": at}))
        code = publish()
        sandbox.clear_faults()
        if code != 0:
            assert publish() == 0, f"request {at}"
        assert state(sandbox) == expected, f"request {at}"
        titles = [page.title for page in sandbox.confluence.pages()]
        assert len(titles) == len(set(titles))
        sandbox.stop()
