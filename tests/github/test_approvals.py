"""``approvals check``, ``record`` and ``verify`` against a stand-in of GitHub over a real repository."""

from __future__ import annotations

import json

import pytest

from blamefree.sandbox.faults import Fault, FaultKind

from .conftest import PATH, SERVICES, Forge, action, document


def opened(forge: Forge, text: str | None = None) -> int:
    forge.commit({PATH: text or document()})
    return forge.github.people.open("topic", "author", "Checkout").number


def test_from_pending_to_approved(forge: Forge) -> None:
    number = opened(forge)
    code, answer = forge.approvals("check", "--pr", str(number))
    assert code == 1
    assert answer["pr"] == number
    (item,) = answer["items"]
    assert item["state"] == "pending"
    assert item["needs"] == ["checkout-lead", "checkout-second"]
    review = forge.github.people.review(number, "checkout-lead", "APPROVED")
    code, answer = forge.approvals("check", "--pr", str(number))
    assert code == 0
    (item,) = answer["items"]
    head = forge.git("rev-parse", "topic")
    assert item["approvers"] == [{"login": "checkout-lead", "id": 10, "review": review, "commit": head}]
    assert item["reasons"] == []
    assert not forge.ledger.exists(), "check writes nothing"
    assert forge.sandbox.writes == 0


def test_a_typo_elsewhere_keeps_the_approval_and_editing_the_item_voids_it(forge: Forge) -> None:
    number = opened(forge)
    forge.github.people.review(number, "checkout-lead", "APPROVED")
    forge.commit({PATH: document(text="Checkouts timed out for 38 minutes.")})
    forge.github.people.push(number)
    assert forge.states("check", "--pr", str(number)) == {"A1": "approved"}
    forge.commit({PATH: document(actions=action(done_when="A switch stops after two regions"))})
    forge.github.people.push(number)
    _, answer = forge.approvals("check", "--pr", str(number))
    assert answer["items"][0]["state"] == "stale"
    assert "done_when changed since checkout-lead" in answer["items"][0]["reasons"][0]
    forge.commit({PATH: document(actions=action() + action("A2"))})
    forge.github.people.push(number)
    assert forge.states("check", "--pr", str(number)) == {"A1": "approved", "A2": "pending"}


def test_a_renamed_document_keeps_its_approvals(forge: Forge) -> None:
    number = opened(forge)
    forge.github.people.review(number, "checkout-lead", "APPROVED")
    forge.commit({PATH: None, "postmortems/2026/PM-2026-0042-better.md": document()})
    forge.github.people.push(number)
    assert forge.states("check", "--pr", str(number)) == {"A1": "approved"}


def test_the_catalogue_is_read_at_the_base(forge: Forge) -> None:
    mine = SERVICES.replace("{login: checkout-lead, id: 10}", "{login: stranger, id: 99}")
    forge.commit({PATH: document(), "services.yml": mine})
    number = forge.github.people.open("topic", "author").number
    forge.github.people.review(number, "stranger", "APPROVED")
    assert forge.states("check", "--pr", str(number)) == {"A1": "pending"}
    forge.github.people.review(number, "checkout-lead", "APPROVED")
    assert forge.states("check", "--pr", str(number)) == {"A1": "approved"}


def test_a_commit_that_is_gone_is_asked_again(forge: Forge) -> None:
    number = opened(forge)
    forge.github.people.review(number, "checkout-lead", "APPROVED", commit=None)
    assert forge.states("check", "--pr", str(number)) == {"A1": "pending"}
    forge.github.people.review(number, "checkout-second", "APPROVED", commit="f" * 40)
    assert forge.states("check", "--pr", str(number)) == {"A1": "pending"}


def test_commits_of_an_unknown_author_and_of_the_approver(forge: Forge) -> None:
    number = opened(forge)
    forge.commit({PATH: document(text="more")}, who="checkout-lead")
    forge.github.people.push(number)
    forge.github.people.review(number, "checkout-lead", "APPROVED")
    assert forge.states("check", "--pr", str(number)) == {"A1": "pending"}
    forge.commit({PATH: document(text="and more")}, who="nobody-knows")
    forge.github.people.push(number)
    forge.github.people.review(number, "checkout-second", "APPROVED")
    assert forge.states("check", "--pr", str(number)) == {"A1": "blocked"}


def test_a_document_twice_or_an_item_twice_is_blocked(forge: Forge) -> None:
    number = opened(forge, document(actions=action() + action()))
    forge.github.people.review(number, "checkout-lead", "APPROVED")
    assert forge.states("check", "--pr", str(number)) == {"A1": "blocked"}
    forge.commit({PATH: document(), "postmortems/2025/PM-2026-0042-copy.md": document()})
    forge.github.people.push(number)
    assert set(forge.states("check", "--pr", str(number)).values()) == {"blocked"}


