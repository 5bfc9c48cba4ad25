"""Applies fixes: edits that do not overlap, in rounds, each round checked again."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

from blamefree.check import Inspection
from blamefree.diagnostics.diagnostic import Diagnostic, Severity
from blamefree.diagnostics.fix import Applicability, Fix
from blamefree.diagnostics.suppress import silencer
from blamefree.rules.some import nearly_all

ROUNDS = 2000
"""Every round leaves another text; this ends what would go on for ever."""

Inspect = Callable[[str], Inspection]


def apply(text: str, fixes: Iterable[Fix]) -> tuple[str, int]:
    """Apply whole fixes in the order of the text; one that overlaps an earlier one waits for the next round.

    Returns the new text and the number of fixes applied.
    """
    chosen: list[tuple[int, int, str]] = []
    applied = 0
    for fix in sorted(fixes, key=_first):
        edits = [(edit.place.start.offset, edit.place.end.offset, edit.replacement) for edit in fix.edits]
        if any(_clash(edit, other) for edit in edits for other in chosen):
            continue
        if all(text[start:end] == replacement for start, end, replacement in edits):
            continue
        chosen.extend(edits)
        applied += 1
    for start, end, replacement in sorted(chosen, reverse=True):
        text = text[:start] + replacement + text[end:]
    return text, applied


def repair(text: str, inspect: Inspect, *, unsafe: bool = False) -> tuple[str, int]:
    """Fix a document until nothing more can be fixed.

    ``inspect`` looks at a text. What makes a document worse is not done, so that a repair never does, and a document
    that was seen before ends it. Returns the text and how many fixes hold.
    """
    total = 0
    seen = {text}
    with nearly_all():
        current = inspect(text)
        for _ in range(ROUNDS):
            fixes = wanted(current, unsafe)
            if not fixes:
                break
            changed, count, after = _most(text, fixes, current, inspect)
            if not count or changed in seen:
                break
            seen.add(changed)
            text, total, current = changed, total + count, after
    return text, total


def wanted(inspection: Inspection, unsafe: bool) -> list[Fix]:
    """The fixes of an inspection that may be applied: safe ones, all with ``unsafe``, none that is silenced."""
    return [
        diagnostic.fix
        for diagnostic in inspection.diagnostics
        if diagnostic.fix is not None
        and (unsafe or diagnostic.fix.applicability is Applicability.SAFE)
        and silencer(diagnostic, inspection.comments, inspection.waived) is None
    ]


def _most(text: str, fixes: Sequence[Fix], before: Inspection, inspect: Inspect) -> tuple[str, int, Inspection]:
    """As many of the first fixes as do not make the document worse: all, half of them and so on, or any one."""
    ordered = sorted(fixes, key=_first)
    size = len(ordered)
    while size > 1:
        changed, count = apply(text, ordered[:size])
        if not count:
            return text, 0, before
        after = inspect(changed)
        if not _worse(after, before):
            return changed, count, after
        size //= 2
    for fix in ordered:
        changed, count = apply(text, [fix])
        if count:
            after = inspect(changed)
            if not _worse(after, before):
                return changed, 1, after
    return text, 0, before


def _worse(after: Inspection, before: Inspection) -> bool:
    """Whether there are more errors than before; those that a document has which could not be read were there."""
    if after.sound != before.sound:
        return before.sound
    return _errors(after) > _errors(before)


def _errors(inspection: Inspection) -> int:
    return sum(_is_error(diagnostic) for diagnostic in inspection.diagnostics)


def _is_error(diagnostic: Diagnostic) -> bool:
    return diagnostic.severity is Severity.ERROR


def _first(fix: Fix) -> tuple[int, int]:
    return min(((edit.place.start.offset, edit.place.end.offset) for edit in fix.edits), default=(0, 0))


def _clash(one: tuple[int, int, str], other: tuple[int, int, str]) -> bool:
    if one[0] == one[1] and other[0] == other[1]:
        return one[0] == other[0]
    return one[0] < max(other[1], other[0] + 1) and other[0] < max(one[1], one[0] + 1)
