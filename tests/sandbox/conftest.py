"""A sandbox and a client for it."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.error import HTTPError
from urllib.parse import urlencode
from urllib.request import Request, build_opener

import pytest

from blamefree.sandbox import Sandbox


@dataclass(frozen=True)
class Answer:
    status: int
    body: bytes
    headers: Mapping[str, str]

    def json(self) -> Any:
        return json.loads(self.body)

    @property
    def title(self) -> str:
        """The sentence of a v2 error."""
        return str(self.json()["errors"][0]["title"])


@dataclass
class Caller:
    """Calls one server; `token` as bearer unless a request brings its own header."""

    url: str
    token: str = "sandbox-token"
    headers: dict[str, str] = field(default_factory=dict)

    def __call__(self, method: str, path: str, value: Any = None, **extra: Any) -> Answer:
        query = extra.pop("query", None)
        headers = {"Authorization": f"Bearer {self.token}", **self.headers, **extra.pop("headers", {})}
        data = extra.pop("data", None)
        if value is not None:
            data = json.dumps(value).encode()
            headers.setdefault("Content-Type", "application/json")
        target = path if path.startswith("http") else self.url + path
        if query:
            target += "?" + urlencode(query, doseq=True)
        request = Request(target, data=data, headers=headers, method=method)
        try:
            with build_opener().open(request, timeout=extra.pop("timeout", 10)) as answer:
                return Answer(answer.status, answer.read(), dict(answer.headers))
        except HTTPError as error:
            with error:
                return Answer(error.code, error.read(), dict(error.headers))


@pytest.fixture
def sandbox() -> Iterator[Sandbox]:
    with Sandbox() as running:
        yield running


@pytest.fixture
def call(sandbox: Sandbox) -> Caller:
    return Caller(sandbox.url)
