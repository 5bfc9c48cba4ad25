"""HTTP for the clients of remote systems: timeouts everywhere, patience for reads, never a blind repeat of a write."""

from __future__ import annotations

import base64
import json
import re
import threading
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from email.utils import parsedate_to_datetime
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit, urlunsplit

from blamefree.errors import RemoteProblem, SettingsProblem
from blamefree.io import clock
from blamefree.io.patience import Pace, Patience

if TYPE_CHECKING:
    import requests

CONNECT_TIMEOUT = 10.0
READ_TIMEOUT = 30.0
UNREACHED = 4  # tries to reach a host that refuses the connection or has no address: a second and a half
TRY_AGAIN = frozenset({408, 425, 429, 500, 502, 503, 504})
READS = frozenset({"GET", "HEAD"})
Query = Sequence[tuple[str, str]]
Upload = tuple[str, tuple[str, bytes, str]]
_NUMBER = re.compile(r"(?<=/)(att)?\d+(?=/|$)")


class HttpProblem(RemoteProblem):
    """An answer that is not what was asked for. ``status`` is 0 when there was no answer."""

    def __init__(self, message: str, hint: str = "", *, status: int = 0, said: str = "") -> None:
        super().__init__(message, hint)
        self.status = status
        self.said = said


class UnknownOutcome(HttpProblem):
    """A write got no answer, or one that does not tell whether it happened: look before doing it again."""

    def __init__(
        self, message: str, hint: str = "", *, status: int = 0, wait: float | None = None, tries: int = 0
    ) -> None:
        super().__init__(message, hint, status=status)
        self.wait = wait
        self.tries = tries  # how often it is worth trying a read; 0: as long as there is patience


@dataclass(frozen=True)
class Credentials:
    """User and token, or a token alone (bearer). Never printed."""

    token: str = field(repr=False)
    username: str = field(default="", repr=False)

    @property
    def header(self) -> str:
        """The Authorization header."""
        if not self.username:
            return f"Bearer {self.token}"
        return "Basic " + base64.b64encode(f"{self.username}:{self.token}".encode()).decode("ascii")

    def scrub(self, text: str) -> str:
        """``text`` without the token, in any form it is sent in."""
        for secret in (self.header.split(" ", 1)[1], self.token):
            if len(secret) > 3:
                text = text.replace(secret, "***")
        return text


@dataclass(frozen=True)
class Answer:
    """A good answer."""

    status: int
    headers: Mapping[str, str]
    body: bytes

    def json(self) -> Any:
        """The body as JSON, ``None`` when there is none; anything else is a :class:`HttpProblem`."""
        if not self.body.strip():
            return None
        try:
            return json.loads(self.body)
        except ValueError:
            raise HttpProblem(
                "the remote answered with something that is not JSON",
                "is the address right, and is there no login page in front of it?",
                status=self.status,
            ) from None


