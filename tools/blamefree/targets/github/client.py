"""The calls to GitHub's REST API (https://docs.github.com/rest) that approvals and reviews need.

What GitHub does not answer is an error here, never an empty answer.
"""

from __future__ import annotations

import base64
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

from blamefree.config import Settings
from blamefree.errors import RemoteProblem, SettingsProblem
from blamefree.io.http import Credentials, Http, HttpProblem, Query, UnknownOutcome
from blamefree.io.patience import Patience
from blamefree.targets.github.reviews import Account, Commit, PullRequest, Review, ReviewState

MAX_COMMITS = 250  # GitHub lists no more commits of a pull request
PAGE = 100  # the most that GitHub puts on a page
MAX_FILES = 3000  # nor more files
MAX_LISTED = 1000  # nor more entries of a folder
_REPOSITORY = re.compile(r"[A-Za-z0-9_.-]+/[A-Za-z0-9_.-]+")
_HEADERS = {"Accept": "application/vnd.github+json", "X-GitHub-Api-Version": "2022-11-28"}


@dataclass(frozen=True, slots=True)
class ChangedFile:
    """A file of a pull request or a commit; ``before`` is its former path when it was renamed.

    ``patch`` is empty where GitHub shows none: it is too large, or no text.
    """

    path: str
    status: str
    before: str = ""
    patch: str = ""


