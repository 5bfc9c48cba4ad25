"""Things that cannot both be true: one diagnostic, with both places."""

from __future__ import annotations

from dataclasses import dataclass

import pytest

from blamefree.check import conclude, inspect
from blamefree.diagnostics.diagnostic import Diagnostic
from blamefree.rules import example
from verdict import context as world


def run(text: str, *more: tuple[str, str], path: str = example.PATH) -> list[Diagnostic]:
    context = world()
    documents = [(path, text), (example.OTHER_PATH, example.OTHER), *more]
    inspections = [inspect(example.document(text, name), context) for name, text in sorted(documents)]
    return list(conclude(inspections, context, only=frozenset([path])).diagnostics)


@dataclass(frozen=True)
class Case:
    """`old` becomes `new`; `rule` speaks at the line of `at` and points at the line of `other`."""

    old: str
    new: str
    rule: str
    at: str
    other: str


CASES = {
    "resolved before mitigated": Case(
        "resolved: 2026-03-14T11", "resolved: 2026-03-14T08", "contradicting-times", "  resolved", "  mitigated"
    ),
    "impact after everything": Case(
        "impact_started: 2026-03-14T09:02", "impact_started: 2026-03-14T12:02", "contradicting-times", "  detected",
        "  impact_started",
    ),
    "resolved at another time than the row": Case(
        "resolved: 2026-03-14T11:05", "resolved: 2026-03-14T11:35", "time-against-rows", "  resolved", "- 11:05"
    ),
    "the row says another time": Case(
        "- 11:05 The incident is closed", "- 12:30 The incident is closed", "time-against-rows", "  resolved", "- 12:30"
    ),
    "rows in the wrong order": Case(
        "- 09:40 The old", "- 09:04 The old", "unordered-rows", "- 09:04", "- 09:11"
    ),
    "after midnight without a date": Case(
        "- 11:05 The incident is closed", "- 00:05 Everybody sleeps", "unordered-rows", "- 00:05", "- 09:40"
    ),
    "a first row of the evening": Case(
        "- 08:55 The switch", "- 18:55 The switch", "unordered-rows", "- 09:02", "- 18:55"
    ),
    "a last row of the night": Case(
        "- 11:05 The incident", "- 01:05 The incident", "unordered-rows", "- 01:05", "- 09:40"
    ),
    "a month later": Case(
        "resolved: 2026-03-14T11:05", "resolved: 2026-03-30T11:05", "time-against-rows", "  resolved", "- 11:05"
    ),
    "due before the incident": Case(
        "due: 2026-04-15", "due: 2025-04-15", "due-before-incident", "    due", "date:"
    ),
    "date after the incident": Case(
        "date: 2026-03-14", "date: 2026-03-16", "late-date", "date:", "  impact_started"
    ),
    "declined but open": Case(
        "    state: open", "    state: open\n    reason: no money", "contradicting-state", "    reason", "    state"
    ),
    "restricted with a message to customers": Case(
        "classification: internal", "classification: restricted", "public-section-in-restricted", "## Message",
        "classification",
    ),
    "the same action id": Case(
        "    state: open", "    state: open\n  - {id: a1, title: Alert, type: detect, owner: a, service: checkout}",
        "repeated-action-id", "  - {id: a1", "  - id: A1",
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", CASES)
def test_both_places_are_shown(name: str) -> None:
    case = CASES[name]
    base = example.DOCUMENT + ("\n## Message to customers\n\nSorry.\n" if "restricted" in name else "")
    assert case.old in base
    text = base.replace(case.old, case.new, 1)
    (found,) = run(text)
    lines = text.split("\n")
    assert found.rule == case.rule
    assert lines[found.place.start.line - 1].startswith(case.at)
    assert any(lines[item.place.start.line - 1].startswith(case.other) for item in found.related)


def test_two_documents_with_one_id_are_told_at_both() -> None:
    copy = example.DOCUMENT.replace("PM-2026-0042", "pm-2026-0042", 1).replace("OPS-1423", "OPS-9")
    path = "postmortems/2026/PM-2026-0042-copy.md"
    first = [item for item in run(example.DOCUMENT, (path, example.DOCUMENT)) if item.rule == "repeated-id"]
    assert [item.related[0].path for item in first] == [path]
    assert path in first[0].message
    assert not [item for item in run(copy, path="postmortems/2026/x.md") if item.rule == "repeated-id"]


def test_ids_that_differ_in_letter_case_are_one() -> None:
    path = "postmortems/2026/PM-2026-0043-copy.md"
    copy = example.DOCUMENT.replace("PM-2026-0042", "pm-2026-0042", 1)
    told = [item.rule for item in run(copy, (example.PATH, example.DOCUMENT), path=path) if "id" in item.rule]
    assert "repeated-id" in told


def test_one_incident_in_two_documents_is_told_at_the_later() -> None:
    path = "postmortems/2026/PM-2026-0043-later.md"
    later = example.DOCUMENT.replace("PM-2026-0042", "PM-2026-0043", 1).replace("2026-03-14", "2026-03-15")
    assert "shared-incident" in [item.rule for item in run(later, (example.PATH, example.DOCUMENT), path=path)]
    assert "shared-incident" not in [item.rule for item in run(example.DOCUMENT, (path, later))]


@pytest.mark.parametrize(
    ("title", "vague"),
    [
        ("Investigate the cache", "Investigate"),
        ("We should look into the cache", "look into"),
        ("Improve monitoring", "Improve"),
        ("Improve the alert so that it fires within a minute", ""),
        ("Reduce the retention from 30 to 7 days", ""),
        ("Considerate defaults for retries", ""),
        ("Discussion board for the team is moved", ""),
        ("Fix", "Fix"),
        ("Fixed window of one hour for the switch", ""),
        ("Alert on the hit ratio of the cache", ""),
    ],
)
def test_vague_titles_in_english(title: str, vague: str) -> None:
    text = example.DOCUMENT.replace("title: Switch caches region by region", f"title: {title}")
    found = [item for item in run(text) if item.rule == "vague-action"]
    assert [text[item.place.span.start : item.place.span.end] for item in found] == ([vague] if vague else [])


@pytest.mark.parametrize(
    ("title", "vague"),
    [
        ("Undersök varför cachen tömdes", "Undersök"),
        ("Titta på larmen", "Titta på"),
        ("Se över rutinerna", "Se över"),
        ("Vi bör fundera på larmen", "fundera på"),
        ("Förbättra övervakningen", "Förbättra"),
        ("Förbättra larmtiden från tio minuter till en", ""),
        ("Larma när träffkvoten sjunker under 80 procent", ""),
        ("Granskare utses för varje byte", ""),
    ],
)
def test_vague_titles_in_swedish(title: str, vague: str) -> None:
    text = example.DOCUMENT.replace("title: Switch caches region by region", f"title: {title}")
    text = text.replace("lang: en", "lang: sv")
    found = [item for item in run(text) if item.rule == "vague-action"]
    assert [text[item.place.span.start : item.place.span.end] for item in found] == ([vague] if vague else [])
