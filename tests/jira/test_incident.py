"""A real-shaped incident becomes a draft that needs no correction of times or services."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from blamefree.model.document import Document, load
from blamefree.text.source import Source

from .conftest import Desk

SETTINGS = """lang = "{lang}"
timezone = "Europe/Stockholm"

[jira]
backend = "{deployment}"

[jira.fields]
severity = "Severity"
services = "Affected services"
impact_started = "Impact start"
detection = "Detected by"

[jira.statuses]
detected = "Open"
acknowledged = "In Progress"
mitigated = "Mitigated"
resolved = "Resolved"

[jira.severities]
"1 - Critical" = "SEV1"

[jira.people]
checkout-lead = "712020:lead"
"""
both = pytest.mark.parametrize("deployment", ["cloud", "datacenter"], indirect=True)


def incident(desk: Desk, lang: str = "en") -> str:
    cloud = desk.jira.cloud
    (desk.root / "blamefree.toml").write_text(SETTINGS.format(lang=lang, deployment="cloud" if cloud else "datacenter"))
    people = desk.jira.people
    people.custom("customfield_10050", "Severity", {"type": "option"})
    people.custom("customfield_10051", "Affected services", {"type": "array"})
    people.custom("customfield_10052", "Impact start", {"type": "datetime"})
    people.custom("customfield_10053", "Detected by", {"type": "option"})
    key = people.create(
        "OPS", "Checkout answers 504 in <all> regions", created="2026-03-28T23:11:00.000+0100",
        fields={
            "customfield_10050": {"value": "1 - Critical"},
            "customfield_10051": [{"value": "Checkout"}, {"value": "search"}],
            "customfield_10052": "2026-03-28T23:02:00.000+0100",
            "customfield_10053": {"value": "Monitoring alert"},
            "assignee": {"accountId": "712020:lead"} if cloud else {"name": "712020:lead"},
            "priority": {"name": "Highest"},
        },
    )  # fmt: skip
    people.transition(key, "In Progress", when="2026-03-28T23:13:00.000+0100")
    for number in range(57):
        people.change(
            key,
            "description" if number % 2 else "Rank",
            "a",
            f"b{number}",
            f"2026-03-28T23:{14 + number % 40}:00.000+0100",
        )
    people.change(key, "priority", "High", "Highest", "2026-03-29T00:20:00.000+0100")
    people.transition(key, "Mitigated", when="2026-03-29T01:40:00.000+0100")
    people.transition(key, "Resolved", "Done", when="2026-03-29T04:05:00.000+0200")
    people.comment(key, "secret internal note", when="2026-03-29T01:00:00.000+0100", internal=True)
    people.request(key, {
        "requestType": {"id": "7", "name": "Report an outage"},
        "sla": {"values": [{"name": "Time to first response", "completedCycles": [
            {"breached": False, "elapsedTime": {"friendly": "2m"}, "goalDuration": {"friendly": "15m"}}]}]},
    })  # fmt: skip
    return key


def made(desk: Desk, *arguments: str) -> Document:
    code, out, err = desk.run_plain("new", *arguments)
    assert code == 0, err
    path = Path(out.strip())
    return load(Source(str(path), (desk.root / path).read_text()))


@both
def test_times_services_and_severity_need_no_correction(desk: Desk) -> None:
    document = made(desk, "--from-jira", incident(desk))
    postmortem = document.postmortem
    assert document.sound
    assert {stated.name: stated.raw for stated in postmortem.times} == {
        "impact_started": "2026-03-28T23:02:00+01:00",
        "detected": "2026-03-28T23:11:00+01:00",
        "acknowledged": "2026-03-28T23:13:00+01:00",
        "mitigated": "2026-03-29T01:40:00+01:00",
        "resolved": "2026-03-29T04:05:00+02:00",
    }
    assert [service.value for service in postmortem.services] == ["checkout", "search"]
    assert postmortem.severity is not None
    assert postmortem.severity.value == "SEV1"
    assert postmortem.incident is not None
    assert postmortem.incident.jira is not None
    assert postmortem.incident.jira.value.startswith("OPS-")
    assert postmortem.detection is not None
    assert postmortem.detection.value == "alert"
    assert postmortem.owner is not None
    assert postmortem.owner.value == "checkout-lead"
    starts = [row.start for row in document.timeline.rows]
    assert None not in starts
    assert starts == sorted(starts, key=lambda start: start.timestamp())  # type: ignore[union-attr]
    assert len(starts) == 5
    assert "secret internal note" not in document.text
    assert "Time to first response" in document.text
    assert desk.run_plain("check")[0] == 0


def test_in_swedish_with_gaps_that_are_honest(desk: Desk) -> None:
    incident(desk, "sv")
    key = desk.jira.people.create("OPS", "Kassan svarar inte", created="2026-03-14T09:11:00.000+0100")
    document = made(desk, "--from-jira", key)
    assert document.lang == "sv"
    detected = document.postmortem.time("detected")
    assert detected is not None
    assert detected.raw == "2026-03-14T09:11:00+01:00"
    resolved = document.postmortem.time("resolved")
    assert resolved is not None
    assert resolved.reason == f"står inte i {key}"
    assert "läggs upp i Jira" in document.text
    assert desk.run_plain("check")[0] == 0


def test_what_was_opened_again_is_not_resolved(desk: Desk) -> None:
    key = incident(desk)
    desk.jira.people.transition(key, "In Progress", when="2026-03-29T05:00:00.000+0200")
    resolved = made(desk, "--from-jira", key).postmortem.time("resolved")
    assert resolved is not None
    assert resolved.instant is None


def test_stated_title_and_severity_win(desk: Desk) -> None:
    document = made(desk, "Another title", "--severity", "SEV3", "--from-jira", incident(desk))
    assert document.postmortem.title is not None
    assert document.postmortem.title.value == "Another title"
    assert document.postmortem.severity is not None
    assert document.postmortem.severity.value == "SEV3"


def test_errors_say_what_to_do(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    assert desk.run_plain("new", "--from-jira", "nonsense")[0] == 2
    code, _, err = desk.run_plain("new", "--from-jira", "OPS-999")
    assert code == 4
    assert "OPS-999" in err
    monkeypatch.setenv("JIRA_TOKEN", "wrong-token-here")
    code, _, err = desk.run_plain("new", "--from-jira", "OPS-1")
    assert code == 4
    assert "wrong-token-here" not in err
    assert list((desk.root / "postmortems").iterdir()) == []


def test_hostile_fields_stay_text(desk: Desk) -> None:
    key = desk.jira.people.create(
        "OPS", "x](javascript:alert(1)) <script> `a` |b| ::error::", created="2026-03-14T09:11:00.000+0100"
    )
    desk.jira.people.change(key, "Severity", "<img src=x>", "[a](javascript:b)", "2026-03-14T09:12:00.000+0100")
    document = made(desk, "--from-jira", key)
    code, out, _ = desk.run_plain("check", "--format", "json")
    assert code == 0, json.loads(out)["diagnostics"]
    assert document.sound
