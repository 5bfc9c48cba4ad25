"""A sandbox and a client for it."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.error import HTTPError
from urllib.parse import urlencode
from urllib.request import Request, build_opener

import pytest

from blamefree.sandbox import Sandbox
from blamefree.sandbox.confluence import Confluence, Page
from contract import Recorder, confluence


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


@dataclass
class Held:
    """A running sandbox and what judges its exchanges (None where the official descriptions are absent)."""

    sandbox: Sandbox
    recorder: Recorder | None


@contextmanager
def held(sandbox: Sandbox, shared: Path) -> Iterator[Held]:
    """Run a sandbox; every successful exchange is held to the official descriptions where they are at hand."""
    recorder = Recorder(sandbox, confluence(shared)) if (shared / "specs").is_dir() else None
    with sandbox:
        yield Held(sandbox, recorder)
    assert recorder is None or recorder.problems == []


@pytest.fixture
def watched(checkout: Path) -> Iterator[Held]:
    with held(Sandbox(), checkout.parent / "shared") as running:
        yield running


@pytest.fixture
def sandbox(watched: Held) -> Sandbox:
    return watched.sandbox


@pytest.fixture
def allow(watched: Held) -> Callable[[str], None]:
    """Tell the judge that a test breaks the description on purpose."""

    def add(part: str) -> None:
        if watched.recorder is not None:
            watched.recorder.allowed += (part,)

    return add


@pytest.fixture
def call(sandbox: Sandbox) -> Caller:
    return Caller(sandbox.url)


@pytest.fixture
def datacenter(checkout: Path) -> Iterator[Sandbox]:
    with held(Sandbox(apps=[Confluence("datacenter")]), checkout.parent / "shared") as running:
        yield running.sandbox


@pytest.fixture
def made(sandbox: Sandbox) -> Page:
    """A page by a person, to hang things on."""
    return sandbox.confluence.person.create_page("a page", "<p>one two one</p>")
