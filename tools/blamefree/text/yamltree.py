"""The tree of any YAML text, made from PyYAML's events, and what is wrong with the text."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any, Final

import yaml
from yaml import events

from blamefree.patterns import lazy
from blamefree.text.nodes import Mapping, Node, Scalar, Sequence, resolve
from blamefree.text.problem import Problem
from blamefree.text.span import Span

MAX_DEPTH: Final = 20
MAX_NODES: Final = 20_000


def parse(text: str, base: int = 0) -> tuple[Node | None, list[Problem]]:
    """As :func:`blamefree.text.yaml12.parse`, for every text."""
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
        self._root: Node | None = None
        self._merged: set[int] = set()  # entries in which one key was told already

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
                span = Span(start, max(start, end))
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
                self._root = node
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
        elif name in container.items and container is not self._root and id(container) in self._merged:
            pass  # two entries without a dash between them: one slip, told once
        elif name in container.items:
            if container is not self._root:
                self._merged.add(id(container))
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
                    "keep one of them"
                    if container is self._root or container.flow
                    else "keep one of them, or begin a new entry with -",
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


_KEY = lazy(r"[ \t]*(?:- +)*[A-Za-z_][\w -]*:(?:\s|$)")
_OPENED = lazy(r"""(?:^[ ]*|:[ ]+|-[ ]+|[\[{,][ ]*)(?:"[^"\n]*$|'[^'\n]*$)""")
_WORDS = lazy(r"([ \t]*(?:- +)*)[A-Za-z_]\w*(?![^\n]*:(?:\s|$))(?: [^\n#]*)?$")


def _slip(text: str, index: int) -> tuple[int, str, str] | None:
    """The slip above ``index`` that the parser only stumbles over later: where it is, what it is, what to do.

    A quote that is not closed swallows the keys below it, and a line without its colon takes the next one along.
    """
    at = 0
    lines = text[: text.find("\n", index) + 1 or len(text)].splitlines(keepends=True)
    for number, line in enumerate(lines):
        below = lines[number + 1] if number + 1 < len(lines) else ""
        opened = _OPENED.search(line.rstrip())
        if opened and _KEY.match(below) and len(below) - len(below.lstrip()) <= len(line) - len(line.lstrip()) + 2:
            found = line.find(opened.group().lstrip(" -:[{,")[:1], opened.start())
            return at + found, "a quote or bracket is never closed", "close it"
        words = _WORDS.match(line.rstrip())
        if (
            words
            and number >= len(lines) - 2
            and _is_key(len(words.group(1)), lines[number - 1] if number else "", below)
        ):
            return at + len(words.group(1)), "a key without a colon", "write it as key: value"
        at += len(line)
    return None


def _is_key(indent: int, above: str, below: str) -> bool:
    """Whether a line of words with this indentation was to be a key: it stands where a key stands."""
    if below and not _KEY.match(below) and not below.lstrip().startswith("- "):
        return False
    return above.rstrip().endswith(":") or indent in (0, _indent(above), _dashed(above), _dashed(below))


def _indent(line: str) -> int:
    return len(line) - len(line.lstrip(" "))


def _dashed(line: str) -> int:
    found = re.match(r"[ -]*", line)
    return len(found.group()) if found else 0


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
    slip = _slip(text, index)
    if slip is not None:
        at, what, help_ = slip
        return Problem(
            "yaml-syntax", Span(at + base, at + base + 1), f"the front matter is not valid YAML: {what}", help_
        )
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
        if context_mark is not None:  # where it was opened says more than where the text ended
            index, related = context_mark.index, ()
    elif "did not find expected ',' or" in what:
        what, help_ = "a bracket that opens here is never closed, or a comma is missing behind it", "close it"
        if context_mark is not None:
            index, related = context_mark.index, ()
    elif "block sequence entries are not allowed" in what:
        what, help_ = "a list item stands where a value should", "put the list on lines of its own, or quote the value"
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