def test_reviews_on_many_pages_all_count(forge: Forge) -> None:
    number = opened(forge)
    for _ in range(120):
        forge.github.people.review(number, "stranger", "COMMENTED")
    forge.github.people.review(number, "checkout-lead", "APPROVED")
    for _ in range(120):
        forge.github.people.review(number, None, "APPROVED")
    forge.github.people.review(number, "checkout-second", "CHANGES_REQUESTED")
    assert forge.states("check", "--pr", str(number)) == {"A1": "rejected"}


def merged(forge: Forge, lag: int = 0) -> tuple[int, str]:
    number = opened(forge)
    forge.github.people.review(number, "checkout-lead", "APPROVED")
    return number, forge.merge(number, lag=lag)


def test_record_writes_once_what_was_decided(forge: Forge, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("BLAMEFREE_PATIENCE", "10")
    number, sha = merged(forge, lag=2)
    code, answer = forge.approvals("record", "--commit", sha)
    assert (code, answer["pr"], answer["commit"], answer["recorded"]) == (0, number, sha, 1)
    assert answer["items"][0]["state"] == "approved"
    kept = forge.ledger.read_text()
    code, answer = forge.approvals("record", "--commit", sha)
    assert (code, answer["recorded"]) == (0, 0)
    assert forge.ledger.read_text() == kept
    entry = json.loads(kept)
    assert entry["state"] == "approved"
    assert entry["pr"] == number
    assert entry["approvers"][0]["id"] == 10
    assert forge.approvals("verify") == (0, {"version": 1, "ok": True, "entries": 1, "errors": []})
    assert forge.run("approvals", "verify", "--online", "--ledger", str(forge.ledger))[0] == 0


def test_a_direct_push_is_never_approved(forge: Forge) -> None:
    sha = forge.commit({PATH: document()}, branch="main")
    code, answer = forge.approvals("record", "--commit", sha)
    assert (code, answer["pr"], answer["recorded"]) == (0, None, 0)
    assert answer["items"][0]["state"] == "pending"
    assert "pushed directly" in answer["items"][0]["reasons"][0]


def test_merging_is_not_approving(forge: Forge) -> None:
    number = opened(forge)
    sha = forge.merge(number)
    code, answer = forge.approvals("record", "--commit", sha)
    assert (code, answer["recorded"]) == (0, 0)
    assert answer["items"][0]["state"] == "pending"


def test_a_refusal_is_recorded_and_a_later_approval_after_it(forge: Forge) -> None:
    number = opened(forge)
    forge.github.people.review(number, "checkout-lead", "CHANGES_REQUESTED")
    sha = forge.merge(number)
    code, answer = forge.approvals("record", "--commit", sha)
    assert (code, answer["recorded"]) == (0, 1)
    assert answer["items"][0]["state"] == "rejected"
    forge.commit({PATH: document(actions=action(done_when="Better"))}, branch="late")
    late = forge.github.people.open("late", "author").number
    forge.github.people.review(late, "checkout-lead", "APPROVED")
    _, answer = forge.approvals("record", "--commit", forge.merge(late, "late"))
    assert answer["items"][0]["state"] == "approved"
    assert forge.approvals("verify")[1]["entries"] == 2


def test_a_revert_to_approved_content_stays_approved(forge: Forge) -> None:
    _, sha = merged(forge)
    forge.approvals("record", "--commit", sha)
    forge.commit({PATH: document(text="Edited.")}, branch="other")
    number = forge.github.people.open("other", "author").number
    assert forge.states("check", "--pr", str(number)) == {"A1": "approved"}


def test_declining_is_an_outcome(forge: Forge) -> None:
    number = opened(forge, document(actions=action(state="declined")))
    forge.github.people.review(number, "checkout-lead", "APPROVED")
    _, answer = forge.approvals("record", "--commit", forge.merge(number))
    assert answer["items"][0]["outcome"] == "declined"
    assert json.loads(forge.ledger.read_text())["outcome"] == "declined"


def test_the_severity_brings_management_on_board(forge: Forge) -> None:
    number = opened(forge, document(severity="SEV1"))
    forge.github.people.review(number, "checkout-lead", "APPROVED")
    _, answer = forge.approvals("check", "--pr", str(number))
    assert answer["items"][0]["needs"] == ["head-of-operations"]
    forge.github.people.review(number, "head-of-operations", "APPROVED")
    assert forge.states("check", "--pr", str(number)) == {"A1": "approved"}


@pytest.mark.parametrize("kind", [FaultKind.STATUS, FaultKind.RESET])
@pytest.mark.parametrize("command", ["check", "record"])
def test_no_failing_answer_ever_approves(
    forge: Forge, kind: FaultKind, command: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("BLAMEFREE_PATIENCE", "0")
    number, sha = merged(forge)
    arguments = ["check", "--pr", str(number)] if command == "check" else ["record", "--commit", sha]
    forge.sandbox.reset_log()
    assert forge.approvals(*arguments)[1]["items"][0]["state"] == "approved"
    total = forge.sandbox.requests
    forge.ledger.unlink(missing_ok=True)
    assert total >= 6
    for at in range(1, total + 1):
        forge.sandbox.reset_log()
        forge.sandbox.plan(Fault(kind, at=at, **({"status": 502} if kind is FaultKind.STATUS else {})))
        code, out, err = forge.run("approvals", *arguments, "--format", "json", "--ledger", str(forge.ledger))
        forge.sandbox.clear_faults()
        assert code == 4, (at, out, err)
        assert out == ""
        assert err.count("\n") == 1
        assert not forge.ledger.exists()


def test_missing_and_refused_tokens(forge: Forge, monkeypatch: pytest.MonkeyPatch) -> None:
    number = opened(forge)
    monkeypatch.setenv("GITHUB_TOKEN", "wrong-token-value")
    code, _, err = forge.run("approvals", "check", "--pr", str(number), "--ledger", str(forge.ledger))
    assert code == 4
    assert "wrong-token-value" not in err
    monkeypatch.delenv("GITHUB_TOKEN")
    code, _, err = forge.run("approvals", "check", "--pr", str(number), "--ledger", str(forge.ledger))
    assert code == 2
    assert "GITHUB_TOKEN" in err


def test_the_ledger_branch_of_a_bare_repository(forge: Forge) -> None:
    _, sha = merged(forge)
    assert forge.approvals("record", "--commit", sha, ledger=False)[1]["recorded"] == 1
    assert forge.approvals("verify", ledger=False)[1] == {"version": 1, "ok": True, "entries": 1, "errors": []}
    assert forge.git("status", "--porcelain") == ""
    assert "blamefree-ledger" in forge.git("ls-remote", "--heads", "origin")


def test_hostile_content_cannot_speak_to_the_runner(forge: Forge) -> None:
    forge.commit({PATH: document(actions=action(service='"::error::x"', done_when='"::add-mask::x"'))})
    number = forge.github.people.open("topic", "author", "::error::boo").number
    for format_ in ("text", "markdown"):
        _, out, err = forge.run(
            "approvals", "check", "--pr", str(number), "--format", format_, "--ledger", str(forge.ledger)
        )
        assert not any(line.startswith(("::", "##[")) for line in (out + err).splitlines())


def test_one_status_that_follows_the_reviews(forge: Forge) -> None:
    number = opened(forge)
    head = forge.git("rev-parse", "topic")

    def status() -> list[tuple[str, str]]:
        assert forge.run("approvals", "status", "--pr", str(number), "--ledger", str(forge.ledger))[0] == 0
        assert {(item["sha"], item["context"]) for item in forge.github.statuses} == {(head, "postmortem/approvals")}
        return [(item["state"], item["description"]) for item in forge.github.statuses]

    assert status() == [("pending", "1 pending")]
    assert len(status()) == 1, "what says the same is not said again"
    forge.github.people.review(number, "checkout-second", "CHANGES_REQUESTED")
    assert status()[-1] == ("failure", "1 rejected")
    forge.github.people.review(number, "checkout-second", "APPROVED")
    assert status()[-1] == ("success", "1 of 1 action item approved")


def test_every_open_pull_request_gets_its_status(forge: Forge) -> None:
    numbers = [opened(forge)]
    forge.commit({"postmortems/2026/PM-2026-0043-x.md": document(43)}, branch="more")
    numbers.append(forge.github.people.open("more", "author").number)
    forge.github.people.review(numbers[1], "checkout-lead", "APPROVED")
    code, out, _ = forge.run("approvals", "status", "--ledger", str(forge.ledger))
    assert code == 0
    assert [line.split(":")[:2] for line in out.splitlines()] == [["#1", " pending"], ["#2", " success"]]


def test_what_could_not_be_asked_takes_the_green_status_away(forge: Forge, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("BLAMEFREE_PATIENCE", "0")
    number = opened(forge)
    forge.github.people.review(number, "checkout-lead", "APPROVED")
    arguments = ("approvals", "status", "--pr", str(number), "--ledger", str(forge.ledger))
    assert forge.run(*arguments)[0] == 0
    forge.sandbox.plan(Fault(FaultKind.STATUS, status=502, path="*/reviews", times=None))
    assert forge.run(*arguments)[0] == 4
    assert [item["state"] for item in forge.github.statuses] == ["success", "error"]


def test_a_recorder_makes_up_for_the_runs_that_did_not_happen(forge: Forge) -> None:
    _, first = merged(forge)
    forge.approvals("record", "--commit", first)
    for number in (43, 44, 45):
        forge.commit({f"postmortems/2026/PM-2026-{number:04d}-x.md": document(number)}, branch=f"b{number}")
        pull = forge.github.people.open(f"b{number}", "author").number
        forge.github.people.review(pull, "checkout-lead", "APPROVED")
        last = forge.merge(pull, f"b{number}")
    forge.git("fetch", "-q")
    code, answer = forge.approvals("record", "--commit", "HEAD", "--catch-up")
    assert (code, answer["recorded"], answer["commit"], answer["pr"]) == (0, 3, last, 4)
    assert [item["document"] for item in answer["items"]] == [f"PM-2026-00{number}" for number in (43, 44, 45)]
    assert forge.approvals("record", "--commit", "HEAD", "--catch-up")[1]["recorded"] == 0
