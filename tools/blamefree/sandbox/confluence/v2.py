"""REST v2 of Confluence Cloud: the operations a publisher needs."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from blamefree.sandbox.confluence import shape
from blamefree.sandbox.confluence.asking import (
    ROOT,
    AskedV2,
    page_number,
    read_object,
    required,
    storage_text,
    text,
    versioned,
)
from blamefree.sandbox.confluence.extras import Extras
from blamefree.sandbox.confluence.state import Page, Version
from blamefree.sandbox.confluence.wiki import Wiki, bad, missing
from blamefree.sandbox.message import Request, Response, json_response
from blamefree.sandbox.routing import Router

_STATUSES = {"current", "archived", "deleted", "trashed"}
_SORTS: dict[str, Callable[[Page], Any]] = {
    "id": lambda page: int(page.id),
    "title": lambda page: page.title.lower(),
    "created-date": lambda page: page.created.at,
    "modified-date": lambda page: page.now.at,
}


class V2(AskedV2):
    """The handlers; `account` is who is asking, set for each request."""

    def __init__(self, wiki: Wiki, extras: Extras) -> None:
        """Build the routes; the scopes are those of the official description."""
        super().__init__(wiki, extras)
        self.router = Router()
        add = self.router.add
        read, write = "read:page:confluence", "write:page:confluence"
        add("GET", "/pages", self.pages, read)
        add("POST", "/pages", self.create, write)
        add("GET", "/pages/{page_id}", self.page, read)
        add("PUT", "/pages/{page_id}", self.update, write)
        add("DELETE", "/pages/{page_id}", self.delete, "delete:page:confluence")
        add("PUT", "/pages/{page_id}/title", self.retitle, write)
        add("GET", "/pages/{page_id}/versions", self.versions, read)
        add("GET", "/pages/{page_id}/versions/{number}", self.version, read)
        add("GET", "/pages/{page_id}/operations", self.operations, read)
        add("GET", "/spaces", self.spaces, "read:space:confluence")
        add("GET", "/spaces/{space_id}", self.space, "read:space:confluence")
        add("GET", "/spaces/{space_id}/pages", self.space_pages, read)
        add("GET", "/spaces/{space_id}/operations", self.space_operations, "read:space:confluence")

    # -- spaces -------------------------------------------------------------------------------------------------

    def spaces(self, request: Request) -> Response:
        """GET /spaces."""
        keys, ids = {key.lower() for key in request.many("keys")}, set(request.many("ids"))
        shown = [
            shape.space(space)
            for space in self._wiki.site.spaces.values()
            if self._me.may("read") and (not keys or space.key.lower() in keys) and (not ids or space.id in ids)
        ]
        return self._list(request, shown, "/spaces")

    def space(self, _request: Request, space_id: str) -> Response:
        """GET /spaces/{id}."""
        shown = shape.space(self._wiki.space(space_id, self._me))
        del shown["currentActiveAlias"]
        return json_response(self._single(shown))

    def space_pages(self, request: Request, space_id: str) -> Response:
        """GET /spaces/{id}/pages."""
        self._wiki.space(space_id, self._me)
        return self._pages(request, f"/spaces/{space_id}/pages", {space_id})

    def space_operations(self, _request: Request, space_id: str) -> Response:
        """GET /spaces/{id}/operations."""
        self._wiki.space(space_id, self._me)
        return json_response({"operations": self._permitted("space")})

    # -- pages --------------------------------------------------------------------------------------------------

    def pages(self, request: Request) -> Response:
        """GET /pages."""
        return self._pages(request, "/pages", set(request.many("space-id")))

    def _pages(self, request: Request, path: str, spaces: set[str]) -> Response:
        ids, title = set(request.many("id")), request.one("title")
        statuses = set(request.many("status")) or {"current", "archived"}
        if not statuses <= _STATUSES:
            raise bad(f"status {min(statuses - _STATUSES)} is unknown")
        if len(ids) > shape.MAX_LIMIT or len(spaces) > 100:
            raise bad("At most 250 values for id and 100 for space-id")
        wanted = request.one("body-format")
        most = shape.MAX_LIMIT if wanted is None else self._wiki.most_bodies
        size = min(shape.limit(request), most)
        chosen: list[tuple[Page, Version]] = []
        for page in self._sorted(request.one("sort")):
            if (ids and page.id not in ids) or (spaces and page.space_id not in spaces) or page.status not in statuses:
                continue
            shown = self._wiki.shown(page) if self._me.may("read") else None
            if shown is not None and (title is None or shown.title.lower() == title.lower()):
                chosen.append((page, shown))
        start = shape.offset(request.one("cursor"))
        items: list[shape.Json] = [{} for _ in chosen]
        for place in range(start, min(start + size, len(chosen))):
            page, shown = chosen[place]
            items[place] = {**shape.page(page, shown, self._wiki.site), "body": shape.body(shown, wanted, single=False)}
        return self._list(request, items, path, most=most)

    def _sorted(self, order: str | None) -> list[Page]:
        name = (order or "id").removeprefix("-")
        if name not in _SORTS:
            raise bad(f"sort {order} is unknown")
        return sorted(self._wiki.site.pages.values(), key=_SORTS[name], reverse=(order or "").startswith("-"))

    def page(self, request: Request, page_id: str) -> Response:
        """GET /pages/{id}."""
        page = self._page(page_id)
        number = request.one("version")
        shown = self._wiki.shown(page)
        if shown is None:
            raise missing(f"Cannot find content with id {page_id}")
        if number is not None:
            shown = self._version(page, number)
        statuses = set(request.many("status"))
        if statuses and page.status not in statuses and "historical" not in statuses:
            raise missing(f"Content with id {page_id} has not the status {', '.join(sorted(statuses))}")
        answer = self._one(page, shown, request.one("body-format"))
        included: dict[str, Callable[[], list[shape.Json]]] = {
            "labels": lambda: [shape.label(label) for label in page.labels],
            "properties": lambda: [shape.content_property(kept) for kept in page.properties.values()],
            "versions": lambda: [shape.version(kept) for kept in reversed(page.versions)],
            "operations": lambda: self._permitted("page"),
        }
        for name, items in included.items():
            if request.flag(f"include-{name}"):
                found = items()
                answer[name] = {
                    "results": found[:50],
                    "meta": {"hasMore": len(found) > 50},
                    "_links": {"self": f"{ROOT}/pages/{page_id}/{name}"},
                }
        return json_response(answer)

    def create(self, request: Request) -> Response:
        """POST /pages: no field for a version message, whatever is sent."""
        values = read_object(request)
        if values.get("status", "current") != "current":
            raise bad("Only pages with status current are offered by the sandbox")
        space_id = values.get("spaceId")
        if not isinstance(space_id, str):
            raise bad("Must supply spaceId as a string")
        parent_id = text(values, "parentId")
        root = request.flag("root-level")
        if root and parent_id is not None:
            raise bad("parentId cannot be given together with root-level")
        page = self._wiki.create(
            self._me, space_id, required(values, "title"), storage_text(values) or "", parent_id, root=root
        )
        return json_response(self._one(page, page.now, "storage"))

    def update(self, request: Request, page_id: str) -> Response:
        """PUT /pages/{id}: compare and set on the version."""
        values = read_object(request)
        lacking = [name for name in ("id", "status", "title", "body", "version") if values.get(name) is None]
        if lacking:
            raise bad(f"Must supply {', '.join(lacking)}")
        if str(values["id"]) != page_id:
            raise bad(f"The id in the body ({values['id']}) is not the id in the path ({page_id})")
        page = self._wiki.page(page_id, self._me)
        if values["status"] != "current":
            raise bad("Only status current is offered by the sandbox")
        if values.get("spaceId") is not None and str(values["spaceId"]) != page.space_id:
            raise bad("Moving a page to another space is not supported")
        number, message = versioned(values)
        page = self._wiki.update(
            self._me,
            page_id,
            number,
            required(values, "title"),
            storage_text(values),
            parent_id=text(values, "parentId"),
            message=message,
        )
        return json_response(self._one(page, page.now, "storage"))

    def retitle(self, request: Request, page_id: str) -> Response:
        """PUT /pages/{id}/title: a new version with the old text."""
        values = read_object(request)
        if values.get("status") != "current":
            raise bad("Must supply status: current")
        page = self._page(page_id)
        page = self._wiki.update(self._me, page_id, page.now.number + 1, required(values, "title"), None)
        return json_response(self._one(page, page.now, "storage"))

    def delete(self, request: Request, page_id: str) -> Response:
        """DELETE /pages/{id}: into the trash, or with purge=true out of it for good."""
        if request.flag("purge"):
            self._wiki.purge(self._me, page_number(page_id))
        else:
            self._wiki.trash(self._me, page_number(page_id))
        return Response(204)

    def versions(self, request: Request, page_id: str) -> Response:
        """GET /pages/{id}/versions, newest first."""
        page = self._page(page_id)
        wanted = request.one("body-format")
        shown = [
            {
                **shape.version(kept),
                "page": {"id": page.id, "title": kept.title, "body": shape.body(kept, wanted, single=False)},
            }
            for kept in reversed(page.versions)
        ]
        return self._list(request, shown, f"/pages/{page_id}/versions")

    def version(self, _request: Request, page_id: str, number: str) -> Response:
        """GET /pages/{id}/versions/{number}."""
        page = self._page(page_id)
        kept = self._version(page, number)
        detailed = {**shape.version(kept), "contentTypeModified": False, "collaborators": [kept.author_id]}
        if kept.number > 1:
            detailed["prevVersion"] = kept.number - 1
        if kept.number < page.now.number:
            detailed["nextVersion"] = kept.number + 1
        return json_response(detailed)

    def operations(self, _request: Request, page_id: str) -> Response:
        """GET /pages/{id}/operations."""
        self._page(page_id)
        return json_response({"operations": self._permitted("page")})

    # -- inner --------------------------------------------------------------------------------------------------

    def _version(self, page: Page, number: str) -> Version:
        for kept in page.versions:
            if str(kept.number) == number:
                return kept
        raise missing(f"Content {page.id} has no version {number}")

    def _one(self, page: Page, shown: Version, wanted: str | None) -> shape.Json:
        answer = {**shape.page(page, shown, self._wiki.site), "body": shape.body(shown, wanted, single=True)}
        return self._single(answer)

    def _permitted(self, target: str) -> list[shape.Json]:
        words = {"read": "read", "write": "update", "delete": "delete", "archive": "archive", "admin": "administer"}
        found = [{"operation": word, "targetType": target} for name, word in words.items() if self._me.may(name)]
        if target == "space" and self._me.may("write"):
            found += [{"operation": "create", "targetType": kind} for kind in ("page", "comment", "attachment")]
        return found
