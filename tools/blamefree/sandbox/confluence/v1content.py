"""REST v1 content: the whole of Data Center, and what is deprecated on Cloud (410 through the gateway)."""

from __future__ import annotations

from typing import Any

from blamefree.sandbox.confluence import v1shape
from blamefree.sandbox.confluence.asking import Asked, size_of
from blamefree.sandbox.confluence.extras import Extras
from blamefree.sandbox.confluence.state import Page
from blamefree.sandbox.confluence.v1shape import Words
from blamefree.sandbox.confluence.wiki import MAX_BODY, Trouble, Wiki, bad, missing
from blamefree.sandbox.message import Request, Response, json_response
from blamefree.sandbox.routing import Router

Json = dict[str, Any]
_AFTER_SAVE = {"body.storage", "version", "space", "history", "ancestors"}


class V1Content(Asked):
    """The handlers."""

    def __init__(self, wiki: Wiki, extras: Extras) -> None:
        """Build the routes."""
        super().__init__(wiki, extras)
        self.router = Router()
        add = self.router.add
        add("GET", "/content", self.find)
        add("POST", "/content", self.create)
        add("GET", "/content/{page_id}", self.one)
        add("PUT", "/content/{page_id}", self.update)
        add("DELETE", "/content/{page_id}", self.delete)
        add("GET", "/content/{page_id}/child/page", self.children)
        add("GET", "/content/{page_id}/descendant/page", self.descendants)
        add("GET", "/content/{page_id}/property", self.properties)
        add("POST", "/content/{page_id}/property", self.create_property)
        add("GET", "/content/{page_id}/property/{key}", self.one_property)
        add("POST", "/content/{page_id}/property/{key}", self.create_property)
        add("PUT", "/content/{page_id}/property/{key}", self.update_property)
        add("DELETE", "/content/{page_id}/property/{key}", self.delete_property)
        add("GET", "/space", self.spaces)
        add("GET", "/space/{key}", self.space)

    @property
    def _words(self) -> Words:
        return Words(self._wiki, self.base)

    # -- content ------------------------------------------------------------------------------------------------

    def find(self, request: Request) -> Response:
        """GET content, by space, title and status."""
        key, title = request.one("spaceKey"), request.one("title")
        statuses = set(request.many("status")) or {"current"}
        if "any" in statuses:
            statuses = {"current", "archived", "trashed"}
        space = self._wiki.site.space_by_key(key) if key else None
        if key and (space is None or not self._me.may("read")):
            raise missing(f"No space with key : {key}")
        chosen = [
            page
            for page in self._wiki.site.pages.values()
            if self._me.may("read") and page.status in statuses and (space is None or page.space_id == space.id)
        ]
        return self._list(request, chosen, "/rest/api/content", title)

    def one(self, request: Request, page_id: str) -> Response:
        """GET content/{id}."""
        page = self._wiki.page(page_id, self._me)
        shown = self._wiki.shown(page)
        statuses = set(request.many("status")) or {"current", "archived"}
        if shown is None or (page.status not in statuses and "any" not in statuses):
            raise missing(f"No content found with id: ContentId{{id={page_id}}}")
        return json_response(self._words.content(page, shown, set(request.many("expand"))))

    def create(self, request: Request) -> Response:
        """POST content: a version message is kept here, other than in v2."""
        values = self._object(request)
        space = self._wiki.site.space_by_key(str((values.get("space") or {}).get("key")))
        if values.get("type") != "page":
            raise bad("The sandbox creates content of type page only")
        if space is None:
            raise bad("Must supply the key of a space that exists")
        parent_id = self._ancestor(values)
        labels = self._labels(values)
        page = self._wiki.create(self._me, space.id, str(values.get("title") or ""), _storage(values) or "", parent_id)
        page.now.message = str((values.get("version") or {}).get("message") or "")
        if labels:
            self._extras.add_labels(self._me, page.id, labels)
        return json_response(self._words.content(page, page.now, _AFTER_SAVE))

    def update(self, request: Request, page_id: str) -> Response:
        """PUT content/{id}: compare and set; labels in the metadata replace all labels."""
        values = self._object(request)
        page = self._wiki.page(page_id, self._me)
        version = values.get("version")
        if not isinstance(version, dict) or not isinstance(version.get("number"), int):
            raise bad("Must supply an incremented version when updating Content. No version supplied.")
        labels = self._labels(values)
        try:
            page = self._wiki.update(
                self._me,
                page_id,
                version["number"],
                str(values.get("title") or page.title),
                _storage(values),
                parent_id=self._ancestor(values),
                message=str(version.get("message") or ""),
                minor=bool(version.get("minorEdit")),
            )
        except Trouble as trouble:
            if trouble.status == 409:
                raise Trouble(
                    409, "CONFLICT", f"Version must be incremented on update. Current version is: {page.now.number}"
                ) from None
            raise
        if labels is not None:
            page.labels.clear()
            self._extras.add_labels(self._me, page.id, labels)
        return json_response(self._words.content(page, page.now, _AFTER_SAVE))

    def delete(self, request: Request, page_id: str) -> Response:
        """DELETE content/{id} of a page or an attachment; with status=trashed it purges."""
        if page_id.startswith("att"):
            self._extras.delete_attachment(self._me, page_id, purge=request.one("status") == "trashed")
        elif request.one("status") == "trashed":
            self._wiki.purge(self._me, page_id)
        else:
            self._wiki.trash(self._me, page_id)
        return Response(204)

    def children(self, request: Request, page_id: str) -> Response:
        """GET content/{id}/child/page."""
        self._wiki.page(page_id, self._me)
        found = [child for child in self._wiki.site.children(page_id) if child.status == "current"]
        return self._list(request, found, f"/rest/api/content/{page_id}/child/page", None)

    def descendants(self, request: Request, page_id: str) -> Response:
        """GET content/{id}/descendant/page."""
        self._wiki.page(page_id, self._me)
        found = [child for child, _depth in self._wiki.site.descendants(page_id) if child.status == "current"]
        return self._list(request, found, f"/rest/api/content/{page_id}/descendant/page", None)

    def _list(self, request: Request, pages: list[Page], path: str, title: str | None) -> Response:
        expand = set(request.many("expand"))
        seen = [(page, shown) for page in pages if (shown := self._wiki.shown(page)) is not None]
        items = [
            self._words.content(page, shown, expand) for page, shown in seen if title is None or shown.title == title
        ]
        answer = v1shape.page_of(request, items, path, self.base)
        values = answer.json()
        if "next" in values["_links"]:
            kept = "".join(f"&{name}={value}" for name, value in request.query if name not in {"start", "limit"})
            values["_links"]["next"] += kept
        return json_response(values)

    # -- properties ---------------------------------------------------------------------------------------------

    def properties(self, request: Request, page_id: str) -> Response:
        """GET content/{id}/property."""
        page = self._wiki.page(page_id, self._me)
        shown = [self._words.content_property(page, kept) for kept in page.properties.values()]
        return v1shape.page_of(request, shown, f"/rest/api/content/{page_id}/property", self.base, 10)

    def one_property(self, _request: Request, page_id: str, key: str) -> Response:
        """GET content/{id}/property/{key}."""
        page = self._wiki.page(page_id, self._me)
        if key not in page.properties:
            raise missing(f"Cannot find content property with key {key}")
        return json_response(self._words.content_property(page, page.properties[key]))

    def create_property(self, request: Request, page_id: str, key: str | None = None) -> Response:
        """POST content/{id}/property and …/property/{key}."""
        values = self._object(request)
        name = key or str(values.get("key") or "")
        made = self._wiki.create_property(self._me, page_id, name, values.get("value"), size_of(values))
        return json_response(self._words.content_property(self._wiki.page(page_id, self._me), made))

    def update_property(self, request: Request, page_id: str, key: str) -> Response:
        """PUT content/{id}/property/{key}."""
        values = self._object(request)
        version = values.get("version")
        if not isinstance(version, dict) or not isinstance(version.get("number"), int):
            raise bad("Must supply version.number")
        made = self._wiki.update_property(
            self._me, page_id, key, values.get("value"), size_of(values), version["number"]
        )
        return json_response(self._words.content_property(self._wiki.page(page_id, self._me), made))

    def delete_property(self, _request: Request, page_id: str, key: str) -> Response:
        """DELETE content/{id}/property/{key}."""
        self._wiki.delete_property(self._me, page_id, key)
        return Response(204)

    # -- spaces -------------------------------------------------------------------------------------------------

    def spaces(self, request: Request) -> Response:
        """GET space."""
        keys = {key.lower() for key in request.many("spaceKey")}
        shown = [
            self._words.space(space)
            for space in self._wiki.site.spaces.values()
            if self._me.may("read") and (not keys or space.key.lower() in keys)
        ]
        return v1shape.page_of(request, shown, "/rest/api/space", self.base)

    def space(self, request: Request, key: str) -> Response:
        """GET space/{key}, with expand=homepage."""
        space = self._wiki.site.space_by_key(key)
        if space is None or not self._me.may("read"):
            raise missing(f"No space with key : {key}")
        shown = self._words.space(space)
        if "homepage" in request.many("expand"):
            home = self._wiki.site.pages[space.homepage_id]
            shown["homepage"] = self._words.content(home, home.now, set())
        return json_response(shown)

    # -- reading requests ---------------------------------------------------------------------------------------

    def _object(self, request: Request) -> Json:
        if len(request.body) > MAX_BODY:
            raise Trouble(413, "REQUEST_TOO_LARGE", "Requests for this resource can be at most 5242880 bytes")
        values = v1shape.read_json(request)
        if not isinstance(values, dict):
            raise bad("The body must be a JSON object")
        return values

    def _ancestor(self, values: Json) -> str | None:
        ancestors = values.get("ancestors")
        if not ancestors:
            return None
        if not isinstance(ancestors, list) or not isinstance(ancestors[-1], dict) or "id" not in ancestors[-1]:
            raise bad("ancestors must be a list of objects with id")
        return str(ancestors[-1]["id"])

    def _labels(self, values: Json) -> list[tuple[str, str]] | None:
        labels = (values.get("metadata") or {}).get("labels")
        if labels is None:
            return None
        return [(str(item.get("prefix", "global")), str(item["name"])) for item in labels]


def _storage(values: Json) -> str | None:
    body = values.get("body")
    if body is None:
        return None
    storage = body.get("storage") if isinstance(body, dict) else None
    if not isinstance(storage, dict) or not isinstance(storage.get("value"), str):
        raise bad("The sandbox takes bodies as body.storage.value")
    return str(storage["value"])
