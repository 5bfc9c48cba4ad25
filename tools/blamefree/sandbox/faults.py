"""Faults: what goes wrong, and at which request.

A plan is a list of `Fault`. Each fault counts the requests that match it (method, path, write) from the moment
it was planned; it strikes at number `at` and at the following ones while `times` lasts.
"""

from __future__ import annotations

import fnmatch
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from enum import StrEnum
from typing import Any

from blamefree.sandbox.message import Request


class FaultKind(StrEnum):
    """What happens to a request that a fault strikes."""

    CRASH_BEFORE_COMMIT = "crash-before-commit"  # connection closed, nothing happened
    CRASH_AFTER_COMMIT = "crash-after-commit"  # the change happened, connection closed without an answer
    RESET = "reset"  # TCP reset, nothing happened
    TRUNCATE = "truncate"  # the change happened, half of the answer arrives
    STATUS = "status"  # `status` answered, nothing happened
    STATUS_AFTER_COMMIT = "status-after-commit"  # `status` answered although the change happened
    HANG = "hang"  # no answer for `seconds`, nothing happened, then closed
    HANG_AFTER_COMMIT = "hang-after-commit"  # the change happened, no answer for `seconds`, then closed
    SLOW = "slow"  # a good answer after `seconds`
    NEAR_LIMIT = "near-limit"  # a good answer that warns of the rate limit in its headers
    LAG = "lag"  # a good answer, but reads do not show the change for `reads` requests or `seconds`
    HALF_ATTACHMENT = "half-attachment"  # 503; the upload is stored with half of its bytes


@dataclass(frozen=True)
class Fault:
    """One planned fault.

    `at` counts matching requests from 1; `times` is how many are struck (None: from then on, for ever).
    `path` is a shell pattern (`*/child/attachment`), `write` limits to writes (True) or reads (False).
    `status`, `retry_after` (seconds) and `body` belong to STATUS; `seconds` to HANG, SLOW and LAG; `reads` to LAG.
    """

    kind: FaultKind
    at: int = 1
    times: int | None = 1
    method: str | None = None
    path: str | None = None
    write: bool | None = None
    status: int = 503
    retry_after: int | None = None
    seconds: float = 0.0
    reads: int = 1
    body: str | None = None

    @staticmethod
    def from_dict(values: Mapping[str, Any]) -> Fault:
        """Read a fault from its JSON form.

        Raises TypeError or ValueError naming what is unknown.
        """
        return Fault(**{**values, "kind": FaultKind(values["kind"])})

    def to_dict(self) -> dict[str, Any]:
        """The JSON form."""
        return {**asdict(self), "kind": self.kind.value}

    def concerns(self, request: Request, write: bool) -> bool:
        """Whether the request is one of those this fault counts."""
        if self.method is not None and self.method.upper() != request.method:
            return False
        if self.write is not None and self.write != write:
            return False
        return self.path is None or fnmatch.fnmatchcase(request.path, self.path)


@dataclass
class FaultPlan:
    """The planned faults with their counters."""

    faults: list[Fault] = field(default_factory=list)
    _seen: list[int] = field(default_factory=list)

    def plan(self, *faults: Fault) -> None:
        """Add faults; their counting starts now."""
        self.faults.extend(faults)
        self._seen.extend(0 for _ in faults)

    def clear(self) -> None:
        """Forget every fault."""
        self.faults.clear()
        self._seen.clear()

    def strike(self, request: Request, write: bool) -> Fault | None:
        """Count the request with every fault it concerns; the first fault that is due, or None."""
        struck: Fault | None = None
        for index, fault in enumerate(self.faults):
            if not fault.concerns(request, write):
                continue
            self._seen[index] += 1
            over = fault.times is not None and self._seen[index] >= fault.at + fault.times
            if struck is None and self._seen[index] >= fault.at and not over:
                struck = fault
        return struck
