"""All entries of one edition, and what pages ask about them."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date
from functools import cached_property
from itertools import chain
from typing import Any, NamedTuple

from blamefree.config import Settings
from blamefree.model.services import Services
from blamefree.site.edition import Edition
from blamefree.site.entry import Entry, Item
from blamefree.site.html import slug
from blamefree.site.words import Words, words
from blamefree.values import dataclass, field


@dataclass(frozen=True, slots=True)
class Approval:
    """What the ledger says about an action item: ``unknown`` unless it says something."""

    state: str = "unknown"
    approvers: tuple[str, ...] = ()
    pull_request: str = ""
    url: str = ""


@dataclass(frozen=True, slots=True)
class Ticket:
    """The Jira issue of an action item, as the ledger last saw it."""

    key: str = ""
    url: str = ""
    status: str = ""
    category: str = ""


Approvals = Callable[[str, Item], Approval]
Tickets = Callable[[str, str], Ticket | None]


_UNKNOWN = Approval()


def _unknown(_document: str, _item: Item) -> Approval:
    return _UNKNOWN


def _no_ticket(_document: str, _action: str) -> Ticket | None:
    return None


class Act(NamedTuple):
    """An action item with its postmortem, its state (done in Jira wins) and whether it is overdue."""

    entry: Entry
    item: Item
    approval: Approval
    ticket: Ticket | None
    state: str
    overdue_days: int

    @property
    def overdue(self) -> bool:
        """Whether it is open and its date has passed."""
        return self.overdue_days > 0

    @property
    def told(self) -> tuple[Any, ...]:
        """What is not of the document itself, as plain values: the state, the ledger's answer and Jira's."""
        one, two = self.approval, self.ticket
        answer = (one.state, one.approvers, one.pull_request, one.url)
        return self.state, answer, two and (two.key, two.url, two.status, two.category)


@dataclass(frozen=True)
class Library:
    """The entries, newest first, with the catalogue, the ledger's answers and today's date.

    ``handbook`` maps staged paths of handbook pages to their titles and languages.
    """

    entries: Sequence[Entry]
    edition: Edition
    settings: Settings
    today: date
    services: Services | None = None
    approvals: Approvals = _unknown
    tickets: Tickets = _no_ticket
    ledger: bool = False
    handbook: Mapping[str, tuple[str, str]] = field(default_factory=dict)
    attachments: frozenset[str] = frozenset()

    @property
    def words(self) -> Words:
        """The texts of the site's own language."""
        return words(self.settings.site.lang or self.settings.lang)

    @cached_property
    def severity_rank(self) -> dict[str, int]:
        """The place of each severity, the most severe first."""
        return {name: at for at, name in enumerate(sorted(self.settings.severities))}

    @cached_property
    def by_id(self) -> dict[str, Entry]:
        """The entries by id."""
        return {entry.id: entry for entry in reversed(self.entries)}

    @cached_property
    def by_path(self) -> dict[str, Entry]:
        """The entries by the path of their document."""
        return {entry.path: entry for entry in self.entries}

    def group(self, keys: Callable[[Entry], Iterable[str]]) -> dict[str, list[Entry]]:
        """The entries by each of the keys they have, newest first, keys sorted."""
        found: defaultdict[str, list[Entry]] = defaultdict(list)
        for entry in self.entries:
            for key in dict.fromkeys(keys(entry)):
                found[key].append(entry)
        return dict(sorted(found.items()))

    @cached_property
    def by_service(self) -> dict[str, list[Entry]]:
        """The entries by service."""
        return self.group(lambda entry: entry.services)

    @cached_property
    def by_severity(self) -> dict[str, list[Entry]]:
        """The entries by severity."""
        return self.group(lambda entry: [entry.severity] if entry.severity else [])

    @cached_property
    def by_factor(self) -> dict[str, list[Entry]]:
        """The entries by the kinds of their contributing factors."""
        return self.group(lambda entry: entry.kinds)

    @cached_property
    def by_tag(self) -> dict[str, list[Entry]]:
        """The entries by tag."""
        return self.group(lambda entry: entry.tags)

    @cached_property
    def by_detection(self) -> dict[str, list[Entry]]:
        """The entries by who noticed."""
        return self.group(lambda entry: [entry.detection or "unknown"])

    @cached_property
    def by_year(self) -> dict[str, list[Entry]]:
        """The entries by year, newest year first."""
        return dict(sorted(self.group(lambda entry: [entry.year] if entry.year else []).items(), reverse=True))

    @cached_property
    def _ways(self) -> dict[tuple[str, str], str]:
        found: dict[tuple[str, str], str] = {}
        for folder, keys in (
            (
                "services",
                [*self.by_service, *(self.services.services if self.services and not self.edition.public else ())],
            ),
            ("severities", list(self.by_severity)),
            ("factors", list(self.by_factor)),
            ("tags", list(self.by_tag)),
            ("detection", list(self.by_detection)),
        ):
            taken: set[str] = {"index"}
            for key in dict.fromkeys(keys):
                name, number = slug(key), 1
                while name in taken:
                    number += 1
                    name = f"{slug(key)}-{number}"
                taken.add(name)
                found[folder, key] = f"{folder}/{name}/"
        return found

    def way(self, folder: str, key: str) -> str:
        """The address of the page of a service, severity, factor kind, tag or detection; empty when there is none."""
        return self._ways.get((folder, key), "")

    @cached_property
    def rows(self) -> dict[tuple[str, str], tuple[str, str, str]]:
        """Rows of lists that were made before, by id and language."""
        return {}

    @cached_property
    def made(self) -> dict[str, Any]:
        """What several files have in common and was made before, by a name."""
        return {}

    def prepare(self) -> None:
        """Find out now what every page asks, before several processes make the pages."""
        for name, value in vars(type(self)).items():
            if isinstance(value, cached_property):
                getattr(self, name)

    def acts_of(self, entry: Entry) -> list[Act]:
        """The action items of one postmortem as the register sees them."""
        return self._acts.get(entry.id, [])

    @cached_property
    def _acts(self) -> dict[str, list[Act]]:
        today = self.today.isoformat()
        return {entry.id: [self._act(entry, item, today) for item in entry.actions] for entry in self.entries}

    def _act(self, entry: Entry, item: Item, today: str) -> Act:
        ticket = self.tickets(entry.id, item["id"])
        state = "done" if ticket is not None and ticket.category == "done" else item["state"]
        days = 0
        if state == "open" and item["due"] and item["due"] < today:
            try:
                days = (self.today - date.fromisoformat(item["due"])).days
            except ValueError:
                days = 0
        return Act(entry, item, self.approvals(entry.id, item), ticket, state, days)

    @cached_property
    def acts(self) -> list[Act]:
        """Every action item: open ones first, the longest overdue at the top, then by due date."""
        order = {"open": 0, "done": 1, "declined": 2}
        return sorted(
            (act for acts in self._acts.values() for act in acts),
            key=lambda act: (order.get(act.state, 0), act.item["due"] or "9999", act.entry.id, act.item["id"]),
        )

    @cached_property
    def open_count(self) -> dict[str, int]:
        """How many action items of each postmortem are open, by its id."""
        return {name: sum(act.state == "open" for act in acts) for name, acts in self._acts.items()}

    def neighbours(self, entry: Entry) -> dict[str, tuple[Entry | None, Entry | None]]:
        """For each of its services the postmortem before and after it in time."""
        found: dict[str, tuple[Entry | None, Entry | None]] = {}
        for service in entry.services:
            before, after = self._neighbours.get((service, entry.id), (None, None))
            if before is not None or after is not None:
                found[service] = (before, after)
        return found

    @cached_property
    def _neighbours(self) -> dict[tuple[str, str], tuple[Entry | None, Entry | None]]:
        found: dict[tuple[str, str], tuple[Entry | None, Entry | None]] = {}
        for service, entries in self.by_service.items():
            for at, entry in enumerate(entries):
                found[service, entry.id] = (
                    entries[at + 1] if at + 1 < len(entries) else None,
                    entries[at - 1] if at else None,
                )
        return found

    def counted(self, entries: Iterable[Entry], of: Callable[[Entry], Iterable[str]]) -> list[tuple[str, int]]:
        """How many entries have each key, the most frequent first; ``of`` gives each key of an entry once."""
        counts = Counter(chain.from_iterable(map(of, entries)))
        return sorted(counts.items(), key=lambda pair: (-pair[1], pair[0]))


def sorted_entries(entries: Iterable[Entry]) -> list[Entry]:
    """Entries newest first; of several with one id the first path stays."""
    unique: dict[str, Entry] = {}
    for entry in sorted(entries, key=lambda entry: entry.path):
        unique.setdefault(entry.id, entry)
    return sorted(unique.values(), key=lambda entry: (entry.date, entry.id), reverse=True)
