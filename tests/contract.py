"""Holds requests and answers to an official OpenAPI description.

    contract = Contract.read(path, {"/wiki/api/v2": ""})        # mount: path prefix here -> prefix in the description
    contract.check(request, response)                           # problems as sentences; [] when all is well
    recorder = Recorder(sandbox, [contract, other])             # every exchange of a sandbox, checked as it happens

Beyond JSON Schema: a property or query parameter that the description does not know is a problem (a misspelt optional
field would otherwise pass), and a success status that it does not list. Error answers are not described by these
services, so only successful exchanges are judged.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

import yaml
from jsonschema import Draft4Validator
from referencing import Registry, Resource
from referencing.jsonschema import DRAFT4

from blamefree.sandbox import Sandbox
from blamefree.sandbox.message import Request, Response

Json = dict[str, Any]
Overlay = Callable[[Json], None]
_METHODS = {"get", "put", "post", "delete", "patch"}
_SPEC = "urn:spec"


@dataclass(frozen=True)
class Operation:
    """One operation of a description."""

    method: str
    template: str
    pattern: re.Pattern[str]
    described: Json
    parameters: tuple[Json, ...]


@dataclass
class Contract:
    """A description, ready to judge. Build it with `read`, which caches by file."""

    name: str
    document: Json
    mounts: Mapping[str, str]
    operations: list[Operation] = field(default_factory=list)
    _validators: dict[str, Draft4Validator] = field(default_factory=dict)

    def __post_init__(self) -> None:
        """Index the operations; templates with fewer placeholders win."""
        self._registry: Registry[Any] = Registry().with_resource(
            _SPEC, Resource.from_contents(self.document, default_specification=DRAFT4)
        )
        for template, item in self.document["paths"].items():
            loose = re.escape(template).replace(r"\{path\}", ".+")  # a file's path has slashes of its own
            pattern = re.compile(re.sub(r"\\\{[^/]*?\\\}", "[^/]+", loose) + r"\Z")
            for method in _METHODS & set(item):
                parameters = (*item.get("parameters", []), *item[method].get("parameters", []))
                resolved = tuple(self.resolve(parameter) for parameter in parameters)
                self.operations.append(Operation(method.upper(), template, pattern, item[method], resolved))
        self.operations.sort(key=lambda operation: operation.template.count("{"))

    @staticmethod
    def read(path: Path, mounts: Mapping[str, str], overlay: Overlay | None = None) -> Contract:
        """The contract of a JSON or YAML description; `overlay` corrects the document first."""
        return Contract(path.stem, _document(path, overlay), mounts)

    # -- finding ------------------------------------------------------------------------------------------------

    def resolve(self, value: Json) -> Json:
        """What a `$ref` points at, as far as it goes."""
        while "$ref" in value:
            found: Any = self.document
            for part in value["$ref"].removeprefix("#/").split("/"):
                found = found[part.replace("~1", "/").replace("~0", "~")]
            value = found
        return value

    def operation(self, method: str, path: str) -> Operation | None:
        """The operation for a request's method and path; None when it is not in the description."""
        for here, there in self.mounts.items():
            if re.match(here, path):
                inner = re.sub(here, there, path, count=1).rstrip("/")
                for operation in self.operations:
                    if operation.method == method and operation.pattern.match(inner):
                        return operation
        return None

    # -- judging ------------------------------------------------------------------------------------------------

    def check(self, request: Request, response: Response) -> list[str]:
        """Problems of a successful exchange."""
        operation = self.operation(request.method, request.path)
        if operation is None:
            return [f"{request.method} {request.path}: not in {self.name}"]
        where = f"{operation.method} {operation.template}"
        found = [*self._query(operation, request), *self._sent(operation, request), *self._got(operation, response)]
        return [f"{where}: {problem}" for problem in found]

    def _query(self, operation: Operation, request: Request) -> Iterator[str]:
        known = {parameter["name"]: parameter for parameter in operation.parameters if parameter["in"] == "query"}
        for name in {name for name, _ in request.query} - set(known):
            yield f"query parameter {name} is unknown"
        for name, parameter in known.items():
            given = [value for key, value in request.query if key == name]
            if not given:
                if parameter.get("required"):
                    yield f"query parameter {name} is missing"
                continue
            schema = self.resolve(parameter.get("schema", {}))
            if schema.get("type") == "array":
                value: Any = [_cast(part, self.resolve(schema["items"])) for text in given for part in text.split(",")]
            else:
                value = _cast(given[-1], schema)
            yield from (f"query parameter {name}: {problem}" for problem in self._judge(schema, value))

    def _sent(self, operation: Operation, request: Request) -> Iterator[str]:
        described = self.resolve(operation.described.get("requestBody", {}))
        content = described.get("content", {})
        if not request.body:
            if described.get("required"):
                yield "the request has no body"
            return
        if not content:
            yield "the request has a body, none is described"
        elif request.content_type not in content:
            yield f"the request is {request.content_type or 'of no type'}, described is {', '.join(content)}"
        elif request.content_type == "application/json":
            schema, value = content["application/json"].get("schema", {}), request.json()
            yield from (f"request{problem}" for problem in self._judge(schema, value))
            yield from (f"request{problem}" for problem in self._unknown(schema, value))

    def _got(self, operation: Operation, response: Response) -> Iterator[str]:
        described = operation.described["responses"].get(str(response.status))
        if described is None:
            yield f"status {response.status} is not described"
            return
        content = self.resolve(described).get("content", {}).get("application/json")
        if content is None:
            if response.body:
                yield "the answer has a body, none is described"
            return
        schema, value = content.get("schema", {}), json.loads(response.body)
        yield from (f"answer{problem}" for problem in self._judge(schema, value))
        yield from (f"answer{problem}" for problem in self._unknown(schema, value))

    def _judge(self, schema: Json, value: Any) -> Iterator[str]:
        key = json.dumps(schema, sort_keys=True)
        if key not in self._validators:
            self._validators[key] = Draft4Validator(_absolute(schema), registry=self._registry)
        for error in self._validators[key].iter_errors(value):
            yield f"{error.json_path.removeprefix('$')}: {error.message[:200]}"

    def _unknown(self, schema: Json, value: Any, path: str = "") -> Iterator[str]:
        """Properties that no part of the schema names."""
        if isinstance(value, list):
            for part in self._parts(schema):
                if "items" in part:
                    for place, item in enumerate(value):
                        yield from self._unknown(part["items"], item, f"{path}[{place}]")
                    return
        if not isinstance(value, dict):
            return
        parts = list(self._parts(schema))
        if any(part.get("additionalProperties") for part in parts) or not any("properties" in part for part in parts):
            return
        for name, item in value.items():
            known = [part["properties"][name] for part in parts if name in part.get("properties", {})]
            if not known:
                yield f"{path}.{name}: a property that the description does not know"
            else:
                yield from self._unknown({"anyOf": known}, item, f"{path}.{name}")

    def _parts(self, schema: Json) -> Iterator[Json]:
        schema = self.resolve(schema)
        yield schema
        for word in ("allOf", "anyOf", "oneOf"):
            for part in schema.get(word, []):
                yield from self._parts(part)


