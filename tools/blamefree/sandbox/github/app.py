"""The requests that the sandbox's GitHub answers.

Files, trees and commits come from a bare repository on disk. What people do is told with the methods of
:class:`blamefree.sandbox.github.people.GitHubPeople`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, ClassVar
from urllib.parse import unquote

from blamefree.sandbox.app import App
from blamefree.sandbox.github.conversations import Conversations, message
from blamefree.sandbox.github.people import GitHubPeople
from blamefree.sandbox.github.repository import BareRepository
from blamefree.sandbox.github.shape import (
    API,
    WEB_FLOW_ID,
    account_json,
    pull_json,
    repository_json,
    team_json,
)
from blamefree.sandbox.github.state import BOT, Comment, Pull, ReviewRecord, State
from blamefree.sandbox.message import Refusal, Request, Response, json_response
from blamefree.sandbox.routing import Router

MAX_COMMITS = 250


class GitHub(App):
    """The stand-in. ``repository`` is a bare git repository; without one only an empty repository is shown."""

    name: ClassVar[str] = "github"

    def __init__(self, repository: Path | None = None, full_name: str = "example/postmortems") -> None:
        """A repository of the given name over the bare git repository."""
        super().__init__()
        self.bare = BareRepository(repository, full_name)
        self.full_name = full_name
        self.private = True
        self.people = GitHubPeople(self)
        self.state = State()
        self._router = self._routes()

    @property
    def repository(self) -> Path | None:
        """The bare repository."""
        return self.bare.path

    @repository.setter
    def repository(self, path: Path | None) -> None:
        self.bare.path = path

    @property
    def pulls(self) -> dict[int, Pull]:
        """The pull requests by number."""
        return self.state.pulls

    @property
    def reviews(self) -> list[ReviewRecord]:
        """All reviews, oldest first."""
        return self.state.reviews

    @property
    def comments(self) -> list[Comment]:
        """All comments, on conversations and on lines."""
        return self.state.comments

    @property
    def statuses(self) -> list[dict[str, Any]]:
        """All commit statuses, oldest first."""
        return self.state.statuses

    @property
    def accounts(self) -> dict[str, dict[str, Any]]:
        """The accounts by login."""
        return self.state.accounts

    @property
    def emails(self) -> dict[str, str]:
        """Whose commits carry an address."""
        return self.state.emails

    @property
    def prefixes(self) -> tuple[str, ...]:
        """Everything below /github."""
        return (API,)

    def reset(self) -> None:
        """No pull requests, no accounts but the workflow's."""
        self.state = State()

    def dump(self) -> dict[str, Any]:
        """The state as JSON values; the files are in git."""
        return {"repository": str(self.repository) if self.repository else "", **self.state.to_json()}

    def load(self, state: Mapping[str, Any]) -> None:
        """Replace the state by a dumped one."""
        self.repository = Path(state["repository"]) if state.get("repository") else self.repository
        self.state = State.from_json(state)

    def environment(self) -> dict[str, str]:
        """What Actions would set."""
        return {
            "GITHUB_API_URL": self.context.url + API,
            "GITHUB_REPOSITORY": self.full_name,
            "GITHUB_TOKEN": "sandbox-token",
        }

    def home(self) -> str:
        """How many pull requests there are."""
        return f"<p>{len(self.pulls)} pull requests, {len(self.reviews)} reviews.</p>"

    def actions(self) -> Mapping[str, Callable[..., Any]]:
        """What people may do."""
        people = self.people
        return {
            "account": people.account, "team": people.team, "open": people.open_json, "push": people.push,
            "review": people.review, "dismiss": people.dismiss, "merge": people.merge, "use": people.use,
        }  # fmt: skip

    def handle(self, request: Request) -> Response:
        """Answer a request."""
        token = self.context.accounts.by_header(request.headers.get("authorization"))
        if token is None:
            return message("Bad credentials", 401)
        if not token.account.may("read"):
            return message("Not Found", 404)
        if self.is_write(request) and not token.account.may("write"):
            return message("Resource not accessible by integration", 403)
        path = request.path.removeprefix(API)
        prefix = f"/repos/{self.full_name}"
        if path != prefix and not path.startswith(prefix + "/"):
            return message("Not Found", 404)
        inner = path.removeprefix(prefix)
        try:
            return self._router.answer(inner or "/", request) or self._contents(inner, request)
        except Refusal as refusal:
            return refusal.response

    def fresh_id(self) -> int:
        """The next id."""
        self.state.last_id += 1
        return self.state.last_id

    def now(self) -> str:
        """The time of the sandbox's clock as GitHub writes it."""
        return self.context.clock().strftime("%Y-%m-%dT%H:%M:%SZ")

    # routes -------------------------------------------------------------------------

    def _routes(self) -> Router:
        router, talk = Router(), Conversations(self)
        router.add("GET", "/", lambda request: json_response(repository_json(self.full_name, self.private)))
        router.add("GET", "/pages", self._pages)
        router.add("GET", "/pulls", self._open)
        router.add("GET", "/pulls/{number}", self._pull)
        router.add("GET", "/pulls/{number}/reviews", talk.reviews)
        router.add("POST", "/pulls/{number}/reviews", talk.post_review)
        router.add("GET", "/pulls/{number}/commits", self._commits)
        router.add("GET", "/pulls/{number}/files", self._files)
        router.add("GET", "/pulls/{number}/comments", talk.line_comments)
        router.add("PATCH", "/pulls/comments/{identifier}", talk.edit_comment)
        router.add("GET", "/pulls/{number}/requested_reviewers", self._requested)
        router.add("POST", "/pulls/{number}/requested_reviewers", self._request_reviewers)
        router.add("GET", "/issues/{number}/comments", talk.comments)
        router.add("POST", "/issues/{number}/comments", talk.post_comment)
        router.add("PATCH", "/issues/comments/{identifier}", talk.edit_comment)
        router.add("GET", "/commits/{sha}", self._commit)
        router.add("GET", "/commits/{sha}/pulls", self._commit_pulls)
        router.add("GET", "/commits/{sha}/statuses", self._statuses)
        router.add("GET", "/git/trees/{sha}", self._tree)
        router.add("POST", "/statuses/{sha}", self._status)
        return router

    def _pages(self, _request: Request) -> Response:
        return json_response(
            {"url": "", "status": "built", "cname": None, "custom_404": False, "public": not self.private}
        )

    def find(self, number: str) -> Pull:
        """A pull request; raises Refusal when there is none."""
        pull = self.pulls.get(int(number)) if number.isdigit() else None
        if pull is None:
            raise Refusal(message("Not Found", 404))
        return pull

    def page(self, request: Request, values: list[Any]) -> Response:
        """One page of a list, with a link to the next."""
        size = min(max(int(request.one("per_page") or 30), 1), 100)
        page = max(int(request.one("page") or 1), 1)
        shown = values[(page - 1) * size : page * size]
        headers: tuple[tuple[str, str], ...] = ()
        if page * size < len(values):
            link = f"{self.context.url}{request.path}?per_page={size}&page={page + 1}"
            headers = (("Link", f'<{link}>; rel="next"'),)
        return json_response(shown, headers=headers)

    # pull requests ------------------------------------------------------------------

    def _open(self, request: Request) -> Response:
        return self.page(request, [self.short_json(pull) for pull in self.pulls.values() if pull.merged_at is None])

    def _pull(self, _request: Request, number: str) -> Response:
        return json_response(self.pull_json(self.find(number)))

    def short_json(self, pull: Pull) -> dict[str, Any]:
        """A pull request as lists show it."""
        author = self.accounts.get(pull.author)
        ends = {}
        for name, ref, sha, full_name in (
            ("head", pull.head_ref, pull.head_sha, pull.fork or self.full_name),
            ("base", pull.base_ref, pull.base_sha, self.full_name),
        ):
            repository = repository_json(full_name, self.private)
            label = f"{full_name.split('/')[0]}:{ref}"
            ends[name] = {"ref": ref, "sha": sha, "label": label, "user": repository["owner"], "repo": repository}
        return {
            **pull_json(self.full_name, pull.number),
            **ends,
            "state": "closed" if pull.merged_at else "open",
            "title": pull.title,
            "user": author,
            "created_at": pull.opened_at,
            "updated_at": pull.merged_at or pull.opened_at,
            "closed_at": pull.merged_at,
            "merged_at": pull.merged_at,
            "merge_commit_sha": pull.merge_commit_sha,
            "requested_reviewers": [self.accounts[login] for login in pull.reviewers if login in self.accounts],
            "requested_teams": [self._team(slug) for slug in pull.teams],
        }

    def pull_json(self, pull: Pull) -> dict[str, Any]:
        """A pull request as it is shown alone."""
        numbers = ("additions", "deletions", "comments", "review_comments")
        return {
            **self.short_json(pull),
            **dict.fromkeys(numbers, 0),
            "requested_teams": [
                {name: value for name, value in self._team(slug).items() if name != "parent"} for slug in pull.teams
            ],
            "merged": pull.merged_at is not None,
            "merged_by": None,
            "mergeable": True,
            "mergeable_state": "clean",
            "maintainer_can_modify": False,
            "commits": len(self.bare.between(pull.base_sha, pull.head_sha)),
            "changed_files": len(self.changed(pull)),
        }

    def _team(self, slug: str) -> dict[str, Any]:
        return team_json(self.full_name.split("/")[0], slug, self.state.teams[slug])

    def changed(self, pull: Pull) -> list[dict[str, Any]]:
        """The files that a pull request changes."""
        return self.bare.changed(pull.base_sha, pull.head_sha)

    def _files(self, request: Request, number: str) -> Response:
        return self.page(request, self.changed(self.find(number)))

    def _commits(self, request: Request, number: str) -> Response:
        pull = self.find(number)
        listed = self.bare.between(pull.base_sha, pull.head_sha)[:MAX_COMMITS]
        return self.page(request, [self._commit_json(sha) for sha in listed])

    def _requested(self, _request: Request, number: str) -> Response:
        pull = self.find(number)
        people = [self.accounts[login] for login in pull.reviewers]
        return json_response({"users": people, "teams": [self._team(slug) for slug in pull.teams]})

    def _request_reviewers(self, request: Request, number: str) -> Response:
        pull, value = self.find(number), request.json()
        people, teams = value.get("reviewers", []), value.get("team_reviewers", [])
        if pull.author in people:
            return message("Review cannot be requested from pull request author.", 422)
        if not set(people) <= self.accounts.keys():
            return message("Reviews may only be requested from collaborators.", 422)
        if not set(teams) <= self.state.teams.keys():
            return message("Could not resolve to a node with the global id of the team.", 422)
        pull.reviewers += [login for login in people if login not in pull.reviewers]
        pull.teams += [slug for slug in teams if slug not in pull.teams]
        return json_response(self.short_json(pull), 201)

    # commits, files, statuses -------------------------------------------------------

    def _commit_json(self, sha: str) -> dict[str, Any]:
        """A commit; an e-mail that no account has is shown without one."""
        value, author, committer = self.bare.commit_json(sha)
        return {**value, "author": self._by_mail(author), "committer": self._by_mail(committer)}

    def _by_mail(self, mail: str) -> dict[str, Any] | None:
        if mail == "noreply@github.com":
            return account_json("web-flow", WEB_FLOW_ID)
        login = self.emails.get(mail)
        return self.accounts.get(login) if login else None

    def _resolve(self, sha: str) -> str:
        full = self.bare.commit(sha)
        if not full:
            raise Refusal(message(f"No commit found for SHA: {sha}", 422))
        return full

    def _commit(self, _request: Request, sha: str) -> Response:
        full = self._resolve(sha)
        return json_response({**self._commit_json(full), "files": self.bare.of_commit(full)})

    def _commit_pulls(self, request: Request, sha: str) -> Response:
        full = self._resolve(sha)
        if self.state.lagging.get(full, 0) > 0:
            self.state.lagging[full] -= 1
            return json_response([])
        found = [
            pull
            for pull in self.pulls.values()
            if full in (pull.merge_commit_sha, *pull.landed, *self.bare.between(pull.base_sha, pull.head_sha))
        ]
        return self.page(request, [self.short_json(pull) for pull in found])

    def _tree(self, request: Request, sha: str) -> Response:
        full = self._resolve(sha)
        tree = self.bare.tree(full, recursive=request.one("recursive") is not None)
        return json_response({"sha": full, "truncated": False, "tree": tree})

    def _contents(self, path: str, request: Request) -> Response:
        if request.method != "GET" or not path.startswith("/contents/"):
            return message("Not Found", 404)
        name, ref = unquote(path.removeprefix("/contents/")), request.one("ref") or "main"
        if not self.bare.commit(ref):
            return message(f"No commit found for the ref {ref}", 404)
        found = self.bare.contents(ref, name)
        return message("Not Found", 404) if found is None else json_response(found)

    def _statuses(self, request: Request, sha: str) -> Response:
        return self.page(request, [item for item in reversed(self.statuses) if item["sha"] == sha])

    def _status(self, request: Request, sha: str) -> Response:
        value = request.json()
        known = value.get("state") in ("error", "failure", "pending", "success")
        if not known or len(value.get("description") or "") > 140:
            return message("Validation Failed", 422)
        number, now = self.fresh_id(), self.now()
        shown = {"id": number, "node_id": f"S_{number}", "url": f"{API}/statuses/{sha}", "avatar_url": None, **value}
        self.statuses.append({"sha": sha, **value})
        times = {"created_at": now, "updated_at": now, "creator": self.accounts[BOT]}
        return json_response({"description": None, "target_url": None, **shown, **times}, 201)
