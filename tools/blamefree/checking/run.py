"""One run of check."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from blamefree import patterns
from blamefree.checking.foundation import foundation, raw, stamps
from blamefree.checking.select import select
from blamefree.diagnostics.diagnostic import Report
from blamefree.io import clock
from blamefree.io.cache import Cache, digest, folder
from blamefree.io.files import DiskFiles, Unreadable, decode, find_documents, read_document
from blamefree.text.source import Source
from blamefree.values import dataclass
from blamefree.workspace import Workspace, fetched_commit, read_settings

if TYPE_CHECKING:
    from blamefree.io.derived import Derived
    from blamefree.model.ledger import Ledger
    from blamefree.rules.api import Context


_ARCHIVE = 200  # documents; to read so many one by one takes longer than all at once


@dataclass(frozen=True)
class Options:
    """How to run: ``stdin`` is a path with the bytes that stand for it, ``jobs`` 0 means one process a core.

    ``ledger`` is the ledger's file where it is one; its branch is read as it was last fetched.
    """

    since: str = ""
    jobs: int = 0
    cache: bool = True
    stdin: tuple[str, bytes] | None = None
    ledger: Path | None = None


@dataclass(frozen=True)
class Run:
    """A report, and the sources that excerpts are taken from, read when they are asked for."""

    report: Report
    sources: Mapping[str, Source]


def run(place: Workspace | Path, paths: Sequence[Path] = (), options: Options | None = None) -> Run:
    """Check the documents at ``paths`` (default: all of them) of a repository: an opened one, or the one at a root.

    The report is the same with and without cache, and for any number of jobs. Settings are read only when the cache
    does not know the report.
    """
    options = options or Options()
    root = place if isinstance(place, Path) else place.root
    known = find_documents(root)
    only = frozenset([options.stdin[0]]) if options.stdin else select(root, paths, known)
    every = sorted({*known, *(only or ())})
    cache = Cache(root, folder(os.environ) if options.cache else None)
    try:
        return _Runner(place, every, only, options, cache).run()
    finally:
        cache.close()


class _Runner:
    def __init__(
        self,
        place: Workspace | Path,
        every: list[str],
        only: frozenset[str] | None,
        options: Options,
        cache: Cache,
    ) -> None:
        self.place = place
        self.root = place if isinstance(place, Path) else place.root
        self.every = every
        self.only = only
        self.options = options
        self.cache = cache
        self.now = clock.now()
        self.sources = _Sources(self.root)

    @cached_property
    def workspace(self) -> Workspace:
        """The opened repository; not needed when the cache knows the whole report."""
        if isinstance(self.place, Workspace):
            return self.place
        return Workspace(self.root, read_settings(self.root, os.environ, self.derived), self.derived)

    @cached_property
    def derived(self) -> Derived | None:
        """What is kept of the work on data files."""
        if not self.options.cache:
            return None
        from blamefree.io.derived import Derived

        return Derived(self.cache, self.code)

    @cached_property
    def code(self) -> bytes:
        """The hash of code, data files and catalogue."""
        return stamps(self.root)

    @cached_property
    def context(self) -> Context:
        """What rules may look at; not needed when the cache knows the whole report."""
        return self.workspace.context(now=self.now)

    def run(self) -> Run:
        if not self.options.cache:
            return self._conclude(self._inspect({}, b""), None)
        hashes = self.cache.hashes(self.every)
        code = self.code
        whole = not self.options.since and self.options.stdin is None and len(hashes) == len(self.every) > 0
        key = digest(
            code,
            self.place.settings.fingerprint.encode()
            if isinstance(self.place, Workspace)
            else raw(self.root, os.environ),
            self._ledger_state(),
            repr(None if self.only is None else sorted(self.only)).encode(),
            b"\0".join(map(os.fsencode, hashes)),
            b"".join(hashes.values()),
        )
        if whole and (report := self._recall(key)) is not None:
            return Run(report, self.sources)
        with self._kept():
            base = foundation(self.workspace, code, self.now.date().isoformat())
            if self.derived is not None:
                self.derived.foundation = base
            return self._conclude(self._inspect(hashes, base), key if whole else None)

    @contextmanager
    def _kept(self) -> Iterator[None]:
        """What takes long to work out is taken from the cache meanwhile, and put there."""
        derived = self.derived
        if derived is not None:
            patterns.remember(derived.recall("patterns") or {})
        yield
        if derived is not None:
            if forms := patterns.recorded():
                derived.keep("patterns", forms)
            derived.store()

    def _ledger_state(self) -> bytes:
        if self.options.ledger is None:
            return fetched_commit(self.root).encode()
        return self.options.ledger.read_bytes() if self.options.ledger.is_file() else b""

    def _ledger(self) -> Ledger | None:
        if self.options.ledger is None:
            return self.workspace.fetched_ledger
        return self.workspace.ledger(self.options.ledger)

    def _recall(self, key: bytes) -> Report | None:
        stored = self.cache.result(key)
        if stored is None:
            return None
        import pickle

        from blamefree.checking.probes import unchanged

        try:
            report, questions, since, until = pickle.loads(stored)  # noqa: S301 - our own file in the user's cache folder
        except Exception:  # noqa: BLE001 - a cache that cannot be read is as good as none
            return None
        if not since <= self.now < until or not unchanged(questions, DiskFiles(self.root)):
            return None
        assert isinstance(report, Report)
        return report

    def _inspect(self, hashes: Mapping[str, bytes], base: bytes) -> list[Any]:
        from blamefree.check import inspect
        from blamefree.checking.inspecting import borrowed, cores, many, recalled, unreadable

        # What is not reported lends a few facts only; what a change brings is told from whole inspections.
        whole = None if self.options.since else self.only
        keys = {path: digest(base, os.fsencode(path), content) for path, content in hashes.items()}
        wholly = {path for path in keys if whole is None or path in whole}
        inspections = self.cache.inspections(keys[path] for path in wholly)
        facts = self._lent([key for path, key in keys.items() if path not in wholly])
        found: dict[str, Any] = {}
        if self.options.stdin is not None:
            path, data = self.options.stdin
            text = decode(path, data)
            if isinstance(text, Unreadable):
                found[path] = unreadable(text)
            else:
                self.sources.keep(text)
                found[path] = inspect(self.workspace.load(text), self.context)
        missing: list[str] = []
        for path in self.every:
            if path in found:
                continue
            try:
                key = keys[path]
                found[path] = recalled(inspections[key]) if path in wholly else borrowed(facts[key])
            except Exception:  # noqa: BLE001 - not there, or not readable: inspect it
                missing.append(path)
        fresh: dict[bytes, tuple[bytes, bytes]] = {}
        silent: dict[str, bytes] = {}
        jobs = self.options.jobs or cores()
        keep = self.options.cache
        for path, inspection, value in many(self.workspace, missing, self.context, jobs, whole, keep=keep):
            found[path] = inspection
            if value is not None and path in keys:
                fresh[keys[path]] = value
            if inspection.silent:
                silent[path] = inspection.silent
        if fresh:
            self.cache.store_documents(fresh)
        if silent and keep:
            self.cache.store_silent(silent, base)
        return [found[path] for path in self.every]

    def _lent(self, keys: list[bytes]) -> Mapping[bytes, bytes]:
        """What is stored of documents that are not reported; that of a large archive also as one piece."""
        derived = self.derived
        if derived is None or len(keys) < _ARCHIVE:
            return self.cache.facts(keys)
        name = f"facts {os.fspath(self.root)}"
        known: dict[bytes, bytes] = derived.recall(name) or {}
        found = self.cache.facts([key for key in keys if key not in known])
        if not found:
            return known
        every = {**known, **found}
        if len(found) > len(keys) // 20:
            derived.keep(name, {key: every[key] for key in keys if key in every})
        return every

    def _conclude(self, inspections: list[Any], key: bytes | None) -> Run:
        from blamefree.check import conclude
        from blamefree.checking.probes import RecordedFiles, next_day, valid_until
        from blamefree.values import replace

        files = RecordedFiles(self.context.files)
        context = replace(self.context, files=files, ledger=self._ledger())
        if self.options.since:
            from blamefree.checking.since import brought
            from blamefree.io import git

            changes = git.changes(self.workspace.root, self.options.since)
            report = brought(self.workspace, changes, inspections, self.sources, context)
            if self.only is not None:
                kept = tuple(item for item in report.diagnostics if item.path in self.only)
                report = replace(report, diagnostics=kept, documents=len(self.only & changes.lines.keys()))
            return Run(report, self.sources)
        report = conclude(inspections, context, only=self.only)
        if key is not None:
            import pickle

            until = valid_until((inspection.facts for inspection in inspections), self.now)
            if self.workspace.settings.privacy.allow:  # its entries expire
                until = min(until, next_day(self.now))
            answer = (report, files.questions(), self.now, until)
            self.cache.store_result(key, pickle.dumps(answer, pickle.HIGHEST_PROTOCOL))
        return Run(report, self.sources)


class _Sources(Mapping[str, Source]):
    """The texts of documents by path, read when asked for."""

    def __init__(self, root: Path) -> None:
        self._root = root
        self._kept: dict[str, Source] = {}

    def keep(self, source: Source) -> None:
        self._kept[source.path] = source

    def __getitem__(self, path: str) -> Source:
        if path not in self._kept:
            read = read_document(self._root, path)
            if isinstance(read, Unreadable):
                raise KeyError(path)
            if len(self._kept) > 200:
                self._kept.clear()
            self._kept[path] = read
        return self._kept[path]

    def __iter__(self) -> Iterator[str]:
        return iter(find_documents(self._root))

    def __len__(self) -> int:
        return len(find_documents(self._root))
