"""Front matter as most people write it, read without a YAML parser.

A subset of YAML 1.2: block mappings and lists, one-line values, one level of ``[…]`` and ``{…}``, quotes without
escapes. :func:`read` gives exactly the tree that :func:`blamefree.text.yaml12.parse` makes of the same text, or
``None`` for everything that is not surely in the subset; the tests hold the two against each other.
"""

from __future__ import annotations

import re
from typing import Final

from blamefree.text.nodes import Mapping, Node, Scalar, Sequence, resolve
from blamefree.text.span import Span

LONGEST: Final = 40_000
_HEAD = re.compile(r"( *)(- )?(?:([A-Za-z_][A-Za-z0-9_-]*):(?: +|\Z))?")
_INDICATORS: Final = frozenset("-?:,[]{}#&*!|>'\"%@` ")
_QUOTED = re.compile(r"\"[^\"\\]*\"|'[^']*'")
_ITEM = (
    r"(?:[A-Za-z0-9_/(.\u00c0-\u024f][^,\[\]{}#:?\"'`&*!|>%@ ]*"
    r"(?:(?::(?=[^ ,\[\]{}\"'])| (?=[^ #,\]}:]))[^,\[\]{}#:?\"'`&*!|>%@ ]*)*"
    r"|\"[^\"\\]*\"|'[^']*')"
)
_IN_LIST = re.compile(rf" *({_ITEM}) *(,|\]\Z)")
_IN_MAPPING = re.compile(rf" *([A-Za-z_][A-Za-z0-9_-]*): +({_ITEM}) *(,|\}}\Z)")

_Token = tuple[int, str, int, int, int]  # column, key ("-" for a dash, "" for a bare value), offset, value from, to


class _Other(Exception):
    """Not surely in the subset."""


def read(text: str, base: int) -> Mapping | None:
    """The tree of ``text``, whose first character stands at offset ``base`` of its file."""
    # What is not printable has a meaning of its own, or is refused: line breaks other than \n, tabs, marks.
    if len(text) > LONGEST or not text.replace("\n", "").isprintable():
        return None
    try:
        reader = _Reader(text, base)
        tree = reader.mapping(0)
        return tree if reader.at == len(reader.tokens) - 1 else None
    except _Other:
        return None


class _Reader:
    def __init__(self, text: str, base: int) -> None:
        self.text = text
        self.base = base
        self.at = 0
        self.tokens = _tokens(text)

    def mapping(self, column: int) -> Mapping:
        """The mapping whose keys stand in ``column``, from the current token on."""
        tokens, base = self.tokens, self.base
        items: dict[str, Node] = {}
        keys: dict[str, Span] = {}
        begin = last = tokens[self.at][2]
        node: Node
        while True:
            here, key, offset, start, end = tokens[self.at]
            if here != column or key in ("-", ""):
                break
            if key in items:
                raise _Other
            self.at += 1
            if start < end:
                node = self.value(start, end)
            else:
                following, mark, *_ = tokens[self.at]
                if mark == "-" and following >= column:
                    node = self.sequence(following)
                elif following > column and mark not in ("-", ""):
                    node = self.mapping(following)
                else:
                    raise _Other  # nothing there: null
            items[key] = node
            keys[key] = Span(base + offset, base + offset + len(key))
            last = node.span.end
        if not items:
            raise _Other
        return Mapping(items, keys, Span(base + begin, last))

    def sequence(self, column: int) -> Sequence:
        """The list whose dashes stand in ``column``, from the current token on."""
        tokens = self.tokens
        begin = tokens[self.at][2] + self.base
        items: list[Node] = []
        while tokens[self.at][0] == column and tokens[self.at][1] == "-":
            self.at += 1
            inner, key, _, start, end = tokens[self.at]
            if key:
                items.append(self.mapping(inner))
            else:
                items.append(self.value(start, end))
                self.at += 1
        return Sequence(items, Span(begin, items[-1].span.end))

    def value(self, start: int, end: int) -> Node:
        """What stands on one line between two offsets."""
        text = self.text
        char = text[start]
        span = Span(self.base + start, self.base + end)
        if char == "[":
            return Sequence([self.scalar(*place) for place, _ in self.flow(_IN_LIST, start, end)], span, True)
        if char == "{":
            items: dict[str, Node] = {}
            keys: dict[str, Span] = {}
            for place, (first, stop) in self.flow(_IN_MAPPING, start, end):
                name = text[first:stop]
                if name in items:
                    raise _Other
                keys[name] = Span(self.base + first, self.base + stop)
                items[name] = self.scalar(*place)
            return Mapping(items, keys, span, True)
        if char in "\"'":
            if _QUOTED.fullmatch(text, start, end) is None:
                raise _Other
            return self.scalar(start, end)
        if char in _INDICATORS:
            raise _Other
        written = text[start:end]
        if ": " in written or " #" in written or written[-1] == ":":
            raise _Other
        return Scalar(resolve(written), span)

    def flow(self, pattern: re.Pattern[str], start: int, end: int) -> list[tuple[tuple[int, int], tuple[int, int]]]:
        """The places of the values between brackets, each with that of its key."""
        found: list[tuple[tuple[int, int], tuple[int, int]]] = []
        at, groups = start + 1, pattern.groups
        while at < end:
            entry = pattern.match(self.text, at, end)
            if entry is None:
                raise _Other
            found.append((entry.span(groups - 1), entry.span(1)))
            at = entry.end()
            if entry.group(groups) != ",":
                return found
        raise _Other

    def scalar(self, start: int, end: int) -> Scalar:
        """A text, a number or a word that is already known to be well-formed."""
        text = self.text
        span = Span(self.base + start, self.base + end)
        if text[start] in "\"'":
            return Scalar(text[start + 1 : end - 1], span, text[start])
        return Scalar(resolve(text[start:end]), span)


def _tokens(text: str) -> list[_Token]:
    found: list[_Token] = []
    at = 0
    for raw in text.split("\n"):
        line = raw.rstrip(" ")
        head = _HEAD.match(line)
        assert head is not None  # every part of it may be absent
        indent, dash, key = head.groups()
        column, value, size = len(indent), head.end(), len(line)
        if dash is not None:
            found.append((column, "-", at + column, 0, 0))
            column += 2
        if key is not None:
            found.append((column, key, at + head.start(3), at + value, at + size))
        elif dash is not None and value < size and line[value] != " ":
            found.append((column, "", at + value, at + value, at + size))
        elif dash is not None or size and line[column] != "#":
            raise _Other
        at += len(raw) + 1
    found.append((-1, "", len(text), 0, 0))
    return found
