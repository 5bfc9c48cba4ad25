"""Data files as they are usually written, read without a YAML parser.

A subset of YAML 1.2: block mappings and lists, one-line values, simple ``[…]`` and ``{…}``, quotes without escapes, and
texts of several lines behind ``|`` and ``>``. :func:`read` gives exactly the data that the YAML reader makes of the
same text, or ``None`` for everything that is not surely in the subset; the tests hold the two against each other.
"""

from __future__ import annotations

from typing import Any, Final

from blamefree.patterns import lazy
from blamefree.text.nodes import resolve

_MOST: Final = 10_000
_DEEPEST: Final = 10
_INDICATORS: Final = frozenset("-?:,[]{}#&*!|>'\"%@` =")
_KEY = lazy(r"([A-Za-z_\u00c0-\u024f][A-Za-z0-9_\u00c0-\u024f-]*):(?: +|\Z)")
_FLOW_KEY = lazy(r"([A-Za-z_\u00c0-\u024f][A-Za-z0-9_\u00c0-\u024f-]*): +")
_FLOW_WORD = lazy(
    r"[A-Za-z0-9_/.\u00c0-\u024f][^,\[\]{}#:?\"'`&*!|>%@\\ ]*(?: [^,\[\]{}#:?\"'`&*!|>%@\\ ]+)*|\"[^\"\\]*\"|'[^']*'"
)
_FLOW_END = lazy(r" *(?: #.*)?\Z")


class _Other(Exception):
    """Not surely in the subset."""


def read(text: str) -> Any | None:
    """The data of ``text``: mappings, lists, texts, numbers and words of YAML's core schema."""
    # What is not printable has a meaning of its own, or is refused: line breaks other than \n, tabs, marks.
    if not text.replace("\n", "").isprintable():
        return None
    reader = _Reader(text.split("\n"))
    try:
        found = reader.node(0, 1)
        return found if reader.column() < 0 else None
    except _Other:
        return None


