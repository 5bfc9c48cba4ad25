"""As much of JQL as the sandbox understands: conditions joined by AND, and an order that it ignores."""

from __future__ import annotations

import re
from collections.abc import Callable

from blamefree.sandbox.jira.state import Issue

_CONDITION = re.compile(
    r"\s*(?P<field>\"[^\"]+\"|[\w.]+)\s*(?P<op>=|!=|>=|<=|>|<|~|not\s+in|in|is\s+not|is)\s*"
    r"(?P<value>\([^)]*\)|\"(?:[^\"\\]|\\.)*\"|'[^']*'|[^\s()]+)\s*",
    re.IGNORECASE,
)
_ITEM = re.compile(r"\"((?:[^\"\\]|\\.)*)\"|'([^']*)'|([^\s,()]+)")


def compile_jql(query: str) -> Callable[[Issue], bool]:
    """A test for issues. Raises ValueError, worded as Jira words it, for what is not understood."""
    text = re.split(r"\border\s+by\b", query, maxsplit=1, flags=re.IGNORECASE)[0].strip()
    tests: list[Callable[[Issue], bool]] = []
    at = 0
    while at < len(text):
        found = _CONDITION.match(text, at)
        if found is None:
            raise ValueError(f"Error in the JQL Query: Expecting a condition but got '{text[at : at + 20]}'.")
        values = [
            next(part for part in item if part is not None) for item in map(_parts, _ITEM.finditer(found["value"]))
        ]
        tests.append(_test(found["field"].strip('"').lower(), " ".join(found["op"].lower().split()), values))
        at = found.end()
        if at < len(text):
            joined = re.match(r"and\b", text[at:], re.IGNORECASE)
            if joined is None:
                raise ValueError(f"Error in the JQL Query: Expecting 'AND' but got '{text[at : at + 20]}'.")
            at += joined.end()
    return lambda issue: all(test(issue) for test in tests)


def _parts(found: re.Match[str]) -> tuple[str | None, ...]:
    return found.groups()


def _test(field: str, operator: str, values: list[str]) -> Callable[[Issue], bool]:
    def read(issue: Issue) -> list[str]:
        if field in ("key", "issuekey", "issue"):
            return [issue.key, *issue.former_keys]
        if field == "id":
            return [issue.id]
        if field == "project":
            return [issue.project]
        if field in ("issuetype", "type"):
            return [issue.issue_type]
        if field == "status":
            return [issue.status]
        if field == "labels":
            return [str(label) for label in issue.fields.get("labels") or []]
        if field == "created":
            return [issue.created[:10]]
        if field == "priority":
            return [str((issue.fields.get("priority") or {}).get("name", ""))]
        raise ValueError(f"Field '{field}' does not exist or you do not have permission to view it.")

    lowered = [value.lower() for value in values]

    def matches(issue: Issue) -> bool:
        have = [value.lower() for value in read(issue)]
        if operator in ("=", "in", "~"):
            return any(value in lowered for value in have)
        if operator in ("!=", "not in"):
            return not any(value in lowered for value in have)
        if operator in (">=", ">"):
            return bool(have) and have[0] >= lowered[0][:10]
        if operator in ("<=", "<"):
            return bool(have) and have[0] <= lowered[0][:10]
        empty = lowered[0] in ("empty", "null")
        return (not any(have)) is empty if operator == "is" else any(have) is empty

    read(Issue("0", "X-0", "X", "Task", {}, "", ""))  # an unknown field is refused at once
    return matches
