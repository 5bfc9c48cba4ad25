"""YAML 1.2 core schema with the place of every value.

PyYAML's events carry exact code-point offsets. Values are resolved here by the
YAML 1.2 core schema (https://yaml.org/spec/1.2.2/#103-core-schema), so ``no``
and ``10:01`` are strings. Anchors, aliases, tags and duplicate keys are problems.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any, Final

import yaml
from yaml import events

from blamefree.text.problem import Problem
from blamefree.text.span import Span

MAX_DEPTH: Final = 20
MAX_NODES: Final = 20_000

_NULL = frozenset(("", "~", "null", "Null", "NULL"))
_BOOL = {"true": True, "True": True, "TRUE": True, "false": False, "False": False, "FALSE": False}
_INT = re.compile(r"[-+]?[0-9]{1,400}|0o[0-7]{1,400}|0x[0-9a-fA-F]{1,400}")
_FLOAT = re.compile(
    r"[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?|[-+]?\.(?:inf|Inf|INF)|\.(?:nan|NaN|NAN)"
)
_MAYBE_NUMBER = frozenset("0123456789+-.")

ScalarValue = str | int | float | bool | None


@dataclass(slots=True, eq=False)
class Scalar:
    """One value; ``style`` is ``""`` for plain, else one of ``' " | >``."""

    value: ScalarValue
    span: Span
    style: str = ""


@dataclass(slots=True, eq=False)
class Sequence:
    """A list of nodes."""

    items: list[Node]
    span: Span
    flow: bool = False


@dataclass(slots=True, eq=False)
class Mapping:
    """Keys in the order of the text; ``keys`` holds the span of each key."""

    items: dict[str, Node]
    keys: dict[str, Span]
    span: Span
    flow: bool = False

    def get(self, key: str) -> Node | None:
        """The node under ``key``."""
        return self.items.get(key)


Node = Scalar | Sequence | Mapping


def plain(node: Node | None) -> Any:
    """The node as ordinary Python data."""
    if isinstance(node, Mapping):
        return {key: plain(value) for key, value in node.items.items()}
    if isinstance(node, Sequence):
        return [plain(item) for item in node.items]
    return None if node is None else node.value


def scalars(node: Node, path: tuple[str | int, ...] = ()) -> list[tuple[tuple[str | int, ...], Scalar]]:
    """The values below ``node`` that are neither lists nor mappings, in the order of the text, each with its path."""
    if isinstance(node, Scalar):
        return [(path, node)]
    found: list[tuple[tuple[str | int, ...], Scalar]] = []
    held: Iterable[tuple[str | int, Node]] = node.items.items() if isinstance(node, Mapping) else enumerate(node.items)
    for name, item in held:
        if isinstance(item, Scalar):
            found.append(((*path, name), item))
        else:
            found.extend(scalars(item, (*path, name)))
    return found


def kind(node: Node | None) -> str:
    """What a person would call the node: a list, a mapping, text, a number."""
    if isinstance(node, Mapping):
        return "a mapping"
    if isinstance(node, Sequence):
        return "a list"
    value = None if node is None else node.value
    if value is None:
        return "nothing"
    if isinstance(value, bool):
        return "true or false"
    return "a number" if isinstance(value, (int, float)) else "text"


def resolve(text: str) -> ScalarValue:
    """A plain scalar by the core schema."""
    if text in _NULL:
        return None
    if text in _BOOL:
        return _BOOL[text]
    if text[0] in _MAYBE_NUMBER:
        if _INT.fullmatch(text):
            return int(text, 8 if text.startswith("0o") else 16 if text.startswith("0x") else 10)
        if _FLOAT.fullmatch(text):
            lowered = text.lower()
            return float(lowered.replace(".inf", "inf").replace(".nan", "nan"))
    return text


def parse(text: str, base: int = 0) -> tuple[Node | None, list[Problem]]:
    """Parse one YAML document.

    ``base`` is added to every offset: the place of ``text`` in its file. Returns
    the tree (``None`` when nothing can be made of it) and the problems met.
    The tree may be used only when there are no problems.
    """
    builder = _Builder(text, base)
    try:
        return builder.build(), builder.problems
    except yaml.YAMLError as error:
        builder.problems.append(_syntax_problem(error, text, base))
        return None, builder.problems


