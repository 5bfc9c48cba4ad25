"""What the sandbox's GitHub remembers beside the git repository."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import Any

from blamefree.sandbox.github.shape import account_json

BOT = "github-actions[bot]"


@dataclass
class Pull:
    """A pull request; accounts are by login, ``fork`` names the repository it comes from when it is another."""

    number: int
    title: str
    author: str
    head_ref: str
    base_ref: str
    base_sha: str
    head_sha: str
    opened_at: str = "2026-01-01T00:00:00Z"
    merged_at: str | None = None
    merge_commit_sha: str | None = None
    landed: list[str] = field(default_factory=list)
    reviewers: list[str] = field(default_factory=list)
    teams: list[str] = field(default_factory=list)
    fork: str = ""


@dataclass
class ReviewRecord:
    """A review; ``login`` is ``None`` for a deleted account, ``commit`` for one that is gone."""

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
    review: int = 0


@dataclass
class State:
    """Everything; ``lagging`` counts the questions for which the index does not know a commit yet."""

    pulls: dict[int, Pull] = field(default_factory=dict)
    reviews: list[ReviewRecord] = field(default_factory=list)
    comments: list[Comment] = field(default_factory=list)
    statuses: list[dict[str, Any]] = field(default_factory=list)
    accounts: dict[str, dict[str, Any]] = field(default_factory=lambda: {BOT: account_json(BOT, 41898282, "Bot")})
    emails: dict[str, str] = field(default_factory=dict)
    teams: dict[str, int] = field(default_factory=dict)
    lagging: dict[str, int] = field(default_factory=dict)
    last_id: int = 100

    def to_json(self) -> dict[str, Any]:
        """As JSON values; what lags is not kept."""
        value = asdict(self)
        value["pulls"] = list(value["pulls"].values())
        del value["lagging"]
        return value

    @staticmethod
    def from_json(value: Mapping[str, Any]) -> State:
        """Read what :meth:`to_json` wrote."""
        fresh = State()
        return State(
            {item["number"]: Pull(**item) for item in value.get("pulls", [])},
            [ReviewRecord(**item) for item in value.get("reviews", [])],
            [Comment(**item) for item in value.get("comments", [])],
            list(value.get("statuses", [])),
            dict(value.get("accounts", {})) or fresh.accounts,
            dict(value.get("emails", {})),
            dict(value.get("teams", {})),
            {},
            int(value.get("last_id", fresh.last_id)),
        )
