"""The gate: every case of the attack table, and who may decide."""

from __future__ import annotations

from dataclasses import replace

import pytest

from blamefree.model.ledger import Decision
from blamefree.model.services import Approver, Service, Services, SeverityPolicy
from blamefree.targets.github.gate import Item, Seen, State, Verdict, decide, unknown
from blamefree.targets.github.reviews import WEB_FLOW, Account, Commit, PullRequest, Review, ReviewState

AUTHOR, LEAD, SECOND, HEAD, STRANGER = (Account(name, number) for name, number in (
    ("author", 1), ("checkout-lead", 10), ("checkout-second", 11), ("head-of-operations", 77), ("stranger", 99)
))  # fmt: skip
SERVICES = Services(
    {
        "checkout": Service(
            "checkout", "team-checkout", (Approver("checkout-lead", 10), Approver("checkout-second", 11)), 1
        ),
        "cache": Service("cache", "team-cache", (Approver("author", 1),), 1),
        "nobody": Service("nobody"),
    },
    False,
    {"SEV1": SeverityPolicy("SEV1", (Approver("head-of-operations", 77),), 1)},
)
BOUND = {
    "id": "A1",
    "title": "Roll out by region",
    "service": "checkout",
    "owner": "team-checkout",
    "due": "2026-04-15",
}
ITEM = Item("PM-2026-0042", "A1", "checkout", "SEV2", "team-checkout", "f" * 64, BOUND)
PULL = PullRequest(12, AUTHOR, "head", "base", commits=(Commit("c1", 1, 1), Commit("c2", 1, WEB_FLOW)))


def review(
    account: Account | None, state: ReviewState = ReviewState.APPROVED, commit: str | None = "c2", number: int = 1
) -> Review:
    return Review(number, account, state, commit, f"2026-03-20T10:00:{number:02d}Z")


def judge(*reviews: Review, item: Item = ITEM, pull: PullRequest = PULL, services: Services = SERVICES,
          seen: dict[str, Seen] | None = None, prior: Decision | None = None) -> Verdict:  # fmt: skip
    known = {"c1": Seen(True, item.bound), "c2": Seen(True, item.bound), **(seen or {})}

    def look(_: Item, commit: str) -> Seen:
        assert isinstance(commit, str), "there is nothing to look at without a commit"
        return known.get(commit, Seen(False))

    return decide(item, pull, reviews, look, services, prior)


A, C, R, D, P = (ReviewState[name] for name in ("APPROVED", "COMMENTED", "CHANGES_REQUESTED", "DISMISSED", "PENDING"))


@pytest.mark.parametrize(
    ("states", "expected"),
    [
        ([A], State.APPROVED),
        ([A, C], State.APPROVED),
        ([A, P], State.APPROVED),
        ([A, R], State.REJECTED),
        ([R, A], State.APPROVED),
        ([R, C], State.REJECTED),
        ([A, D], State.PENDING),
        ([A, R, D], State.PENDING),
        ([C], State.PENDING),
        ([P], State.PENDING),
        ([], State.PENDING),
    ],
)
def test_the_newest_review_that_says_something_counts(states: list[ReviewState], expected: State) -> None:
    found = [review(LEAD, state, number=number) for number, state in enumerate(states, 1)]
    assert judge(*found).state is expected
    assert judge(*reversed(found)).state is expected, "the order of the answer does not matter, the time does"


def test_an_approved_item_names_who_and_where_and_gives_no_reason() -> None:
    verdict = judge(review(LEAD, commit="c1"))
    assert verdict.reasons == ()
    assert [(item.login, item.id, item.review, item.commit) for item in verdict.approvals] == [
        ("checkout-lead", 10, 1, "c1")
    ]


@pytest.mark.parametrize(
    "reviewer",
    [STRANGER, None, Account("checkout-lead", 10, bot=True), Account("checkout-lead", 555)],
    ids=["without authority", "ghost", "bot", "same login, other account"],
)
def test_others_never_count(reviewer: Account | None) -> None:
    verdict = judge(review(reviewer))
    assert verdict.state is State.PENDING
    assert verdict.needs == ("checkout-lead", "checkout-second")


def test_a_renamed_account_keeps_its_authority() -> None:
    verdict = judge(review(Account("new-name", 10)))
    assert verdict.state is State.APPROVED
    assert verdict.approvals[0].login == "new-name"


def test_the_author_does_not_approve_what_they_wrote() -> None:
    item = replace(ITEM, service="cache")
    verdict = judge(review(AUTHOR), item=item)
    assert verdict.state is State.PENDING
    assert "wrote part" in verdict.reasons[0]
    assert verdict.needs == ()


