"""What the Jira of the sandbox remembers."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import Any

STATUSES = {
    "Open": ("1", "new"),
    "To Do": ("2", "new"),
    "In Progress": ("3", "indeterminate"),
    "Resolved": ("5", "done"),
    "Done": ("6", "done"),
}
CATEGORIES = {
    "new": (2, "To Do", "blue-gray"),
    "indeterminate": (4, "In Progress", "yellow"),
    "done": (3, "Done", "green"),
}
ISSUE_TYPES = {"Task": "10001", "Story": "10002", "Incident": "10010"}
PRIORITIES = {"Highest": "1", "High": "2", "Medium": "3", "Low": "4", "Lowest": "5"}


@dataclass
class Issue:
    """An issue: ``fields`` holds what was stated, system fields by name and custom ones by id."""

    id: str
    key: str
    project: str
    issue_type: str
    fields: dict[str, Any]
    created: str
    updated: str
    status: str = "To Do"
    resolution: str | None = None
    resolved: str | None = None
    former_keys: list[str] = field(default_factory=list)
    properties: dict[str, Any] = field(default_factory=dict)
    links: list[dict[str, str]] = field(default_factory=list)
    remote_links: list[dict[str, Any]] = field(default_factory=list)
    histories: list[dict[str, Any]] = field(default_factory=list)
    comments: list[dict[str, Any]] = field(default_factory=list)
    request: dict[str, Any] | None = None


@dataclass
class State:
    """Everything: issues by id, projects with their next number, custom fields by id."""

    issues: dict[str, Issue] = field(default_factory=dict)
    projects: dict[str, int] = field(default_factory=dict)
    required: dict[str, list[str]] = field(default_factory=dict)
    custom: dict[str, dict[str, Any]] = field(default_factory=dict)
    next_id: int = 10_000

    def find(self, key: str) -> Issue | None:
        """An issue by id, key or former key."""
        if key in self.issues:
            return self.issues[key]
        wanted = key.upper()
        return next((issue for issue in self.issues.values() if wanted in (issue.key, *issue.former_keys)), None)

    def take_key(self, project: str) -> str:
        """The next key of a project."""
        number = self.projects.get(project, 0) + 1
        self.projects[project] = number
        return f"{project}-{number}"

    def take_id(self) -> str:
        """The next id."""
        self.next_id += 1
        return str(self.next_id)

    def to_json(self) -> dict[str, Any]:
        """The plain form."""
        return asdict(self)

    @staticmethod
    def from_json(value: Mapping[str, Any]) -> State:
        """Read the plain form."""
        issues = {key: Issue(**issue) for key, issue in value.get("issues", {}).items()}
        return State(
            issues,
            dict(value.get("projects", {})),
            dict(value.get("required", {})),
            dict(value.get("custom", {})),
            int(value.get("next_id", 10_000)),
        )
