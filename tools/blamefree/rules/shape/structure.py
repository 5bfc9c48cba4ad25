"""Turns what jsonschema says into defects with places: one for each thing that is wrong."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import Any

from blamefree.errors import SettingsProblem
from blamefree.model.document import Document
from blamefree.rules.api import fix
from blamefree.rules.shape.defect import Defect, Path, called, shown, walk
from blamefree.rules.shape.likely import likeliest
from blamefree.rules.shape.moments import date_defect, time_defect
from blamefree.rules.shape.words import both, either, first_line, flow, is_number, name_of, nearest, span_of
from blamefree.text.span import Span
from blamefree.text.yaml12 import Mapping, Node, Scalar, Sequence, kind

RECORDED = frozenset(
    (
        "approved", "approval", "approvals", "approved_by", "approved_on", "approved_at", "approver", "approvers",
        "decision", "decided_by", "jira", "jira_key", "jira_issue", "issue", "issue_key", "ticket",
        "confluence", "confluence_page", "confluence_url", "page", "page_id", "page_url", "published", "published_at",
        "published_url",
    )
)  # fmt: skip
_ORDER = {name: at for at, name in enumerate(("type", "enum", "const", "oneOf", "anyOf", "pattern"))}
_TYPES = {"object": "a mapping", "array": "a list", "string": "text", "number": "a number", "integer": "a number"}


def structure_defects(reader: Reader, plain: Any) -> list[Defect]:
    """The defects that jsonschema sees in ``plain``, the document's front matter as data."""
    from jsonschema import Draft202012Validator
    from referencing.exceptions import Unresolvable

    schema = reader.schema
    found: dict[tuple[Path, str], Defect] = {}
    try:
        errors = list(Draft202012Validator(schema).iter_errors(plain))
    except Unresolvable as lost:
        raise SettingsProblem("schema/postmortem.schema.json: a $ref leads nowhere", "mend the $ref") from lost
    errors.sort(key=lambda error: (list(map(str, error.absolute_path)), _ORDER.get(str(error.validator), 9)))
    valued: set[Path] = set()
    for error in errors:
        path = reader.original(tuple(error.absolute_path))
        if error.validator not in ("additionalProperties", "required"):
            if path in valued:
                continue
            valued.add(path)
        for defect in reader.read(error, path):
            found.setdefault((defect.path, defect.rule), defect)
    for where, defect in found.items():
        if defect.rule == "unknown-key" and not defect.stands_for and not defect.help.startswith("it belongs"):
            found[where] = reader.perhaps(defect)
    meant = {defect.stands_for for defect in found.values() if defect.stands_for}
    return [
        defect for defect in found.values() if defect.path not in meant or defect.rule not in ("missing-key", *_OWN)
    ]


_OWN = ("missing-classification", "waiver-without-reason")


