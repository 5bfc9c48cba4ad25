"""A repository of postmortems and a Confluence on loopback."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from blamefree.cli import run
from blamefree.sandbox import Sandbox
from blamefree.sandbox.confluence import Confluence
from publishing import Answer, Command, Repository


@pytest.fixture(autouse=True)
def cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A cache folder of its own."""
    folder = tmp_path / "cache"
    monkeypatch.setenv("XDG_CACHE_HOME", str(folder))
    return folder


@pytest.fixture
def repository(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Repository:
    """An empty repository, which is the current folder."""
    made = Repository(tmp_path / "repository")
    (made.root / "postmortems").mkdir(parents=True)
    made.write_settings()
    monkeypatch.chdir(made.root)
    return made


@pytest.fixture
def sandbox(monkeypatch: pytest.MonkeyPatch) -> Iterator[Sandbox]:
    """A fresh stand-in; the environment points at it."""
    with Sandbox(apps=[Confluence()]) as made:
        for name, value in made.environment().items():
            if name.startswith("CONFLUENCE"):
                monkeypatch.setenv(name, value)
        monkeypatch.setenv("BLAMEFREE_PATIENCE", "3")
        for name in ("GITHUB_REPOSITORY", "GITHUB_API_URL", "JIRA_URL"):
            monkeypatch.delenv(name, raising=False)
        yield made


@pytest.fixture
def blamefree(capsys: pytest.CaptureFixture[str]) -> Command:
    """Runs a command in this process."""

    def call(*arguments: str) -> Answer:
        capsys.readouterr()
        code = run(list(arguments))
        shown = capsys.readouterr()
        return Answer(code, shown.out, shown.err)

    return call
