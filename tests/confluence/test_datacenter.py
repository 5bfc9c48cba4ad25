"""Data Center: the same promises, by REST v1 on md2cf, in the environment where md2cf is installed."""

from __future__ import annotations

import json
import os
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from blamefree.sandbox import Fault, FaultKind, Sandbox
from blamefree.sandbox.confluence import Confluence
from publishing import Answer, Repository, state

Command = Callable[..., Answer]


@pytest.fixture
def datacenter() -> Iterator[Sandbox]:
    with Sandbox(apps=(Confluence("datacenter"),)) as made:
        yield made


@pytest.fixture
def blamefree(md2cf_python: Path, datacenter: Sandbox, repository: Repository, checkout: Path) -> Command:
    repository.write_settings(backend="datacenter")
    kept = {name: os.environ[name] for name in ("PATH", "HOME", "LANG") if name in os.environ}
    environment = {**kept, **datacenter.environment(), "PYTHONPATH": str(checkout / "tools"), "BLAMEFREE_PATIENCE": "3"}

    def call(*arguments: str, **more: str) -> Answer:
        done = subprocess.run(
            [str(md2cf_python), "-m", "blamefree", *arguments], cwd=repository.root, env={**environment, **more},
            capture_output=True, text=True, timeout=120,
        )  # fmt: skip
        return Answer(done.returncode, done.stdout, done.stderr)

    return call


@pytest.mark.slow
def test_the_life_of_pages(datacenter: Sandbox, blamefree: Command, repository: Repository) -> None:
    for number in (1, 2, 3):
        repository.document(number)
    first = blamefree("apply", "confluence")
    assert first.code == 0, first.err
    assert datacenter.requests <= 5 + 3 * 3
    datacenter.reset_log()
    assert blamefree("apply", "confluence").code == 0
    assert datacenter.writes == 0
    assert datacenter.requests <= 3

    repository.document(1, picture=4, tags="[other]")
    repository.replace(2, "answered slowly", "timed out")
    repository.path(3).unlink()
    person, ident = datacenter.confluence.person, datacenter.confluence.find("PM-2026-0002: Checkout timed out 2").id
    person.add_inline_comment(ident, "An alert fires")
    listed = blamefree("plan", "confluence", "--format", "json")
    assert sorted(listed.ops) == ["archive", "attach", "label", "label", "label", "update", "update"]
    done = blamefree("apply", "confluence")
    assert done.code == 0, done.err
    shown = state(datacenter)
    assert shown["PM-2026-0003: Checkout timed out 3"][3] == "Archived postmortems"
    assert shown["PM-2026-0001: Checkout timed out 1"][1] == ["checkout", "other", "postmortem", "sev2"]
    assert "timed out" in shown["PM-2026-0002: Checkout timed out 2"][0]
    assert "inline-comment-marker" in datacenter.confluence.site.pages[ident].now.body
    assert json.loads(blamefree("plan", "confluence", "--format", "json").out)["changes"] == []

    text = repository.path(2).read_text("utf-8")
    repository.path(2).write_text("".join(line for line in text.splitlines(True) if "![" not in line), "utf-8")
    assert blamefree("apply", "confluence").code == 0
    names = [file.title for file in datacenter.confluence.site.files(ident)]
    assert names == ["PM-2026-0002-timeline.svg"]

    person.edit(ident, append="<p>mine</p>")
    repository.document(2, tags="[third]")
    assert blamefree("apply", "confluence").code == 5


@pytest.mark.slow
@pytest.mark.parametrize("kind", [FaultKind.CRASH_AFTER_COMMIT, FaultKind.STATUS])
def test_a_fault_at_any_write_is_survived(
    datacenter: Sandbox, blamefree: Command, repository: Repository, kind: FaultKind
) -> None:
    repository.document(1)
    for at in (1, 2, 3):
        datacenter.reset()
        datacenter.plan(Fault(kind, at=at, write=True))
        done = blamefree("apply", "confluence")
        assert done.code == 0, done.err
        shown = state(datacenter)["PM-2026-0001: Checkout timed out 1"]
        assert len(shown[1]) == 5
        assert len(shown[2]) == 2
        assert len(datacenter.confluence.pages()) == 3


def test_a_wrong_token(datacenter: Sandbox, blamefree: Command, repository: Repository) -> None:
    repository.document(1)
    answer = blamefree("plan", "confluence", CONFLUENCE_TOKEN="wrong-token-2291")
    assert answer.code == 4
    assert "wrong-token-2291" not in answer.err + answer.out


def test_without_md2cf_it_is_said_what_to_install(
    datacenter: Sandbox, repository: Repository, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    import importlib.util

    from blamefree.cli import run

    if importlib.util.find_spec("md2cf"):
        pytest.skip("md2cf is installed in this environment")
    repository.write_settings(backend="datacenter")
    for name, value in datacenter.environment().items():
        monkeypatch.setenv(name, value)
    assert run(["plan", "confluence"]) == 2
    assert "blamefree[md2cf]" in capsys.readouterr().err
