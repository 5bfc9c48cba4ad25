"""`doctor` says of each thing that it is fine, or what to do."""

from __future__ import annotations

import pytest

from blamefree.sandbox import Sandbox
from blamefree.sandbox.accounts import CONFLUENCE_SCOPES, PUBLISHER
from publishing import Command, Repository


@pytest.fixture(autouse=True)
def catalogue(repository: Repository) -> None:
    repository.document(1)
    (repository.root / "services.yml").write_text(
        "services:\n  checkout: {team: t, approvers: [{login: a, id: 1}]}\n", "utf-8"
    )
    repository.write_settings()
    with (repository.root / "blamefree.toml").open("a", encoding="utf-8") as file:
        file.write('[site]\nclassifications = ["public"]\n')


def test_all_is_well(sandbox: Sandbox, blamefree: Command) -> None:
    answer = blamefree("doctor")
    assert answer.code == 0, answer.out
    assert all(line.startswith("ok  ") for line in answer.out.splitlines())
    assert "space OPS" in answer.out
    assert "below 'Postmortems'" in answer.out
    assert sandbox.writes == 0


@pytest.mark.parametrize(
    ("environment", "code", "says"),
    [
        ({"CONFLUENCE_TOKEN": ""}, 2, "CONFLUENCE_TOKEN is not set"),
        ({"CONFLUENCE_TOKEN": "wrong-2291"}, 4, "check the user name and the token"),
        ({"CONFLUENCE_SPACE": "NOWHERE"}, 4, "no space 'NOWHERE'"),
        ({"CONFLUENCE_PARENT": "Nothing"}, 4, "no page 'Nothing'"),
        ({"CONFLUENCE_TOKEN": "sandbox-reader-token", "CONFLUENCE_USERNAME": "reader@example.com"}, 4, "may not edit"),
        ({"GITHUB_REPOSITORY": "example/postmortems", "GITHUB_TOKEN": ""}, 2, "GITHUB_TOKEN is not set"),
    ],
)
def test_what_is_wrong(
    sandbox: Sandbox, blamefree: Command, monkeypatch: pytest.MonkeyPatch, environment: dict[str, str], code: int,
    says: str,
) -> None:  # fmt: skip
    monkeypatch.setenv("BLAMEFREE_PATIENCE", "0")
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    answer = blamefree("doctor")
    assert answer.code == code, answer.out
    assert any(line.startswith("todo") and says in line for line in answer.out.splitlines()), answer.out
    assert "wrong-2291" not in answer.out + answer.err


def test_a_scope_that_is_missing_is_named(
    sandbox: Sandbox, blamefree: Command, monkeypatch: pytest.MonkeyPatch
) -> None:
    sandbox.context.accounts.add("narrow", PUBLISHER, CONFLUENCE_SCOPES - {"read:comment:confluence"})
    monkeypatch.setenv("CONFLUENCE_URL", sandbox.confluence.gateway_url)
    monkeypatch.setenv("CONFLUENCE_TOKEN", "narrow")
    answer = blamefree("doctor")
    assert answer.code == 4
    assert next(line for line in answer.out.splitlines() if line.startswith("todo")).startswith(
        "todo Confluence: read:comment"
    )
