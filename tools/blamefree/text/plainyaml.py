"""Front matter as most people write it, read without a YAML parser.

A subset of YAML 1.2: block mappings and lists, plain values on one line or several, one level of ``[…]`` and ``{…}``,
quotes without escapes, comments, and block scalars without empty lines. :func:`read` gives exactly the tree that
:func:`blamefree.text.yaml12.parse` makes of the same text, or ``None`` for everything that is not surely in the
subset; the tests hold the two against each other.
"""

from __future__ import annotations

from typing import Final

from blamefree.patterns import lazy
from blamefree.text.nodes import Mapping, Node, Scalar, Sequence, resolve
from blamefree.text.span import Span

LONGEST: Final = 30_000
DEEPEST: Final = 15
_KEY = lazy(r"[A-Za-z_][A-Za-z0-9_-]*")
_INDICATORS: Final = frozenset("-?:,[]{}#&*!|>'\"%@` ")
_TELLING: Final = frozenset("0123456789+-.")
_WORDS: Final = frozenset(("~", "null", "Null", "NULL", "true", "True", "TRUE", "false", "False", "FALSE"))
_QUOTED = lazy(r"(\"[^\"\\]*\"|'[^']*')(?: +#.*)?")
_ITEM = (
    r"(?:[A-Za-z0-9_/(.\u00c0-\u024f][^,\[\]{}#:? ]*(?:(?::(?=[^ ,\[\]{}\"'])| (?=[^ #,\]}:]))[^,\[\]{}#:? ]*)*"
    r"|\"[^\"\\]*\"|'[^']*')"
)
_IN_LIST = lazy(rf" *({_ITEM}) *(,|\])")
_IN_MAPPING = lazy(rf" *([A-Za-z_][A-Za-z0-9_-]*): +({_ITEM}) *(,|\}})")
_REST = lazy(r"(?: +#.*)?")
_HEADERS: Final = frozenset((">", ">-", "|", "|-"))

_NOWHERE: Final = Span(0, 0)
_span = tuple.__new__  # a third of the time of Span(start, end)


class _Other(Exception):
    """Not surely in the subset."""


def read(text: str, base: int) -> Mapping | None:
    """The tree of ``text``, whose first character stands at offset ``base`` of its file."""
    # What is not printable has a meaning of its own, or is refused: line breaks other than \n, tabs, marks.
    if len(text) > LONGEST or not text.replace("\n", "").isprintable():
        return None
    try:
        return _Reader(base).read(text)
    except _Other:
        return None


