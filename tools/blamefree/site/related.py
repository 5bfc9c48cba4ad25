"""Which postmortems have to do with each other, and why."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from datetime import date
from math import log
from typing import NamedTuple

from blamefree.site.entry import Entry
from blamefree.site.library import Library
from blamefree.site.words import Words

LIMIT = 5
_FEW = 40


class Relation(NamedTuple):
    """Another postmortem with the reasons for naming it: ``(text key, values)``, and what the document says itself."""

    entry: Entry
    reasons: tuple[tuple[str, str], ...]
    why: str = ""
    days_apart: int = 0

    def told(self, words: Words) -> str:
        """The reasons as one line."""
        parts = [words(key, names=names) if names else words(key) for key, names in self.reasons]
        if self.days_apart:
            made, name = words.made, ("apart", self.days_apart)
            if name not in made:
                made[name] = words("related.apart", age=words.ago(self.days_apart))
            parts.append(made[name])
        return ", ".join(parts)


class Relations:
    """Finds relations by the services, factors and tags that few postmortems share."""

    def __init__(self, library: Library) -> None:
        self.library = library
        self.backlinks: defaultdict[str, list[str]] = defaultdict(list)
        for entry in library.entries:
            for mention in entry.related:
                self.backlinks[mention["id"]].append(entry.id)
        self._days = {entry.id: _ordinal(entry.date) for entry in library.entries}
        total = max(len(library.entries), 2)
        self._groups: list[tuple[str, dict[str, list[Entry]], float]] = [
            ("service", library.by_service, 2.0),
            ("factor", library.by_factor, 0.6),
            ("tag", library.by_tag, 1.2),
        ]
        self._near = {
            name: {key: _Near(weight * log(1 + total / len(entries)), entries) for key, entries in groups.items()}
            for name, groups, weight in self._groups
        }

    def of(self, entry: Entry) -> list[Relation]:
        """The postmortems to read next: those stated, those that refer here, then the nearest by what they share."""
        known = self.library.by_id
        found: dict[str, Relation] = {}
        for mention in entry.related:
            other = known.get(mention["id"])
            if other is not None and other.id != entry.id and other.id not in found:
                found[other.id] = Relation(
                    other,
                    (("related.stated", ""), *self._shared(entry, other)),
                    mention["why"],
                    self._apart(entry, other),
                )
        for name in self.backlinks.get(entry.id, ()):
            if name != entry.id and name not in found and name in known:
                other = known[name]
                why = next((mention["why"] for mention in other.related if mention["id"] == entry.id), "")
                found[name] = Relation(
                    other, (("related.names_this", ""), *self._shared(entry, other)), why, self._apart(entry, other)
                )
        if len(found) < LIMIT:
            scores = self._scores(entry)
            floor = _floor(scores)
            ranked = sorted([(-round(score, 6), name) for name, score in scores.items() if score >= floor])
            for _score, identity in ranked[: 2 * LIMIT]:
                if len(found) >= LIMIT:
                    break
                if identity not in found:
                    other = known[identity]
                    found[identity] = Relation(other, self._shared(entry, other), "", self._apart(entry, other))
        return list(found.values())

    def _scores(self, entry: Entry) -> dict[str, float]:
        """What the ids in the groups that the entry is in are worth."""
        scores: dict[str, float] = {}
        before = scores.get
        for name, keys in (("service", entry.services), ("tag", entry.tags), ("factor", entry.kinds)):
            for key in keys:
                group = self._near[name][key]
                weight = group.weight
                for other in group.around(entry.id):
                    scores[other] = before(other, 0.0) + weight
        scores.pop(entry.id, None)
        return scores

    def _shared(self, one: Entry, other: Entry) -> tuple[tuple[str, str], ...]:
        reasons: list[tuple[str, str]] = []
        for single, several, mine, theirs in (
            ("related.service", "related.services", one.services, other.services),
            ("related.factor", "related.factors", one.kinds, other.kinds),
            ("related.tag", "related.tags", one.tags, other.tags),
        ):
            common = list(filter(theirs.__contains__, mine))
            if common:
                reasons.append((several if len(common) > 1 else single, ", ".join(common[:4])))
        return tuple(reasons)

    def _apart(self, one: Entry, other: Entry) -> int:
        """How many days lie between two postmortems, 0 when that is not known."""
        first, second = self._days[one.id], self._days[other.id]
        return abs(first - second) if first and second else 0


class _Near:
    """A group that shares a service, a factor kind or a tag, and what that is worth."""

    def __init__(self, weight: float, entries: Sequence[Entry]) -> None:
        self.weight = weight
        self._names = [entry.id for entry in entries]
        self._places = {name: at for at, name in enumerate(self._names)} if len(entries) > _FEW else {}

    def around(self, name: str) -> list[str]:
        """The ids; of a very large group only the neighbours in the list, to stay linear."""
        if not self._places:
            return self._names
        at = self._places.get(name, 0)
        return self._names[max(at - 10, 0) : at + 11]


def _floor(scores: dict[str, float]) -> float:
    """The score from which on an entry can be among the first: ranked are rounded scores, equal ones by id."""
    high = sorted(scores.values())[-2 * LIMIT :]
    return max(1.5, high[0] - 1e-6) if high else 1.5


def _ordinal(day: str) -> int:
    """The number of a day, 0 when it is none."""
    try:
        return date.fromisoformat(day).toordinal()
    except ValueError:
        return 0
