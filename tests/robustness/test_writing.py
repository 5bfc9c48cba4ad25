"""Row 42: a full disk, a folder that may not be written, an interruption: nothing half-written, no traceback."""

from __future__ import annotations

import errno
import os
import subprocess
import sys
import tempfile
from pathlib import Path

import pytest

from blamefree import cli
from blamefree.io import files
from repository import Repository
from verdict import BASE

FIXABLE = BASE.replace("09:11:00+01:00", "09:11:00 +01:00")


@pytest.fixture
def repository(tmp_path: Path) -> Repository:
    root = tmp_path / "repo"
    root.mkdir()
    return Repository(root)


@pytest.mark.parametrize("problem", [errno.ENOSPC, errno.EROFS, errno.EACCES])
def test_what_cannot_be_written_is_one_line_and_the_file_stays(
    repository: Repository, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], problem: int
) -> None:
    path = repository.write("postmortems/2026/PM-2026-0042-x.md", FIXABLE)

    def refuse(*_: object, **__: object) -> tuple[int, str]:
        raise OSError(problem, os.strerror(problem), str(path))

    monkeypatch.chdir(repository.root)
    monkeypatch.setattr(tempfile, "mkstemp", refuse)
    assert cli.run(["fix", "--unsafe"]) == 2
    told = capsys.readouterr()
    assert told.out == ""
    assert told.err.count("\n") == 1
    assert os.strerror(problem) in told.err
    assert path.read_text("utf-8") == FIXABLE


def test_a_failure_half_way_leaves_the_old_file_and_no_other(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "x.md"
    path.write_text("old")

    def refuse(*_: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(os, "replace", refuse)
    with pytest.raises(OSError, match="No space"):
        files.write_text(path, "new")
    assert [entry.name for entry in tmp_path.iterdir()] == ["x.md"]
    assert path.read_text() == "old"


def test_an_interruption_ends_quietly(repository: Repository) -> None:
    repository.draft(1)
    code = (
        "import os, signal, sys\n"
        "from blamefree import checking, cli\n"
        "import time\n"
        "signal.signal(signal.SIGINT, signal.default_int_handler)\n"  # what runs in the background is born deaf to it
        "def run(*_):\n"
        "    os.kill(os.getpid(), signal.SIGINT)\n"
        "    time.sleep(5)\n"
        "checking.run = run\n"
        "sys.exit(cli.run(['check']))\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=repository.root, env=repository.env, capture_output=True, check=False
    )
    assert done.returncode == 130
    assert b"Traceback" not in done.stderr
