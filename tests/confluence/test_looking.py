"""How much of the remote is looked at: what it costs, and that looking at less never decides otherwise."""

from __future__ import annotations

from math import ceil
from pathlib import Path

import pytest

from blamefree.sandbox import Fault, FaultKind, Sandbox
from blamefree.targets.confluence import view
from publishing import Command, Repository, meetings, state

FOREIGN = 520


@pytest.fixture
def crowded(repository: Repository, sandbox: Sandbox, blamefree: Command) -> Sandbox:
    """Three published pages among many of other people."""
    meetings(sandbox, FOREIGN)
    for number in (1, 2, 3):
        repository.document(number)
    assert blamefree("apply", "confluence").code == 0
    sandbox.reset_log()
    return sandbox


def forget(cache: Path) -> None:
    (cache / "blamefree" / "remotes.json").unlink(missing_ok=True)


def ops(blamefree: Command) -> list[str]:
    return blamefree("plan", "confluence", "--format", "json").ops


def test_other_peoples_pages_cost_no_requests(
    crowded: Sandbox, blamefree: Command, repository: Repository, cache: Path
) -> None:
    for command in ("plan", "apply"):
        crowded.reset_log()
        assert blamefree(command, "confluence").code == 0
        assert crowded.requests == 2
    repository.replace(1, "answered slowly", "timed out")
    crowded.reset_log()
    assert blamefree("apply", "confluence").code == 0
    assert crowded.requests <= 5 + 3
    forget(cache)
    crowded.reset_log()
    assert ops(blamefree) == []
    assert crowded.requests <= 2 + 1 + 2


def test_what_came_to_the_space_later_costs_no_requests(
    repository: Repository, sandbox: Sandbox, blamefree: Command
) -> None:
    for number in (1, 2, 3):
        repository.document(number)
    assert blamefree("apply", "confluence").code == 0
    meetings(sandbox, FOREIGN)
    repository.replace(1, "answered slowly", "timed out")
    sandbox.reset_log()
    assert blamefree("apply", "confluence").code == 0
    assert sandbox.requests <= 5


def test_a_plan_file_looks_at_what_it_names(
    crowded: Sandbox, blamefree: Command, repository: Repository, tmp_path: Path
) -> None:
    file = str(tmp_path / "plan.json")
    repository.replace(1, "answered slowly", "timed out")
    assert blamefree("plan", "confluence", "--out", file).code == 0
    crowded.confluence.person.edit(crowded.confluence.find("PM-2026-0003: Checkout timed out 3").id, append="<p>x</p>")
    crowded.reset_log()
    assert blamefree("apply", "confluence", "--plan", file).code == 0
    assert [entry.method for entry in crowded.log] == ["GET", "GET", "PUT", "PUT"]
    assert ops(blamefree) == ["drift"]


CASES = ["trashed", "archived", "purged", "moved", "edited", "renamed", "taken", "deleted", "new", "retitled", "child"]


@pytest.mark.parametrize("case", CASES)
@pytest.mark.parametrize("fresh", [False, True], ids=["remembered", "first time here"])
def test_looking_at_less_decides_the_same(
    crowded: Sandbox, blamefree: Command, repository: Repository, monkeypatch: pytest.MonkeyPatch, cache: Path,
    case: str, fresh: bool,
) -> None:  # fmt: skip
    person = crowded.confluence.person
    page = crowded.confluence.find("PM-2026-0002: Checkout timed out 2")
    repository.replace(1, "answered slowly", "timed out")
    if case in ("trashed", "purged"):
        person.trash(page.id)
    if case == "purged":
        person.purge(page.id)
    if case == "archived":
        person.archive(page.id)
    if case == "moved":
        person.move(page.id, person.create_page("Elsewhere").id)
    if case == "edited":
        person.edit(page.id, append="<p>mine</p>")
    if case in ("renamed", "taken"):
        person.edit(page.id, title="Something else")
    if case == "taken":
        person.create_page("PM-2026-0002: checkout TIMED out 2")
    if case == "deleted":
        repository.path(2).unlink()
    if case == "child":
        person.create_page("Notes", parent_id=page.id)
        repository.path(2).unlink()
    if case == "new":
        repository.document(4)
        person.create_page("pm-2026-0004: checkout timed out 4")
    if case == "retitled":
        person.create_page("pm-2026-0002: CHECKOUT was slow 2")
        repository.replace(2, "title: Checkout timed out", "title: Checkout was slow")
    if fresh:
        forget(cache)
    less = blamefree("plan", "confluence", "--format", "json")
    monkeypatch.setattr(view.View, "_steady", lambda self, desired: False)
    forget(cache)
    more = blamefree("plan", "confluence", "--format", "json")
    assert less.changes == more.changes
    assert len(less.changes) >= 1