class GitHub:
    """One repository on GitHub."""

    def __init__(self, http: Http, repository: str) -> None:
        self.http = http
        self.repository = repository
        self._prefix = f"/repos/{repository}"
        self._default: str | None = None
        self._texts: dict[tuple[str, str], str | None] = {}
        self._commits: dict[str, bool] = {}
        self._trees: dict[str, tuple[str, ...]] = {}

    @staticmethod
    def open(settings: Settings) -> GitHub:
        """The repository that the settings name; what is missing is a :class:`SettingsProblem`."""
        github = settings.github
        if not _REPOSITORY.fullmatch(github.repository):
            raise SettingsProblem(
                "github.repository is not set", "set GITHUB_REPOSITORY to owner/name, as Actions does"
            )
        if not github.api_url:
            raise SettingsProblem("GITHUB_API_URL is not set", "set it to https://api.github.com, as Actions does")
        if not github.token:
            raise SettingsProblem("GITHUB_TOKEN is not set", "give the step a token in its environment")
        patience = Patience(settings.patience)
        http = Http("GitHub", github.api_url, Credentials(github.token), patience, variable="GITHUB_API_URL")
        return GitHub(http, github.repository)

    # reading ----------------------------------------------------------------------

    def is_default(self, base: Any) -> bool:
        """Whether the base of a pull request is the default branch.

        It says so itself, or the repository does; where neither does it must be called main or master.
        """
        stated = base if isinstance(base, dict) else {}
        name = (stated.get("repo") or {}).get("default_branch")
        if not name:
            if self._default is None:
                try:
                    self._default = str(self._get("").get("default_branch") or "")
                except HttpProblem as problem:
                    if problem.status != 404:
                        raise
                    self._default = ""
            name = self._default
        return stated.get("ref") in ((name,) if name else ("main", "master"))

    def pull(self, number: int) -> PullRequest:
        """A pull request with its commits."""
        value = self._get(f"/pulls/{number}")
        commits = [_commit(item) for item in self._pages(f"/pulls/{number}/commits")]
        stated = value.get("commits")
        complete = stated <= len(commits) if isinstance(stated, int) else len(commits) < MAX_COMMITS
        changed = value.get("changed_files")
        if isinstance(changed, int) and changed > MAX_FILES:
            complete = False
        head, base = value.get("head") or {}, value.get("base") or {}
        if not head.get("sha") or not base.get("sha"):
            raise RemoteProblem(f"GitHub tells too little about pull request {number}", "run it again later")
        return PullRequest(
            number,
            _account(value.get("user")),
            str(head["sha"]),
            str(base["sha"]),
            str(base.get("ref") or ""),
            bool(value.get("merged_at")),
            str(value.get("merge_commit_sha") or ""),
            tuple(commits),
            complete,
            str(value.get("title") or ""),
            self.is_default(base),
            str(value.get("state") or ""),
            (head.get("repo") or {}).get("full_name") != self.repository,
        )

    def reviews(self, number: int) -> tuple[Review, ...]:
        """Every review of a pull request."""
        return tuple(_review(item) for item in self._pages(f"/pulls/{number}/reviews"))

    def files(self, number: int) -> tuple[ChangedFile, ...]:
        """The files that a pull request changes."""
        return tuple(_file(item) for item in self._pages(f"/pulls/{number}/files"))

    def commit_files(self, sha: str) -> tuple[ChangedFile, ...] | None:
        """The files that a commit changes, ``None`` when GitHub does not show the commit."""
        found: list[ChangedFile] = []
        try:
            for value in self._each(f"/commits/{quote(sha, safe='')}"):
                found += [_file(item) for item in value.get("files") or []]
        except HttpProblem as problem:
            if problem.status not in (404, 422):
                raise
            return None
        return tuple(found)

    def pulls_of(self, sha: str, patience: Patience) -> tuple[int, ...]:
        """The merged pull requests that a commit on the default branch came from.

        GitHub's index lags after a merge, so an empty answer is asked again while there is patience;
        then no pull request explains the commit.
        """
        attempt = 0
        while True:
            try:
                values = list(self._pages(f"/commits/{quote(sha, safe='')}/pulls"))
            except HttpProblem as problem:
                if problem.status not in (404, 422):
                    raise
                raise RemoteProblem(f"GitHub does not know the commit {sha[:12]}", "push it first") from None
            merged = [item for item in values if item.get("merged_at") and self.is_default(item.get("base"))]
            if merged:
                exact = [item for item in merged if item.get("merge_commit_sha") == sha]
                return tuple(sorted(int(item["number"]) for item in exact or merged))
            attempt += 1
            if not patience.wait(min(10.0, 0.25 * 2**attempt)):
                return ()

    def exists(self, sha: str) -> bool:
        """Whether the commit is still there."""
        if sha not in self._commits:
            try:
                self._get(f"/commits/{quote(sha, safe='')}")
                self._commits[sha] = True
            except HttpProblem as problem:
                if problem.status not in (404, 422):
                    raise
                self._commits[sha] = False
        return self._commits[sha]

    def text(self, path: str, sha: str) -> str | None:
        """The text of a regular file at a commit, ``None`` when it is not there, no file, or not UTF-8."""
        key = (path, sha)
        if key not in self._texts:
            self._texts[key] = self._text(path, sha)
        return self._texts[key]

    def _text(self, path: str, sha: str) -> str | None:
        try:
            value = self._get(f"/contents/{quote(path)}", (("ref", sha),))
        except HttpProblem as problem:
            if problem.status == 404:
                return None
            raise
        if not isinstance(value, dict) or value.get("type") != "file" or value.get("encoding") != "base64":
            return None
        try:
            return base64.b64decode(str(value.get("content") or "")).decode("utf-8-sig")
        except ValueError:
            return None

    def paths(self, sha: str) -> tuple[str, ...]:
        """The paths of all files below postmortems/ at a commit; empty where there are none."""
        if sha not in self._trees:
            try:
                value = self._get(f"/git/trees/{quote(sha, safe='')}", (("recursive", "1"),))
                truncated = bool(value.get("truncated"))
            except HttpProblem as problem:
                if problem.status not in (404, 409, 422):
                    raise
                value, truncated = {}, True
            if truncated:
                self._trees[sha] = tuple(self._folder("postmortems", sha))
            else:
                self._trees[sha] = tuple(
                    str(item["path"])
                    for item in value.get("tree") or []
                    if item.get("type") == "blob" and item.get("mode") in ("100644", "100755")
                )
        return self._trees[sha]

    def _folder(self, path: str, sha: str) -> Iterator[str]:
        try:
            listed = self._get(f"/contents/{quote(path)}", (("ref", sha),))
        except HttpProblem as problem:
            if problem.status == 404:
                return
            raise
        if isinstance(listed, list) and len(listed) >= MAX_LISTED:
            raise RemoteProblem(f"GitHub does not list the whole folder {path}", "spread it over more folders")
        for item in listed if isinstance(listed, list) else []:
            if item.get("type") == "dir":
                yield from self._folder(str(item.get("path")), sha)
            elif item.get("type") == "file":
                yield str(item.get("path"))

    def open_pulls(self) -> tuple[int, ...]:
        """The numbers of the open pull requests, oldest first."""
        return tuple(sorted(int(item["number"]) for item in self._pages("/pulls") if item.get("state") == "open"))

    def stated(self, sha: str, context: str) -> tuple[str, str]:
        """The state and the text of the newest commit status of that name, empty when there is none."""
        for item in self._pages(f"/commits/{quote(sha, safe='')}/statuses"):
            if item.get("context") == context:
                return str(item.get("state") or ""), str(item.get("description") or "")
        return "", ""

    def login(self) -> str:
        """Whose token this is; empty for one that belongs to a workflow or an app."""
        try:
            return str(self._read("/user", ())[0].get("login") or "")
        except HttpProblem as problem:
            if problem.status not in (401, 403, 404):
                raise
            return ""

    def requested(self, number: int) -> tuple[str, ...]:
        """The logins of people, and the slugs of teams, whose review is asked for."""
        value = self._get(f"/pulls/{number}/requested_reviewers")
        people = [str(item.get("login") or "") for item in value.get("users") or []]
        return (*people, *(str(item.get("slug") or "") for item in value.get("teams") or []))

    def comments(self, number: int) -> Iterator[dict[str, Any]]:
        """The comments of a pull request's conversation."""
        return self._pages(f"/issues/{number}/comments")

    def review_comments(self, number: int) -> Iterator[dict[str, Any]]:
        """The comments on a pull request's lines."""
        return self._pages(f"/pulls/{number}/comments")

    # writing ----------------------------------------------------------------------

    def comment(self, number: int, body: str) -> None:
        """Add a comment to a pull request."""
        self._send("POST", f"/issues/{number}/comments", {"body": body})

    def edit_comment(self, identifier: int, body: str) -> None:
        """Replace a comment's text."""
        self._send("PATCH", f"/issues/comments/{identifier}", {"body": body})

    def edit_review_comment(self, identifier: int, body: str) -> None:
        """Replace the text of a comment on lines."""
        self._send("PATCH", f"/pulls/comments/{identifier}", {"body": body})

    def status(self, sha: str, state: str, description: str, context: str) -> None:
        """Set a commit status: success, failure, pending or error."""
        self._send("POST", f"/statuses/{sha}", {"state": state, "description": description[:140], "context": context})

    def review(self, number: int, sha: str, comments: list[dict[str, Any]]) -> None:
        """Add a review that only comments, with comments on lines."""
        value = {"commit_id": sha, "event": "COMMENT", "comments": comments}
        self._send("POST", f"/pulls/{number}/reviews", value)

    def request_reviewers(self, number: int, logins: list[str], teams: list[str]) -> None:
        """Ask people and teams for a review."""
        value = {"reviewers": logins, "team_reviewers": teams}
        self._send("POST", f"/pulls/{number}/requested_reviewers", value)

    # the wire ---------------------------------------------------------------------

    def _get(self, path: str, query: Query = ()) -> Any:
        return self._read(self._prefix + path, query)[0]

    def _read(self, path: str, query: Query) -> tuple[Any, str]:
        attempt = 0
        while True:
            try:
                answer = self.http.once("GET", path, query, headers=_HEADERS)
                return answer.json(), answer.headers.get("Link", "")
            except UnknownOutcome as problem:
                attempt += 1
                wait = problem.wait if problem.wait is not None else min(5.0, 0.1 * 2**attempt)
                if not self.http.patience.wait(wait):
                    raise
            except HttpProblem as problem:
                limited = problem.status == 403 and "rate limit" in problem.said.lower()
                attempt += 1
                if not limited or not self.http.patience.wait(min(60.0, 2.0**attempt)):
                    raise

    def _pages(self, path: str) -> Iterator[dict[str, Any]]:
        page, before = 1, None
        while True:
            values, link = self._read(self._prefix + path, (("per_page", str(PAGE)), ("page", str(page))))
            if not isinstance(values, list):
                raise RemoteProblem("GitHub answered with something unexpected", "run it again later")
            if values == before:  # whoever answers knows nothing of pages
                return
            yield from values
            if 'rel="next"' not in link and len(values) < PAGE:  # a proxy may drop the header
                return
            page, before = page + 1, values

    def _each(self, path: str) -> Iterator[dict[str, Any]]:
        page = 1
        while True:
            value, link = self._read(self._prefix + path, (("per_page", str(PAGE)), ("page", str(page))))
            yield value
            if 'rel="next"' not in link:
                return
            page += 1

    def _send(self, method: str, path: str, value: Any) -> Any:
        return self.http.send(method, self._prefix + path, value, headers=_HEADERS).json()


def _account(value: Any) -> Account | None:
    if not isinstance(value, dict) or not isinstance(value.get("id"), int):
        return None
    login = str(value.get("login") or "")
    return Account(login, value["id"], value.get("type") == "Bot" or login.endswith("[bot]"))


def _review(value: dict[str, Any]) -> Review:
    state = str(value.get("state") or "").upper()
    known = ReviewState(state) if state in ReviewState.__members__ else ReviewState.PENDING
    commit = value.get("commit_id")
    submitted = str(value.get("submitted_at") or "")
    return Review(int(value["id"]), _account(value.get("user")), known, str(commit) if commit else None, submitted)


def _commit(value: dict[str, Any]) -> Commit:
    author = _account(value.get("author"))
    committer = _account(value["committer"]) if "committer" in value else author
    return Commit(str(value["sha"]), author.id if author else None, committer.id if committer else None)


def _file(value: dict[str, Any]) -> ChangedFile:
    return ChangedFile(
        str(value["filename"]),
        str(value.get("status") or ""),
        str(value.get("previous_filename") or ""),
        str(value.get("patch") or ""),
    )
