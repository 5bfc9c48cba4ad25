"""The schema, the quick answer beside it, and what a defect is called."""

from __future__ import annotations

import copy
import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

from blamefree import resources
from blamefree.rules import example
from blamefree.rules.shape import defects
from blamefree.rules.shape.quick import compile_schema
from blamefree.text.span import Span
from blamefree.text.yaml12 import Mapping, Node, Scalar, Sequence
from verdict import context as world

RAW = json.loads(resources.read_bytes("postmortem.schema.json"))
VALIDATOR = Draft202012Validator(RAW)
QUICK = compile_schema(RAW)
GOOD = {
    "id": "PM-2026-0042",
    "title": "Checkout stood still",
    "date": "2026-03-14",
    "status": "in_review",
    "severity": "SEV2",
    "classification": "internal",
    "owner": "team-checkout",
    "services": ["checkout"],
    "incident": {"jira": "OPS-1423"},
    "times": {"detected": "2026-03-14T09:11:00+01:00", "resolved": {"unknown": "lost"}},
    "detection": "alert",
    "impact": [{"measure": "orders", "value": 1840}, {"measure": "share", "value": {"unknown": "lost"}}],
    "factors": [{"kind": "change", "text": "All at once."}],
    "actions": [{"id": "A1", "title": "Switch", "type": "prevent", "due": "2026-04-15"}],
    "related": [{"id": "PM-2025-0031"}],
    "waivers": [{"rule": "timeline-gap", "reason": "lost"}],
}
NOWHERE = Span(0, 0)


def node(value: Any) -> Node:
    if isinstance(value, dict):
        return Mapping({key: node(item) for key, item in value.items()}, dict.fromkeys(value, NOWHERE), NOWHERE)
    if isinstance(value, list):
        return Sequence([node(item) for item in value], NOWHERE)
    return Scalar(value, NOWHERE)


def places(value: Any, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    found = [path]
    for key, item in value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ():
        found.extend(places(item, (*path, key)))
    return found


leaves = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(),
    st.floats(allow_nan=False),
    st.text(max_size=12),
    st.sampled_from(
        ["alert", "SEV1", "draft", "change", "2026-03-14", "PM-2026-0001", "2026-03-14T09:11:00Z", " ", "done"]
    ),
)
values = st.recursive(
    leaves,
    lambda inner: st.one_of(
        st.lists(inner, max_size=3),
        st.dictionaries(
            st.sampled_from(["jira", "none", "unknown", "not_applicable", "id", "title", "x"]), inner, max_size=3
        ),
    ),
    max_leaves=5,
)


def test_the_schema_is_one() -> None:
    Draft202012Validator.check_schema(RAW)
    assert QUICK(node(GOOD))
    assert VALIDATOR.is_valid(GOOD)


def test_every_key_is_described_and_has_an_example_that_is_valid() -> None:
    def walk(part: dict[str, Any], where: str) -> None:
        for name, spec in part.get("properties", {}).items():
            assert spec.get("description"), f"{where}{name}"
            for shown in spec.get("examples", ()):
                resolved = {**RAW["$defs"].get(str(spec.get("$ref", "")).rpartition("/")[2], {}), **spec}
                resolved.pop("$ref", None)
                Draft202012Validator({**resolved, "$defs": RAW["$defs"]}).validate(shown)
            walk(spec, f"{where}{name}.")
            walk(spec.get("items", {}), f"{where}{name}[].")
            for branch in spec.get("oneOf", ()):
                walk(branch, f"{where}{name}.")

    walk(RAW, "")


@settings(max_examples=400)
@given(st.sampled_from(places(GOOD)[1:]), values)
def test_what_is_surely_valid_is_valid(path: tuple[Any, ...], value: Any) -> None:
    changed = copy.deepcopy(GOOD)
    holder: Any = changed
    for step in path[:-1]:
        holder = holder[step]
    holder[path[-1]] = value
    if QUICK(node(changed)):
        assert VALIDATOR.is_valid(changed)


@pytest.mark.parametrize(
    "schema",
    [
        {"type": "integer"},
        {"not": {}},
        {"if": {}, "then": False},
        {"patternProperties": {"^x": {}}, "additionalProperties": False},
        {"$ref": "https://example.com/other.json"},
        {"oneOf": [{"type": "string"}, {"enum": ["a"]}]},
        {"oneOf": [{"type": "object"}, {"type": "object"}]},
        {"enum": [1, None]},
        False,
    ],
)
def test_what_is_not_understood_is_left_to_jsonschema(schema: Any) -> None:
    assert compile_schema(schema)(node("a")) is False


