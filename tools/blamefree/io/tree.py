"""A folder of generated files: what changed is written, what is no longer made is removed, nothing else is touched."""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Protocol

from blamefree.errors import UsageProblem
from blamefree.io.shares import shared
from blamefree.values import dataclass

MANIFEST = ".blamefree-site.json"
Content = str | bytes | list[str]
"""What is in a file; a list holds the pieces of its text."""


class Made(Protocol):
    """A file to be: its path, what it depends on, and how to make it."""

    @property
    def path(self) -> str:
        """Path below the folder."""
        ...

    @property
    def key(self) -> str:
        """What it depends on; empty: make it and compare."""
        ...

    def make(self) -> Content:
        """The content."""
        ...


@dataclass(frozen=True, slots=True)
class Written:
    """How many files were written, left as they were, and removed."""

    written: int = 0
    kept: int = 0
    removed: int = 0


_Row = list[str | int]  # the key of a file, its size, and the time of its last change in nanoseconds
_MANY = 400
_NEW = os.O_WRONLY | os.O_CREAT | os.O_TRUNC | getattr(os, "O_CLOEXEC", 0) | getattr(os, "O_BINARY", 0)


class Tree:
    """The generated folder at ``root``, with the list of what was written there last time."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.files: dict[str, _Row] = {}
        self.build = ""
        self.note = 0
        self._read()

    def _read(self) -> None:
        path = self.root / MANIFEST
        try:
            data = json.loads(path.read_text("utf-8"))
            self.files, self.build, self.note = dict(data["files"]), str(data["build"]), int(data["note"])
        except FileNotFoundError:
            if self.root.exists() and not self.root.is_dir():
                raise UsageProblem(f"{self.root}: not a folder", "name a folder for the site") from None
            if self.root.is_dir() and any(not name.startswith(".") for name in os.listdir(self.root)):  # noqa: PTH208
                raise UsageProblem(
                    f"{self.root}: not empty, and not written by blamefree site",
                    "name an empty or a new folder, so that nothing of yours is overwritten",
                ) from None
        except (OSError, ValueError, KeyError, TypeError):
            self.files, self.build = {}, ""

    def current(self, build: str) -> bool:
        """Whether the tree is the result of that build and nobody has touched its files since."""
        return bool(build) and build == self.build and all(self._same(path) for path in self.files)

    def _same(self, path: str) -> bool:
        known = self.files.get(path)
        try:
            status = os.stat(os.path.join(self.root, path))  # noqa: PTH116, PTH118 - hot path
        except OSError:
            return False
        return known is not None and known[1:] == [status.st_size, status.st_mtime_ns]

    def _holds(self, path: str, data: bytes) -> bool:
        """Whether the file was written last time, nobody has touched it since, and it holds just that."""
        known = self.files.get(path)
        if known is None or known[1] != len(data) or not self._same(path):
            return False
        try:
            return (self.root / path).read_bytes() == data
        except OSError:
            return False

    def write(
        self, made: Iterable[Made], build: str, note: int = 0, meanwhile: Callable[[], None] = lambda: None
    ) -> Written:
        """Bring the tree up to date and remember it as the result of ``build``, with a number of the caller's.

        ``meanwhile`` is done once beside the files, perhaps in another process.
        """
        artifacts = list(made)
        if len(artifacts) < _MANY:
            meanwhile()
            done = [self._one(artifact) for artifact in artifacts]
        else:
            done = shared(len(artifacts) + 1, lambda at: self._one(artifacts[at - 1]) if at else meanwhile(), bunch=8)[
                1:
            ]
        files: dict[str, _Row] = {}
        written = 0
        for artifact, (row, fresh) in zip(artifacts, done, strict=True):
            files[artifact.path] = row
            written += fresh
        removed = self._remove(set(self.files) - set(files))
        self.files, self.build, self.note = files, build, note
        self.root.mkdir(parents=True, exist_ok=True)
        (self.root / MANIFEST).write_text(
            json.dumps({"build": build, "note": note, "files": files}, sort_keys=True), "utf-8"
        )
        return Written(written, len(files) - written, removed)

    def _one(self, artifact: Made) -> tuple[_Row, bool]:
        path, key = artifact.path, artifact.key
        old = self.files.get(path)
        if old is not None and key and old[0] == key and self._same(path):
            return old, False
        data = _encoded(artifact.make())
        if old is not None and self._holds(path, data):
            return [key, *old[1:]], False
        full = os.path.join(self.root, path)  # noqa: PTH118
        try:
            status = self._put(full, data)
        except FileNotFoundError:
            os.makedirs(os.path.dirname(full), exist_ok=True)  # noqa: PTH103, PTH120
            status = self._put(full, data)
        return [key, status.st_size, status.st_mtime_ns], True

    @staticmethod
    def _put(path: str, data: bytes) -> os.stat_result:
        file = os.open(path, _NEW, 0o666)
        try:
            wrote = os.write(file, data)
            while wrote < len(data):
                wrote += os.write(file, memoryview(data)[wrote:])
            return os.fstat(file)
        finally:
            os.close(file)

    def _remove(self, paths: set[str]) -> int:
        removed = 0
        for path in sorted(paths, reverse=True):
            full = self.root / path
            try:
                full.unlink()
                removed += 1
            except OSError:
                continue
            for folder in full.parents:
                if folder == self.root:
                    break
                try:
                    folder.rmdir()
                except OSError:
                    break
        return removed


def _encoded(content: Content) -> bytes:
    if isinstance(content, bytes):
        return content
    if isinstance(content, str):
        return content.encode("utf-8", "replace")
    # Each for itself: one arrow in a long text would make all of it wide, which takes many times as long to encode.
    return b"".join([piece.encode("utf-8", "replace") for piece in content])
