"""From a pull request to a verdict on each of its action items."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from blamefree.errors import SettingsProblem
from blamefree.model.document import Document, load
from blamefree.model.ledger import Decision, Fresh, Kind, Ledger
from blamefree.model.services import Services, read_services
from blamefree.targets.github.gate import Approval, Item, Seen, State, Verdict, decide
from blamefree.targets.github.reviews import PullRequest, Review
from blamefree.text.source import Source

_DOCUMENT = re.compile(r"postmortems/(?:.*/)?[^/]+\.md")


class Repository(Protocol):
    """What must be known of a repository at its commits."""

    def exists(self, sha: str) -> bool:
        """Whether the commit is still there."""
        ...

    def text(self, path: str, sha: str) -> str | None:
        """A file's text at a commit."""
        ...

    def paths(self, sha: str) -> tuple[str, ...]:
        """All paths of documents at a commit."""
        ...


@dataclass(frozen=True)
class Judgement:
    """The verdicts on the items of a pull request at ``commit``; ``pr`` is ``None`` for a direct push."""

    pr: int | None
    commit: str
    verdicts: tuple[Verdict, ...]

    @property
    def approved(self) -> bool:
        """Whether every item is approved."""
        return all(verdict.state is State.APPROVED for verdict in self.verdicts)


def is_document(path: str) -> bool:
    """Whether a path may be a postmortem: Markdown below postmortems/, not of the handbook."""
    return _DOCUMENT.fullmatch(path) is not None and not path.startswith("postmortems/handbook/")


def catalogue(repository: Repository, sha: str) -> Services:
    """services.yml at a commit; empty when there is none. A broken one is a :class:`SettingsProblem`."""
    text = repository.text("services.yml", sha)
    if text is None:
        return Services()
    try:
        return read_services(text, f"services.yml at {sha[:7]}")
    except SettingsProblem as problem:
        raise SettingsProblem(problem.message, "mend it on the base branch first") from None


def items(repository: Repository, paths: Iterable[str], sha: str) -> tuple[Item | Verdict, ...]:
    """The action items of these documents at a commit; a document that cannot be read is a blocked verdict.

    ``paths`` are those that the commit holds: one that GitHub does not show is never left out in silence.
    """
    found: list[Item | Verdict] = []
    documents: list[tuple[str, Document]] = []
    for path in sorted(set(paths)):
        document = _document(repository, path, sha)
        if document is None:  # GitHub lists it: then it is no plain text, or may not be read with this token
            item = Item(path, "", "", "", "", "", {}, path=path)
            found.append(Verdict(item, State.BLOCKED, (f"{path} cannot be read at {sha[:7]} as a text file",)))
        else:
            documents.append((path, document))
    ids = Counter(document.id.casefold() for _, document in documents if document.id)
    names = repository.paths(sha) if documents else ()
    for path, document in documents:
        if not document.id and not path.rsplit("/", 1)[-1].startswith("PM-"):
            continue
        if not document.sound:
            item = Item(document.id or path, "", "", "", "", "", {}, path=path)
            found.append(Verdict(item, State.BLOCKED, (f"{path} cannot be read: {document.problems[0].message}",)))
            continue
        twins = [
            name for name in names if is_document(name) and document.id.casefold() in name.rsplit("/", 1)[-1].casefold()
        ]
        double = ids[document.id.casefold()] > 1 or any(name != path for name in twins)
        postmortem = document.postmortem
        used = Counter(action.id.value for action in postmortem.actions if action.id)
        for action in postmortem.actions:
            identifier = action.id.value if action.id else ""
            found.append(
                Item(
                    document.id,
                    identifier,
                    action.service.value if action.service else "",
                    postmortem.severity.value if postmortem.severity else "",
                    action.owner.value if action.owner else "",
                    action.fingerprint,
                    action.bound,
                    double or not identifier or used[identifier] > 1,
                    bool(action.state and action.state.value == "declined"),
                    path,
                    action.title.value if action.title else "",
                )
            )
    return tuple(found)


def oversized(number: int) -> Verdict:
    """The verdict on a pull request of which GitHub does not list every file: a document may be among the others."""
    item = Item(f"#{number}", "", "", "", "", "", {})
    return Verdict(item, State.BLOCKED, ("the pull request is too large for GitHub to list it whole: split it",))


