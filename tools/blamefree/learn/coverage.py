"""Incidents without a postmortem, and postmortems whose incident does not exist. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from blamefree.model.document import Document


@dataclass(frozen=True, slots=True)
class Raised:
    """An incident in Jira; ``date`` is the day it was raised."""

    key: str
    severity: str
    title: str
    date: str


@dataclass(frozen=True, slots=True)
class Referred:
    """An incident that a document names."""

    document: str
    key: str
    path: str


@dataclass(frozen=True, slots=True)
class Coverage:
    """How many incidents there are, which have no document, and which documents name none that exists."""

    incidents: int
    missing: tuple[Raised, ...]
    unknown: tuple[Referred, ...]


def referred(documents: Iterable[Document]) -> tuple[Referred, ...]:
    """The incidents that documents name; withdrawn documents count, for they were written."""
    return tuple(
        Referred(document.id, incident.jira.value.strip().upper(), document.path)
        for document in documents
        if (incident := document.postmortem.incident) is not None and incident.jira is not None
    )


def coverage(
    raised: Sequence[Raised], named: Sequence[Referred], gone: Iterable[str], severities: Sequence[str] = ()
) -> Coverage:
    """Compare. ``gone`` holds the named keys that do not exist; ``severities`` limits what must be covered."""
    have = {item.key for item in named}
    lost = set(gone)
    wanted = [item for item in raised if not severities or item.severity in severities]
    missing = sorted((item for item in wanted if item.key.upper() not in have), key=lambda item: (item.date, item.key))
    return Coverage(len(wanted), tuple(missing), tuple(item for item in named if item.key in lost))
