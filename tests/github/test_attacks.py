"""What must never pass for an approval, told against a stand-in of GitHub over a real repository."""

from __future__ import annotations

import json
import os
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, datetime
from functools import partial
from pathlib import Path

import pytest

from blamefree.io.ledger import FileLedger
from blamefree.model.ledger import Fresh, Kind
from blamefree.sandbox.faults import Fault, FaultKind

from .conftest import PATH, SERVICES, Forge, action, document
from .test_approvals import merged, opened

BETTER = document(actions=action(done_when="A switch stops after two regions"))


def land(forge: Forge, text: str, branch: str, *, approve: str | None = "APPROVED", record: bool = True) -> str:
    """A pull request with this text, reviewed by the lead, merged, and recorded."""
    forge.commit({PATH: text}, branch=branch)
    number = forge.github.people.open(branch, "author").number
    if approve:
        forge.github.people.review(number, "checkout-lead", approve)
    sha = forge.merge(number, branch)
    if record:
        forge.approvals("record", "--commit", sha)
    return sha


def test_a_revert_restores_the_approval_of_what_it_restores(forge: Forge) -> None:
    land(forge, document(), "first")
    land(forge, BETTER, "second")
    forge.commit({PATH: document()}, branch="revert")
    number = forge.github.people.open("revert", "author").number
    code, answer = forge.approvals("check", "--pr", str(number))
    assert code == 0
    assert answer["items"][0]["state"] == "approved"
    _, answer = forge.approvals("record", "--commit", forge.merge(number, "revert"))
    assert (answer["recorded"], answer["items"][0]["state"]) == (0, "approved")


def test_a_change_that_nobody_approved_does_not_inherit(forge: Forge) -> None:
    land(forge, document(), "first")
    sha = land(forge, BETTER, "second", approve=None, record=False)
    _, answer = forge.approvals("record", "--commit", sha)
    assert answer["items"][0]["state"] == "pending"


def test_recording_an_older_commit_again_does_not_undo_what_came_later(forge: Forge) -> None:
    refused = land(forge, document(), "first", approve="CHANGES_REQUESTED")
    land(forge, BETTER, "second")
    land(forge, document(text="again"), "third")
    before = forge.ledger.read_text()
    assert forge.approvals("record", "--commit", refused)[1]["recorded"] == 0
    assert forge.ledger.read_text() == before


def test_a_late_decline_is_a_decision_of_its_own(forge: Forge) -> None:
    land(forge, document(), "first")
    land(forge, document(actions=action(state="declined")), "second")
    outcomes = [json.loads(line)["outcome"] for line in forge.ledger.read_text().splitlines()]
    assert outcomes == ["accepted", "declined"]


def test_a_pull_request_to_another_branch_brings_its_own_authorities(forge: Forge) -> None:
    mine = SERVICES.replace("{login: checkout-lead, id: 10}", "{login: stranger, id: 99}")
    forge.commit({"services.yml": mine}, branch="evil")
    forge.git("checkout", "-q", "-b", "topic")
    forge.commit({PATH: document()})
    number = forge.github.people.open("topic", "author", base="evil").number
    forge.github.people.review(number, "stranger", "APPROVED")
    code, answer = forge.approvals("check", "--pr", str(number))
    assert (code, answer["items"][0]["state"]) == (1, "blocked")
    assert "evil" in answer["items"][0]["reasons"][0]


def test_a_document_that_is_a_symbolic_link_is_not_left_out(forge: Forge) -> None:
    forge.commit({"elsewhere.md": document()})
    target = forge.clone / PATH
    target.parent.mkdir(parents=True)
    target.symlink_to("../../elsewhere.md")
    forge.commit({})
    number = forge.github.people.open("topic", "author").number
    code, answer = forge.approvals("check", "--pr", str(number))
    assert (code, [item["state"] for item in answer["items"]]) == (1, ["blocked"])


