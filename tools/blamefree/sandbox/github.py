"""GitHub as far as approvals need it: pull requests over a real git repository, reviews, comments, statuses.

Files, trees and commits come from a bare repository on disk, so that what the API shows and what git has cannot
disagree. What people do is told with the methods of :class:`GitHubPeople`.
"""

from __future__ import annotations

import base64
import json
import subprocess
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any, ClassVar

from blamefree.sandbox.app import App
from blamefree.sandbox.message import Refusal, Request, Response, json_response
from blamefree.sandbox.routing import Router
from blamefree.targets.github.suggest import changed_lines

WEB_FLOW = {"login": "web-flow", "id": 19864447, "type": "User"}
_API = "/github"


@dataclass
class Pull:
    """A pull request as the sandbox keeps it; accounts are by login."""

    number: int
    title: str
    author: str
    head_ref: str
    base_ref: str
    base_sha: str
    head_sha: str
    merged_at: str | None = None
    merge_commit_sha: str | None = None
    landed: list[str] = field(default_factory=list)
    reviewers: list[str] = field(default_factory=list)
    teams: list[str] = field(default_factory=list)
    fork: str = ""


@dataclass
class ReviewRecord:
    """A review as the sandbox keeps it; ``login`` is ``None`` for a deleted account."""

    id: int
    pull: int
    login: str | None
    state: str
    commit: str | None
    submitted_at: str
    body: str = ""


@dataclass
class Comment:
    """A comment on a conversation (``path`` empty) or on a line."""

    id: int
    pull: int
    login: str
    body: str
    created_at: str
    path: str = ""
    line: int = 0
    commit: str = ""


