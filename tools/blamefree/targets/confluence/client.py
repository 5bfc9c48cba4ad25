"""What the clients of Confluence share: looking before anything is done again, lists, errors.

The only module of this target that reaches out; Cloud and Data Center say which requests to make.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import wraps
from typing import Any, ParamSpec, TypeVar
from urllib.parse import parse_qsl, urlsplit

from blamefree.config import Settings
from blamefree.errors import RemoteProblem, SettingsProblem
from blamefree.io.http import Credentials, Http, HttpProblem, Query, UnknownOutcome, backoff
from blamefree.io.patience import Patience
from blamefree.targets.confluence import canonical
from blamefree.targets.confluence.record import own_notes
from blamefree.targets.confluence.remote import (
    Arrival,
    Attached,
    File,
    Listed,
    PageChanged,
    PageRefused,
    Space,
    Stored,
    is_whole,
)

__all__ = ["Client", "Http", "HttpProblem", "Query", "UnknownOutcome", "backoff", "http_for", "one_page", "results"]
T = TypeVar("T")
P = ParamSpec("P")
Note = Mapping[str, Any]  # id, value, number
_NO_NOTES = (400, 403, 404, 405, 501)
_MAY_NOT = (401, 403, 405, 501)  # 401: the token lacks the scope


def http_for(settings: Settings) -> Http:
    """The connection to the configured Confluence; what is missing is a :class:`SettingsProblem`."""
    own = settings.confluence
    if not own.url:
        raise SettingsProblem("confluence.url is not set", "set it in the settings, or CONFLUENCE_URL")
    if not own.token:
        raise SettingsProblem("CONFLUENCE_TOKEN is not set", "put an API token into the environment")
    if not own.token.isascii() or not own.token.isprintable() or not own.username.isprintable():
        raise SettingsProblem("CONFLUENCE_TOKEN holds characters that no token has", "copy it again")
    return Http(
        "Confluence", own.url, Credentials(own.token, own.username), Patience(settings.patience),
        variable="CONFLUENCE_URL",
    )  # fmt: skip


class Client(ABC):
    """Half a :class:`~blamefree.targets.confluence.remote.Remote`: what does not depend on the interface."""

    def __init__(self, http: Http) -> None:
        self.http = http
        self.space_key = ""
        self._notes: dict[str, Note] = {}

    # -- what the interfaces say --------------------------------------------------------------------------------

    @abstractmethod
    def one(self, page: str) -> Stored | None:
        """A page with its body, ``None`` when it is not there."""

    @abstractmethod
    def titled(self, space: Space, title: str) -> Stored | None:
        """The current page of that title with its body."""

    @abstractmethod
    def files(self, page: str) -> Mapping[str, Attached]:
        """The attachments of a page by name."""

    @abstractmethod
    def send_new(self, space: Space, parent: str, title: str, body: str, message: str) -> Stored:
        """Ask once for a new page."""

    @abstractmethod
    def send_version(self, page: str, title: str, body: str, number: int, message: str, parent: str) -> Stored:
        """Ask once for a new version."""

    @abstractmethod
    def send_files(self, page: str, files: Sequence[File], there: Mapping[str, Attached] | None) -> None:
        """Send files once; ``there`` is what the page is known to have."""

    @abstractmethod
    def send_away(self, file: Attached) -> None:
        """Ask once to put an attachment into the trash."""

    @abstractmethod
    def send_note(self, page: str, key: str, value: object, old: Note | None) -> None:
        """Store one content property once; ``None`` removes it."""

    @abstractmethod
    def read_notes(self, page: str) -> dict[str, Note]:
        """All content properties of a page by key."""

    # -- what only one interface has ----------------------------------------------------------------------------

    def more(self, space: Space) -> Space:
        """The space with more of its pages: they were all listed."""
        return space

    def arrive(self, page: str, key: str) -> Arrival | None:
        """A page with its space and our notes: not in one request."""
        return None

    def listed(self, ids: Iterable[str]) -> Sequence[Listed]:
        """Pages by id: all were listed with the space."""
        return ()

    # -- pages --------------------------------------------------------------------------------------------------

    def create(self, space: Space, parent: str, title: str, body: str, message: str) -> Stored:
        """A new page with its final body; after an unclear answer it is looked for before it is asked for again."""
        attempt, taken = 0, False
        while True:
            try:
                if not taken:
                    return self.send_new(space, parent, title, body, message)
            except UnknownOutcome as problem:
                self.pause(problem, attempt)
            except HttpProblem as problem:
                taken = problem.status == 400 and "already exists" in problem.said
                if not taken:
                    raise one_page(problem, title) from None
            attempt += 1
            made = self.titled(space, title)
            if made is not None and canonical.same_text(made.body, body):
                return made
            if made is not None or (taken and not self.http.patience.wait(backoff(attempt))):
                raise PageChanged(f"{title!r}: a page of that title appeared meanwhile", "plan again")

    def update(self, page: str, title: str, body: str, version: int, message: str, parent: str = "") -> Stored:
        """A new version, compare and set; after an unclear answer the page is read before anything else."""
        attempt = 0
        while True:
            refused = False
            try:
                return self.send_version(page, title, body, version + 1, message, parent)
            except UnknownOutcome as problem:
                self.pause(problem, attempt)
            except HttpProblem as problem:
                if problem.status != 409:
                    raise one_page(problem, title) from None
                refused = True
            attempt += 1
            now = self.one(page)
            if now is not None and now.version == version + 1 and now.message == message:
                return now
            again = now is not None and now.version <= version and attempt < 6
            if not again or (refused and not self.http.patience.wait(backoff(attempt))):
                raise PageChanged(f"{title!r} was changed on Confluence while this ran", "plan again")

    def attach(self, page: str, files: Sequence[File], *, fresh: bool = False) -> None:
        """Attach files; after an unclear answer only what is not whole there is sent again."""
        left, attempt = list(files), 0
        there: Mapping[str, Attached] | None = {} if fresh else None
        while left:
            try:
                self.send_files(page, left, there)
                return
            except UnknownOutcome as problem:
                self.pause(problem, attempt)
            except HttpProblem as problem:
                if not self.passes(problem, attempt, fresh=fresh):
                    raise one_page(problem, f"attachments of page {page}") from None
            attempt += 1
            there = self._there(page, fresh=fresh)
            left = [file for file in left if not is_whole(there.get(file.name), file)]

    def detach(self, file: Attached) -> bool:
        """Put an attachment into the trash; one that is gone already is fine."""
        try:
            self.again(lambda: self.send_away(file))
        except HttpProblem as problem:
            if problem.status in _MAY_NOT:
                return False
            if problem.status != 404:
                raise
        return True

    def _there(self, page: str, *, fresh: bool) -> Mapping[str, Attached]:
        try:
            return self.files(page)
        except HttpProblem as problem:
            if fresh and problem.status == 404:
                return {}
            raise

    # -- content properties -------------------------------------------------------------------------------------

    def notes(self, page: str) -> Mapping[str, object] | None:
        """Our content properties on a page; ``None`` when there can be none."""
        try:
            self._notes = self._own_notes(page)
        except HttpProblem as problem:
            if problem.status in _NO_NOTES:
                return None
            raise
        return {key: item.get("value") for key, item in self._notes.items()}

    def keep_notes(self, page: str, values: Mapping[str, object]) -> None:
        """Store content properties; what another run stored in between is replaced."""
        for key, value in values.items():
            for attempt in range(4):
                old = self._notes.get(key)
                if (old is None and value is None) or (old is not None and old.get("value") == value):
                    break
                try:
                    self.send_note(page, key, value, old)
                    if old is not None:
                        self._notes[key] = {**old, "value": value, "number": int(old["number"]) + 1}
                    break
                except UnknownOutcome as problem:
                    self.pause(problem, attempt)
                except HttpProblem as problem:
                    if problem.status not in (404, 409) or attempt == 3:
                        raise
                self._notes = self._own_notes(page)

    def _own_notes(self, page: str) -> dict[str, Note]:
        return own_notes(self.read_notes(page))

    # -- for the interfaces -------------------------------------------------------------------------------------

    def read(self, path: str, query: Query = ()) -> dict[str, Any]:
        """One JSON object."""
        answer = self.http.get(path, query)
        found = answer.json()
        if not isinstance(found, dict):
            raise HttpProblem(
                "Confluence answered with something unexpected", f"check {self.http.variable}", status=answer.status
            )
        return found

    def every(self, path: str, query: Query) -> Iterator[dict[str, Any]]:
        """All items of a list. Next-links may name another host or lack the gateway's path: only their query counts."""
        seen: set[str] = set()
        following = ""
        while following not in seen:
            seen.add(following)
            found, following = self.some(path, query, following)
            yield from found
            if not following:
                return

    def some(self, path: str, query: Query, following: str = "") -> tuple[list[dict[str, Any]], str]:
        """The next items of a list, and where it goes on (empty: nowhere)."""
        asked = parse_qsl(urlsplit(following).query, keep_blank_values=True) if following else query
        found = self.read(path, asked)
        links = found.get("_links")
        return results(found), str(links.get("next") or "") if isinstance(links, dict) else ""

    def again(self, call: Callable[[], T], *, fresh: bool = False) -> T:
        """Call what may safely be repeated, with patience."""
        attempt = 0
        while True:
            try:
                return call()
            except UnknownOutcome as problem:
                self.pause(problem, attempt)
            except HttpProblem as problem:
                if not self.passes(problem, attempt, fresh=fresh):
                    raise
            attempt += 1

    def passes(self, problem: HttpProblem, attempt: int, *, fresh: bool) -> bool:
        """Wait out what passes by itself: a page just made that is not found yet, two writers on one page."""
        passing = problem.status == 409 or (fresh and problem.status == 404)
        return passing and attempt < 8 and self.http.patience.wait(backoff(attempt + 1))

    def pause(self, problem: UnknownOutcome, attempt: int) -> None:
        """Wait as long as the remote asks for, or a little longer each time; without patience the problem stands."""
        wait = backoff(attempt + 1) if problem.wait is None else problem.wait
        if not self.http.patience.wait(wait):
            raise problem


def understood(read: Callable[P, T]) -> Callable[P, T]:
    """A function that reads an answer: one that lacks what it must have is a :class:`HttpProblem`."""

    @wraps(read)
    def careful(*given: P.args, **named: P.kwargs) -> T:
        try:
            return read(*given, **named)
        except (KeyError, TypeError, ValueError, AttributeError, IndexError):
            raise HttpProblem(
                "Confluence answered with something unexpected",
                "check CONFLUENCE_URL, and confluence.backend: is it Cloud or Data Center?",
            ) from None

    return careful


def one_page(problem: HttpProblem, title: str) -> RemoteProblem:
    """The problem of one page, when it is one; else the problem itself."""
    if problem.status in (400, 413):
        return PageRefused(f"{title!r} was refused: {problem.said or problem.message}", problem.hint)
    return problem


def results(found: Mapping[str, Any]) -> list[dict[str, Any]]:
    """The items of a list's answer."""
    items = found.get("results")
    return [item for item in items if isinstance(item, dict)] if isinstance(items, list) else []
