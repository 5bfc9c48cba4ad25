"""Breaking any one thing of a good document gives exactly one clear diagnostic, at the right line."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import UTC, datetime
from functools import cache
from pathlib import Path

import pytest

from blamefree.check import Inspection, conclude, inspect
from blamefree.config import Settings
from blamefree.diagnostics.diagnostic import Diagnostic
from blamefree.model.services import read_services
from blamefree.rules.api import Context
from blamefree.text import data
from blamefree.text.source import Source

SCHEMA = cache(data.load)

ROOT = Path(__file__).resolve().parents[2]
NOW = datetime(2026, 11, 22, 9, 0, tzinfo=UTC)
BASE = "postmortems/2019/PM-2019-0001-waf-regular-expression.md"


@cache
def context() -> Context:
    return Context(Settings(), NOW, read_services((ROOT / "services.yml").read_text("utf-8")), SCHEMA)


def inspected(path: str, text: str) -> Inspection:
    from blamefree.model.document import load

    return inspect(load(Source(path, text)), replace(context(), memo={}))


@cache
def others() -> tuple[Inspection, ...]:
    paths = sorted(path.relative_to(ROOT).as_posix() for path in (ROOT / "postmortems").glob("2*/PM-*.md"))
    return tuple(inspected(path, (ROOT / path).read_text("utf-8")) for path in paths)


def archive(path: str, text: str, only: frozenset[str] | None = None) -> list[Diagnostic]:
    """What a check says of the repository in which this file holds this text."""
    every = [*(item for item in others() if item.path != path), inspected(path, text)]
    return list(conclude(sorted(every, key=lambda item: item.path), context(), only=only).diagnostics)


def run(path: str, text: str) -> list[Diagnostic]:
    found = archive(path, text, frozenset([path]))
    return [item for item in found if item.family.value not in ("language", "privacy") and item.rule != "broken-link"]


@dataclass(frozen=True)
class Breakage:
    """`old` becomes `new`; `rule` speaks at the line that begins with `line` (default: the changed one)."""

    name: str
    old: str
    new: str
    rule: str
    line: str = ""


SERVICES = "services: [cloudflare-waf, cloudflare-edge, cloudflare-dashboard]"
ENTRY = "services: [cloudflare-waf,"
DETECTED = "detected: 2019-07-02T13:45:00Z"
DAY = "detected: 2019-07-02"
RESOLVED = "resolved: 2019-07-02T14:52:00Z"
OWNER = "owner: team-firewall"
TAGS = "tags: [regex, rollout, cpu, edge]"
KEY = "jira: OPS-1719"
WAIVER = "waivers: [{rule: vague-act"

BREAKAGES = [
    Breakage("unknown key", "severity: SEV1", "severty: SEV1", "unknown-key"),
    Breakage("key in capitals", "status: approved", "Status: approved", "unknown-key"),
    Breakage("no severity", "severity: SEV1\n", "", "missing-key", "---"),
    Breakage("no owner", OWNER + "\n", "", "missing-key", "---"),
    Breakage("no id", "id: PM-2019-0001\n", "", "missing-key", "---"),
    Breakage("no status", "status: approved\n", "", "missing-key", "---"),
    Breakage("no classification", "classification: public\n", "", "missing-classification", "---"),
    Breakage("no incident", "incident:\n  jira: OPS-1719\n", "", "missing-field", "---"),
    Breakage("no detection", "detection: alert\n", "", "missing-field", "---"),
    Breakage("empty detection", "detection: alert", "detection:", "missing-value"),
    Breakage("misspelt detection", "detection: alert", "detction: alert", "unknown-key"),
    Breakage("detection by nobody", "detection: alert", "detection: alrt", "unknown-value"),
    Breakage("detection unknown without why", "detection: alert", "detection: {unknown: }", "missing-value"),
    Breakage("detection unknown, blank", "detection: alert", 'detection: {unknown: " "}', "missing-value"),
    Breakage("detection of no kind", "detection: alert", "detection: {unkown: why}", "unknown-key"),
    Breakage("severity of no list", "severity: SEV1", "severity: SEV11", "unknown-value"),
    Breakage("severity a number", "severity: SEV1", "severity: 1", "unknown-value"),
    Breakage("status of no list", "status: approved", "status: aproved", "unknown-value"),
    Breakage("level of no list", "level: full", "level: fulll", "unknown-value"),
    Breakage("classification secret", "classification: public", "classification: secret", "unknown-value"),
    Breakage("id of another form", "id: PM-2019-0001", "id: PM-2019-1", "malformed-id"),
    Breakage("id a path", "id: PM-2019-0001", "id: ../../etc/passwd", "malformed-id"),
    Breakage("id in lower case", "id: PM-2019-0001", "id: pm-2019-0001", "malformed-id"),
    Breakage("id of another document", "id: PM-2019-0001", "id: PM-2019-0009", "misplaced-document"),
    Breakage("id a number", "id: PM-2019-0001", "id: 20190001", "wrong-type"),
    Breakage("title a number", "title: ", "title: 2019 #", "wrong-type"),
    Breakage("title a list", "title: ", "title: [a] #", "wrong-type"),
    Breakage("title of emoji", "title: ", 'title: "🔥" #', "title-without-words"),
    Breakage("title empty", "title: ", 'title: "" #', "missing-value"),
    Breakage("title a placeholder", "title: ", "title: TODO #", "placeholder-left"),
    Breakage("day that is not", "date: 2019-07-02", "date: 2019-02-30", "invalid-date"),
    Breakage("no leap year", "date: 2019-07-02", "date: 2019-02-29", "invalid-date"),
    Breakage("date in another order", "date: 2019-07-02", "date: 02/07/2019", "invalid-date"),
    Breakage("date without zeros", "date: 2019-07-02", "date: 2019-7-2", "invalid-date"),
    Breakage("date a clock", "date: 2019-07-02", "date: 10:01", "invalid-date"),
    Breakage("date with a clock", "date: 2019-07-02", "date: 2019-07-02T13:42:00Z", "invalid-date"),
    Breakage("date a day late", "date: 2019-07-02", "date: 2019-07-03", "late-date"),
    Breakage("date in the future", "date: 2019-07-02", "date: 2091-07-02", "late-date"),
    Breakage("zone that is not", "timezone: UTC", "timezone: UTZ", "unknown-timezone"),
    Breakage("zone a city", "timezone: UTC", "timezone: Stockholm", "unknown-timezone"),
    Breakage("lang in words", "lang: en", "lang: in English", "malformed-value"),
    Breakage("owner empty", OWNER, "owner:", "missing-value"),
    Breakage("owner a placeholder", OWNER, "owner: TBD", "placeholder-left"),
    Breakage("services a word", SERVICES, "services: cloudflare-waf", "wrong-type"),
    Breakage("no services", SERVICES + "\n", "", "missing-field", "---"),
    Breakage("services empty", SERVICES, "services: []", "missing-field"),
    Breakage("service unknown", ENTRY, "services: [cloudflare-waf, cloudfare-waf,", "unknown-service"),
    Breakage("service twice", ENTRY, "services: [cloudflare-waf, cloudflare-waf,", "repeated-entry"),
    Breakage("service of two scripts", ENTRY, "services: [cloudfl\u0430re-waf,", "mixed-scripts"),
    Breakage("incident key of another form", KEY, "jira: ops-1719", "malformed-value"),
    Breakage("incident a word", "incident:\n  jira: OPS-1719", "incident: OPS-1719", "wrong-type", "incident"),
    Breakage("incident with both", "  jira: OPS-1719", "  jira: OPS-1719\n  none: nothing",
        "contradicting-keys", "  none"),
    Breakage("incident of another document", KEY, "jira: OPS-1701", "shared-incident"),
    Breakage("time without offset", DETECTED, DAY + "T13:45:00", "time-without-offset"),
    Breakage("time without date", DETECTED, "detected: 13:45", "invalid-time"),
    Breakage("time without clock", DETECTED, "detected: 2019-07-02", "invalid-time"),
    Breakage("time at 25", DETECTED, DAY + "T25:45:00Z", "invalid-time"),
    Breakage("time on no day", DETECTED, "detected: 2019-02-30T13:45:00Z", "invalid-time"),
    Breakage("time with zone name", DETECTED, DAY + "T13:45:00 CEST", "invalid-time"),
    Breakage("time in words", DETECTED, "detected: in the afternoon", "invalid-time"),
    Breakage("time a list", DETECTED, "detected: [1]", "wrong-type"),
    Breakage("time empty", DETECTED, "detected:", "missing-value"),
    Breakage("time missing", "  detected: 2019-07-02T13:45:00Z\n", "", "missing-field", "  impact_started"),
    Breakage("time misspelt", "  detected: 2019", "  deteced: 2019", "unknown-key"),
    Breakage("time a placeholder", DETECTED, "detected: TODO", "placeholder-left"),
    Breakage("detected too early", DETECTED, DAY + "T13:05:00Z", "contradicting-times"),
    Breakage("resolved in the future", RESOLVED, "resolved: 2091-07-02T14:52:00Z", "future-time"),
    Breakage("resolved a year later", RESOLVED, "resolved: 2020-07-02T14:52:00Z", "time-against-rows"),
    Breakage("impact infinite", "value: 27\n", "value: .inf\n", "not-a-finite-number"),
    Breakage("impact no number", "value: 27\n", "value: .nan\n", "not-a-finite-number"),
    Breakage("impact overflows", "value: 27\n", "value: 1e999\n", "not-a-finite-number"),
    Breakage("impact in words", "value: 27\n", "value: a lot\n", "wrong-type"),
    Breakage("impact without value", "    value: 27\n", "", "missing-key", "  - measure: time"),
    Breakage("factor of no kind", "kind: testing,", "kind: tests,", "unknown-value"),
    Breakage("factor of a person", "kind: testing,", "kind: person,", "unknown-value"),
    Breakage("approved by", OWNER, f"{OWNER}\napproved_by: lead", "recorded-by-tool", "approved_by"),
    Breakage("approvals", OWNER, f"{OWNER}\napprovals: []", "recorded-by-tool", "approvals"),
    Breakage("waiver of nothing", TAGS, f"{TAGS}\n{WAIVER}oin, reason: x}}]", "unknown-waiver", "waivers"),
    Breakage("waiver without why", TAGS, f"{TAGS}\n{WAIVER}ion}}]", "waiver-without-reason", "waivers"),
    Breakage("related to nothing", "- {id: PM-2017-0002,", "- {id: PM-1999-0001,", "unknown-related"),
    Breakage("related to itself", "- {id: PM-2017-0002,", "- {id: PM-2019-0001,", "related-to-later"),
    Breakage("related to a later one", "- {id: PM-2017-0002,", "- {id: PM-2025-0001,", "related-to-later"),
    Breakage("summary gone", "## Summary", "## Synopsis", "missing-section", "status"),
    Breakage("timeline gone", "## Timeline", "## Course", "missing-section", "status"),
    Breakage("lessons gone", "## What went poorly", "## Notes", "missing-section", "status"),
]  # fmt: skip


def applied(breakage: Breakage) -> tuple[str, int]:
    text = (ROOT / BASE).read_text("utf-8")
    assert breakage.old in text, breakage.old
    at = text.index(breakage.old)
    broken = text[:at] + breakage.new + text[at + len(breakage.old) :]
    if breakage.line == "---":
        return broken, broken.count("\n", 0, broken.index("\n---\n") + 1) + 1
    if breakage.line:
        found = next(n for n, line in enumerate(broken.split("\n"), 1) if line.startswith(breakage.line))
        return broken, found
    return broken, broken.count("\n", 0, at) + 1


@pytest.mark.parametrize("breakage", BREAKAGES, ids=lambda item: item.name)
def test_one_clear_diagnostic_at_the_right_line(breakage: Breakage) -> None:
    before = {(item.rule, item.message) for item in run(BASE, (ROOT / BASE).read_text("utf-8"))}
    text, line = applied(breakage)
    found = [item for item in run(BASE, text) if (item.rule, item.message) not in before]
    assert [(item.rule, item.place.start.line) for item in found] == [(breakage.rule, line)], [
        f"{item.place.start.line} {item.rule}: {item.message}" for item in found
    ]
    (only,) = found
    assert only.message
    assert only.help
    assert "\n" not in only.message + only.help


def told(path: str, old: str, new: str) -> list[tuple[str, int, str]]:
    """What the repository's check says more when ``old`` becomes ``new`` in one document: path, line, rule."""
    text = (ROOT / path).read_text("utf-8")
    assert old in text
    after = archive(path, text.replace(old, new, 1))
    more = [item for item in after if (item.path, item.rule, item.message) not in said_anyway()]
    return [(item.path, item.place.start.line, item.rule) for item in more]


