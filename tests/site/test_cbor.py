"""The small CBOR codec keeps what it reads, and refuses what it does not know."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from blamefree.text import cbor

VALUES = st.recursive(
    st.integers(-(2**40), 2**40) | st.text(max_size=40), lambda inner: st.lists(inner, max_size=30), max_leaves=60
)


@given(VALUES)
def test_what_is_encoded_is_decoded(value: Any) -> None:
    assert cbor.decode(cbor.encode(value)) == value


@pytest.mark.parametrize(
    ("data", "value"),
    [
        (b"\x00", 0),
        (b"\x17", 23),
        (b"\x18\x18", 24),
        (b"\x19\x03\xe8", 1000),
        (b"\x20", -1),
        (b"\x63abc", "abc"),
        (b"\x82\x01\x02", [1, 2]),
    ],
)
def test_examples_of_the_standard(data: bytes, value: Any) -> None:
    assert cbor.decode(data) == value
    assert cbor.encode(value) == data


@pytest.mark.parametrize("data", [b"", b"\x00\x00", b"\x63ab", b"\x82\x01", b"\xf5", b"\x5f", b"\x18", b"\xa0"])
def test_anything_else_is_refused(data: bytes) -> None:
    with pytest.raises(ValueError):
        cbor.decode(data)


@pytest.mark.parametrize("value", [True, None, 1.5, {}, b"x", 2**70])
def test_other_values_are_refused(value: Any) -> None:
    with pytest.raises(ValueError):
        cbor.encode(value)
