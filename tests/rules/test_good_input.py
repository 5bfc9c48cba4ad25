"""Every reasonable way to write a document is accepted."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from blamefree.check import conclude, inspect
from blamefree.diagnostics.diagnostic import Diagnostic, Severity
from blamefree.model.document import load
from blamefree.model.services import read_services
from blamefree.rules import example
from blamefree.rules.api import Context
from blamefree.rules.page import Example, compose
from blamefree.text.source import Source
from verdict import context as world

NOW = datetime(2028, 12, 1, tzinfo=UTC)


def run(text: str, *, bom: bool = False, context: Context | None = None) -> list[Diagnostic]:
    context = context or replace(world(), now=NOW)
    inspections = [
        inspect(load(Source(example.PATH, text, bom)), context),
        inspect(example.document(example.OTHER, example.OTHER_PATH), context),
    ]
    return list(conclude(inspections, context, only=frozenset([example.PATH])).diagnostics)


def errors(found: list[Diagnostic]) -> list[str]:
    return [f"{item.place.start.line} {item.rule}: {item.message}" for item in found if item.severity is Severity.ERROR]


def front(text: str, base: str = example.DOCUMENT) -> str:
    return compose(Example("Good", "front", text), base)[0]


def body(text: str, base: str = example.DOCUMENT) -> str:
    return compose(Example("Good", "body", text), base)[0]


UNKNOWN = "times:\n" + "".join(
    f"  {name}: {{unknown: the logs are lost}}\n"
    for name in ("impact_started", "detected", "acknowledged", "mitigated", "resolved")
)
LITE = """\
---
id: PM-2026-0042
title: The nightly export was late
date: 2026-03-14
status: in_review
severity: SEV4
classification: internal
owner: team-checkout
services: [checkout]
incident: {none: noticed before anybody was affected}
times:
  impact_started: {not_applicable: nobody was affected}
  detected: {unknown: nobody wrote it down}
  acknowledged: {not_applicable: nobody was called}
  mitigated: {not_applicable: nobody was affected}
  resolved: {unknown: it ended by itself}
detection: {unknown: somebody mentioned it at lunch}
factors: [{kind: capacity, text: The disk was slow.}]
---

## Summary

The export was two hours late.

## Impact

None.

## Timeline

- ~01:00 The export begins.
- 03:00 It should have ended.
- 05:10 It ends.

## What surprised us