class _Reader:
    """Reads one text; the container that is open innermost is spread over attributes of its own."""

    def __init__(self, base: int) -> None:
        self.base = base
        self.last = base  # where the last value ended
        self.stack: list[tuple[int, Mapping | Sequence, int]] = []  # column, container, where it began
        self.column = 0
        self.node: Mapping | Sequence = Mapping({}, {}, _NOWHERE)
        self.begin = -1
        self.waiting = ""  # a key whose value stands on the following lines
        self.after = 0  # the offset behind that key's colon

    def read(self, text: str) -> Mapping:
        """The whole tree."""
        root = self.node
        at = self.base
        stop = at + len(text)
        block: list[str] = []  # the lines of a block scalar
        held: Scalar | None = None  # and the scalar itself
        plain: tuple[Scalar, str] | None = None  # a plain value that may go on, and its words
        for raw in text.split("\n"):
            here, at = at, at + len(raw) + 1
            body = raw.strip(" ")
            if held is not None:
                if body and raw.find(body[0]) > self.column:
                    block.append(raw)
                    continue
                if not body and here < stop:
                    raise _Other  # an empty line may belong to it
                self.end_block(held, block, here)
                held, block = None, []
            if not body:
                plain = None
                continue
            first = body[0]
            if first == "#":
                plain = None
                continue
            column = raw.find(first)
            key, colon, value = body.partition(": ")
            dash = first == "-"
            start = here + column
            end = start + len(body)
            if dash:
                if key[1:2] != " " or key[2:3] == " ":
                    raise _Other
                key = key[2:]
                self.entry(column, start)
                column += 2
                start += 2
            if not colon and key[-1:] == ":":
                key, value = key[:-1], ""
            elif not colon:
                if not dash:
                    if plain is None or column <= self.column:
                        raise _Other
                    self.go_on(plain, body, end)
                    plain = (plain[0], f"{plain[1]} {body}")
                    continue
                value, key = key, ""
            elif not key:
                raise _Other
            if key and not (key.isidentifier() and key.isascii()) and _KEY.fullmatch(key) is None:
                if not dash:
                    raise _Other
                value, key = body[2:], ""
            items: dict[str, Node] | None = None
            if key:
                node = self.node
                if not dash and column == self.column and not self.waiting and type(node) is Mapping:
                    items = node.items
                    if key in items:
                        raise _Other
                    if self.begin < 0:
                        self.begin = start
                    node.keys[key] = _span(Span, (start, start + len(key)))
                else:
                    items = self.key(key, column, start, new=dash)
                plain = None
                value = value.lstrip(" ")
                if not value or value[0] == "#":
                    self.waiting, self.after = key, start + len(key) + 1
                    continue
                if value in _HEADERS:
                    held = items[key] = Scalar(value, _span(Span, (end - len(value), end)))
                    continue
                start = end - len(value)
            elif not value or not dash:
                raise _Other
            head = value[0]
            if head in _INDICATORS:
                plain = None
                found: Node = self.marked(value, start)
            else:
                if " #" in value:
                    value = value[: value.index(" #")].rstrip(" ")
                    end = start + len(value)
                    if ":" in value and (": " in value or value[-1] == ":"):
                        raise _Other
                    plain = None
                    found = Scalar(resolve(value), _span(Span, (start, end)))
                elif ":" in value and (": " in value or value[-1] == ":"):
                    raise _Other
                else:
                    known = resolve(value) if head in _TELLING or value in _WORDS else value
                    found = Scalar(known, _span(Span, (start, end)))
                    plain = (found, value)
                self.last = end
            if items is not None:
                items[key] = found
            else:
                assert isinstance(self.node, Sequence)
                self.node.items.append(found)
        if held is not None:
            raise _Other
        self.settle()
        while self.stack:
            self.close()
        if self.begin < 0:
            raise _Other
        assert isinstance(root, Mapping)
        root.span = _span(Span, (self.begin, self.last))
        return root

    def entry(self, column: int, start: int) -> None:
        """A dash in ``column``: the list that it belongs to is the open container then."""
        if self.waiting:
            if column < self.column:
                self.settle()
            else:
                self.open(Sequence([], _NOWHERE), column, start)
                return
        while self.column > column or self.column == column and type(self.node) is Mapping:
            self.close()
        if self.column != column or type(self.node) is Mapping:
            raise _Other

    def key(self, name: str, column: int, start: int, *, new: bool) -> dict[str, Node]:
        """A key in ``column``: the items of the mapping that it belongs to, which is the open container then."""
        node = self.node
        if new:
            assert isinstance(node, Sequence)
            inner = Mapping({}, {}, _NOWHERE)
            node.items.append(inner)
            self.push(inner, column, start)
        else:
            if self.waiting:
                if column > self.column:
                    self.open(Mapping({}, {}, _NOWHERE), column, start)
                else:
                    self.settle()
            while self.column > column or self.column == column and type(self.node) is Sequence:
                self.close()
        node = self.node
        if self.column != column or type(node) is not Mapping or name in node.items:
            raise _Other
        if self.begin < 0:
            self.begin = start
        node.keys[name] = _span(Span, (start, start + len(name)))
        return node.items

    def open(self, inner: Mapping | Sequence, column: int, start: int) -> None:
        """Begin the container that the waiting key has for a value."""
        node = self.node
        assert isinstance(node, Mapping)
        node.items[self.waiting] = inner
        self.waiting = ""
        self.push(inner, column, start)

    def push(self, inner: Mapping | Sequence, column: int, start: int) -> None:
        """Make a container the open one."""
        if len(self.stack) >= DEEPEST:
            raise _Other
        self.stack.append((self.column, self.node, self.begin))
        self.column, self.node, self.begin = column, inner, start

    def close(self) -> None:
        """No line continues the open container."""
        if not self.stack:
            raise _Other
        self.node.span = _span(Span, (self.begin, self.last))
        self.column, self.node, self.begin = self.stack.pop()

    def settle(self) -> None:
        """Nothing stands under the waiting key: its value is null."""
        if self.waiting:
            node = self.node
            assert isinstance(node, Mapping)
            node.items[self.waiting] = Scalar(None, _span(Span, (self.after, self.after)))
            self.waiting, self.last = "", self.after

    def go_on(self, plain: tuple[Scalar, str], body: str, end: int) -> None:
        """One more line of a plain value."""
        scalar, said = plain
        if body[0] in _INDICATORS or " #" in body or body[-1] == ":":
            raise _Other
        scalar.value = f"{said} {body}"
        scalar.span = _span(Span, (scalar.span.start, end))
        self.last = end

    def end_block(self, scalar: Scalar, lines: list[str], after: int) -> None:
        """A block scalar has ended before the offset ``after``; every line is as far indented as the first."""
        if not lines:
            raise _Other
        indent = len(lines[0]) - len(lines[0].lstrip(" "))
        margin = lines[0][:indent]
        for line in lines:
            if not line.startswith(margin) or line[indent] == " " or line[-1] == " ":
                raise _Other
        header = scalar.value
        assert isinstance(header, str)
        said = (" " if header[0] == ">" else "\n").join([line[indent:] for line in lines])
        scalar.value = said if header[1:] else f"{said}\n"
        scalar.span = _span(Span, (scalar.span.start, after))
        scalar.style = header[0]
        self.last = after - 1

    def marked(self, value: str, start: int) -> Node:
        """A value that begins with a quote or a bracket, on one line."""
        head = value[0]
        if head in "\"'":
            quoted = _QUOTED.fullmatch(value)
            if quoted is None:
                raise _Other
            said = quoted.group(1)
            self.last = start + len(said)
            return Scalar(said[1:-1], _span(Span, (start, self.last)), head)
        if head == "[":
            found: list[Node] = []
            closed = value.startswith("]", 1)
            at = 2 if closed else 1
            while not closed:
                entry = _IN_LIST.match(value, at)
                if entry is None:
                    raise _Other
                found.append(_scalar(entry.group(1), start + entry.start(1)))
                at = entry.end()
                closed = entry.group(2) == "]"
            self.last = self._closed(value, start, at)
            return Sequence(found, _span(Span, (start, self.last)), True)
        if head == "{":
            return self.flow_mapping(value, start)
        raise _Other

    def flow_mapping(self, value: str, start: int) -> Mapping:
        """A value between braces, on one line."""
        items: dict[str, Node] = {}
        keys: dict[str, Span] = {}
        closed = value.startswith("}", 1)
        at = 2 if closed else 1
        while not closed:
            entry = _IN_MAPPING.match(value, at)
            if entry is None:
                raise _Other
            name = entry.group(1)
            if name in items:
                raise _Other
            keys[name] = _span(Span, (start + entry.start(1), start + entry.end(1)))
            items[name] = _scalar(entry.group(2), start + entry.start(2))
            at = entry.end()
            closed = entry.group(3) == "}"
        self.last = self._closed(value, start, at)
        return Mapping(items, keys, _span(Span, (start, self.last)), True)

    def _closed(self, value: str, start: int, at: int) -> int:
        if at < len(value) and _REST.fullmatch(value, at) is None:
            raise _Other
        return start + at


def _scalar(written: str, start: int) -> Scalar:
    """A text, a number or a word between brackets that is already known to be well-formed."""
    span: Span = _span(Span, (start, start + len(written)))
    head = written[0]
    if head in "\"'":
        return Scalar(written[1:-1], span, head)
    return Scalar(resolve(written) if head in _TELLING or written in _WORDS else written, span)
