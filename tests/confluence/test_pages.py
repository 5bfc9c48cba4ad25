"""A document as a page: its record, its frame, its language, the same bytes every time."""

from __future__ import annotations

import json

import pytest

from blamefree.model.ledger import Fresh, Kind, lines
from blamefree.sandbox import Sandbox
from blamefree.targets.confluence import canonical, record
from blamefree.targets.confluence.record import Kept, Manifest
from blamefree.targets.confluence.xml import parse
from publishing import Command, Repository

ACTIONS = """actions:
  - {id: A1, title: Roll switches out one region at a time, type: prevent, service: checkout, owner: team-checkout,
     priority: high, due: 2026-04-15, done_when: A switch stops after the first region, state: open}
"""


def body(sandbox: Sandbox, number: int = 1) -> str:
    return next(page.now.body for page in sandbox.confluence.pages() if f"-{number:04d}:" in page.title)


def publish(blamefree: Command, *more: str) -> None:
    answer = blamefree("apply", "confluence", *more)
    assert answer.code == 0, answer.err


def test_a_page_carries_its_own_record(repository: Repository, sandbox: Sandbox, blamefree: Command) -> None:
    repository.document(1)
    publish(blamefree)
    root = parse(body(sandbox))
    found = record.find(root)
    assert found is not None
    assert found.key == "PM-2026-0001"
    assert found.body == canonical.fingerprint(root)
    assert found.labels == ("postmortem", "cache", "rollout", "checkout", "sev2")
    assert list(found.files) == ["PM-2026-0001-timeline.svg", "graph.png"]
    assert found.path == "postmortems/2026/PM-2026-0001-case.md"


def test_two_runs_send_the_same_bytes(repository: Repository, blamefree: Command, sandbox: Sandbox) -> None:
    repository.document(1)
    sent = []
    for _ in range(2):
        sandbox.reset()
        publish(blamefree)
        sent.append([entry.body for entry in sandbox.log if entry.write and "attachment" not in entry.path])
    assert sent[0] == sent[1]


def test_the_frame_speaks_the_documents_language(repository: Repository, sandbox: Sandbox, blamefree: Command) -> None:
    repository.document(1, title="Kassan stod still", lang="sv", body="## Sammanfattning\n\nKort.\n")
    repository.document(2)
    publish(blamefree)
    assert "Allvarlighetsgrad" in body(sandbox, 1)
    assert "Granskas" in body(sandbox, 1)
    assert "Severity" in body(sandbox, 2)


def test_labels_are_normalised(repository: Repository, sandbox: Sandbox, blamefree: Command) -> None:
    repository.document(1, tags='["Två Ord", "a:b/c", "!!", UPPER]', services="[Session Cache]")
    publish(blamefree)
    page = next(page for page in sandbox.confluence.pages() if page.title.startswith("PM-"))
    assert [label[2] for label in page.labels] == ["postmortem", "två-ord", "a-b-c", "upper", "session-cache", "sev2"]


@pytest.mark.parametrize(
    ("state", "fingerprint", "says"),
    [
        ("approved", True, ("Approved by checkout-lead in ", "#12")),
        ("approved", False, ("changed since the decision in ", "#12")),
        ("rejected", True, ("Rejected in ", "#12")),
        (None, True, ("Not approved",)),
    ],
)
def test_approvals_come_from_the_ledger(
    repository: Repository, sandbox: Sandbox, blamefree: Command, state: str | None, fingerprint: bool,
    says: tuple[str, ...],
) -> None:  # fmt: skip
    from datetime import UTC, datetime

    from blamefree.model.document import load
    from blamefree.text.source import Source

    path = repository.document(1)
    text = path.read_text("utf-8").replace("tags:", ACTIONS + "tags:")
    path.write_text(text, "utf-8")
    ledger = repository.root / "ledger.jsonl"
    action = load(Source("x.md", text)).postmortem.actions[0]
    entry = {
        "document": "PM-2026-0001", "action": "A1", "fingerprint": action.fingerprint if fingerprint else "0" * 64,
        "state": state, "pr": 12, "commit": "c" * 40, "approvers": [{"login": "checkout-lead", "id": 1}],
    }  # fmt: skip
    fresh = [Fresh(Kind.DECISION, entry)] if state else []
    ledger.write_text(lines("0" * 64, fresh, datetime(2026, 3, 20, tzinfo=UTC)), "utf-8")
    publish(blamefree, "--ledger", str(ledger))
    for words in says:
        assert words in body(sandbox)


def test_without_a_ledger_approval_is_unknown(repository: Repository, sandbox: Sandbox, blamefree: Command) -> None:
    path = repository.document(1)
    path.write_text(path.read_text("utf-8").replace("tags:", ACTIONS + "tags:"), "utf-8")
    publish(blamefree)
    assert "Approval unknown" in body(sandbox)


def test_a_picture_of_another_document_is_not_taken(
    repository: Repository, sandbox: Sandbox, blamefree: Command
) -> None:
    repository.document(1)
    repository.document(2, classification="restricted")
    repository.document(3, body="## Summary\n\n![x](PM-2026-0002/graph.png) ![y](../../../etc/passwd)\n", picture=None)
    publish(blamefree)
    assert "ri:attachment" not in body(sandbox, 3)