@pytest.mark.parametrize("commit", [Commit("c3", 10, 1), Commit("c3", 1, 10)], ids=["authored", "pushed"])
def test_an_approver_who_added_a_commit_does_not_count_but_another_does(commit: Commit) -> None:
    pull = replace(PULL, commits=(*PULL.commits, commit))
    assert judge(review(LEAD), pull=pull).state is State.PENDING
    assert judge(review(LEAD), pull=pull).needs == ("checkout-second",)
    assert judge(review(LEAD), review(SECOND, number=2), pull=pull).state is State.APPROVED
    assert judge(review(LEAD, R), pull=pull).state is State.REJECTED, "asking for changes is always heard"


def test_whoever_opened_the_pull_request_wrote_it() -> None:
    pull = replace(PULL, author=LEAD, commits=(Commit("c1", 2, 2),))
    assert judge(review(LEAD), pull=pull).state is State.PENDING
    assert replace(PULL, commits=(Commit("c1", None, 2),)).writers == {1, 2}


def test_a_commit_without_a_known_author_blocks() -> None:
    for commit in (Commit("abcdef123", None, 1), Commit("abcdef123", 1, None)):
        verdict = judge(review(LEAD), pull=replace(PULL, commits=(*PULL.commits, commit)))
        assert verdict.state is State.BLOCKED
        assert "abcdef1" in verdict.reasons[0]


def test_a_pull_request_that_is_not_listed_whole_blocks() -> None:
    assert judge(review(LEAD), pull=replace(PULL, complete=False)).state is State.BLOCKED


def test_what_changed_since_the_approval() -> None:
    before = {**BOUND, "due": "2026-04-01"}
    verdict = judge(review(LEAD, commit="c1"), seen={"c1": Seen(True, before)})
    assert verdict.state is State.STALE
    assert "due changed since checkout-lead approved c1" in verdict.reasons
    assert verdict.needs == ("checkout-lead", "checkout-second")
    added = judge(review(LEAD, commit="c1"), seen={"c1": Seen(True, None)})
    assert added.state is State.PENDING
    assert "added after" in added.reasons[0]


@pytest.mark.parametrize("commit", [None, "gone"])
def test_a_commit_that_is_gone_is_asked_again(commit: str | None) -> None:
    verdict = judge(review(LEAD, commit=commit))
    assert verdict.state is State.PENDING
    assert "gone" in verdict.reasons[0]


def test_another_authority_who_asks_for_changes_rejects() -> None:
    verdict = judge(review(LEAD), review(SECOND, R, number=2))
    assert verdict.state is State.REJECTED
    assert verdict.reasons == ("checkout-second asks for changes",)
    assert judge(review(LEAD), review(STRANGER, R, number=2)).state is State.APPROVED


def test_the_item_owner_decides_only_where_the_policy_lets_them() -> None:
    item = replace(ITEM, owner="@Checkout-Lead")
    assert judge(review(LEAD), item=item).state is State.PENDING
    assert judge(review(LEAD), item=item).needs == ("checkout-second",)
    lenient = replace(SERVICES, owner_may_approve=True)
    assert judge(review(LEAD), item=item, services=lenient).state is State.APPROVED
    assert judge(item=item, services=lenient).needs == ("checkout-lead", "checkout-second")


def test_the_minimum_of_the_service() -> None:
    two = replace(
        SERVICES, services={**SERVICES.services, "checkout": replace(SERVICES.services["checkout"], minimum=2)}
    )
    assert judge(review(LEAD), services=two).state is State.PENDING
    assert judge(review(LEAD), services=two).needs == ("checkout-second",)
    assert judge(review(LEAD), review(LEAD, number=2), services=two).state is State.PENDING
    assert judge(review(LEAD), review(SECOND, number=2), services=two).state is State.APPROVED


def test_how_many_are_missing_and_who_they_could_be() -> None:
    lead, second, third = Approver("checkout-lead", 10), Approver("checkout-second", 11), Approver("third", 12)
    service = Service("checkout", approvers=(lead, second, third), minimum=2)
    policy = SeverityPolicy("SEV2", (second, Approver("head-of-operations", 77)), 1)
    both = Services({"checkout": service}, severity={"SEV2": policy})
    none = judge(services=both)
    assert none.reasons == ("2 more approvals needed for checkout", "1 more approval needed for SEV2")
    assert none.needs == ("checkout-lead", "checkout-second", "third", "head-of-operations"), "each of them once"
    some = judge(review(LEAD), services=both)
    assert some.reasons == ("1 more approval needed for checkout", "1 more approval needed for SEV2")
    assert [approval.login for approval in some.approvals] == ["checkout-lead"]
    writers = replace(PULL, commits=(*PULL.commits, Commit("c3", 11, 12)))
    assert judge(services=both, pull=writers).reasons[0] == (
        "too few people may approve for checkout: 2 needed, 1 possible"
    )


