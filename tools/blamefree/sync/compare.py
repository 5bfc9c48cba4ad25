"""The three-way comparison: desired (git), recorded (what we left), actual (the remote now)."""

from __future__ import annotations

from enum import StrEnum


class Verdict(StrEnum):
    """What three fingerprints say about one resource."""

    SAME = "same"
    CREATE = "create"
    UPDATE = "update"
    DRIFT = "drift"  # a person changed it, git has nothing new
    BOTH = "both"  # a person changed it, and git has something new
    CONVERGED = "converged"  # a person made it what git wants
    GONE = "gone"  # git wants it, we made it, the remote has it no more
    ORPHAN = "orphan"  # we made it, git no longer wants it
    FOREIGN = "foreign"  # it is there, we did not make it
    NOTHING = "nothing"


def compare(desired: str | None, recorded: str | None, actual: str | None) -> Verdict:
    """Compare fingerprints; ``None`` stands for what does not exist."""
    if desired is None:
        if actual is None or recorded is None:
            return Verdict.NOTHING
        return Verdict.ORPHAN
    if actual is None:
        return Verdict.CREATE if recorded is None else Verdict.GONE
    if recorded is None:
        return Verdict.FOREIGN
    if actual == recorded:
        return Verdict.SAME if desired == recorded else Verdict.UPDATE
    if actual == desired:
        return Verdict.CONVERGED
    return Verdict.DRIFT if desired == recorded else Verdict.BOTH