class Reader:
    """Reads errors of ``schema`` as defects of ``document``."""

    def __init__(self, schema: Any, document: Document) -> None:
        self.schema = schema
        self.document = document
        assert document.front is not None
        self.front = document.front

    def original(self, path: Path) -> Path:
        """Where ``path`` of the pruned data stands in the document: list entries may have been left out."""
        from blamefree.text.placeholder import is_placeholder

        found: list[str | int] = []
        node: Node | None = self.front
        for step in path:
            if isinstance(step, int) and isinstance(node, Sequence):
                kept = [
                    at
                    for at, item in enumerate(node.items)
                    if not (isinstance(item, Scalar) and isinstance(item.value, str) and is_placeholder(item.value))
                ]
                step = kept[step] if step < len(kept) else step
            found.append(step)
            node = walk(node, (step,))
        return tuple(found)

    def read(self, error: Any, path: Path) -> Iterator[Defect]:
        """The defects that one error of jsonschema at ``path`` stands for."""
        node = walk(self.front, path)
        if node is None:
            return
        keyword = str(error.validator)
        if keyword == "additionalProperties" and isinstance(node, Mapping):
            yield from self._unknown_keys(node, path, error.schema.get("properties", {}))
        elif keyword == "required" and isinstance(node, Mapping):
            yield from self._missing(node, path, error)
        elif keyword in ("oneOf", "anyOf"):
            yield from self._branch(error, path, node)
        else:
            yield self._value(error, path, node, keyword)

    # keys ------------------------------------------------------------------------

    def _unknown_keys(self, node: Mapping, path: Path, properties: dict[str, Any]) -> Iterator[Defect]:
        for name, span in node.keys.items():
            if name not in properties:
                yield self._unknown(name, span, path, node, properties)

    def _unknown(self, name: str, span: Span, path: Path, node: Mapping, properties: dict[str, Any]) -> Defect:
        where = f" in {called(path, self.front)}" if path else ""
        if name.lower() in RECORDED and (not path or path[0] in ("actions", "incident")):
            return Defect(
                "recorded-by-tool",
                (*path, name),
                span,
                f"{name} is typed into the document{where}",
                "remove it: approvals, Jira keys and page addresses are recorded by the tool"
                + (" (the incident's own key stands under incident)" if name == "jira" and not path else ""),
            )
        free = [key for key in properties if key not in node.items]
        first, blank, rest = name.partition(" ")
        if blank and first in free:
            help_ = f"write {first}: {shown(rest, 30)}…"
            what, meant = f"no colon behind {first}{where}", (*path, first)
            return Defect("unknown-key", (*path, name), span, what, help_, stands_for=meant)
        home = "" if nearest(name, free, 0.85) else self._home(name, path)
        near = "" if home else nearest(name, free) or nearest(name, properties)
        message = f"unknown key {shown(name, 40)}{where}"
        if near in free:
            edit = fix(self.document, f"Rename {shown(name, 30)} to {near}", (span, near))
            meant = (*path, near)
            return Defect("unknown-key", (*path, name), span, message, f"did you mean {near}?", edit, (), meant)
        help_ = f"did you mean {near}? It is set already" if near else home or f"known keys: {', '.join(properties)}"
        return Defect("unknown-key", (*path, name), span, message, help_)

    def perhaps(self, defect: Defect) -> Defect:
        """The same unknown key, with the key it stands for where its place and its value leave only one."""
        *above, name = defect.path
        node = walk(self.front, tuple(above))
        if not isinstance(node, Mapping) or name not in node.items:
            return defect
        properties = self._field(tuple(above)).get("properties", {})
        if any(key not in properties for key in node.items if key != name):
            return defect
        order, written = list(properties), list(node.items)
        at = written.index(str(name))
        before = max((order.index(key) for key in written[:at]), default=-1)
        after = min((order.index(key) for key in written[at + 1 :]), default=len(order))
        free = {key: self._resolve(properties[key]) for key in order[before + 1 : after]}
        state = node.get("state")
        if isinstance(state, Scalar):  # what a declined item and a finished one lack
            free.pop({"declined": "evidence", "done": "reason"}.get(str(state.value), ""), None)
        meant, surely = likeliest(free, node.items[str(name)], self.schema)
        if not meant:
            return defect
        needed = meant in self._field(tuple(above)).get("required", ())
        help_ = f"is it meant to be {meant}? {defect.help}" if surely or needed else defect.help
        return replace(defect, help=help_, stands_for=(*above, meant))

    def _home(self, name: str, path: Path) -> str:
        for key, part in self.schema.get("properties", {}).items():
            inner = part.get("properties") or part.get("items", {}).get("properties") or {}
            if name in inner and (key,) != path[:1]:
                return f"it belongs under {key}"
        if path and name in self.schema.get("properties", {}):
            return "it belongs at the top of the front matter, without indentation"
        return ""

    def _missing(self, node: Mapping, path: Path, error: Any) -> Iterator[Defect]:
        names = [name for name in error.validator_value if name not in node.items]
        if path and not node.items:
            yield Defect(
                "missing-value", path, span_of(self.document, node), f"{called(path, self.front)} is empty",
                f"add {both(names)}, or remove it",
            )  # fmt: skip
            return
        for name in names:
            full = (*path, name)
            spec = self._resolve(error.schema.get("properties", {}).get(name, {}))
            span = self.document.front_end if not path else first_line(self.document, node)
            if path and path[0] == "waivers" and name == "reason":
                yield Defect(
                    "waiver-without-reason", full, span, f"{called(path, self.front)} does not say why",
                    "add reason: why this document is an exception",
                )  # fmt: skip
            elif full == ("classification",):
                yield Defect(
                    "missing-classification", full, span, "classification is missing: who may read this?",
                    f"write classification: {either(spec.get('enum', ()))}; there is no default",
                )  # fmt: skip
            else:
                where = f" in {called(path, self.front)}" if path else ""
                yield Defect("missing-key", full, span, f"{name} is missing{where}", self.advice(name, spec))

    def advice(self, name: str, spec: Any) -> str:
        """What to write for a key."""
        if isinstance(spec, dict) and spec.get("enum"):
            return f"write {name}: {either(spec['enum'])}"
        example = next(iter(spec.get("examples", ())), None) if isinstance(spec, dict) else None
        return f"write for example {name}: {flow(example)}" if example is not None else f"add {name}"

    # values ----------------------------------------------------------------------

    def _branch(self, error: Any, path: Path, node: Node) -> Iterator[Defect]:
        branches = [self._resolve(part) for part in error.validator_value]
        if path[:1] == ("times",) and isinstance(node, Scalar):
            yield time_defect(self.document, path, node)
            return
        if isinstance(node, Mapping):
            mappings = [(at, part) for at, part in enumerate(branches) if part.get("type") == "object"]
            named = [(at, part) for at, part in mappings if any(key in part.get("required", ()) for key in node.items)]
            if len(named) > 1:
                keys = [key for key in node.items if any(key in part.get("required", ()) for _, part in named)]
                span = node.keys[keys[1]]
                yield Defect(
                    "contradicting-keys", path, span, f"{called(path, self.front)} says both {keys[0]} and {keys[1]}",
                    "keep one of them", None, ((node.keys[keys[0]], "said here too"),),
                )  # fmt: skip
                return
            known = [key for _, part in mappings for key in part.get("required", ())]
            if not named and mappings:
                for key, span in node.keys.items():
                    near = nearest(key, known)
                    edit = fix(self.document, f"Rename {shown(key, 30)} to {near}", (span, near)) if near else None
                    yield Defect(
                        "unknown-key", path, span, f"unknown key {shown(key, 40)} in {called(path, self.front)}",
                        f"did you mean {near}?" if near else f"known keys: {', '.join(known)}", edit,
                    )  # fmt: skip
                    return
            for at, _ in named:
                inner = [sub for sub in error.context if sub.schema_path and sub.schema_path[0] == at]
                for sub in inner:
                    yield from self.read(sub, self.original(tuple(sub.absolute_path)))
                return
        choices = [item for part in branches for item in part.get("enum", ())]
        if choices and isinstance(node, Scalar):
            yield self._choice(path, node, choices, branches)
            return
        yield self._wrong(path, node, branches, error.schema)

    def _choice(self, path: Path, node: Scalar, choices: list[Any], branches: Iterable[Any] = ()) -> Defect:
        name = called(path, self.front)
        near = nearest(str(node.value), [str(item) for item in choices])
        also = [f"{{{key}: why}}" for part in branches for key in part.get("required", ())]
        edit = fix(self.document, f"Write {near}", (node.span, near)) if near else None
        every = either([*choices, *also])
        return Defect(
            "unknown-value", path, node.span, f"{name} cannot be {shown(flow(node.value), 40)}",
            f"did you mean {near}? Allowed: {every}" if near else f"write {every}", edit,
        )  # fmt: skip

    def _wrong(self, path: Path, node: Node, branches: Iterable[Any], schema: Any) -> Defect:
        name = called(path, self.front)
        wanted: list[str] = []
        for part in branches:
            if part.get("type") == "object" and part.get("required"):
                wanted.append(f"{{{part['required'][0]}: …}}")
            else:
                word = _TYPES.get(str(part.get("type")), "something else")
                wanted.append("a timestamp" if part.get("format") == "date-time" else word)
        example = next(iter(schema.get("examples", ())), None) if isinstance(schema, dict) else None
        edit = None
        if isinstance(node, Scalar) and isinstance(node.value, str) and "a number" in wanted and is_number(node.value):
            edit = fix(self.document, "Write it as a number", (node.span, node.value.strip()), safe=True)
        return Defect(
            "wrong-type", path, span_of(self.document, node), f"{name} must be {either(wanted)}, found {kind(node)}",
            f"write for example {name_of(path)}: {flow(example)}" if example is not None else "write one of these",
            edit,
        )  # fmt: skip

    def _value(self, error: Any, path: Path, node: Node, keyword: str) -> Defect:
        name = called(path, self.front)
        spec = self._resolve(error.schema)
        example = next(iter(spec.get("examples", ())), None) or next(iter(self._field(path).get("examples", ())), None)
        hint = f"write for example {name_of(path)}: {flow(example)}" if example is not None else "put it right"
        span = span_of(self.document, node)
        if path[-1:] in (("due",), ("date",)) and isinstance(node, Scalar):
            return date_defect(self.document, path, node)
        if keyword == "enum" and isinstance(node, Scalar):
            return self._choice(path, node, list(error.validator_value))
        if keyword in ("type", "enum"):
            wanted = _TYPES.get(str(error.validator_value), "one word") if keyword == "type" else "one word"
            edit = None
            if wanted == "text" and isinstance(node, Scalar) and not node.style:
                raw = self.document.text[node.span.start : node.span.end]
                edit = fix(self.document, "Put it in quotes", (node.span, f'"{raw}"'), safe=True)
                return Defect(
                    "wrong-type", path, span, f"{name} must be text, found {kind(node)}",
                    f'put it in quotes: "{shown(raw, 40)}"', edit,
                )  # fmt: skip
            return Defect("wrong-type", path, span, f"{name} must be {wanted}, found {kind(node)}", hint)
        if keyword == "pattern" and path[-1:] == ("id",) and (len(path) == 1 or path[0] == "related"):
            return Defect(
                "malformed-id", path, span, f"{shown(error.instance, 40)!r} is no document id",
                "write PM, a year and four digits, for example PM-2026-0042",
            )  # fmt: skip
        if keyword == "uniqueItems" and isinstance(node, Sequence):
            return self._repeated(path, node)
        if keyword in ("minLength", "pattern") and not str(error.instance).strip():
            if path and path[0] == "waivers" and path[-1] == "reason":
                return Defect(
                    "waiver-without-reason", path, span, f"{called(path[:2], self.front)} does not say why",
                    "add reason: why this document is an exception",
                )  # fmt: skip
            return Defect("missing-value", path, span, f"{name} is empty", self.advise(path))
        if keyword == "maxLength":
            return Defect(
                "malformed-value", path, span, f"{name} is {len(str(error.instance))} characters long",
                f"write at most {error.validator_value}",
            )  # fmt: skip
        if keyword == "pattern" and "\n" in str(error.instance).strip():
            return Defect("malformed-value", path, span, f"{name} runs over several lines", "write it on one line")
        words = (
            f"{name} is not of the right form: {shown(flow(error.instance), 40)}"
            if keyword == "pattern"
            else (f"{name}: {shown(error.message, 100)}")
        )
        return Defect("malformed-value", path, span, words, hint)

    def _repeated(self, path: Path, node: Sequence) -> Defect:
        seen: dict[Any, Span] = {}
        for item in node.items:
            value = item.value if isinstance(item, Scalar) else None
            if value in seen:
                return Defect(
                    "repeated-entry", path, item.span, f"{shown(value, 40)} stands twice in {called(path, self.front)}",
                    "keep one of them", None, ((seen[value], "listed here already"),),
                )  # fmt: skip
            seen[value] = item.span
        return Defect("repeated-entry", path, node.span, f"{called(path, self.front)} repeats an entry", "keep one")

    def advise(self, path: Path) -> str:
        """What to write at ``path``."""
        if path[-1:] in (("unknown",), ("not_applicable",), ("none",)):
            return "say why in a few words"
        return self.advice(name_of(path), self._field(path))

    def _field(self, path: Path) -> dict[str, Any]:
        part: Any = self.schema
        for step in path:
            part = self._resolve(part)
            part = part.get("items", {}) if isinstance(step, int) else part.get("properties", {}).get(step, {})
        return self._resolve(part)

    def _resolve(self, part: Any) -> dict[str, Any]:
        if not isinstance(part, dict):
            return {}
        if "$ref" in part:
            target = self.schema.get("$defs", {}).get(str(part["$ref"]).rpartition("/")[2], {})
            return {**target, **{key: value for key, value in part.items() if key != "$ref"}}
        return part
