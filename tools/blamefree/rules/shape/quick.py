"""A fast answer to "is this surely valid?", so that jsonschema is loaded only for what is not.

Sound but not complete: ``True`` means that jsonschema would accept the value, ``False`` that it
has to be asked. Keywords that are not known here make the answer ``False``.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Callable
from functools import cache
from typing import Any

from blamefree.patterns import lazy
from blamefree.text.yaml12 import Mapping, Node, Scalar, Sequence

Check = Callable[[Node], bool]

_NOTES = frozenset(
    ("$schema", "$id", "$defs", "$comment", "title", "description", "examples", "default", "format", "deprecated")
)
_OF_TEXT = frozenset(("type", "pattern", "minLength", "maxLength"))
_OF_MAPPING = frozenset(("type", "required", "additionalProperties", "properties"))


def compile_schema(schema: Any, root: Any = None, *, trusted: bool = False) -> Check:
    """A check that answers ``True`` only for nodes that ``schema`` (part of ``root``) accepts.

    Raises ``re.error`` for a pattern that is wrong; those of a ``trusted`` schema are compiled when they are met.
    """
    return _Compiler(schema if root is None else root, cache(lazy if trusted else re.compile)).compile(schema)


def _never(_: Node) -> bool:
    return False


class _Compiler:
    def __init__(self, root: Any, pattern: Callable[[str], re.Pattern[str]]) -> None:
        self.root = root
        self.pattern = pattern
        self.depth = 0

    def compile(self, schema: Any) -> Check:
        if schema is True:
            return lambda node: True
        if not isinstance(schema, dict) or self.depth > 20:
            return _never
        merged = self.merged(schema)
        if merged is not None:
            return merged
        self.depth += 1
        try:
            checks = [self.keyword(name, value, schema) for name, value in schema.items() if name not in _NOTES]
        finally:
            self.depth -= 1
        if len(checks) == 1:
            return checks[0]

        def every(node: Node) -> bool:
            for check in checks:  # noqa: SIM110 - half the time of all() here
                if not check(node):
                    return False
            return True

        return every

    def merged(self, schema: dict[str, Any]) -> Check | None:
        """One check for all keywords of the usual schemas of a text, a list or a mapping: half the time."""
        words = schema.keys() - _NOTES
        kind = schema.get("type")
        if kind == "string" and words <= _OF_TEXT:
            return _text(schema, self.pattern(schema.get("pattern", "")))
        if kind == "array" and words == {"type", "items"}:
            return self._items(schema["items"], schema)
        if kind == "object" and words | {"required"} == _OF_MAPPING and schema["additionalProperties"] is False:
            self.depth += 1
            try:
                return _mapping({name: self.compile(part) for name, part in schema["properties"].items()},
                                frozenset(schema.get("required", ())))  # fmt: skip
            finally:
                self.depth -= 1
        return None

    def keyword(self, name: str, value: Any, schema: dict[str, Any]) -> Check:
        make = getattr(self, f"_{name.replace('$', '')}", None)
        check: Check | None = make(value, schema) if make is not None else None
        return _never if check is None else check

    def _ref(self, value: Any, schema: dict[str, Any]) -> Check | None:
        found = self.root
        if not isinstance(value, str) or not value.startswith("#/"):
            return None
        for part in value[2:].split("/"):
            if not isinstance(found, dict) or part not in found:
                return None
            found = found[part]
        return self.compile(found)

    def _type(self, value: Any, schema: dict[str, Any]) -> Check | None:
        if value == "object":
            return lambda node: isinstance(node, Mapping)
        if value == "array":
            return lambda node: isinstance(node, Sequence)
        if value == "string":
            return lambda node: isinstance(node, Scalar) and isinstance(node.value, str)
        if value == "number":
            return lambda node: isinstance(node, Scalar) and type(node.value) in (int, float)
        return None

    def _enum(self, value: Any, schema: dict[str, Any]) -> Check | None:
        if not isinstance(value, list) or not all(isinstance(item, str) for item in value):
            return None
        allowed = frozenset(value)
        return lambda node: isinstance(node, Scalar) and isinstance(node.value, str) and node.value in allowed

    def _pattern(self, value: Any, schema: dict[str, Any]) -> Check | None:
        pattern = self.pattern(value)
        return lambda node: (
            isinstance(node, Scalar) and isinstance(node.value, str) and pattern.search(node.value) is not None
        )

    def _minLength(self, value: Any, schema: dict[str, Any]) -> Check | None:  # noqa: N802 - the keyword's name
        return lambda node: isinstance(node, Scalar) and isinstance(node.value, str) and len(node.value) >= value

    def _maxLength(self, value: Any, schema: dict[str, Any]) -> Check | None:  # noqa: N802
        return lambda node: isinstance(node, Scalar) and isinstance(node.value, str) and len(node.value) <= value

    def _required(self, value: Any, schema: dict[str, Any]) -> Check | None:
        names = frozenset(value)
        return lambda node: isinstance(node, Mapping) and names <= node.items.keys()

    def _additionalProperties(self, value: Any, schema: dict[str, Any]) -> Check | None:  # noqa: N802
        if value is not False or "patternProperties" in schema:
            return None
        known = frozenset(schema.get("properties", ()))
        return lambda node: isinstance(node, Mapping) and known.issuperset(node.items)

    def _properties(self, value: Any, schema: dict[str, Any]) -> Check | None:
        checks = {name: self.compile(part) for name, part in value.items()}

        def check(node: Node) -> bool:
            if not isinstance(node, Mapping):
                return False
            for name, item in node.items.items():
                inner = checks.get(name)
                if inner is not None and not inner(item):
                    return False
            return True

        return check

    def _items(self, value: Any, schema: dict[str, Any]) -> Check | None:
        inner = self.compile(value)

        def check(node: Node) -> bool:
            if not isinstance(node, Sequence):
                return False
            for item in node.items:  # noqa: SIM110
                if not inner(item):
                    return False
            return True

        return check

    def _uniqueItems(self, value: Any, schema: dict[str, Any]) -> Check | None:  # noqa: N802
        def check(node: Node) -> bool:
            if not isinstance(node, Sequence):
                return False
            values = [item.value if isinstance(item, Scalar) else None for item in node.items]
            return None not in values and len({(type(item), item) for item in values}) == len(values)

        return check

    def _oneOf(self, value: Any, schema: dict[str, Any]) -> Check | None:  # noqa: N802
        checks = [self.compile(part) for part in value]
        if not _disjoint(value, self.root):
            return None

        def check(node: Node) -> bool:
            for branch in checks:  # noqa: SIM110
                if branch(node):
                    return True
            return False

        return check


def _text(schema: dict[str, Any], pattern: re.Pattern[str]) -> Check:
    least, most = schema.get("minLength", 0), schema.get("maxLength", sys.maxsize)

    def check(node: Node) -> bool:
        if not isinstance(node, Scalar):
            return False
        value = node.value
        return isinstance(value, str) and least <= len(value) <= most and pattern.search(value) is not None

    return check


def _mapping(checks: dict[str, Check], required: frozenset[str]) -> Check:
    def check(node: Node) -> bool:
        if not isinstance(node, Mapping):
            return False
        items = node.items
        if not required <= items.keys():
            return False
        for name, item in items.items():
            inner = checks.get(name)
            if inner is None or not inner(item):
                return False
        return True

    return check


def _disjoint(branches: list[Any], root: Any) -> bool:
    """Whether no value can match two branches: at most one is for values, the others need keys of their own."""
    seen: set[frozenset[str]] = set()
    loose = 0
    for branch in branches:
        while isinstance(branch, dict) and "$ref" in branch and len(branch) == 1:
            branch = root.get("$defs", {}).get(str(branch["$ref"]).rpartition("/")[2])
        if not isinstance(branch, dict):
            return False
        if branch.get("type") == "object" and branch.get("required") and branch.get("additionalProperties") is False:
            required = frozenset(branch["required"])
            if not required.issuperset(branch.get("properties", ())) or required in seen:
                return False
            seen.add(required)
        elif branch.get("type") in ("string", "number") or "enum" in branch:
            loose += 1
        else:
            return False
    return loose <= 1
