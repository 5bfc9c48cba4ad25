"""When a plan may be applied, and which of its changes."""

from __future__ import annotations

from enum import StrEnum

from blamefree.errors import PlanRefused
from blamefree.sync.change import Change, Op
from blamefree.sync.plan import Plan


class OnDrift(StrEnum):
    """What to do about a resource that a person edited."""

    FAIL = "fail"
    SKIP = "skip"
    OVERWRITE = "overwrite"
    EXPORT = "export"


MOST_REMOVED = 0.5  # of what we published, when more than a handful would go
A_HANDFUL = 5


def guard(plan: Plan, on_drift: OnDrift, *, published: int = 0) -> None:
    """Raise :class:`PlanRefused` when nothing of the plan may be applied.

    ``published`` is how many resources of ours the remote has; a plan that would archive more than half of
    them (and more than a handful) is taken for a mistake, such as a run in the wrong folder.
    """
    conflicts = plan.of(Op.CONFLICT)
    if conflicts:
        first = conflicts[0]
        raise PlanRefused(
            f"{first.title!r}: {first.reason}{_more(conflicts)}; nothing was changed",
            "; or ".join(first.ways_out) or "look at it on the remote",
        )
    drifted = tuple(change for change in plan.of(Op.DRIFT) if change.pending)
    if drifted and on_drift is OnDrift.FAIL:
        first = drifted[0]
        raise PlanRefused(
            f"{first.title!r} was edited by a person and git has something new for it{_more(drifted)}; "
            "nothing was changed",
            "take the edit into the document, or choose --on-drift skip, overwrite or export",
        )
    gone = plan.of(Op.ARCHIVE)
    if len(gone) > A_HANDFUL and len(gone) > published * MOST_REMOVED:
        raise PlanRefused(
            f"the plan would archive {len(gone)} of {published} published pages; nothing was changed",
            "check that this is the right folder and the right settings; archive them in smaller steps if it is meant",
        )


def chosen(plan: Plan, on_drift: OnDrift) -> tuple[Change, ...]:
    """The changes that write under this policy: with ``overwrite`` also those held back for a person's work."""
    if on_drift is OnDrift.OVERWRITE:
        return tuple(change for change in plan.changes if change.op.writes or held_back(change))
    return plan.writes


def held_back(change: Change) -> bool:
    """Whether a change is only held back because something of a person's would be lost."""
    return change.op is Op.DRIFT or (change.op is Op.BLOCKED and change.pending)


def _more(changes: tuple[Change, ...]) -> str:
    return f" (and {len(changes) - 1} more)" if len(changes) > 1 else ""
