"""A short run of the fuzzer; the long one is `python3 tools/dev.py fuzz`."""

from __future__ import annotations

import random

import pytest

from mutation import Judge, mutate

RUNS = 600


@pytest.fixture(scope="module")
def judge() -> Judge:
    return Judge(every_format=3, every_fix=3)


@pytest.mark.slow
@pytest.mark.parametrize("part", range(6))
def test_whatever_is_broken_in_a_document_nothing_else_breaks(judge: Judge, part: int) -> None:
    for number in range(part, RUNS, 6):
        data = mutate(random.Random(f"suite/{number}"))
        assert judge(data) == [], data


def test_the_seeds_are_sound() -> None:
    from mutation import SEEDS
    from verdict import errors, said

    assert said(errors(SEEDS[0])) == []
    assert said(errors(SEEDS[2])) == []
