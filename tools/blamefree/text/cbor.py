"""The part of CBOR (RFC 8949) that Pagefind's index files use: whole numbers, texts and arrays."""

from __future__ import annotations

from typing import Any

_WIDTHS = {24: 1, 25: 2, 26: 4, 27: 8}


def decode(data: bytes) -> Any:
    """The value that ``data`` holds; ``ValueError`` when it is anything else, or more."""
    value, end = _value(data, 0)
    if end != len(data):
        raise ValueError("more than one value")
    return value


def encode(value: Any) -> bytes:
    """``value`` in the shortest form."""
    if isinstance(value, bool):
        raise ValueError(f"cannot encode {value!r}")
    if isinstance(value, int):
        return _head(0, value) if value >= 0 else _head(1, -1 - value)
    if isinstance(value, str):
        raw = value.encode("utf-8")
        return _head(3, len(raw)) + raw
    if isinstance(value, list):
        return _head(4, len(value)) + b"".join(encode(item) for item in value)
    raise ValueError(f"cannot encode {type(value).__name__}")


def _head(kind: int, number: int) -> bytes:
    if number < 24:
        return bytes([kind << 5 | number])
    for code, width in _WIDTHS.items():
        if number < 1 << 8 * width:
            return bytes([kind << 5 | code]) + number.to_bytes(width, "big")
    raise ValueError("number too large")


def _value(data: bytes, at: int) -> tuple[Any, int]:
    try:
        kind, number = data[at] >> 5, data[at] & 31
    except IndexError:
        raise ValueError("cut short") from None
    at += 1
    if number >= 24:
        width = _WIDTHS.get(number)
        if width is None or at + width > len(data):
            raise ValueError("unknown length")
        number, at = int.from_bytes(data[at : at + width], "big"), at + width
    if kind == 0:
        return number, at
    if kind == 1:
        return -1 - number, at
    if kind == 3:
        if at + number > len(data):
            raise ValueError("cut short")
        return data[at : at + number].decode("utf-8"), at + number
    if kind == 4:
        items = []
        for _ in range(number):
            item, at = _value(data, at)
            items.append(item)
        return items, at
    raise ValueError(f"unknown kind {kind}")
