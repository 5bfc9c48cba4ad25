"""Time and identity in the sandbox: deterministic unless told otherwise."""

from __future__ import annotations

import time
from collections.abc import Callable, Hashable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

Clock = Callable[[], datetime]


@dataclass
class TickingClock:
    """A clock that moves one step each time it is read: two runs see the same times."""

    now: datetime = datetime(2026, 3, 20, 9, 0, tzinfo=UTC)
    step: timedelta = timedelta(seconds=1)

    def __call__(self) -> datetime:
        """The next moment (UTC)."""
        self.now += self.step
        return self.now


def wall_clock() -> datetime:
    """The time on the wall (UTC), for a sandbox that people look at."""
    return datetime.now(UTC)


def milliseconds(moment: datetime) -> str:
    """RFC 3339 in UTC with milliseconds and `Z`, as Atlassian's services write times."""
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.") + f"{moment.microsecond // 1000:03d}Z"


@dataclass
class Lag:
    """Read-after-write lag: for how long reads do not show a change.

    `reads` and `seconds` apply to every change while they are above zero. `begin` starts one; `hides` answers whether
    a read must still not see the key, and counts that read.
    """

    reads: int = 0
    seconds: float = 0.0
    monotonic: Callable[[], float] = time.monotonic
    _hidden: dict[Hashable, tuple[int, float]] = field(default_factory=dict)

    def begin(self, key: Hashable, reads: int | None = None, seconds: float | None = None) -> None:
        """A change was made to `key`; hide it as configured (or as given)."""
        count = self.reads if reads is None else reads
        duration = self.seconds if seconds is None else seconds
        if count > 0 or duration > 0:
            self._hidden[key] = (count, self.monotonic() + duration)

    def hides(self, key: Hashable) -> bool:
        """Whether this read must not see the last change to `key`."""
        if key not in self._hidden:
            return False
        count, until = self._hidden[key]
        if count > 0:
            self._hidden[key] = (count - 1, until)
            return True
        if self.monotonic() < until:
            return True
        del self._hidden[key]
        return False

    def clear(self) -> None:
        """Everything is visible again."""
        self._hidden.clear()
