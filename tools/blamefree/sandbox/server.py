"""The loopback server that stands in for Confluence, Jira and GitHub.

    with Sandbox() as sandbox:
        sandbox.url                      # http://127.0.0.1:<port>
        sandbox.environment()            # CONFLUENCE_URL and the like, with dummy tokens
        sandbox.requests, sandbox.writes # counted since the last sandbox.reset_log()
        sandbox.log                      # entries: method, path, query, status, write, changed, body
        sandbox.plan(Fault(FaultKind.CRASHHAPPENS_COMMIT, at=3, write=True))
        sandbox.latency = 0.05           # seconds, added to each request
        sandbox.confluence.person.edit(page_id, replace=("old", "new"))

How to add an app
-----------------
1. Write `sandbox/<product>.py` (or a package) with a class that extends `blamefree.sandbox.app.App`: a `name`, the
   path `prefixes` it owns, `handle(request)` (build a `Router`, raise `Refusal` for errors), `dump`, `load`, `reset`.
   `self.context` has the address, the accounts and the clock; ids are counters, times come from the clock, nothing is
   random.
2. Override `is_write` where a POST only reads, `environment` for `blamefree sandbox`, `home` for the front page,
   `actions` for what a person does behind our back. `self.lag` is there for eventually consistent reads; `self.fault`
   tells of a LAG or HALF_ATTACHMENT fault; all other faults, latency, locking and the log are the server's business.
3. Add it to `standard_apps` below and give `Sandbox` a property of its name. Check its answers with tests/contract.py.

Tests in other processes use `/_sandbox/...` (module `control`).
"""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from pathlib import Path
from types import TracebackType
from typing import Self, TypeVar

from blamefree.sandbox.app import App, Context
from blamefree.sandbox.clock import Clock
from blamefree.sandbox.confluence import Confluence
from blamefree.sandbox.control import Control
from blamefree.sandbox.faults import Fault, FaultPlan
from blamefree.sandbox.front import front_page
from blamefree.sandbox.github import GitHub
from blamefree.sandbox.jira import Jira
from blamefree.sandbox.journal import Entry, Journal
from blamefree.sandbox.message import Refusal, Request, Response, json_response
from blamefree.sandbox.outcome import HAPPENS, play
from blamefree.sandbox.transport import Delivery, Listener

AppType = TypeVar("AppType", bound=App)


def standard_apps() -> tuple[App, ...]:
    """The apps a sandbox has when none are named."""
    return (Confluence(), Jira(), GitHub())


