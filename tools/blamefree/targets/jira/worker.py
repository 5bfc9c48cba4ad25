"""Writing to Jira so that it can be interrupted anywhere: intent first, look before repeating, link last."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from blamefree.errors import BlamefreeError, RemoteProblem
from blamefree.model.ledger import Entry, Fresh, Kind, Ledger
from blamefree.sync.change import Change, Op
from blamefree.sync.target import Outcome, Progress, Report, World
from blamefree.targets.jira import planner
from blamefree.targets.jira.client import HttpProblem, Jira, UnknownOutcome, backoff, now
from blamefree.targets.jira.issues import Desired

_TRIES = 3


class Worker:
    """Carries out the changes of one plan, one after the other."""

    def __init__(
        self,
        world: World,
        jira: Jira,
        ledger: Ledger,
        known: Mapping[tuple[str, str], Entry],
        actual: Mapping[str, Mapping[str, Any]],
    ) -> None:
        self._world = world
        self._jira = jira
        self._known = known
        self._actual = actual
        self._intents = {(entry.text("document"), entry.text("action")): entry for entry in ledger.of(Kind.INTENT)}
        self._projects: dict[str, str] = {}

    def run(self, work: Sequence[tuple[Change, Desired]], progress: Progress) -> Report:
        """Do the work; the first problem of the remote ends it, a problem of one item only ends that item."""
        outcomes: list[Outcome] = []
        problem: BlamefreeError | None = None
        try:
            self._intend([item for change, item in work if change.op is Op.CREATE])
        except BlamefreeError as error:
            return Report(tuple(Outcome(change, False, "not started") for change, _ in work), problem=error)
        for number, (change, item) in enumerate(work, 1):
            if problem is not None and not isinstance(problem, ItemProblem):
                outcomes.append(Outcome(change, False, "not started"))
                continue
            try:
                key = self._of_one(change, item)
                outcomes.append(Outcome(change, True, key, self._jira.browse(key)))
            except BlamefreeError as error:
                outcomes.append(Outcome(change, False, error.line()))
                problem = error
            progress(number, len(work), item.label)
        return Report(tuple(outcomes), problem=problem)

    # one item ---------------------------------------------------------------------

    def _of_one(self, change: Change, item: Desired) -> str:
        """Do one change; what Jira refuses about this item alone is no reason to stop the others."""
        try:
            return self._do(change, item)
        except HttpProblem as problem:
            if problem.status not in (400, 404, 409, 422) or isinstance(problem, UnknownOutcome):
                raise
            raise ItemProblem(f"{item.label}: {problem.message}", problem.hint) from None

    def _do(self, change: Change, item: Desired) -> str:
        if change.op is Op.CREATE:
            return self._create(item)
        if change.op is Op.ADOPT:
            key, identifier = str(change.detail.get("key", "")), change.resource
            self._note(item, key, identifier, text=item.fingerprint)
            return self._link(item, key, identifier, fresh=False)
        return self._update(change, item)

    def _intend(self, items: Sequence[Desired]) -> None:
        fresh: list[Fresh] = []
        for item in items:
            try:
                self._screen(item)
            except ItemProblem:
                continue  # told when its turn comes
            if (item.document, item.action) not in self._intents:
                data = {
                    "document": item.document,
                    "action": item.action,
                    "project": item.project,
                    "begun": now().isoformat(),
                }
                fresh.append(Fresh(Kind.INTENT, data))
        if fresh:
            self._world.record(fresh)

    def _screen(self, item: Desired) -> None:
        if item.project not in self._projects:
            missing = self._jira.missing_fields(item.project, item.fields["issuetype"]["name"], item.fields)
            self._projects[item.project] = ", ".join(missing)
        missing_here = self._projects[item.project]
        if missing_here:
            raise ItemProblem(
                f"the Jira project {item.project} insists on what Blamefree does not fill: {missing_here}",
                "give it a default value in Jira, or make it optional",
            )

    def _create(self, item: Desired) -> str:
        self._screen(item)
        since = self._since(item)
        for _ in range(_TRIES):
            if since is not None:
                found = self._look(item, since)
                if found is not None:
                    key, identifier = found
                    self._note(item, key, identifier, text=item.fingerprint)
                    return self._link(item, key, identifier, fresh=False)
            try:
                key, identifier = self._jira.create(item.fields, item.ownership)
            except UnknownOutcome as problem:
                if not problem.status:
                    raise  # no answer at all: the next run looks for it
                since = now().timestamp()
                if not self._jira.http.patience.wait(problem.wait or backoff(1)):
                    raise
                continue
            self._note(item, key, identifier, text=item.fingerprint)
            return self._link(item, key, identifier, fresh=True)
        raise RemoteProblem(f"Jira does not take {item.label}", "run it again later")

    def _since(self, item: Desired) -> float | None:
        entry = self._intents.get((item.document, item.action))
        if entry is None:
            return None
        from blamefree.model.instant import parse_instant

        at = parse_instant(entry.text("begun")) or parse_instant(entry.at)
        return at.timestamp() if at is not None else now().timestamp()

    def _look(self, item: Desired, since: float) -> tuple[str, str] | None:
        """Search for an issue that an earlier try may have created, for as long as the search may lag."""
        attempt = 0
        while True:
            for issue in self._jira.by_labels([item.label]):
                if self._jira.ownership(issue) == item.ownership:
                    return str(issue["key"]), str(issue["id"])
            left = self._world.settings.patience - (now().timestamp() - since)
            if left <= 0:
                return None
            attempt += 1
            if not self._jira.http.patience.wait(min(left, backoff(attempt), 2.0)):
                raise RemoteProblem(
                    f"it cannot be told yet whether the issue for {item.label} was created",
                    "run it again in a minute: Jira's search lags",
                )

    def _update(self, change: Change, item: Desired) -> str:
        entry = self._known[item.document, item.action]
        issue = self._actual[entry.text("id")]
        identifier, key = entry.text("id"), str(issue.get("key") or entry.text("key"))
        text = entry.text("text")
        if change.detail.get("text"):
            self._edit(item, identifier)
            text = item.fingerprint
            self._note(item, key, identifier, text=text, incident=entry.text("incident"), page=entry.text("page"))
        return self._link(item, key, identifier, fresh=False, text=text)

    def _edit(self, item: Desired, identifier: str) -> None:
        """Replace the wording; the same edit twice is the same, so it may be repeated."""
        attempt = 0
        while True:
            try:
                return self._jira.edit(identifier, {"summary": item.summary, "description": item.description})
            except UnknownOutcome as problem:
                attempt += 1
                if not self._jira.http.patience.wait(problem.wait or backoff(attempt)):
                    raise

    def _link(self, item: Desired, key: str, identifier: str, *, fresh: bool, text: str = "") -> str:
        if item.incident:
            self._link_incident(item, key, identifier, fresh=fresh)
        if item.page:
            self._link_page(item, identifier)
        self._note(item, key, identifier, text=text or item.fingerprint, incident=item.incident, page=item.page)
        return key

    def _link_incident(self, item: Desired, key: str, identifier: str, *, fresh: bool) -> None:
        attempt = 0
        while True:
            if not fresh or attempt:
                issue = self._jira.bulk([identifier], ("issuelinks",)).get(identifier) or {}
                if planner.linked(issue, item.incident):
                    return None
            try:
                return self._jira.link(self._world.settings.jira.link_type, key, item.incident)
            except UnknownOutcome as problem:
                attempt += 1
                if not self._jira.http.patience.wait(problem.wait or backoff(attempt)):
                    raise

    def _link_page(self, item: Desired, identifier: str) -> None:
        """The global id makes a repeated link an update, so it may be repeated."""
        attempt = 0
        while True:
            try:
                return self._jira.remote_link(identifier, item.global_id, item.page, item.page_title, "postmortem")
            except UnknownOutcome as problem:
                attempt += 1
                if not self._jira.http.patience.wait(problem.wait or backoff(attempt)):
                    raise

    def _note(self, item: Desired, key: str, identifier: str, *, text: str, incident: str = "", page: str = "") -> None:
        entry = self._known.get((item.document, item.action))
        kept = {name: entry.text(name) for name in ("status", "category", "resolution")} if entry is not None else {}
        data = {
            "document": item.document,
            "action": item.action,
            "key": key,
            "id": identifier,
            "text": text,
            "incident": incident,
            "page": page,
            **kept,
        }
        self._world.record([Fresh(Kind.ISSUE, data)])


class ItemProblem(RemoteProblem):
    """A problem of one action item; the others go on."""
