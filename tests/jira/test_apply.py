"""One issue for each approved action item, whatever happens on the way."""

from __future__ import annotations

import pytest

from blamefree.sandbox.faults import Fault, FaultKind

from .conftest import Desk, action

both = pytest.mark.parametrize("deployment", ["cloud", "datacenter"], indirect=True)


@both
def test_approved_items_become_issues_once(desk: Desk) -> None:
    document = desk.write(
        action("A1"), action("A2"), action("A3", state="declined", more="    reason: too dear\n"), action("A4")
    )
    desk.approve(document, only={"A1", "A2", "A3"})
    desk.published()
    assert [(change["op"], change["action"]) for change in desk.plan()] == [("create", "A1"), ("create", "A2")]
    assert desk.sandbox.writes == 0, "a plan writes nothing"
    assert desk.apply() == 0
    first, second = desk.issues()
    assert "pm-2026-0042-a1" in first.fields["labels"]
    assert first.properties["blamefree.action"] == {"document": "PM-2026-0042", "action": "A1"}
    assert first.fields["duedate"] == "2026-04-15"
    assert first.fields["priority"] == {"name": "High"}
    assert [link["issue"] for link in first.links] == [desk.jira.state.find("OPS-1").id]
    (remote,) = first.remote_links
    assert "PM-2026-0042" in remote["globalId"]
    assert remote["object"]["url"] == "https://wiki.example.com/pages/7"
    assert "done_when" not in str(second.fields["description"])
    assert "A switch stops after one region" in str(second.fields["description"])
    assert desk.plan() == []


@both
def test_a_second_apply_writes_nothing_and_reads_little(desk: Desk) -> None:
    document = desk.write(*(action(f"A{number}") for number in range(1, 13)))
    desk.approve(document)
    assert desk.apply() == 0
    assert len(desk.issues()) == 12
    desk.sandbox.reset_log()
    kept = desk.ledger.read_text()
    assert desk.apply() == 0
    assert desk.sandbox.writes == 0
    assert desk.sandbox.requests <= 2 + 1
    assert desk.ledger.read_text() == kept


def test_what_a_person_changed_stays(desk: Desk) -> None:
    desk.approve(desk.write(action("A1"), action("A2")))
    assert desk.apply() == 0
    first, second = desk.issues()
    people = desk.jira.people
    people.edit(first.key, {"duedate": "2027-01-01", "assignee": {"accountId": "x"}, "summary": "Edited by a person"})
    people.transition(second.key, "In Progress")
    assert desk.plan() == [], "git has nothing new"
    desk.approve(desk.write(action("A1", title="Another wording"), action("A2", title="New words too")))
    assert {change["action"]: change["op"] for change in desk.plan()} == {"A1": "drift", "A2": "update"}
    assert desk.apply() == 0
    assert first.fields["summary"] == "Edited by a person"
    assert first.fields["duedate"] == "2027-01-01"
    assert second.fields["summary"] == "New words too"
    assert second.status == "In Progress"
    assert second.fields["duedate"] == "2026-04-15"
    assert desk.run("apply", "jira", "--on-drift", "overwrite")[0] == 0
    assert first.fields["summary"] == "Edited by a person"


def test_a_moved_issue_is_followed_and_a_deleted_one_is_not_made_again(desk: Desk) -> None:
    desk.approve(desk.write(action("A1"), action("A2")))
    desk.apply()
    first, second = desk.issues()
    moved = desk.jira.people.move(first.key, "WEB")
    desk.jira.people.delete(second.key)
    assert [(change["op"], change["action"]) for change in desk.plan()] == [("blocked", "A2")]
    assert desk.apply() == 0
    assert len(desk.jira.state.issues) == 2
    assert moved in desk.ledger.read_text()


def test_an_item_changed_after_its_approval_is_blocked_not_updated(desk: Desk) -> None:
    desk.approve(desk.write(action("A1")))
    desk.apply()
    desk.write(action("A1", title="Changed without approval"))
    (change,) = desk.plan()
    assert change["op"] == "blocked"
    assert desk.apply() == 0
    assert desk.issues()[0].fields["summary"].startswith("Roll cache")


def test_nothing_is_created_without_a_ledger_that_holds(desk: Desk) -> None:
    desk.approve(desk.write(action("A1")))
    desk.ledger.write_text(desk.ledger.read_text().replace("approved", "Approved"))
    code, _, err = desk.run("apply", "jira")
    assert code == 4
    assert "verify" in err
    assert desk.issues() == []


def test_an_issue_with_our_label_that_is_not_ours_is_left_alone(desk: Desk) -> None:
    desk.jira.people.create("CHK", "Somebody's own", "Task", fields={"labels": ["pm-2026-0042-a1"]})
    desk.approve(desk.write(action("A1")))
    (change,) = desk.plan()
    assert change["op"] == "blocked"
    assert desk.apply() == 0
    assert len(desk.issues()) == 1


