"""Reads a document's front matter against the schema."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from blamefree.errors import SettingsProblem
from blamefree.model.document import Document
from blamefree.rules.api import Context
from blamefree.rules.shape.defect import Defect, Path, shown
from blamefree.rules.shape.quick import Check, compile_schema
from blamefree.rules.shape.values import value_defects
from blamefree.text import data
from blamefree.text.placeholder import is_placeholder
from blamefree.text.span import Span
from blamefree.text.yaml12 import Mapping, Node, Scalar, Sequence

SCHEMA = "postmortem.schema.json"
_KEPT = 8
_COMPILED: dict[tuple[int, tuple[str, ...]], tuple[Any, Any, Check]] = {}


def defects(document: Document, context: Context) -> tuple[Defect, ...]:
    """Every defect of the front matter, in the order of the text; none where the text itself is broken."""
    key = ("shape", document.path)
    if key not in context.memo:
        context.memo[key] = _read(document, context) if document.sound else ()
    found: tuple[Defect, ...] = context.memo[key]
    return found


def schema_for(context: Context) -> tuple[Any, Check]:
    """The schema with the severities of the settings, and its quick check."""
    base = context.schema(SCHEMA) or data.load(SCHEMA)
    severities = tuple(context.settings.severities)
    known = _COMPILED.get((id(base), severities))
    if known is None:
        schema = base
        if "severity" in base.get("properties", {}):
            severity = {**base["properties"]["severity"], "enum": list(severities), "examples": [severities[0]]}
            schema = {**base, "properties": {**base["properties"], "severity": severity}}
        if len(_COMPILED) >= _KEPT:
            _COMPILED.clear()
        known = (base, schema, _compiled(base, schema))
        _COMPILED[id(base), severities] = known  # keeps `base` alive, so that its id stays its own
    return known[1], known[2]


def _compiled(base: Any, schema: Any) -> Check:
    """The quick check of a schema; a repository's own is held to the meta-schema first."""
    own = base != data.load(SCHEMA)
    if own:
        from jsonschema import Draft202012Validator
        from jsonschema.exceptions import SchemaError

        try:
            Draft202012Validator.check_schema(base)
        except SchemaError as error:
            where = ".".join(str(step) for step in error.absolute_path) or "the whole"
            raise SettingsProblem(f"schema/{SCHEMA}: {where}: {error.message[:120]}", "mend that part") from error
    try:
        return compile_schema(schema, trusted=not own)
    except re.error as error:
        raise SettingsProblem(f"schema/{SCHEMA}: a pattern is wrong: {error}", "mend the pattern") from error


def _read(document: Document, context: Context) -> tuple[Defect, ...]:
    front = document.front
    assert front is not None
    schema, surely_valid = schema_for(context)
    found: list[Defect] = []
    if not surely_valid(front):
        status = front.get("status")
        draft = isinstance(status, Scalar) and status.value == "draft"
        from blamefree.rules.shape.structure import Reader, structure_defects

        reader = Reader(schema, document)
        pruner = _Pruner(frozenset(schema.get("required", ())), draft, reader.advise)
        plain = pruner.prune(front, ())
        torn = {defect.path[:-1] for defect in pruner.empty if " " in str(defect.path[-1])}
        empty = {
            defect.path[:-1] if defect.path[:-1] in torn else defect.path: defect for defect in reversed(pruner.empty)
        }
        seen = structure_defects(reader, plain)
        found = [*empty.values(), *(defect for defect in seen if torn.isdisjoint((defect.path, defect.path[:-1])))]
    taken = {defect.path for defect in found}
    for defect in value_defects(document, context):
        if not any(path == defect.path[: len(path)] for path in taken):
            found.append(defect)
    return tuple(sorted(found, key=lambda defect: (defect.span.start, defect.rule, defect.message)))


class _Pruner:
    """Front matter as plain data without what is still to be filled in.

    A key without a value is fine in a draft unless the draft needs it, and a defect elsewhere; placeholders
    are left to the completeness rules.
    """

    def __init__(self, required: frozenset[str], draft: bool, advise: Callable[[Path], str]) -> None:
        self.required = required
        self.draft = draft
        self.advise = advise
        self.empty: list[Defect] = []

    def prune(self, node: Node, path: Path) -> Any:
        if isinstance(node, Sequence):
            return [self.prune(item, (*path, at)) for at, item in enumerate(node.items) if not self._open(item)]
        if isinstance(node, Scalar):
            return node.value
        return self._mapping(node, path)

    def _mapping(self, node: Mapping, path: Path) -> dict[str, Any]:
        kept: dict[str, Any] = {}
        for name, item in node.items.items():
            needed = not path and name in self.required
            if isinstance(item, Scalar) and item.value is None:
                if needed or not self.draft:
                    self.empty.append(_empty((*path, name), node.keys[name], self.advise((*path, name))))
                continue
            if not needed and self._open(item):
                continue
            kept[name] = self.prune(item, (*path, name))
        return kept

    def _open(self, item: Node) -> bool:
        if not isinstance(item, Scalar):
            return False
        return item.value is None and self.draft or isinstance(item.value, str) and is_placeholder(item.value)


def _empty(path: Path, key: Span, advice: str) -> Defect:
    first, blank, rest = str(path[-1]).partition(" ")
    if blank:
        what = f"no colon behind {shown(first, 40)}"
        return Defect("missing-value", path, key, what, f"write {first}: {shown(rest)}")
    name = ".".join(str(step) for step in path if isinstance(step, str))
    return Defect("missing-value", path, key, f"{name} has no value", advice)
