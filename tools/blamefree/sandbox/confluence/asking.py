"""What every API has in common: who is asking, and reading what was sent."""

from __future__ import annotations

import json
from typing import Any

from blamefree.sandbox.accounts import Account
from blamefree.sandbox.confluence import shape
from blamefree.sandbox.confluence.extras import Extras
from blamefree.sandbox.confluence.state import Page
from blamefree.sandbox.confluence.wiki import MAX_BODY, Trouble, Wiki, bad
from blamefree.sandbox.message import Request, Response

ROOT = "/wiki/api/v2"


class Asked:
    """Handlers of one API; `account` is who is asking and `base` the wiki's address, set for each request."""

    def __init__(self, wiki: Wiki, extras: Extras) -> None:
        """Work on a site."""
        self._wiki = wiki
        self._extras = extras
        self.account: Account | None = None
        self.base = ""

    @property
    def _me(self) -> Account:
        if self.account is None:
            raise Trouble(401, "UNAUTHORIZED", "Unauthorized")
        return self.account


class AskedV2(Asked):
    """Handlers of REST v2."""

    def _list(
        self, request: Request, items: list[shape.Json], path: str, default: int = 25, most: int = shape.MAX_LIMIT
    ) -> Response:
        return shape.listing(request, items, ROOT + path, self.base, default, most)

    def _page(self, page_id: str) -> Page:
        return self._wiki.page(page_number(page_id), self._me)

    def _single(self, shown: shape.Json) -> shape.Json:
        return {**shown, "_links": {**shown.get("_links", {}), "base": self.base}}


def page_number(page_id: str) -> str:
    """A page id; v2 takes whole numbers only."""
    if not page_id.isdigit():
        raise bad(f"Provided value {{{page_id}}} for 'id' is not the correct type. Expected type is long")
    return page_id


def read_object(request: Request) -> dict[str, Any]:
    """The body as a JSON object, within the size limit."""
    if len(request.body) > MAX_BODY:
        raise Trouble(413, "REQUEST_TOO_LARGE", "The request is larger than 5 MB")
    if request.content_type != "application/json":
        raise Trouble(415, "UNSUPPORTED_MEDIA_TYPE", f"Content type '{request.content_type}' not supported")
    try:
        values = request.json()
    except ValueError as problem:
        raise bad(f"The body is no JSON: {problem}") from None
    if not isinstance(values, dict):
        raise bad("The body must be a JSON object")
    return values


def required(values: dict[str, Any], name: str) -> str:
    """A text that must be there."""
    value = values.get(name)
    if not isinstance(value, str) or not value.strip():
        raise bad(f"Must supply {name}")
    return value


def text(values: dict[str, Any], name: str) -> str | None:
    """A text that may be there; numbers are taken as text."""
    value = values.get(name)
    return None if value is None else str(value)


def storage_text(values: dict[str, Any]) -> str | None:
    """The storage text of a body, given flat or nested; None when there is none."""
    body = values.get("body")
    if body is None:
        return None
    nested = body.get("storage") if isinstance(body, dict) else None
    flat = nested if isinstance(nested, dict) else body
    if not isinstance(flat, dict) or flat.get("representation") != "storage" or not isinstance(flat.get("value"), str):
        raise bad("The sandbox takes bodies with representation storage and a value of text")
    return str(flat["value"])


def versioned(values: dict[str, Any]) -> tuple[int, str]:
    """Number and message of a `version` object."""
    version = values.get("version")
    if not isinstance(version, dict) or not isinstance(version.get("number"), int):
        raise bad("Must supply version.number as a whole number")
    return version["number"], str(version.get("message") or "")


def size_of(values: dict[str, Any]) -> int:
    """How many bytes a property's value takes."""
    return len(json.dumps(values.get("value"), ensure_ascii=False, separators=(",", ":")).encode())
