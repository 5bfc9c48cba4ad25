"""How many requests publishing may take."""

from __future__ import annotations

from math import ceil

import pytest

from blamefree.sandbox import Sandbox
from publishing import Command, Repository


@pytest.mark.slow
@pytest.mark.parametrize("pages", [10, 260])
def test_requests_stay_within_their_bounds(
    repository: Repository, sandbox: Sandbox, blamefree: Command, pages: int
) -> None:
    for number in range(1, pages + 1):
        repository.document(number)
    assert blamefree("apply", "confluence").code == 0
    assert sandbox.requests <= 5 + 3 * pages
    for command in ("plan", "apply"):
        sandbox.reset_log()
        assert blamefree(command, "confluence").code == 0
        assert sandbox.writes == 0
        assert sandbox.requests <= 2 + ceil(pages / 250) + 2
    for words, changed in (("one", 1), ("three", 3), ("ten", 10)):
        for number in range(1, changed + 1):
            repository.document(number, title=f"Checkout, changed in round {words}")
        sandbox.reset_log()
        assert blamefree("apply", "confluence").code == 0
        assert sandbox.requests <= 5 + 3 * changed


def test_a_changed_picture_costs_one_look_more(repository: Repository, sandbox: Sandbox, blamefree: Command) -> None:
    for number in range(1, 6):
        repository.document(number)
    assert blamefree("apply", "confluence").code == 0
    for number in (1, 2):
        repository.document(number, picture=8)
    sandbox.reset_log()
    assert blamefree("apply", "confluence").code == 0
    assert sandbox.requests <= 5 + 3 * 2 + 2
    assert sum(entry.path.endswith("/child/attachment") for entry in sandbox.log) == 2
