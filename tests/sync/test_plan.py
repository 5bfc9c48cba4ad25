"""Plans as data: written, read back, refused when they no longer fit."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from blamefree.errors import PlanRefused, UsageProblem
from blamefree.sync import plan as plans
from blamefree.sync import safety, show
from blamefree.sync.change import Change, Op
from blamefree.sync.compare import Verdict, compare
from blamefree.sync.plan import Origin, Plan
from blamefree.sync.safety import OnDrift

ONE = Change(Op.UPDATE, "PM-2026-0001", "postmortems/a.md", "PM-2026-0001: a", "changed", resource="7", version=3)
PLAN = Plan("confluence", (ONE,), Origin("c" * 40, "s", "d"))
TEXT = st.text(max_size=20)
CHANGES = st.builds(
    Change, st.sampled_from(Op), TEXT, TEXT, TEXT, TEXT, TEXT, TEXT, st.integers(0, 9), TEXT, TEXT, st.booleans(),
    st.lists(TEXT, max_size=2).map(tuple), TEXT,
)  # fmt: skip


@settings(max_examples=40, deadline=None)
@given(st.lists(CHANGES, max_size=4).map(tuple), TEXT)
def test_a_plan_survives_its_file(changes: tuple[Change, ...], commit: str) -> None:
    made = Plan("confluence", plans.ordered(changes), Origin(commit, "s", "c"))
    back = plans.load(made.dump(), "plan.json")
    assert back.fingerprint == made.fingerprint
    assert [change.key for change in back.changes] == [change.key for change in made.changes]
    assert plans.stale(back, made) == ""


@pytest.mark.parametrize("format_", show.FORMATS)
@settings(max_examples=40, deadline=None)
@given(changes=st.lists(CHANGES, max_size=3).map(tuple))
def test_every_format_shows_every_plan_without_commands_for_actions(format_: str, changes: tuple[Change, ...]) -> None:
    shown = show.render(Plan("confluence", changes, Origin()), format_)
    assert shown.endswith("\n")
    if format_ != "json":
        assert "\r" not in shown
        assert not any(line.lstrip().startswith("::") for line in shown.split("\n"))


@pytest.mark.parametrize("text", ["", "{}", "[]", "null", '{"version": 2}', '{"version": 1, "changes": 3}', "\x00"])
def test_what_is_no_plan_is_a_usage_problem(text: str) -> None:
    with pytest.raises(UsageProblem, match="plan"):
        plans.load(text, "x.json")


def test_an_edited_plan_is_refused() -> None:
    value = json.loads(PLAN.dump())
    value["changes"][0]["title"] = "another"
    with pytest.raises(PlanRefused, match="changed after it was made"):
        plans.load(json.dumps(value), "x.json")


@pytest.mark.parametrize(
    ("now", "why"),
    [
        (replace(PLAN, target="jira"), "a plan for confluence"),
        (replace(PLAN, origin=replace(PLAN.origin, commit="x")), "commit"),
        (replace(PLAN, origin=replace(PLAN.origin, settings="x")), "settings"),
        (replace(PLAN, origin=replace(PLAN.origin, content="x")), "documents"),
        (replace(PLAN, changes=(replace(ONE, version=4),)), "update of"),
        (replace(PLAN, changes=()), "update of"),
    ],
)
def test_what_makes_a_plan_stale(now: Plan, why: str) -> None:
    assert why in plans.stale(PLAN, now)


def test_a_change_that_the_plan_does_not_name_does_not_matter() -> None:
    assert plans.stale(PLAN, replace(PLAN, changes=(ONE, replace(ONE, document="PM-2026-0002")))) == ""


@pytest.mark.parametrize(
    ("desired", "recorded", "actual", "verdict"),
    [
        ("a", "a", "a", Verdict.SAME), ("b", "a", "a", Verdict.UPDATE), ("a", "a", "x", Verdict.DRIFT),
        ("b", "a", "x", Verdict.BOTH), ("b", "a", "b", Verdict.CONVERGED), ("a", None, None, Verdict.CREATE),
        ("a", "a", None, Verdict.GONE), ("a", None, "x", Verdict.FOREIGN), (None, "a", "a", Verdict.ORPHAN),
        (None, None, "x", Verdict.NOTHING), (None, "a", None, Verdict.NOTHING),
    ],
)  # fmt: skip
def test_the_three_way_comparison(
    desired: str | None, recorded: str | None, actual: str | None, verdict: Verdict
) -> None:
    assert compare(desired, recorded, actual) is verdict


def test_a_conflict_refuses_whatever_the_policy() -> None:
    conflict = replace(ONE, op=Op.CONFLICT, ways_out=("rename it",))
    for policy in OnDrift:
        with pytest.raises(PlanRefused) as refused:
            safety.guard(Plan("confluence", (conflict,)), policy)
        assert refused.value.hint == "rename it"


def test_drift_refuses_only_where_git_has_news() -> None:
    safety.guard(Plan("confluence", (replace(ONE, op=Op.DRIFT),)), OnDrift.FAIL)
    pending = Plan("confluence", (replace(ONE, op=Op.DRIFT, pending=True),))
    with pytest.raises(PlanRefused):
        safety.guard(pending, OnDrift.FAIL)
    safety.guard(pending, OnDrift.SKIP)


@pytest.mark.parametrize(("gone", "published", "refused"), [(5, 5, False), (6, 6, True), (6, 12, False), (7, 12, True)])
def test_a_plan_that_would_empty_the_wiki_is_refused(gone: int, published: int, refused: bool) -> None:
    plan = Plan("confluence", tuple(replace(ONE, op=Op.ARCHIVE, document=f"PM-2026-{n:04d}") for n in range(gone)))
    if refused:
        with pytest.raises(PlanRefused, match="archive"):
            safety.guard(plan, OnDrift.FAIL, published=published)
    else:
        safety.guard(plan, OnDrift.FAIL, published=published)
