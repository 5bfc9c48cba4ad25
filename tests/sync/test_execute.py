"""Steps: parents first, a few at once, and what happens after a problem."""

from __future__ import annotations

import threading

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from blamefree.errors import RemoteProblem
from blamefree.sync.execute import Step, execute


class Local(RemoteProblem):
    """Concerns one step only."""


def fail(problem: Exception) -> int:
    raise problem


@settings(max_examples=20, deadline=None)
@given(st.lists(st.sets(st.integers(0, 30), max_size=3), max_size=25), st.integers(1, 6))
def test_every_step_runs_once_and_after_those_it_waits_for(before: list[set[int]], workers: int) -> None:
    order: list[int] = []
    lock = threading.Lock()

    def run(number: int) -> int:
        with lock:
            order.append(number)
        return number

    steps = [
        Step(str(number), lambda number=number: run(number), tuple(str(one) for one in wanted if one < number))  # type: ignore[misc]
        for number, wanted in enumerate(before)
    ]
    results = execute(steps, workers=workers)
    assert [result.value for result in results] == list(range(len(before)))
    assert sorted(order) == list(range(len(before)))
    for number, wanted in enumerate(before):
        assert all(order.index(one) < order.index(number) for one in wanted if one < number)


def test_children_of_a_failed_step_do_not_run() -> None:
    steps = [Step("a", lambda: fail(Local("no"))), Step("b", lambda: 1, ("a",)), Step("c", lambda: 2)]
    results = execute(steps, workers=1, stops=lambda problem: not isinstance(problem, Local))
    assert [(result.done, result.value) for result in results] == [(False, None), (False, None), (True, 2)]


def test_a_problem_that_concerns_all_stops_the_rest() -> None:
    steps = [Step("a", lambda: fail(RemoteProblem("down")))] + [Step(str(n), lambda: 1) for n in range(20)]
    results = execute(steps, workers=1)
    assert not any(result.done for result in results)
    assert sum(result.started for result in results) == 1


def test_a_step_that_waits_for_a_later_one_is_a_mistake() -> None:
    with pytest.raises(ValueError, match="stands before"):
        execute([Step("a", lambda: 1, ("b",)), Step("b", lambda: 1)])