class _Reader:
    def __init__(self, lines: list[str]) -> None:
        self.lines = lines
        self.at = 0
        self.left = _MOST

    def column(self) -> int:
        """Where the next line that says something begins; -1 behind the last."""
        lines, at = self.lines, self.at
        while at < len(lines):
            bare = lines[at].lstrip(" ")
            if bare and bare[0] != "#":
                self.at = at
                return len(lines[at]) - len(bare)
            at += 1
        self.at = at
        return -1

    def node(self, least: int, depth: int) -> Any:
        """The mapping or list that begins on the next line, in ``least`` or further in."""
        column = self.column()
        if column < least or depth > _DEEPEST:
            raise _Other
        if _dash(self.lines[self.at], column):
            return self.sequence(column, depth)
        return self.mapping(column, depth)

    def mapping(self, column: int, depth: int) -> dict[str, Any]:
        """The mapping whose keys stand in ``column``."""
        found: dict[str, Any] = {}
        while (here := self.column()) == column and not _dash(self.lines[self.at], column):
            line = self.lines[self.at].rstrip(" ")
            key = _KEY.match(line, column)
            if key is None or key.group(1) in found:
                raise _Other
            found[key.group(1)] = self.value(line[key.end() :], column, depth)
        if here > column:
            raise _Other
        return found

    def sequence(self, column: int, depth: int) -> list[Any]:
        """The list whose dashes stand in ``column``."""
        found: list[Any] = []
        while (here := self.column()) == column and _dash(self.lines[self.at], column):
            line = self.lines[self.at].rstrip(" ")
            rest = line[column + 1 :].lstrip(" ")
            if not rest or rest[0] in "-#" or rest in "|>":
                raise _Other
            if _KEY.match(rest):  # a mapping that begins behind the dash
                inside = len(line) - len(rest)
                self.lines[self.at] = " " * inside + rest
                found.append(self.mapping(inside, depth + 1))
            else:
                found.append(self.value(rest, column, depth))
        if here > column:
            raise _Other
        return found

    def value(self, rest: str, column: int, depth: int) -> Any:
        """What stands behind a key or a dash in ``column``, and on the lines below where it goes on there."""
        self.at += 1
        self.left -= 1
        if self.left < 0:
            raise _Other
        if rest == "|" or rest == ">":
            return self.several(column, rest)
        following = self.column()
        if rest and rest[0] != "#":
            if following > column:  # a value that goes on
                raise _Other
            return self.one(rest)
        if following > column or following == column and _dash(self.lines[self.at], column):
            return self.node(column, depth + 1)
        return None

    def several(self, column: int, style: str) -> str:
        """A text of several lines, each as far in as the first or further."""
        lines, begin = self.lines, self.at
        first = lines[begin] if begin < len(lines) else ""
        indent = len(first) - len(first.lstrip(" "))
        if not first.strip(" ") or indent <= column:
            raise _Other
        head, at = " " * indent, begin
        told: list[str] = []
        while at < len(lines) and (lines[at].startswith(head) or head.startswith(lines[at])):
            told.append(lines[at][indent:])
            at += 1
        if at == len(lines) and told[-1]:  # the text ends without a line break
            raise _Other
        if at < len(lines) and lines[at].startswith(" " * (column + 1)):  # inside, but less far in
            raise _Other
        self.at = at
        while not told[-1]:
            told.pop()
        if style == "|":
            return "\n".join(told) + "\n"
        parts = [told[0]]
        blank = 0
        for line in told[1:]:
            if not line:
                blank += 1
                continue
            if parts[-1][0] == " " or line[0] == " ":  # lines that are further in are not folded
                parts.append("\n" * (blank + 1))
            else:
                parts.append("\n" * blank or " ")
            parts.append(line)
            blank = 0
        return "".join(parts) + "\n"

    def one(self, rest: str) -> Any:
        """A value on one line."""
        char = rest[0]
        if char in "[{":
            value, at = self.flow(rest, 0)
            if _FLOW_END.match(rest, at) is None:
                raise _Other
            return value
        if char in "\"'":
            inside = rest[1:-1]
            if len(rest) < 2 or rest[-1] != char or char in inside or char == '"' and "\\" in inside:
                raise _Other
            return inside
        rest = rest.partition(" #")[0].rstrip(" ")
        if char in _INDICATORS or ": " in rest or rest[-1] == ":":
            raise _Other
        return resolve(rest)

    def flow(self, rest: str, at: int) -> tuple[Any, int]:
        """The list or mapping in brackets that opens at ``at``, and where it ends."""
        close = "]" if rest[at] == "[" else "}"
        listed: list[Any] = []
        mapped: dict[str, Any] = {}
        at = _blank(rest, at + 1)
        while rest[at : at + 1] != close:
            key = None
            if close == "}":
                key = _FLOW_KEY.match(rest, at)
                if key is None or key.group(1) in mapped:
                    raise _Other
                at = key.end()
            self.left -= 1
            if rest[at : at + 1] in ("[", "{") and self.left > 0 and at < 200:
                value, at = self.flow(rest, at)
            else:
                word = _FLOW_WORD.match(rest, at)
                if word is None:
                    raise _Other
                value, at = _word(word.group()), word.end()
            if key is None:
                listed.append(value)
            else:
                mapped[key.group(1)] = value
            at = _blank(rest, at)
            if rest[at : at + 1] == ",":
                at = _blank(rest, at + 1)
                if rest[at : at + 1] == close:
                    raise _Other
            elif rest[at : at + 1] != close:
                raise _Other
        return (listed if close == "]" else mapped), at + 1


def _blank(rest: str, at: int) -> int:
    while rest[at : at + 1] == " ":
        at += 1
    return at


def _dash(line: str, column: int) -> bool:
    return line.startswith("- ", column) or line[column:] == "-"


def _word(written: str) -> Any:
    return written[1:-1] if written[0] in "\"'" else resolve(written)
