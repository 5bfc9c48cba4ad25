"""What people do on GitHub, for tests and demonstrations."""

from __future__ import annotations

import json
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

from blamefree.sandbox.github.shape import account_json
from blamefree.sandbox.github.state import Pull, ReviewRecord

if TYPE_CHECKING:
    from blamefree.sandbox.github.app import GitHub


class GitHubPeople:
    """People of one repository."""

    def __init__(self, app: GitHub) -> None:
        """People of this repository."""
        self.app = app

    def use(self, repository: str) -> None:
        """Serve this bare repository."""
        self.app.repository = Path(repository)

    def account(self, login: str, id: int, email: str = "", kind: str = "User") -> None:  # noqa: A002 - GitHub's word
        """Let an account exist; commits with its e-mail are its own."""
        self.app.accounts[login] = account_json(login, id, kind)
        if email:
            self.app.emails[email] = login

    def team(self, slug: str) -> None:
        """Let a team exist that may be asked for a review."""
        self.app.state.teams[slug] = self.app.fresh_id()

    def open(self, branch: str, author: str, title: str = "A change", base: str = "main") -> Pull:
        """Open a pull request for a branch that was pushed."""
        app = self.app
        number = len(app.pulls) + 1
        head = self._sha(branch)
        merge_base = app.bare.text("merge-base", base, branch) or self._sha(base)
        pull = Pull(number, title, author, branch, base, merge_base, head, app.now())
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
        seen = app.pulls[number].head_sha if commit == "" else commit
        record = ReviewRecord(app.fresh_id(), number, login, state, seen, app.now())
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
            app.state.lagging.update(dict.fromkeys([commit, *pull.landed], lag))

    def _sha(self, ref: str) -> str:
        found = self.app.bare.commit(ref)
        if not found:
            raise LookupError(f"no such branch: {ref}")
        return found
