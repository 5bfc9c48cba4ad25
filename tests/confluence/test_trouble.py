"""What is wrong with the remote or the settings is told in one sentence that says what to do; secrets stay secret."""

from __future__ import annotations

import base64
import json

import pytest

from blamefree.sandbox import Fault, FaultKind, Sandbox
from publishing import Command, Repository

SECRET = "not-the-right-token-6f1c"


@pytest.fixture(autouse=True)
def one_document(repository: Repository) -> None:
    repository.document(1)


def safe(*texts: str) -> bool:
    forms = [SECRET, "sandbox-token", base64.b64encode(f"publisher@example.com:{SECRET}".encode()).decode(),
             base64.b64encode(b"publisher@example.com:sandbox-token").decode()]  # fmt: skip
    return not any(form in text for form in forms for text in texts)


@pytest.mark.parametrize("command", ["plan", "apply"])
@pytest.mark.parametrize(
    ("setting", "says"),
    [
        ({"CONFLUENCE_TOKEN": SECRET}, "check the user name and the token"),
        ({"CONFLUENCE_SPACE": "NOWHERE"}, "check CONFLUENCE_SPACE"),
        ({"CONFLUENCE_PARENT": "No such page"}, "CONFLUENCE_PARENT"),
        ({"CONFLUENCE_URL": "http://127.0.0.1:9/wiki"}, "check CONFLUENCE_URL"),
        ({"CONFLUENCE_URL": "{url}"}, "it ends in /wiki"),
        ({"CONFLUENCE_TOKEN": "sandbox-stranger-token", "CONFLUENCE_USERNAME": "stranger@example.com"}, "may view"),
    ],
    ids=["token", "space", "parent", "host", "no wiki", "no permission"],
)
def test_the_remote_refuses(
    sandbox: Sandbox, blamefree: Command, monkeypatch: pytest.MonkeyPatch, setting: dict[str, str], says: str,
    command: str,
) -> None:  # fmt: skip
    monkeypatch.setenv("BLAMEFREE_PATIENCE", "0")
    for name, value in setting.items():
        monkeypatch.setenv(name, value.format(url=sandbox.url))
    answer = blamefree(command, "confluence")
    assert answer.code == 4
    assert says in answer.err
    assert answer.err.count("\n") == 1
    assert "Traceback" not in answer.err
    assert safe(answer.out, answer.err)
    assert sandbox.writes == 0


def test_a_reader_may_plan_but_not_apply(sandbox: Sandbox, blamefree: Command, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CONFLUENCE_TOKEN", "sandbox-reader-token")
    monkeypatch.setenv("CONFLUENCE_USERNAME", "reader@example.com")
    assert blamefree("plan", "confluence").code == 0
    answer = blamefree("apply", "confluence")
    assert answer.code == 4
    assert "lacks a permission" in answer.err


def test_a_scope_is_missing(sandbox: Sandbox, blamefree: Command, monkeypatch: pytest.MonkeyPatch) -> None:
    from blamefree.sandbox.accounts import PUBLISHER

    sandbox.context.accounts.add("narrow-token", PUBLISHER, ["read:space:confluence"])
    monkeypatch.setenv("CONFLUENCE_URL", sandbox.confluence.gateway_url)
    monkeypatch.setenv("CONFLUENCE_TOKEN", "narrow-token")
    answer = blamefree("plan", "confluence")
    assert answer.code == 4
    assert "scope" in answer.err


def test_through_the_gateway_all_is_the_same(
    sandbox: Sandbox, blamefree: Command, monkeypatch: pytest.MonkeyPatch, repository: Repository
) -> None:
    monkeypatch.setenv("CONFLUENCE_URL", sandbox.confluence.gateway_url)
    monkeypatch.setenv("CONFLUENCE_TOKEN", "sandbox-scoped-token")
    for number in range(2, 30):
        repository.document(number, picture=None, body="## Summary\n\nShort.\n")
    assert blamefree("apply", "confluence").code == 0
    repository.replace(2, "Short.", "Shorter.")
    repository.path(3).unlink()
    sandbox.reset_log()
    assert blamefree("apply", "confluence").code == 0
    assert {entry.path.split("/")[1] for entry in sandbox.log} == {"ex"}
    assert all(entry.status not in (404, 410) for entry in sandbox.log)
    assert sandbox.confluence.find("PM-2026-0003: Checkout timed out 3").status == "archived"


@pytest.mark.parametrize(
    ("name", "says"),
    [("CONFLUENCE_TOKEN", "CONFLUENCE_TOKEN"), ("CONFLUENCE_URL", "CONFLUENCE_URL"),
     ("CONFLUENCE_SPACE", "CONFLUENCE_SPACE")],
)  # fmt: skip
def test_a_missing_setting_is_a_usage_problem(
    sandbox: Sandbox, blamefree: Command, monkeypatch: pytest.MonkeyPatch, name: str, says: str
) -> None:
    monkeypatch.delenv(name)
    answer = blamefree("plan", "confluence")
    assert answer.code == 2
    assert says in answer.err
    assert sandbox.requests == 0


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("CONFLUENCE_URL", "http://[::1"), ("CONFLUENCE_URL", "confluence.example"), ("CONFLUENCE_URL", "ftp://x.example"),
        ("CONFLUENCE_URL", "https://me:secret@x.example/wiki"), ("CONFLUENCE_URL", "http://127.0.0.1:99999/wiki"),
        ("CONFLUENCE_TOKEN", "a\nb"), ("CONFLUENCE_TOKEN", "tökén"), ("BLAMEFREE_PATIENCE", "soon"),
    ],
)  # fmt: skip
def test_a_setting_that_cannot_be_used_is_a_usage_problem(
    sandbox: Sandbox, blamefree: Command, monkeypatch: pytest.MonkeyPatch, name: str, value: str
) -> None:
    monkeypatch.setenv(name, value)
    answer = blamefree("plan", "confluence")
    assert answer.code == 2
    assert "me:secret" not in answer.err
    assert sandbox.requests == 0


