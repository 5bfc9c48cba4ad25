"""`/_sandbox/...`: the sandbox's own endpoints, for tests that live in another process.

| request | does |
|---|---|
| `GET /_sandbox/log`, `DELETE /_sandbox/log` | counters and entries; forget them |
| `GET /_sandbox/state`, `PUT /_sandbox/state` | the state of every app; replace it |
| `GET`, `POST`, `DELETE /_sandbox/faults` | planned faults; add one or a list; forget all |
| `PUT /_sandbox/settings` | `{"latency": seconds, "lag": {"<app>": {"reads": n, "seconds": s}}}` |
| `POST /_sandbox/reset` | everything as new |
| `POST /_sandbox/person/<app>/<action>` | what a person does: `confluence/edit`, `{"page_id": "…", "body": "…"}` |
| `GET /_sandbox/environment` | the variables that `blamefree sandbox` prints |

These requests are not logged and no fault strikes them. Only a caller that names a loopback host is answered, so that a
web page in the user's browser cannot reach them under a name of its own.
"""

from __future__ import annotations

from dataclasses import asdict, is_dataclass
from typing import TYPE_CHECKING, Any

from blamefree.sandbox.faults import Fault
from blamefree.sandbox.message import Refusal, Request, Response, json_response
from blamefree.sandbox.routing import Router

if TYPE_CHECKING:
    from blamefree.sandbox.server import Sandbox

_LOOPBACK = ("127.0.0.1", "localhost", "[::1]")


class Control:
    """The endpoints, bound to a sandbox."""

    def __init__(self, sandbox: Sandbox) -> None:
        """Build the routes."""
        self._sandbox = sandbox
        self._router = Router()
        add = self._router.add
        add("GET", "/_sandbox/log", self._log)
        add("DELETE", "/_sandbox/log", self._reset_log)
        add("GET", "/_sandbox/state", self._state)
        add("PUT", "/_sandbox/state", self._load)
        add("GET", "/_sandbox/faults", self._faults)
        add("POST", "/_sandbox/faults", self._plan)
        add("DELETE", "/_sandbox/faults", self._clear)
        add("PUT", "/_sandbox/settings", self._settings)
        add("POST", "/_sandbox/reset", self._reset)
        add("POST", "/_sandbox/person/{app}/{action}", self._person)
        add("GET", "/_sandbox/environment", self._environment)

    def answer(self, request: Request) -> Response:
        """Answer a control request; mistakes in it are a 400 with the reason."""
        host = request.headers.get("host", "").rpartition(":")[0] or request.headers.get("host", "")
        if host not in _LOOPBACK:
            return json_response({"message": "the sandbox's controls answer loopback callers only"}, 403)
        try:
            with self._sandbox.lock:
                found = self._router.answer(request.path, request)
        except Refusal as refusal:
            return refusal.response
        except (KeyError, LookupError, TypeError, ValueError) as problem:
            return json_response({"message": f"{type(problem).__name__}: {problem}"}, 400)
        return found or json_response({"message": f"no such control: {request.path}"}, 404)

    def _log(self, _request: Request) -> Response:
        sandbox = self._sandbox
        return json_response(
            {
                "requests": sandbox.requests,
                "writes": sandbox.writes,
                "entries": [entry.to_dict() for entry in sandbox.log],
            }
        )

    def _reset_log(self, _request: Request) -> Response:
        self._sandbox.reset_log()
        return Response(204)

    def _state(self, _request: Request) -> Response:
        return json_response(self._sandbox.dump())

    def _load(self, request: Request) -> Response:
        self._sandbox.load(request.json())
        return Response(204)

    def _faults(self, _request: Request) -> Response:
        return json_response([fault.to_dict() for fault in self._sandbox.faults.faults])

    def _plan(self, request: Request) -> Response:
        value = request.json()
        faults = [Fault.from_dict(item) for item in (value if isinstance(value, list) else [value])]
        self._sandbox.plan(*faults)
        return json_response([fault.to_dict() for fault in faults], 201)

    def _clear(self, _request: Request) -> Response:
        self._sandbox.clear_faults()
        return Response(204)

    def _settings(self, request: Request) -> Response:
        values = request.json()
        unknown = set(values) - {"latency", "lag"}
        if unknown:
            raise ValueError(f"unknown setting {min(unknown)!r}: latency and lag are known")
        apps = {app.name: app for app in self._sandbox.apps}
        for name, lag in values.get("lag", {}).items():
            apps[name].lag.reads = int(lag.get("reads", 0))
            apps[name].lag.seconds = float(lag.get("seconds", 0.0))
        self._sandbox.latency = float(values.get("latency", self._sandbox.latency))
        return Response(204)

    def _reset(self, _request: Request) -> Response:
        self._sandbox.reset()
        return Response(204)

    def _environment(self, _request: Request) -> Response:
        return json_response(self._sandbox.environment())

    def _person(self, request: Request, app: str, action: str) -> Response:
        mounted = {known.name: known for known in self._sandbox.apps}
        done = mounted[app].actions()[action](**(request.json() if request.body else {}))
        return json_response({"result": _plain(done)})


def _plain(value: Any) -> Any:
    """A result as JSON values: objects by their id."""
    if is_dataclass(value) and not isinstance(value, type):
        return getattr(value, "id", None) or asdict(value)
    if isinstance(value, list | tuple):
        return [_plain(item) for item in value]
    return value
