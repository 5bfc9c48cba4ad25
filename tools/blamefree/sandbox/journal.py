"""The request log: what was asked, what was answered, what changed."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import Any

from blamefree.sandbox.message import Request


@dataclass(frozen=True)
class Entry:
    """One logged request; `index` counts from 1, headers hold no credentials, `status` is 0 when no answer was sent."""

    index: int
    app: str
    method: str
    path: str
    query: str
    status: int
    write: bool
    changed: bool
    body: bytes
    headers: dict[str, str]
    fault: str | None = None

    def json(self) -> Any:
        """The request's body read as JSON."""
        return json.loads(self.body)

    def to_dict(self) -> dict[str, Any]:
        """The JSON form; the body as text, bytes that are no UTF-8 replaced."""
        return {
            "index": self.index,
            "app": self.app,
            "method": self.method,
            "path": self.path,
            "query": self.query,
            "status": self.status,
            "write": self.write,
            "changed": self.changed,
            "fault": self.fault,
            "headers": self.headers,
            "body": self.body.decode("utf-8", "replace"),
        }


_SECRET_HEADERS = frozenset({"authorization", "cookie", "proxy-authorization"})


@dataclass
class Journal:
    """The entries since the last reset."""

    entries: list[Entry] = field(default_factory=list)

    def note(self, app: str, request: Request, status: int, write: bool, changed: bool, fault: str | None) -> None:
        """Append an entry."""
        headers = {name: value for name, value in request.headers.items() if name not in _SECRET_HEADERS}
        self.entries.append(
            Entry(
                len(self.entries) + 1,
                app,
                request.method,
                request.path,
                request.raw_query,
                status,
                write,
                changed,
                request.body,
                headers,
                fault,
            )
        )

    @property
    def writes(self) -> int:
        """How many requests were writes, successful or not."""
        return sum(entry.write for entry in self.entries)

    def reset(self) -> None:
        """Forget every entry."""
        self.entries.clear()
