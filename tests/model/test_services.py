"""services.yml: one clear error with its line for everything that would make approvals mean something else."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from blamefree.config import Settings
from blamefree.errors import SettingsProblem
from blamefree.model.services import read_services
from blamefree.workspace import Workspace

LEAD = "{login: lead, id: 10}"


@pytest.mark.parametrize(
    ("text", "line", "words"),
    [
        ("services: [\n", 2, "the file is not valid YAML"),
        ("services:\n  a:\n    approvers: [{login: lead}]\n", 3, "lead has no numeric account id"),
        ("services:\n  a:\n    approvers: [{login: lead, id: '10'}]\n", 3, "lead has no numeric account id"),
        ("services:\n  a:\n    approvers: [{login: lead, id: true}]\n", 3, "lead has no numeric account id"),
        ("services:\n  a:\n    approvers: [{login: lead, id: -1}]\n", 3, "lead has no numeric account id"),
        (f"services:\n  a:\n    approvers:\n      - {LEAD}\n      - {{login: x, id: 10}}\n", 5, "x is listed twice"),
        (f"services:\n  a:\n    approvers:\n      - {LEAD}\n      - {{login: Lead, id: 9}}\n", 5, "listed twice"),
        ("services:\n  a:\n    approvers: lead\n", 3, "a.approvers must be a list"),
        ("services:\n  a:\n    approvers: [lead]\n", 3, "must be a mapping"),
        (f"services:\n  a:\n    approvers: [{LEAD}]\n    minimum: 2\n", 4, "minimum is 2, but only 1"),
        (f"services:\n  a:\n    approvers: [{LEAD}]\n    minimum: 0\n", 4, "whole number from 1"),
        (f"services:\n  a:\n    approvers: [{LEAD}]\n    minimum: one\n", 4, "whole number from 1"),
        ("services:\n  alpha: {}\n  b:\n    depends_on:\n      - alpa\n", 5, "depends on alpa, which is not in"),
        ("services:\n  a: {}\n  b:\n    depends_on:\n      - a\n      - a\n", 6, "depends on a twice"),
        ("services:\n  a:\n    depends_on: [a]\n", 3, "a → a"),
        ("services:\n  a:\n    depends_on: [b]\n  b:\n    depends_on: [a]\n", 5, "a → b → a"),
        ("services:\n  a: {}\n  a: {}\n", 3, "a"),
        ("services:\n  a:\n    teem: x\n", 3, "unknown key teem in a: did you mean team?"),
        ("servces: {}\n", 1, "did you mean services?"),
        ("services: [a]\n", 1, "services must be a mapping"),
        ("services: {}\npolicy:\n  owner_may_approve: maybe\n", 3, "must be true or false"),
        ("services: {}\npolicy:\n  owner_may_approve: yes\n", 3, "must be true or false"),
        ("services: {}\npolicy:\n  severity:\n    SEV1: {minimum: 1}\n", 4, "SEV1 names no approvers"),
        (f"services: {{}}\npolicy:\n  severity:\n    SEV1: {{approvers: [{LEAD}], minimum: 3}}\n", 4, "minimum is 3"),
        ("services: {}\npolicy:\n  severty: {}\n", 3, "did you mean severity?"),
        ("services:\n\ta: {}\n", 2, "tab"),
        ("services: &x {}\n", 1, ""),
        ("- a\n", 1, "must be a mapping"),
    ],
)
def test_one_clear_error_with_its_line(text: str, line: int, words: str) -> None:
    with pytest.raises(SettingsProblem) as raised:
        read_services(text)
    told = raised.value.line()
    assert told.startswith(f"services.yml:{line}: "), told
    assert words in told
    assert "\n" not in told and raised.value.hint


def test_a_whole_catalogue() -> None:
    found = read_services(
        "services:\n"
        f"  a: {{team: t, approvers: [{LEAD}, {{login: second, id: 11}}], minimum: 2, jira_project: A}}\n"
        "  b: {depends_on: [a]}\n"
        "  c:\n"
        "policy:\n"
        "  owner_may_approve: true\n"
        f"  severity: {{SEV1: {{approvers: [{LEAD}]}}}}\n"
    )
    assert list(found.services) == ["a", "b", "c"]
    assert (found.services["a"].minimum, found.services["b"].depends_on) == (2, ("a",))
    assert found.dependents("a") == ("b",)
    assert found.owner_may_approve
    assert found.severity["SEV1"].minimum == 1


@pytest.mark.parametrize("text", ["", "# nothing yet\n", "services:\n  # soon\npolicy:\n", "services: {}\n"])
def test_an_empty_catalogue_is_none(text: str) -> None:
    assert read_services(text).services == {}


@given(st.lists(st.tuples(st.integers(0, 5), st.integers(0, 5)), unique=True, max_size=14))
def test_a_circle_is_found_exactly_when_there_is_one(arrows: list[tuple[int, int]]) -> None:
    ends = [", ".join(f"s{end}" for start, end in arrows if start == at) for at in range(6)]
    lines = "".join(f"  s{at}: {{depends_on: [{listed}]}}\n" for at, listed in enumerate(ends))
    left = set(range(6))
    while free := {at for at in left if not any(start == at and end in left for start, end in arrows)}:
        left -= free
    if left:
        with pytest.raises(SettingsProblem, match="circle"):
            read_services(f"services:\n{lines}")
    else:
        assert len(read_services(f"services:\n{lines}").services) == 6


def test_a_policy_for_a_severity_that_does_not_exist(tmp_path: Path) -> None:
    (tmp_path / "services.yml").write_text(f"services: {{}}\npolicy:\n  severity: {{SEV-1: {{approvers: [{LEAD}]}}}}\n")
    with pytest.raises(SettingsProblem, match=r"^services\.yml:3: .*SEV-1, which is no severity"):
        _ = Workspace(tmp_path, Settings()).services


def test_a_service_may_lean_on_one_that_the_catalogue_does_not_hold() -> None:
    found = read_services("services:\n  checkout: {depends_on: [session-cache]}\n")
    assert found.services["checkout"].depends_on == ("session-cache",)
