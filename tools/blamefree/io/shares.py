"""Work shared among processes: forked, so that everything is known to all of them, and taken as it comes."""

from __future__ import annotations

import gc
import marshal
import os
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

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
    others: list[tuple[int, _Told]] = []
    for _ in range(workers - 1):
        told = _Told()
        process = os.fork()
        if process == 0:
            _work(taking, count, bunch, do, told)
        others.append((process, told))
    found: dict[int, list[Any]] = {}
    try:
        for number in _taken(taking):
            found[number] = _bunch(number, count, bunch, do)
            for _, told in others:  # what they have told meanwhile: at the end everybody would wait for it
                told.read(found)
    finally:
        os.close(taking)
        for process, told in others:
            told.read(found)
            os.waitpid(process, 0)
            told.read(found)
            os.close(told.file)
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


def _taken(taking: int) -> Iterator[int]:
    while number := os.read(taking, 2):
        yield int.from_bytes(number, "big")


def _bunch(number: int, count: int, bunch: int, do: Callable[[int], Any]) -> list[Any]:
    return [do(at) for at in range(number * bunch, min(number * bunch + bunch, count))]


class _Told:
    """A file in which another process tells the results of every bunch as it comes."""

    def __init__(self) -> None:
        self.file = _file()
        self._at = 0

    def write(self, number: int, results: list[Any]) -> None:
        """Tell the results of a bunch."""
        data = marshal.dumps((number, results))
        rest = memoryview(len(data).to_bytes(8, "big") + data)
        while rest:
            rest = rest[os.write(self.file, rest) :]

    def read(self, found: dict[int, list[Any]]) -> None:
        """Add what has been told wholly since the last time."""
        while len(head := os.pread(self.file, 8, self._at)) == 8:
            size = int.from_bytes(head, "big")
            data = os.pread(self.file, size, self._at + 8)
            if len(data) < size:
                return
            self._at += 8 + size
            number, results = marshal.loads(data)  # noqa: S302 - written by our own process
            found[number] = results


def _file() -> int:
    """A file without a name."""
    in_memory: Callable[[str], int] | None = getattr(os, "memfd_create", None)
    if in_memory is not None:
        return in_memory("blamefree")
    import tempfile

    with tempfile.TemporaryFile() as made:
        return os.dup(made.fileno())


def _work(taking: int, count: int, bunch: int, do: Callable[[int], Any], told: _Told) -> None:
    """A forked process: take what is there, tell the results, and end without any tidying up."""
    code = 1
    try:
        for number in _taken(taking):
            told.write(number, _bunch(number, count, bunch, do))
        code = 0
    finally:
        os._exit(code)
