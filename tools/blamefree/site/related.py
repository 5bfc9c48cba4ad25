"""Which postmortems have to do with each other, and why."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import date
from heapq import nsmallest
from math import log

from blamefree.site.entry import Entry
from blamefree.site.library import Library
from blamefree.site.words import Words

LIMIT = 5


@dataclass(frozen=True, slots=True)
class Relation:
    """Another postmortem with the reasons for naming it: ``(text key, values)``, and what the document says itself."""

    entry: Entry
    reasons: tuple[tuple[str, str], ...]
    why: str = ""
    days_apart: int = 0

    def told(self, words: Words) -> str:
        """The reasons as one line."""
        parts = [words(key, names=names) if names else words(key) for key, names in self.reasons]
        if self.days_apart:
            parts.append(words("related.apart", age=words.ago(self.days_apart)))
        return ", ".join(parts)


class Relations:
    """Finds relations by the services, factors and tags that few postmortems share."""

    def __init__(self, library: Library) -> None:
        self.library = library
        self.backlinks: defaultdict[str, list[str]] = defaultdict(list)
        for entry in library.entries:
            for mention in entry.related:
                self.backlinks[mention["id"]].append(entry.id)
        total = max(len(library.entries), 2)
        self._groups: list[tuple[str, dict[str, list[Entry]], float]] = [
            ("service", library.by_service, 2.0),
            ("factor", library.by_factor, 0.6),
            ("tag", library.by_tag, 1.2),
        ]
        self._weights = {
            (name, key): weight * log(1 + total / len(entries))
            for name, groups, weight in self._groups
            for key, entries in groups.items()
        }

    def of(self, entry: Entry) -> list[Relation]:
        """The postmortems to read next: those stated, those that refer here, then the nearest by what they share."""
        known = self.library.by_id
        found: dict[str, Relation] = {}
        for mention in entry.related:
            other = known.get(mention["id"])
            if other is not None and other.id != entry.id and other.id not in found:
                found[other.id] = Relation(
                    other, (("related.stated", ""), *self._shared(entry, other)), mention["why"], _apart(entry, other)
                )
        for name in self.backlinks.get(entry.id, ()):
            if name != entry.id and name not in found and name in known:
                other = known[name]
                why = next((mention["why"] for mention in other.related if mention["id"] == entry.id), "")
                found[name] = Relation(
                    other, (("related.names_this", ""), *self._shared(entry, other)), why, _apart(entry, other)
                )
        if len(found) < LIMIT:
            scores: defaultdict[str, float] = defaultdict(float)
            for name, key, entries in self._candidates(entry):
                for other in entries:
                    scores[other.id] += self._weights[name, key]
            scores.pop(entry.id, None)
            ranked = nsmallest(2 * LIMIT, ((-round(score, 6), name) for name, score in scores.items() if score >= 1.5))
            for _score, identity in ranked:
                if len(found) >= LIMIT:
                    break
                if identity not in found:
                    other = known[identity]
                    found[identity] = Relation(other, self._shared(entry, other), "", _apart(entry, other))
        return list(found.values())

    def _candidates(self, entry: Entry) -> list[tuple[str, str, list[Entry]]]:
        """The groups the entry is in; of very large ones only the neighbours in the list, to stay linear."""
        found: list[tuple[str, str, list[Entry]]] = []
        for name, groups, keys in (
            ("service", self.library.by_service, entry.services),
            ("tag", self.library.by_tag, entry.tags),
            (
                "factor",
                self.library.by_factor,
                list(dict.fromkeys(cause["kind"] for cause in entry.factors if cause["kind"])),
            ),
        ):
            for key in keys:
                entries = groups[key]
                if len(entries) > 40:
                    at = self._place(name, key).get(entry.id, 0)
                    entries = entries[max(at - 10, 0) : at + 11]
                found.append((name, key, entries))
        return found

    def _place(self, name: str, key: str) -> dict[str, int]:
        places = self.__dict__.setdefault("_places", {})
        if (name, key) not in places:
            groups = next(groups for group, groups, _ in self._groups if group == name)
            places[name, key] = {entry.id: at for at, entry in enumerate(groups[key])}
        found: dict[str, int] = places[name, key]
        return found

    def _shared(self, one: Entry, other: Entry) -> tuple[tuple[str, str], ...]:
        reasons: list[tuple[str, str]] = []
        for key, mine, theirs in (
            ("service", one.services, other.services),
            ("factor", [cause["kind"] for cause in one.factors], [cause["kind"] for cause in other.factors]),
            ("tag", one.tags, other.tags),
        ):
            common = [name for name in dict.fromkeys(mine) if name and name in theirs]
            if common:
                plural = "s" if len(common) > 1 else ""
                reasons.append((f"related.{key}{plural}", ", ".join(common[:4])))
        return tuple(reasons)


def _apart(one: Entry, other: Entry) -> int:
    try:
        return abs((date.fromisoformat(one.date) - date.fromisoformat(other.date)).days)
    except ValueError:
        return 0
