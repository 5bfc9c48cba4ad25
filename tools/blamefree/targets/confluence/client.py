"""Confluence Cloud: REST v2, and REST v1 for what v2 does not have (attachments, labels, archiving)."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Any, TypeVar
from urllib.parse import parse_qsl, quote, urlsplit

from blamefree.config import Settings
from blamefree.errors import RemoteProblem, SettingsProblem
from blamefree.io.http import Answer, Credentials, Http, HttpProblem, Query, UnknownOutcome, backoff
from blamefree.io.patience import Patience
from blamefree.targets.confluence import canonical
from blamefree.targets.confluence.record import MANIFEST
from blamefree.targets.confluence.remote import (
    Attached,
    File,
    Listed,
    PageChanged,
    PageRefused,
    Space,
    Stored,
    comment_of,
    is_whole,
)
from blamefree.targets.confluence.xml import NotStorage

V2 = "/api/v2"
V1 = "/rest/api"
BATCH = 250
STATUSES = (("status", "current"), ("status", "archived"), ("status", "trashed"))
T = TypeVar("T")


def connect(settings: Settings) -> Cloud:
    """The client for these settings."""
    return Cloud(http_for(settings))


def http_for(settings: Settings) -> Http:
    """The connection to the configured Confluence; what is missing is a :class:`SettingsProblem`."""
    own = settings.confluence
    if not own.url:
        raise SettingsProblem("confluence.url is not set", "set it in the settings, or CONFLUENCE_URL")
    if not own.token:
        raise SettingsProblem("CONFLUENCE_TOKEN is not set", "put an API token into the environment")
    if any(char in own.token + own.username for char in "\r\n\0"):
        raise SettingsProblem("CONFLUENCE_TOKEN holds a line break", "set it without one")
    return Http(
        "Confluence", own.url, Credentials(own.token, own.username), Patience(settings.patience),
        variable="CONFLUENCE_URL",
    )  # fmt: skip


class Cloud:
    """A :class:`~blamefree.targets.confluence.remote.Remote` on Confluence Cloud."""

    def __init__(self, http: Http) -> None:
        self.http = http
        self._space_key = ""
        self._archiving = threading.Lock()
        self._notes: dict[str, dict[str, Any]] = {}

    # -- reading ------------------------------------------------------------------------------------------------

    def space(self, key: str) -> Space:
        """The space and its pages, of whatever status."""
        found = self._json(self._read(f"{V2}/spaces", [("keys", key), ("limit", "25")]))
        spaces = [item for item in _results(found) if str(item.get("key", "")).lower() == key.lower()]
        if not spaces:
            raise RemoteProblem(
                f"Confluence has no space {key!r} that this account may view",
                "check CONFLUENCE_SPACE, and that the account may view the space",
            )
        self._space_key = str(spaces[0]["key"])
        ident, home = str(spaces[0]["id"]), str(spaces[0].get("homepageId") or "")
        query = [("space-id", ident), *STATUSES, ("limit", str(BATCH))]
        pages = tuple(_listed(item) for item in self._every(f"{V2}/pages", query))
        return Space(ident, self._space_key, home, pages)

    def bodies(self, ids: Iterable[str]) -> Mapping[str, Stored]:
        """Pages with their bodies, 250 a request."""
        wanted = list(dict.fromkeys(ids))
        found: dict[str, Stored] = {}
        for at in range(0, len(wanted), BATCH):
            query = [("id", ",".join(wanted[at : at + BATCH])), *STATUSES]
            query += [("body-format", "storage"), ("limit", str(BATCH))]
            found.update((str(item["id"]), _stored(item)) for item in self._every(f"{V2}/pages", query))
        return found

    def version(self, page: str, number: int) -> Stored | None:
        """A page as it was at a version, ``None`` when that cannot be read."""
        try:
            item = self._json(self._read(f"{V2}/pages/{page}", [("version", str(number)), ("body-format", "storage")]))
        except HttpProblem as problem:
            if problem.status in (400, 404):
                return None
            raise
        return _stored(item)

    def labels(self, page: str) -> frozenset[str]:
        """The labels of a page."""
        query = [("limit", str(BATCH))]
        return frozenset(str(item["name"]) for item in self._every(f"{V2}/pages/{page}/labels", query))

    def files(self, page: str) -> Mapping[str, Attached]:
        """The attachments of a page."""
        found = self._every(f"{V2}/pages/{page}/attachments", [("limit", str(BATCH))])
        return {
            str(item["title"]): Attached(
                str(item["title"]), int(item.get("fileSize") or 0), str(item.get("comment") or "")
            )
            for item in found
        }

    def open_comments(self, page: str) -> Mapping[str, str]:
        """The open inline comments of a page."""
        query = [("resolution-status", "open"), ("resolution-status", "reopened"), ("limit", str(BATCH))]
        found: dict[str, str] = {}
        for item in self._every(f"{V2}/pages/{page}/inline-comments", query):
            own = item.get("properties") or {}
            ref = str(own.get("inlineMarkerRef") or own.get("inline-marker-ref") or "")
            found[ref] = str(own.get("inlineOriginalSelection") or own.get("inline-original-selection") or "")
        return found

    def notes(self, page: str) -> Mapping[str, object] | None:
        """Our content properties on a page."""
        try:
            self._notes = self._properties(page)
        except HttpProblem as problem:
            if problem.status in (400, 403, 404, 405, 501):
                return None
            raise
        return {key: item.get("value") for key, item in self._notes.items()}

    def _properties(self, page: str) -> dict[str, dict[str, Any]]:
        found = self._every(f"{V2}/pages/{page}/properties", [("limit", str(BATCH))])
        return {str(item["key"]): item for item in found if str(item.get("key", "")).startswith(MANIFEST)}

    # -- writing ------------------------------------------------------------------------------------------------

    def keep_notes(self, page: str, values: Mapping[str, object]) -> None:
        """Store content properties; what another run stored in between is replaced."""
        for key, value in values.items():
            for attempt in range(4):
                try:
                    self._keep_note(page, key, value, self._notes.get(key))
                    break
                except UnknownOutcome as problem:
                    self._pause(problem, attempt)
                except HttpProblem as problem:
                    if problem.status not in (404, 409) or attempt == 3:
                        raise
                self._notes = self._properties(page)

    def _keep_note(self, page: str, key: str, value: object, old: Mapping[str, Any] | None) -> None:
        path = f"{V2}/pages/{page}/properties"
        if old is None:
            if value is not None:
                self.http.send("POST", path, {"key": key, "value": value})
        elif value is None:
            self.http.send("DELETE", f"{path}/{old['id']}")
        elif old.get("value") != value:
            number = int(old["version"]["number"]) + 1
            self.http.send("PUT", f"{path}/{old['id']}", {"key": key, "value": value, "version": {"number": number}})

    def create(self, space: Space, parent: str, title: str, body: str, message: str) -> Stored:
        """A new page with its final body; after an unclear answer it is looked for before it is asked for again."""
        value = {
            "spaceId": space.id, "status": "current", "title": title, "parentId": parent,
            "body": {"representation": "storage", "value": body},
        }  # fmt: skip
        attempt = 0
        while True:
            try:
                return _stored(self._json(self.http.send("POST", f"{V2}/pages", value)))
            except UnknownOutcome as problem:
                self._pause(problem, attempt)
            except HttpProblem as problem:
                if problem.status == 400 and "already exists" in problem.said and attempt:
                    if not self.http.patience.wait(backoff(attempt)):
                        raise
                else:
                    raise _one_page(problem, title) from None
            attempt += 1
            made = self._titled(space, title)
            if made is not None:
                if same_text(made.body, body):
                    return made
                raise PageChanged(f"{title!r}: a page of that title appeared meanwhile", "plan again")

    def _titled(self, space: Space, title: str) -> Stored | None:
        query = [("space-id", space.id), ("title", title), ("status", "current"), ("body-format", "storage")]
        found = [_stored(item) for item in self._every(f"{V2}/pages", [*query, ("limit", "25")])]
        return next((item for item in found if item.title.casefold() == title.casefold()), None)

    def update(self, page: str, title: str, body: str, version: int, message: str, parent: str = "") -> Stored:
        """A new version, compare and set; after an unclear answer the page is read before anything else."""
        value: dict[str, Any] = {
            "id": page, "status": "current", "title": title, "body": {"representation": "storage", "value": body},
            "version": {"number": version + 1, "message": message},
        }  # fmt: skip
        if parent:
            value["parentId"] = parent
        attempt = 0
        while True:
            wait = True
            try:
                return _stored(self._json(self.http.send("PUT", f"{V2}/pages/{page}", value)))
            except UnknownOutcome as problem:
                self._pause(problem, attempt)
            except HttpProblem as problem:
                if problem.status != 409:
                    raise _one_page(problem, title) from None
                wait = False
            attempt += 1
            now = self._one(page)
            if now is not None and now.version == version + 1 and now.message == message:
                return now
            if now is None or now.version > version or not wait and attempt > 5:
                raise PageChanged(f"{title!r} was changed on Confluence while this ran", "plan again")
            if not wait and not self.http.patience.wait(backoff(attempt)):
                raise PageChanged(f"{title!r} was changed on Confluence while this ran", "plan again")

    def _one(self, page: str) -> Stored | None:
        try:
            return _stored(self._json(self._read(f"{V2}/pages/{page}", [("body-format", "storage")])))
        except HttpProblem as problem:
            if problem.status == 404:
                return None
            raise

    def attach(self, page: str, files: Sequence[File]) -> None:
        """Attach files in one request; after an unclear answer only what is not whole there is sent again."""
        left = list(files)
        path = f"{V1}/content/{page}/child/attachment"
        attempt = 0
        while left:
            parts = [("file", (file.name, file.data, file.media_type)) for file in left]
            fields = [("comment", comment_of(file.digest)) for file in left] + [("minorEdit", "true")]
            try:
                self.http.send("PUT", path, files=parts, fields=fields, headers={"X-Atlassian-Token": "nocheck"})
                return
            except UnknownOutcome as problem:
                self._pause(problem, attempt)
            except HttpProblem as problem:
                raise _one_page(problem, f"attachments of page {page}") from None
            attempt += 1
            there = self.files(page)
            left = [file for file in left if not is_whole(there.get(file.name), file)]

    def label(self, page: str, names: Sequence[str]) -> None:
        """Add labels; adding one twice changes nothing, so it may be repeated."""
        value = [{"prefix": "global", "name": name} for name in names]
        self._again(lambda: self.http.send("POST", f"{V1}/content/{page}/label", value))

    def unlabel(self, page: str, name: str) -> None:
        """Take a label away; one that is gone already is fine."""
        try:
            self._again(lambda: self.http.send("DELETE", f"{V1}/content/{page}/label", query=[("name", name)]))
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
                    self._pause(problem, attempt)
                except HttpProblem as problem:
                    busy = problem.status == 400 and "already running" in problem.said
                    if not busy and self._status(page) != "archived":
                        raise _one_page(problem, f"page {page}") from None
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
        found = list(self._every(f"{V2}/pages", [("id", page), *STATUSES, ("limit", "25")]))
        return str(found[0].get("status", "")) if found else ""

    def address(self, page: str) -> str:
        """Where people look at the page."""
        if "/ex/confluence/" in self.http.base:
            return ""
        return f"{self.http.base}/spaces/{quote(self._space_key)}/pages/{page}"

    # -- inner --------------------------------------------------------------------------------------------------

    def _read(self, path: str, query: Query = ()) -> Answer:
        return self.http.get(path, query)

    def _json(self, answer: Answer) -> Any:
        found = answer.json()
        if not isinstance(found, dict):
            raise HttpProblem(
                "Confluence answered with something unexpected", f"check {self.http.variable}", status=answer.status
            )
        return found

    def _every(self, path: str, query: Query) -> Iterator[dict[str, Any]]:
        """All items of a list. Next-links may name another host or lack the gateway's path: only their query counts."""
        seen: set[str] = set()
        while True:
            found = self._json(self._read(path, query))
            yield from _results(found)
            following = (found.get("_links") or {}).get("next")
            if not following or following in seen:
                return
            seen.add(following)
            query = parse_qsl(urlsplit(following).query, keep_blank_values=True)

    def _again(self, call: Callable[[], T]) -> T:
        """Call what may safely be repeated, with patience."""
        attempt = 0
        while True:
            try:
                return call()
            except UnknownOutcome as problem:
                self._pause(problem, attempt)
                attempt += 1

    def _pause(self, problem: UnknownOutcome, attempt: int) -> None:
        wait = backoff(attempt + 1) if problem.wait is None else problem.wait
        if not self.http.patience.wait(wait):
            raise problem


