"""Confluence Data Center: REST v1 on md2cf's MinimalConfluence, made safe.

md2cf 2.3.0 has no timeouts, repeats every verb blindly, reads each answer as JSON and sends labels as a form (its
api.py); the subclass here changes exactly that. It is imported only with ``backend = "datacenter"``.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from functools import partial
from typing import Any
from urllib.parse import quote

from blamefree.config import Settings
from blamefree.errors import RemoteProblem, UsageProblem
from blamefree.sync.execute import Step, execute
from blamefree.targets.confluence.client import Client, Http, HttpProblem, Note, UnknownOutcome, http_for, understood
from blamefree.targets.confluence.remote import Attached, File, Listed, Space, Stored, comment_of

LIMIT = ("limit", "200")
SHOWN = "version,ancestors"
WHOLE = "version,ancestors,body.storage"
ARCHIVE = "Archived postmortems"
_TOKEN = {"X-Atlassian-Token": "nocheck"}

try:
    from md2cf.api import MinimalConfluence, bunchify
except ModuleNotFoundError as missing:
    raise UsageProblem(
        f"Confluence Data Center needs the package {missing.name}", 'install it with: pip install "blamefree[md2cf]"'
    ) from None


class Transport(MinimalConfluence):  # type: ignore[misc]
    """md2cf's client on our connection: timeouts, 204, typed errors, labels as JSON, no write repeated blindly."""

    def __init__(self, http: Http) -> None:
        super().__init__(http.base + "/rest/api", token="")  # the connection has its own
        self._http = http

    def _request(self, method: str, path: str, **given: Any) -> Any:
        query = [(name, str(value)) for name, value in (given.get("params") or {}).items()]
        path = "/rest/api/" + path
        if method == "GET":
            answer = self._http.get(path, query)
        else:
            answer = self._http.send(
                method, path, given.get("json"), query=query, files=given.get("files") or (),
                fields=given.get("fields") or (), headers=given.get("headers"),
            )  # fmt: skip
        return bunchify(answer.json())

    def add_labels(self, page: Any, labels: Sequence[str]) -> Any:
        """Add labels, as the interface wants them."""
        value = [{"prefix": "global", "name": label} for label in labels]
        return self._post(f"content/{page.id}/label", json=value)


def connect(settings: Settings) -> DataCenter:
    """The client for these settings."""
    return DataCenter(http_for(settings))