def test_without_classifications_nothing_is_asked(sandbox: Sandbox, blamefree: Command, repository: Repository) -> None:
    repository.write_settings(classifications="")
    answer = blamefree("apply", "confluence")
    assert answer.code == 2
    assert "confluence.classifications" in answer.err
    assert sandbox.requests == 0


@pytest.mark.parametrize(
    "fault",
    [
        Fault(FaultKind.HANG, seconds=30, times=None), Fault(FaultKind.STATUS, status=503, times=None),
        Fault(FaultKind.STATUS, status=429, retry_after=3600), Fault(FaultKind.STATUS, status=410),
        Fault(FaultKind.STATUS, status=200, body="<html>login</html>"),
        Fault(FaultKind.STATUS, status=302, body=""),
    ],
    ids=lambda fault: f"{fault.kind}-{fault.status}",
)  # fmt: skip
def test_a_remote_that_does_not_answer_well(
    sandbox: Sandbox, blamefree: Command, monkeypatch: pytest.MonkeyPatch, fault: Fault
) -> None:
    monkeypatch.setenv("BLAMEFREE_PATIENCE", "0.5")
    sandbox.plan(fault)
    answer = blamefree("plan", "confluence")
    assert answer.code == 4
    assert answer.err.count("\n") == 1


@pytest.mark.parametrize("published", [False, True], ids=["first time", "again"])
@pytest.mark.parametrize(
    "body",
    [
        "[]", "{}", "null", "3", '{"results": null}', '{"results": [3, {"id": null}, {"title": 4}]}',
        '{"results": [{"id": "1", "key": "OPS", "version": 7, "body": []}], "_links": ["next"]}',
        '{"id": "1", "title": "Postmortems", "status": "current", "spaceId": "1", "properties": {"results": [{}]}}',
    ],
)  # fmt: skip
def test_an_answer_of_another_kind_is_told(sandbox: Sandbox, blamefree: Command, body: str, published: bool) -> None:
    if published:
        assert blamefree("apply", "confluence").code == 0
    sandbox.plan(Fault(FaultKind.STATUS, status=200, body=body, times=None))
    for command in ("plan", "apply"):
        answer = blamefree(command, "confluence")
        assert answer.code == 4, answer.err
        assert answer.err.count("\n") == 1


@pytest.mark.parametrize("body", ["[]", "{}", '{"id": "1", "version": 7}'])
def test_an_answer_of_another_kind_to_a_write(
    sandbox: Sandbox, blamefree: Command, repository: Repository, body: str
) -> None:
    repository.document(2)
    sandbox.plan(Fault(FaultKind.STATUS, status=200, body=body, write=True, times=None))
    answer = blamefree("apply", "confluence")
    assert answer.code == 4, answer.err
    sandbox.clear_faults()
    assert blamefree("apply", "confluence").code == 0
    assert blamefree("plan", "confluence", "--format", "json").changes == []


def test_what_was_done_before_a_refusal_is_told(sandbox: Sandbox, blamefree: Command) -> None:
    sandbox.plan(Fault(FaultKind.STATUS, path="*/label", status=403, times=None))
    done = blamefree("apply", "confluence")
    assert done.code == 4
    lines = done.out.splitlines()
    assert [line.split()[:2] for line in lines[:2]] == [["+", "create"], ["@", "attach"]]
    assert lines[2].startswith("x label not done")
    assert lines[-1] == "Applied: 1 create, 1 attach; 1 not done."
    sandbox.clear_faults()
    assert blamefree("plan", "confluence", "--format", "json").ops == ["label"]


def test_a_429_is_waited_for(sandbox: Sandbox, blamefree: Command) -> None:
    sandbox.plan(*(Fault(FaultKind.STATUS, at=at, status=429, retry_after=0) for at in (1, 3, 5, 6, 8)))
    assert blamefree("apply", "confluence").code == 0
    assert blamefree("plan", "confluence", "--format", "json").changes == []


