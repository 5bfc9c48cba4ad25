"""``blamefree review``, ``invite`` and ``codeowners``: what a pull request's people are told, and where."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from blamefree.diagnostics.diagnostic import Diagnostic, Family, Report, Severity
from blamefree.diagnostics.fix import Applicability, Edit, Fix
from blamefree.sandbox.faults import Fault, FaultKind
from blamefree.targets.github.codeowners import PROTECTED, render
from blamefree.targets.github.comment import LONGEST, MARKER
from blamefree.targets.github.suggest import GONE, changed_lines, key_of, suggestions
from blamefree.text.source import Source
from blamefree.text.span import Span

from .conftest import PATH, Forge, document

SERVICES = """services:
  checkout:
    team: team-checkout
    approvers: [{login: checkout-lead, id: 10}, {login: author, id: 1}]
    depends_on: [cache]
  cache: {team: team-cache, approvers: [{login: cache-lead, id: 30}]}
  shop: {team: team-shop, depends_on: [checkout]}
  twin: {team: team-checkout, depends_on: [checkout]}
policy:
  severity:
    SEV1: {approvers: [{login: head-of-operations, id: 77}]}
"""
TEXT = document().replace("severity: SEV2\n", "severity: SEV2\ninvited: [team-payments]\n").replace(
    "Checkouts timed out.", "The outage was caused by human error.\u00a0"
)  # fmt: skip


@pytest.fixture
def patience() -> int:
    """Documents are read while GitHub waits, which takes a slow machine a second."""
    return 20


def opened(forge: Forge, text: str = TEXT) -> int:
    forge.commit({"services.yml": SERVICES}, branch="main")
    forge.git("checkout", "-q", "-b", "topic")
    forge.commit({PATH: text})
    forge.git("checkout", "-q", "main")
    return forge.github.people.open("topic", "author", "Checkout").number


def review(forge: Forge, number: int) -> str:
    code, out, err = forge.run("review", "--pr", str(number), "--ledger", str(forge.ledger))
    assert code == 0, err
    return out


def told(forge: Forge) -> list[str]:
    return [item.body for item in forge.github.comments if not item.path]


def test_one_comment_that_follows_the_pull_request(forge: Forge) -> None:
    number = opened(forge)
    review(forge, number)
    (first,) = told(forge)
    assert first.startswith(MARKER)
    assert "Missing for approved" in first
    assert "Language, with a question each" in first
    assert "checkout\\-lead" in first
    assert "team\\-payments" in first
    forge.github.people.review(number, "checkout-lead", "APPROVED")
    review(forge, number)
    (second,) = told(forge)
    assert "1 of 1 action item approved" in second
    writes = forge.sandbox.writes
    review(forge, number)
    assert forge.sandbox.writes == writes, "what says the same is not written again"


def test_earlier_postmortems_like_it_are_named(forge: Forge) -> None:
    def other(number: int, day: str, services: str) -> str:
        text = document(number).replace("2026-03-14", day).replace("services: [checkout]", f"services: [{services}]")
        return text.replace("title: Checkout timed out", f"title: Story {number}")

    before = "2025-01-01"
    for number, day, services in ((7, before, "checkout"), (8, before, "shop"), (9, "2027-01-01", "checkout")):
        forge.commit({f"postmortems/2025/PM-2026-{number:04d}-x.md": other(number, day, services)}, branch="main")
    review(forge, opened(forge))
    (body,) = told(forge)
    assert "Story 7: service checkout" in body
    assert "Story 8" not in body and "Story 9" not in body


def test_a_comment_of_somebody_else_is_left_alone(forge: Forge) -> None:
    number = opened(forge)
    review(forge, number)
    forge.github.comments[0].login = "stranger"
    forge.github.comments[0].body = MARKER + " everything is approved"
    review(forge, number)
    assert told(forge)[0] == MARKER + " everything is approved"
    assert len(told(forge)) == 2


def test_a_person_with_a_token_updates_their_own_comment(forge: Forge, monkeypatch: pytest.MonkeyPatch) -> None:
    number = opened(forge)
    monkeypatch.setattr("blamefree.targets.github.client.GitHub.login", lambda self: "stranger")
    review(forge, number)
    forge.github.comments[0].login = "stranger"
    review(forge, number)
    assert len(told(forge)) == 1


def test_forks_are_told_by_annotations_and_the_job_summary(
    forge: Forge, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GITHUB_STEP_SUMMARY", str(tmp_path / "summary.md"))
    number = opened(forge)
    forge.github.pulls[number].fork = "somebody/postmortems"
    writes = forge.sandbox.writes
    out = review(forge, number)
    assert forge.sandbox.writes == writes
    assert "::error file=" in out
    summary = (tmp_path / "summary.md").read_text()
    assert summary.startswith(MARKER) and "## Blamefree" in summary


def test_without_the_permission_to_write_the_summary_says_it(
    forge: Forge, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GITHUB_STEP_SUMMARY", str(tmp_path / "summary.md"))
    number = opened(forge)
    forge.sandbox.plan(Fault(FaultKind.STATUS, status=403, write=True, times=None))
    out = review(forge, number)
    assert "::error file=" in out
    assert "Missing for approved" in (tmp_path / "summary.md").read_text()
    forge.sandbox.clear_faults()
    forge.sandbox.plan(Fault(FaultKind.STATUS, status=502, path="*/reviews", times=None))
    monkeypatch.setenv("BLAMEFREE_PATIENCE", "0")
    assert forge.run("review", "--pr", str(number), "--ledger", str(forge.ledger))[0] == 4


def test_what_a_document_says_stays_text(forge: Forge) -> None:
    hostile = '"<img src=x onerror=alert(1)> [x](javascript:1) @everyone ![p](http://h/p) ::error::x"'
    number = opened(forge, TEXT.replace("title: Checkout timed out", f"title: {hostile}"))
    review(forge, number)
    (body,) = told(forge)
    for active in ("<img", "](", "@everyone", "\n::error"):
        assert active not in body.replace(MARKER, "")


def place(source: Source, start: int, end: int, replacement: str) -> Edit:
    return Edit(source.place(Span(start, end)), replacement)


def say(source: Source, start: int, end: int, replacement: str, title: str = "Say it") -> Diagnostic:
    fix = Fix(title, Applicability.UNSAFE, (place(source, start, end, replacement),))
    where = source.place(Span(start, end))
    return Diagnostic("a-rule", Family.LANGUAGE, Severity.WARNING, source.path, where, "said", "better", fix=fix)


def test_a_fix_becomes_a_suggestion_on_changed_lines_only() -> None:
    source = Source("p.md", "one\ntwo ```x``` @all\nthree\n")
    start = source.text.index("two")
    report = Report(1, (say(source, start, start + 3, "2"),))
    (found,) = suggestions(report, {"p.md": source}, {"p.md": frozenset({2})})
    assert (found.first, found.last, found.comment["line"]) == (2, 2, 2)
    assert "````suggestion\n2 ```x``` @all\n````" in found.body
    assert key_of(found.body) == found.key
    assert suggestions(report, {"p.md": source}, {"p.md": frozenset({1, 3})}) == []
    private = Report(1, report.diagnostics, private=frozenset({("p.md", 2)}))
    assert suggestions(private, {"p.md": source}, {"p.md": frozenset({2})}) == []


def test_a_suggestion_over_several_lines() -> None:
    source = Source("p.md", "one\ntwo\nthree\n")
    report = Report(1, (say(source, 0, 7, "1\n2"),))
    (found,) = suggestions(report, {"p.md": source}, {"p.md": frozenset({1, 2})})
    assert (found.comment["start_line"], found.comment["line"]) == (1, 2)
    assert "```suggestion\n1\n2\n```" in found.body


def test_a_suggestion_is_known_again_when_lines_move() -> None:
    one, two = Source("p.md", "bad\n"), Source("p.md", "new\n\nbad\n")
    changed = {"p.md": frozenset(range(1, 9))}
    (first,) = suggestions(Report(1, (say(one, 0, 3, "good"),)), {"p.md": one}, changed)
    (second,) = suggestions(Report(1, (say(two, 5, 8, "good"),)), {"p.md": two}, changed)
    assert first.key == second.key


@pytest.mark.parametrize(
    ("patch", "lines"),
    [
        ("@@ -0,0 +1,3 @@\n+a\n+b\n+c", {1, 2, 3}),
        ("@@ -1,3 +1,3 @@ title\n a\n-b\n+B\n c\n\\ No newline at end of file", {2}),
        ("@@ -1 +1 @@\n-a\n+A\n@@ -10,2 +10,3 @@\n x\n+y\n z", {1, 11}),
        ("", set()),
    ],
)
def test_the_lines_of_a_patch(patch: str, lines: set[int]) -> None:
    assert changed_lines(patch) == lines


def test_suggestions_are_written_once_and_retired(forge: Forge) -> None:
    text = document(text="Checkouts\u200b timed out.")
    number = opened(forge, text)
    review(forge, number)
    lines = [item for item in forge.github.comments if item.path]
    assert len(lines) == 1
    assert text.split("\n")[lines[0].line - 1] == "Checkouts\u200b timed out."
    assert "```suggestion\nCheckouts timed out.\n```" in lines[0].body
    review(forge, number)
    assert len([item for item in forge.github.comments if item.path]) == 1
    forge.git("checkout", "-q", "topic")
    forge.commit({PATH: document()})
    forge.git("checkout", "-q", "main")
    forge.github.people.push(number)
    review(forge, number)
    assert GONE in lines[0].body


def test_a_comment_is_never_too_long_for_github(forge: Forge) -> None:
    actions = "".join(
        f"  - id: A{number}\n    title: {'x' * 300} {number}\n    service: checkout\n" for number in range(200)
    )
    number = opened(forge, document(actions=actions))
    review(forge, number)
    (body,) = told(forge)
    assert LONGEST - 2000 < len(body) < 65_536
    assert "The rest is cut" in body


def test_whom_to_invite(forge: Forge) -> None:
    number = opened(forge)
    code, out, _ = forge.run("invite", "--pr", str(number), "--format", "json", "--ledger", str(forge.ledger))
    assert code == 0
    found = {item["name"]: item for item in json.loads(out)["invitations"]}
    assert set(found) == {"checkout-lead", "team-payments", "team-cache", "team-shop"}
    assert found["team-cache"]["reasons"] == ["checkout depends on its cache"]
    assert found["team-shop"]["reasons"] == ["its shop depends on checkout"]
    assert found["team-payments"]["reasons"] == ["is invited by PM-2026-0042"]
    assert not found["checkout-lead"]["team"]
    assert forge.github.pulls[number].reviewers == [], "nothing is written unasked"


def test_inviting_asks_each_and_tells_whom_github_refused(forge: Forge) -> None:
    number = opened(forge)
    for team in ("team-cache", "team-payments"):
        forge.github.people.team(team)
    code, _, err = forge.run("invite", "--pr", str(number), "--apply", "--ledger", str(forge.ledger))
    assert code == 4
    assert "team-shop could not be asked" in err
    pull = forge.github.pulls[number]
    assert (pull.reviewers, sorted(pull.teams)) == (["checkout-lead"], ["team-cache", "team-payments"])
    code, out, _ = forge.run("invite", "--pr", str(number), "--ledger", str(forge.ledger))
    assert (code, out) == (0, "team team-shop: its shop depends on checkout\n"), "who was asked is not asked again"


def test_code_owners_follow_the_catalogue(forge: Forge) -> None:
    opened(forge)
    place = forge.clone / ".github" / "CODEOWNERS"
    assert forge.run("codeowners", "--check")[0] == 1
    assert not place.exists()
    assert forge.run("codeowners")[0] == 0
    lines = dict(line.split(" ", 1) for line in place.read_text().splitlines() if line[0] == "/")
    assert lines["/postmortems/"] == "@author @cache-lead @checkout-lead"
    assert {lines[path] for path in PROTECTED} == {"@head-of-operations"}
    assert forge.run("codeowners", "--check")[0] == 0
    (forge.clone / "services.yml").write_text(SERVICES.replace("cache-lead", "cache-boss"))
    assert forge.run("codeowners", "--check")[0] == 1


def test_the_code_owners_of_this_repository_are_fresh(checkout: Path) -> None:
    from blamefree.model.services import read_services

    made = render(read_services((checkout / "services.yml").read_text("utf-8")))
    assert (checkout / ".github" / "CODEOWNERS").read_text("utf-8") == made