def _next_event(text: str) -> Callable[[], Any]:
    """A function that gives the next event of ``text`` each time, ``None`` after the last."""
    try:
        from yaml._yaml import CParser
    except ImportError:  # PyYAML built without libyaml: slower, same events
        events_ = yaml.parse(text, Loader=yaml.SafeLoader)
        return lambda: next(events_, None)
    get_event: Callable[[], Any] = CParser(text).get_event
    return get_event


class _TooMuch(Exception):
    """The text is deeper or larger than front matter may be."""


class _Builder:
    def __init__(self, text: str, base: int) -> None:
        self.text = text
        self.base = base
        self.problems: list[Problem] = []
        self._seen: set[str] = set()

    def build(self) -> Node | None:
        try:
            return self._build()
        except _TooMuch:
            return None

    def _build(self) -> Node | None:
        base = self.base
        root: Node | None = None
        stack: list[tuple[Sequence | Mapping, tuple[str, Span] | None]] = []
        container: Sequence | Mapping | None = None
        key: tuple[str, Span] | None = None
        nodes = 0
        next_event = _next_event(self.text)
        while (event := next_event()) is not None:
            kind_ = type(event)
            node: Node
            if kind_ is events.ScalarEvent:
                start, end = event.start_mark.index + base, event.end_mark.index + base
                span = Span(start, end if end > start else start)
                if event.anchor is not None or event.tag is not None:
                    self._forbidden(event, span)
                value, style = event.value, event.style or ""
                node = Scalar(resolve(value) if not style and event.implicit[0] else value, span, style)
            elif kind_ is events.MappingStartEvent or kind_ is events.SequenceStartEvent:
                span = Span(event.start_mark.index + base, event.end_mark.index + base)
                if event.anchor is not None or event.tag is not None:
                    self._forbidden(event, span)
                if kind_ is events.MappingStartEvent:
                    node = Mapping({}, {}, span, bool(event.flow_style))
                else:
                    node = Sequence([], span, bool(event.flow_style))
            elif kind_ is events.MappingEndEvent or kind_ is events.SequenceEndEvent:
                assert container is not None
                self._close(container, event.end_mark.index + base)
                node = container
                container, key = stack.pop() if stack else (None, None)
                if container is None:
                    continue
                container, key = self._place(container, key, node)
                continue
            elif kind_ is events.AliasEvent:
                span = Span(event.start_mark.index + base, event.end_mark.index + base)
                self._once("yaml-alias", span, "an alias is used in the front matter", "write the value out")
                node = Scalar(None, span)
            elif kind_ is events.DocumentStartEvent:
                if root is not None or event.explicit:
                    mark = Span(event.start_mark.index + base, event.end_mark.index + base)
                    self._once(
                        "front-matter-not-a-mapping",
                        mark,
                        "the front matter holds more than one YAML document",
                        "keep one mapping between the two --- lines",
                    )
                    raise _TooMuch
                continue
            else:
                continue
            nodes += 1
            if nodes > MAX_NODES:
                self._once(
                    "yaml-too-large",
                    node.span,
                    f"the front matter holds more than {MAX_NODES} values",
                    "move what is long into the body",
                )
                raise _TooMuch
            if isinstance(node, Scalar):
                if container is None:
                    root = node
                else:
                    container, key = self._place(container, key, node)
                continue
            if len(stack) + 1 >= MAX_DEPTH:
                self._once(
                    "yaml-too-deep",
                    node.span,
                    f"the front matter is nested deeper than {MAX_DEPTH} levels",
                    "flatten it",
                )
                raise _TooMuch
            if container is None:
                root = node
            else:
                stack.append((container, key))
            container, key = node, None
        return root

    def _place(
        self, container: Sequence | Mapping, key: tuple[str, Span] | None, node: Node
    ) -> tuple[Sequence | Mapping, tuple[str, Span] | None]:
        if isinstance(container, Sequence):
            container.items.append(node)
            return container, None
        if key is None:
            return container, self._key(container, node)
        name, span = key
        if name not in container.items:
            container.items[name] = node
            container.keys[name] = span
        return container, None

    def _key(self, container: Mapping, node: Node) -> tuple[str, Span]:
        if not isinstance(node, Scalar):
            self._once("yaml-key", node.span, "a key must be a plain word", "write it as key: value")
            return ("", node.span)
        name = self.text[node.span.start - self.base : node.span.end - self.base] if not node.style else str(node.value)
        if name == "<<":
            self._once("yaml-alias", node.span, "a merge key (<<) is used in the front matter", "write the values out")
        elif name in container.items:
            first = container.keys[name]
            line_of = (
                self.text.count("\n", 0, first.start - self.base),
                self.text.count("\n", 0, node.span.start - self.base),
            )
            offset = 2 if self.base else 1
            self.problems.append(
                Problem(
                    "duplicate-key",
                    node.span,
                    f"{name} is set twice (lines {line_of[0] + offset} and {line_of[1] + offset})",
                    "keep one of them",
                    ((first, "first set here"),),
                )
            )
        return (name, node.span)

    def _close(self, container: Sequence | Mapping, end: int) -> None:
        if container.flow:
            container.span = Span(container.span.start, end)
            return
        last: Node | None = None
        if isinstance(container, Sequence) and container.items:
            last = container.items[-1]
        elif isinstance(container, Mapping) and container.items:
            last = next(reversed(container.items.values()))
        if last is not None:
            stop = last.span.end
            text = self.text
            while stop > container.span.start and text[stop - 1 - self.base] in " \t\r\n":
                stop -= 1
            container.span = Span(container.span.start, stop)

    def _forbidden(self, event: Any, span: Span) -> None:
        if event.anchor is not None:
            self._once(
                "yaml-alias", span, "an anchor is used in the front matter", "write the value out where it is needed"
            )
        if event.tag is not None:
            self._once(
                "yaml-tag",
                span,
                f"the YAML tag {event.tag[:60]!r} is used in the front matter",
                "tags are not allowed: remove it",
            )

    def _once(self, rule: str, span: Span, message: str, help_: str) -> None:
        if rule not in self._seen:
            self._seen.add(rule)
            self.problems.append(Problem(rule, span, message, help_))


