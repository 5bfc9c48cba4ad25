"""How the sandbox's Jira shows what it knows."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from blamefree.sandbox.jira.state import CATEGORIES, ISSUE_TYPES, PRIORITIES, STATUSES, Issue

if TYPE_CHECKING:
    from blamefree.sandbox.jira.app import Jira


def user_json(identifier: str, name: str, cloud: bool) -> dict[str, Any]:
    """A user: an account id on Cloud, a name on Data Center."""
    if cloud:
        return {"accountId": identifier, "displayName": name, "active": True, "accountType": "atlassian", "self": ""}
    return {"name": identifier, "key": identifier, "displayName": name, "active": True, "self": ""}


def status_json(name: str) -> dict[str, Any]:
    """A status with its category."""
    number, category = STATUSES.get(name, ("99", "indeterminate"))
    identifier, title, colour = CATEGORIES[category]
    shown = {"self": "", "id": identifier, "key": category, "colorName": colour, "name": title}
    return {"self": "", "description": "", "iconUrl": "", "id": number, "name": name, "statusCategory": shown}


def issue_json(
    jira: Jira, issue: Issue, wanted: set[str] | None, expand: Iterable[str] = (), properties: Iterable[str] = ()
) -> dict[str, Any]:
    """An issue with the fields that were asked for."""
    every: dict[str, Any] = {
        "summary": None, "description": None, "labels": [], "duedate": None, "assignee": None, "reporter": None,
        **dict.fromkeys(jira.state.custom),
        **issue.fields,
        "status": status_json(issue.status),
        "issuetype": {"id": ISSUE_TYPES.get(issue.issue_type, "1"), "name": issue.issue_type, "subtask": False},
        "project": {"id": "1", "key": issue.project, "name": issue.project},
        "created": issue.created, "updated": issue.updated,
        "resolution": {"id": "1", "name": issue.resolution} if issue.resolution else None,
        "resolutiondate": issue.resolved,
        "issuelinks": [_link(jira, link) for link in issue.links],
    }  # fmt: skip
    priority = issue.fields.get("priority") or {"name": "Medium"}
    name = priority.get("name", "Medium")
    every["priority"] = {"id": PRIORITIES.get(name, "3"), "name": name}
    chosen = (
        every
        if wanted is None or wanted & {"*all", "*navigable"}
        else {key: every[key] for key in wanted if key in every}
    )
    found: dict[str, Any] = {"id": issue.id, "key": issue.key, "self": "", "fields": chosen}
    if wanted == {"id"}:
        found.pop("fields")
    expand = set(expand)
    if "names" in expand:
        found["names"] = {key: jira.state.custom.get(key, {}).get("name", key.title()) for key in chosen}
    if "schema" in expand:
        found["schema"] = {key: jira.state.custom.get(key, {}).get("schema", {"type": "string"}) for key in chosen}
    if "changelog" in expand:
        histories = list(reversed(issue.histories))
        found["changelog"] = {
            "startAt": 0,
            "maxResults": len(histories),
            "total": len(histories),
            "histories": histories,
        }
    asked = list(properties)
    if asked:
        found["properties"] = {key: value for key, value in issue.properties.items() if key in asked or "*all" in asked}
    return found


def _link(jira: Jira, link: dict[str, str]) -> dict[str, Any]:
    other = jira.state.issues.get(link["issue"])
    shown: dict[str, Any] = {"id": link["id"], "type": {"id": "1", "name": link["type"], "inward": "", "outward": ""}}
    if other is not None:
        shown[link["side"]] = {"id": other.id, "key": other.key, "fields": {"summary": other.fields.get("summary")}}
    return shown
