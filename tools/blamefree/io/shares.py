"""Work shared among processes: forked, so that everything is known to all of them, and taken as it comes."""

from __future__ import annotations

import gc
import marshal
import os
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import IO, Any

_BUNCHES = 16_000  # what a pipe holds without anybody reading: two bytes a bunch


def processes() -> int:
    """How many processes can work at the same time; 1 where there is no fork."""
    return min(os.cpu_count() or 1, 8) if hasattr(os, "fork") else 1


def shared(count: int, do: Callable[[int], Any], *, bunch: int = 16) -> list[Any]:
    """``do(0)`` … ``do(count - 1)`` in order, done by several processes.

    Results must be of the types that ``marshal`` writes: numbers, texts, bytes, lists, tuples, dictionaries, ``None``.
    What fails in another process is done again in this one, and raises here.
    """
    bunch = max(bunch, -(-count // _BUNCHES))
    bunches = -(-count // bunch)
    workers = min(processes(), bunches)
    if workers < 2:
        return [do(at) for at in range(count)]
    taking = _list(bunches)
    sys.stdout.flush()
    sys.stderr.flush()
    others: list[tuple[int, IO[bytes]]] = []
    for _ in range(workers - 1):
        told: IO[bytes] = tempfile.TemporaryFile()  # noqa: SIM115 - read below, when the process has ended
        process = os.fork()
        if process == 0:
            _work(taking, count, bunch, do, told)
        others.append((process, told))
    found: dict[int, list[Any]] = {}
    try:
        found.update(_taken(taking, count, bunch, do))
    finally:
        os.close(taking)
        for process, told in others:
            with told:
                if os.waitstatus_to_exitcode(os.waitpid(process, 0)[1]) == 0:
                    told.seek(0)
                    found.update(marshal.loads(told.read()))  # noqa: S302 - written by our own process
    for number in range(bunches):  # what another process failed in is done again, to fail here
        if number not in found:
            found[number] = _bunch(number, count, bunch, do)
    return [result for number in range(bunches) for result in found[number]]


@contextmanager
def without_collection() -> Iterator[None]:
    """No search for unreachable objects meanwhile: what is read stays, and searching it again and again takes long."""
    was = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was:
            gc.enable()


def _list(bunches: int) -> int:
    """A pipe with the number of every bunch in it; to read from it is to take one."""
    taking, end = os.pipe()
    os.write(end, b"".join(number.to_bytes(2, "big") for number in range(bunches)))
    os.close(end)
    return taking


def _taken(taking: int, count: int, bunch: int, do: Callable[[int], Any]) -> dict[int, list[Any]]:
    found: dict[int, list[Any]] = {}
    while number := os.read(taking, 2):
        at = int.from_bytes(number, "big")
        found[at] = _bunch(at, count, bunch, do)
    return found


def _bunch(number: int, count: int, bunch: int, do: Callable[[int], Any]) -> list[Any]:
    return [do(at) for at in range(number * bunch, min(number * bunch + bunch, count))]


def _work(taking: int, count: int, bunch: int, do: Callable[[int], Any], told: IO[bytes]) -> None:
    """A forked process: take what is there, tell the results, and end without any tidying up."""
    code = 1
    try:
        told.write(marshal.dumps(_taken(taking, count, bunch, do)))
        told.flush()
        code = 0
    finally:
        os._exit(code)