def test_links_between_documents_follow_what_is_published(
    repository: Repository, sandbox: Sandbox, blamefree: Command
) -> None:
    link = "## Summary\n\nSee [the other](PM-2026-0002-case.md#timeline).\n"
    repository.document(1, body=link, picture=None)
    repository.document(2)
    publish(blamefree)
    assert 'ri:content-title="PM-2026-0002: Checkout timed out 2"' in body(sandbox)
    repository.replace(2, "title: Checkout timed out", "title: Renamed")
    assert sorted(blamefree("plan", "confluence", "--format", "json").ops) == ["update", "update"]
    repository.replace(2, "classification: internal", "classification: restricted")
    publish(blamefree)
    assert "ri:content-title" not in body(sandbox)


def test_a_new_commit_alone_changes_nothing(repository: Repository, sandbox: Sandbox, blamefree: Command) -> None:
    import subprocess

    def commit(name: str) -> None:
        (repository.root / name).write_text("x", "utf-8")
        for arguments in (
            ["add", "-A"],
            ["-c", "user.name=t", "-c", "user.email=t@example.com", "commit", "-qm", name],
        ):
            subprocess.run(["git", *arguments], cwd=repository.root, check=True)

    subprocess.run(["git", "init", "-q"], cwd=repository.root, check=True)
    repository.document(1)
    commit("one")
    publish(blamefree)
    commit("two")
    assert blamefree("plan", "confluence", "--format", "json").changes == []
    repository.document(2)
    assert blamefree("plan", "confluence", "--format", "json").ops == ["create", "attach", "label"]


def test_the_plan_as_markdown_shows_the_difference(
    repository: Repository, sandbox: Sandbox, blamefree: Command
) -> None:
    repository.document(1)
    publish(blamefree)
    repository.replace(1, "answered slowly", "timed out @everyone <b>")
    shown = blamefree("plan", "confluence", "--format", "markdown").out
    assert "-Checkout answered slowly" in shown
    assert "+Checkout timed out" in shown
    assert "1 update" in shown


def test_many_pages_fit_into_one_property() -> None:
    pages = {
        f"PM-2026-{n:04d}": Kept(str(98_000 + n * 37), 1 + n % 3, f"{n * 2654435761 % 2**96:024x}") for n in range(1000)
    }
    packed = record.pack(Manifest(pages, "c" * 32))
    assert list(packed) == ["blamefree.manifest.0"]
    assert len(json.dumps(packed["blamefree.manifest.0"])) < 32 * 1024
    back = record.unpack(packed)
    assert back.pages.keys() == pages.keys()
    assert all(back.pages[key].is_from(kept.source) for key, kept in pages.items())


@pytest.mark.parametrize("damage", ["data", "corpus", "missing", "type"])
def test_a_damaged_manifest_is_as_good_as_none(damage: str) -> None:
    pages = {f"PM-2026-{n:04d}": Kept(str(n * 7919 * 104729), n, f"{n**7:024x}"[:24]) for n in range(4000)}
    packed = record.pack(Manifest(pages, "c" * 32))
    assert len(packed) > 1
    last = f"blamefree.manifest.{len(packed) - 1}"
    if damage == "missing":
        del packed[last]
    elif damage == "type":
        packed[last] = "x"
    else:
        value = dict(packed[last])  # type: ignore[call-overload]
        value["data" if damage == "data" else "corpus"] = "!!"
        packed[last] = value
    assert record.unpack(packed).pages == {}


HOSTILE_VALUES = (
    "<script>x</script>", '"]]>"', '"a & b <c>"', "{a: 1}", "[1, {b: 2}]", "~", "true", "12", "2026-02-30", '"{toc}"',
    '"\\u202e x"', '"javascript:alert(1)"', '{unknown: "x <y>"}', '""', '"' + "x" * 400 + '"',
)  # fmt: skip


def test_hostile_front_matter_is_published_as_text(
    repository: Repository, sandbox: Sandbox, blamefree: Command
) -> None:
    for number, value in enumerate(HOSTILE_VALUES, 1):
        repository.document(
            number, picture=None, body="## Summary\n\nShort.\n", severity=value, lang=value, owner=value,
            services=f"[{value}]", tags=f"[{value}]", incident=f"{{jira: {value}}}", detection=value,
            times=f"{{detected: {value}}}", impact=f"[{{measure: {value}, value: {value}, source: {value}}}]",
            factors=f"[{{kind: {value}, text: {value}}}]", related=f"[{{id: {value}, why_again: {value}}}]",
            actions=f"[{{id: {value}, title: {value}, due: {value}, state: {value}, evidence: {value}}}]",
        )  # fmt: skip
    publish(blamefree)
    assert len([page for page in sandbox.confluence.pages() if page.title.startswith("PM-")]) == len(HOSTILE_VALUES)
    for number in range(1, len(HOSTILE_VALUES) + 1):
        assert "<script" not in body(sandbox, number)
        assert 'href="javascript' not in body(sandbox, number)
    assert blamefree("plan", "confluence", "--format", "json").changes == []
