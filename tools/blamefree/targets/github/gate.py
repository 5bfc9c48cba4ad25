"""The gate: who has approved an action item, decided from what is known and from nothing else.

An approval counts when it comes from an account that services.yml at the pull request's base names,
that wrote none of the pull request, and that saw the item as it stands. Anything that could not be
asked is *unknown*, never approved.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum

from blamefree.model.ledger import Decision
from blamefree.model.services import Approver, Services
from blamefree.targets.github.reviews import PullRequest, Review, ReviewState, standing


class State(StrEnum):
    """The verdict on an action item."""

    APPROVED = "approved"
    PENDING = "pending"
    REJECTED = "rejected"
    STALE = "stale"
    BLOCKED = "blocked"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Item:
    """An action item at the commit that is judged; ``bound`` is what an approval holds on to."""

    document: str
    action: str
    service: str
    severity: str
    owner: str
    fingerprint: str
    bound: Mapping[str, str]
    ambiguous: bool = False
    declined: bool = False
    path: str = ""
    title: str = ""


@dataclass(frozen=True, slots=True)
class Seen:
    """The item at an earlier commit.

    ``known`` is false when the commit is gone, ``bound`` is ``None`` when the item was not there.
    """

    known: bool
    bound: Mapping[str, str] | None = None


@dataclass(frozen=True, slots=True)
class Approval:
    """One approval that counts."""

    login: str
    id: int
    review: int
    commit: str


@dataclass(frozen=True, slots=True)
class Verdict:
    """What is decided about an item. ``reasons`` is empty only for approved; ``needs`` names who could approve."""

    item: Item
    state: State
    reasons: tuple[str, ...] = ()
    approvals: tuple[Approval, ...] = ()
    needs: tuple[str, ...] = ()
    prior: Decision | None = None


Look = Callable[[Item, str], Seen]


def unknown(item: Item, why: str) -> Verdict:
    """The verdict on an item about which GitHub could not be asked."""
    return Verdict(item, State.UNKNOWN, (why,))


def decide(
    item: Item,
    pull: PullRequest,
    reviews: Iterable[Review],
    look: Look,
    services: Services,
    prior: Decision | None = None,
) -> Verdict:
    """Judge one action item.

    ``services`` is the catalogue at the pull request's base, ``look`` shows the item at a reviewed commit,
    ``prior`` is what the ledger holds on the item.
    """
    if not pull.trusted:
        why = f"the pull request goes to {pull.base_ref}: approvals count on the default branch"
        return Verdict(item, State.BLOCKED, (why,))
    service = services.services.get(item.service)
    if item.ambiguous:
        return Verdict(
            item, State.BLOCKED, (f"{item.document} {item.action} is used more than once: give each item its own id",)
        )
    if service is None:
        named = f"the service {item.service}" if item.service else "its service"
        return Verdict(item, State.BLOCKED, (f"{named} is not in services.yml at the base of the pull request",))
    policy = services.severity.get(item.severity)
    demands = [(f"for {item.service}", service.approvers, service.minimum)]
    if policy is not None:
        demands.append((f"for {item.severity}", policy.approvers, policy.minimum))
    for what, approvers, _ in demands:
        if not approvers:
            return Verdict(item, State.BLOCKED, (f"services.yml names no approvers {what}",))

    authorities = {person.id: person for _, people, _ in demands for person in people}
    votes = {number: review for number, review in standing(reviews).items() if number in authorities}
    refused = sorted(
        authorities[number].login for number, review in votes.items() if review.state is ReviewState.CHANGES_REQUESTED
    )
    if refused:
        return Verdict(
            item, State.REJECTED, tuple(f"{login} asks for changes" for login in refused), needs=tuple(refused)
        )
    earlier = _standing(prior)
    if earlier is not None and earlier.declined == item.declined:
        return _by(earlier, item)
    verdict = _blocked(item, pull) or _count(item, pull, votes, look, demands, services)
    if earlier is not None and verdict.state is not State.APPROVED:
        return _by(earlier, item)
    return verdict


def _standing(prior: Decision | None) -> Decision | None:
    if prior is None or not prior.current or prior.state != State.APPROVED:
        return None
    return prior


def _by(earlier: Decision, item: Item) -> Verdict:
    return Verdict(item, State.APPROVED, approvals=_recorded(earlier), prior=earlier)


def _blocked(item: Item, pull: PullRequest) -> Verdict | None:
    if not pull.complete:
        return Verdict(item, State.BLOCKED, ("the pull request is too large for GitHub to list it whole: split it",))
    if pull.anonymous:
        short = ", ".join(sha[:7] for sha in pull.anonymous[:5])
        return Verdict(
            item, State.BLOCKED, (f"self-approval cannot be ruled out: {short} has no known author on GitHub",)
        )
    return None


def _count(
    item: Item,
    pull: PullRequest,
    votes: Mapping[int, Review],
    look: Look,
    demands: list[tuple[str, tuple[Approver, ...], int]],
    services: Services,
) -> Verdict:
    reasons: list[str] = []
    valid: dict[int, Approval] = {}
    stale = False
    people = {person.id: person for _, group, _ in demands for person in group}
    for number, review in sorted(votes.items()):
        person = people[number]
        if review.state is not ReviewState.APPROVED:
            continue
        assert review.account is not None, "a review without an account has no vote"
        if number in pull.writers:
            reasons.append(f"the approval of {person.login} does not count: they wrote part of this pull request")
            continue
        if not services.owner_may_approve and _owns(item, person, review.account.login):
            reasons.append(f"the approval of {person.login} does not count: they own the action item")
            continue
        if review.commit is None or not (seen := look(item, review.commit)).known:
            reasons.append(f"the commit that {person.login} approved is gone: ask again")
            continue
        approved = f"{person.login} approved {review.commit[:7]}"
        if seen.bound is None:
            reasons.append(f"added after {approved}")
        elif seen.bound != item.bound:
            stale = True
            reasons.append(f"{_changed(seen.bound, item.bound)} changed since {approved}")
        else:
            valid[number] = Approval(review.account.login, number, review.id, review.commit)
    needs: list[str] = []
    for what, group, minimum in demands:
        have = sum(person.id in valid for person in group)
        if have < minimum:
            able = [
                person.login
                for person in group
                if person.id not in valid
                and person.id not in pull.writers
                and (services.owner_may_approve or not _owns(item, person, person.login))
            ]
            needs.extend(login for login in able if login not in needs)
            if len(able) < minimum - have:
                reasons.append(f"too few people may approve {what}: {minimum} needed, {have + len(able)} possible")
            else:
                reasons.append(f"{minimum - have} more approval{'s' if minimum - have > 1 else ''} needed {what}")
    approvals = tuple(valid.values())
    if any(sum(person.id in valid for person in group) < minimum for _, group, minimum in demands):
        return Verdict(item, State.STALE if stale else State.PENDING, tuple(reasons), approvals, tuple(needs))
    return Verdict(item, State.APPROVED, (), approvals)


def _owns(item: Item, person: Approver, login: str) -> bool:
    owner = item.owner.strip().lstrip("@").casefold()
    return bool(owner) and owner in (person.login.casefold(), login.casefold())


def _changed(before: Mapping[str, str], after: Mapping[str, str]) -> str:
    names = sorted(name for name in {*before, *after} if before.get(name) != after.get(name))
    return ", ".join(names)


def _recorded(prior: Decision) -> tuple[Approval, ...]:
    return tuple(
        Approval(
            str(person.get("login", "")),
            int(person.get("id", 0)),
            int(person.get("review", 0)),
            str(person.get("commit", "")),
        )
        for person in prior.approvers
    )
