"""Jira as a target: plan and apply."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence

from blamefree.errors import RemoteProblem
from blamefree.model.document import Document
from blamefree.model.ledger import Entry, Fresh, Kind, Ledger
from blamefree.sync.change import Change
from blamefree.sync.plan import Origin, Plan, ordered
from blamefree.sync.safety import OnDrift
from blamefree.sync.target import Progress, Report, World
from blamefree.targets.jira import planner
from blamefree.targets.jira.client import Jira
from blamefree.targets.jira.issues import Desired, Left, desired, label
from blamefree.targets.jira.planner import Found
from blamefree.targets.jira.state import State, state_of
from blamefree.targets.jira.worker import Worker


class Prepared:
    """A plan for Jira with what is needed to carry it out."""

    def __init__(self, world: World, jira: Jira) -> None:
        if world.ledger is None:
            raise RemoteProblem(
                "approval is unknown: the ledger cannot be read, or does not hold",
                "prove it with `blamefree approvals verify`; nothing was created",
            )
        self._world = world
        self._jira = jira
        self._ledger: Ledger = world.ledger
        documents = list(_documents(world))
        self._wanted, self._left = desired(
            documents, world.ledger, world.services, world.settings.jira, world.source_url, cloud=jira.cloud
        )
        self._known = planner.recorded(world.ledger)
        self._actual = jira.bulk((entry.text("id") for entry in self._known.values()), planner.FIELDS)
        self._found = self._search()
        made = planner.changes(self._wanted, self._left, self._known, self._actual, self._found)
        origin = Origin(world.commit, world.settings.fingerprint, _content(self._wanted, self._left))
        self.plan = Plan("jira", ordered(made), origin, self._notes())

    @property
    def published(self) -> int:
        """How many issues of ours the ledger knows."""
        return len(self._known)

    def apply(self, changes: Sequence[Change], on_drift: OnDrift, progress: Progress) -> Report:
        """Carry out these changes. What a person edited stays, whatever the policy says."""
        wanted = {(item.document, item.action): item for item in self._wanted}
        worker = Worker(self._world, self._jira, self._ledger, self._known, self._actual)
        report = worker.run(
            [(change, wanted[change.document, change.action]) for change in changes if change.op.writes], progress
        )
        seen = [fresh for entry in self._known.values() if (fresh := self._moved_on(entry)) is not None]
        if seen:
            self._world.record(seen)
        return report

    def _search(self) -> dict[tuple[str, str], Found]:
        missing = {item.label: item for item in self._wanted if (item.document, item.action) not in self._known}
        if not missing:
            return {}
        found: dict[tuple[str, str], Found] = {}
        for issue in self._jira.by_labels(missing):
            for name in (issue.get("fields") or {}).get("labels") or []:
                item = missing.get(str(name))
                if item is not None and (item.document, item.action) not in found:
                    ours = self._jira.ownership(issue) == item.ownership
                    found[item.document, item.action] = Found(str(issue["key"]), str(issue["id"]), ours, issue)
        return found

    def _moved_on(self, entry: Entry) -> Fresh | None:
        """An entry when an issue's state or key is not the one recorded last, so that readers see it without asking."""
        issue = self._actual.get(entry.text("id"))
        now = state_of(issue) if issue is not None else None
        was = State(
            entry.text("key"), entry.text("id"), entry.text("status"), entry.text("category"), entry.text("resolution")
        )
        unchanged = now is None or now == was
        if unchanged or (not was.category and now is not None and now.category == "new" and now.key == was.key):
            return None  # a new issue is not told apart from one that nobody has touched
        assert now is not None
        return Fresh(Kind.ISSUE, {**entry.data, **now.to_json()})

    def _notes(self) -> tuple[str, ...]:
        waiting = [item for item in self._left if not item.blocked and item.reason == "not approved"]
        return (f"{len(waiting)} action items are not approved and get no issue",) if waiting else ()


def prepare(world: World) -> Prepared:
    """Read Jira once and plan."""
    return Prepared(world, Jira.open(world.settings))


def _documents(world: World) -> Iterable[Document]:
    for path in world.documents.paths():
        document = world.documents.load(path)
        if document is not None and document.sound:
            yield document


def _content(wanted: Sequence[Desired], left: Sequence[Left]) -> str:
    total = hashlib.sha256()
    for item in wanted:
        total.update(f"{item.label}\0{item.fingerprint}\0{item.incident}\0{item.page}\n".encode())
    for one in left:
        total.update(f"{label(one.document, one.action)}\0{one.reason}\n".encode())
    return total.hexdigest()