def test_a_valid_document_never_loads_jsonschema() -> None:
    program = (
        "import sys; from blamefree.check import inspect; from blamefree.rules import example\n"
        "from blamefree.rules.api import Context; from blamefree.text import data\n"
        "c = Context(example.SETTINGS, example.NOW, example.catalogue(), data.load)\n"
        "inspect(example.document(example.DOCUMENT), c); print('jsonschema' in sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "False"


def shape(text: str) -> list[tuple[str, str, str]]:
    context = world()
    document = example.document(text)
    return [
        (item.rule, document.text[item.span.start : item.span.end], f"{item.message}: {item.help}")
        for item in defects(document, context)
    ]


@pytest.mark.parametrize(
    ("old", "new", "rule", "marked", "words"),
    [
        ("severity: SEV2", "severity: SEV12", "unknown-value", "SEV12", "did you mean SEV2?"),
        ("severity: SEV2", "severty: SEV2", "unknown-key", "severty", "did you mean severity?"),
        ("severity: SEV2", "severity: SEV2\nimpact_started: x", "unknown-key", "impact_started", "belongs under times"),
        (
            "    state: open",
            "    state: open\n    severity: SEV1",
            "unknown-key",
            "severity",
            "top of the front matter",
        ),
        ("severity: SEV2", "severity: SEV2\nlevl: full", "unknown-key", "levl", "level? It is set already"),
        ("date: 2026-03-14", "date: 2026-02-30", "invalid-date", "2026-02-30", "February 2026 has no day 30"),
        ("date: 2026-03-14", "date: 2026-13-01", "invalid-date", "2026-13-01", "there is no month 13"),
        ("date: 2026-03-14", "date: 2026-02-29", "invalid-date", "2026-02-29", "2026 is no leap year"),
        ("detected: 2026-03-14T09:11:00+01:00", "detected: 10:01", "invalid-time", "10:01", "YAML 1.1 would read 601"),
        (
            "detected: 2026-03-14T09:11:00+01:00",
            "detected: 10:01",
            "invalid-time",
            "10:01",
            "2026-03-14T10:01:00+01:00",
        ),
        (
            "detected: 2026-03-14T09:11:00+01:00",
            "detected: 2026-07-14T10:01",
            "time-without-offset",
            "2026-07-14T10:01",
            "+02:00",
        ),
        (
            "detected: 2026-03-14T09:11:00+01:00",
            "detected: 2026-03-14T09:11:00+0100",
            "invalid-time",
            "2026-03-14T09:11:00+0100",
            "+01:00",
        ),
        ("detected: 2026-03-14T09:11:00+01:00", "detected: 601", "invalid-time", "601", "full timestamp"),
        ("jira: OPS-1423", "jira: OPS 1423", "malformed-value", "OPS 1423", "for example jira: OPS-1423"),
        ("value: 1840", "value: 1e999", "not-a-finite-number", "1e999", "finite number"),
        ("value: 1840", "value: 99999999999999999999", "not-a-finite-number", "99999999999999999999", "too large"),
        ("value: 1840", 'value: "1840"', "wrong-type", '"1840"', "must be a number"),
        ("id: A1", "id: 1", "wrong-type", "1", 'put it in quotes: "1"'),
        ("type: prevent", "type: preventive", "unknown-value", "preventive", "did you mean prevent?"),
        (
            "owner: team-checkout\nservices",
            "owner: [a]\nservices",
            "wrong-type",
            "[a]",
            "owner must be text, found a list",
        ),
        ("tags: [cache", "tags: [1, cache", "wrong-type", "1", "tags entry 1 must be text"),
        ("    state: open", "    state: open\n    jira: CHK-1", "recorded-by-tool", "jira", "recorded by the tool"),
        (
            "    state: open",
            "    state: open\n    approvers: [x]",
            "recorded-by-tool",
            "approvers",
            "recorded by the tool",
        ),
        (
            "services: [checkout",
            "services: [р\u0430yments, checkout",
            "mixed-scripts",
            "р\u0430yments",
            "did you mean payments",
        ),
        ("timezone: Europe/Stockholm", "timezone: Europe", "unknown-timezone", "Europe", "IANA name"),
        (
            "timezone: Europe/Stockholm",
            "timezone: ../../etc/passwd",
            "unknown-timezone",
            "../../etc/passwd",
            "IANA name",
        ),
    ],
)
def test_one_defect_in_clear_words(old: str, new: str, rule: str, marked: str, words: str) -> None:
    assert old in example.DOCUMENT
    (found,) = shape(example.DOCUMENT.replace(old, new, 1))
    assert found[:2] == (rule, marked)
    assert words in found[2]


@settings(max_examples=150, suppress_health_check=[HealthCheck.too_slow])  # the first text loads Unicode's tables
@given(st.sampled_from([path for path in places(GOOD) if path]), values)
def test_any_value_anywhere_is_told_or_fine(path: tuple[Any, ...], value: Any) -> None:
    changed = copy.deepcopy(GOOD)
    holder: Any = changed
    for step in path[:-1]:
        holder = holder[step]
    holder[path[-1]] = value
    text = f"---\n{json.dumps(changed, ensure_ascii=True)[1:-1]}\n---\n"
    text = text.replace("---\n", "---\n{", 1).replace("\n---\n", "}\n---\n", 1)
    if not example.document(text).sound:
        return  # characters that the YAML reader refuses; family syntax tells
    found = shape(text)
    if not VALIDATOR.is_valid(changed) and value is not None:
        assert found or isinstance(value, str)  # a placeholder is told by completeness


@pytest.mark.parametrize(
    ("name", "text", "said"),
    [
        ("completeness.yml", "statuses: {in_review: {keys: 7}}\n", "keys must be a list"),
        ("completeness.yml", "levels: {full: {rows: many}}\n", "rows must be a whole number"),
        ("completeness.yml", "statuses: [\n", "completeness.yml:"),
        ("postmortem.schema.json", "{", "not valid JSON"),
        ("postmortem.schema.json", '{"properties": {"owner": {"type": "txt"}}}', "properties.owner"),
        ("postmortem.schema.json", '{"properties": {"owner": {"pattern": "("}}}', "properties.owner"),
        ("postmortem.schema.json", '{"properties": {"owner": {"$ref": "#/$defs/nothing"}}}', "$ref"),
        ("wording/en.yml", "vague: 7\n", "vague must be a list"),
        ("wording/en.yml", "milestones: {resolved: ['(']}\n", "milestones.resolved"),
    ],
)
def test_a_broken_overlay_is_a_settings_problem(
    name: str, text: str, said: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    from blamefree.cli import run

    (tmp_path / "postmortems" / "2026").mkdir(parents=True)
    (tmp_path / "postmortems" / "2026" / "PM-2026-0042-x.md").write_text(example.DOCUMENT, "utf-8")
    own = tmp_path / "schema" / name
    own.parent.mkdir(parents=True)
    own.write_text(text, "utf-8")
    monkeypatch.chdir(tmp_path)
    assert run(["check", "--no-cache"]) == 2
    out, err = capsys.readouterr()
    assert out == ""
    assert said in err
    assert err.count("\n") == 1


def test_an_overlay_asks_for_more(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    from blamefree.cli import run

    (tmp_path / "postmortems" / "2026").mkdir(parents=True)
    text = example.DOCUMENT.replace("related:\n  - {id: PM-2025-0031, why_again: Its action A2 was not finished}\n", "")
    (tmp_path / "postmortems" / "2026" / "PM-2026-0042-x.md").write_text(text, "utf-8")
    (tmp_path / "schema").mkdir()
    (tmp_path / "schema" / "completeness.yml").write_text(
        "levels: {full: {sections: [summary, questions]}}\nsummary_words: 5\nplaceholders: [tbc]\n", "utf-8"
    )
    (tmp_path / "schema" / "postmortem.schema.json").write_text(
        json.dumps({"properties": {"region": {"type": "string"}}, "required": [*RAW["required"], "region"]}), "utf-8"
    )
    monkeypatch.chdir(tmp_path)
    assert run(["check", "--format", "json"]) == 1
    rules = [item["rule"] for item in json.loads(capsys.readouterr().out)["diagnostics"]]
    assert sorted(set(rules) - {"overdue-action"}) == ["long-summary", "missing-key", "missing-section"]


@pytest.mark.parametrize("year", ["0000", "0001", "1899", "3000", "9999"])
def test_years_beyond_the_calendar_are_told(year: str) -> None:
    (found,) = shape(example.DOCUMENT.replace("date: 2026", f"date: {year}", 1))
    assert found[0] == "invalid-date"
    assert f"{year} is not a year in which" in found[2]
    (found,) = shape(example.DOCUMENT.replace("detected: 2026", f"detected: {year}", 1))
    assert found[0] == "invalid-time"
