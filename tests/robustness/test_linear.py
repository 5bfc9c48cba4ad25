"""A megabyte of anything awkward is judged in time that grows with its size, not with its square.

Time is not measured here, because machines differ; work is. Eight times the text may take little more than eight
times the work, counted in the lines of Python that run, and patterns that could run away are given a text on which
they would take hours.
"""

from __future__ import annotations

import sys
from types import FrameType
from typing import Any

import pytest

from blamefree.check import inspect
from blamefree.rules import example
from verdict import body, context

PIECES = [
    "[", "]", "![", "](", "[a](", "[a]: b\n", "`", "```\n", "*", "_", "<", "<a ", "<a>", "<!--", "<!-- -->", "{", "{{",
    "{.x}", "\\", "|", "| a |\n", "# a\n", "> ", ">", "- ", "- a\n", "\n", "\r", "\x00", "\u202e", "\u200b", "&amp;",
    "!!! a\n", "0", "12 ", "1.1.", "+46 70 ", "a@", "a@b.", "://", "postgres://a:b", "password=", "secret:", "key=",
    "eyJ", "gh" + "p_", "-----BEGIN PRIVATE " + "KEY-----", "Xy9", "SE35", "<<<<<<<\n", ">>>>>>> a\n", "~~~", "'", '"',
    "<!-- blamefree: ignore[", "<!-- blamefree: ignore[raw-html] x -->\n", "[x](javascript:a)\n", "![a](b.png)\n",
]  # fmt: skip
SMALL, LARGE = 4_000, 32_000


@pytest.fixture(scope="module", autouse=True)
def ready() -> None:
    """What a language pack needs is worked out for the first two documents; here it would hide their own work."""
    for _ in range(2):
        inspect(example.document(body("x")), context())


def work(text: str) -> int:
    """How many lines of Python run to inspect a text."""
    lines = 0

    def count(frame: FrameType, event: str, argument: Any) -> Any:
        nonlocal lines
        lines += event == "line"
        return count

    document, world = example.document(text), context()
    before = sys.gettrace()
    sys.settrace(count)
    try:
        inspect(document, world)
    finally:
        sys.settrace(before)
    return lines


@pytest.mark.slow
@pytest.mark.parametrize("piece", PIECES)
def test_eight_times_the_text_is_not_much_more_than_eight_times_the_work(piece: str) -> None:
    base = work(body("x"))
    small = work(body(piece * (SMALL // len(piece)))) - base
    large = work(body(piece * (LARGE // len(piece)))) - base
    assert large <= 12 * max(small, base)


@pytest.mark.slow
@pytest.mark.parametrize(
    "piece", ["<a " * 3, "{x ", "](", "eyJ", "X1y2", "a.b@", "1 2-", "[^a", "![a", "`a``b", "&#1;", "_{a=", "*a _b"]
)
def test_no_pattern_runs_away(piece: str) -> None:
    assert inspect(example.document(body(piece * (500_000 // len(piece)))), context()).path == example.PATH
