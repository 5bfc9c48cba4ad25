"""Only what a change brings: the report of now held against the report of then."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import replace

from blamefree.check import Inspection, conclude, inspect
from blamefree.checking.inspecting import unreadable
from blamefree.diagnostics.diagnostic import Diagnostic, Report
from blamefree.diagnostics.fingerprint import fingerprints
from blamefree.errors import SettingsProblem
from blamefree.io import git
from blamefree.io.files import Unreadable, decode
from blamefree.model.corpus import Facts
from blamefree.model.services import Services, read_services
from blamefree.rules.api import Context
from blamefree.text.source import Source
from blamefree.workspace import Workspace


def brought(
    workspace: Workspace,
    changes: git.Changes,
    inspections: Sequence[Inspection],
    sources: Mapping[str, Source],
    context: Context,
) -> Report:
    """The part of today's report that lies on changed lines, or that was not said before the change."""
    then = _Then(workspace, changes, inspections, context)
    report = conclude(inspections, replace(context, before=then.facts(changes)))
    renamed = {old: new for new, old in changes.before.items()}
    old = conclude(then.inspections, then.context)
    before = Counter(fingerprints(old.diagnostics, then.sources(sources), renamed))
    kept: list[Diagnostic] = []
    for diagnostic, print_ in zip(report.diagnostics, fingerprints(report.diagnostics, sources), strict=True):
        known = before[print_] > 0
        before[print_] -= known
        if not known or _touched(diagnostic, changes):
            kept.append(diagnostic)
    return Report(
        sum(path in changes.lines for path in then.present),
        tuple(kept),
        report.suppressed,
        report.skipped,
        report.private,
    )


def _touched(diagnostic: Diagnostic, changes: git.Changes) -> bool:
    if diagnostic.path not in changes.lines:
        return False
    lines = changes.lines[diagnostic.path]
    if lines is None:
        return True
    first = diagnostic.place.start.line
    return any(line in lines for line in range(first, min(diagnostic.place.end.line, first + 200) + 1))


class _Then:
    """The corpus as it was at the base: today's inspections with the changed documents put back."""

    def __init__(
        self, workspace: Workspace, changes: git.Changes, inspections: Sequence[Inspection], context: Context
    ) -> None:
        self.present = [inspection.path for inspection in inspections]
        services = _services(workspace, changes.base)
        self.context = (
            context if services == context.services else workspace.context(services=services, now=context.now)
        )
        documents = {path for path in (*changes.before.values(), *changes.deleted) if path.endswith(".md")}
        keep = [inspection for inspection in inspections if inspection.path not in changes.lines]
        self._old: dict[str, Source] = {}
        if self.context is not context:
            keep = [self._again(workspace, inspection) for inspection in keep]
        self.inspections = keep + [
            inspection
            for path in sorted(documents)
            if (inspection := self._at(workspace, changes.base, path)) is not None
        ]

    def facts(self, changes: git.Changes) -> dict[str, Facts]:
        """What was known of each document, by the path it has now."""
        now = {old: new for new, old in changes.before.items()}
        return {now.get(item.path, item.path): item.facts for item in self.inspections if item.sound}

    def sources(self, now: Mapping[str, Source]) -> Mapping[str, Source]:
        """The texts of then; what did not change is the text of now."""
        return _Layered(self._old, now)

    def _at(self, workspace: Workspace, base: str, path: str) -> Inspection | None:
        data = git.show(workspace.root, base, path)
        if data is None or len(data) > 1024 * 1024:
            return None
        source = decode(path, data)
        if isinstance(source, Unreadable):
            return unreadable(source)
        self._old[path] = source
        return inspect(workspace.load(source), self.context)

    def _again(self, workspace: Workspace, inspection: Inspection) -> Inspection:
        from blamefree.checking.inspecting import one

        return one(workspace, inspection.path, self.context)


class _Layered(Mapping[str, Source]):
    def __init__(self, over: Mapping[str, Source], under: Mapping[str, Source]) -> None:
        self._over, self._under = over, under

    def __getitem__(self, path: str) -> Source:
        return self._over[path] if path in self._over else self._under[path]

    def __iter__(self):  # type: ignore[no-untyped-def]
        return iter({**self._under, **self._over})

    def __len__(self) -> int:
        return len({*self._under, *self._over})


def _services(workspace: Workspace, base: str) -> Services | None:
    data = git.show(workspace.root, base, "services.yml")
    if data is None:
        return None
    try:
        return read_services(data.decode("utf-8-sig"))
    except (SettingsProblem, UnicodeDecodeError):
        return workspace.services