def same_text(stored: str | None, sent: str) -> bool:
    """Whether a stored body says what was sent."""
    if stored is None:
        return False
    try:
        return canonical.fingerprint_of(stored) == canonical.fingerprint_of(sent)
    except NotStorage:
        return False


def _one_page(problem: HttpProblem, title: str) -> RemoteProblem:
    """The problem of one page, when it is one; else the problem itself."""
    if problem.status in (400, 413):
        return PageRefused(f"{title!r} was refused: {problem.said or problem.message}", problem.hint)
    return problem


def _results(found: Any) -> list[dict[str, Any]]:
    items = found.get("results") if isinstance(found, dict) else None
    return [item for item in items if isinstance(item, dict)] if isinstance(items, list) else []


def _listed(item: Mapping[str, Any]) -> Listed:
    version = item.get("version") or {}
    return Listed(
        str(item["id"]), str(item.get("title", "")), str(item.get("parentId") or ""), str(item.get("status", "")),
        int(version.get("number") or 0), str(version.get("message") or ""),
    )  # fmt: skip


def _stored(item: Mapping[str, Any]) -> Stored:
    listed = _listed(item)
    body = ((item.get("body") or {}).get("storage") or {}).get("value")
    return Stored(
        listed.id, listed.title, listed.version, listed.message, None if body is None else str(body), listed.parent,
        listed.status or "current",
    )  # fmt: skip
