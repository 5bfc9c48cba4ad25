"""The requests that the sandbox's Jira answers: Cloud REST v3, or Data Center REST v2."""

from __future__ import annotations

import base64
import re
from collections.abc import Callable, Mapping
from typing import Any, ClassVar

from blamefree.sandbox.app import App
from blamefree.sandbox.jira.jql import compile_jql
from blamefree.sandbox.jira.people import JiraPeople
from blamefree.sandbox.jira.shape import issue_json, user_json
from blamefree.sandbox.jira.state import ISSUE_TYPES, PRIORITIES, Issue, State
from blamefree.sandbox.message import Refusal, Request, Response, json_response
from blamefree.sandbox.routing import Router

_PAGE = 50


class Jira(App):
    """The stand-in. ``deployment`` is ``cloud`` (v3, old search gone, search lags) or ``datacenter`` (v2)."""

    name: ClassVar[str] = "jira"

    def __init__(self, deployment: str = "cloud") -> None:
        """An empty Jira with the projects OPS and CHK."""
        super().__init__()
        self.deployment = deployment
        self.people = JiraPeople(self)
        self.reset()
        self._router = self._routes()

    @property
    def prefixes(self) -> tuple[str, ...]:
        """Everything below /jira."""
        return ("/jira",)

    def reset(self) -> None:
        """Empty projects."""
        self.state = State(projects={"OPS": 0, "CHK": 0})
        self.lag.clear()

    def dump(self) -> dict[str, Any]:
        """The state as JSON values."""
        return {"deployment": self.deployment, **self.state.to_json()}

    def load(self, state: Mapping[str, Any]) -> None:
        """Replace the state by a dumped one."""
        self.state = State.from_json(state)

    def environment(self) -> dict[str, str]:
        """Address and dummy token."""
        cloud = {"JIRA_USERNAME": "publisher@example.com"} if self.deployment == "cloud" else {}
        return {"JIRA_URL": f"{self.context.url}/jira", "JIRA_TOKEN": "sandbox-token", **cloud}

    def is_write(self, request: Request) -> bool:
        """Searches and bulk reads by POST are reads."""
        reads = ("/search", "/search/jql", "/bulkfetch")
        return request.method not in {"GET", "HEAD"} and not request.path.endswith(reads)

    def home(self) -> str:
        """The issues that there are."""
        from html import escape

        rows = "".join(
            f"<li>{escape(issue.key)}: {escape(str(issue.fields.get('summary', '')))} ({escape(issue.status)})</li>"
            for issue in self.state.issues.values()
        )
        return f"<ul>{rows}</ul>" if rows else "<p>No issues yet.</p>"

    def actions(self) -> Mapping[str, Callable[..., Any]]:
        """What people may do."""
        people = self.people
        return {
            "create": people.create, "edit": people.edit, "move": people.move, "transition": people.transition,
            "delete": people.delete, "comment": people.comment, "project": people.project, "custom": people.custom,
            "request": people.request, "change": people.change,
        }  # fmt: skip

    def handle(self, request: Request) -> Response:
        """Answer a request."""
        token = self.context.accounts.by_header(request.headers.get("authorization"))
        if token is None or (self.deployment == "datacenter") is request.headers["authorization"].lower().startswith(
            "basic"
        ):
            return errors("You are not authenticated. Authentication required to perform this operation.", status=401)
        if not token.account.may("read"):
            return errors("You do not have permission to see this.", status=403)
        if self.is_write(request) and not token.account.may("write"):
            return errors("You do not have permission to create or edit issues.", status=403)
        try:
            found = self._router.answer(request.path.removeprefix("/jira"), request)
        except Refusal as refusal:
            return refusal.response
        return found or errors("Not found", status=404)

    def now(self) -> str:
        """The clock's time as Jira writes it."""
        return self.context.clock().strftime("%Y-%m-%dT%H:%M:%S.000+0000")

    @property
    def cloud(self) -> bool:
        """Whether it is Jira Cloud."""
        return self.deployment == "cloud"

    def _routes(self) -> Router:
        router = Router()
        version = "3" if self.cloud else "2"
        api = f"/rest/api/{version}"
        router.add("GET", f"{api}/myself", self._myself)
        router.add("GET", f"{api}/serverInfo", self._server)
        router.add("GET", f"{api}/field", self._fields)
        router.add("GET", f"{api}/project/{{key}}", self._project)
        router.add("POST", f"{api}/issue", self._create)
        if self.cloud:
            router.add("POST", f"{api}/issue/bulkfetch", self._bulk)
            router.add("POST", f"{api}/search/jql", self._search)
            for method in ("GET", "POST"):
                router.add(method, f"{api}/search", self._gone)
        else:
            router.add("POST", f"{api}/search", self._old_search)
        router.add("GET", f"{api}/issue/createmeta/{{project}}/issuetypes", self._types)
        router.add("GET", f"{api}/issue/createmeta/{{project}}/issuetypes/{{type}}", self._create_fields)
        router.add("GET", f"{api}/issue/{{key}}", self._issue)
        router.add("PUT", f"{api}/issue/{{key}}", self._edit)
        router.add("GET", f"{api}/issue/{{key}}/changelog", self._changelog)
        router.add("GET", f"{api}/issue/{{key}}/comment", self._comments)
        router.add("GET", f"{api}/issue/{{key}}/remotelink", self._remote_links)
        router.add("POST", f"{api}/issue/{{key}}/remotelink", self._remote_link)
        router.add("GET", f"{api}/issue/{{key}}/properties/{{name}}", self._property)
        router.add("POST", f"{api}/issueLink", self._link)
        router.add("GET", "/rest/servicedeskapi/request/{key}", self._request)
        return router

    # the service --------------------------------------------------------------------

    def _myself(self, request: Request) -> Response:
        token = self.context.accounts.by_header(request.headers.get("authorization"))
        assert token is not None
        return json_response(user_json(token.account.account_id, token.account.display_name, self.cloud))

    def _server(self, _request: Request) -> Response:
        kind = "Cloud" if self.cloud else "Server"
        return json_response({"baseUrl": f"{self.context.url}/jira", "deploymentType": kind, "version": "1001.0.0"})

    def _fields(self, _request: Request) -> Response:
        system = [{"id": name, "name": name.title(), "custom": False} for name in ("summary", "description", "labels")]
        custom = [
            {"id": key, "name": value["name"], "custom": True, "schema": value.get("schema", {})}
            for key, value in self.state.custom.items()
        ]
        return json_response([*system, *custom])

    def _project(self, _request: Request, key: str) -> Response:
        if key not in self.state.projects:
            return errors(f"No project could be found with key '{key}'.", status=404)
        types = [{"id": number, "name": name, "subtask": False} for name, number in ISSUE_TYPES.items()]
        return json_response({"id": "1", "key": key, "name": key, "issueTypes": types})

    def _gone(self, _request: Request) -> Response:
        return errors(
            "The requested API has been removed. Please migrate to the /rest/api/3/search/jql API.", status=410
        )

    def _find(self, key: str) -> Issue:
        issue = self.state.find(key)
        if issue is None:
            raise Refusal(errors("Issue does not exist or you do not have permission to see it.", status=404))
        return issue

    # issues -------------------------------------------------------------------------

    def _types(self, _request: Request, project: str) -> Response:
        if project not in self.state.projects:
            return errors(f"No project could be found with key '{project}'.", status=404)
        types = [{"id": number, "name": name, "subtask": False} for name, number in ISSUE_TYPES.items()]
        rows = "issueTypes" if self.cloud else "values"
        return json_response({"startAt": 0, "maxResults": _PAGE, "total": len(types), rows: types})

    def _create_fields(self, _request: Request, project: str, type: str) -> Response:  # noqa: A002
        names = ["summary", "description", "issuetype", "project", "labels", "duedate", "priority", "assignee"]
        required = {"summary", "issuetype", "project", *self.state.required.get(project, [])}
        fields = [
            {
                "fieldId": name,
                "key": name,
                "name": self.state.custom.get(name, {}).get("name", name),
                "required": name in required,
                "hasDefaultValue": False,
                "schema": {"type": "string"},
                "operations": ["set"],
            }
            for name in [*names, *(item for item in required if item not in names)]
        ]
        rows = "fields" if self.cloud else "values"
        return json_response({"startAt": 0, "maxResults": _PAGE, "total": len(fields), rows: fields})

    def _create(self, request: Request) -> Response:
        value = request.json()
        fields = dict(value.get("fields") or {})
        problems = self._problems(fields)
        if problems:
            return json_response({"errorMessages": [], "errors": problems}, 400)
        project = (fields.pop("project") or {}).get("key", "")
        type_ = fields.pop("issuetype") or {}
        name = type_.get("name") or next(
            (known for known, number in ISSUE_TYPES.items() if number == type_.get("id")), "Task"
        )
        now = self.now()
        issue = Issue(self.state.take_id(), self.state.take_key(project), project, name, fields, now, now)
        issue.properties = {item["key"]: item["value"] for item in value.get("properties") or []}
        self.state.issues[issue.id] = issue
        self.lag.begin(issue.id)
        return json_response(
            {"id": issue.id, "key": issue.key, "self": f"{self.context.url}/jira/rest/api/3/issue/{issue.id}"}, 201
        )

    def _problems(self, fields: Mapping[str, Any]) -> dict[str, str]:
        found: dict[str, str] = {}
        project = (fields.get("project") or {}).get("key", "")
        if project not in self.state.projects:
            return {"project": "valid project is required"}
        summary = fields.get("summary")
        if not summary or not isinstance(summary, str):
            found["summary"] = "You must specify a summary of the issue."
        elif "\n" in summary:
            found["summary"] = "The summary is invalid because it contains newline characters."
        elif len(summary) > 255:
            found["summary"] = "Summary can't exceed 255 characters."
        description = fields.get("description")
        if description is not None and (isinstance(description, dict) is not self.cloud):
            found["description"] = "Operation value must be an Atlassian Document (see the Atlassian Document Format)"
        for label in fields.get("labels") or []:
            if re.search(r"\s", str(label)):
                found["labels"] = f"The label '{label}' contains spaces which is invalid."
        due = fields.get("duedate")
        if due is not None and not re.fullmatch(r"\d{4}-\d{2}-\d{2}", str(due)):
            found["duedate"] = "Error parsing date string: " + str(due)
        priority = (fields.get("priority") or {}).get("name")
        if priority is not None and priority not in PRIORITIES:
            found["priority"] = "The priority selected is invalid."
        type_ = fields.get("issuetype") or {}
        if type_.get("name") not in ISSUE_TYPES and type_.get("id") not in ISSUE_TYPES.values():
            found["issuetype"] = "Specify an issue type"
        for name in self.state.required.get(project, []):
            if not fields.get(name):
                found[name] = f"{self.state.custom.get(name, {}).get('name', name)} is required."
        return found

    def _issue(self, request: Request, key: str) -> Response:
        issue = self._find(key)
        return json_response(issue_json(self, issue, set(request.many("fields")) or None, request.many("expand")))

    def _edit(self, request: Request, key: str) -> Response:
        issue, fields = self._find(key), request.json().get("fields") or {}
        for name, value in fields.items():
            before = issue.fields.get(name)
            issue.fields[name] = value
            self.people.note(issue, name, str(before or ""), str(value or ""), who="Publisher (CI)")
        issue.updated = self.now()
        return Response(204, content_type="text/plain")

    def _bulk(self, request: Request) -> Response:
        value = request.json()
        keys = value.get("issueIdsOrKeys") or []
        if len(keys) > 100:
            return errors("The number of issues to fetch exceeds 100.", status=400)
        wanted = set(value.get("fields") or []) or None
        found: dict[str, Issue] = {}
        for key in keys:
            issue = self.state.find(str(key))
            if issue is not None:
                found[issue.id] = issue
        shown = [issue_json(self, issue, wanted, (), value.get("properties") or []) for issue in found.values()]
        return json_response({"issues": shown, "issueErrors": []})

    def _matching(self, query: str) -> list[Issue]:
        try:
            test = compile_jql(query)
        except ValueError as problem:
            raise Refusal(errors(str(problem), status=400)) from None
        return [issue for issue in self.state.issues.values() if not self.lag.hides(issue.id) and test(issue)]

    def _search(self, request: Request) -> Response:
        value = request.json()
        if not str(value.get("jql") or "").strip():
            return errors("Unbounded JQL queries are not allowed here.", status=400)
        found = self._matching(value["jql"])
        token = value.get("nextPageToken")
        start = int(base64.b64decode(token).decode()) if token else 0
        size = min(int(value.get("maxResults") or _PAGE), 100)
        wanted = set(value.get("fields") or []) or {"id"}
        page = found[start : start + size]
        shown = [issue_json(self, issue, wanted, (), value.get("properties") or []) for issue in page]
        answer: dict[str, Any] = {"issues": shown, "isLast": start + size >= len(found)}
        if not answer["isLast"]:
            answer["nextPageToken"] = base64.b64encode(str(start + size).encode()).decode()
        return json_response(answer)

    def _old_search(self, request: Request) -> Response:
        value = request.json()
        found = self._matching(str(value.get("jql") or ""))
        start, size = int(value.get("startAt") or 0), min(int(value.get("maxResults") or _PAGE), 100)
        wanted = set(value.get("fields") or []) or None
        shown = [
            issue_json(self, issue, wanted, (), value.get("properties") or []) for issue in found[start : start + size]
        ]
        return json_response({"startAt": start, "maxResults": size, "total": len(found), "issues": shown})

    def _changelog(self, request: Request, key: str) -> Response:
        issue = self._find(key)
        if not self.cloud:
            return errors("Not found", status=404)
        start, size = int(request.one("startAt") or 0), min(int(request.one("maxResults") or 100), 100)
        values = issue.histories[start : start + size]
        last = start + size >= len(issue.histories)
        return json_response(
            {"startAt": start, "maxResults": size, "total": len(issue.histories), "isLast": last, "values": values}
        )

    def _comments(self, request: Request, key: str) -> Response:
        issue = self._find(key)
        start, size = int(request.one("startAt") or 0), min(int(request.one("maxResults") or _PAGE), 100)
        shown = issue.comments[start : start + size]
        return json_response({"startAt": start, "maxResults": size, "total": len(issue.comments), "comments": shown})

    def _property(self, _request: Request, key: str, name: str) -> Response:
        issue = self._find(key)
        if name not in issue.properties:
            return errors(f"The property {name} does not exist.", status=404)
        return json_response({"key": name, "value": issue.properties[name]})

    def _remote_links(self, request: Request, key: str) -> Response:
        issue, wanted = self._find(key), request.one("globalId")
        shown = [link for link in issue.remote_links if wanted in (None, link["globalId"])]
        return (
            errors("No remote link.", status=404)
            if wanted and not shown
            else json_response(shown[0] if wanted else shown)
        )

    def _remote_link(self, request: Request, key: str) -> Response:
        issue, value = self._find(key), request.json()
        link = value.get("object") or {}
        if not link.get("url") or not link.get("title"):
            return json_response({"errorMessages": [], "errors": {"url": "'url' and 'title' are required."}}, 400)
        identifier = str(value.get("globalId") or "")
        if len(identifier) > 255:
            return json_response({"errorMessages": [], "errors": {"globalId": "globalId is too long."}}, 400)
        for known in issue.remote_links:
            if identifier and known["globalId"] == identifier:
                known.update(object=link, relationship=value.get("relationship", ""))
                return json_response({"id": known["id"], "self": ""})
        number = int(self.state.take_id())
        issue.remote_links.append(
            {
                "id": number,
                "self": "",
                "globalId": identifier,
                "relationship": value.get("relationship", ""),
                "object": link,
            }
        )
        return json_response({"id": number, "self": ""}, 201)

    def _link(self, request: Request) -> Response:
        value = request.json()
        inward = self._find(str((value.get("inwardIssue") or {}).get("key", "")))
        outward = self._find(str((value.get("outwardIssue") or {}).get("key", "")))
        kind = str((value.get("type") or {}).get("name", ""))
        if kind not in ("Relates", "Blocks", "Cloners", "Action item"):
            return errors(f"No issue link type with name '{kind}' found.", status=404)
        number = self.state.take_id()
        outward_side = {"id": number, "type": kind, "side": "inwardIssue", "issue": inward.id}
        inward_side = {"id": number, "type": kind, "side": "outwardIssue", "issue": outward.id}
        outward.links.append(outward_side)
        inward.links.append(inward_side)
        return Response(201, content_type="text/plain")

    def _request(self, _request: Request, key: str) -> Response:
        issue = self.state.find(key)
        if issue is None or issue.request is None:
            return json_response({"errorMessage": "Request not found.", "i18nErrorMessage": {}}, 404)
        return json_response({"issueId": issue.id, "issueKey": issue.key, **issue.request})


def errors(*messages: str, status: int) -> Response:
    """An error as Jira words it."""
    return json_response({"errorMessages": list(messages), "errors": {}}, status)
