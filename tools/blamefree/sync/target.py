"""What a target is: a module ``blamefree.targets.<name>.target`` with a function ``prepare(world) -> Prepared``."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol

from blamefree.config import Settings
from blamefree.diagnostics.diagnostic import Diagnostic
from blamefree.model.document import Document
from blamefree.model.ledger import Fresh, Ledger
from blamefree.model.services import Services
from blamefree.sync.change import Change
from blamefree.sync.plan import Plan
from blamefree.sync.safety import OnDrift

Progress = Callable[[int, int, str], None]


class Blobs(Protocol):
    """Files of the repository by path relative to its root."""

    def read(self, path: str) -> bytes | None:
        """The bytes of a regular file inside the repository, ``None`` when there is none."""
        ...


class Documents(Protocol):
    """The documents of the repository."""

    def paths(self) -> Sequence[str]:
        """The paths of all documents, sorted."""
        ...

    def load(self, path: str) -> Document | None:
        """One document, ``None`` when it cannot be read."""
        ...

    def fingerprint(self) -> str:
        """SHA-256 (hex) of the documents and the files beside them, without reading what they say."""
        ...


@dataclass(frozen=True)
class World:
    """What a target may know: everything that git, the settings and the ledger say.

    ``ledger`` is ``None`` when there is none or it cannot be relied on: approval is unknown then. ``commit`` is HEAD,
    ``source_url`` the address of the repository's files on the forge without a slash at the end (empty: not known).
    ``inspect`` runs the privacy checks on one document, ``record`` appends to the ledger at once: what must be
    known even if the next request is the last one. ``named`` holds the documents that a kept plan names: nothing else
    has to be looked at (``None``: everything). ``recall`` and ``remember`` keep addresses on this machine from run to
    run, as hints that are never relied on.
    """

    settings: Settings
    documents: Documents
    blobs: Blobs
    services: Services | None
    ledger: Ledger | None
    commit: str
    source_url: str
    now: datetime
    inspect: Callable[[Document], Sequence[Diagnostic]]
    record: Callable[[Sequence[Fresh]], None] = lambda fresh: None
    named: frozenset[str] | None = None
    recall: Callable[[str], str] = lambda name: ""
    remember: Callable[[str, str], None] = lambda name, value: None


@dataclass(frozen=True)
class Outcome:
    """What became of a change: done, or why not. ``url`` is where it can be looked at."""

    change: Change
    done: bool
    message: str = ""
    url: str = ""


@dataclass(frozen=True)
class Report:
    """What applying did. ``record`` belongs into the ledger, ``files`` (path to text) onto the disk.

    ``problem`` is the error that ends the command, after everything that could be done was done.
    """

    outcomes: tuple[Outcome, ...] = ()
    record: tuple[Fresh, ...] = ()
    files: Mapping[str, str] = field(default_factory=dict)
    notes: tuple[str, ...] = ()
    problem: Exception | None = None


class Prepared(Protocol):
    """A plan together with what is needed to carry it out."""

    @property
    def plan(self) -> Plan:
        """The plan."""
        ...

    @property
    def published(self) -> int:
        """How many resources of ours the remote has."""
        ...

    def apply(self, changes: Sequence[Change], on_drift: OnDrift, progress: Progress) -> Report:
        """Carry out these changes of the plan, and nothing else."""
        ...
