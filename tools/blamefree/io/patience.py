"""How long to keep asking a remote that lags or asks to wait, shared by everything that talks to it."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable


class Patience:
    """A budget of seconds of waiting. Waits that overlap in several threads count once.

    ``sleep`` and ``monotonic`` can be replaced by tests.
    """

    def __init__(
        self,
        seconds: float,
        *,
        sleep: Callable[[float], None] = time.sleep,
        monotonic: Callable[[], float] = time.monotonic,
    ) -> None:
        self.seconds = seconds
        self._left = seconds
        self._until = 0.0
        self._sleep = sleep
        self._now = monotonic
        self._lock = threading.Lock()

    @property
    def left(self) -> float:
        """Seconds of waiting that are left."""
        return self._left

    def spend(self, seconds: float) -> None:
        """Count seconds that were waited in vain just now."""
        with self._lock:
            now = self._now()
            self._left -= max(0.0, now - max(now - seconds, self._until))
            self._until = max(self._until, now)

    def wait(self, seconds: float) -> bool:
        """Wait that long, if the budget allows it; ``False`` (at once) when it does not."""
        with self._lock:
            now = self._now()
            cost = max(0.0, now + seconds - max(now, self._until))
            if cost > self._left:
                return False
            self._left -= cost
            self._until = max(self._until, now + seconds)
        self._sleep(seconds)
        return True


class Pace:
    """A brake that all threads share: slower when the remote says that a limit is near, then faster again."""

    LONGEST = 2.0

    def __init__(
        self, *, sleep: Callable[[float], None] = time.sleep, monotonic: Callable[[], float] = time.monotonic
    ) -> None:
        self.pause = 0.0
        self._free_at: dict[str, float] = {}
        self._sleep = sleep
        self._now = monotonic
        self._lock = threading.Lock()

    def before(self, endpoint: str) -> None:
        """Wait for this endpoint's turn."""
        with self._lock:
            now = self._now()
            turn = max(now, self._free_at.get(endpoint, 0.0))
            if self.pause or turn > now:
                self._free_at[endpoint] = turn + self.pause
        if turn > now:
            self._sleep(turn - now)

    def after(self, *, near_limit: bool) -> None:
        """Learn from an answer."""
        with self._lock:
            if near_limit:
                self.pause = min(self.LONGEST, max(0.05, self.pause * 2))
            elif self.pause:
                self.pause = self.pause / 2 if self.pause > 0.02 else 0.0
