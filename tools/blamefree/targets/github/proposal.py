"""A pull request's documents as they are proposed, judged by the rules among all the others."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace

from blamefree.check import Inspection, conclude, inspect
from blamefree.diagnostics.diagnostic import Diagnostic, Family, Report, Severity
from blamefree.diagnostics.suppress import silencer
from blamefree.model.document import Document
from blamefree.model.services import Services
from blamefree.rules.api import Context
from blamefree.targets.github.comment import Reviewed
from blamefree.targets.github.reviews import PullRequest
from blamefree.text.source import Source

FOLLOWING = {"draft": "in_review", "in_review": "approved", "approved": "actions_done"}
# These ask the disk, where the files of the pull request are not; the check in the pull request's own checkout tells.
_ON_DISK = frozenset({
    "broken-link", "broken-anchor", "link-outside-repository", "misplaced-attachment", "misplaced-document",
    "disguised-attachment", "oversized-attachment", "scripted-picture",
})  # fmt: skip
_ALIKE = 2
_ASKED = (Family.COMPLETENESS, Family.ACTIONS, Family.SCHEMA)


@dataclass(frozen=True)
class Proposal:
    """A pull request, its documents, and what the rules say of them."""

    pull: PullRequest
    documents: tuple[Document, ...]
    services: Services
    report: Report
    reviewed: tuple[Reviewed, ...]

    @staticmethod
    def of(
        pull: PullRequest,
        context: Context,
        load: Callable[[Source], Document],
        sources: Mapping[str, Source],
        others: Iterable[tuple[str, object]],
    ) -> Proposal:
        """Inspect the proposed ``sources`` beside ``others``, the documents of the base by path."""
        proposed = {path: load(source) for path, source in sorted(sources.items())}
        inspections = {path: inspect(document, context) for path, document in proposed.items()}
        everything = dict(inspections)
        known = {document.id for document in proposed.values()}
        earlier: list[Document] = []
        for path, other in others:
            if path not in everything and isinstance(other, Document) and other.id not in known:
                everything[path] = inspect(other, context)
                earlier.append(other)
        whole = [everything[path] for path in sorted(everything)]
        report = conclude(whole, context, only=frozenset(proposed))
        kept = tuple(item for item in report.diagnostics if item.rule not in _ON_DISK)
        report = Report(report.documents, kept, report.suppressed, report.skipped, report.private)
        reviewed = tuple(
            replace(_reviewed(document, inspections[path], load, context), similar=similar(document, earlier))
            for path, document in proposed.items()
        )
        documents = tuple(proposed.values())
        return Proposal(pull, documents, context.services or Services(), report, reviewed)


def similar(document: Document, earlier: Iterable[Document]) -> tuple[tuple[str, str], ...]:
    """Up to three earlier postmortems that share most, and what they share; one kind of factor alone is nothing."""
    here = _marks(document)
    day = document.postmortem.date.value if document.postmortem.date else ""
    found: list[tuple[int, str, str]] = []
    for other in earlier:
        stated = other.postmortem.date
        if other.id == document.id or not stated or stated.value > day:
            continue
        shared = [mark for mark in here if mark in _marks(other)]
        score = sum(2 if mark.startswith(("service", "tag")) else 1 for mark in shared)
        if score >= _ALIKE:
            title = other.postmortem.title.value if other.postmortem.title else ""
            found.append((-score, f"{other.id} {title}".strip(), ", ".join(shared)))
    return tuple((name, why) for _, name, why in sorted(found)[:3])


def _marks(document: Document) -> list[str]:
    postmortem = document.postmortem
    marks = [f"service {value.value}" for value in postmortem.services]
    marks += [f"tag {value.value}" for value in postmortem.tags]
    return marks + sorted({f"factor {item.kind.value}" for item in postmortem.factors if item.kind is not None})


def _reviewed(document: Document, now: Inspection, load: Callable[[Source], Document], context: Context) -> Reviewed:
    """What the document's next status would ask of it beyond what it lacks already."""
    status = document.postmortem.status
    following = FOLLOWING.get(status.value, "") if status is not None and document.sound else ""
    if status is None or not following:
        return Reviewed(document, "", tuple(_errors(now)))
    text = document.text[: status.span.start] + following + document.text[status.span.end :]
    then = inspect(load(Source(document.path, text)), context)
    return Reviewed(document, following, tuple(_errors(then)))


def _errors(inspection: Inspection) -> Iterable[Diagnostic]:
    said: set[str] = set()
    for item in sorted(inspection.diagnostics, key=lambda item: item.sort_key):
        if item.family not in _ASKED or item.severity is not Severity.ERROR or item.message in said:
            continue
        if silencer(item, inspection.comments, inspection.waived) is None:
            said.add(item.message)
            yield item