@cache
def said_anyway() -> frozenset[tuple[str, str, str]]:
    found = conclude(others(), context()).diagnostics
    return frozenset((item.path, item.rule, item.message) for item in found)


def line_of(path: str, words: str) -> int:
    text = (ROOT / path).read_text("utf-8")
    return text.count("\n", 0, text.index(words)) + 1


WAIVING = "postmortems/2021/PM-2021-0003-kassor-stod-stilla-i-800-butiker.md"


@pytest.mark.parametrize(
    ("new", "rule"),
    [
        ("id: PM-2019-0999", "misplaced-document"),
        ("id: PM-2017-0001", "repeated-id"),
        ("id: PM-19-1", "malformed-id"),
        ("id:", "missing-value"),
        ('id: "PM-2019-0001', "yaml-syntax"),
        ("id PM-2019-0001", "yaml-syntax"),
        ("id: &a PM-2019-0001", "yaml-alias"),
    ],
)
def test_a_broken_id_is_told_once_though_others_refer_to_it(new: str, rule: str) -> None:
    assert told(BASE, "id: PM-2019-0001", new) == [(BASE, 2, rule)]


@pytest.mark.parametrize(
    ("old", "new", "rule"),
    [
        ("  resolved: 2019", "  resolved 2019", "yaml-syntax"),
        ("factors:\n", "factors\n", "yaml-syntax"),
        (TAGS, TAGS.replace(":", ""), "yaml-syntax"),
        ("title: ", 'title: "', "yaml-syntax"),
        ("  detected: 2019", '  "detected: 2019', "yaml-syntax"),
        ("{kind: change", "{kind change", "missing-value"),
        ("acknowledged: {unknown:", "acknowledged: {unknown", "missing-value"),
        ("services: [", "xyzzy: [", "unknown-key"),
        ("services: [", "service: [", "unknown-key"),
        ("  detected: 2019", "  found: 2019", "unknown-key"),
        ("severity: SEV1", "grade: SEV1", "unknown-key"),
        ("    due: 20", "    when: 20", "unknown-key"),
        ("    evidence: ", "    proof: ", "unknown-key"),
        ("  - {kind: change", "  - {}\n  - {kind: change", "missing-value"),
        ("severity: SEV1", "sev\u200berity: SEV1", "hidden-character"),
        ("title: ", 'title: "a\\u202eb" #', "hidden-character"),
        ("lang: en", 'lang: ""', "missing-value"),
        ("lang: en", "lang: xx", "language-without-pack"),
    ],
)
def test_what_else_is_mistyped_is_told_once_and_where_it_stands(old: str, new: str, rule: str) -> None:
    assert told(BASE, old, new) == [(BASE, line_of(BASE, old), rule)]