@dataclass
class Recorder:
    """Judges every successful exchange of a sandbox; `checked` counts them by operation."""

    sandbox: Sandbox
    contracts: Sequence[Contract]
    problems: list[str] = field(default_factory=list)
    checked: dict[str, int] = field(default_factory=dict)
    allowed: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        """Begin to listen."""
        self.sandbox.observe(self._note)

    def _note(self, request: Request, response: Response) -> None:
        if response.status >= 400 or not response.content_type.startswith("application/json"):
            return
        for contract in self.contracts:
            operation = contract.operation(request.method, request.path)
            if operation is not None:
                name = f"{operation.method} {operation.template}"
                self.checked[name] = self.checked.get(name, 0) + 1
                self.problems += [
                    problem
                    for problem in contract.check(request, response)
                    if not any(part in problem for part in self.allowed)
                ]
                return
        self.problems.append(f"{request.method} {request.path}: in no description")


@cache
def confluence(shared: Path) -> list[Contract]:
    """Confluence Cloud v2 and v1, with the corrections that the description of v2 needs before it can judge.

    The gateway's prefix is skipped; Data Center's `/confluence/rest/api` is judged by Cloud's v1.
    """
    gateway = "(?:/ex/confluence/[^/]+)?"
    return [
        Contract.read(shared / "specs" / "confluence-cloud-v2.json", {f"{gateway}/wiki/api/v2": ""}, _confluence_v2),
        Contract.read(
            shared / "specs" / "confluence-cloud-v1.yml",
            {f"{gateway}/wiki/rest/api": "/wiki/rest/api", "/confluence/rest/api": "/wiki/rest/api"},
            _confluence_v1,
        ),
    ]


