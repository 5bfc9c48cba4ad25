"""The sandbox's GitHub against GitHub's own description of its interface."""

from __future__ import annotations

import re
from pathlib import Path

from contract import Recorder, github

from .conftest import PATH, Forge, action, document

# What the description at hand leaves out.
BEYOND = re.compile(
    r"\w+ /github/(?:user|repos/example/postmortems(?:/pulls|/git/trees/\w+|/commits/\w+(?:/statuses)?)?)"
    r": in no description"
)


def test_every_answer_is_one_that_github_could_give(forge: Forge, shared: Path) -> None:
    recorder = Recorder(forge.sandbox, github(shared))
    forge.github.people.team("team-payments")
    hidden = document(text="Checkouts\u200b timed out.", actions=action() + action("A2"))
    forge.commit({PATH: hidden.replace("services:", "invited: [team-payments]\nservices:")})
    number = forge.github.people.open("topic", "author", "Checkout").number
    for login, state in ((None, "APPROVED"), ("stranger", "PENDING"), ("checkout-lead", "APPROVED")):
        forge.github.people.review(number, login, state)
    ledger = ("--ledger", str(forge.ledger))
    assert forge.run("review", "--pr", str(number), *ledger)[0] == 0
    forge.github.people.review(number, "checkout-second", "CHANGES_REQUESTED")
    assert forge.run("review", "--pr", str(number), *ledger)[0] == 0
    forge.github.people.review(number, "checkout-second", "APPROVED")
    assert forge.run("invite", "--pr", str(number), "--apply", *ledger)[0] == 0
    assert forge.run("approvals", "status", *ledger)[0] == 0
    assert forge.run("approvals", "check", "--pr", str(number), *ledger)[0] == 0
    sha = forge.merge(number, lag=1)
    assert forge.run("approvals", "record", "--commit", sha, *ledger)[0] == 0
    forge.commit({PATH: document(text="Pushed.")}, branch="main")
    assert forge.run("approvals", "record", "--commit", "HEAD", *ledger)[0] == 0
    assert sorted({item for item in recorder.problems if not BEYOND.fullmatch(item)}) == []
    assert {name.partition("{repo}")[2] for name in recorder.checked} >= {
        "/pulls/{pull_number}",
        "/pulls/{pull_number}/reviews",
        "/pulls/{pull_number}/commits",
        "/pulls/{pull_number}/files",
        "/pulls/{pull_number}/comments",
        "/pulls/{pull_number}/requested_reviewers",
        "/issues/{issue_number}/comments",
        "/issues/comments/{comment_id}",
        "/contents/{path}",
        "/commits/{commit_sha}/pulls",
        "/statuses/{sha}",
    }
