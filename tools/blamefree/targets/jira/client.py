"""The dozen calls to Jira: Cloud REST v3, Data Center REST v2.

Facts: https://developer.atlassian.com/cloud/jira/platform/rest/v3/ . Reads are repeated while there is patience,
writes never: who writes must look what happened when the answer is lost.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any
from urllib.parse import quote

from blamefree.config import Settings
from blamefree.errors import RemoteProblem, SettingsProblem
from blamefree.io import clock
from blamefree.io.http import Credentials, Http, HttpProblem, Query, UnknownOutcome, backoff
from blamefree.io.patience import Patience

BULK = 100  # issues a bulk read takes
LABELS = 40  # labels in one search
PROPERTY = "blamefree.action"
__all__ = ["HttpProblem", "Jira", "UnknownOutcome", "backoff", "now"]


def now() -> datetime:
    """The current instant in UTC."""
    return clock.now()


class Jira:
    """One Jira."""

    def __init__(self, http: Http, *, cloud: bool = True, site: str = "") -> None:
        self.http = http
        self.cloud = cloud
        self.site = (site or http.base).rstrip("/")
        self._api = f"/rest/api/{'3' if cloud else '2'}"

    @staticmethod
    def open(settings: Settings) -> Jira:
        """The Jira that the settings name; what is missing is a :class:`SettingsProblem`."""
        jira = settings.jira
        if not jira.url:
            raise SettingsProblem("jira.url is not set", "set it, or JIRA_URL, to the address of your Jira")
        if not jira.token:
            raise SettingsProblem("JIRA_TOKEN is not set", "put an API token into the environment")
        credentials = Credentials(jira.token, jira.username)
        http = Http("Jira", jira.url, credentials, Patience(settings.patience), variable="JIRA_URL")
        return Jira(http, cloud=jira.backend == "cloud", site=jira.site_url)

    def browse(self, key: str) -> str:
        """The address of an issue for people."""
        return f"{self.site}/browse/{key}"

    # reading ----------------------------------------------------------------------

    def issue(self, key: str, fields: Sequence[str] = ("*all",), expand: Sequence[str] = ()) -> dict[str, Any]:
        """One issue with its fields; ``expand`` such as names, schema or changelog."""
        query = [("fields", ",".join(fields))]
        if expand:
            query.append(("expand", ",".join(expand)))
        return self._object(f"/issue/{quote(key, safe='')}", query)

    def exists(self, key: str) -> bool:
        """Whether the issue exists and may be seen."""
        try:
            self._object(f"/issue/{quote(key, safe='')}", [("fields", "summary")])
        except HttpProblem as problem:
            if problem.status == 404:
                return False
            raise
        return True

    def field_names(self) -> dict[str, str]:
        """Every field's name by its id."""
        answer = self._read("GET", f"{self._api}/field", [])
        return {str(item["id"]): str(item["name"]) for item in answer} if isinstance(answer, list) else {}

    def changelog(self, key: str) -> list[dict[str, Any]]:
        """Every entry of an issue's changelog, oldest first."""
        if not self.cloud:
            histories = (self.issue(key, ("summary",), ("changelog",)).get("changelog") or {}).get("histories") or []
            return sorted(histories, key=lambda entry: str(entry.get("created", "")))
        return list(self._pages(f"/issue/{quote(key, safe='')}/changelog", "values"))

    def comments(self, key: str) -> list[dict[str, Any]]:
        """Every comment of an issue, oldest first."""
        return list(self._pages(f"/issue/{quote(key, safe='')}/comment", "comments"))

    def request(self, key: str) -> dict[str, Any] | None:
        """The service desk request behind an issue with its SLA, ``None`` when it is none or may not be seen."""
        try:
            answer = self._read(
                "GET", f"/rest/servicedeskapi/request/{quote(key, safe='')}",
                [("expand", "requestType,sla,status,serviceDesk")],
            )  # fmt: skip
        except HttpProblem as problem:
            if problem.status in (400, 401, 403, 404, 410):
                return None
            raise
        return answer if isinstance(answer, dict) else None

    def bulk(self, identifiers: Iterable[str], fields: Sequence[str]) -> dict[str, dict[str, Any]]:
        """Known issues by id; what is gone or hidden is absent. One request for a hundred."""
        wanted = list(dict.fromkeys(identifiers))
        found: dict[str, dict[str, Any]] = {}
        for at in range(0, len(wanted), BULK):
            piece = wanted[at : at + BULK]
            if self.cloud:
                value: dict[str, Any] = {"issueIdsOrKeys": piece, "fields": list(fields), "properties": [PROPERTY]}
                issues = self._post_read("/issue/bulkfetch", value).get("issues") or []
            else:
                value = {
                    "jql": f"id in ({', '.join(piece)})",
                    "fields": list(fields),
                    "maxResults": BULK,
                    "validateQuery": "none",
                }
                issues = self._post_read("/search", {**value, "startAt": 0}).get("issues") or []
            found.update({str(issue["id"]): issue for issue in issues})
        return found

    def search(self, query: str, fields: Sequence[str]) -> list[dict[str, Any]]:
        """The issues that a JQL query finds. On Cloud what was created seconds ago may be missing."""
        found: list[dict[str, Any]] = []
        if self.cloud:
            token: str | None = None
            while True:
                value: dict[str, Any] = {
                    "jql": query,
                    "fields": list(fields),
                    "maxResults": 100,
                    "properties": [PROPERTY],
                }
                answer = self._post_read("/search/jql", {**value, **({"nextPageToken": token} if token else {})})
                found += answer.get("issues") or []
                token = answer.get("nextPageToken")
                if not token:
                    return found
        while True:
            value = {"jql": query, "fields": list(fields), "startAt": len(found), "maxResults": 100}
            issues = self._post_read("/search", value).get("issues") or []
            found += issues
            if not issues or len(issues) < 100:
                return found

    def by_labels(self, labels: Iterable[str]) -> list[dict[str, Any]]:
        """The issues that carry any of these labels, with their ownership property."""
        wanted = list(labels)
        found: list[dict[str, Any]] = []
        for at in range(0, len(wanted), LABELS):
            stated = ", ".join(f'"{label}"' for label in wanted[at : at + LABELS])
            found += self.search(
                f"labels in ({stated}) ORDER BY created ASC",
                ("summary", "description", "labels", "status", "issuelinks"),
            )
        return found

    def ownership(self, issue: Mapping[str, Any]) -> dict[str, Any] | None:
        """The entity property that tells which action item an issue belongs to."""
        stated = issue.get("properties")
        if isinstance(stated, dict) and isinstance(stated.get(PROPERTY), dict):
            return dict(stated[PROPERTY])
        try:
            value = self._object(f"/issue/{issue['id']}/properties/{PROPERTY}", [])
        except HttpProblem as problem:
            if problem.status == 404:
                return None
            raise
        kept = value.get("value")
        return dict(kept) if isinstance(kept, dict) else None

    def missing_fields(self, project: str, issue_type: str, have: Iterable[str]) -> list[str]:
        """The names of the fields that the project's create screen insists on and that ``have`` lacks.

        An unknown issue type is a :class:`RemoteProblem` that names those there are.
        """
        types = list(self._pages(f"/issue/createmeta/{quote(project, safe='')}/issuetypes", "issueTypes", "values"))
        chosen = next((item for item in types if str(item.get("name")).casefold() == issue_type.casefold()), None)
        if chosen is None:
            names = ", ".join(sorted(str(item.get("name")) for item in types))
            raise RemoteProblem(
                f"the Jira project {project} has no issue type {issue_type!r}",
                f"set jira.issue_type to one of: {names}",
            )
        path = f"/issue/createmeta/{quote(project, safe='')}/issuetypes/{chosen['id']}"
        known = set(have)
        return [
            str(item.get("name") or item.get("fieldId"))
            for item in self._pages(path, "fields", "values")
            if item.get("required")
            and not item.get("hasDefaultValue")
            and (item.get("fieldId") or item.get("key")) not in known
        ]

    def remote_links(self, identifier: str) -> list[dict[str, Any]]:
        """The remote links of an issue."""
        answer = self._read("GET", f"{self._api}/issue/{identifier}/remotelink", [])
        return answer if isinstance(answer, list) else []

    # writing ----------------------------------------------------------------------

    def create(self, fields: Mapping[str, Any], ownership: Mapping[str, Any]) -> tuple[str, str]:
        """Create an issue with its ownership property; returns key and id."""
        properties = [{"key": PROPERTY, "value": dict(ownership)}]
        answer = self._write("POST", "/issue", {"fields": dict(fields), "properties": properties}) or {}
        if not answer.get("key") or not answer.get("id"):
            raise UnknownOutcome("Jira did not say which issue it created", "run it again: it looks first")
        return str(answer["key"]), str(answer["id"])

    def edit(self, identifier: str, fields: Mapping[str, Any]) -> None:
        """Change fields of an issue."""
        self._write("PUT", f"/issue/{identifier}", {"fields": dict(fields)})

    def link(self, kind: str, inward: str, outward: str) -> None:
        """Link two issues by key."""
        self._write(
            "POST",
            "/issueLink",
            {"type": {"name": kind}, "inwardIssue": {"key": inward}, "outwardIssue": {"key": outward}},
        )

    def remote_link(self, identifier: str, global_id: str, url: str, title: str, relationship: str) -> None:
        """Add a link to a page, or update the one with the same global id."""
        value = {"globalId": global_id, "relationship": relationship, "object": {"url": url, "title": title}}
        self._write("POST", f"/issue/{identifier}/remotelink", value)

    # the wire ---------------------------------------------------------------------

    def _pages(self, path: str, *names: str) -> Iterator[dict[str, Any]]:
        start = 0
        while True:
            answer = self._object(path, [("startAt", str(start)), ("maxResults", "100")])
            rows: list[dict[str, Any]] = next(
                (answer[name] for name in names if isinstance(answer.get(name), list)), []
            )
            yield from rows
            start += len(rows)
            total = answer.get("total")
            if not rows or answer.get("isLast") is True or (isinstance(total, int) and start >= total):
                return

    def _object(self, path: str, query: Query) -> dict[str, Any]:
        answer = self._read("GET", self._api + path, query)
        if not isinstance(answer, dict):
            raise RemoteProblem("Jira answered with something unexpected", "check JIRA_URL")
        return answer

    def _post_read(self, path: str, value: Mapping[str, Any]) -> dict[str, Any]:
        answer = self._read("POST", self._api + path, (), value)
        if not isinstance(answer, dict):
            raise RemoteProblem("Jira answered with something unexpected", "check JIRA_URL")
        return answer

    def _read(self, method: str, path: str, query: Query, value: Any = None) -> Any:
        attempt = 0
        while True:
            try:
                return self.http.once(method, path, query, value).json()
            except UnknownOutcome as problem:
                attempt += 1
                wait = backoff(attempt) if problem.wait is None else problem.wait
                if not self.http.patience.wait(wait):
                    raise

    def _write(self, method: str, path: str, value: Any) -> Any:
        return self.http.send(method, self._api + path, value).json()
