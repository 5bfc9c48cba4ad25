"""Requests and answers of the sandbox, free of sockets."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qsl, quote, urlsplit

JSON_TYPE = "application/json"


@dataclass(frozen=True)
class Response:
    """An answer: status, body bytes and headers (a header may occur twice, hence pairs)."""

    status: int
    body: bytes = b""
    content_type: str = JSON_TYPE
    headers: tuple[tuple[str, str], ...] = ()

    def json(self) -> Any:
        """The body read as JSON; None when there is none."""
        return json.loads(self.body) if self.body else None


class Refusal(Exception):
    """Raised by a handler that answers with an error; nothing has been changed by then."""

    def __init__(self, response: Response) -> None:
        """Carry the answer to the server."""
        super().__init__(f"refused with status {response.status}")
        self.response = response


def json_response(value: Any, status: int = 200, headers: tuple[tuple[str, str], ...] = ()) -> Response:
    """An answer with a JSON body; non-ASCII stays as it is, as the services send it."""
    return Response(status, json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode(), headers=headers)


def html_response(text: str, status: int = 200) -> Response:
    """An answer with a page for people: no script, nothing from another host may load."""
    policy = "default-src 'none'; style-src 'unsafe-inline'; img-src 'self' data:; base-uri 'none'; form-action 'none'"
    headers = (("Content-Security-Policy", policy), ("X-Content-Type-Options", "nosniff"))
    return Response(status, text.encode(), "text/html; charset=utf-8", headers)


@dataclass(frozen=True)
class Request:
    """One request: `path` without query, `query` in order with repeats, `headers` with lower-case names."""

    method: str
    path: str
    query: tuple[tuple[str, str], ...] = ()
    headers: Mapping[str, str] = field(default_factory=dict)
    body: bytes = b""
    base: str = ""
    raw_query: str = ""

    @staticmethod
    def parse(method: str, target: str, headers: Mapping[str, str], body: bytes, base: str) -> Request:
        """Build a request from the parts of an HTTP message."""
        parts = urlsplit(target)
        query = tuple(parse_qsl(parts.query, keep_blank_values=True))
        lowered = {name.lower(): value for name, value in headers.items()}
        return Request(method.upper(), parts.path, query, lowered, body, base, parts.query)

    def one(self, name: str) -> str | None:
        """The last value of a query parameter; None when absent."""
        found = [value for key, value in self.query if key == name]
        return found[-1] if found else None

    def many(self, name: str) -> tuple[str, ...]:
        """Every value of a list parameter, given repeatedly or as a comma list."""
        found = [part for key, value in self.query if key == name for part in value.split(",")]
        return tuple(part for part in found if part)

    def flag(self, name: str) -> bool:
        """Whether a boolean query parameter is true."""
        return (self.one(name) or "").lower() == "true"

    def json(self) -> Any:
        """The body read as JSON.

        Raises ValueError when it is not JSON; the app words the refusal as its service does.
        """
        return json.loads(self.body.decode("utf-8"))

    @property
    def content_type(self) -> str:
        """The media type of the body without parameters, in lower case."""
        return self.headers.get("content-type", "").split(";")[0].strip().lower()


def query_string(pairs: tuple[tuple[str, str], ...]) -> str:
    """Query pairs as a query string, percent-encoded."""
    return "&".join(f"{quote(name, safe='')}={quote(value, safe='')}" for name, value in pairs)
