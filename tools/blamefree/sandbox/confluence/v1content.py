"""REST v1 content: the whole of Data Center, and what is deprecated on Cloud (410 through the gateway)."""

from __future__ import annotations

import json
from typing import Any

from blamefree.sandbox.accounts import Account
from blamefree.sandbox.clock import milliseconds
from blamefree.sandbox.confluence import v1
from blamefree.sandbox.confluence.extras import Extras
from blamefree.sandbox.confluence.state import Page, Property, Space, Version
from blamefree.sandbox.confluence.wiki import MAX_BODY, Trouble, Wiki, bad, missing
from blamefree.sandbox.message import Request, Response, json_response
from blamefree.sandbox.routing import Router

Json = dict[str, Any]
_AFTER_SAVE = {"body.storage", "version", "space", "history", "ancestors"}
_EXPANDABLE = ("ancestors", "children", "container", "descendants", "history", "metadata", "operations", "restrictions")


class V1Content:
    """The handlers; `account` is who is asking, `base` the address of the wiki, set by the app."""

    def __init__(self, wiki: Wiki, extras: Extras) -> None:
        """Build the routes."""
        self._wiki = wiki
        self._extras = extras
        self.account: Account | None = None
        self.base = ""
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
    def me(self) -> Account:
        """Who is asking."""
        if self.account is None:
            raise Trouble(401, "UNAUTHORIZED", "Unauthorized")
        return self.account

    # -- content ------------------------------------------------------------------------------------------------

    def find(self, request: Request) -> Response:
        """GET content, by space, title and status."""
        key, title = request.one("spaceKey"), request.one("title")
        statuses = set(request.many("status")) or {"current"}
        if "any" in statuses:
            statuses = {"current", "archived", "trashed"}
        space = self._wiki.site.space_by_key(key) if key else None
        if key and (space is None or not self.me.may("read")):
            raise missing(f"No space with key : {key}")
        chosen = [
            page
            for page in self._wiki.site.pages.values()
            if self.me.may("read") and page.status in statuses and (space is None or page.space_id == space.id)
        ]
        return self._list(request, chosen, "/rest/api/content", title)

    def one(self, request: Request, page_id: str) -> Response:
        """GET content/{id}."""
        page = self._wiki.page(page_id, self.me)
        shown = self._wiki.shown(page)
        statuses = set(request.many("status")) or {"current", "archived"}
        if shown is None or (page.status not in statuses and "any" not in statuses):
            raise missing(f"No content found with id: ContentId{{id={page_id}}}")
        return json_response(self._content(page, shown, set(request.many("expand"))))

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
        page = self._wiki.create(self.me, space.id, str(values.get("title") or ""), _storage(values) or "", parent_id)
        page.now.message = str((values.get("version") or {}).get("message") or "")
        if labels:
            self._extras.add_labels(self.me, page.id, labels)
        return json_response(self._content(page, page.now, _AFTER_SAVE))

    def update(self, request: Request, page_id: str) -> Response:
        """PUT content/{id}: compare and set; labels in the metadata replace all labels."""
        values = self._object(request)
        page = self._wiki.page(page_id, self.me)
        version = values.get("version")
        if not isinstance(version, dict) or not isinstance(version.get("number"), int):
            raise bad("Must supply an incremented version when updating Content. No version supplied.")
        labels = self._labels(values)
        try:
            page = self._wiki.update(
                self.me,
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
            self._extras.add_labels(self.me, page.id, labels)
        return json_response(self._content(page, page.now, _AFTER_SAVE))

    def delete(self, request: Request, page_id: str) -> Response:
        """DELETE content/{id}; with status=trashed it purges."""
        if request.one("status") == "trashed":
            self._wiki.purge(self.me, page_id)
        else:
            self._wiki.trash(self.me, page_id)
        return Response(204)

    def children(self, request: Request, page_id: str) -> Response:
        """GET content/{id}/child/page."""
        self._wiki.page(page_id, self.me)
        found = [child for child in self._wiki.site.children(page_id) if child.status == "current"]
        return self._list(request, found, f"/rest/api/content/{page_id}/child/page", None)

    def descendants(self, request: Request, page_id: str) -> Response:
        """GET content/{id}/descendant/page."""
        self._wiki.page(page_id, self.me)
        found = [child for child, _depth in self._wiki.site.descendants(page_id) if child.status == "current"]
        return self._list(request, found, f"/rest/api/content/{page_id}/descendant/page", None)

    def _list(self, request: Request, pages: list[Page], path: str, title: str | None) -> Response:
        expand = set(request.many("expand"))
        seen = [(page, shown) for page in pages if (shown := self._wiki.shown(page)) is not None]
        items = [self._content(page, shown, expand) for page, shown in seen if title is None or shown.title == title]
        answer = v1.page_of(request, items, path, self.base)
        values = answer.json()
        if "next" in values["_links"]:
            kept = "".join(f"&{name}={value}" for name, value in request.query if name not in {"start", "limit"})
            values["_links"]["next"] += kept
        return json_response(values)

    # -- properties ---------------------------------------------------------------------------------------------

    def properties(self, request: Request, page_id: str) -> Response:
        """GET content/{id}/property."""
        page = self._wiki.page(page_id, self.me)
        shown = [self._shown_property(page, kept) for kept in page.properties.values()]
        return v1.page_of(request, shown, f"/rest/api/content/{page_id}/property", self.base, 10)

    def one_property(self, _request: Request, page_id: str, key: str) -> Response:
        """GET content/{id}/property/{key}."""
        page = self._wiki.page(page_id, self.me)
        if key not in page.properties:
            raise missing(f"Cannot find content property with key {key}")
        return json_response(self._shown_property(page, page.properties[key]))

    def create_property(self, request: Request, page_id: str, key: str | None = None) -> Response:
        """POST content/{id}/property and …/property/{key}."""
        values = self._object(request)
        name = key or str(values.get("key") or "")
        made = self._wiki.create_property(self.me, page_id, name, values.get("value"), _size(values))
        return json_response(self._shown_property(self._wiki.page(page_id, self.me), made))

    def update_property(self, request: Request, page_id: str, key: str) -> Response:
        """PUT content/{id}/property/{key}."""
        values = self._object(request)
        version = values.get("version")
        if not isinstance(version, dict) or not isinstance(version.get("number"), int):
            raise bad("Must supply version.number")
        made = self._wiki.update_property(self.me, page_id, key, values.get("value"), _size(values), version["number"])
        return json_response(self._shown_property(self._wiki.page(page_id, self.me), made))

    def delete_property(self, _request: Request, page_id: str, key: str) -> Response:
        """DELETE content/{id}/property/{key}."""
        self._wiki.delete_property(self.me, page_id, key)
        return Response(204)

    # -- spaces -------------------------------------------------------------------------------------------------

    def spaces(self, request: Request) -> Response:
        """GET space."""
        keys = {key.lower() for key in request.many("spaceKey")}
        shown = [
            self._space(space)
            for space in self._wiki.site.spaces.values()
            if self.me.may("read") and (not keys or space.key.lower() in keys)
        ]
        return v1.page_of(request, shown, "/rest/api/space", self.base)

    def space(self, request: Request, key: str) -> Response:
        """GET space/{key}, with expand=homepage."""
        space = self._wiki.site.space_by_key(key)
        if space is None or not self.me.may("read"):
            raise missing(f"No space with key : {key}")
        shown = self._space(space)
        if "homepage" in request.many("expand"):
            home = self._wiki.site.pages[space.homepage_id]
            shown["homepage"] = self._content(home, home.now, set())
        return json_response(shown)

    def _space(self, space: Space) -> Json:
        return {
            "id": int(space.id),
            "key": space.key,
            "name": space.name,
            "type": "global",
            "status": "current",
            "_expandable": {"homepage": f"/rest/api/content/{space.homepage_id}", "description": ""},
            "_links": {"webui": f"/spaces/{space.key}", "self": f"{self.base}/rest/api/space/{space.key}"},
        }

    # -- wording ------------------------------------------------------------------------------------------------

    def _content(self, page: Page, shown: Version, expand: set[str]) -> Json:
        """A page; what is not expanded is named in `_expandable`."""
        wanted = expand | {part.split(".")[0] for part in expand}
        space = self._wiki.site.spaces[page.space_id]
        answer: Json = {
            "id": page.id,
            "type": "page",
            "status": page.status,
            "title": shown.title,
            "extensions": {"position": page.position},
        }
        if "body.storage" in expand:
            answer["body"] = {"storage": {"value": shown.body, "representation": "storage", "embeddedContent": []}}
        if "version" in wanted:
            answer["version"] = self._version(shown)
        if "space" in wanted:
            answer["space"] = self._space(space)
        if "ancestors" in wanted:
            answer["ancestors"] = [self._content(above, above.now, set()) for above in self._wiki.site.ancestors(page)]
        if "history" in wanted:
            answer["history"] = self._history(page, shown)
        if "metadata" in wanted:
            answer["metadata"] = self._metadata(page, expand)
        if "children.page" in expand:
            below = [self._content(child, child.now, set()) for child in self._wiki.site.children(page.id)]
            answer["children"] = {"page": {"results": below, "start": 0, "limit": 25, "size": len(below), "_links": {}}}
        answer["_expandable"] = {name: "" for name in _EXPANDABLE if name not in answer}
        webui = f"/spaces/{space.key}/pages/{page.id}"
        answer["_links"] = {
            "webui": webui,
            "tinyui": f"/x/{page.id}",
            "base": self.base,
            "context": "",
            "self": f"{self.base}/rest/api/content/{page.id}",
        }
        return answer

    def _version(self, shown: Version) -> Json:
        return {
            "number": shown.number,
            "message": shown.message,
            "minorEdit": shown.minor,
            "when": milliseconds(shown.at),
            "by": self._author(shown.author_id),
        }

    def _history(self, page: Page, shown: Version) -> Json:
        return {
            "latest": shown is page.now,
            "createdBy": self._author(page.created.author_id),
            "createdDate": milliseconds(page.created.at),
            "lastUpdated": self._version(page.now),
            "_links": {},
        }

    def _author(self, account_id: str) -> Json:
        for token in self._wiki.context.accounts.tokens:
            if token.account.account_id == account_id:
                return v1.user(token.account)
        return {
            "type": "unknown",
            "accountId": account_id,
            "accountType": "atlassian",
            "email": "",
            "publicName": "Unknown",
            "displayName": "Unknown",
            "_expandable": {},
            "_links": {},
        }

    def _metadata(self, page: Page, expand: set[str]) -> Json:
        answer: Json = {}
        if "metadata.labels" in expand:
            labels = [v1.label(kept) for kept in page.labels]
            answer["labels"] = {"results": labels, "start": 0, "limit": 200, "size": len(labels), "_links": {}}
        if any(part.startswith("metadata.properties") for part in expand):
            names = {part.removeprefix("metadata.properties.") for part in expand}
            answer["properties"] = {
                key: self._shown_property(page, kept)
                for key, kept in page.properties.items()
                if key in names or "metadata.properties" in expand
            }
        answer["_expandable"] = {}
        return answer

    def _shown_property(self, page: Page, kept: Property) -> Json:
        return {
            "id": kept.id,
            "key": kept.key,
            "value": kept.value,
            "version": {
                "number": kept.number,
                "message": kept.message,
                "minorEdit": False,
                "when": milliseconds(kept.at),
            },
            "_links": {"self": f"{self.base}/rest/api/content/{page.id}/property/{kept.key}"},
            "_expandable": {},
        }

    # -- reading requests ---------------------------------------------------------------------------------------

    def _object(self, request: Request) -> Json:
        if len(request.body) > MAX_BODY:
            raise Trouble(413, "REQUEST_TOO_LARGE", "Requests for this resource can be at most 5242880 bytes")
        values = v1.read_json(request)
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


def _size(values: Json) -> int:
    return len(json.dumps(values.get("value"), ensure_ascii=False, separators=(",", ":")).encode())