@cache
def github(shared: Path) -> list[Contract]:
    """GitHub's REST interface, as far as the description holds it."""
    return [Contract.read(shared / "specs" / "github-rest-subset.json", {"/github/repos": "/repos"})]


def _confluence_v2(document: Json) -> None:
    """`oneOf` bodies to `anyOf`; `nullable` where the text says "or null"."""
    for value in _objects(document):
        if "oneOf" in value:
            value["anyOf"] = value.pop("oneOf")
        if "or null" in str(value.get("description", "")) and "type" in value:
            value["nullable"] = True
        reference = value.get("parentType")
        if isinstance(reference, dict) and "$ref" in reference:
            value["parentType"] = {"nullable": True, "allOf": [reference]}


def _confluence_v1(document: Json) -> None:
    """The words a list may hold stand beside its items, where they would be compared with the whole list."""
    for value in _objects(document):
        if value.get("type") == "array" and "enum" in value:
            value["items"] = {**value.get("items", {}), "enum": value.pop("enum")}


@cache
def _document(path: Path, overlay: Overlay | None) -> Json:
    text = path.read_text(encoding="utf-8")
    document: Json = json.loads(text) if path.suffix == ".json" else yaml.load(text, Loader=yaml.CSafeLoader)
    if overlay is not None:
        overlay(document)
    for value in list(_objects(document)):
        _draft4(value)
    return document


def _draft4(value: Json) -> None:
    """OpenAPI 3.0's `nullable` in words of JSON Schema."""
    if value.get("nullable") is not True:
        return
    del value["nullable"]
    kind = value.get("type")
    if isinstance(kind, str):
        value["type"] = [kind, "null"]
        if "enum" in value and None not in value["enum"]:
            value["enum"] = [*value["enum"], None]
    elif "allOf" in value:
        value["anyOf"] = [{"type": "null"}, {"allOf": value.pop("allOf")}]


def _objects(value: Any) -> Iterator[Json]:
    if isinstance(value, dict):
        yield value
        for item in list(value.values()):
            yield from _objects(item)
    elif isinstance(value, list):
        for item in value:
            yield from _objects(item)


def _absolute(value: Any) -> Any:
    if isinstance(value, dict):
        return {
            key: _SPEC + item if key == "$ref" and isinstance(item, str) and item.startswith("#") else _absolute(item)
            for key, item in value.items()
        }
    return [_absolute(item) for item in value] if isinstance(value, list) else value


def _cast(text: str, schema: Json) -> Any:
    kind = schema.get("type")
    if kind == "integer" and re.fullmatch(r"-?\d+", text):
        return int(text)
    if kind == "boolean" and text in {"true", "false"}:
        return text == "true"
    return text
