"""What people do in the browser while nobody publishes: for tests and for trying out drift and conflicts."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, TypeVar

from blamefree.sandbox.accounts import PERSON, Account
from blamefree.sandbox.confluence.extras import Extras, Upload
from blamefree.sandbox.confluence.state import Attachment, Comment, Page
from blamefree.sandbox.confluence.storage import unmark
from blamefree.sandbox.confluence.wiki import Trouble, Wiki

T = TypeVar("T")


class Person:
    """Somebody with a browser; every action is theirs, none is in the request log. Refusals are ValueErrors."""

    def __init__(self, wiki: Wiki, extras: Extras, account: Account = PERSON) -> None:
        """Act on the same site as the API."""
        self._wiki = wiki
        self._extras = extras
        self._account = account

    def edit(
        self,
        page_id: str,
        *,
        body: str | None = None,
        replace: tuple[str, str] | None = None,
        append: str = "",
        title: str | None = None,
        message: str = "",
    ) -> Page:
        """Save a new version: with another body, with a text replaced or appended, or retitled.

        Without any of them it is a save that changes nothing (but still makes a version).
        """
        page = self._page(page_id)
        text = page.now.body if body is None else body
        if replace is not None:
            if replace[0] not in text:
                raise ValueError(f"{replace[0]!r} is not in the stored text of page {page_id}")
            text = text.replace(*replace)
        return self._try(
            lambda: self._wiki.update(
                self._account, page_id, page.now.number + 1, title or page.title, text + append, message=message
            )
        )

    def create_page(
        self,
        title: str,
        body: str = "<p>Written by a person.</p>",
        *,
        parent_id: str | None = None,
        space_id: str | None = None,
    ) -> Page:
        """A page that no tool knows."""
        space = space_id or next(iter(self._wiki.site.spaces))
        return self._try(lambda: self._wiki.create(self._account, space, title, body, parent_id))

    def move(self, page_id: str, parent_id: str) -> Page:
        """Drag a page below another one; the version stays."""
        return self._try(lambda: self._wiki.move(self._account, page_id, "append", parent_id))

    def archive(self, page_id: str) -> Page:
        """Archive at once."""
        self._try(lambda: self._extras.archive(self._account, [page_id], 0))
        return self._page(page_id)

    def unarchive(self, page_id: str) -> Page:
        """Back from the archive."""
        page = self._page(page_id)
        page.status = "current"
        return page

    def trash(self, page_id: str) -> Page:
        """Into the trash."""
        self._try(lambda: self._wiki.trash(self._account, page_id))
        return self._page(page_id)

    def purge(self, page_id: str) -> None:
        """Out of the trash, for good."""
        self._try(lambda: self._wiki.purge(self._account, page_id))

    def restore(self, page_id: str) -> Page:
        """Out of the trash, back to the tree."""
        page = self._page(page_id)
        return self._try(lambda: self._wiki.update(self._account, page_id, page.now.number + 1, page.title, None))

    def add_inline_comment(
        self, page_id: str, selection: str, comment: str = "Is this right?", *, index: int = 0
    ) -> Comment:
        """Comment on a piece of text; the stored body gets a marker, the version stays."""
        return self._try(
            lambda: self._extras.inline_comment(self._account, page_id, f"<p>{comment}</p>", selection, index)
        )

    def resolve_comment(self, comment_id: str) -> Comment:
        """Resolve an inline comment; its marker leaves the text."""
        comment = self._try(lambda: self._extras.resolve(self._account, comment_id, True))
        page = self._page(comment.page_id)
        page.now.body = unmark(page.now.body, comment.marker or "")
        return comment

    def add_footer_comment(self, page_id: str, comment: str = "Thank you for this.") -> Comment:
        """Comment below the page."""
        return self._try(lambda: self._extras.footer_comment(self._account, page_id, f"<p>{comment}</p>"))

    def add_label(self, page_id: str, name: str) -> Page:
        """Put a label on a page."""
        return self._try(lambda: self._extras.add_labels(self._account, page_id, [("global", name)]))

    def remove_label(self, page_id: str, name: str) -> None:
        """Take a label off a page."""
        self._try(lambda: self._extras.remove_label(self._account, page_id, name))

    def attach(self, page_id: str, name: str, data: bytes | str, media_type: str = "text/plain") -> Attachment:
        """Attach a file, or replace it."""
        raw = data.encode() if isinstance(data, str) else data
        return self._try(
            lambda: self._extras.put_files(
                self._account, page_id, [Upload(name, media_type, raw)], [], minor=False, create_only=False
            )[0]
        )

    def set_state(self, page_id: str, name: str) -> Page:
        """Set the content state (the coloured word beside the title)."""
        page = self._page(page_id)
        page.state = {"id": 1, "name": name, "color": "#2684ff"}
        return page

    def actions(self) -> Mapping[str, Callable[..., Any]]:
        """Every action by name, for the control endpoint."""
        names = (
            "edit",
            "create_page",
            "move",
            "archive",
            "unarchive",
            "trash",
            "purge",
            "restore",
            "add_inline_comment",
            "resolve_comment",
            "add_footer_comment",
            "add_label",
            "remove_label",
            "attach",
            "set_state",
        )
        return {name: getattr(self, name) for name in names}

    def _page(self, page_id: str) -> Page:
        page = self._wiki.site.pages.get(page_id)
        if page is None:
            raise ValueError(f"there is no page {page_id}")
        return page

    def _try(self, act: Callable[[], T]) -> T:
        try:
            with self._wiki.context.lock:
                return act()
        except Trouble as trouble:
            raise ValueError(trouble.title) from None
