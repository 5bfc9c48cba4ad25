"""Copies of this process that share its work: nothing is imported, compiled or sent to them first.

This process works too; what the others find waits in files without names until they are done.
"""

from __future__ import annotations

import gc
import os
import pickle
import signal
import sys
import tempfile
from collections.abc import Callable, Iterator, Sequence
from typing import IO, Any

_CHUNK = 12  # so many documents are taken at once: few enough that all processes end together


def possible() -> bool:
    """Whether this system copies processes, and its libraries bear it (those of macOS may not)."""
    return hasattr(os, "fork") and sys.platform != "darwin"


def work(
    paths: Sequence[str], here: Callable[[str], Any], there: Callable[[str], Any], jobs: int
) -> Iterator[tuple[str, Any, bool]]:
    """Each path, in any order, with what ``here`` says of it, or ``there`` in another process; true for the latter.

    A process that fails leaves out what it has not done: the caller notices, and does it.
    """
    queue = tempfile.TemporaryFile(buffering=0)  # noqa: SIM115 - whoever reads its next four bytes does that chunk
    with queue:
        queue.write(b"".join(at.to_bytes(4, "big") for at in range(0, len(paths), _CHUNK)))
        queue.seek(0)

        def take() -> Sequence[str]:
            number = queue.read(4)
            at = int.from_bytes(number, "big") if number else len(paths)
            return paths[at : at + _CHUNK]

        running: dict[int, IO[bytes]] = {}
        try:
            for _ in range(jobs - 1):
                found: IO[bytes] = tempfile.TemporaryFile()  # noqa: SIM115 - closed when it has been read
                try:
                    number = os.fork()
                except OSError:  # no more processes: the others do it
                    found.close()
                    break
                if number == 0:
                    _serve(take, there, found)
                running[number] = found
            while chunk := take():
                for path in chunk:
                    yield path, here(path), False
            while running:
                number = next(iter(running))
                os.waitpid(number, 0)
                with running.pop(number) as done:
                    for path, value in _read(done):
                        yield path, value, True
        finally:
            for number, found in running.items():
                os.kill(number, signal.SIGKILL)
                os.waitpid(number, 0)
                found.close()


def _serve(take: Callable[[], Sequence[str]], there: Callable[[str], Any], found: IO[bytes]) -> None:
    """What a copy does; it never returns."""
    try:
        gc.disable()  # it lives for one run; its objects are freed by reference counts
        while chunk := take():
            for path in chunk:
                pickle.dump((path, there(path)), found, pickle.HIGHEST_PROTOCOL)
        found.flush()
    except BaseException:  # noqa: BLE001 - the parent does what is missing, and tells what is wrong
        os._exit(1)
    os._exit(0)


def _read(found: IO[bytes]) -> Iterator[tuple[str, Any]]:
    found.seek(0)
    while True:
        try:
            one = pickle.load(found)  # noqa: S301 - from a copy of this process
        except (EOFError, pickle.UnpicklingError):
            return
        yield one
