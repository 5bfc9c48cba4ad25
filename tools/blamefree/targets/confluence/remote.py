"""What the target needs of a Confluence, whichever interface it has."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from blamefree.errors import RemoteProblem

BATCH = 250  # pages in one answer
START = "start"  # where the list of a space begins


class PageChanged(RemoteProblem):
    """A page is not the one that was planned for: somebody else wrote it in between."""


class PageRefused(RemoteProblem):
    """The remote refused one page; the others are not concerned."""


@dataclass(frozen=True, slots=True)
class Listed:
    """A page as a list shows it. ``status`` is current, archived or trashed; ``space`` may be unknown (empty)."""

    id: str
    title: str
    parent: str
    status: str
    version: int
    message: str
    space: str = ""


@dataclass(frozen=True, slots=True)
class Stored:
    """A page as the remote has stored it; ``body`` is ``None`` when the answer did not carry it."""

    id: str
    title: str
    version: int
    message: str
    body: str | None
    parent: str = ""
    status: str = "current"
    space: str = ""


@dataclass(frozen=True, slots=True)
class File:
    """A file to attach; ``digest`` is the SHA-256 (hex) of its bytes."""

    name: str
    data: bytes
    media_type: str
    digest: str


@dataclass(frozen=True, slots=True)
class Attached:
    """An attachment on the remote."""

    name: str
    size: int
    comment: str
    id: str = ""


@dataclass(frozen=True)
class Space:
    """The space, and the pages of it that were listed: all that can hold a title, unless ``following`` is set.

    ``following`` says where the list goes on.
    """

    id: str
    key: str
    home: str
    pages: tuple[Listed, ...]
    following: str = ""


@dataclass(frozen=True)
class Arrival:
    """A page read together with its space and our content properties on it."""

    page: Listed
    space: str
    notes: Mapping[str, object] | None


class Remote(Protocol):
    """A Confluence. Reads may be repeated, writes never are without a look; every method may raise RemoteProblem."""

    def space(self, key: str) -> Space:
        """The space and the first of its pages: current, archived, in the trash."""
        ...

    def more(self, space: Space) -> Space:
        """The space with the next pages of its list."""
        ...

    def arrive(self, page: str, key: str) -> Arrival | None:
        """A page of the space ``key`` with our notes on it, in one request; ``None`` when that cannot be had."""
        ...

    def listed(self, ids: Iterable[str]) -> Sequence[Listed]:
        """Pages by id without their text; those that do not exist are missing."""
        ...

    def bodies(self, ids: Iterable[str]) -> Mapping[str, Stored]:
        """Pages with their bodies, in bulk; those that do not exist are missing."""
        ...

    def one(self, page: str) -> Stored | None:
        """A page with its body, ``None`` when it is not there."""
        ...

    def titled(self, space: Space, title: str) -> Stored | None:
        """The current page of that title with its body."""
        ...

    def version(self, page: str, number: int) -> Stored | None:
        """A page as it was at a version."""
        ...

    def labels(self, page: str) -> frozenset[str]:
        """The labels of a page."""
        ...

    def files(self, page: str) -> Mapping[str, Attached]:
        """The attachments of a page by name."""
        ...

    def open_comments(self, page: str) -> frozenset[str]:
        """The references of the open inline comments of a page."""
        ...

    def notes(self, page: str) -> Mapping[str, object] | None:
        """Our content properties on a page by key; ``None`` when they cannot be read."""
        ...

    def keep_notes(self, page: str, values: Mapping[str, object]) -> None:
        """Store these content properties on a page; those with the value ``None`` are removed."""
        ...

    def create(self, space: Space, parent: str, title: str, body: str, message: str) -> Stored:
        """A new page. A page of that title that turns out to hold exactly this body counts as it."""
        ...

    def update(self, page: str, title: str, body: str, version: int, message: str, parent: str = "") -> Stored:
        """A new version of a page that is at ``version``; else :class:`PageChanged`."""
        ...

    def attach(self, page: str, files: Sequence[File], *, fresh: bool = False) -> None:
        """Attach files; known names get a new version. A ``fresh`` page has none yet."""
        ...

    def detach(self, file: Attached) -> bool:
        """Put an attachment into the trash; ``False`` when this account may not."""
        ...

    def label(self, page: str, names: Sequence[str], *, fresh: bool = False) -> None:
        """Add labels; a ``fresh`` page may not be found everywhere yet."""
        ...

    def unlabel(self, page: str, name: str) -> None:
        """Take one label away."""
        ...

    def archive(self, page: str) -> None:
        """Archive a page, and wait until that is done."""
        ...

    def address(self, page: str) -> str:
        """Where people look at the page."""
        ...


def comment_of(digest: str) -> str:
    """The comment that an attachment of ours carries."""
    return f"blamefree sha256:{digest}"


def is_whole(there: Attached | None, file: File) -> bool:
    """Whether the remote has this file completely: an upload that broke off may have left half of it."""
    return there is not None and there.comment == comment_of(file.digest) and there.size == len(file.data)


def requests(pages: int) -> int:
    """How many requests a list of that many pages takes."""
    return max(0, -(-pages // BATCH))


def listed_of(stored: Stored) -> Listed:
    """A page as a list would show it."""
    return Listed(
        stored.id, stored.title, stored.parent, stored.status, stored.version, stored.message, stored.space
    )  # fmt: skip
