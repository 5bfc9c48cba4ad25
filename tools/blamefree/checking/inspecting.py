"""Inspecting many documents, in one process or in several."""

from __future__ import annotations

import os
import re
import stat
from collections.abc import Iterator, Sequence

from blamefree import resources
from blamefree.check import Inspection, glimpse, inspect
from blamefree.checking import lent
from blamefree.diagnostics.diagnostic import Diagnostic
from blamefree.io.files import Unreadable
from blamefree.model.corpus import Facts
from blamefree.patterns import lazy
from blamefree.rules import registry
from blamefree.rules.api import Context
from blamefree.text.span import Place, Position
from blamefree.values import dataclass, replace
from blamefree.workspace import Workspace

Kept = tuple[bytes, bytes]
"""An inspection as it is stored: what other documents need of it, and the whole, empty where it is not reported."""

_HEAD = 1_000  # bytes; so far the language of a document is looked for
_LANG = lazy(rb"^lang: *[\"']?([A-Za-z]+)", re.MULTILINE)
PARALLEL_FROM = 150  # below that, starting processes costs more than it saves
_CHUNK = 60
_FEW = 20  # more documents than these surely have several in each language


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
    own = workspace.overlay
    if own is not None and own != resources.builtin() and (own / "languages" / f"{read.lang}.yml").is_file():
        context.schema(f"languages/{read.lang}.yml")
    return glimpse(read)


def stored(inspection: Inspection) -> Kept:
    """An inspection as it is kept: what other documents need of it, and the whole."""
    import pickle

    return lent.written(inspection.facts.beside(), inspection.sound), pickle.dumps(inspection, pickle.HIGHEST_PROTOCOL)


def recalled(whole: bytes) -> Inspection:
    """The inspection that was kept as a whole."""
    import pickle

    found: Inspection = pickle.loads(whole)  # noqa: S301 - our own file in the user's cache folder
    return found


def borrowed(lent_: bytes) -> Inspection:
    """The inspection of a document that is not reported, of what it lends."""
    facts, sound = lent.read(lent_)
    return Inspection(facts.path, (), facts, (), (), sound)


def many(
    workspace: Workspace, paths: Sequence[str], context: Context, jobs: int, only: frozenset[str] | None, *, keep: bool
) -> Iterator[tuple[str, Inspection, Kept | None]]:
    """Inspect documents, those that ``only`` leaves out :func:`beside`.

    Yields each path, in any order, with its inspection and, if ``keep``, with that as it is stored.
    """
    worker = _Worker(workspace, replace(context, many=len(paths) > _FEW), only, keep)
    left = dict.fromkeys(paths)
    if jobs > 1 and len(paths) >= PARALLEL_FROM:
        registry.entries()  # before there are copies: every process has the rules already
        for path, found, kept in _elsewhere(worker, paths, jobs):
            del left[path]
            yield path, found, kept
    for path in left:
        found = worker.look(path)
        yield path, found, worker.kept(path, found) if keep else None


def _elsewhere(worker: _Worker, paths: Sequence[str], jobs: int) -> Iterator[tuple[str, Inspection, Kept | None]]:
    from blamefree.checking import forks

    if forks.possible():
        together = sorted(paths, key=worker.spoken)
        for path, value, sent in forks.work(together, worker.look, worker.sent, jobs):
            if sent:
                yield path, _received(value), value if worker.keep else None
            else:
                yield path, value, worker.kept(path, value) if worker.keep else None
        return
    from concurrent.futures import ProcessPoolExecutor

    chunks = [list(paths[at : at + _CHUNK]) for at in range(0, len(paths), _CHUNK)]
    with ProcessPoolExecutor(min(jobs, len(chunks)), initializer=_start, initargs=(worker,)) as pool:
        for found in pool.map(_chunk, chunks):
            for path, value in found:
                yield path, _received(value), value if worker.keep else None


def _received(value: Kept) -> Inspection:
    """What another process found."""
    return recalled(value[1]) if value[1] else borrowed(value[0])


@dataclass(frozen=True)
class _Worker:
    """What a process needs to inspect documents."""

    workspace: Workspace
    context: Context
    only: frozenset[str] | None
    keep: bool

    def whole(self, path: str) -> bool:
        """Whether a document is reported."""
        return self.only is None or path in self.only

    def look(self, path: str) -> Inspection:
        """The inspection of a document."""
        return (one if self.whole(path) else beside)(self.workspace, path, self.context)

    def spoken(self, path: str) -> bytes:
        """What the beginning of a document says of its language: a process should get ready for few of them."""
        full = f"{self.workspace.root}/{path}"
        try:
            if not stat.S_ISREG(os.stat(full).st_mode):  # noqa: PTH116 - hot path
                return b""  # to open a pipe would wait
            with open(full, "rb", buffering=0) as handle:  # noqa: PTH123 - hot path
                found = _LANG.search(handle.read(_HEAD))
        except OSError:
            return b""
        return found.group(1) if found else b""

    def kept(self, path: str, found: Inspection) -> Kept:
        """An inspection as it is stored."""
        both = stored(found)
        return both if self.whole(path) else (both[0], b"")

    def sent(self, path: str) -> Kept:
        """An inspection as another process gets it."""
        import pickle

        found = self.look(path)
        return self.kept(path, found) if self.keep else (b"", pickle.dumps(found, pickle.HIGHEST_PROTOCOL))


def cores() -> int:
    """How many processes may run at once."""
    affinity = getattr(os, "sched_getaffinity", None)
    return len(affinity(0)) if affinity is not None else os.cpu_count() or 1


_WORKER: list[_Worker] = []


def _start(worker: _Worker) -> None:
    import gc

    gc.disable()  # a worker lives for one run; its objects are freed by reference counts
    _WORKER.append(worker)


def _chunk(paths: list[str]) -> list[tuple[str, Kept]]:
    return [(path, _WORKER[-1].sent(path)) for path in paths]
