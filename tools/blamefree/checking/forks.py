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
from contextlib import ExitStack
from functools import partial
from typing import IO, Any

_CHUNK = 12  # so many documents are taken at once: few enough that all processes end together


def possible() -> bool:
    """Whether this system copies processes, and its libraries bear it (those of macOS may not)."""
    return hasattr(os, "fork") and sys.platform != "darwin"


def work(
    paths: Sequence[str], here: Callable[[str], Any], there: Callable[[str], Any], jobs: int
) -> Iterator[tuple[str, Any, bool]]:
    """Each path, in any order, with what ``here`` says of it, or ``there`` in another process; true for the latter.

    Every process begins with a part of its own, so that paths which stand together are mostly done by the same one,
    and then helps the others. One that fails leaves out what it has not done: the caller notices, and does it.
    """
    with ExitStack() as opened:
        parts = enumerate(_parts(len(paths), jobs))
        shares = [opened.enter_context(_Share(paths, part, backwards=at % 2 == 1)) for at, part in parts]
        take = partial(_take, shares)
        running: dict[int, IO[bytes]] = {}
        try:
            for _ in range(jobs - 1):
                shares.append(shares.pop(0))
                found: IO[bytes] = tempfile.TemporaryFile()  # noqa: SIM115 - closed when it has been read
                try:
                    number = os.fork()
                except OSError:  # no more processes: the others do it
                    found.close()
                    break
                if number == 0:
                    _serve(take, there, found)
                running[number] = found
            shares.append(shares.pop(0))
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


def _parts(count: int, jobs: int) -> list[range]:
    """As many parts of ``count`` things as there are processes."""
    return [range(count * at // jobs, count * (at + 1) // jobs) for at in range(jobs)]


class _Share:
    """A part of the paths: whoever reads the next four bytes of its file does that chunk.

    Every other part is done ``backwards``: what is left for the others to help with is then most like what they did.
    """

    def __init__(self, paths: Sequence[str], part: range, *, backwards: bool = False) -> None:
        self._paths, self._part = paths, part
        self._queue = tempfile.TemporaryFile(buffering=0)  # noqa: SIM115 - closed when all is done
        chunks = range(part.start, part.stop, _CHUNK)
        self._queue.write(b"".join(at.to_bytes(4, "big") for at in (reversed(chunks) if backwards else chunks)))
        self._queue.seek(0)

    def __enter__(self) -> _Share:
        return self

    def __exit__(self, *_: object) -> None:
        self._queue.close()

    def take(self) -> Sequence[str]:
        """The next chunk; empty when nothing is left."""
        number = self._queue.read(4)
        at = int.from_bytes(number, "big") if number else self._part.stop
        return self._paths[at : min(at + _CHUNK, self._part.stop)]


def _take(shares: Sequence[_Share]) -> Sequence[str]:
    """The next chunk of the first share in which something is left."""
    return next((chunk for chunk in map(_Share.take, shares) if chunk), ())


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
