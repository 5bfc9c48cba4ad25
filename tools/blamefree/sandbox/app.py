"""What an app mounted on the sandbox is."""

from __future__ import annotations

import threading
from abc import ABC, abstractmethod
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, ClassVar

from blamefree.sandbox.accounts import Accounts
from blamefree.sandbox.clock import Clock, Lag, TickingClock
from blamefree.sandbox.faults import Fault
from blamefree.sandbox.message import Request, Response


@dataclass
class Context:
    """What the server shares with its apps: address, accounts, clock, cloud id and the lock on all state."""

    url: str = "http://127.0.0.1"
    cloud_id: str = "11111111-2222-4333-8444-555555555555"
    accounts: Accounts = field(default_factory=Accounts)
    clock: Clock = field(default_factory=TickingClock)
    lock: threading.RLock = field(default_factory=threading.RLock)


class App(ABC):
    """A stand-in for one product. See the docstring of `blamefree.sandbox.server` for how to add one."""

    name: ClassVar[str]

    def __init__(self) -> None:
        """An app that is not mounted yet; `lag` is its read-after-write lag."""
        self.context = Context()
        self.lag = Lag()
        self.fault: Fault | None = None

    @property
    @abstractmethod
    def prefixes(self) -> tuple[str, ...]:
        """The path prefixes that belong to the app."""

    @abstractmethod
    def handle(self, request: Request) -> Response:
        """Answer a request. Called under the sandbox's lock; `self.fault` is the fault the app itself must play."""

    @abstractmethod
    def dump(self) -> dict[str, Any]:
        """The whole state as JSON values."""

    @abstractmethod
    def load(self, state: Mapping[str, Any]) -> None:
        """Replace the state by a dumped one."""

    @abstractmethod
    def reset(self) -> None:
        """Back to the state a fresh sandbox has."""

    def mount(self, context: Context) -> None:
        """Called once, when the sandbox is built."""
        self.context = context

    def is_write(self, request: Request) -> bool:
        """Whether the request may change something (searches by POST are reads: override)."""
        return request.method not in {"GET", "HEAD", "OPTIONS"}

    def environment(self) -> dict[str, str]:
        """The environment variables that point Blamefree at this app."""
        return {}

    def home(self) -> str:
        """An HTML fragment for the sandbox's front page: what there is to look at."""
        return ""

    def actions(self) -> Mapping[str, Callable[..., Any]]:
        """What a person may do here, by name, for `POST /_sandbox/person/<app>/<action>`."""
        return {}