def test_a_lost_ledger_adopts_what_it_finds(desk: Desk) -> None:
    document = desk.write(action("A1"))
    desk.approve(document)
    desk.apply()
    desk.ledger.unlink()
    desk.approve(document)
    (change,) = desk.plan()
    assert change["op"] == "adopt"
    assert desk.apply() == 0
    assert len(desk.issues()) == 1
    assert len(desk.issues()[0].links) == 1
    assert desk.plan() == []


def test_a_field_that_jira_insists_on_is_told_in_words(desk: Desk) -> None:
    desk.jira.people.custom("customfield_1", "Cost centre")
    desk.jira.people.project("CHK", ["customfield_1"])
    desk.approve(desk.write(action("A1")))
    code, out, err = desk.run("apply", "jira")
    assert code == 4
    assert "Cost centre" in out + err
    assert desk.issues() == []


def test_an_unknown_issue_type_names_those_there_are(desk: Desk) -> None:
    (desk.root / "blamefree.toml").write_text('[jira]\nissue_type = "Tsak"\n')
    desk.approve(desk.write(action("A1")))
    code, _, err = desk.run("apply", "jira")
    assert code == 4
    assert "Task" in err


def test_a_service_without_a_project_is_blocked_with_the_reason(desk: Desk) -> None:
    desk.approve(desk.write(action("A1", service="search")))
    (change,) = desk.plan()
    assert change["op"] == "blocked"
    assert "jira_project" in change["reason"]


def test_a_plan_that_was_applied_is_stale(desk: Desk) -> None:
    desk.approve(desk.write(action("A1")))
    assert desk.run("plan", "jira", "--out", str(desk.root / "plan.json"))[0] == 0
    assert desk.run("apply", "jira", "--plan", str(desk.root / "plan.json"))[0] == 0
    desk.sandbox.reset_log()
    assert desk.run("apply", "jira", "--plan", str(desk.root / "plan.json"))[0] == 5
    assert desk.sandbox.writes == 0
    assert len(desk.issues()) == 1


def test_what_jira_refuses_of_one_item_does_not_stop_the_others(desk: Desk) -> None:
    desk.approve(desk.write(action("A1"), action("A2"), action("A3"), incident="OPS-404"))
    code, out, err = desk.run("apply", "jira")
    assert code == 4
    assert "does not exist" in err
    assert len(desk.issues()) == 3
    assert out.count("not done") >= 3
    desk.jira.people.project("OPS")
    desk.jira.state.projects["OPS"] = 403
    desk.jira.people.create("OPS", "The incident appears")
    assert desk.apply() == 0
    assert [len(issue.links) for issue in desk.issues()] == [1, 1, 1]
    assert desk.plan() == []


KINDS = [
    Fault(FaultKind.CRASH_BEFORE_COMMIT),
    Fault(FaultKind.CRASH_AFTER_COMMIT),
    Fault(FaultKind.RESET),
    Fault(FaultKind.STATUS, status=503),
    Fault(FaultKind.STATUS_AFTER_COMMIT, status=503),
    Fault(FaultKind.STATUS, status=429, retry_after=0),
    Fault(FaultKind.STATUS_AFTER_COMMIT, status=429, retry_after=0),
]


@pytest.mark.slow
@pytest.mark.parametrize("fault", KINDS, ids=lambda fault: f"{fault.kind.value}-{fault.status}")
def test_a_fault_at_every_request_leaves_one_issue_an_item(
    desk: Desk, fault: Fault, monkeypatch: pytest.MonkeyPatch
) -> None:
    from dataclasses import replace

    monkeypatch.setenv("BLAMEFREE_PATIENCE", "0.9")
    document = desk.write(action("A1"), action("A2"), action("A3"), action("A4"))
    at = 0
    while at < 60:
        at += 1
        desk.jira.reset()
        desk.jira.people.create("OPS", "Checkout is down")
        desk.jira.lag.seconds = 0.25
        desk.ledger.unlink(missing_ok=True)
        desk.ledger.with_name("ledger.jsonl.head").unlink(missing_ok=True)
        desk.approve(document)
        desk.published()
        desk.sandbox.reset_log()
        desk.sandbox.plan(replace(fault, at=at))
        first = desk.apply()
        done = desk.sandbox.requests < at
        desk.sandbox.clear_faults()
        assert first in (0, 4)
        assert desk.apply() == 0, f"fault at request {at}"
        labels = sorted(label for issue in desk.issues() for label in issue.fields["labels"] if label != "postmortem")
        assert labels == [f"pm-2026-0042-a{number}" for number in range(1, 5)], f"fault at request {at}"
        for issue in desk.issues():
            assert len(issue.links) == 1, f"fault at request {at}"
            assert len(issue.remote_links) == 1
        if done:
            break
    assert at > 12, "the faults struck every request of an apply"