class Http:
    """One remote. ``name`` is what messages call it, ``variable`` the setting that holds its address."""

    def __init__(
        self,
        name: str,
        base: str,
        credentials: Credentials,
        patience: Patience,
        *,
        variable: str = "",
        pace: Pace | None = None,
    ) -> None:
        try:
            parts = urlsplit(base.strip())
            known = parts.scheme in ("http", "https") and bool(parts.hostname) and (parts.port or 1) > 0
        except ValueError:
            known = False
        if not known:
            raise SettingsProblem(
                f"{variable or name}: not an address of the form https://host", "give the whole address"
            )
        if parts.username or parts.password:
            raise SettingsProblem(
                f"{variable or name}: the address holds a user or password", "set them in the environment instead"
            )
        self.name = name
        self.base = urlunsplit((parts.scheme, parts.netloc, parts.path.rstrip("/"), "", ""))
        self.host = parts.netloc
        self.variable = variable or name
        self.credentials = credentials
        self.patience = patience
        self.pace = pace if pace is not None else Pace()
        self.requests = 0
        self._local = threading.local()
        self._timeout = (CONNECT_TIMEOUT, max(1.0, min(READ_TIMEOUT, patience.seconds)))

    def get(self, path: str, query: Query = ()) -> Answer:
        """Read; repeated while the remote lags or asks to wait, as long as there is patience."""
        attempt = 0
        while True:
            try:
                return self.once("GET", path, query)
            except HttpProblem as problem:
                if problem.status and problem.status not in TRY_AGAIN:
                    raise
                attempt += 1
                wait = problem.wait if isinstance(problem, UnknownOutcome) and problem.wait is not None else None
                if isinstance(problem, UnknownOutcome) and 0 < problem.tries <= attempt:
                    raise
                if not self.patience.wait(backoff(attempt) if wait is None else wait):
                    raise

    def send(
        self,
        method: str,
        path: str,
        value: Any = None,
        *,
        query: Query = (),
        files: Sequence[Upload] = (),
        fields: Sequence[tuple[str, str]] = (),
        headers: Mapping[str, str] | None = None,
    ) -> Answer:
        """Write once. An :class:`UnknownOutcome` says that it may or may not have happened."""
        return self.once(method, path, query, value, files, fields, headers)

    def once(
        self,
        method: str,
        path: str,
        query: Query = (),
        value: Any = None,
        files: Sequence[Upload] = (),
        fields: Sequence[tuple[str, str]] = (),
        headers: Mapping[str, str] | None = None,
    ) -> Answer:
        """One request, one answer."""
        import requests

        endpoint = f"{method} {_NUMBER.sub('{id}', path)}"
        self.pace.before(endpoint)
        sent = {"Authorization": self.credentials.header, "Accept": "application/json", **(headers or {})}
        data: Any = None
        if value is not None:
            data = json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode("utf-8")
            sent["Content-Type"] = "application/json"
        if files:
            data = list(fields)
        self.requests += 1
        began = time.monotonic()
        try:
            answer = self._session().request(
                method, self.base + path, params=list(query), data=data, files=list(files) or None, headers=sent,
                timeout=self._timeout, allow_redirects=False,
            )  # fmt: skip
            body = answer.content
        except requests.RequestException as error:
            self._local.session = None
            if isinstance(error, requests.Timeout):
                self.patience.spend(time.monotonic() - began)
            raise self._unreachable(method, error) from None
        near = answer.headers.get("X-RateLimit-NearLimit", "").lower() == "true"
        self.pace.after(near_limit=near or answer.status_code == 429)
        if 200 <= answer.status_code < 300:
            return Answer(answer.status_code, answer.headers, body)
        raise self._refused(method, path, answer.status_code, answer.headers, body)

    def _session(self) -> requests.Session:
        import requests

        session = getattr(self._local, "session", None)
        if session is None:
            session = requests.Session()
            session.auth = _keep  # a netrc entry must not replace the header
            session.headers["User-Agent"] = "blamefree"
            self._local.session = session
        assert isinstance(session, requests.Session)
        return session

    def _unreachable(self, method: str, error: Exception) -> HttpProblem:
        import requests

        tries = 0
        if isinstance(error, requests.Timeout):
            what = f"{self.name} at {self.host} did not answer in time"
        elif isinstance(error, requests.exceptions.SSLError):
            what, tries = f"{self.name} at {self.host}: the TLS certificate cannot be trusted", 1
        elif isinstance(error, requests.ConnectionError) and not _was_connected(error):
            what, tries = f"{self.name} at {self.host} cannot be reached", UNREACHED
        else:
            what = f"the connection to {self.name} at {self.host} broke"
        hint = f"check {self.variable}, the network and the proxy, then run it again"
        return UnknownOutcome(what, hint, tries=tries)

    def _refused(self, method: str, path: str, status: int, headers: Mapping[str, str], body: bytes) -> HttpProblem:
        said = self.credentials.scrub(reason(body))
        tail = f": {said}" if said else ""
        if status in (301, 302, 303, 307, 308):
            return HttpProblem(
                f"{self.name} at {self.host} answers with a redirect",
                f"check {self.variable}: it must be the final address",
                status=status,
            )
        if status in TRY_AGAIN:
            wait = retry_after(headers)
            asked = f" and asks to wait {wait:.0f} s" if wait else ""
            what = f"{self.name} at {self.host} answered {status} to {method} {path}{asked}{tail}"
            hint = "run it again later, or raise BLAMEFREE_PATIENCE"
            return UnknownOutcome(what, hint, status=status, wait=wait)
        return HttpProblem(
            f"{self.name} answered {status} to {method} {path}{tail}", _HINTS.get(status, ""), status=status, said=said
        )


_HINTS = {
    401: "check the user name and the token; a scoped token needs the gateway address and the scopes that "
    "`blamefree doctor` lists",
    403: "the account lacks a permission: `blamefree doctor` says which",
    404: "it does not exist, or the account may not see it",
    410: "this interface was removed by the service: use the site's address or a newer Blamefree",
    413: "it is too large for the remote",
}


def _keep(request: Any) -> Any:
    return request


def _was_connected(error: Exception) -> bool:
    text = repr(error)
    return "RemoteDisconnected" in text or "ConnectionReset" in text or "IncompleteRead" in text


def backoff(attempt: int) -> float:
    """Seconds before the next try: 0.2, 0.4, 0.8 … at most 5."""
    return float(min(5.0, 0.1 * 2**attempt))


def retry_after(headers: Mapping[str, str]) -> float | None:
    """The seconds that a Retry-After header asks for (a number or a date), ``None`` without one."""
    value = headers.get("Retry-After", "").strip()
    if not value:
        return None
    try:
        return max(0.0, float(value))
    except ValueError:
        pass
    try:
        return max(0.0, (parsedate_to_datetime(value) - clock.now()).total_seconds())
    except (ValueError, TypeError):
        return None


def reason(body: bytes) -> str:
    """What an error answer says, as one short line; empty when it says nothing in a known form."""
    try:
        value = json.loads(body)
    except ValueError:
        return ""
    found: list[str] = []
    if isinstance(value, dict):
        errors = value.get("errors")
        if isinstance(errors, list):
            found += [
                str(item.get("title") or item.get("message") or "") if isinstance(item, dict) else str(item)
                for item in errors
            ]
        if isinstance(errors, dict):
            found += [f"{name}: {text}" for name, text in sorted(errors.items())]
        messages = value.get("errorMessages")
        found += [str(item) for item in messages] if isinstance(messages, list) else []
        found.append(str(value.get("message") or value.get("reason") or ""))
    text = " ".join(" ".join(piece.split()) for piece in found if piece)
    text = "".join(char for char in text if char.isprintable())
    return text if len(text) <= 300 else text[:299] + "…"