Nobody looks at the export before nine.
"""

CASES = {
    "crlf": example.DOCUMENT.replace("\n", "\r\n"),
    "no final newline": example.DOCUMENT.rstrip("\n"),
    "blank lines and comments": example.DOCUMENT.replace("\ntitle:", "\n\n# who reads this?\ntitle:").replace(
        "status: in_review", "status: in_review  # since Monday"
    ),
    "unknown times": front(UNKNOWN),
    "lite": LITE,
    "lite with Swedish headings": LITE.replace("owner:", "lang: sv\nowner:")
    .replace("## Summary", "## Sammanfattning")
    .replace("## Impact", "## Påverkan")
    .replace("## Timeline", "## Tidslinje")
    .replace("## What surprised us", "## Vad överraskade oss"),
    "headings in capitals with a colon": example.DOCUMENT.replace("## Summary", "## SUMMARY:"),
    "setext headings": example.DOCUMENT.replace("## Impact\n", "Impact\n------\n"),
    "right to left title": front("title: تعطل الدفع لمدة 38 دقيقة\n"),
    "emoji title": front('title: "👩‍💻🔥 Checkout stood still"\n'),
    "Japanese title": front("title: 決済が38分間停止した\n"),
    "title that looks like a boolean": front("title: no\n"),
    "title in single quotes": front("title: 'It''s the cache'\n"),
    "title folded": front("title: >-\n  Checkout stood still\n  while the cache was switched\n"),
    "title literal": front("title: |-\n  Checkout stood still\n"),
    "title over two lines": front("title: Checkout stood still\n  while the cache was switched\n"),
    "quoted everything": front('date: "2026-03-14"\nseverity: "SEV2"\nstatus: \'in_review\'\n'),
    "flow": front("incident: {jira: OPS-1423}\nservices:\n  - checkout\n  - session-cache\n"),
    "times in UTC": front(UNKNOWN.replace("detected: {unknown: the logs are lost}", "detected: 2026-03-14T08:11:00Z")),
    "times with a space": front(
        UNKNOWN.replace("detected: {unknown: the logs are lost}", "detected: 2026-03-14 09:11:00+01:00")
    ),
    "times without seconds": front(
        UNKNOWN.replace("detected: {unknown: the logs are lost}", "detected: 2026-03-14T09:11+01:00")
    ),
    "times with fractions": front(
        UNKNOWN.replace("detected: {unknown: the logs are lost}", "detected: 2026-03-14T09:11:00.123Z")
    ),
    "times in the zone of somebody else": front(
        UNKNOWN.replace("detected: {unknown: the logs are lost}", "detected: 2026-03-14T13:41:00+05:30")
    ),
    "number of a measure unknown": front(
        "impact:\n  - {measure: orders, value: {unknown: nobody counted}}\n  - {measure: share, value: 0.25}\n"
    ),
    "keys in another order": example.DOCUMENT.replace("id: PM-2026-0042\n", "", 1).replace(
        "tags: [cache", "id: PM-2026-0042\ntags: [cache"
    ),
    "sections in another order": body("## Summary\n\nShort.\n") + "\n## Sources\n\n- A page.\n",
    "leap day": front(
        "date: 2028-02-29\n" + UNKNOWN + "actions:\n  - {id: A1, title: Switch caches region by region, type: prevent,"
        " owner: team-checkout, due: 2028-02-29}\n"
    ),
    "table timeline": body(
        "## Timeline\n\n| Time | What |\n|:--|--|\n| 08:55 | The switch is started |\n| **09:11** | Alert |\n"
        "| ~09:40 | Well again |\n| 2026-03-15 00:10 | Closed |\n"
    ),
    "table timeline with dates": body(
        "## Timeline\n\n| Date | Time | What |\n|--|--|--|\n| 2026-03-14 | 08:55 | Start |\n| | 09:11 | Alert |\n"
        "| 2026-03-15 | 00:10 | Night |\n"
    ),
    "ranges and about": body(
        "## Timeline\n\n- ~08:50 Start\n- 09:02–09:11 Errors\n- 09:10-09:40 Search\n"
        "- ~09:38 Idea\n- 23:50–00:10 Watch\n"
        "- 2026-03-15 00:30 Sleep\n"
    ),
    "lead-up of the week before": body(
        "## Timeline\n\n- 2026-03-09 10:00 The runbook is changed\n- 2026-03-14 09:02 Errors\n- 09:11 Alert\n"
    ),
    "offsets in rows": body(
        "## Timeline\n\n- 09:02+01:00 Errors\n- 08:11Z Alert\n- 13:42+05:30 Another site sees it\n- 09:40 Well again\n"
    ),
    "numbered timeline": body("## Timeline\n\n1. 09:02 Errors\n2. 09:11 Alert\n3. 09:40 Well again\n"),
    "timeline with sub-lists and prose": body(
        "## Timeline\n\nTimes are local.\n\n- 09:02 Errors\n    - in every region\n\n    More text.\n- 09:11 Alert\n"
        "- 09:40 Well again\n\n### Aftermath\n\nQuiet.\n"
    ),
    "clocks go forward": front("date: 2026-03-29\n" + UNKNOWN).replace(
        "- 08:55 The switch is started with the command of the runbook.\n- 09:02",
        "- 01:55 The switch is started with the command of the runbook.\n- 03:02",
    ),
    "clocks go back": front("date: 2026-10-25\n" + UNKNOWN)
    .replace("    due: 2026-04-15\n", "")
    .replace(
        "- 08:55 The switch is started with the command of the runbook.\n- 09:02",
        "- 02:55 The switch is started with the command of the runbook.\n- 02:05",
    ),
    "a word about TODO": body("## Backlog check\n\nThe TODO list of the team had nothing, and `TODO:` is code.\n"),
    "nothing to tell": body("## Where we got lucky\n\nNothing.\n"),
    "withdrawn": front("status: withdrawn\n"),
    "draft with holes": "---\nid: PM-2026-0042\ntitle: TODO\ndate: 2026-03-14\nstatus: draft\nseverity: SEV1\n"
    "classification: restricted\nowner: TODO\nservices: []\nincident:\n  jira:\ntimes:\n  detected:\n  resolved: TBD\n"
    "detection:\nactions:\n  - {id: A1, title: TODO, due: TBD, type: }\n---\n\n## Summary\n\nTODO\n",
    "declined and done": front(
        "status: actions_done\nactions:\n  - {id: A1, title: Alert on the ratio, type: detect, owner: team-checkout,"
        " state: declined, reason: The cache goes away}\n"
        "  - {id: A2, title: Switch caches region by region, type: prevent, owner: team-checkout, due: 2026-03-20,\n"
        "     done_when: The command asks, state: done, evidence: 'https://git.example/1'}\n"
    ),
}


@pytest.mark.parametrize("name", CASES)
def test_it_has_no_errors(name: str) -> None:
    assert errors(run(CASES[name])) == []


def test_a_byte_order_mark_changes_nothing() -> None:
    assert run(example.DOCUMENT, bom=True) == run(example.DOCUMENT)


def test_places_do_not_depend_on_line_ends() -> None:
    broken = example.DOCUMENT.replace("severity: SEV2", "severity: SEV7").replace(
        "- 09:11 The alert", "- 09:71 The alert"
    )
    one = [(item.rule, item.place.start.line, item.place.start.column) for item in run(broken)]
    other = [(item.rule, item.place.start.line, item.place.start.column) for item in run(broken.replace("\n", "\r\n"))]
    assert one == other
    assert [rule for rule, _, _ in one] == ["unknown-value", "overdue-action", "unreadable-time"]


def test_severities_come_from_the_settings() -> None:
    context = replace(world(replace(example.SETTINGS, severities=("P1", "P2", "P3"))), now=NOW)
    assert errors(run(front("severity: P1\n"), context=context)) == []
    (found,) = errors(run(example.DOCUMENT, context=context))
    assert "unknown-value" in found


def test_without_a_catalogue_no_service_is_unknown() -> None:
    context = replace(world(), now=NOW, services=None)
    assert errors(run(front("services: [anything]\n"), context=context)) == []


def test_a_document_may_name_what_a_service_of_the_catalogue_depends_on() -> None:
    catalogue = read_services(
        "services:\n  checkout:\n    team: team-checkout\n    approvers: [{login: checkout-lead, id: 1234}]\n"
        "    minimum: 1\n    jira_project: CHK\n    depends_on: [session-cache]\n"
    )
    context = replace(world(), now=NOW, services=catalogue)
    named = front("services: [checkout, session-cache]\n")
    assert [item for item in errors(run(named, context=context)) if "unknown-service" in item] == []
    decided = named.replace("service: checkout", "service: session-cache", 1)
    assert decided != named
    assert any("unknown-service" in item for item in errors(run(decided, context=context)))
