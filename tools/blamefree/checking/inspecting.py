"""Inspecting many documents, in one process or in several."""

from __future__ import annotations

import os
import pickle
from collections.abc import Iterator, Sequence

from blamefree.check import Inspection, inspect
from blamefree.diagnostics.diagnostic import Diagnostic
from blamefree.io.files import Unreadable
from blamefree.model.corpus import Facts
from blamefree.rules import registry
from blamefree.rules.api import Context
from blamefree.text.span import Place, Position
from blamefree.workspace import Workspace

PARALLEL_FROM = 150  # below that, starting processes costs more than it saves
_CHUNK = 60


def unreadable(file: Unreadable) -> Inspection:
    """The inspection of a file that cannot be read: one diagnostic at its beginning."""
    top = Position(1, 1, 0)
    rule = registry.by_name()[file.rule].rule
    found = Diagnostic(rule.name, rule.family, rule.severity, file.path, Place(top, top), file.message, file.help)
    return Inspection(file.path, (found,), Facts(file.path), sound=False)


def one(workspace: Workspace, path: str, context: Context) -> Inspection:
    """Read and inspect one document."""
    read = workspace.read(path)
    return unreadable(read) if isinstance(read, Unreadable) else inspect(read, context)


def many(workspace: Workspace, paths: Sequence[str], context: Context, jobs: int) -> Iterator[tuple[str, bytes]]:
    """Inspect documents; yields each path with its pickled inspection, in any order."""
    if jobs <= 1 or len(paths) < PARALLEL_FROM:
        for path in paths:
            yield path, pickle.dumps(one(workspace, path, context), pickle.HIGHEST_PROTOCOL)
        return
    from concurrent.futures import ProcessPoolExecutor

    registry.entries()  # before the fork: every process has the rules already
    chunks = [list(paths[at : at + _CHUNK]) for at in range(0, len(paths), _CHUNK)]
    with ProcessPoolExecutor(min(jobs, len(chunks)), initializer=_start, initargs=(workspace, context)) as pool:
        for found in pool.map(_chunk, chunks):
            yield from found


def cores() -> int:
    """How many processes may run at once."""
    affinity = getattr(os, "sched_getaffinity", None)
    return len(affinity(0)) if affinity is not None else os.cpu_count() or 1


_WORKER: list[tuple[Workspace, Context]] = []


def _start(workspace: Workspace, context: Context) -> None:
    import gc

    gc.disable()  # a worker lives for one run; its objects are freed by reference counts
    _WORKER.append((workspace, context))


def _chunk(paths: list[str]) -> list[tuple[str, bytes]]:
    workspace, context = _WORKER[-1]
    return [(path, pickle.dumps(one(workspace, path, context), pickle.HIGHEST_PROTOCOL)) for path in paths]
