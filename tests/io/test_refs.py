"""A branch read from git's files stands where git says."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

from blamefree.io import refs


def git(folder: Path, *words: str) -> str:
    options = ["-c", "user.name=t", "-c", "user.email=t@example.com", "-c", "commit.gpgsign=false"]
    done = subprocess.run(["git", *options, *words], cwd=folder, check=False, capture_output=True, text=True)
    return done.stdout.strip()


def asked(folder: Path) -> str:
    return git(folder, "rev-parse", "--verify", "--quiet", refs.LEDGER)


@pytest.fixture
def clone(tmp_path: Path) -> Path:
    folder = tmp_path / "clone"
    folder.mkdir()
    git(folder, "init", "-q", "-b", "main")
    git(folder, "commit", "-q", "--allow-empty", "-m", "one")
    (folder / "below").mkdir()
    return folder


def test_a_branch_comes_moves_is_packed_and_goes(clone: Path) -> None:
    for words in (
        ["status"],
        ["update-ref", "refs/remotes/origin/blamefree-ledger-old", "HEAD"],
        ["update-ref", refs.LEDGER, "HEAD"],
        ["commit", "-q", "--allow-empty", "-m", "two"],
        ["update-ref", refs.LEDGER, "HEAD"],
        ["pack-refs", "--all"],
        ["commit", "-q", "--allow-empty", "-m", "three"],
        ["update-ref", refs.LEDGER, "HEAD"],
        ["pack-refs", "--all"],
        ["update-ref", "-d", refs.LEDGER],
    ):
        git(clone, *words)
        for folder in (clone, clone / "below"):
            assert refs.commit(folder, refs.LEDGER) == asked(folder)
    assert asked(clone) == ""


def test_a_linked_work_tree_and_no_repository(clone: Path, tmp_path: Path) -> None:
    git(clone, "update-ref", refs.LEDGER, "HEAD")
    git(clone, "worktree", "add", "-q", "../linked")
    assert refs.commit(tmp_path / "linked", refs.LEDGER) == asked(clone) != ""
    (tmp_path / "none").mkdir()
    assert refs.commit(tmp_path / "none", refs.LEDGER) == ""


def test_where_git_has_to_be_asked(clone: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    git(clone, "symbolic-ref", refs.LEDGER, "refs/heads/main")
    assert refs.commit(clone, refs.LEDGER) is None
    monkeypatch.setenv("GIT_DIR", str(clone / ".git"))
    assert refs.commit(clone, refs.LEDGER) is None
