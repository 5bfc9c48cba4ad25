"""Work shared among processes gives what one process gives."""

from __future__ import annotations

import os
import time
from pathlib import Path

import pytest

from blamefree.io import shares


@pytest.mark.parametrize("count", [0, 1, 15, 16, 17, 500])
@pytest.mark.parametrize("workers", [1, 2, 5])
def test_results_come_in_order(count: int, workers: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shares, "processes", lambda: workers)
    assert shares.shared(count, lambda at: ["x" * at, {"at": at}, None], bunch=4) == [
        ["x" * at, {"at": at}, None] for at in range(count)
    ]


@pytest.mark.skipif(not hasattr(os, "fork"), reason="one process")
def test_everything_is_done_once_and_by_several(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shares, "processes", lambda: 3)

    here, done = os.getpid(), tmp_path / "done"
    done.mkdir()

    def mark(at: int) -> int:
        (done / str(at)).touch(exist_ok=False)
        began = tmp_path / "here" if os.getpid() == here else tmp_path / "there"
        began.touch()
        for _ in range(3000):  # nobody does it all before the others have begun
            if (tmp_path / "here").exists() and (tmp_path / "there").exists():
                break
            time.sleep(0.01)
        return os.getpid()

    found = set(shares.shared(300, mark, bunch=1))
    assert here in found
    assert len(found) > 1
    assert len(list(done.iterdir())) == 300


@pytest.mark.parametrize("workers", [1, 2, 4])
def test_what_fails_anywhere_fails_here(workers: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shares, "processes", lambda: workers)
    born: list[int] = []
    fork = getattr(os, "fork", None)

    def forking() -> int:
        born.append(fork())
        return born[-1]

    if fork is not None:
        monkeypatch.setattr(os, "fork", forking)

    def fail(at: int) -> int:
        if at % 7 == 3:
            raise OSError("no space left")
        return at

    with pytest.raises(OSError, match="no space left"):
        shares.shared(60, fail, bunch=2)
    for process in born:  # none is left behind
        with pytest.raises(ChildProcessError):
            os.waitpid(process, os.WNOHANG)


def test_a_process_that_is_killed_costs_no_result(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shares, "processes", lambda: 2)
    me = os.getpid()

    def do(at: int) -> int:
        if os.getpid() != me:
            os.kill(os.getpid(), 9)
        return at

    assert shares.shared(100, do, bunch=1) == list(range(100))
