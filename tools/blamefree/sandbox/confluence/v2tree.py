"""REST v2: the tree below a page, and comments."""

from __future__ import annotations

from typing import Any

from blamefree.sandbox.confluence import shape
from blamefree.sandbox.confluence.asking import AskedV2, read_object, storage_text
from blamefree.sandbox.confluence.extras import Extras
from blamefree.sandbox.confluence.state import Comment
from blamefree.sandbox.confluence.wiki import Wiki, bad
from blamefree.sandbox.message import Request, Response, json_response
from blamefree.sandbox.routing import Router

_COMMENT = "read:comment:confluence"
_RESOLUTIONS = {"open", "reopened", "resolved", "dangling"}


class V2Tree(AskedV2):
    """The handlers."""

    def __init__(self, wiki: Wiki, extras: Extras, router: Router) -> None:
        """Add the routes to v2's."""
        super().__init__(wiki, extras)
        add = router.add
        add("GET", "/pages/{page_id}/descendants", self.descendants, "read:hierarchical-content:confluence")
        add("GET", "/pages/{page_id}/direct-children", self.direct_children, "read:hierarchical-content:confluence")
        add("GET", "/pages/{page_id}/children", self.children, "read:page:confluence")
        add("GET", "/pages/{page_id}/ancestors", self.ancestors, "read:content.metadata:confluence")
        add("GET", "/pages/{page_id}/inline-comments", self.page_inline, _COMMENT)
        add("GET", "/pages/{page_id}/footer-comments", self.page_footer, _COMMENT)
        add("GET", "/inline-comments", self.all_inline, _COMMENT)
        add("POST", "/inline-comments", self.create_inline, "write:comment:confluence")
        add("GET", "/inline-comments/{comment_id}", self.inline, _COMMENT)
        add("PUT", "/inline-comments/{comment_id}", self.update_inline, "write:comment:confluence")
        add("GET", "/footer-comments", self.all_footer, _COMMENT)
        add("POST", "/footer-comments", self.create_footer, "write:comment:confluence")
        add("GET", "/footer-comments/{comment_id}", self.footer, _COMMENT)

    # -- the tree -----------------------------------------------------------------------------------------------

    def descendants(self, request: Request, page_id: str) -> Response:
        """GET /pages/{id}/descendants: at most 10 levels, 2 unless asked."""
        page, asked = self._page(page_id), request.one("depth") or "2"
        if not asked.isdigit() or not 1 <= int(asked) <= 10:
            raise bad("depth must be between 1 and 10")
        shown = [
            {
                "id": child.id,
                "status": child.status,
                "title": child.title,
                "type": "page",
                "parentId": child.parent_id,
                "depth": depth,
                "childPosition": child.position,
            }
            for child, depth in self._wiki.site.descendants(page.id)
            if depth <= int(asked) and self._wiki.shown(child) is not None
        ]
        return self._list(request, shown, f"/pages/{page_id}/descendants")

    def direct_children(self, request: Request, page_id: str) -> Response:
        """GET /pages/{id}/direct-children."""
        shown = [{**child, "type": "page"} for child in self._children(page_id)]
        return self._list(request, shown, f"/pages/{page_id}/direct-children")

    def children(self, request: Request, page_id: str) -> Response:
        """GET /pages/{id}/children."""
        return self._list(request, self._children(page_id), f"/pages/{page_id}/children")

    def _children(self, page_id: str) -> list[shape.Json]:
        return [
            {
                "id": child.id,
                "status": child.status,
                "title": child.title,
                "spaceId": child.space_id,
                "childPosition": child.position,
            }
            for child in self._wiki.site.children(self._page(page_id).id)
            if self._wiki.shown(child) is not None
        ]

    def ancestors(self, _request: Request, page_id: str) -> Response:
        """GET /pages/{id}/ancestors, topmost first."""
        found = self._wiki.site.ancestors(self._page(page_id))
        return json_response(
            {
                "results": [{"id": page.id, "type": "page"} for page in found],
                "_links": {"base": self.base},
            }
        )

    # -- comments -----------------------------------------------------------------------------------------------

    def page_inline(self, request: Request, page_id: str) -> Response:
        """GET /pages/{id}/inline-comments."""
        return self._comments(request, "inline", self._page(page_id).id, f"/pages/{page_id}/inline-comments")

    def page_footer(self, request: Request, page_id: str) -> Response:
        """GET /pages/{id}/footer-comments."""
        return self._comments(request, "footer", self._page(page_id).id, f"/pages/{page_id}/footer-comments")

    def all_inline(self, request: Request) -> Response:
        """GET /inline-comments."""
        return self._comments(request, "inline", None, "/inline-comments")

    def all_footer(self, request: Request) -> Response:
        """GET /footer-comments."""
        return self._comments(request, "footer", None, "/footer-comments")

    def _comments(self, request: Request, kind: str, page_id: str | None, path: str) -> Response:
        wanted, resolutions = request.one("body-format"), set(request.many("resolution-status"))
        if not resolutions <= _RESOLUTIONS:
            raise bad(f"resolution-status {min(resolutions - _RESOLUTIONS)} is unknown")
        shown = [
            shape.comment(kept, wanted)
            for kept in self._wiki.site.comments.values()
            if self._me.may("read")
            and kept.kind == kind
            and page_id in {None, kept.page_id}
            and (page_id is None or kept.parent_id is None)
            and (not resolutions or kept.resolution in resolutions)
        ]
        return self._list(request, shown, path)

    def inline(self, request: Request, comment_id: str) -> Response:
        """GET /inline-comments/{id}."""
        return self._one(self._extras.comment(comment_id, self._me, "inline"), request.one("body-format"))

    def footer(self, request: Request, comment_id: str) -> Response:
        """GET /footer-comments/{id}."""
        return self._one(self._extras.comment(comment_id, self._me, "footer"), request.one("body-format"))

    def create_inline(self, request: Request) -> Response:
        """POST /inline-comments: on a text of a page, or a reply."""
        values = read_object(request)
        text = storage_text(values) or ""
        if values.get("parentCommentId") is not None:
            return self._one(self._extras.reply(self._me, str(values["parentCommentId"]), text), None, 201)
        chosen: Any = values.get("inlineCommentProperties")
        if not isinstance(chosen, dict) or not isinstance(chosen.get("textSelection"), str):
            raise bad("Must supply inlineCommentProperties.textSelection")
        made = self._extras.inline_comment(
            self._me,
            str(values.get("pageId")),
            text,
            chosen["textSelection"],
            int(chosen.get("textSelectionMatchIndex", 0)),
        )
        return self._one(made, None, 201)

    def update_inline(self, request: Request, comment_id: str) -> Response:
        """PUT /inline-comments/{id}: resolve or reopen."""
        values = read_object(request)
        comment = self._extras.comment(comment_id, self._me, "inline")
        if isinstance(values.get("resolved"), bool):
            comment = self._extras.resolve(self._me, comment_id, values["resolved"])
        return self._one(comment, None)

    def create_footer(self, request: Request) -> Response:
        """POST /footer-comments: on a page, or a reply."""
        values = read_object(request)
        text = storage_text(values) or ""
        if values.get("parentCommentId") is not None:
            return self._one(self._extras.reply(self._me, str(values["parentCommentId"]), text), None, 201)
        return self._one(self._extras.footer_comment(self._me, str(values.get("pageId")), text), None, 201)

    def _one(self, comment: Comment, wanted: str | None, status: int = 200) -> Response:
        shown = shape.comment(comment, wanted)
        shown["_links"]["base"] = self.base
        return json_response(shown, status)
