"""What the ledger as last fetched says about an action item that was edited since."""

from __future__ import annotations

from pathlib import Path

import pytest

from blamefree.check import conclude, inspect
from blamefree.diagnostics.diagnostic import Diagnostic, Severity
from blamefree.io.ledger import BranchLedger
from blamefree.model.ledger import Fresh, Kind, Ledger, lines, parse
from blamefree.rules import example
from blamefree.values import replace
from repository import Repository
from verdict import context as world

FINGERPRINT = example.document(example.DOCUMENT, example.PATH).postmortem.actions[0].fingerprint


def decision(state: str = "approved", fingerprint: str = FINGERPRINT) -> Fresh:
    people = [{"login": "checkout-lead", "id": 101, "review": 1, "commit": "c"}]
    values = {"document": "PM-2026-0042", "action": "A1", "fingerprint": fingerprint, "state": state, "pr": 12}
    return Fresh(Kind.DECISION, {**values, "approvers": people})


def ledger(*fresh: Fresh) -> Ledger:
    return parse(lines("0" * 64, fresh, example.NOW))


def said(text: str, known: Ledger | None) -> list[Diagnostic]:
    context = replace(world(), ledger=known)
    found = conclude([inspect(example.document(text, example.PATH), context)], context).diagnostics
    return [item for item in found if item.rule == "changed-after-approval"]


CHANGED = example.DOCUMENT.replace("due: 2026-04-15", "due: 2026-05-15")


def test_an_item_that_was_changed_is_told() -> None:
    (found,) = said(CHANGED, ledger(decision()))
    assert found.severity is Severity.WARNING
    assert found.message == "A1 was changed after it was approved by checkout-lead in #12"
    assert CHANGED[found.place.start.offset : found.place.end.offset] == "A1"


@pytest.mark.parametrize(
    ("text", "known"),
    [
        (CHANGED, None),
        (CHANGED, Ledger()),
        (CHANGED, ledger(decision("rejected"))),
        (example.DOCUMENT, ledger(decision())),
        (example.DOCUMENT, ledger(decision(), decision(fingerprint="f" * 64))),
        (
            example.DOCUMENT.replace("state: open", "state: done\n    evidence: https://git.example/1"),
            ledger(decision()),
        ),
        (CHANGED.replace("status: in_review", "status: withdrawn"), ledger(decision())),
        (CHANGED, parse("not a ledger\n")),
    ],
    ids=["unknown", "empty", "refused", "as approved", "reverted", "only its state", "withdrawn", "broken"],
)
def test_everything_else_is_silent(text: str, known: Ledger | None) -> None:
    assert said(text, known) == []


def test_check_reads_the_ledger_as_it_was_last_fetched(tmp_path: Path) -> None:
    (tmp_path / "origin.git").mkdir()
    (tmp_path / "here").mkdir()
    here = Repository(tmp_path / "here")
    here.write(example.PATH, CHANGED)
    here.write("services.yml", example.SERVICES)
    here.commit()
    here.git("init", "-q", "--bare", str(tmp_path / "origin.git"))
    here.git("remote", "add", "origin", str(tmp_path / "origin.git"))

    def rules() -> set[str]:
        return {item["rule"] for item in here.check()["diagnostics"]}

    assert "changed-after-approval" not in rules()
    BranchLedger(here.root).append([decision()], example.NOW)
    assert "changed-after-approval" in rules(), "also when the rest comes from the cache"
    here.git("remote", "set-url", "origin", str(tmp_path / "gone.git"))
    assert "changed-after-approval" in rules(), "no remote is asked"
    file = tmp_path / "ledger.jsonl"
    file.write_text(lines("0" * 64, [decision("rejected")], example.NOW))
    told = here.check("--ledger", str(file))["diagnostics"]
    assert "changed-after-approval" not in {item["rule"] for item in told}, "the file that is named is the ledger"
    here.git("update-ref", "-d", "refs/remotes/origin/blamefree-ledger")
    assert "changed-after-approval" not in rules()
