"""Multipart forms, as attachment uploads send them."""

from __future__ import annotations

import re
from dataclasses import dataclass

_PARAMETER = re.compile(r';\s*([\w*]+)=(?:"((?:[^"\\]|\\.)*)"|([^;\s]+))')


@dataclass(frozen=True)
class Part:
    """One field of a form; `filename` is None for plain values."""

    name: str
    filename: str | None
    media_type: str
    data: bytes

    @property
    def text(self) -> str:
        """The value as text."""
        return self.data.decode("utf-8", "replace")


def parts(content_type: str, body: bytes) -> list[Part]:
    """The parts of a `multipart/form-data` body, in order.

    Raises ValueError when it is not one or has no end.
    """
    boundary = _parameters(content_type).get("boundary")
    if not content_type.lower().startswith("multipart/form-data") or not boundary:
        raise ValueError("the body is no multipart/form-data with a boundary")
    edge = rb"\r\n--" + re.escape(boundary.encode()) + rb"(?=--[ \t]*(?:\r\n|\Z)|[ \t]*\r\n)"
    pieces = re.split(edge, b"\r\n" + body)
    if len(pieces) < 2 or not pieces[-1].startswith(b"--"):
        raise ValueError("the multipart body does not end with its boundary")
    return [_part(piece) for piece in pieces[1:-1]]


def _part(piece: bytes) -> Part:
    head, _, data = piece.removeprefix(b"\r\n").partition(b"\r\n\r\n")
    fields = dict(line.split(":", 1) for line in head.decode("utf-8").split("\r\n") if ":" in line)
    headers = {name.strip().lower(): value.strip() for name, value in fields.items()}
    given = _parameters(headers.get("content-disposition", ""))
    if "name" not in given:
        raise ValueError("a part of the multipart body has no name")
    filename = given.get("filename*", "").removeprefix("utf-8''") or given.get("filename")
    return Part(given["name"], filename, headers.get("content-type", "application/octet-stream"), data)


def _parameters(header: str) -> dict[str, str]:
    found: dict[str, str] = {}
    for name, quoted, bare in _PARAMETER.findall(header):
        value = re.sub(r"\\(.)", r"\1", quoted) if quoted else bare
        found[name.lower()] = value.replace("%22", '"')
    return found
