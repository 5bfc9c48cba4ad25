"""A lazy pattern does what a compiled one does, and is compiled by its first use only."""

from __future__ import annotations

import pickle
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from blamefree.patterns import lazy


@given(st.text(alphabet="aAbB1 ", max_size=12))
def test_every_method_answers_as_the_compiled_one(text: str) -> None:
    ours, theirs = lazy(r"(?P<first>a+)|b", re.IGNORECASE), re.compile(r"(?P<first>a+)|b", re.IGNORECASE)
    assert [found.span() for found in ours.finditer(text)] == [found.span() for found in theirs.finditer(text)]
    assert ours.findall(text, 1) == theirs.findall(text, 1)
    assert ours.sub("x", text) == theirs.sub("x", text)
    assert ours.split(text) == theirs.split(text)
    for name in ("match", "search", "fullmatch"):
        one, other = getattr(ours, name)(text), getattr(theirs, name)(text)
        assert (one and one.groups()) == (other and other.groups())
    assert (ours.pattern, ours.flags, ours.groups, ours.groupindex) == (
        theirs.pattern, theirs.flags, theirs.groups, theirs.groupindex,
    )  # fmt: skip


def test_it_waits_for_its_first_use() -> None:
    broken = lazy("(")
    with pytest.raises(re.error):
        broken.match("a")
    with pytest.raises(AttributeError):
        broken.nothing_of_the_kind  # type: ignore[attr-defined]  # noqa: B018
    again = pickle.loads(pickle.dumps(lazy(rb"\d")))
    assert again.search(b"a1") and "lazy" in repr(again)
