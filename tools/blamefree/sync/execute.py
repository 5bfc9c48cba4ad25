"""Carrying out steps: parents before children, a few at once, and no step after a problem that concerns them all."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from dataclasses import dataclass
from typing import Generic, TypeVar

from blamefree.errors import BlamefreeError

T = TypeVar("T")
WORKERS = 8


@dataclass(frozen=True)
class Step(Generic[T]):
    """One piece of work. ``after`` names the steps that must have succeeded before it."""

    key: str
    run: Callable[[], T]
    after: tuple[str, ...] = ()


@dataclass(frozen=True)
class Result(Generic[T]):
    """What became of a step: a value, or the problem; neither when it was not started."""

    step: Step[T]
    value: T | None = None
    problem: BlamefreeError | None = None
    started: bool = True

    @property
    def done(self) -> bool:
        """Whether it succeeded."""
        return self.started and self.problem is None


def execute(
    steps: Sequence[Step[T]],
    *,
    workers: int = WORKERS,
    stops: Callable[[BlamefreeError], bool] = lambda problem: True,
    progress: Callable[[int, int, str], None] = lambda done, total, what: None,
) -> list[Result[T]]:
    """Run the steps and return their results in the order given.

    A problem for which ``stops`` is true keeps further steps from starting; what runs is waited for. A step whose
    predecessor failed is not started. ``steps`` must name their predecessors before themselves (``ValueError``).
    Exceptions other than :class:`BlamefreeError` are raised once the running steps have ended.
    """
    known: set[str] = set()
    for step in steps:
        if step.key in known or not set(step.after) <= known:
            raise ValueError(f"step {step.key} is repeated or stands before what it waits for")
        known.add(step.key)
    results: dict[str, Result[T]] = {}
    waiting = list(steps)
    running: dict[Future[T], Step[T]] = {}
    stopped = False
    with ThreadPoolExecutor(max_workers=max(1, workers), thread_name_prefix="blamefree-apply") as pool:
        while waiting or running:
            if not stopped:
                waiting = _start(waiting, running, results, pool, workers)
            if not running:
                break
            finished, _ = wait(running, return_when=FIRST_COMPLETED)
            for future in finished:
                step = running.pop(future)
                try:
                    results[step.key] = Result(step, future.result())
                except BlamefreeError as problem:
                    results[step.key] = Result(step, None, problem)
                    stopped = stopped or stops(problem)
                progress(len(results), len(steps), step.key)
    return [results.get(step.key, Result(step, started=False)) for step in steps]


def _start(
    waiting: list[Step[T]],
    running: dict[Future[T], Step[T]],
    results: dict[str, Result[T]],
    pool: ThreadPoolExecutor,
    workers: int,
) -> list[Step[T]]:
    later: list[Step[T]] = []
    for step in waiting:
        known = [results[key] for key in step.after if key in results]
        if any(not result.done for result in known):
            results[step.key] = Result(step, started=False)
        elif len(known) == len(step.after) and len(running) < workers:
            running[pool.submit(step.run)] = step
        else:
            later.append(step)
    return later