class GitHub(App):
    """The stand-in. ``repository`` is a bare git repository; without one only an empty repository is shown."""

    name: ClassVar[str] = "github"

    def __init__(self, repository: Path | None = None, full_name: str = "example/postmortems") -> None:
        """A repository of the given name over the bare git repository."""
        super().__init__()
        self.repository = repository
        self.full_name = full_name
        self.private = True
        self.people = GitHubPeople(self)
        self._router = self._routes()
        self.reset()

    @property
    def prefixes(self) -> tuple[str, ...]:
        """Everything below /github."""
        return (_API,)

    def reset(self) -> None:
        """No pull requests, no accounts but the workflow's."""
        self.pulls: dict[int, Pull] = {}
        self.reviews: list[ReviewRecord] = []
        self.comments: list[Comment] = []
        self.statuses: list[dict[str, Any]] = []
        self.accounts: dict[str, dict[str, Any]] = {
            "github-actions[bot]": _account("github-actions[bot]", 41898282, "Bot")
        }
        self.emails: dict[str, str] = {}
        self.teams: dict[str, dict[str, Any]] = {}
        self.lagging: dict[str, int] = {}
        self._next = 100

    def dump(self) -> dict[str, Any]:
        """The state as JSON values; the files are in git."""
        return {
            "repository": str(self.repository) if self.repository else "",
            "pulls": [asdict(pull) for pull in self.pulls.values()],
            "reviews": [asdict(review) for review in self.reviews],
            "comments": [asdict(comment) for comment in self.comments],
            "statuses": self.statuses,
            "accounts": self.accounts,
            "emails": self.emails,
            "teams": list(self.teams),
            "next": self._next,
        }

    def load(self, state: Mapping[str, Any]) -> None:
        """Replace the state by a dumped one."""
        self.reset()
        self.repository = Path(state["repository"]) if state.get("repository") else self.repository
        self.pulls = {item["number"]: Pull(**item) for item in state.get("pulls", [])}
        self.reviews = [ReviewRecord(**item) for item in state.get("reviews", [])]
        self.comments = [Comment(**item) for item in state.get("comments", [])]
        self.statuses = list(state.get("statuses", []))
        self.accounts = dict(state.get("accounts", {})) or self.accounts
        self.emails = dict(state.get("emails", {}))
        for slug in state.get("teams", []):
            self.people.team(slug)
        self._next = int(state.get("next", 100))

    def environment(self) -> dict[str, str]:
        """What Actions would set."""
        return {
            "GITHUB_API_URL": self.context.url + _API,
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
            "account": people.account,
            "team": people.team,
            "open": people.open_json,
            "push": people.push,
            "review": people.review,
            "dismiss": people.dismiss,
            "merge": people.merge,
            "use": people.use,
        }

    def handle(self, request: Request) -> Response:
        """Answer a request."""
        token = self.context.accounts.by_header(request.headers.get("authorization"))
        if token is None:
            return _message("Bad credentials", 401)
        if not token.account.may("read"):
            return _message("Not Found", 404)
        if self.is_write(request) and not token.account.may("write"):
            return _message("Resource not accessible by integration", 403)
        path = request.path.removeprefix(_API)
        prefix = f"/repos/{self.full_name}"
        if path != prefix and not path.startswith(prefix + "/"):
            return _message("Not Found", 404)
        try:
            found = self._router.answer(path.removeprefix(prefix) or "/", request)
        except Refusal as refusal:
            return refusal.response
        return found or self._contents(path.removeprefix(prefix), request)

    def fresh_id(self) -> int:
        """The next id."""
        self._next += 1
        return self._next

    def git(self, *arguments: str) -> bytes | None:
        """The output of git in the bare repository; ``None`` when it fails."""
        if self.repository is None:
            return None
        done = subprocess.run(["git", *arguments], cwd=self.repository, capture_output=True, check=False, timeout=30)
        return done.stdout if done.returncode == 0 else None

    def now(self) -> str:
        """The time of the sandbox's clock as GitHub writes it."""
        return self.context.clock().strftime("%Y-%m-%dT%H:%M:%SZ")

    # routes -------------------------------------------------------------------------

    def _routes(self) -> Router:
        router = Router()
        router.add("GET", "/", self._repository)
        router.add("GET", "/pages", self._pages)
        router.add("GET", "/pulls", self._open)
        router.add("GET", "/pulls/{number}", self._pull)
        router.add("GET", "/commits/{sha}/statuses", self._statuses)
        router.add("GET", "/pulls/{number}/reviews", self._reviews)
        router.add("POST", "/pulls/{number}/reviews", self._post_review)
        router.add("GET", "/pulls/{number}/commits", self._commits)
        router.add("GET", "/pulls/{number}/files", self._files)
        router.add("GET", "/pulls/{number}/comments", self._line_comments)
        router.add("POST", "/pulls/{number}/requested_reviewers", self._request_reviewers)
        router.add("GET", "/pulls/{number}/requested_reviewers", self._requested)
        router.add("PATCH", "/pulls/comments/{identifier}", self._edit_comment)
        router.add("GET", "/issues/{number}/comments", self._comments)
        router.add("POST", "/issues/{number}/comments", self._post_comment)
        router.add("PATCH", "/issues/comments/{identifier}", self._edit_comment)
        router.add("GET", "/commits/{sha}", self._commit)
        router.add("GET", "/commits/{sha}/pulls", self._commit_pulls)
        router.add("GET", "/git/trees/{sha}", self._tree)
        router.add("POST", "/statuses/{sha}", self._status)
        return router

    def _repository(self, _request: Request) -> Response:
        owner = self.full_name.split("/")[0]
        return json_response(
            {
                "id": 1,
                "name": self.full_name.split("/")[1],
                "full_name": self.full_name,
                "private": self.private,
                "visibility": "private" if self.private else "public",
                "default_branch": "main",
                "owner": _account(owner, 2, "Organization"),
            }
        )

    def _pages(self, _request: Request) -> Response:
        return json_response(
            {"url": "", "status": "built", "cname": None, "custom_404": False, "public": not self.private}
        )

    def _find(self, number: str) -> Pull:
        pull = self.pulls.get(int(number)) if number.isdigit() else None
        if pull is None:
            raise Refusal(_message("Not Found", 404))
        return pull

    def _pull(self, _request: Request, number: str) -> Response:
        pull = self._find(number)
        return json_response(self.pull_json(pull))

    def _open(self, request: Request) -> Response:
        return self._page(request, [self.pull_json(pull) for pull in self.pulls.values() if pull.merged_at is None])

    def _statuses(self, request: Request, sha: str) -> Response:
        return self._page(request, [item for item in reversed(self.statuses) if item["sha"] == sha])

    def pull_json(self, pull: Pull) -> dict[str, Any]:
        """A pull request as the API shows it."""
        return {
            "id": 1000 + pull.number,
            "number": pull.number,
            "state": "closed" if pull.merged_at else "open",
            "title": pull.title,
            "draft": False,
            "user": self.accounts.get(pull.author),
            "merged": pull.merged_at is not None,
            "merged_at": pull.merged_at,
            "merge_commit_sha": pull.merge_commit_sha,
            "commits": len(self._shas(pull)),
            "changed_files": len(self._changed(pull)),
            "head": {"ref": pull.head_ref, "sha": pull.head_sha, "repo": {"full_name": pull.fork or self.full_name}},
            "base": {"ref": pull.base_ref, "sha": pull.base_sha, "repo": {"full_name": self.full_name}},
            "requested_reviewers": [self.accounts[login] for login in pull.reviewers if login in self.accounts],
        }

    def _page(self, request: Request, values: list[Any]) -> Response:
        size = min(max(int(request.one("per_page") or 30), 1), 100)
        page = max(int(request.one("page") or 1), 1)
        shown = values[(page - 1) * size : page * size]
        headers: tuple[tuple[str, str], ...] = ()
        if page * size < len(values):
            link = f"{self.context.url}{request.path}?per_page={size}&page={page + 1}"
            headers = (("Link", f'<{link}>; rel="next"'),)
        return json_response(shown, headers=headers)

    def _reviews(self, request: Request, number: str) -> Response:
        pull = self._find(number)
        return self._page(request, [self._review_json(item) for item in self.reviews if item.pull == pull.number])

    def _review_json(self, review: ReviewRecord) -> dict[str, Any]:
        value = {
            "id": review.id,
            "node_id": f"PRR_{review.id}",
            "user": self.accounts.get(review.login) if review.login else None,
            "body": review.body,
            "state": review.state,
            "html_url": f"{self.context.url}/{self.full_name}/pull/{review.pull}#pullrequestreview-{review.id}",
            "pull_request_url": f"{self.context.url}{_API}/repos/{self.full_name}/pulls/{review.pull}",
            "commit_id": review.commit,
            "author_association": "MEMBER",
            "_links": {"html": {"href": ""}, "pull_request": {"href": ""}},
        }
        return value if review.state == "PENDING" else {**value, "submitted_at": review.submitted_at}

    def _post_review(self, request: Request, number: str) -> Response:
        pull, value = self._find(number), request.json()
        review = ReviewRecord(
            self.fresh_id(),
            pull.number,
            "github-actions[bot]",
            "COMMENTED",
            value.get("commit_id") or pull.head_sha,
            self.now(),
        )
        self.reviews.append(review)
        changed = {item["filename"]: changed_lines(item.get("patch", "")) for item in self._changed(pull)}
        for item in value.get("comments", []):
            lines = set(range(int(item.get("start_line") or item["line"]), int(item["line"]) + 1))
            if not lines <= changed.get(item["path"], frozenset()):
                return _message("Unprocessable Entity: line must be part of the diff", 422)
        for item in value.get("comments", []):
            comment = Comment(self.fresh_id(), pull.number, "github-actions[bot]", item["body"], self.now())
            comment.path, comment.line, comment.commit = item["path"], int(item.get("line") or 0), review.commit or ""
            self.comments.append(comment)
        return json_response(self._review_json(review))

    def _shas(self, pull: Pull) -> list[str]:
        listed = self.git("rev-list", "--reverse", f"{pull.base_sha}..{pull.head_sha}")
        return (listed or b"").decode().split()

    def _commits(self, request: Request, number: str) -> Response:
        pull = self._find(number)
        return self._page(request, [self.commit_json(sha) for sha in self._shas(pull)[:250]])

    def commit_json(self, sha: str) -> dict[str, Any]:
        """A commit as the API shows it; an e-mail that no account has is shown without one."""
        shown = (
            (self.git("show", "-s", "--format=%H%n%P%n%an%n%ae%n%aI%n%cn%n%ce%n%cI%n%s", sha) or b"")
            .decode()
            .split("\n")
        )
        full, parents, author, author_mail, authored, committer, committer_mail, committed, subject = shown[:9]
        return {
            "sha": full,
            "node_id": f"C_{full[:12]}",
            "commit": {
                "message": subject,
                "author": {"name": author, "email": author_mail, "date": authored},
                "committer": {"name": committer, "email": committer_mail, "date": committed},
            },
            "author": self._by_mail(author_mail),
            "committer": self._by_mail(committer_mail),
            "parents": [{"sha": parent, "url": ""} for parent in parents.split()],
        }

    def _by_mail(self, mail: str) -> dict[str, Any] | None:
        if mail == "noreply@github.com":
            return WEB_FLOW
        login = self.emails.get(mail)
        return self.accounts.get(login) if login else None

    def _changed(self, pull: Pull) -> list[dict[str, Any]]:
        base = (self.git("merge-base", pull.base_sha, pull.head_sha) or b"").decode().strip() or pull.base_sha
        return self._diff(base, pull.head_sha)

    def _diff(self, old: str, new: str) -> list[dict[str, Any]]:
        fields = (self.git("diff", "--name-status", "-M", "-z", old, new) or b"").decode().split("\0")
        words = {"A": "added", "M": "modified", "D": "removed", "R": "renamed", "T": "changed"}
        found: list[dict[str, Any]] = []
        at = 0
        while at < len(fields) and fields[at]:
            status = fields[at][0]
            before = fields[at + 1] if status == "R" else None
            path = fields[at + (2 if status == "R" else 1)]
            at += 3 if status == "R" else 2
            value: dict[str, Any] = {"sha": "0" * 40, "filename": path, "status": words.get(status, "changed")}
            value |= {"additions": 0, "deletions": 0, "changes": 0}
            patch = self._patch(old, new, before or path, path)
            value |= {"patch": patch} if patch else {}
            found.append({**value, **({"previous_filename": before} if before else {})})
        return found

    def _patch(self, old: str, new: str, *paths: str) -> str:
        shown = (self.git("diff", "-M", "--no-color", old, new, "--", *paths) or b"").decode("utf-8", "replace")
        at = shown.find("\n@@ ")
        return shown[at + 1 :].rstrip("\n") if at >= 0 else ""

    def _files(self, request: Request, number: str) -> Response:
        return self._page(request, self._changed(self._find(number)))

    def _commit(self, _request: Request, sha: str) -> Response:
        full = self._resolve(sha)
        parent = (self.git("rev-parse", "--verify", "--quiet", f"{full}^") or b"").decode().strip()
        empty = "4b825dc642cb6eb9a060e54bf8d69288fbee4904"
        return json_response({**self.commit_json(full), "files": self._diff(parent or empty, full)})

    def _resolve(self, sha: str) -> str:
        full = (self.git("rev-parse", "--verify", "--quiet", f"{sha}^{{commit}}") or b"").decode().strip()
        if not full:
            raise Refusal(_message(f"No commit found for SHA: {sha}", 422))
        return full

    def _commit_pulls(self, request: Request, sha: str) -> Response:
        full = self._resolve(sha)
        if self.lagging.get(full, 0) > 0:
            self.lagging[full] -= 1
            return json_response([])
        found = [
            pull for pull in self.pulls.values() if full in (pull.merge_commit_sha, *pull.landed, *self._shas(pull))
        ]
        return self._page(request, [self.pull_json(pull) for pull in found])

    def _tree(self, request: Request, sha: str) -> Response:
        full = self._resolve(sha)
        flags = ("-r",) if request.one("recursive") else ()
        rows = (self.git("ls-tree", "-z", *flags, full) or b"").decode().split("\0")
        tree = []
        for row in rows:
            if row:
                head, path = row.split("\t", 1)
                mode, kind, blob = head.split(" ")
                tree.append({"path": path, "mode": mode, "type": kind, "sha": blob})
        return json_response({"sha": full, "truncated": False, "tree": tree})

    def _contents(self, path: str, request: Request) -> Response:
        if request.method != "GET" or not path.startswith("/contents/"):
            return _message("Not Found", 404)
        from urllib.parse import unquote

        name, ref = unquote(path.removeprefix("/contents/")), request.one("ref") or "main"
        if self.git("rev-parse", "--verify", "--quiet", f"{ref}^{{commit}}") is None:
            return _message(f"No commit found for the ref {ref}", 404)
        row = (self.git("ls-tree", "-z", ref, "--", name) or b"").decode()
        if not row:
            return _message("Not Found", 404)
        mode, kind, blob = row.split("\t")[0].split(" ")
        if kind != "blob":
            return json_response(self._listing(ref, name))
        data = self.git("cat-file", "blob", blob) or b""
        links = {"self": "", "git": None, "html": None}
        shown = {
            "name": name.rsplit("/", 1)[-1],
            "path": name,
            "sha": blob,
            "size": len(data),
            "url": "",
            "_links": links,
        }
        shown |= {"git_url": None, "html_url": None, "download_url": None}
        if mode == "120000":
            return json_response({**shown, "type": "symlink", "target": data.decode("utf-8", "replace")})
        if len(data) > 1024 * 1024:
            return json_response({**shown, "type": "file", "encoding": "none", "content": ""})
        return json_response(
            {**shown, "type": "file", "encoding": "base64", "content": base64.encodebytes(data).decode()}
        )

    def _listing(self, ref: str, folder: str) -> list[dict[str, Any]]:
        rows = (self.git("ls-tree", "-z", "-l", ref, "--", f"{folder}/") or b"").decode().split("\0")
        found = []
        for row in filter(None, rows):
            head, path = row.split("\t", 1)
            mode, kind, blob, size = head.split()
            word = "dir" if kind == "tree" else "symlink" if mode == "120000" else "file"
            shown = {"type": word, "size": 0 if size == "-" else int(size), "name": path.rsplit("/", 1)[-1]}
            links = {"self": "", "git": None, "html": None}
            shown |= {"path": path, "sha": blob, "url": "", "git_url": None, "html_url": None, "download_url": None}
            found.append({**shown, "_links": links})
        return found

    def _status(self, request: Request, sha: str) -> Response:
        value = request.json()
        if (
            value.get("state") not in ("error", "failure", "pending", "success")
            or len(value.get("description") or "") > 140
        ):
            return _message("Validation Failed", 422)
        self.statuses.append({"sha": sha, **value})
        return json_response({"id": self.fresh_id(), **value}, 201)

    def _comment_json(self, comment: Comment) -> dict[str, Any]:
        value: dict[str, Any] = {
            "id": comment.id,
            "body": comment.body,
            "user": self.accounts.get(comment.login),
            "created_at": comment.created_at,
            "updated_at": comment.created_at,
        }
        return (
            {**value, "path": comment.path, "line": comment.line, "commit_id": comment.commit}
            if comment.path
            else value
        )

    def _comments(self, request: Request, number: str) -> Response:
        pull = self._find(number)
        found = [item for item in self.comments if item.pull == pull.number and not item.path]
        return self._page(request, [self._comment_json(item) for item in found])

    def _line_comments(self, request: Request, number: str) -> Response:
        pull = self._find(number)
        return self._page(
            request, [self._comment_json(item) for item in self.comments if item.pull == pull.number and item.path]
        )

    def _post_comment(self, request: Request, number: str) -> Response:
        pull, body = self._find(number), str(request.json().get("body") or "")
        if not body or len(body) > 65_536:
            return _message("Validation Failed", 422)
        comment = Comment(self.fresh_id(), pull.number, "github-actions[bot]", body, self.now())
        self.comments.append(comment)
        return json_response(self._comment_json(comment), 201)

    def _edit_comment(self, request: Request, identifier: str) -> Response:
        for comment in self.comments:
            if str(comment.id) == identifier:
                comment.body = str(request.json().get("body") or "")
                return json_response(self._comment_json(comment))
        return _message("Not Found", 404)

    def _request_reviewers(self, request: Request, number: str) -> Response:
        pull, value = self._find(number), request.json()
        for login in value.get("reviewers", []):
            if login == pull.author:
                return _message("Review cannot be requested from pull request author.", 422)
            if login not in self.accounts:
                return _message("Reviews may only be requested from collaborators.", 422)
            if login not in pull.reviewers:
                pull.reviewers.append(login)
        for team in value.get("team_reviewers", []):
            if team not in self.teams:
                return _message("Could not resolve to a node with the global id of the team.", 422)
            if team not in pull.teams:
                pull.teams.append(team)
        return json_response(self.pull_json(pull), 201)


    def _requested(self, _request: Request, number: str) -> Response:
        pull = self._find(number)
        people = [self.accounts[login] for login in pull.reviewers]
        return json_response({"users": people, "teams": [self.teams[slug] for slug in pull.teams]})


