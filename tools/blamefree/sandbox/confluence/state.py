"""What a Confluence site holds, as plain records that can be written to JSON and read back."""

from __future__ import annotations

import base64
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass, field
from datetime import datetime
from typing import Any


@dataclass
class Space:
    """A space; `homepage_id` is the page under which pages without a parent are put."""

    id: str
    key: str
    name: str
    homepage_id: str
    created: datetime


@dataclass
class Version:
    """One version of a page; `body` is storage format as stored."""

    number: int
    title: str
    body: str
    message: str
    author_id: str
    at: datetime
    minor: bool = False


@dataclass
class Property:
    """A content property with its own version."""

    id: str
    key: str
    value: Any
    number: int
    message: str
    author_id: str
    at: datetime


@dataclass
class Page:
    """A page. `status`: current, archived, trashed. `labels` are (id, prefix, name) in order of adding."""

    id: str
    space_id: str
    parent_id: str | None
    status: str
    versions: list[Version]
    position: int = 0
    labels: list[tuple[str, str, str]] = field(default_factory=list)
    properties: dict[str, Property] = field(default_factory=dict)
    state: dict[str, Any] | None = None

    @property
    def now(self) -> Version:
        """The newest version."""
        return self.versions[-1]

    @property
    def title(self) -> str:
        """The title now."""
        return self.now.title

    @property
    def created(self) -> Version:
        """The first version."""
        return self.versions[0]


@dataclass
class FileVersion:
    """One version of an attachment."""

    number: int
    media_type: str
    data: bytes
    comment: str
    author_id: str
    at: datetime
    minor: bool = False


@dataclass
class Attachment:
    """A file on a page; `id` begins with `att`."""

    id: str
    page_id: str
    title: str
    file_id: str
    versions: list[FileVersion]
    status: str = "current"
    properties: dict[str, Property] = field(default_factory=dict)

    @property
    def now(self) -> FileVersion:
        """The newest version."""
        return self.versions[-1]


@dataclass
class Comment:
    """A comment. `kind`: inline or footer; `resolution` (inline): open, reopened, resolved, dangling."""

    id: str
    page_id: str
    kind: str
    body: str
    author_id: str
    at: datetime
    number: int = 1
    parent_id: str | None = None
    marker: str | None = None
    selection: str | None = None
    resolution: str = "open"


@dataclass
class Task:
    """A long-running task, finished after `left` more requests."""

    id: str
    kind: str
    page_ids: list[str]
    left: int


@dataclass
class Site:
    """Everything; `counter` gives the next id."""

    counter: int = 65_536
    spaces: dict[str, Space] = field(default_factory=dict)
    pages: dict[str, Page] = field(default_factory=dict)
    attachments: dict[str, Attachment] = field(default_factory=dict)
    comments: dict[str, Comment] = field(default_factory=dict)
    tasks: dict[str, Task] = field(default_factory=dict)
    label_ids: dict[str, str] = field(default_factory=dict)

    def next_id(self) -> str:
        """A fresh numeric id as text: deterministic, never used twice."""
        self.counter += 32
        return str(self.counter)

    def space_by_key(self, key: str) -> Space | None:
        """The space with the key, whatever its letter case."""
        return next((space for space in self.spaces.values() if space.key.lower() == key.lower()), None)

    def holder(self, space_id: str, title: str) -> Page | None:
        """Who holds a title in a space: any letter case, also archived and in the trash."""
        wanted = title.strip().lower()
        return next(
            (
                page
                for page in self.pages.values()
                if page.space_id == space_id and page.title.strip().lower() == wanted
            ),
            None,
        )

    def children(self, page_id: str | None, space_id: str | None = None) -> list[Page]:
        """The pages directly below, current and archived, by position."""
        found = [
            page
            for page in self.pages.values()
            if page.parent_id == page_id
            and page.status != "trashed"
            and (space_id is None or page.space_id == space_id)
        ]
        return sorted(found, key=lambda page: (page.position, int(page.id)))

    def descendants(self, page_id: str) -> Iterator[tuple[Page, int]]:
        """The pages below with their depth (1 for children), parents before children."""
        row = [(child, 1) for child in self.children(page_id)]
        while row:
            yield from row
            row = [(child, depth + 1) for page, depth in row for child in self.children(page.id)]

    def ancestors(self, page: Page) -> list[Page]:
        """The pages above, topmost first."""
        found: list[Page] = []
        parent_id = page.parent_id
        while parent_id is not None and parent_id in self.pages:
            found.insert(0, self.pages[parent_id])
            parent_id = self.pages[parent_id].parent_id
        return found

    def files(self, page_id: str) -> list[Attachment]:
        """The attachments of a page that are not in the trash, oldest first."""
        return [file for file in self.attachments.values() if file.page_id == page_id and file.status == "current"]

    def file_named(self, page_id: str, name: str) -> Attachment | None:
        """A page's attachment by file name."""
        return next((file for file in self.files(page_id) if file.title == name), None)

    def dump(self) -> dict[str, Any]:
        """JSON values."""
        plain: dict[str, Any] = _plain(asdict(self))
        return plain

    @staticmethod
    def load(state: Mapping[str, Any]) -> Site:
        """Read back what `dump` wrote."""
        return Site(
            counter=state["counter"],
            spaces={key: Space(**_times(value)) for key, value in state["spaces"].items()},
            pages={key: _page(value) for key, value in state["pages"].items()},
            attachments={key: _attachment(value) for key, value in state["attachments"].items()},
            comments={key: Comment(**_times(value)) for key, value in state["comments"].items()},
            tasks={key: Task(**value) for key, value in state["tasks"].items()},
            label_ids=dict(state["label_ids"]),
        )


def _page(value: Mapping[str, Any]) -> Page:
    return Page(
        **{
            **value,
            "versions": [Version(**_times(version)) for version in value["versions"]],
            "labels": [(label[0], label[1], label[2]) for label in value["labels"]],
            "properties": {key: Property(**_times(kept)) for key, kept in value["properties"].items()},
        }
    )


def _attachment(value: Mapping[str, Any]) -> Attachment:
    versions = [
        FileVersion(**{**_times(version), "data": base64.b64decode(version["data"])}) for version in value["versions"]
    ]
    properties = {key: Property(**_times(kept)) for key, kept in value["properties"].items()}
    return Attachment(**{**value, "versions": versions, "properties": properties})


def _times(value: Mapping[str, Any]) -> dict[str, Any]:
    return {key: datetime.fromisoformat(item) if key in {"at", "created"} else item for key, item in value.items()}


def _plain(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _plain(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(item) for item in value]
    if isinstance(value, bytes):
        return base64.b64encode(value).decode()
    if isinstance(value, datetime):
        return value.isoformat()
    return value