@pytest.mark.parametrize(
    ("old", "new", "rule"),
    [
        ("waivers:", "waiver:", "unknown-key"),
        ("waivers:", "exceptions:", "unknown-key"),
        ("  - rule: ", "  - rule: z", "unknown-waiver"),
        ("  - rule: ", "  - rule: none-of-ours #", "unknown-waiver"),
        ("  - rule: ", "  - rule: TODO #", "placeholder-left"),
        ("  - rule: ", "  - rule: [] #", "wrong-type"),
    ],
)
def test_a_broken_waiver_is_told_without_what_it_waives(old: str, new: str, rule: str) -> None:
    assert told(WAIVING, old, new) == [(WAIVING, line_of(WAIVING, old), rule)]


@pytest.mark.parametrize(
    "waivers",
    [
        "  - {rule: missing-field}\n  - {rule: waiver-without-reason}\n",
        "  - {rule: missing-field, reason: ' '}\n  - {rule: waiver-without-reason, reason: ' '}\n",
        "  - {rule: missing-fielt, reason: a typing error is no excuse}\n",
        "  - {rule: [], reason: nor is a list}\n",
    ],
)
def test_a_waiver_that_is_wrong_itself_holds_back_no_error(waivers: str) -> None:
    text = (ROOT / BASE).read_text("utf-8").replace("detection: alert\n", "")
    found = errors(BASE, text.replace("\n---\n", f"\nwaivers:\n{waivers}---\n", 1))
    rules = [rule for rule, _ in found]
    assert "missing-field" in rules, found
    assert rules.count("waiver-without-reason") == waivers.count("{rule: w") * 2


