"""Our own dataclasses are held against the ones they stand for."""

from __future__ import annotations

import dataclasses
import pickle
from collections.abc import Callable
from functools import cached_property
from typing import Any, Generic, TypeVar

import pytest
from hypothesis import given
from hypothesis import strategies as st

from blamefree import values

T = TypeVar("T")
Made = Callable[..., Any]


def plain(maker: Made, **options: bool) -> type[Any]:
    @maker(**options)
    class Plain:
        path: str
        size: int = 3
        names: list[str] = (values if maker is values.dataclass else dataclasses).field(default_factory=list)
        secret: str = (values if maker is values.dataclass else dataclasses).field(default="x", repr=False)
        aside: int = (values if maker is values.dataclass else dataclasses).field(default=0, compare=False)

        def double(self) -> int:
            return self.size * 2

    return Plain


KINDS = [{"frozen": True}, {"frozen": True, "slots": True}, {}, {"slots": True}, {"slots": True, "eq": False}]
ARGUMENTS = st.tuples(st.text(max_size=2), st.integers(0, 2), st.just(()), st.text(max_size=1), st.integers(0, 1))


@pytest.mark.parametrize("options", KINDS, ids=str)
@given(one=ARGUMENTS, other=ARGUMENTS)
def test_instances_behave_like_those_of_the_standard(
    options: dict[str, bool], one: tuple[Any, ...], other: tuple[Any, ...]
) -> None:
    ours, theirs = plain(values.dataclass, **options), plain(dataclasses.dataclass, **options)
    assert repr(ours(*one)) == repr(theirs(*one))
    assert (ours(*one) == ours(*other)) == (theirs(*one) == theirs(*other))
    assert ours(*one) != theirs(*one)
    assert ours(*one).double() == one[1] * 2
    if options.get("frozen"):
        assert (hash(ours(*one)) == hash(ours(*other))) or ours(*one) != ours(*other)
    elif options.get("eq", True):
        with pytest.raises(TypeError, match="unhashable"):
            hash(ours(*one))


@pytest.mark.parametrize("options", KINDS, ids=str)
def test_defaults_arguments_and_replacement(options: dict[str, bool]) -> None:
    ours, theirs = plain(values.dataclass, **options), plain(dataclasses.dataclass, **options)
    made = ours("a")
    assert (made.path, made.size, made.names, made.secret, made.aside) == ("a", 3, [], "x", 0)
    assert made.names is not ours("a").names
    assert ours(size=4, path="b").size == 4
    assert hasattr(made, "__dict__") == hasattr(theirs("a"), "__dict__")
    for arguments, words in (((), {}), (("a", 1, [], "", 1, 1), {}), (("a",), {"path": "b"}), (("a",), {"more": 1})):
        said = []
        for kind in (ours, theirs):
            with pytest.raises(TypeError) as caught:
                kind(*arguments, **words)
            said.append(str(caught.value))
        assert said[0] == said[1]
    for replace in (values.replace, dataclasses.replace):
        other = replace(made, size=9, names=["n"])
        assert type(other) is ours and (other.path, other.size, other.names, made.size) == ("a", 9, ["n"], 3)
        with pytest.raises(TypeError):
            replace(made, more=1)
    match made:
        case ours(path, size):
            assert (path, size) == ("a", 3)


@pytest.mark.parametrize("slots", [False, True])
def test_frozen_ones_stay_as_they_are(slots: bool) -> None:
    made = plain(values.dataclass, frozen=True, slots=slots)("a")
    for name in ("path", "unknown"):
        with pytest.raises(dataclasses.FrozenInstanceError):
            setattr(made, name, "b")
        with pytest.raises(dataclasses.FrozenInstanceError):
            delattr(made, name)
    assert made.path == "a"


def test_what_the_standard_asks_of_a_dataclass_is_answered() -> None:
    ours, theirs = plain(values.dataclass, frozen=True), plain(dataclasses.dataclass, frozen=True)
    assert dataclasses.is_dataclass(ours) and values.is_dataclass(ours) and values.is_dataclass(theirs("a"))
    assert not values.is_dataclass(str)
    told = [[(item.name, item.type, item.repr, item.compare) for item in dataclasses.fields(kind)]
            for kind in (ours, theirs)]  # fmt: skip
    assert told[0] == told[1]
    assert dataclasses.asdict(ours("a", 1, ["n"])) == dataclasses.asdict(theirs("a", 1, ["n"]))
    assert [item.name for item in values.fields(ours)] == [item.name for item in values.fields(theirs)]


@values.dataclass(frozen=True, slots=True)
class Value(Generic[T]):
    """At module level: pickle finds classes by name."""

    value: T
    after: tuple[int, ...] = ()


@values.dataclass(frozen=True)
class Lazy:
    """With what is worked out when it is asked for."""

    size: int

    @cached_property
    def twice(self) -> int:
        """Twice the size."""
        return self.size * 2


@values.dataclass(frozen=True)
class Checked:
    """With a say in how it is made, and shown."""

    size: int

    def __post_init__(self) -> None:
        if self.size < 0:
            raise ValueError(self.size)

    def __repr__(self) -> str:
        return "Checked"


def test_pickles_cached_properties_generics_and_own_methods() -> None:
    for made in (Value("a", (1,)), Lazy(4), Checked(1)):
        assert pickle.loads(pickle.dumps(made, pickle.HIGHEST_PROTOCOL)) == made
    assert Value[str]("a") == Value("a") and hash(Value("a")) == hash(Value("a"))
    assert Lazy(4).twice == 8
    assert repr(Checked(2)) == "Checked"
    with pytest.raises(ValueError, match="-1"):
        Checked(-1)


def test_inherited_fields_are_refused() -> None:
    with pytest.raises(TypeError, match="inherited"):

        @values.dataclass(frozen=True)
        class More(Lazy):
            other: int
