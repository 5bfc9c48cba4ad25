"""Inspecting many documents, in one process or in several."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence

from blamefree.check import Inspection, glimpse, inspect
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


def beside(workspace: Workspace, path: str, context: Context) -> Inspection:
    """Read one document that is not reported: its facts are all that is needed.

    A language pack of the repository's own that cannot be used is a :class:`SettingsProblem` here too.
    """
    read = workspace.read(path)
    if isinstance(read, Unreadable):
        return Inspection(path, (), Facts(path), sound=False)
    if workspace.overlay is not None and (workspace.overlay / "languages" / f"{read.lang}.yml").is_file():
        context.schema(f"languages/{read.lang}.yml")
    return glimpse(read)


def stored(inspection: Inspection) -> tuple[bytes, bytes]:
    """An inspection as it is kept: what other documents need of it, and the whole."""
    import pickle

    beside = pickle.dumps((inspection.facts.beside(), inspection.sound), pickle.HIGHEST_PROTOCOL)
    return beside, pickle.dumps(inspection, pickle.HIGHEST_PROTOCOL)


def recalled(path: str, kept: tuple[bytes, bytes]) -> Inspection:
    """The inspection that was kept; without the second part that of a document that is not reported."""
    import pickle

    if kept[1]:
        whole: Inspection = pickle.loads(kept[1])  # noqa: S301 - our own file in the user's cache folder
        return whole
    facts, sound = pickle.loads(kept[0])  # noqa: S301
    return Inspection(path, (), facts, sound=sound)


def many(
    workspace: Workspace, paths: Sequence[str], context: Context, jobs: int, only: frozenset[str] | None
) -> Iterator[tuple[str, tuple[bytes, bytes]]]:
    """Inspect documents, those that ``only`` leaves out :func:`beside`.

    Yields each path with its inspection as it is kept, in any order.
    """
    if jobs <= 1 or len(paths) < PARALLEL_FROM:
        yield from _inspected(workspace, paths, context, only)
        return
    from concurrent.futures import ProcessPoolExecutor

    registry.entries()  # before the fork: every process has the rules already
    chunks = [list(paths[at : at + _CHUNK]) for at in range(0, len(paths), _CHUNK)]
    with ProcessPoolExecutor(min(jobs, len(chunks)), initializer=_start, initargs=(workspace, context, only)) as pool:
        for found in pool.map(_chunk, chunks):
            yield from found


def cores() -> int:
    """How many processes may run at once."""
    affinity = getattr(os, "sched_getaffinity", None)
    return len(affinity(0)) if affinity is not None else os.cpu_count() or 1


_WORKER: list[tuple[Workspace, Context, frozenset[str] | None]] = []


def _start(workspace: Workspace, context: Context, only: frozenset[str] | None) -> None:
    import gc

    gc.disable()  # a worker lives for one run; its objects are freed by reference counts
    _WORKER.append((workspace, context, only))


def _chunk(paths: list[str]) -> list[tuple[str, tuple[bytes, bytes]]]:
    workspace, context, only = _WORKER[-1]
    return list(_inspected(workspace, paths, context, only))


def _inspected(
    workspace: Workspace, paths: Sequence[str], context: Context, only: frozenset[str] | None
) -> Iterator[tuple[str, tuple[bytes, bytes]]]:
    for path in paths:
        if only is None or path in only:
            yield path, stored(one(workspace, path, context))
        else:
            yield path, (stored(beside(workspace, path, context))[0], b"")
