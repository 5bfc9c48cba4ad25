"""What ``plan`` and ``apply`` share: the targets by name, and the repository as a target sees it."""

from __future__ import annotations

import hashlib
import os
import sys
from collections.abc import Callable, Iterable, Sequence
from functools import lru_cache
from importlib import import_module
from pathlib import Path
from pkgutil import iter_modules
from typing import Any

import click

from blamefree.diagnostics.diagnostic import Diagnostic, Family
from blamefree.errors import BlamefreeError, UsageProblem
from blamefree.io import clock, git
from blamefree.io.memory import recall, remember
from blamefree.model.document import Document
from blamefree.model.ledger import Fresh, Ledger
from blamefree.rules.api import Context
from blamefree.sync.target import Prepared, World
from blamefree.workspace import Workspace

Check = Callable[[Document, Context], Iterable[Diagnostic]]
MAX_FILE = 100 * 1024 * 1024


@lru_cache(maxsize=1)
def names() -> list[str]:
    """The targets that can be planned: packages of ``blamefree.targets`` with a module ``target``."""
    from blamefree import targets

    folders = [Path(folder) for folder in targets.__path__]
    return sorted(
        info.name for info in iter_modules(targets.__path__)
        if info.ispkg and any((folder / info.name / "target.py").is_file() for folder in folders)
    )  # fmt: skip


def prepare(name: str, world: World) -> Prepared:
    """The plan of a target."""
    try:
        module: Any = import_module(f"blamefree.targets.{name}.target")
        made: Prepared = module.prepare(world)
    except ModuleNotFoundError as error:
        if (error.name or "").startswith("blamefree"):
            raise
        raise UsageProblem(
            f"publishing needs the package {error.name}", 'install it with: pip install "blamefree[publish]"'
        ) from None
    return made


def world(workspace: Workspace, ledger: Path | None, named: frozenset[str] | None = None) -> World:
    """Everything that a target may know of the repository; ``named``: the documents that a kept plan names."""
    context = workspace.context()

    def check(document: Document) -> Sequence[Diagnostic]:
        context.memo.clear()  # it belongs to the document before
        if not any(True for rule in _private() for _ in rule(document, context)):
            return ()
        from blamefree.check import conclude, inspect

        return conclude([inspect(document, context, families=frozenset([Family.PRIVACY]))], context).diagnostics

    return World(
        workspace.settings, _Documents(workspace), _Blobs(workspace.root), workspace.services,
        read_ledger(workspace, ledger), git.head(workspace.root), source_url(workspace), clock.now(), check,
        lambda fresh: record(workspace, ledger, fresh), named, recall, remember,
    )  # fmt: skip


@lru_cache(maxsize=1)
def _private() -> list[Check]:
    """The privacy rules; loading rules takes a while, and often nothing has to be checked."""
    from blamefree.rules import registry

    return [entry.check for entry in registry.entries() if entry.check and entry.rule.family is Family.PRIVACY]


def read_ledger(workspace: Workspace, path: Path | None) -> Ledger | None:
    """The ledger that approval is read from; ``None`` (unknown) when there is none, or it cannot be relied on."""
    place = workspace.ledger_store(path)
    if place is None:
        return None
    try:
        found = place.read()
        broken = (*found.broken, *place.history())
    except BlamefreeError as problem:
        click.echo(f"blamefree: {problem.line()}: approvals are taken as unknown", err=True)
        return None
    if broken:
        where = path or "the ledger"
        click.echo(
            f"blamefree: {where}:{broken[0].line}: {broken[0].message}: approvals are taken as unknown", err=True
        )
        return None
    return found


def record(workspace: Workspace, path: Path | None, fresh: Sequence[Fresh]) -> None:
    """Append to the ledger; without one nothing is recorded."""
    place = workspace.ledger_store(path)
    if place is not None:
        place.append(fresh, clock.now())


def source_url(workspace: Workspace) -> str:
    """The address of the repository on its forge, empty when the settings do not tell."""
    repository = workspace.settings.github.repository
    if not repository:
        return ""
    api = workspace.settings.github.api_url.rstrip("/")
    host = "https://github.com" if api in ("", "https://api.github.com") else api.removesuffix("/api/v3")
    return f"{host}/{repository}"


class _Documents:
    """The documents of a workspace, each read once."""

    def __init__(self, workspace: Workspace) -> None:
        self._workspace = workspace
        self._loaded: dict[str, Document | None] = {}
        self._paths: list[str] | None = None

    def paths(self) -> Sequence[str]:
        """The paths of all documents."""
        if self._paths is None:
            self._paths = self._workspace.document_paths()
        return self._paths

    def load(self, path: str) -> Document | None:
        """One document."""
        if path not in self._loaded:
            found = self._workspace.read(path)
            self._loaded[path] = found if isinstance(found, Document) else None
        return self._loaded[path]

    def fingerprint(self) -> str:
        """SHA-256 (hex) of everything below postmortems/ but the handbook."""
        total = hashlib.sha256()
        base = self._workspace.root / "postmortems"
        for folder, folders, files in os.walk(base):
            folders[:] = sorted(name for name in folders if not name.startswith("."))
            if Path(folder) == base:
                folders[:] = [name for name in folders if name != "handbook"]
            for name in sorted(files):
                path = os.path.join(folder, name)  # noqa: PTH118 - thousands of files
                total.update(os.path.relpath(path, base).encode("utf-8", "surrogateescape") + b"\0")
                total.update(_digest(path))
        return total.hexdigest()


def _digest(path: str) -> bytes:
    try:
        if os.path.islink(path):  # noqa: PTH114
            return b"link"
        with open(path, "rb") as handle:  # noqa: PTH123
            return hashlib.file_digest(handle, "sha256").digest()
    except OSError:
        return b"unreadable"


class _Blobs:
    """Regular files inside the repository; symbolic links are not followed out of it."""

    def __init__(self, root: Path) -> None:
        self._root = root.resolve()

    def read(self, path: str) -> bytes | None:
        """The bytes of a file."""
        full = self._root / path
        try:
            inside = full.resolve().is_relative_to(self._root) and not full.is_symlink()
            if not inside or not full.is_file() or full.stat().st_size > MAX_FILE:
                return None
            return full.read_bytes()
        except (OSError, ValueError):
            return None


def progress(done: int, total: int, what: str) -> None:
    """Show progress on stderr when it is a terminal."""
    if sys.stderr.isatty():
        print(f"\r\x1b[K{done}/{total} {what}", end="\n" if done == total else "", file=sys.stderr, flush=True)  # noqa: T201