PATHS = sorted(path.relative_to(ROOT).as_posix() for path in (ROOT / "postmortems").glob("2*/PM-*.md"))
# One approved, one lite and one Swedish document stand for the others: each case is a run over the archive.
CHOSEN = [path for path in PATHS if path.split("/")[-1][:12] in ("PM-2018-0001", "PM-2021-0002", "PM-2022-0002")]
NEEDED = (
    "id", "title", "date", "status", "severity", "classification", "owner", "services", "incident", "times",
    "detection",
)  # fmt: skip
VALUED = (*NEEDED, "level", "lang", "timezone", "factors", "actions", "impact", "tags")


def without(text: str, key: str, empty: bool = False) -> str:
    lines = text.split("\n")
    start = next(at for at, line in enumerate(lines) if line.startswith(f"{key}:"))
    end = start + 1
    while lines[end].startswith((" ", "-")) and lines[end] != "---":
        end += 1
    return "\n".join([*lines[:start], *([f"{key}:"] if empty else []), *lines[end:]])


def errors(path: str, text: str) -> list[tuple[str, str]]:
    return [(item.rule, item.message) for item in run(path, text) if item.severity.word == "error"]


@pytest.mark.parametrize("path", PATHS)
def test_every_document_is_without_errors(path: str) -> None:
    assert errors(path, (ROOT / path).read_text("utf-8")) == []


@pytest.mark.slow
@pytest.mark.parametrize("key", NEEDED)
@pytest.mark.parametrize("path", CHOSEN)
def test_a_needed_key_that_is_gone_gives_one_error(path: str, key: str) -> None:
    (found,) = errors(path, without((ROOT / path).read_text("utf-8"), key))
    assert key in found[1]


@pytest.mark.slow
@pytest.mark.parametrize("key", VALUED)
@pytest.mark.parametrize("path", CHOSEN)
def test_a_key_that_is_empty_gives_one_error(path: str, key: str) -> None:
    (found,) = errors(path, without((ROOT / path).read_text("utf-8"), key, empty=True))
    assert found == ("missing-value", f"{key} has no value")


@pytest.mark.slow
@pytest.mark.parametrize("key", VALUED)
@pytest.mark.parametrize("path", CHOSEN)
def test_a_key_that_is_misspelt_gives_one_error_that_names_it(path: str, key: str) -> None:
    text = (ROOT / path).read_text("utf-8")
    found = [item for item in run(path, text.replace(f"\n{key}:", f"\n{key}x:", 1)) if item.severity.word == "error"]
    assert [item.rule for item in found] == ["unknown-key"]
    assert f"did you mean {key}?" in found[0].help