@pytest.mark.parametrize(
    ("path", "status"), [("*/child/attachment", 404), ("*/label", 404), ("*/child/attachment", 409), ("*/label", 409)]
)
def test_a_page_just_made_may_not_be_found_yet(sandbox: Sandbox, blamefree: Command, path: str, status: int) -> None:
    sandbox.plan(Fault(FaultKind.STATUS, path=path, status=status, times=2, write=True))
    assert blamefree("apply", "confluence").code == 0
    page = sandbox.confluence.find("PM-2026-0001: Checkout timed out 1")
    assert len(page.labels) == 5
    assert len(sandbox.confluence.site.files(page.id)) == 2


def test_a_list_that_lags_makes_no_duplicates(sandbox: Sandbox, blamefree: Command) -> None:
    assert blamefree("apply", "confluence").code == 0
    page = sandbox.confluence.find("PM-2026-0001: Checkout timed out 1")
    for reads in (1, 2):
        sandbox.confluence.lag.begin(page.id, reads=reads)
        assert blamefree("apply", "confluence").code == 0
        sandbox.confluence.lag.clear()
        assert len(sandbox.confluence.pages()) == 3
        assert blamefree("plan", "confluence", "--format", "json").changes == []


def test_a_list_that_lags_behind_an_update_lists_nothing(
    sandbox: Sandbox, blamefree: Command, repository: Repository
) -> None:
    assert blamefree("apply", "confluence").code == 0
    repository.replace(1, "answered slowly", "timed out")
    assert blamefree("apply", "confluence").code == 0
    page = sandbox.confluence.find("PM-2026-0001: Checkout timed out 1")
    repository.document(2)  # not everything is as it was, so that the documents are compared
    sandbox.confluence.lag.begin(page.id, reads=2)
    changes = blamefree("plan", "confluence", "--format", "json").changes
    assert {change["document"] for change in changes} == {"PM-2026-0002"}


def test_what_the_plan_lists_is_what_the_log_shows(
    sandbox: Sandbox, blamefree: Command, repository: Repository
) -> None:
    for number in (2, 3, 4):
        repository.document(number)

    def listed() -> list[tuple[str, str]]:
        return sorted((change["op"], change["document"]) for change in
                      blamefree("plan", "confluence", "--format", "json").changes)  # fmt: skip

    def done() -> list[tuple[str, str]]:
        names = {page.id: page.title[:12] for page in sandbox.confluence.site.pages.values()}
        found = []
        for entry in sandbox.log:
            if not entry.write or "/properties" in entry.path:
                continue
            last = entry.path.rsplit("/", 1)[-1]
            if last == "archive":
                found.append(("archive", names[str(entry.json()["pages"][0]["id"])]))
            elif last == "pages":
                found.append(("create", entry.json()["title"][:12]))
            elif last == "attachment":
                found.append(("attach", names[entry.path.split("/")[-3]]))
            elif last == "label":
                found.append(("label", names[entry.path.split("/")[-2]]))
            else:
                found.append(("update", names[last]))
        return sorted(found)

    for change in (
        lambda: None,
        lambda: (
            repository.document(1, picture=5), repository.document(2, tags="[other]"), repository.path(3).unlink(),
            repository.replace(4, "answered slowly", "timed out"),
        ),
    ):  # fmt: skip
        change()
        expected = listed()
        assert expected
        sandbox.reset_log()
        assert blamefree("apply", "confluence").code == 0
        assert done() == expected


def test_a_document_with_a_secret_is_blocked(sandbox: Sandbox, blamefree: Command, repository: Repository) -> None:
    repository.document(2, body="## Summary\n\nThe key was AKIAIOSFODNN7EXAMPLQ and the password too.\n", picture=None)
    answer = blamefree("plan", "confluence", "--format", "json")
    blocked = [change for change in answer.changes if change["op"] == "blocked"]
    assert "AKIAIOSFODNN7" not in answer.out + answer.err
    assert [change["document"] for change in blocked] == ["PM-2026-0002"]
    assert blamefree("apply", "confluence").code == 0
    assert len(sandbox.confluence.pages()) == 3


def test_the_ledger_records_the_pages_and_shows_approvals(
    sandbox: Sandbox, blamefree: Command, repository: Repository
) -> None:
    ledger = repository.root / "ledger.jsonl"
    assert blamefree("apply", "confluence", "--ledger", str(ledger)).code == 0
    entry = json.loads(ledger.read_text("utf-8"))
    assert (entry["kind"], entry["document"], entry["op"]) == ("page", "PM-2026-0001", "create")
    assert blamefree("plan", "confluence", "--ledger", str(ledger), "--format", "json").changes == []


def test_the_ledger_stands_in_for_a_lost_manifest(sandbox: Sandbox, blamefree: Command, repository: Repository) -> None:
    ledger = str(repository.root / "ledger.jsonl")
    repository.document(2)
    assert blamefree("apply", "confluence", "--ledger", ledger).code == 0
    sandbox.confluence.root.properties.clear()
    sandbox.reset_log()
    assert blamefree("plan", "confluence", "--ledger", ledger, "--format", "json").changes == []
    assert sandbox.requests == 2
    sandbox.reset_log()
    assert blamefree("plan", "confluence", "--format", "json").changes == []
    assert sandbox.requests > 2