@pytest.mark.parametrize("status", [404, 301])
@pytest.mark.parametrize("path", ["*/contents/*", "*/reviews", "*/files", "*/commits", "*/pulls/1"])
def test_a_missing_permission_never_approves(
    forge: Forge, path: str, status: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("BLAMEFREE_PATIENCE", "0")
    number, sha = merged(forge)
    forge.sandbox.plan(Fault(FaultKind.STATUS, status=status, path=path, times=None))
    for arguments in (["check", "--pr", str(number)], ["record", "--commit", sha]):
        code, out, _ = forge.run("approvals", *arguments, "--format", "json", "--ledger", str(forge.ledger))
        states = [item["state"] for item in json.loads(out)["items"]] if out else []
        assert "approved" not in states
        assert code == 4 or states, "an answer says something, or nothing was answered"
        assert not (code == 0 and arguments[0] == "check")
    assert not forge.ledger.exists() or not forge.ledger.read_text()


def test_a_server_that_shows_neither_trees_nor_single_commits(forge: Forge) -> None:
    for path in ("*/git/trees/*", "*/commits/" + "[0-9a-f]" * 40, "/github/repos/example/postmortems"):
        forge.sandbox.plan(Fault(FaultKind.STATUS, status=404, path=path, times=None))
    number, sha = merged(forge)
    assert forge.states("check", "--pr", str(number)) == {"A1": "approved"}
    assert forge.approvals("record", "--commit", sha)[1]["recorded"] == 1
    pushed = forge.commit({"postmortems/2026/PM-2026-0043-x.md": document(43)}, branch="main")
    assert forge.states("record", "--commit", pushed) == {"A1": "pending"}
    forge.commit({"postmortems/2025/PM-2026-0042-copy.md": document(text="again")}, branch="twin")
    twin = forge.github.people.open("twin", "author").number
    forge.github.people.review(twin, "checkout-lead", "APPROVED")
    assert forge.states("check", "--pr", str(twin)) == {"A1": "blocked"}


def test_an_index_that_never_catches_up_approves_nothing(forge: Forge, monkeypatch: pytest.MonkeyPatch) -> None:
    number = opened(forge)
    forge.github.people.review(number, "checkout-lead", "APPROVED")
    sha = forge.merge(number, lag=10_000)
    monkeypatch.setenv("BLAMEFREE_PATIENCE", "0")
    code, answer = forge.approvals("record", "--commit", sha)
    assert (code, answer["pr"], answer["recorded"], answer["items"][0]["state"]) == (0, None, 0, "pending")


def test_a_proxy_that_drops_the_link_header_hides_no_review(forge: Forge, monkeypatch: pytest.MonkeyPatch) -> None:
    number = opened(forge)
    forge.github.people.review(number, "checkout-lead", "APPROVED")
    for _ in range(120):
        forge.github.people.review(number, "stranger", "COMMENTED")
    forge.github.people.review(number, "checkout-second", "CHANGES_REQUESTED")
    whole = forge.github.page
    monkeypatch.setattr(forge.github, "page", lambda *given: replace(whole(*given), headers=()))
    assert forge.states("check", "--pr", str(number)) == {"A1": "rejected"}


@pytest.mark.parametrize(("changed", "expected"), [(3000, "approved"), (3001, "blocked")])
def test_a_pull_request_of_which_not_every_file_is_listed(
    forge: Forge, changed: int, expected: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    number = opened(forge)
    forge.github.people.review(number, "checkout-lead", "APPROVED")
    shown = forge.github.pull_json
    monkeypatch.setattr(forge.github, "pull_json", lambda pull: {**shown(pull), "changed_files": changed})
    assert set(forge.states("check", "--pr", str(number)).values()) == {expected}
    monkeypatch.setattr(forge.github, "changed", lambda pull: [])
    code, answer = forge.approvals("check", "--pr", str(number))
    assert (code == 0) is (expected == "approved")
    assert [item["state"] for item in answer["items"]] == ([] if expected == "approved" else ["blocked"])


def test_writers_of_a_file_at_the_same_time_lose_nothing(tmp_path: Path) -> None:
    now = datetime(2026, 3, 20, tzinfo=UTC)

    def write(number: int) -> None:
        place = FileLedger(tmp_path / "ledger.jsonl")
        for step in range(10):
            place.append([Fresh(Kind.DECISION, {"document": f"{number}.{step}", "action": "A1"})], now)

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(write, range(4)))
    kept = FileLedger(tmp_path / "ledger.jsonl").read()
    assert kept.sound
    assert {entry.text("document") for entry in kept.entries} == {f"{a}.{b}" for a in range(4) for b in range(10)}


def test_two_recorders_of_one_commit_record_it_once(forge: Forge) -> None:
    _, sha = merged(forge)
    one = partial(forge.approvals, "record", "--commit", sha)
    assert [one()[1]["recorded"], one()[1]["recorded"]] == [1, 0]


@pytest.mark.parametrize(
    "edit",
    [
        lambda rows: [rows[0], "", *rows[1:]],
        lambda rows: [rows[0].replace('","', '", "', 1), *rows[1:]],
        lambda rows: [*rows[:-1], rows[-1].replace("{", "{ ", 1)],
        lambda rows: [*rows[:-1], rows[-1].replace('"state":', '"state":"rejected","state":')],
    ],
    ids=["an empty line", "a space in the first", "a space in the last", "a key twice in the last"],
)
def test_every_edit_shows(forge: Forge, edit: object) -> None:
    land(forge, document(), "first")
    land(forge, BETTER, "second")
    rows = forge.ledger.read_text().splitlines()
    forge.ledger.write_text("\n".join(edit(rows)) + "\n")  # type: ignore[operator]
    os.unlink(forge.ledger.with_name(forge.ledger.name + ".head"))
    code, answer = forge.approvals("verify")
    assert (code, answer["ok"]) == (1, False)
    assert answer["errors"][0]["line"] >= 1


def test_a_ledger_that_cannot_be_read_makes_what_no_review_approves_unknown(forge: Forge) -> None:
    land(forge, document(), "first")
    forge.commit({PATH: document(actions=action() + action("A2"))}, branch="more")
    number = forge.github.people.open("more", "author").number
    check = ("check", "--pr", str(number))
    assert forge.states(*check) == {"A1": "approved", "A2": "pending"}
    forge.ledger.write_text(forge.ledger.read_text().replace("accepted", "acceptet"))
    code, answer = forge.approvals(*check)
    assert (code, {item["state"] for item in answer["items"]}) == (4, {"unknown"})
    assert all(item["reasons"] for item in answer["items"])
    assert forge.run("approvals", "status", "--pr", str(number), "--ledger", str(forge.ledger))[0] == 0
    assert forge.github.statuses[-1]["state"] == "error"
    forge.github.people.review(number, "checkout-lead", "APPROVED")
    assert set(forge.states(*check).values()) == {"approved"}, "the reviews say it without the ledger"


def test_a_forged_status_changes_nothing(forge: Forge) -> None:
    number = opened(forge)
    head = forge.git("rev-parse", "topic")
    forge.github.statuses.append({"sha": head, "state": "success", "context": "postmortem/approvals"})
    assert forge.states("check", "--pr", str(number)) == {"A1": "pending"}
    assert forge.approvals("record", "--commit", forge.merge(number))[1]["recorded"] == 0
    assert forge.run("approvals", "status", "--pr", str(number), "--ledger", str(forge.ledger))[0] == 0
    assert forge.github.statuses[-1]["state"] == "pending", "the next run puts it right"


def test_a_service_that_the_author_may_approve_for_does_not_help_them(forge: Forge) -> None:
    mine = SERVICES.replace("{login: search-lead, id: 20}", "{login: author, id: 1}")
    forge.commit({"services.yml": mine}, branch="main")
    forge.commit({PATH: document()})
    number = forge.github.people.open("topic", "author").number
    forge.github.people.review(number, "checkout-lead", "APPROVED")
    forge.commit({PATH: document(actions=action(service="search"))})
    forge.github.people.push(number)
    forge.github.people.review(number, "author", "APPROVED")
    assert forge.states("check", "--pr", str(number)) == {"A1": "pending"}


def test_later_editions_of_the_catalogue_leave_a_decision_standing(forge: Forge) -> None:
    land(forge, document(), "first")
    forge.commit({"services.yml": SERVICES.replace("checkout-lead, id: 10", "somebody-else, id: 555")}, branch="main")
    forge.commit({PATH: document(text="A typo is mended.")}, branch="later")
    number = forge.github.people.open("later", "author").number
    assert forge.states("check", "--pr", str(number)) == {"A1": "approved"}


def test_every_commit_of_a_rebase_belongs_to_its_pull_request(forge: Forge) -> None:
    forge.commit({PATH: document()})
    forge.commit({PATH: document(text="Again.")})
    number = forge.github.people.open("topic", "author").number
    forge.github.people.review(number, "checkout-lead", "APPROVED")
    forge.git("checkout", "-q", "main")
    forge.git("commit", "-q", "--allow-empty", "-m", "meanwhile")
    forge.git("cherry-pick", "topic~1", "topic")
    forge.git("push", "-q", "origin", "main")
    landed = forge.git("rev-list", "--reverse", "-2", "main").split()
    forge.github.people.merge(number, landed[-1], landed)
    answers = [forge.approvals("record", "--commit", sha)[1] for sha in landed]
    assert [(answer["pr"], answer["recorded"]) for answer in answers] == [(number, 1), (number, 0)]


@pytest.mark.parametrize(("stated", "expected"), [(1, "approved"), (2, "blocked"), (251, "blocked")])
def test_a_pull_request_of_which_not_every_commit_is_listed(
    forge: Forge, stated: int, expected: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    number = opened(forge)
    forge.github.people.review(number, "checkout-lead", "APPROVED")
    shown = forge.github.pull_json
    monkeypatch.setattr(forge.github, "pull_json", lambda pull: {**shown(pull), "commits": stated})
    assert forge.states("check", "--pr", str(number)) == {"A1": expected}