def _syntax_problem(error: yaml.YAMLError, text: str, base: int) -> Problem:
    mark = getattr(error, "problem_mark", None)
    context_mark = getattr(error, "context_mark", None)
    index = mark.index if mark is not None else getattr(error, "position", 0)
    index = min(max(index, 0), len(text))
    what = str(getattr(error, "problem", None) or getattr(error, "reason", None) or "cannot be read")
    line_start = text.rfind("\n", 0, index) + 1
    indent = re.match(r"[ \t]*", text[line_start:])
    if indent and "\t" in indent.group():
        at = line_start + indent.group().index("\t") + base
        return Problem("yaml-syntax", Span(at, at + 1), "a tab is used for indentation", "use spaces")
    related: tuple[tuple[Span, str], ...] = ()
    if context_mark is not None and context_mark.index != index:
        related = ((Span(context_mark.index + base, context_mark.index + base), str(error.context)),)  # type: ignore[attr-defined]
    help_ = "check the line and the one above it: quotes, colons, indentation"
    if "mapping values are not allowed" in what:
        what, help_ = "a second colon in an unquoted value", "put the value in quotes"
    elif "could not find expected ':'" in what:
        what, help_ = "a key without a colon", "write it as key: value"
    elif "unexpected end of stream" in what or "found unexpected document indicator" in what:
        what, help_ = "a quote or bracket is never closed", "close it"
    elif "unknown escape character" in what:
        what, help_ = "an unknown escape in double quotes", "use single quotes, or double the backslash"
    elif "undefined alias" in what:
        return Problem(
            "yaml-alias",
            Span(index + base, index + base + 1),
            "an alias is used in the front matter",
            "write the value out",
        )
    elif "<document start>" in what:
        return Problem(
            "front-matter-not-a-mapping",
            Span(index + base, index + base),
            "the front matter holds more than one YAML document",
            "keep one mapping between the two --- lines",
        )
    elif "cannot start any token" in what:
        what, help_ = f"the character {text[index : index + 1]!r} cannot start a value", "put the value in quotes"
    return Problem(
        "yaml-syntax",
        Span(index + base, min(index + 1, len(text)) + base),
        f"the front matter is not valid YAML: {what}",
        help_,
        related,
    )