class GitHubPeople:
    """What people do on GitHub, for tests and demonstrations."""

    def __init__(self, app: GitHub) -> None:
        """People of this repository."""
        self.app = app

    def use(self, repository: str) -> None:
        """Serve this bare repository."""
        self.app.repository = Path(repository)

    def account(self, login: str, id: int, email: str = "", kind: str = "User") -> None:  # noqa: A002 - GitHub's word
        """Let an account exist; commits with its e-mail are its own."""
        self.app.accounts[login] = _account(login, id, kind)
        if email:
            self.app.emails[email] = login

    def team(self, slug: str) -> None:
        """Let a team exist that may be asked for a review."""
        self.app.teams[slug] = {"id": self.app.fresh_id(), "slug": slug, "name": slug}

    def open(self, branch: str, author: str, title: str = "A change", base: str = "main") -> Pull:
        """Open a pull request for a branch that was pushed."""
        app = self.app
        number = len(app.pulls) + 1
        head = self._sha(branch)
        merge_base = (app.git("merge-base", base, branch) or b"").decode().strip() or self._sha(base)
        pull = Pull(number, title, author, branch, base, merge_base, head)
        app.pulls[number] = pull
        return pull

    def open_json(self, branch: str, author: str, title: str = "A change", base: str = "main") -> dict[str, Any]:
        """As :meth:`open`, for callers in another process."""
        return json.loads(json.dumps(asdict(self.open(branch, author, title, base))))  # type: ignore[no-any-return]

    def push(self, number: int) -> None:
        """The branch has moved."""
        pull = self.app.pulls[number]
        pull.head_sha = self._sha(pull.head_ref)

    def review(self, number: int, login: str | None, state: str, commit: str | None = "") -> int:
        """Review the pull request as it stands (or at ``commit``; ``None`` for one that is gone)."""
        app = self.app
        pull = app.pulls[number]
        record = ReviewRecord(
            app.fresh_id(), number, login, state, pull.head_sha if commit == "" else commit, app.now()
        )
        app.reviews.append(record)
        return record.id

    def dismiss(self, review: int) -> None:
        """Dismiss a review."""
        for record in self.app.reviews:
            if record.id == review:
                record.state = "DISMISSED"

    def merge(self, number: int, commit: str, landed: list[str] | None = None, lag: int = 0) -> None:
        """Merged as ``commit`` (``landed``: every commit of a rebase); the index forgets it for ``lag`` questions."""
        app = self.app
        pull = app.pulls[number]
        pull.merged_at, pull.merge_commit_sha, pull.landed = app.now(), commit, landed or []
        if lag:
            app.lagging.update(dict.fromkeys([commit, *pull.landed], lag))

    def _sha(self, ref: str) -> str:
        found = self.app.git("rev-parse", "--verify", "--quiet", f"{ref}^{{commit}}")
        if not found:
            raise LookupError(f"no such branch: {ref}")
        return found.decode().strip()


def _account(login: str, number: int, kind: str) -> dict[str, Any]:
    return {
        "login": login,
        "id": number,
        "node_id": f"U_{number}",
        "type": kind,
        "site_admin": False,
        "avatar_url": "",
        "url": "",
        "html_url": "",
    }


def _message(text: str, status: int) -> Response:
    return json_response(
        {"message": text, "documentation_url": "https://docs.github.com/rest", "status": str(status)}, status
    )
