"""Tables as Parquet: one row group, plain encoding, no compression; what every reader understands.

The format is https://parquet.apache.org/docs/file-format/ with the metadata in Thrift's compact protocol. The usual
libraries weigh forty megabytes, and their files differ from release to release; these are the same to the byte.
"""

from __future__ import annotations

import struct
from collections.abc import Mapping, Sequence

_MAGIC = b"PAR1"
_I32, _I64, _BINARY, _LIST, _STRUCT = 5, 6, 8, 9, 12
_INT64, _BYTE_ARRAY = 2, 6
_OPTIONAL, _UTF8, _PLAIN, _RLE, _UNCOMPRESSED = 1, 0, 0, 3, 0

Value = str | int | None


def table(columns: Sequence[str], rows: Sequence[Mapping[str, Value]]) -> bytes:
    """The rows as a Parquet file. A column of whole numbers and ``None`` is INT64, any other is UTF-8 text."""
    body = bytearray(_MAGIC)
    chunks: list[bytes] = []
    schema = [_struct((4, _BINARY, _text("table")), (5, _I32, _zigzag(len(columns))))]
    for name in columns:
        values = [row[name] for row in rows]
        known = [value for value in values if value is not None]
        kind = _INT64 if known and all(isinstance(value, int) for value in known) else _BYTE_ARRAY
        page = _levels(values) + _plain(known, kind)
        header = _struct(
            (1, _I32, _zigzag(0)),
            (2, _I32, _zigzag(len(page))),
            (3, _I32, _zigzag(len(page))),
            (
                5,
                _STRUCT,
                _struct(*((at, _I32, _zigzag(value)) for at, value in enumerate((len(values), _PLAIN, _RLE, _RLE), 1))),
            ),
        )
        start, size = len(body), len(header) + len(page)
        body += header + page
        described = _struct(
            (1, _I32, _zigzag(kind)),
            (2, _LIST, _list(_I32, [_zigzag(_PLAIN), _zigzag(_RLE)])),
            (3, _LIST, _list(_BINARY, [_text(name)])),
            (4, _I32, _zigzag(_UNCOMPRESSED)),
            (5, _I64, _zigzag(len(values))),
            (6, _I64, _zigzag(size)),
            (7, _I64, _zigzag(size)),
            (9, _I64, _zigzag(start)),
        )
        chunks.append(_struct((2, _I64, _zigzag(start)), (3, _STRUCT, described)))
        utf8 = [(6, _I32, _zigzag(_UTF8))] if kind == _BYTE_ARRAY else []
        schema.append(
            _struct((1, _I32, _zigzag(kind)), (3, _I32, _zigzag(_OPTIONAL)), (4, _BINARY, _text(name)), *utf8)
        )
    group = _struct(
        (1, _LIST, _list(_STRUCT, chunks)), (2, _I64, _zigzag(len(body) - len(_MAGIC))), (3, _I64, _zigzag(len(rows)))
    )
    footer = _struct(
        (1, _I32, _zigzag(1)),
        (2, _LIST, _list(_STRUCT, schema)),
        (3, _I64, _zigzag(len(rows))),
        (4, _LIST, _list(_STRUCT, [group] if rows else [])),
        (6, _BINARY, _text("blamefree")),
    )
    return bytes(body) + footer + struct.pack("<I", len(footer)) + _MAGIC


def _plain(values: Sequence[str | int], kind: int) -> bytes:
    if kind == _INT64:
        return struct.pack(f"<{len(values)}q", *values)
    texts = [value if isinstance(value, str) else str(value) for value in values]
    written: dict[str, bytes] = {}  # in most columns the same texts come again and again
    for text in set(texts):
        raw = text.encode("utf-8", "replace")
        written[text] = _length(len(raw)) + raw
    return b"".join([written[text] for text in texts])


_length = struct.Struct("<I").pack


def _levels(values: Sequence[Value]) -> bytes:
    """Which values are there: runs of ones and zeros, with their length in front."""
    out = bytearray()
    at = 0
    if values and None not in values:
        out += _varint(len(values) << 1) + b"\1"
        at = len(values)
    while at < len(values):
        present = values[at] is not None
        end = at
        while end < len(values) and (values[end] is not None) == present:
            end += 1
        out += _varint((end - at) << 1) + bytes([present])
        at = end
    return struct.pack("<I", len(out)) + bytes(out)


def _varint(number: int) -> bytes:
    out = bytearray()
    while number > 0x7F:
        out.append(number & 0x7F | 0x80)
        number >>= 7
    out.append(number)
    return bytes(out)


def _zigzag(number: int) -> bytes:
    return _varint(number << 1 if number >= 0 else (-number << 1) - 1)


def _text(text: str) -> bytes:
    raw = text.encode("utf-8")
    return _varint(len(raw)) + raw


def _list(kind: int, items: Sequence[bytes]) -> bytes:
    head = bytes([len(items) << 4 | kind]) if len(items) < 15 else bytes([0xF0 | kind]) + _varint(len(items))
    return head + b"".join(items)


def _struct(*fields: tuple[int, int, bytes]) -> bytes:
    out, last = bytearray(), 0
    for number, kind, data in fields:
        out += bytes([(number - last) << 4 | kind]) + data
        last = number
    return bytes(out) + b"\0"
