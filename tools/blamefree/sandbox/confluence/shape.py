"""How REST v2 words things: pages, spaces, labels, attachments, comments as JSON, lists with cursors, errors."""

from __future__ import annotations

import base64
import binascii
import json
from collections.abc import Sequence
from typing import Any

from blamefree.sandbox.clock import milliseconds
from blamefree.sandbox.confluence.state import Attachment, Comment, Page, Property, Site, Space, Version
from blamefree.sandbox.confluence.wiki import Trouble, bad
from blamefree.sandbox.message import Request, Response, json_response, query_string

Json = dict[str, Any]
MAX_LIMIT = 250


def error(trouble: Trouble) -> Response:
    """A refusal in v2's format."""
    item = {"status": trouble.status, "code": trouble.code, "title": trouble.title, "detail": None}
    return json_response({"errors": [item]}, trouble.status)


def version(shown: Version) -> Json:
    """A page's version."""
    return {
        "number": shown.number,
        "message": shown.message,
        "minorEdit": shown.minor,
        "authorId": shown.author_id,
        "createdAt": milliseconds(shown.at),
    }


def body(shown: Version, wanted: str | None, *, single: bool) -> Json:
    """The `body` object; empty unless a format was asked for."""
    if wanted is None:
        return {}
    if wanted in {"storage", "view"} if single else wanted == "storage":
        return {wanted: {"representation": wanted, "value": shown.body}}
    raise bad(f"body-format {wanted} is not offered by the sandbox: storage is")


def page(kept: Page, shown: Version, site: Site) -> Json:
    """A page without its body, as in lists."""
    space = site.spaces[kept.space_id]
    return {
        "id": kept.id,
        "status": kept.status,
        "title": shown.title,
        "spaceId": kept.space_id,
        "parentId": kept.parent_id,
        "parentType": "page" if kept.parent_id else None,
        "position": kept.position,
        "authorId": kept.created.author_id,
        "ownerId": kept.created.author_id,
        "lastOwnerId": None,
        "createdAt": milliseconds(kept.created.at),
        "version": version(shown),
        "_links": {
            "webui": f"/spaces/{space.key}/pages/{kept.id}",
            "editui": f"/pages/resumedraft.action?draftId={kept.id}",
            "tinyui": f"/x/{kept.id}",
        },
    }


def space(kept: Space) -> Json:
    """A space."""
    return {
        "id": kept.id,
        "key": kept.key,
        "name": kept.name,
        "type": "global",
        "status": "current",
        "authorId": "712020:00000000-0000-4000-8000-000000000003",
        "createdAt": milliseconds(kept.created),
        "homepageId": kept.homepage_id,
        "currentActiveAlias": kept.key,
        "_links": {"webui": f"/spaces/{kept.key}"},
    }


def label(kept: tuple[str, str, str]) -> Json:
    """A label."""
    return {"id": kept[0], "prefix": kept[1], "name": kept[2]}


def content_property(kept: Property) -> Json:
    """A content property."""
    return {
        "id": kept.id,
        "key": kept.key,
        "value": kept.value,
        "version": {
            "number": kept.number,
            "message": kept.message,
            "minorEdit": False,
            "authorId": kept.author_id,
            "createdAt": milliseconds(kept.at),
        },
    }


def attachment(kept: Attachment) -> Json:
    """An attachment."""
    now = kept.now
    download = f"/download/attachments/{kept.page_id}/{kept.title}?version={now.number}&api=v2"
    webui = f"/pages/viewpageattachments.action?pageId={kept.page_id}&preview=%2F{kept.page_id}%2F{kept.id[3:]}"
    return {
        "id": kept.id,
        "status": kept.status,
        "title": kept.title,
        "pageId": kept.page_id,
        "createdAt": milliseconds(kept.versions[0].at),
        "mediaType": now.media_type,
        "mediaTypeDescription": "File",
        "comment": now.comment,
        "fileId": kept.file_id,
        "fileSize": len(now.data),
        "webuiLink": webui,
        "downloadLink": download,
        "version": {
            "number": now.number,
            "message": now.comment,
            "minorEdit": now.minor,
            "authorId": now.author_id,
            "createdAt": milliseconds(now.at),
        },
        "_links": {"webui": webui, "download": download},
    }


def comment(kept: Comment, wanted: str | None) -> Json:
    """A comment, inline or footer."""
    shown: Json = {
        "id": kept.id,
        "status": "current",
        "title": "Re: comment",
        "pageId": kept.page_id,
        "version": {
            "number": kept.number,
            "message": "",
            "minorEdit": False,
            "authorId": kept.author_id,
            "createdAt": milliseconds(kept.at),
        },
        "body": {"storage": {"representation": "storage", "value": kept.body}} if wanted == "storage" else {},
        "_links": {"webui": f"/pages/viewpage.action?pageId={kept.page_id}&focusedCommentId={kept.id}"},
    }
    if kept.parent_id is not None:
        shown["parentCommentId"] = kept.parent_id
    if kept.kind == "inline":
        shown["resolutionStatus"] = kept.resolution
        shown["properties"] = {"inlineMarkerRef": kept.marker or "", "inlineOriginalSelection": kept.selection or ""}
    return shown


def limit(request: Request, default: int = 25) -> int:
    """The page size asked for."""
    given = request.one("limit")
    if given is None:
        return default
    if not given.isdigit() or not 1 <= int(given) <= MAX_LIMIT:
        raise bad(f"limit must be between 1 and {MAX_LIMIT}, not {given}")
    return int(given)


def listing(
    request: Request, items: Sequence[Json], path: str, base: str, default: int = 25, most: int = MAX_LIMIT
) -> Response:
    """One page of a list. `path` is the API path without any gateway prefix: next-links lose it, as they really do.

    `most` caps the page whatever was asked for.
    """
    size = min(limit(request, default), most)
    start = offset(request.one("cursor"))
    links: Json = {"base": base}
    headers: tuple[tuple[str, str], ...] = ()
    if start + size < len(items):
        kept = tuple(pair for pair in request.query if pair[0] != "cursor")
        following = f"{path}?{query_string((*kept, ('cursor', _cursor(start + size))))}"
        links["next"] = following
        headers = (("Link", f'<{following}>; rel="next", <{base}>; rel="base"'),)
    return json_response({"results": list(items[start : start + size]), "_links": links}, headers=headers)


def _cursor(offset: int) -> str:
    return base64.urlsafe_b64encode(json.dumps({"after": offset, "kind": "sandbox"}).encode()).decode()


def offset(cursor: str | None) -> int:
    """Where a cursor continues; 0 without one."""
    if cursor is None:
        return 0
    try:
        return int(json.loads(base64.urlsafe_b64decode(cursor))["after"])
    except (binascii.Error, ValueError, KeyError, TypeError):
        raise bad("The cursor is not one that this service gave out") from None
