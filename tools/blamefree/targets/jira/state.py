"""The state of an issue as Jira tells it, by category and not by name."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class State:
    """Key, id, status name, status category (new, indeterminate, done) and resolution."""

    key: str
    id: str
    status: str
    category: str
    resolution: str = ""

    def to_json(self) -> dict[str, str]:
        """The plain form."""
        return asdict(self)


def state_of(issue: Mapping[str, Any]) -> State:
    """The state of an issue from the API."""
    fields = issue.get("fields") or {}
    status = fields.get("status") or {}
    category = str((status.get("statusCategory") or {}).get("key") or "")
    resolution = fields.get("resolution") or {}
    return State(
        str(issue.get("key") or ""),
        str(issue.get("id") or ""),
        str(status.get("name") or ""),
        category,
        str(resolution.get("name") or "") if isinstance(resolution, Mapping) else "",
    )