def test_a_page_that_a_killed_run_left_is_found_again(
    crowded: Sandbox, blamefree: Command, repository: Repository
) -> None:
    repository.document(4)
    crowded.plan(
        Fault(FaultKind.CRASH_BEFORE_COMMIT, path="*/child/attachment", times=None),
        Fault(FaultKind.CRASH_BEFORE_COMMIT, path="*/properties/*", at=2, times=None),  # the first one tells of the run
    )
    assert blamefree("apply", "confluence").code == 4
    crowded.clear_faults()
    assert crowded.confluence.find("PM-2026-0004: Checkout timed out 4").status == "current"
    repository.path(4).unlink()
    assert ops(blamefree) == ["archive"]
    assert blamefree("apply", "confluence").code == 0
    assert ops(blamefree) == []
    crowded.reset_log()
    assert ops(blamefree) == []
    assert crowded.requests == 2


@pytest.mark.parametrize("what", ["another page", "gone", "another space's", "broken"])
def test_what_was_remembered_is_only_a_hint(
    crowded: Sandbox, blamefree: Command, repository: Repository, cache: Path, what: str
) -> None:
    before = state(crowded)
    file = cache / "blamefree" / "remotes.json"
    root = crowded.confluence.root
    if what == "another page":
        file.write_text(file.read_text("utf-8").replace(root.id, crowded.confluence.space.homepage_id), "utf-8")
    elif what == "gone":
        file.write_text(file.read_text("utf-8").replace(root.id, "999"), "utf-8")
    elif what == "another space's":
        file.write_text(file.read_text("utf-8").replace(root.space_id, "999"), "utf-8")
    else:
        file.write_text('["', "utf-8")
    assert blamefree("apply", "confluence").code == 0
    assert crowded.writes == 0
    assert state(crowded) == before
    crowded.reset_log()
    assert ops(blamefree) == []
    assert crowded.requests == 2


def test_a_root_page_of_another_name_is_looked_for(
    crowded: Sandbox, blamefree: Command, monkeypatch: pytest.MonkeyPatch
) -> None:
    crowded.confluence.person.edit(crowded.confluence.root.id, title="Incidents")
    answer = blamefree("plan", "confluence")
    assert answer.code == 4
    assert "CONFLUENCE_PARENT" in answer.err
    monkeypatch.setenv("CONFLUENCE_PARENT", "Incidents")
    assert ops(blamefree) == []


@pytest.mark.slow
def test_one_changed_page_among_hundreds(repository: Repository, sandbox: Sandbox, blamefree: Command) -> None:
    pages = 501
    for number in range(1, pages + 1):
        repository.document(number)
    assert blamefree("apply", "confluence").code == 0
    assert sandbox.requests <= 5 + 3 * pages
    for command in ("plan", "apply"):
        sandbox.reset_log()
        assert blamefree(command, "confluence").code == 0
        assert (sandbox.requests, sandbox.writes) <= (2 + ceil(pages / 250), 0)
    repository.replace(1, "answered slowly", "timed out")
    sandbox.reset_log()
    assert blamefree("apply", "confluence").code == 0
    assert sandbox.requests <= 5 + 3 * 1