class Sandbox:
    """A loopback server with the given apps; a context manager that starts and stops.

    `port` 0 lets the system choose. `state` names a JSON file: read at start when it exists, written at stop and by
    `save()`. `clock` gives the time (default: deterministic, one second per reading).
    """

    def __init__(
        self,
        port: int = 0,
        apps: Sequence[App] | None = None,
        *,
        state: Path | None = None,
        clock: Clock | None = None,
        latency: float = 0.0,
    ) -> None:
        self.apps: tuple[App, ...] = tuple(apps) if apps is not None else standard_apps()
        self.context = Context()
        if clock is not None:
            self.context.clock = clock
        self.latency = latency
        self.journal = Journal()
        self.faults = FaultPlan()
        self.lock = self.context.lock
        self._control = Control(self)
        self._observers: list[Callable[[Request, Response], None]] = []
        self._state = state
        for app in self.apps:
            app.mount(self.context)
            app.reset()
        if state is not None and state.exists():
            self.load(json.loads(state.read_text(encoding="utf-8")))
        self._listener = Listener(port, self._deliver)
        self.context.url = f"http://127.0.0.1:{self._listener.port}"

    # -- life ---------------------------------------------------------------------------------------------------

    def start(self) -> Self:
        """Begin to answer, on a thread of its own."""
        self._listener.start()
        return self

    def stop(self) -> None:
        """Stop answering, close every connection, save the state when a file was named."""
        self._listener.stop()
        self.save()

    def __enter__(self) -> Self:
        return self.start()

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()

    # -- for tests ----------------------------------------------------------------------------------------------

    @property
    def url(self) -> str:
        """The address, without a slash at the end."""
        return self.context.url

    @property
    def log(self) -> tuple[Entry, ...]:
        """Every request to the apps since the last reset of the log, in order."""
        return tuple(self.journal.entries)

    @property
    def requests(self) -> int:
        """How many requests since the last reset of the log."""
        return len(self.journal.entries)

    @property
    def writes(self) -> int:
        """How many of them were writes, successful or not."""
        return self.journal.writes

    def reset_log(self) -> None:
        """Forget the log; state and faults stay."""
        with self.lock:
            self.journal.reset()

    def plan(self, *faults: Fault) -> None:
        """Plan faults; they count requests from now on."""
        with self.lock:
            self.faults.plan(*faults)

    def clear_faults(self) -> None:
        """Forget planned faults."""
        with self.lock:
            self.faults.clear()

    def observe(self, watcher: Callable[[Request, Response], None]) -> None:
        """Have every exchange of the apps shown to `watcher`, faults aside: what was asked, what the app answered."""
        self._observers.append(watcher)

    def app(self, kind: type[AppType]) -> AppType:
        """The mounted app of a class.

        Raises LookupError when there is none.
        """
        for app in self.apps:
            if isinstance(app, kind):
                return app
        raise LookupError(f"this sandbox has no {kind.__name__}")

    @property
    def confluence(self) -> Confluence:
        """The Confluence of this sandbox."""
        return self.app(Confluence)

    @property
    def jira(self) -> Jira:
        """The Jira of this sandbox."""
        return self.app(Jira)

    @property
    def github(self) -> GitHub:
        """The GitHub of this sandbox."""
        return self.app(GitHub)

    def environment(self) -> dict[str, str]:
        """The environment variables that point Blamefree at this sandbox."""
        return {name: value for app in self.apps for name, value in app.environment().items()}

    # -- state --------------------------------------------------------------------------------------------------

    def dump(self) -> dict[str, object]:
        """The state of every app as JSON values."""
        with self.lock:
            return {"version": 1, **{app.name: app.dump() for app in self.apps}}

    def load(self, state: dict[str, object]) -> None:
        """Take over a dumped state; apps that it does not mention are left as they are."""
        with self.lock:
            for app in self.apps:
                part = state.get(app.name)
                if isinstance(part, dict):
                    app.load(part)

    def reset(self) -> None:
        """Fresh state, empty log, no faults, no lag, no latency."""
        with self.lock:
            self.journal.reset()
            self.faults.clear()
            self.latency = 0.0
            for app in self.apps:
                app.lag.clear()
                app.lag.reads, app.lag.seconds = 0, 0.0
                app.reset()

    def save(self) -> None:
        """Write the state to the named file, when one was named."""
        if self._state is not None:
            self._state.parent.mkdir(parents=True, exist_ok=True)
            self._state.write_text(json.dumps(self.dump(), ensure_ascii=False, indent=1), encoding="utf-8")

    # -- serving ------------------------------------------------------------------------------------------------

    def _find(self, path: str) -> App | None:
        """The app whose longest prefix the path has."""
        owned = [
            (len(prefix), app)
            for app in self.apps
            for prefix in app.prefixes
            if path == prefix.rstrip("/") or path.startswith(prefix.rstrip("/") + "/")
        ]
        return max(owned, key=lambda pair: pair[0])[1] if owned else None

    def _deliver(self, request: Request) -> Delivery:
        """Answer one request, with the fault that strikes it. Called on the connection's thread."""
        if request.path == "/_sandbox" or request.path.startswith("/_sandbox/"):
            return Delivery(self._control.answer(request))
        app = self._find(request.path)
        if app is None:
            return Delivery(self._site(request))
        write = app.is_write(request)
        with self.lock:
            fault = self.faults.strike(request, write)
            response: Response | None = None
            if fault is None or fault.kind in HAPPENS:
                response = self._handle(app, request, fault)
            if response is not None:
                for watcher in self._observers:
                    watcher(request, response)
            delivery = play(fault, response)
            changed = response is not None and write and response.status < 400
            self.journal.note(
                app.name,
                request,
                delivery.response.status if delivery.response else 0,
                write,
                changed,
                fault.kind.value if fault else None,
            )
        return Delivery(delivery.response, delivery.wait + self.latency, delivery.end)

    def _handle(self, app: App, request: Request, fault: Fault | None) -> Response:
        app.fault = fault
        try:
            return app.handle(request)
        except Refusal as refusal:
            return refusal.response
        except Exception as defect:  # noqa: BLE001 - whatever it is, the caller must see it
            # A hole in the stand-in must look like one, not like a dropped connection.
            return json_response({"statusCode": 500, "message": f"defect in the sandbox: {defect!r}"}, 500)
        finally:
            app.fault = None

    def _site(self, request: Request) -> Response:
        """What belongs to no app: the front page and the site's cloud id."""
        if request.path == "/_edge/tenant_info":
            return json_response({"cloudId": self.context.cloud_id})
        if request.path == "/" and request.method in {"GET", "HEAD"}:
            with self.lock:
                return front_page(self.apps)
        return json_response({"statusCode": 404, "message": f"nothing is mounted at {request.path}"}, 404)