def judge(
    repository: Repository,
    pull: PullRequest,
    reviews: Sequence[Review],
    found: Iterable[Item | Verdict],
    renamed: Mapping[str, str],
    ledger: Ledger | None,
) -> tuple[Verdict, ...]:
    """The verdict on each item of a pull request."""
    services = catalogue(repository, pull.base) if pull.trusted else Services()
    look = _Looker(repository, renamed)
    return tuple(
        item if isinstance(item, Verdict) else decide(item, pull, reviews, look, services, _prior(ledger, item))
        for item in found
    )


def direct(found: Iterable[Item | Verdict], sha: str, ledger: Ledger | None) -> tuple[Verdict, ...]:
    """The verdict on each item of a commit that no pull request explains: only what was approved before stands."""
    verdicts: list[Verdict] = []
    for item in found:
        if isinstance(item, Verdict):
            verdicts.append(item)
            continue
        prior = _prior(ledger, item)
        if prior is not None and prior.current and prior.state == State.APPROVED:
            verdicts.append(Verdict(item, State.APPROVED, prior=prior))
        else:
            verdicts.append(
                Verdict(item, State.PENDING, (f"no pull request explains {sha[:7]}: it was pushed directly",))
            )
    return tuple(verdicts)


def entries(judgement: Judgement, ledger: Ledger) -> list[Fresh]:
    """What the ledger does not hold yet: approvals and refusals, each with the item as it was decided."""
    fresh: list[Fresh] = []
    seen: dict[tuple[str, str, str], list[Mapping[str, object]]] = {}
    for entry in ledger.of(Kind.DECISION):
        about = (entry.text("document"), entry.text("action"), entry.text("fingerprint"))
        seen.setdefault(about, []).append(entry.data)
    for verdict in judgement.verdicts:
        item = verdict.item
        if verdict.state not in (State.APPROVED, State.REJECTED) or verdict.prior is not None:
            continue
        people = [_person(approval) for approval in verdict.approvals]
        outcome = "declined" if item.declined else "accepted"
        same = {"state": verdict.state.value, "outcome": outcome, "pr": judgement.pr, "approvers": people}
        key = (item.document, item.action, item.fingerprint)
        if key in seen and any(same.items() <= data.items() for data in seen[key]):
            continue  # recorded before: an older decision that is recorded again would pass for the newest
        fresh.append(
            Fresh(
                Kind.DECISION,
                {
                    "document": item.document,
                    "action": item.action,
                    "service": item.service,
                    "fingerprint": item.fingerprint,
                    "state": verdict.state.value,
                    "outcome": outcome,
                    "pr": judgement.pr,
                    "commit": judgement.commit,
                    "approvers": people,
                    "reasons": list(verdict.reasons),
                },
            )
        )
    return fresh


def _person(approval: Approval) -> dict[str, object]:
    return {"login": approval.login, "id": approval.id, "review": approval.review, "commit": approval.commit}


def _prior(ledger: Ledger | None, item: Item) -> Decision | None:
    return ledger.decision(item.document, item.action, item.fingerprint) if ledger is not None else None


def _document(repository: Repository, path: str, sha: str) -> Document | None:
    text = repository.text(path, sha)
    return None if text is None else load(Source(path, text))


class _Looker:
    """Finds an item at earlier commits, wherever its document lay then."""

    def __init__(self, repository: Repository, renamed: Mapping[str, str]) -> None:
        self._repository = repository
        self._renamed = renamed

    def __call__(self, item: Item, commit: str) -> Seen:
        for path in self._candidates(item, commit):
            document = _document(self._repository, path, commit)
            if document is None or document.id != item.document:
                continue
            same = [action for action in document.postmortem.actions if action.id and action.id.value == item.action]
            return Seen(True, same[0].bound if len(same) == 1 and document.sound else None)
        return Seen(self._repository.exists(commit), None)

    def _candidates(self, item: Item, commit: str) -> Iterable[str]:
        yield item.path
        if item.path in self._renamed:
            yield self._renamed[item.path]
        if not self._repository.exists(commit):
            return
        named = [path for path in self._repository.paths(commit) if is_document(path) and path != item.path]
        yield from sorted(named, key=lambda path: item.document not in path)[:20]
