"""The tree of a YAML text, each value with its place, and what a plain scalar means in YAML 1.2."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from blamefree.patterns import lazy
from blamefree.text.span import Span
from blamefree.values import dataclass

_NULL = frozenset(("", "~", "null", "Null", "NULL"))
_BOOL = {"true": True, "True": True, "TRUE": True, "false": False, "False": False, "FALSE": False}
_INT = lazy(r"[-+]?[0-9]{1,400}|0o[0-7]{1,400}|0x[0-9a-fA-F]{1,400}")
_FLOAT = lazy(r"[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?|[-+]?\.(?:inf|Inf|INF)|\.(?:nan|NaN|NAN)")
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
