"""``actions`` reads the state back, ``coverage`` finds what was never written."""

from __future__ import annotations

import json
from typing import Any

import pytest

from .conftest import Desk, action


def listed(desk: Desk, *more: str) -> dict[str, dict[str, Any]]:
    code, out, err = desk.run("actions", "--format", "json", *more)
    assert code == 0, err
    return {item["action"]: item for item in json.loads(out)["actions"]}


def test_before_any_ledger_everything_is_unknown(desk: Desk) -> None:
    desk.write(action("A1"))
    code, out, _ = desk.run_plain("actions", "--format", "json")
    assert code == 0
    (item,) = json.loads(out)["actions"]
    assert (item["state"], item["decision"], item["jira"]) == ("open", "unknown", None)
    assert not desk.ledger.exists()
    assert listed(desk)["A1"]["decision"] == "unknown"


def test_decisions_and_live_state(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1774000000")  # 2026-03-20
    document = desk.write(action("A1"), action("A2"), action("A3"), action("A4"), action("A5"))
    desk.approve(document, only={"A1", "A2", "A5"})
    desk.approve(document, only={"A3"}, state="rejected")
    desk.apply()
    first, second, third = desk.issues()
    people = desk.jira.people
    people.transition(first.key, "Done", "Done")
    people.transition(second.key, "Done", "Won't Do")
    people.transition(third.key, "In Progress")
    desk.write(action("A1"), action("A2"), action("A3"), action("A4"), action("A5", title="Edited since"))
    found = listed(desk)
    assert {name: (item["state"], item["decision"]) for name, item in found.items()} == {
        "A1": ("done", "approved"),
        "A2": ("declined", "approved"),
        "A3": ("open", "rejected"),
        "A4": ("open", "pending"),
        "A5": ("open", "stale"),
    }
    assert found["A5"]["jira"] == {
        "key": third.key, "id": third.id, "status": "In Progress", "category": "indeterminate", "resolution": "",
    }  # fmt: skip
    assert found["A1"]["overdue"] is False
    assert desk.path.read_text().count("jira:") == 1, "documents are not written to"


def test_done_without_evidence_is_told(desk: Desk) -> None:
    desk.approve(desk.write(action("A1")))
    desk.apply()
    desk.jira.people.transition(desk.issues()[0].key, "Done", "Done")
    _, _, err = desk.run("actions")
    assert "no evidence" in err


def test_overdue_of_high_priority_fails_the_check(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1776211200")  # 2026-04-15: the due date itself
    desk.write(action("A1"))
    assert desk.run("actions", "--check")[0] == 0
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1776297600")  # the day after
    assert desk.run("actions", "--check")[0] == 1
    assert listed(desk)["A1"]["overdue"] is True
    desk.approve(desk.write(action("A1")))
    desk.apply()
    desk.jira.people.transition(desk.issues()[0].key, "Done", "Done")
    assert desk.run("actions", "--check")[0] == 0, "done in Jira is not overdue"


def test_an_unreachable_jira_is_told_and_can_be_left_out(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    desk.approve(desk.write(action("A1")))
    desk.apply()
    monkeypatch.setenv("JIRA_URL", "http://127.0.0.1:9")
    monkeypatch.setenv("BLAMEFREE_PATIENCE", "0")
    assert desk.run("actions")[0] == 4
    assert listed(desk, "--offline")["A1"]["jira"]["key"].startswith("CHK-")


@pytest.mark.parametrize("deployment", ["cloud", "datacenter"], indirect=True)
def test_coverage(desk: Desk) -> None:
    people = desk.jira.people
    people.custom("customfield_10050", "Severity", {"type": "option"})
    for number in range(2, 4):
        fields = {"customfield_10050": {"value": f"SEV{number}"}}
        people.create("OPS", f"Incident {number}", created=f"2026-03-1{number}T09:00:00.000+0000", fields=fields)
    kind = desk.jira.deployment
    jql = 'project = OPS AND issuetype = "Incident" ORDER BY created'
    settings = f'[jira]\nbackend = "{kind}"\nincidents = \'{jql}\'\n[jira.fields]\nseverity = "Severity"\n'
    (desk.root / "blamefree.toml").write_text(settings)
    desk.write(action("A1"), incident="OPS-77")
    code, out, err = desk.run_plain("coverage", "--format", "json")
    assert code == 0, err
    answer = json.loads(out)
    assert answer["incidents"] == 3
    assert {item["key"]: (item["severity"], item["date"]) for item in answer["missing"] if item["key"] != "OPS-1"} == {
        "OPS-2": ("SEV2", "2026-03-12"),
        "OPS-3": ("SEV3", "2026-03-13"),
    }
    assert answer["unknown_incidents"] == [{"document": "PM-2026-0042", "key": "OPS-77"}]
    desk.write(action("A1"), incident="OPS-2")
    answer = json.loads(desk.run_plain("coverage", "--format", "json", "--severity", "SEV2")[1])
    assert (answer["incidents"], answer["missing"], answer["unknown_incidents"]) == (1, [], [])
    assert desk.run_plain("coverage", "--check")[0] == 1


def test_many_incidents_on_many_pages(desk: Desk) -> None:
    for number in range(130):
        desk.jira.people.create("OPS", f"Incident {number}")
    (desk.root / "blamefree.toml").write_text('[jira]\nincidents = "project = OPS"\n')
    desk.write(action("A1"))
    answer = json.loads(desk.run_plain("coverage", "--format", "json")[1])
    assert answer["incidents"] == 131
    assert len(answer["missing"]) == 130
