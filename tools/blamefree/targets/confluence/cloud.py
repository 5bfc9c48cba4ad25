"""Confluence Cloud: REST v2, and REST v1 for what v2 does not have (attachments, labels, archiving)."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from functools import partial
from typing import Any
from urllib.parse import quote

from blamefree.config import Settings
from blamefree.errors import RemoteProblem
from blamefree.sync.execute import Step, execute
from blamefree.targets.confluence.client import (
    Client,
    Http,
    HttpProblem,
    Note,
    Query,
    UnknownOutcome,
    backoff,
    http_for,
    one_page,
    results,
    understood,
)
from blamefree.targets.confluence.record import own_notes
from blamefree.targets.confluence.remote import BATCH, START, Arrival, Attached, File, Listed, Space, Stored, comment_of

V2 = "/api/v2"
V1 = "/rest/api"
LIMIT = ("limit", str(BATCH))
STATUSES = (("status", "current"), ("status", "archived"), ("status", "trashed"))
STORAGE = ("body-format", "storage")


def connect(settings: Settings) -> Cloud:
    """The client for these settings."""
    return Cloud(http_for(settings))


class Cloud(Client):
    """A :class:`~blamefree.targets.confluence.remote.Remote` on Confluence Cloud."""

    def __init__(self, http: Http) -> None:
        super().__init__(http)
        self._archiving = threading.Lock()

    # -- reading ------------------------------------------------------------------------------------------------

    def space(self, key: str) -> Space:
        """The space and its pages, of whatever status."""
        try:
            found = results(self.read(f"{V2}/spaces", [("keys", key), ("limit", "25")]))
        except HttpProblem as problem:
            if problem.status != 404:
                raise
            raise RemoteProblem(
                f"there is no Confluence Cloud at {self.http.base}",
                'check CONFLUENCE_URL: it ends in /wiki; for Data Center set confluence.backend = "datacenter"',
            ) from None
        spaces = [item for item in found if str(item.get("key", "")).lower() == key.lower() and item.get("id")]
        if not spaces:
            raise RemoteProblem(
                f"Confluence has no space {key!r} that this account may view",
                "check CONFLUENCE_SPACE, and that the account may view the space",
            )
        self.space_key = str(spaces[0]["key"])
        ident, home = str(spaces[0]["id"]), str(spaces[0].get("homepageId") or "")
        return self.more(Space(ident, self.space_key, home, (), START))

    def more(self, space: Space) -> Space:
        """The next 250 pages of the list."""
        query = [("space-id", space.id), *STATUSES, LIMIT]
        items, following = self.some(f"{V2}/pages", query, "" if space.following == START else space.following)
        pages = {page.id: page for page in (*space.pages, *map(_listed, items))}
        return replace(space, pages=tuple(pages.values()), following=following if following != space.following else "")

    def arrive(self, page: str, key: str) -> Arrival | None:
        """A page with its space and properties."""
        try:
            found = self.read(f"{V2}/pages/{page}", [("include-properties", "true")])
        except HttpProblem as problem:
            if problem.status in (400, 404):
                return None
            raise
        own = found.get("properties")
        known = isinstance(own, dict) and not (own.get("meta") or {}).get("hasMore")
        notes: Mapping[str, object] | None
        if isinstance(own, dict) and known:
            self._notes = own_notes(_notes(results(own)))
            notes = {name: item.get("value") for name, item in self._notes.items()}
        else:
            notes = self.notes(page)
        self.space_key = key
        return Arrival(_listed(found), str(found.get("spaceId") or ""), notes)

    def listed(self, ids: Iterable[str]) -> Sequence[Listed]:
        """Pages by id, 250 a request."""
        return [_listed(item) for item in self._by_id(ids)]

    def bodies(self, ids: Iterable[str]) -> Mapping[str, Stored]:
        """Pages with their bodies, 250 a request."""
        return {one.id: one for one in map(_stored, self._by_id(ids, STORAGE))}

    def _by_id(self, ids: Iterable[str], *more: tuple[str, str]) -> list[dict[str, Any]]:
        """Pages by id, several requests at once."""
        wanted = list(dict.fromkeys(ids))
        steps = [
            Step(str(at), partial(self._batch, [("id", ",".join(wanted[at : at + BATCH])), *STATUSES, *more, LIMIT]))
            for at in range(0, len(wanted), BATCH)
        ]
        found: list[dict[str, Any]] = []
        for result in execute(steps):
            if result.problem is not None:
                raise result.problem
            found += result.value or ()
        return found

    def _batch(self, query: Query) -> list[dict[str, Any]]:
        return list(self.every(f"{V2}/pages", query))

    def version(self, page: str, number: int) -> Stored | None:
        """A page as it was at a version, ``None`` when that cannot be read."""
        try:
            return _stored(self.read(f"{V2}/pages/{page}", [("version", str(number)), STORAGE]))
        except HttpProblem as problem:
            if problem.status in (400, 404):
                return None
            raise

    def one(self, page: str) -> Stored | None:
        """A page with its body."""
        try:
            return _stored(self.read(f"{V2}/pages/{page}", [STORAGE]))
        except HttpProblem as problem:
            if problem.status == 404:
                return None
            raise

    def titled(self, space: Space, title: str) -> Stored | None:
        """The current page of that title."""
        query = [("space-id", space.id), ("title", title), ("status", "current"), STORAGE, LIMIT]
        found = [_stored(item) for item in self.every(f"{V2}/pages", query)]
        return next((item for item in found if item.title.casefold() == title.casefold()), None)

    def labels(self, page: str) -> frozenset[str]:
        """The labels of a page."""
        return frozenset(str(item.get("name")) for item in self.every(f"{V2}/pages/{page}/labels", [LIMIT]))

    def files(self, page: str) -> Mapping[str, Attached]:
        """The attachments of a page."""
        found = [_attached(item) for item in self.every(f"{V2}/pages/{page}/attachments", [LIMIT])]
        return {file.name: file for file in found}

    def open_comments(self, page: str) -> frozenset[str]:
        """The marks of the open inline comments of a page."""
        query = [("resolution-status", "open"), ("resolution-status", "reopened"), LIMIT]
        found = [item.get("properties") or {} for item in self.every(f"{V2}/pages/{page}/inline-comments", query)]
        return frozenset(str(own.get("inlineMarkerRef") or own.get("inline-marker-ref") or "") for own in found)

    def read_notes(self, page: str) -> dict[str, Note]:
        """All content properties of a page."""
        return _notes(self.every(f"{V2}/pages/{page}/properties", [LIMIT]))

    # -- writing ------------------------------------------------------------------------------------------------

    def send_new(self, space: Space, parent: str, title: str, body: str, message: str) -> Stored:
        """POST /pages; it has no field for the version message."""
        value = {
            "spaceId": space.id, "status": "current", "title": title, "parentId": parent,
            "body": {"representation": "storage", "value": body},
        }  # fmt: skip
        return _stored(self.http.send("POST", f"{V2}/pages", value).json())

    def send_version(self, page: str, title: str, body: str, number: int, message: str, parent: str) -> Stored:
        """PUT /pages/{id}."""
        value: dict[str, Any] = {
            "id": page, "status": "current", "title": title, "body": {"representation": "storage", "value": body},
            "version": {"number": number, "message": message},
        }  # fmt: skip
        if parent:
            value["parentId"] = parent
        return _stored(self.http.send("PUT", f"{V2}/pages/{page}", value).json())

    def send_files(self, page: str, files: Sequence[File], there: Mapping[str, Attached] | None) -> None:
        """All files in one request: new names and known ones."""
        parts = [("file", (file.name, file.data, file.media_type)) for file in files]
        fields = [("comment", comment_of(file.digest)) for file in files] + [("minorEdit", "true")]
        path = f"{V1}/content/{page}/child/attachment"
        self.http.send("PUT", path, files=parts, fields=fields, headers={"X-Atlassian-Token": "nocheck"})

    def send_away(self, file: Attached) -> None:
        """DELETE /attachments/{id}: into the trash."""
        self.http.send("DELETE", f"{V2}/attachments/{file.id}")

    def send_note(self, page: str, key: str, value: object, old: Note | None) -> None:
        """Create, replace or remove a content property."""
        path = f"{V2}/pages/{page}/properties"
        if old is None:
            self.http.send("POST", path, {"key": key, "value": value})
        elif value is None:
            self.http.send("DELETE", f"{path}/{old['id']}")
        else:
            version = {"number": int(old["number"]) + 1}
            self.http.send("PUT", f"{path}/{old['id']}", {"key": key, "value": value, "version": version})

    def label(self, page: str, names: Sequence[str], *, fresh: bool = False) -> None:
        """Add labels; adding one twice changes nothing, so it may be repeated."""
        value = [{"prefix": "global", "name": name} for name in names]
        self.again(lambda: self.http.send("POST", f"{V1}/content/{page}/label", value), fresh=fresh)

    def unlabel(self, page: str, name: str) -> None:
        """Take a label away; one that is gone already is fine."""
        try:
            self.again(lambda: self.http.send("DELETE", f"{V1}/content/{page}/label", query=[("name", name)]))
        except HttpProblem as problem:
            if problem.status != 404:
                raise

    def archive(self, page: str) -> None:
        """Archive one page and wait for it; a site takes one such job at a time."""
        with self._archiving:
            for attempt in range(1000):
                try:
                    self.http.send("POST", f"{V1}/content/archive", {"pages": [{"id": int(page)}]})
                except UnknownOutcome as problem:
                    self.pause(problem, attempt)
                except HttpProblem as problem:
                    busy = problem.status == 400 and "already running" in problem.said
                    if not busy and self._status(page) != "archived":
                        raise one_page(problem, f"page {page}") from None
                if self._is_archived(page):
                    return

    def _is_archived(self, page: str) -> bool:
        """Wait for the job; ``False`` after a while in which nothing has happened."""
        for look in range(20):
            if self._status(page) == "archived":
                return True
            if look < 5:  # the job is accepted: a moment is due to it, however little patience there is
                time.sleep(0.02)
            elif not self.http.patience.wait(min(1.0, backoff(look) / 4)):
                raise RemoteProblem(f"page {page}: Confluence has not archived it yet", "run it again later to see")
        return False

    def _status(self, page: str) -> str:
        found = list(self.every(f"{V2}/pages", [("id", page), *STATUSES, LIMIT]))
        return str(found[0].get("status", "")) if found else ""

    def address(self, page: str) -> str:
        """Where people look at the page; not known behind the gateway."""
        if "/ex/confluence/" in self.http.base:
            return ""
        return f"{self.http.base}/spaces/{quote(self.space_key)}/pages/{page}"


@understood
def _notes(items: Iterable[Mapping[str, Any]]) -> dict[str, Note]:
    return {
        str(item["key"]): {"id": item["id"], "value": item.get("value"), "number": item["version"]["number"]}
        for item in items
    }


@understood
def _attached(item: Mapping[str, Any]) -> Attached:
    size, comment = int(item.get("fileSize") or 0), str(item.get("comment") or "")
    return Attached(str(item["title"]), size, comment, str(item["id"]))


@understood
def _listed(item: Mapping[str, Any]) -> Listed:
    version = item.get("version") or {}
    return Listed(
        str(item["id"]), str(item.get("title", "")), str(item.get("parentId") or ""), str(item.get("status", "")),
        int(version.get("number") or 0), str(version.get("message") or ""), str(item.get("spaceId") or ""),
    )  # fmt: skip


@understood
def _stored(item: Mapping[str, Any]) -> Stored:
    listed = _listed(item)
    body = ((item.get("body") or {}).get("storage") or {}).get("value")
    return Stored(
        listed.id, listed.title, listed.version, listed.message, None if body is None else str(body), listed.parent,
        listed.status or "current", listed.space,
    )  # fmt: skip
