"""What Confluence does with pages: rules that hold whichever API is used.

Methods raise `Trouble`; each API words it in its own error format. Changes are made only after every check has passed.
"""

from __future__ import annotations

from typing import Any

from blamefree.sandbox.accounts import Account
from blamefree.sandbox.app import Context
from blamefree.sandbox.clock import Lag
from blamefree.sandbox.confluence.state import Attachment, Page, Property, Site, Space, Version
from blamefree.sandbox.confluence.storage import StorageProblem, markers, normalise
from blamefree.sandbox.faults import Fault, FaultKind

MAX_TITLE = 255
MAX_MESSAGE = 255  # an assumption: publishers report that longer version messages are cut
MAX_PROPERTY = 32 * 1024
MAX_BODY = 5 * 1024 * 1024


class Trouble(Exception):
    """A refusal: HTTP status, code and sentence."""

    def __init__(self, status: int, code: str, title: str) -> None:
        """Carry the refusal to the API."""
        super().__init__(title)
        self.status = status
        self.code = code
        self.title = title


def bad(title: str) -> Trouble:
    """A 400."""
    return Trouble(400, "BAD_REQUEST", title)


def missing(title: str) -> Trouble:
    """A 404; also what may not be seen."""
    return Trouble(404, "NOT_FOUND", title)


def forbidden(title: str) -> Trouble:
    """A 403."""
    return Trouble(403, "FORBIDDEN", title)


