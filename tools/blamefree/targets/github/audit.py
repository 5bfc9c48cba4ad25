"""Holds the recorded approvals against what GitHub says today."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Protocol

from blamefree.model.ledger import Kind, Ledger
from blamefree.targets.github.reviews import Review, ReviewState


class Reviews(Protocol):
    """Where reviews are asked for."""

    def reviews(self, number: int) -> tuple[Review, ...]:
        """Every review of a pull request."""
        ...


def audit(ledger: Ledger, github: Reviews) -> Iterator[tuple[int, str]]:
    """The line and the reason of each recorded approval that GitHub does not confirm.

    A review that was dismissed after it counted is no contradiction; one that never was, or came from another
    account or for another commit, is.
    """
    known: dict[int, dict[int, Review]] = {}
    for entry in ledger.of(Kind.DECISION):
        number = entry.data.get("pr")
        people = entry.data.get("approvers")
        if not isinstance(number, int) or not isinstance(people, list):
            continue
        if number not in known:
            known[number] = {review.id: review for review in github.reviews(number)}
        for person in people:
            review = known[number].get(person.get("review"))
            if review is None:
                yield entry.line, f"GitHub has no review {person.get('review')} in #{number}"
            elif review.account is not None and review.account.id != person.get("id"):
                yield entry.line, f"review {review.id} in #{number} is by another account"
            elif review.state not in (ReviewState.APPROVED, ReviewState.DISMISSED):
                yield entry.line, f"review {review.id} in #{number} is no approval"
            elif review.commit is not None and review.commit != person.get("commit"):
                yield entry.line, f"review {review.id} in #{number} was of another commit"
