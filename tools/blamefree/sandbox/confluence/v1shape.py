"""How REST v1 words things: content with expansions, users, labels, lists with `start` and `limit`, errors."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from blamefree.sandbox.accounts import Account
from blamefree.sandbox.clock import milliseconds
from blamefree.sandbox.confluence.state import Page, Property, Space, Version
from blamefree.sandbox.confluence.wiki import Trouble, Wiki, bad
from blamefree.sandbox.message import Request, Response, json_response

Json = dict[str, Any]
_EXPANDABLE = ("ancestors", "children", "container", "descendants", "history", "metadata", "operations", "restrictions")


def error(trouble: Trouble) -> Response:
    """A refusal in v1's format."""
    data = {
        "authorized": trouble.status not in {401, 403},
        "valid": trouble.status != 400,
        "errors": [],
        "successful": False,
    }
    return json_response({"statusCode": trouble.status, "data": data, "message": trouble.title}, trouble.status)


def user(account: Account) -> Json:
    """A user in v1's format."""
    return {
        "type": "known",
        "accountId": account.account_id,
        "accountType": "atlassian",
        "email": account.login,
        "publicName": account.display_name,
        "displayName": account.display_name,
        "username": account.login,
        "userKey": account.account_id,
        "_expandable": {"operations": "", "personalSpace": ""},
        "_links": {},
    }


def label(kept: tuple[str, str, str]) -> Json:
    """A label in v1's format."""
    return {"id": kept[0], "prefix": kept[1], "name": kept[2], "label": kept[2]}


def number(value: str | None, default: int) -> int:
    """A whole number from the query."""
    if value is None:
        return default
    if not value.isdigit():
        raise bad(f"{value} is no whole number")
    return int(value)


def page_of(request: Request, items: list[Json], path: str, base: str, default: int = 25) -> Response:
    """One page of a v1 list: `start` and `limit`, with a next-link while there is more."""
    start, size = number(request.one("start"), 0), number(request.one("limit"), default)
    links: Json = {"base": base, "context": ""}
    if start + size < len(items):
        links["next"] = f"{path}?limit={size}&start={start + size}"
    chosen = items[start : start + size]
    return json_response({"results": chosen, "start": start, "limit": size, "size": len(chosen), "_links": links})


def read_json(request: Request) -> Any:
    """The body as JSON; forms and broken JSON are refused."""
    if request.content_type != "application/json":
        raise Trouble(415, "UNSUPPORTED_MEDIA_TYPE", f"HTTP 415 Unsupported Media Type: '{request.content_type}'")
    try:
        return request.json()
    except ValueError as problem:
        raise bad(f"The body is no JSON: {problem}") from None


@dataclass(frozen=True)
class Words:
    """Content of a wiki at an address, in v1's format."""

    wiki: Wiki
    base: str

    def content(self, page: Page, shown: Version, expand: set[str]) -> Json:
        """A page; what is not expanded is named in `_expandable`."""
        wanted = expand | {part.split(".")[0] for part in expand}
        space = self.wiki.site.spaces[page.space_id]
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
            answer["version"] = self.version(shown)
        if "space" in wanted:
            answer["space"] = self.space(space)
        if "ancestors" in wanted:
            answer["ancestors"] = [self.content(above, above.now, set()) for above in self.wiki.site.ancestors(page)]
        if "history" in wanted:
            answer["history"] = self._history(page, shown)
        if "metadata" in wanted:
            answer["metadata"] = self._metadata(page, expand)
        if "children.page" in expand:
            below = [self.content(child, child.now, set()) for child in self.wiki.site.children(page.id)]
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

    def version(self, shown: Version) -> Json:
        """A page's version."""
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
            "lastUpdated": self.version(page.now),
            "_links": {},
        }

    def _author(self, account_id: str) -> Json:
        for token in self.wiki.context.accounts.tokens:
            if token.account.account_id == account_id:
                return user(token.account)
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
            labels = [label(kept) for kept in page.labels]
            answer["labels"] = {"results": labels, "start": 0, "limit": 200, "size": len(labels), "_links": {}}
        if any(part.startswith("metadata.properties") for part in expand):
            names = {part.removeprefix("metadata.properties.") for part in expand}
            answer["properties"] = {
                key: self.content_property(page, kept)
                for key, kept in page.properties.items()
                if key in names or "metadata.properties" in expand
            }
        answer["_expandable"] = {}
        return answer

    def content_property(self, page: Page, kept: Property) -> Json:
        """A content property."""
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

    def space(self, space: Space) -> Json:
        """A space."""
        return {
            "id": int(space.id),
            "key": space.key,
            "name": space.name,
            "type": "global",
            "status": "current",
            "_expandable": {"homepage": f"/rest/api/content/{space.homepage_id}", "description": ""},
            "_links": {"webui": f"/spaces/{space.key}", "self": f"{self.base}/rest/api/space/{space.key}"},
        }