class Wiki:
    """The site and its rules."""

    def __init__(self, site: Site, context: Context, lag: Lag) -> None:
        """`lag` hides fresh changes from reads; `most_bodies` caps lists that carry bodies, as the service once did."""
        self.site = site
        self.context = context
        self.lag = lag
        self.fault: Fault | None = None
        self.most_bodies = 250

    # -- reading ------------------------------------------------------------------------------------------------

    def shown(self, page: Page) -> Version | None:
        """The version a read sees: the newest, under lag the one before, or None. Call once per read."""
        if self.lag.hides(page.id):
            return page.versions[-2] if len(page.versions) > 1 else None
        return page.now

    def page(self, page_id: str, account: Account) -> Page:
        """A page that the account may see, as writes see it."""
        page = self.site.pages.get(page_id)
        if page is None or not account.may("read"):
            raise missing(f"Cannot find content with id {page_id}: it does not exist or you may not view it")
        return page

    def editable(self, page_id: str, account: Account, permission: str = "write") -> Page:
        """A page that the account may change."""
        page = self.page(page_id, account)
        if not account.may(permission):
            raise forbidden(f"User not permitted to {permission} content with id {page_id}")
        return page

    def space(self, space_id: str, account: Account) -> Space:
        """A space that the account may see."""
        space = self.site.spaces.get(space_id)
        if space is None or not account.may("read"):
            raise missing(f"No space with id {space_id} that you may view")
        return space

    # -- pages --------------------------------------------------------------------------------------------------

    def create(
        self,
        account: Account,
        space_id: str,
        title: str,
        body: str,
        parent_id: str | None = None,
        *,
        root: bool = False,
    ) -> Page:
        """A new page; without parent it goes below the space's homepage, unless `root`."""
        space = self.space(space_id, account)
        if not account.may("write"):
            raise forbidden(f"User not permitted to create pages in space {space.key}")
        title = self._title(space_id, title, None)
        if parent_id is None and not root:
            parent_id = space.homepage_id
        self._parent(parent_id, space_id, None)
        page_id = str(self.site.counter + 32)
        stored = self._stored(body, page_id, 1)
        page_id = self.site.next_id()
        position = len(self.site.children(parent_id, space_id))
        version = Version(1, title, stored, "", account.account_id, self.context.clock())
        page = Page(page_id, space_id, parent_id, "current", [version], position)
        self.site.pages[page_id] = page
        self._changed(page)
        return page

    def update(
        self,
        account: Account,
        page_id: str,
        number: int,
        title: str,
        body: str | None,
        *,
        parent_id: str | None = None,
        message: str = "",
        minor: bool = False,
    ) -> Page:
        """A new version; `number` must be the current one plus one. `body` None keeps the body."""
        page = self.editable(page_id, account)
        if page.status == "archived":
            raise bad(f"Content with id {page_id} is archived and cannot be edited")
        self._expect(page, number)
        if page.status == "trashed":
            return self._restore(page)
        title = self._title(page.space_id, title, page)
        if parent_id is not None and parent_id != page.parent_id:
            self._parent(parent_id, page.space_id, page)
        stored = page.now.body if body is None else self._stored(body, page.id, number)
        if parent_id is not None and parent_id != page.parent_id:
            page.position = len(self.site.children(parent_id))
            page.parent_id = parent_id
        message = message[:MAX_MESSAGE]
        page.versions.append(Version(number, title, stored, message, account.account_id, self.context.clock(), minor))
        page.state = None
        self._dangle(page)
        self._changed(page)
        return page

    def trash(self, account: Account, page_id: str) -> None:
        """Into the trash; its children move up to its parent."""
        page = self.editable(page_id, account, "delete")
        if page.status == "trashed":
            raise missing(f"Content with id {page_id} is in the trash already")
        for child in self.site.children(page.id):
            child.parent_id = page.parent_id
        page.status = "trashed"
        self._changed(page)

    def purge(self, account: Account, page_id: str) -> None:
        """Away for ever; only from the trash and only for an administrator."""
        page = self.editable(page_id, account, "delete")
        if page.status != "trashed":
            raise bad("Only content in the trash can be purged")
        if not account.may("admin"):
            raise forbidden("User not permitted to purge: space administration is needed")
        del self.site.pages[page_id]
        for kept in (self.site.attachments, self.site.comments):
            for key in [key for key, item in kept.items() if item.page_id == page_id]:
                kept.pop(key)

    def move(self, account: Account, page_id: str, position: str, target_id: str) -> Page:
        """Below (`append`), `before` or `after` a target; the version stays."""
        page = self.editable(page_id, account)
        target = self.page(target_id, account)
        parent_id = target.id if position == "append" else target.parent_id
        self._parent(parent_id, page.space_id, page)
        siblings = [child for child in self.site.children(parent_id) if child.id != page.id]
        at = len(siblings) if position == "append" else siblings.index(target) + (position == "after")
        siblings.insert(at, page)
        page.parent_id = parent_id
        for place, child in enumerate(siblings):
            child.position = place
        return page

    # -- properties ---------------------------------------------------------------------------------------------

    def carrier(self, content_id: str, account: Account, permission: str = "read") -> Page | Attachment:
        """What carries properties: a page, or (with an id that begins with `att`) an attachment."""
        if not content_id.startswith("att"):
            return self.page(content_id, account) if permission == "read" else self.editable(content_id, account)
        found = self.site.attachments.get(content_id)
        if found is None or not account.may("read"):
            raise missing(f"Cannot find attachment {content_id}")
        if not account.may(permission):
            raise forbidden(f"User not permitted to {permission} attachment {content_id}")
        return found

    def create_property(self, account: Account, content_id: str, key: str, value: Any, size: int) -> Property:
        """A new content property; `size` is the value's length in bytes as sent."""
        holder = self.carrier(content_id, account, "write")
        _property_fits(key, size)
        if key in holder.properties:
            raise Trouble(409, "CONFLICT", f"A property with key {key} already exists on content {content_id}")
        made = Property(self.site.next_id(), key, value, 1, "", account.account_id, self.context.clock())
        return _keep(holder, made)

    def update_property(
        self, account: Account, content_id: str, key: str, value: Any, size: int, number: int, message: str = ""
    ) -> Property:
        """A new version of a property; `number` must be the current one plus one."""
        holder = self.carrier(content_id, account, "write")
        kept = holder.properties.get(key)
        if kept is None:
            raise missing(f"No property with key {key} on content {content_id}")
        _property_fits(key, size)
        if number != kept.number + 1:
            raise Trouble(
                409,
                "CONFLICT",
                "Version must be incremented when updating a property. "
                f"Current Version: [{kept.number}]. Provided version: [{number}]",
            )
        made = Property(kept.id, key, value, number, message, account.account_id, self.context.clock())
        return _keep(holder, made)

    def delete_property(self, account: Account, content_id: str, key: str) -> None:
        """Take a property away."""
        if self.carrier(content_id, account, "write").properties.pop(key, None) is None:
            raise missing(f"No property with key {key} on content {content_id}")

    # -- inner rules --------------------------------------------------------------------------------------------

    def _title(self, space_id: str, title: str, page: Page | None) -> str:
        title = title.strip()
        if not title:
            raise bad("Title cannot be empty")
        if len(title) > MAX_TITLE:
            raise bad(f"Title exceeds the maximum length of {MAX_TITLE} characters")
        holder = self.site.holder(space_id, title)
        if holder is not None and (page is None or holder.id != page.id):
            raise bad("A page with this title already exists: A page already exists with the same TITLE in this space")
        return title

    def _parent(self, parent_id: str | None, space_id: str, page: Page | None) -> None:
        if parent_id is None:
            return
        parent = self.site.pages.get(parent_id)
        if parent is None or parent.space_id != space_id or parent.status == "trashed":
            raise missing(f"Parent content with id {parent_id} does not exist in this space")
        if parent.status == "archived":
            raise bad(f"Parent content with id {parent_id} is archived")
        if page is not None and (parent.id == page.id or page in self.site.ancestors(parent)):
            raise bad("A page cannot be moved below itself")

    def _stored(self, body: str, page_id: str, number: int) -> str:
        try:
            return normalise(body, page_id, number)
        except StorageProblem as problem:
            raise bad(str(problem)) from None

    def _expect(self, page: Page, number: int) -> None:
        if number != page.now.number + 1:
            raise Trouble(
                409,
                "CONFLICT",
                "Version must be incremented when updating a page. "
                f"Current Version: [{page.now.number}]. Provided version: [{number}]",
            )

    def _restore(self, page: Page) -> Page:
        """Out of the trash; text and title stay as they were."""
        if page.parent_id is not None and page.parent_id not in self.site.pages:
            page.parent_id = self.site.spaces[page.space_id].homepage_id
        page.status = "current"
        self._changed(page)
        return page

    def _dangle(self, page: Page) -> None:
        """Inline comments whose marker is gone from the text lose their place."""
        there = markers(page.now.body)
        for comment in self.site.comments.values():
            if (
                comment.page_id == page.id
                and comment.marker is not None
                and comment.marker not in there
                and comment.resolution in {"open", "reopened"}
            ):
                comment.resolution = "dangling"

    def _changed(self, page: Page) -> None:
        if self.fault is not None and self.fault.kind is FaultKind.LAG:
            self.lag.begin(page.id, self.fault.reads, self.fault.seconds)
        else:
            self.lag.begin(page.id)


def _property_fits(key: str, size: int) -> None:
    if not key or len(key) > 255:
        raise bad("Property key must have 1 to 255 characters")
    if size > MAX_PROPERTY:
        raise Trouble(413, "REQUEST_TOO_LARGE", f"Property value is larger than {MAX_PROPERTY} bytes")


def _keep(holder: Page | Attachment, made: Property) -> Property:
    """Store a property; on a page that clears the content state."""
    holder.properties[made.key] = made
    if isinstance(holder, Page):
        holder.state = None
    return made
