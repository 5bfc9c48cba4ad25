"""Chats, logs, tables and exports become timeline rows; no time is invented."""

from __future__ import annotations

import json
from datetime import date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from blamefree.config import Settings
from blamefree.intake import names, read
from blamefree.model.draft import Absent, Draft, compose
from blamefree.model.services import Service, Services

BASE = Draft("Base", date(2026, 3, 14), timezone="Europe/Stockholm")
SERVICES = Services({"checkout": Service("checkout")})


def intake(text: str) -> Draft:
    return read(text, BASE, SERVICES, Settings())


def rows(text: str) -> list[tuple[str, str]]:
    return [(row.time, row.text) for row in intake(text).rows]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2026-03-14 09:02:11 deploy 4711 starts\n2026-03-14T09:11:05+01:00 alert fires", ["09:02", "09:11"]),
        ("2026-03-14T08:02:11Z deploy\n2026-03-14T08:11:00.123Z alert", ["09:02", "09:11"]),
        ("[09:02] oncall: deploy starts\n[09:11] oncall: alert fires", ["09:02", "09:11"]),
        ("09:02 deploy starts\n09:11 - alert fires", ["09:02", "09:11"]),
        ("Some Body  9:02 AM\ndeploy starts\nSome Body  9:11 PM\nalert fires", ["09:02", "21:11"]),
        ("Mar 14 09:02:11 web-1 nginx: upstream timed out", ["09:02"]),
        ("23:50 page\n00:10 fix", ["23:50", "2026-03-15 00:10"]),
        ("2026-03-14\n09:02 deploy\n2026-03-15\n10:00 later", ["09:02", "2026-03-15 10:00"]),
        ("time,event\n09:02,deploy\n2026-03-14 09:11,alert", ["09:02", "09:11"]),
        ("Tidpunkt;Händelse\n2026-03-14 09:02;driftsättning", ["09:02"]),
    ],
)
def test_shapes(text: str, expected: list[str]) -> None:
    assert [time for time, _ in rows(text)] == expected


def test_names_of_people_do_not_come_along() -> None:
    assert rows("[09:02] anna.berg: @erik restarted the pods") == [("09:02", "a colleague restarted the pods")]
    assert rows("09:02 ERROR: upstream timed out") == [("09:02", "ERROR: upstream timed out")]


def test_repeated_lines_stand_once_and_in_order() -> None:
    assert rows("09:11 b\n09:02 a\n09:02 a") == [("09:02", "a"), ("09:11", "b")]


def test_pagerduty() -> None:
    log = [
        {"type": "trigger_log_entry", "created_at": "2026-03-14T08:11:00Z", "summary": "Triggered through the website"},
        {"type": "acknowledge_log_entry", "created_at": "2026-03-14T08:13:00Z", "summary": "Acknowledged"},
        {"type": "resolve_log_entry", "created_at": "2026-03-14T10:05:00Z", "summary": "Resolved"},
    ]
    incident = {
        "incident_number": 7,
        "title": "Checkout 504",
        "created_at": "2026-03-14T08:11:00Z",
        "service": {"summary": "Checkout"},
    }
    draft = intake(json.dumps({"incident": incident, "log_entries": log}))
    assert draft.title == "Checkout 504"
    assert draft.services == ("checkout",)
    assert isinstance(draft.times["detected"], datetime)
    assert draft.times["detected"].isoformat() == "2026-03-14T09:11:00+01:00"
    assert isinstance(draft.times["impact_started"], Absent)
    assert [row.time for row in draft.rows] == ["09:11", "09:13", "11:05"]


def test_opsgenie() -> None:
    value = {
        "message": "Checkout 504",
        "createdAt": 1773475860000,
        "impactStartDate": "2026-03-14T08:02:00Z",
        "priority": "P2",
    }
    draft = intake(json.dumps({"data": value}))
    assert draft.title == "Checkout 504"
    assert draft.severity == "SEV2"
    assert isinstance(draft.times["impact_started"], datetime)


def test_the_hour_that_comes_twice_keeps_its_offset() -> None:
    found = [time for time, _ in rows("2026-10-25T00:30:00Z a\n2026-10-25T01:30:00Z b")]
    assert found == ["02:30+02:00", "02:30+01:00"], "the draft's date is the day of the first row"


@given(st.text(max_size=400))
def test_any_text_gives_a_draft(text: str) -> None:
    draft = intake(text)
    assert compose(draft, "---\nid: ${id}\n---\n\n## Timeline <!-- timeline -->\n")
    assert [row.time for row in draft.rows if "\n" in row.text] == []


def test_every_source_has_the_two_functions() -> None:
    from importlib import import_module

    assert names()[-1] == "chat"
    for name in names():
        module = import_module(f"blamefree.intake.{name}")
        assert callable(module.recognise)
        assert callable(module.read)
