"""The ledger as a value: append-only JSON Lines, each entry carrying the SHA-256 of the one before.

A line is one JSON object with ``version``, ``kind``, ``at`` (RFC 3339, UTC) and ``previous``, followed by what the kind
needs, and last ``digest``, the SHA-256 of the line as it was before that was added: so a changed last line shows, too.
Reading, proving and folding are pure; where the lines live is the business of the rim.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime
from enum import StrEnum
from itertools import pairwise
from typing import Any

from blamefree.hashes import sha256
from blamefree.values import dataclass, field

START = "0" * 64
VERSION = 1
_OWN = ("version", "kind", "at", "previous", "digest")


class Kind(StrEnum):
    """What an entry records."""

    DECISION = "decision"  # document, action, fingerprint, state (approved, rejected), pr, commit, approvers
    INTENT = "intent"  # document, action: a Jira issue is about to be created
    ISSUE = "issue"  # document, action, key, id: a Jira issue exists
    PAGE = "page"  # document, op, page, page_version, title, url: a page was published, moved or archived


@dataclass(frozen=True, slots=True)
class Entry:
    """One line. ``data`` holds what the kind needs; ``line`` counts from 1."""

    kind: str
    at: str
    data: Mapping[str, Any]
    previous: str
    line: int = 0
    hash: str = ""

    def text(self, name: str) -> str:
        """A value of ``data`` as text, empty when absent."""
        value = self.data.get(name)
        return "" if value is None else str(value)


@dataclass(frozen=True, slots=True)
class Fresh:
    """An entry that is not in the ledger yet."""

    kind: Kind
    data: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Broken:
    """What does not hold, and at which line."""

    line: int
    message: str


@dataclass(frozen=True, slots=True)
class Decision:
    """The newest decision on an action item, and whether it is about the item as it stands.

    ``declined`` tells that what was decided is not to do it.
    """

    state: str
    current: bool
    pr: int | None
    commit: str
    at: str
    approvers: tuple[Mapping[str, Any], ...] = ()
    declined: bool = False

    @property
    def logins(self) -> tuple[str, ...]:
        """Who decided, by login."""
        return tuple(str(person.get("login", "")) for person in self.approvers if person.get("login"))


@dataclass(frozen=True)
class Ledger:
    """All entries in order, and what is wrong with the chain."""

    entries: tuple[Entry, ...] = ()
    broken: tuple[Broken, ...] = ()
    _latest: dict[tuple[str, str, str], Entry] = field(default_factory=dict, repr=False, compare=False)
    _decided: dict[tuple[str, str, str], Entry] = field(default_factory=dict, repr=False, compare=False)

    def __post_init__(self) -> None:
        for entry in self.entries:
            self._latest[entry.kind, entry.text("document"), entry.text("action")] = entry
            if entry.kind == Kind.DECISION:
                self._decided[entry.text("document"), entry.text("action"), entry.text("fingerprint")] = entry

    @property
    def sound(self) -> bool:
        """Whether the chain holds; nothing may be built on a ledger that is not sound."""
        return not self.broken

    @property
    def head(self) -> str:
        """The hash that the next entry must carry."""
        return self.entries[-1].hash if self.entries else START

    def of(self, kind: str) -> Iterator[Entry]:
        """The entries of a kind, oldest first."""
        return (entry for entry in self.entries if entry.kind == kind)

    def latest(self, kind: str, document: str, action: str = "") -> Entry | None:
        """The newest entry of that kind on a document, or on one of its action items."""
        return self._latest.get((kind, document, action))

    def decision(self, document: str, action: str, fingerprint: str) -> Decision | None:
        """The newest decision on this fingerprint of an action item, else the newest on any other, not ``current``.

        What was approved once stays approved when a revert brings it back.
        """
        entry = self._decided.get((document, action, fingerprint)) or self.latest(Kind.DECISION, document, action)
        if entry is None:
            return None
        pr, people = entry.data.get("pr"), entry.data.get("approvers")
        return Decision(
            entry.text("state"),
            entry.text("fingerprint") == fingerprint,
            pr if isinstance(pr, int) else None,
            entry.text("commit"),
            entry.at,
            tuple(person for person in people if isinstance(person, Mapping)) if isinstance(people, list) else (),
            entry.text("outcome") == "declined",
        )


def parse(text: str) -> Ledger:
    """Read a ledger and prove its chain; lines that do not hold are named in ``broken``."""
    entries: list[Entry] = []
    broken: list[Broken] = []
    previous = START
    for number, line in enumerate(text.split("\n"), 1):
        if not line:
            if number <= text.count("\n"):
                broken.append(Broken(number, "an empty line: nothing writes one"))
            continue
        digest = hash_of(line)
        try:
            value = json.loads(line)
        except ValueError:
            broken.append(Broken(number, "not JSON"))
            previous = digest
            continue
        if not isinstance(value, dict) or not isinstance(value.get("kind"), str):
            broken.append(Broken(number, "not an entry: an object with a kind is expected"))
            previous = digest
            continue
        if value.get("version") != VERSION:
            broken.append(Broken(number, f"version {value.get('version')!r} is unknown: {VERSION} is known"))
        if value.get("previous") != previous:
            broken.append(Broken(number, "the chain is broken: the hash is not that of the line before"))
        if value.get("digest") != _digest(value) or _json(value) != line:
            broken.append(Broken(number, "the line was changed: its digest does not fit"))
        data = {key: item for key, item in value.items() if key not in _OWN}
        entries.append(Entry(value["kind"], str(value.get("at", "")), data, str(value.get("previous")), number, digest))
        previous = digest
    if text and not text.endswith("\n"):
        broken.append(Broken(text.count("\n") + 1, "the last line is cut off"))
    return Ledger(tuple(entries), tuple(broken))


def hash_of(line: str) -> str:
    """The SHA-256 (hex) of a line without its line feed."""
    return sha256(line.encode("utf-8")).hexdigest()


def lines(head: str, fresh: Sequence[Fresh], now: datetime) -> str:
    """The lines that append ``fresh`` to a ledger whose head is ``head``, each with its line feed."""
    at = now.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    found: list[str] = []
    for entry in fresh:
        value = {"version": VERSION, "kind": entry.kind.value, "at": at, "previous": head}
        # A page has a version of its own: it must not pass for the ledger's.
        value |= {name if name not in _OWN else f"{entry.kind}_{name}": item for name, item in entry.data.items()}
        line = _json({**value, "digest": _digest(value)})
        head = hash_of(line)
        found.append(line + "\n")
    return "".join(found)


def _digest(value: Mapping[str, Any]) -> str:
    return hash_of(_json({key: item for key, item in value.items() if key != "digest"}))


def _json(value: Mapping[str, Any]) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def only_appended(versions: Sequence[str]) -> tuple[Broken, ...]:
    """Whether each version of a ledger's text only adds to the one before it; names the first line that does not."""
    for before, after in pairwise(versions):
        if after.startswith(before):
            continue
        old, new = before.split("\n"), after.split("\n")
        pairs = enumerate(zip(old, new, strict=False), 1)
        number = next((at for at, (was, now) in pairs if was != now), min(len(old), len(new)))
        return (Broken(number, "not only added to: the history shows that this line was changed or removed"),)
    return ()
