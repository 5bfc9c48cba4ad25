"""A lazy pattern does what a compiled one does, and is compiled by its first use only."""

from __future__ import annotations

import importlib
import marshal
import pickle
import pkgutil
import re
import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st

from blamefree import patterns
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


def every_pattern() -> list[re.Pattern[str]]:
    import blamefree

    for found in pkgutil.walk_packages(blamefree.__path__, "blamefree."):
        if found.name.split(".")[1] in ("language", "model", "rules", "text"):
            importlib.import_module(found.name)
    modules = [module for name, module in sys.modules.items() if name.startswith("blamefree.")]
    values = {id(value): value for module in modules for value in vars(module).values()}
    return [value for value in values.values() if type(value) is type(lazy("a"))]


def test_what_patterns_come_to_is_kept_and_is_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("_KNOWN", "_FRESH"):
        monkeypatch.setattr(patterns, name, {})
    monkeypatch.setattr(patterns, "_RECORDING", [])
    every = every_pattern()
    assert len(every) > 100
    patterns.remember({})
    for one in every:
        assert patterns._compiled(one.pattern, one._given) == re.compile(one.pattern, one._given)  # its code too
    kept = patterns.recorded()
    assert kept is not None and len(kept) == len({(one.pattern, one._given) for one in every})
    assert patterns.recorded() is None
    again = marshal.loads(marshal.dumps(kept))
    patterns._KNOWN.clear()
    patterns.remember(again)
    monkeypatch.setattr(patterns, "_form", None)  # nothing has to be worked out again
    for one in every:
        made, plain = patterns._compiled(one.pattern, one._given), re.compile(one.pattern, one._given)
        assert made == plain and (made.flags, made.groups) == (plain.flags, plain.groups)
        assert dict(made.groupindex) == dict(plain.groupindex)


@pytest.mark.parametrize(
    "form",
    [(0, [1, 2, 3], 0, {}, (None,)), (0, [], 0, {}, ()), (0, None, 0, {}, (None,)), (), "form", (0, [-1], 5, {}, ())],
)
def test_a_form_that_the_engine_refuses_is_worked_out_again(form: object, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("_KNOWN", "_FRESH"):
        monkeypatch.setattr(patterns, name, {})
    monkeypatch.setattr(patterns, "_RECORDING", [])
    patterns.remember({("a+b", 0): form})
    found = lazy("a+b").search("xaab")
    assert found is not None and found.span() == (1, 4)
    with pytest.raises(re.error):
        lazy("a(").search("a")
