"""What the rules know of the whole repository: a few facts a document, and which files there are."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import TYPE_CHECKING, NamedTuple, Protocol

from blamefree.patterns import lazy
from blamefree.text.span import Place, Position
from blamefree.values import dataclass, field

_NAMED = lazy(r"(?:.*/)?(PM-\d{4}-\d{4})(?!\d)[^/]*")

if TYPE_CHECKING:
    from blamefree.model.document import Document


class Placed(NamedTuple):
    """A text of a document and where it stands."""

    value: str
    place: Place


class TimeFact(NamedTuple):
    """A recorded time by name; ``instant`` is aware."""

    name: str
    instant: datetime
    place: Place


class ActionFact(NamedTuple):
    """What the clock and the ledger ask of an action item."""

    id: str
    fingerprint: str
    due: str
    state: str
    priority: str
    service: str
    has_evidence: bool
    place: Place
    due_place: Place | None


class LinkFact(NamedTuple):
    """A relative link or image: ``target`` as written, without title."""

    target: str
    image: bool
    place: Place


class Facts(NamedTuple):
    """What other documents, the clock and the file system are held against: small, and cheap to keep."""

    path: str
    id: Placed | None = None
    status: str = ""
    severity: str = ""
    classification: str = ""
    title: str = ""
    date: str = ""
    services: tuple[str, ...] = ()
    incident: Placed | None = None
    related: tuple[Placed, ...] = ()
    times: tuple[TimeFact, ...] = ()
    actions: tuple[ActionFact, ...] = ()
    links: tuple[LinkFact, ...] = ()
    anchors: tuple[str, ...] = ()
    date_place: Place | None = None
    first_row: TimeFact | None = None
    last_row: TimeFact | None = None
    status_place: Place | None = None

    @property
    def named(self) -> str:
        """The id that the file's name begins with, empty when there is none."""
        found = _NAMED.fullmatch(self.path)
        return found.group(1) if found else ""

    @property
    def known_as(self) -> str:
        """The id by which other documents mean this one: a mistyped id has not moved the file."""
        return self.named or (self.id.value if self.id is not None else "")

    def beside(self) -> Facts:
        """What other documents are held against, when nothing is to be said of this one: by far the smaller part."""
        return Facts(
            self.path, self.id, self.status, self.severity, self.classification, self.title, self.date, self.services,
            self.incident, actions=tuple(BARE._replace(id=action.id) for action in self.actions), anchors=self.anchors,
        )  # fmt: skip


_TOP = Place(Position(1, 1, 0), Position(1, 1, 0))
BARE = ActionFact("", "", "", "", "", "", False, _TOP, None)


class Files(Protocol):
    """What rules may ask about files beside the documents; paths are relative to the root, with forward slashes."""

    def stat(self, path: str) -> FileFact | None:
        """The file at exactly this path (letter case counts), or ``None``."""
        ...

    def head(self, path: str, size: int) -> bytes:
        """The first ``size`` bytes of the file."""
        ...


class FileFact(NamedTuple):
    """A file: its size in bytes, whether it is a regular file, and the name as the disk spells it."""

    size: int
    regular: bool
    spelled: str = ""


class NoFiles:
    """No files at all: for documents that stand alone."""

    def stat(self, path: str) -> FileFact | None:
        """Always ``None``."""
        return None

    def head(self, path: str, size: int) -> bytes:
        """Always empty."""
        return b""


@dataclass(frozen=True)
class Corpus:
    """All documents of the repository, in the order of their paths."""

    documents: tuple[Document, ...] = field(default=())

    def by_id(self) -> dict[str, Document]:
        """The documents by id; of several with one id the first."""
        found: dict[str, Document] = {}
        for document in self.documents:
            if document.id:
                found.setdefault(document.id, document)
        return found

    @staticmethod
    def of(documents: Iterable[Document]) -> Corpus:
        """A corpus of these documents."""
        return Corpus(tuple(sorted(documents, key=lambda document: document.path)))


def facts(
    document: Document, links: tuple[LinkFact, ...] = (), anchors: tuple[str, ...] = (), *, rows: bool = True
) -> Facts:
    """The facts of a document; without ``rows`` its timeline is not looked at."""
    postmortem = document.postmortem

    def placed(value: object, span: object) -> Placed:
        return Placed(str(value), document.place(span))  # type: ignore[arg-type]

    incident = postmortem.incident.jira if postmortem.incident else None
    every = document.timeline.rows if rows else ()
    placed_rows = [row for row in every if row.start is not None and row.latest is not None]
    first, last = (placed_rows[0], placed_rows[-1]) if placed_rows else (None, None)
    return Facts(
        document.path,
        placed(postmortem.id.value, postmortem.id.span) if postmortem.id else None,
        postmortem.status.value if postmortem.status else "",
        postmortem.severity.value if postmortem.severity else "",
        postmortem.classification.value if postmortem.classification else "",
        postmortem.title.value if postmortem.title else "",
        postmortem.date.value if postmortem.date else "",
        tuple(service.value for service in postmortem.services),
        placed(incident.value, incident.span) if incident else None,
        tuple(placed(item.id.value, item.id.span) for item in postmortem.related if item.id),
        tuple(
            TimeFact(stated.name, stated.instant, document.place(stated.span))
            for stated in postmortem.times
            if stated.instant
        ),
        tuple(
            ActionFact(
                action.id.value if action.id else "",
                action.fingerprint,
                action.due.value if action.due else "",
                action.state.value if action.state else "",
                action.priority.value if action.priority else "",
                action.service.value if action.service else "",
                action.evidence is not None,
                document.place(action.id.span if action.id else action.span),
                document.place(action.due.span) if action.due else None,
            )
            for action in postmortem.actions
        ),
        links,
        anchors,
        document.place(postmortem.date.span) if postmortem.date else None,
        TimeFact("first", first.start, document.place(first.time_span)) if first and first.start else None,
        TimeFact("last", last.latest, document.place(last.time_span)) if last and last.latest else None,
        document.place(postmortem.status.span) if postmortem.status else None,
    )