class DataCenter(Client):
    """A :class:`~blamefree.targets.confluence.remote.Remote` on Confluence Data Center.

    There is no archive here: a page that git no longer wants is moved below a page that holds such pages.
    """

    def __init__(self, http: Http) -> None:
        super().__init__(http)
        self.api = Transport(http)
        self._archive = ""
        self._parents: dict[str, str] = {}

    # -- reading ------------------------------------------------------------------------------------------------

    def space(self, key: str) -> Space:
        """The space and its pages; those below the archive page count as archived."""
        try:
            found = self.read(f"/rest/api/space/{quote(key, safe='')}", [("expand", "homepage")])
        except HttpProblem as problem:
            if problem.status != 404:
                raise
            raise RemoteProblem(
                f"Confluence has no space {key!r} that this account may view",
                "check CONFLUENCE_SPACE, and that the account may view the space",
            ) from None
        self.space_key = str(found.get("key") or key)
        query = [("spaceKey", self.space_key), ("type", "page"), ("status", "any"), ("expand", SHOWN), LIMIT]
        items = list(self.every("/rest/api/content", query))
        self._archive = next((str(item["id"]) for item in items if item.get("title") == ARCHIVE), "")
        pages = tuple(self._listed(item) for item in items)
        self._parents = {page.id: page.parent for page in pages}
        home = str((found.get("homepage") or {}).get("id") or "") or next((p.id for p in pages if not p.parent), "")
        return Space(str(found.get("id", "")), self.space_key, home, pages)

    def bodies(self, ids: Iterable[str]) -> Mapping[str, Stored]:
        """Pages with their bodies, one request each, a few at once."""
        found: dict[str, Stored] = {}
        for result in execute([Step(ident, partial(self.one, ident)) for ident in dict.fromkeys(ids)]):
            if result.problem is not None:
                raise result.problem
            if result.value is not None:
                found[result.step.key] = result.value
        return found

    def version(self, page: str, number: int) -> Stored | None:
        """A page as it was at a version."""
        query = [("status", "historical"), ("version", str(number)), ("expand", WHOLE)]
        try:
            found = self._stored(self.read(f"/rest/api/content/{page}", query))
        except HttpProblem as problem:
            if problem.status in (400, 404):
                return None
            raise
        return found if found.version == number else None

    def one(self, page: str) -> Stored | None:
        """A page with its body."""
        try:
            return self._stored(self.read(f"/rest/api/content/{page}", [("status", "any"), ("expand", WHOLE)]))
        except HttpProblem as problem:
            if problem.status == 404:
                return None
            raise

    def titled(self, space: Space, title: str) -> Stored | None:
        """The current page of that title."""
        query = [("spaceKey", space.key), ("type", "page"), ("title", title), ("expand", WHOLE), LIMIT]
        found = [self._stored(item) for item in self.every("/rest/api/content", query)]
        return next((item for item in found if item.title == title), None)

    def labels(self, page: str) -> frozenset[str]:
        """The labels of a page."""
        return frozenset(str(item.get("name")) for item in self.every(f"/rest/api/content/{page}/label", [LIMIT]))

    @understood
    def files(self, page: str) -> Mapping[str, Attached]:
        """The attachments of a page."""
        found: dict[str, Attached] = {}
        for item in self.every(f"/rest/api/content/{page}/child/attachment", [("expand", "version"), LIMIT]):
            more, told = item.get("extensions") or {}, item.get("metadata") or {}
            comment = str(told.get("comment") or more.get("comment") or "")
            name = str(item["title"])
            found[name] = Attached(name, int(more.get("fileSize") or 0), comment, str(item["id"]))
        return found

    def open_comments(self, page: str) -> frozenset[str]:
        """The marks of the open inline comments; every mark, when the interface does not tell."""
        query = [("location", "inline"), ("expand", "extensions.inlineProperties,extensions.resolution"), LIMIT]
        try:
            items = list(self.every(f"/rest/api/content/{page}/child/comment", query))
        except HttpProblem as problem:
            if problem.status not in (400, 404, 405, 501):
                raise
            return _Everything()
        own = [item.get("extensions") or {} for item in items]
        return frozenset(
            str((item.get("inlineProperties") or {}).get("markerRef") or "")
            for item in own
            if str((item.get("resolution") or {}).get("status", "open")) in ("open", "reopened")
        )

    @understood
    def read_notes(self, page: str) -> dict[str, Note]:
        """All content properties of a page."""
        found = self.every(f"/rest/api/content/{page}/property", [("expand", "version"), LIMIT])
        return {
            str(item["key"]): {"value": item.get("value"), "number": (item.get("version") or {}).get("number", 1)}
            for item in found
        }

    # -- writing ------------------------------------------------------------------------------------------------

    def send_new(self, space: Space, parent: str, title: str, body: str, message: str) -> Stored:
        """POST content, by md2cf."""
        made = self.api.create_page(space.key, title, body, parent_id=parent or None, update_message=message)
        return self._stored(made)

    def send_version(self, page: str, title: str, body: str, number: int, message: str, parent: str) -> Stored:
        """PUT content/{id}, by md2cf. Without a parent the page would go to the top, so it always has one."""
        known = bunchify({"id": page, "title": title, "version": {"number": number - 1}})
        above = parent or self._parents.get(page) or None
        return self._stored(self.api.update_page(known, body, parent_id=above, update_message=message))

    def send_files(self, page: str, files: Sequence[File], there: Mapping[str, Attached] | None) -> None:
        """New names in one request, known ones each as a new version."""
        path = f"content/{page}/child/attachment"
        known = self.files(page) if there is None else there
        fresh = [file for file in files if file.name not in known]
        if fresh:
            parts = [("file", (file.name, file.data, file.media_type)) for file in fresh]
            fields = [("comment", comment_of(file.digest)) for file in fresh] + [("minorEdit", "true")]
            self.api._request("POST", path, files=parts, fields=fields, headers=_TOKEN)
        for file in files:
            if file.name in known:
                part = [("file", (file.name, file.data, file.media_type))]
                fields = [("comment", comment_of(file.digest)), ("minorEdit", "true")]
                target = f"{path}/{known[file.name].id}/data"
                self.api._request("POST", target, files=part, fields=fields, headers=_TOKEN)

    def send_away(self, file: Attached) -> None:
        """DELETE content/{id}: into the trash."""
        self.api._request("DELETE", f"content/{file.id}")

    def send_note(self, page: str, key: str, value: object, old: Note | None) -> None:
        """Create, replace or remove a content property."""
        path = f"content/{page}/property"
        if old is None:
            self.api._request("POST", path, json={"key": key, "value": value})
        elif value is None:
            self.api._request("DELETE", f"{path}/{key}")
        else:
            version = {"number": int(old["number"]) + 1}
            self.api._request("PUT", f"{path}/{key}", json={"key": key, "value": value, "version": version})

    def label(self, page: str, names: Sequence[str], *, fresh: bool = False) -> None:
        """Add labels; adding one twice changes nothing, so it may be repeated."""
        self.again(lambda: self.api.add_labels(bunchify({"id": page}), names), fresh=fresh)

    def unlabel(self, page: str, name: str) -> None:
        """Take a label away; one that is gone already is fine."""
        try:
            self.again(lambda: self.api._request("DELETE", f"content/{page}/label", params={"name": name}))
        except HttpProblem as problem:
            if problem.status != 404:
                raise

    def archive(self, page: str) -> None:
        """Move the page below the archive page, which is made when it is needed first."""
        if not self._archive:
            self._archive = self._archive_page(page)
        now = self.one(page)
        if now is None or now.body is None or now.parent == self._archive:
            return
        message = "Blamefree: no longer in git"
        self.update(page, now.title, now.body, now.version, message, self._archive)

    def _archive_page(self, page: str) -> str:
        space = Space("", self.space_key, "", ())
        body = "<p>Pages that are no longer published from git lie below this one.</p>"
        return self.create(space, self._parents.get(page, ""), ARCHIVE, body, "Blamefree").id

    def address(self, page: str) -> str:
        """Where people look at the page."""
        return f"{self.http.base}/pages/viewpage.action?pageId={page}"

    # -- reading answers ----------------------------------------------------------------------------------------

    @understood
    def _listed(self, item: Mapping[str, Any]) -> Listed:
        version = item.get("version") or {}
        above = [str(one["id"]) for one in item.get("ancestors") or ()]
        status = str(item.get("status") or "current")
        if status == "current" and self._archive and self._archive in above:
            status = "archived"
        return Listed(
            str(item["id"]), str(item.get("title", "")), above[-1] if above else "", status,
            int(version.get("number") or 0), str(version.get("message") or ""),
        )  # fmt: skip

    @understood
    def _stored(self, item: Mapping[str, Any]) -> Stored:
        listed = self._listed(item)
        body = ((item.get("body") or {}).get("storage") or {}).get("value")
        return Stored(
            listed.id, listed.title, listed.version, listed.message, None if body is None else str(body),
            listed.parent, listed.status,
        )  # fmt: skip


class _Everything(frozenset[str]):
    """Holds whatever is asked for."""

    def __contains__(self, item: object) -> bool:
        return True


__all__ = ["DataCenter", "Transport", "UnknownOutcome", "connect"]
