"""What people do in Jira, for tests and demonstrations."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from blamefree.sandbox.jira.shape import user_json
from blamefree.sandbox.jira.state import Issue

if TYPE_CHECKING:
    from blamefree.sandbox.jira.app import Jira


class JiraPeople:
    """People of one Jira. Every method returns plain values, so that other processes can call it."""

    def __init__(self, app: Jira) -> None:
        """People of this Jira."""
        self.app = app

    def project(self, key: str, required: list[str] | None = None) -> None:
        """Add a project; ``required`` names fields that its create screen insists on."""
        self.app.state.projects.setdefault(key, 0)
        if required is not None:
            self.app.state.required[key] = required

    def custom(self, identifier: str, name: str, schema: dict[str, Any] | None = None) -> None:
        """Add a custom field."""
        self.app.state.custom[identifier] = {"name": name, "schema": schema or {"type": "string"}}

    def create(
        self,
        project: str,
        summary: str,
        issue_type: str = "Incident",
        status: str = "Open",
        created: str = "",
        fields: dict[str, Any] | None = None,
    ) -> str:
        """Create an issue; returns its key."""
        state = self.app.state
        state.projects.setdefault(project, 0)
        when = created or self.app.now()
        stated = {"summary": summary, **(fields or {})}
        issue = Issue(state.take_id(), state.take_key(project), project, issue_type, stated, when, when, status)
        state.issues[issue.id] = issue
        return issue.key

    def edit(self, key: str, fields: dict[str, Any]) -> None:
        """Edit fields."""
        issue = self._issue(key)
        for name, value in fields.items():
            self.note(issue, name, str(issue.fields.get(name) or ""), str(value or ""))
            issue.fields[name] = value
        issue.updated = self.app.now()

    def transition(self, key: str, status: str, resolution: str = "", when: str = "") -> None:
        """Move an issue to another status."""
        issue = self._issue(key)
        self.note(issue, "status", issue.status, status, when=when)
        issue.status = status
        issue.resolution = resolution or None
        issue.resolved = (when or self.app.now()) if resolution else None

    def change(self, key: str, field: str, before: str, after: str, when: str, who: str = "Person") -> None:
        """Write an entry into the changelog."""
        self.note(self._issue(key), field, before, after, when=when, who=who)

    def move(self, key: str, project: str) -> str:
        """Move an issue to another project; returns the new key."""
        issue = self._issue(key)
        self.app.state.projects.setdefault(project, 0)
        issue.former_keys.append(issue.key)
        issue.key, issue.project = self.app.state.take_key(project), project
        return issue.key

    def delete(self, key: str) -> None:
        """Delete an issue."""
        del self.app.state.issues[self._issue(key).id]

    def comment(self, key: str, text: str, when: str = "", internal: bool = False) -> None:
        """Comment on an issue."""
        issue = self._issue(key)
        paragraph = {"type": "paragraph", "content": [{"type": "text", "text": text}]}
        body: Any = {"type": "doc", "version": 1, "content": [paragraph]} if self.app.cloud else text
        when = when or self.app.now()
        author = user_json("712020:person", "Person", self.app.cloud)
        issue.comments.append(
            {
                "id": self.app.state.take_id(),
                "author": author,
                "body": body,
                "created": when,
                "updated": when,
                "jsdPublic": not internal,
            }
        )

    def request(self, key: str, value: dict[str, Any]) -> None:
        """Make an issue a service desk request."""
        self._issue(key).request = value

    def note(self, issue: Issue, field: str, before: str, after: str, *, when: str = "", who: str = "Person") -> None:
        """Add to the changelog."""
        item = {"field": field, "fieldtype": "jira", "fieldId": field, "fromString": before, "toString": after}
        author = user_json("712020:person", who, self.app.cloud)
        issue.histories.append(
            {"id": self.app.state.take_id(), "author": author, "created": when or self.app.now(), "items": [item]}
        )

    def _issue(self, key: str) -> Issue:
        issue = self.app.state.find(key)
        if issue is None:
            raise LookupError(f"no issue {key}")
        return issue
