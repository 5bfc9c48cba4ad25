"""What GitHub says about a pull request, as values."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum

WEB_FLOW = 19_864_447  # GitHub's own committer of merges and suggestions made in the browser


class ReviewState(StrEnum):
    """The state of a review, as the API names it."""

    APPROVED = "APPROVED"
    CHANGES_REQUESTED = "CHANGES_REQUESTED"
    COMMENTED = "COMMENTED"
    DISMISSED = "DISMISSED"
    PENDING = "PENDING"


@dataclass(frozen=True, slots=True)
class Account:
    """An account; ``bot`` for apps and workflows, which never decide."""

    login: str
    id: int
    bot: bool = False


@dataclass(frozen=True, slots=True)
class Review:
    """One review. ``account`` is ``None`` when the account is gone, ``commit`` when the reviewed commit is."""

    id: int
    account: Account | None
    state: ReviewState
    commit: str | None
    submitted_at: str = ""


@dataclass(frozen=True, slots=True)
class Commit:
    """A commit of the pull request; ids are ``None`` where GitHub knows no account for the e-mail."""

    sha: str
    author: int | None
    committer: int | None


@dataclass(frozen=True, slots=True)
class PullRequest:
    """A pull request. ``complete`` is false when GitHub did not list every commit or file.

    ``trusted`` is false when its base is another branch than the default one: anybody may have written what stands
    there, also who may approve.
    """

    number: int
    author: Account | None
    head: str
    base: str
    base_ref: str = "main"
    merged: bool = False
    merge_commit: str = ""
    commits: tuple[Commit, ...] = ()
    complete: bool = True
    title: str = ""
    trusted: bool = True
    state: str = "open"
    from_fork: bool = False

    @property
    def writers(self) -> frozenset[int]:
        """Whoever wrote or pushed any of it: their own approval does not count."""
        found = {self.author.id} if self.author else set()
        for commit in self.commits:
            found.update(number for number in (commit.author, commit.committer) if number is not None)
        return frozenset(found - {WEB_FLOW})

    @property
    def anonymous(self) -> tuple[str, ...]:
        """The commits whose author or committer is no known account."""
        return tuple(commit.sha for commit in self.commits if commit.author is None or commit.committer is None)


def standing(reviews: Iterable[Review]) -> Mapping[int, Review]:
    """The review that counts for each account: the newest that says something.

    Comments and unsent reviews say nothing. A dismissed review takes an older approval with it.
    """
    found: dict[int, Review] = {}
    for review in sorted(reviews, key=lambda item: (item.submitted_at, item.id)):
        if review.account is None or review.account.bot:
            continue
        if review.state in (ReviewState.APPROVED, ReviewState.CHANGES_REQUESTED, ReviewState.DISMISSED):
            found[review.account.id] = review
    return found