def test_the_owner_is_compared_with_the_name_of_then_and_of_now() -> None:
    renamed = Account("new-name", 10)
    assert judge(review(renamed), item=replace(ITEM, owner="new-name")).state is State.PENDING
    assert judge(review(renamed), item=replace(ITEM, owner="checkout-lead")).state is State.PENDING
    nameless = judge(review(Account("", 10)), item=replace(ITEM, owner=""))
    assert nameless.state is State.APPROVED, "an item without owner is nobody's own"


def test_a_commit_is_named_as_git_names_it() -> None:
    commit = "0123456789abcdef"
    verdict = judge(review(LEAD, commit=commit), seen={commit: Seen(True, None)})
    assert verdict.reasons[0] == "added after checkout-lead approved 0123456"


def test_a_pull_request_of_a_deleted_account() -> None:
    assert judge(review(LEAD), pull=replace(PULL, author=None)).state is State.APPROVED
    assert judge(review(LEAD), pull=replace(PULL, author=None, commits=(Commit("c1", 10, 10),))).state is State.PENDING


def test_a_severity_with_a_policy_needs_both() -> None:
    item = replace(ITEM, severity="SEV1")
    assert judge(review(LEAD), item=item).needs == ("head-of-operations",)
    assert judge(review(HEAD), item=item).needs == ("checkout-lead", "checkout-second")
    verdict = judge(review(LEAD), review(HEAD, number=2), item=item)
    assert verdict.state is State.APPROVED
    assert len(verdict.approvals) == 2
    assert judge(review(LEAD), review(HEAD, R, number=2), item=item).state is State.REJECTED
    assert judge(review(HEAD, R)).state is State.PENDING, "without the policy they have no say"


@pytest.mark.parametrize(
    ("item", "words"),
    [
        (replace(ITEM, service="paments"), "paments is not in services.yml"),
        (replace(ITEM, service=""), "its service is not in services.yml"),
        (replace(ITEM, service="nobody"), "names no approvers"),
        (replace(ITEM, ambiguous=True), "more than once"),
    ],
)
def test_blocked(item: Item, words: str) -> None:
    verdict = judge(review(LEAD), item=item)
    assert verdict.state is State.BLOCKED
    assert words in verdict.reasons[0]


def test_a_policy_without_approvers_blocks() -> None:
    empty = replace(SERVICES, severity={"SEV2": SeverityPolicy("SEV2")})
    assert judge(review(LEAD), services=empty).state is State.BLOCKED


def test_an_earlier_approval_of_the_same_content_stands() -> None:
    prior = Decision(
        "approved",
        True,
        7,
        "c0",
        "2026-01-01T00:00:00Z",
        ({"login": "checkout-lead", "id": 10, "review": 3, "commit": "c0"},),
    )
    assert judge(prior=prior).state is State.APPROVED
    assert judge(prior=prior).approvals[0].review == 3
    assert judge(prior=replace(prior, current=False)).state is State.PENDING
    assert judge(prior=replace(prior, state="rejected")).state is State.PENDING
    assert judge(review(SECOND, R), prior=prior).state is State.REJECTED


def test_a_pull_request_to_another_branch_blocks() -> None:
    verdict = judge(review(LEAD), pull=replace(PULL, trusted=False, base_ref="evil"))
    assert verdict.state is State.BLOCKED
    assert "evil" in verdict.reasons[0]


def test_declining_what_was_accepted_is_decided_anew_where_somebody_does() -> None:
    recorded = ({"login": "checkout-second", "id": 11, "review": 3, "commit": "c0"},)
    prior = Decision("approved", True, 7, "c0", "2026-01-01T00:00:00Z", recorded)
    item = replace(ITEM, declined=True)
    late = judge(review(LEAD), item=item, prior=prior)
    assert (late.state, late.prior, late.approvals[0].login) == (State.APPROVED, None, "checkout-lead")
    again = judge(review(LEAD), item=item, prior=replace(prior, declined=True))
    assert (again.prior, again.approvals[0].login) == (replace(prior, declined=True), "checkout-second")
    silent = judge(item=item, prior=prior)
    assert (silent.state, silent.prior) == (State.APPROVED, prior), "the decision bound to this content stands"
    refused = judge(item=item, prior=replace(prior, state="rejected"))
    outdated = judge(item=item, prior=replace(prior, current=False))
    assert (refused.state, outdated.state) == (State.PENDING, State.PENDING)
    blocked = judge(item=item, prior=prior, pull=replace(PULL, complete=False))
    assert blocked.prior == prior


def test_unknown_is_never_approved() -> None:
    verdict = unknown(ITEM, "GitHub answered 502")
    assert verdict.state is State.UNKNOWN
    assert verdict.reasons


def test_every_verdict_but_approved_has_a_reason() -> None:
    for states in ([A, D], [R], [C], []):
        verdict = judge(*(review(LEAD, state, number=number) for number, state in enumerate(states, 1)))
        assert verdict.reasons
