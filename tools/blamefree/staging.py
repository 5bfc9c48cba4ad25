"""Staging the site: what goes into an edition, and the tree written where it changed."""

from __future__ import annotations

import dataclasses
import hashlib
import json
import os
import re
import stat
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path

from blamefree import __version__
from blamefree.config import CLASSIFICATIONS
from blamefree.entries import Cache, Reading, digest_of, document_of, manuscript_of
from blamefree.errors import BlamefreeError, UsageProblem
from blamefree.io import clock
from blamefree.io.ledger import BranchLedger, store
from blamefree.io.shares import without_collection
from blamefree.io.tree import Tree, Written
from blamefree.model.ledger import Ledger
from blamefree.model.postmortem import STATUSES
from blamefree.site import (
    Edition,
    Entry,
    Library,
    Manuscript,
    answers,
    build,
    edition,
    entry_of,
    parts_of,
    sorted_entries,
    view,
)
from blamefree.site.artifact import Artifact
from blamefree.site.edition import Audience
from blamefree.site.entry import Part
from blamefree.site.handbook import describe
from blamefree.site.postmortem import resolver
from blamefree.workspace import Workspace

_PICTURES = frozenset({".png", ".jpg", ".jpeg", ".gif", ".svg", ".webp", ".avif"})
_FILES = _PICTURES | {".pdf", ".txt", ".csv", ".log", ".json"}
_ACTIVE = re.compile(
    rb"<\s*(?:script|foreignObject|iframe)|\son\w+\s*=|javascript:|(?:href|src)\s*=\s*[\"']\s*(?:https?:)?//",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class Staged:
    """What was staged: how many documents are on the site, the files, and the documents that privacy keeps out.

    ``blocked`` is told only by a staging that did something. ``held`` is what was made meanwhile: a process that is
    about to end need not wait until it is freed piece by piece.
    """

    documents: int
    files: Written
    blocked: tuple[str, ...] = ()
    held: object = field(default=None, repr=False, compare=False)


def stage(
    workspace: Workspace,
    out: Path,
    *,
    name: str = "internal",
    paths: Sequence[Path] = (),
    url: str = "",
    ledger: Ledger | None = None,
) -> Staged:
    """Stage the edition ``name`` into the folder ``out``; with ``paths`` only those documents, drafts included.

    ``url`` is the site's address where a renderer knows it and the settings do not. Without a ``ledger`` every
    approval is unknown.
    """
    with without_collection():
        return _stage(workspace, out, name, paths, url, ledger)


def _stage(
    workspace: Workspace, out: Path, name: str, paths: Sequence[Path], url: str, ledger: Ledger | None
) -> Staged:
    settings = workspace.settings
    if url and not settings.site.url:
        settings = dataclasses.replace(settings, site=dataclasses.replace(settings.site, url=url))
    admitted = edition(name, settings)
    wanted = _wanted(workspace, paths)
    if wanted is not None and not admitted.public:
        admitted = dataclasses.replace(admitted, statuses=admitted.statuses | {"draft"})
    if _contains(out, workspace.root / "postmortems"):
        raise UsageProblem(
            f"{out}: holds or lies in the documents themselves", "name another folder, for example build/docs"
        )
    reading = Reading(settings, admitted, workspace.titles)
    data = _read_all(workspace, wanted)
    pages = {} if admitted.public else _handbook(workspace.root)
    cache = Cache(workspace.root, name, _stamp(), reading)
    today = clock.now().date()
    files = _attachments(workspace.root)
    catalogue = workspace.root / "services.yml"
    fingerprint = digest_of(
        json.dumps(
            [
                cache.stamp, settings.fingerprint, sorted(admitted.statuses), today.isoformat(),
                sorted((path, digest) for path, (_, digest) in data.items()),
                sorted((path, digest_of(text.encode())) for path, text in pages.items()),
                ledger.head if ledger is not None and ledger.sound else "", files,
                catalogue.read_text("utf-8", "replace") if catalogue.is_file() else "",
            ]
        ).encode()
    )  # fmt: skip
    tree = Tree(out)
    if tree.current(fingerprint):
        return Staged(tree.note, Written(kept=len(tree.files)))
    found = cache.entries(data)
    blocked = (
        _private(workspace, [path for path, entry in found.items() if entry], data, reading) if admitted.public else ()
    )
    entries = sorted_entries(entry for path, entry in found.items() if entry is not None and path not in blocked)
    shown = _shown_files(files, entries, admitted)
    library = Library(
        entries,
        admitted,
        settings,
        today,
        workspace.services,
        answers.approvals(ledger, settings, admitted),
        answers.tickets(ledger, settings, admitted),
        answers.usable(ledger),
        handbook={path: describe(path, text, settings.lang) for path, text in pages.items()},
        attachments=frozenset(shown),
    )

    def parts(entry: Entry) -> Sequence[Part]:
        known = cache.parts(entry.path)
        if known is not None:
            return known
        document = manuscript_of(entry.path, data[entry.path][0], reading)
        return parts_of(document, admitted) if document is not None else []

    made = build(library, parts, assets(), pages, cache.stamp)
    copies = (
        Artifact(path, lambda path=path: (workspace.root / path).read_bytes(), f"{state}")  # type: ignore[misc]
        for path, state in shown.items()
    )
    library.prepare()
    result = tree.write(_long_first(_unique(made, copies)), fingerprint, len(entries), cache.save)
    return Staged(len(entries), result, tuple(blocked), (data, cache, library))


def compare(workspace: Workspace, name: str, paths: Sequence[Path] = ()) -> str:
    """What the edition ``name`` shows of every document it admits, against the document; nothing is written.

    Lines with ``-`` are left out, ``+`` is what stands in their place; documents not in the edition are listed last.
    """
    settings = workspace.settings
    admitted = edition(name, settings)
    whole = Edition(Audience.INTERNAL, frozenset(CLASSIFICATIONS), frozenset(STATUSES))
    seen: dict[str, tuple[Manuscript, Entry]] = {}
    left_out: list[str] = []
    for path, (content, digest) in _read_all(workspace, _wanted(workspace, paths)).items():
        document = manuscript_of(path, content, Reading(settings, admitted, workspace.titles))
        entry = entry_of(document, admitted, digest) if document is not None else None
        if document is None or entry is None:
            left_out.append(path)
        else:
            seen[path] = (document, entry)
    files = _shown_files(_attachments(workspace.root), [entry for _, entry in seen.values()], admitted)
    entries = sorted_entries(entry for _, entry in seen.values())
    library = Library(entries, admitted, settings, clock.now().date(), attachments=frozenset(files))
    told: list[str] = []
    for path, (document, entry) in seen.items():
        full = entry_of(document, whole, "")
        assert full is not None
        resolve = resolver(library, path, entry.anchors)
        after = view.lines(entry, parts_of(document, admitted), admitted, resolve)
        told.append(view.difference(path, view.lines(full, parts_of(document, whole)), after, name))
    told.extend(f"left out: {path}\n" for path in left_out)
    return "".join(told)


def read_ledger(workspace: Workspace, file: Path | None = None, *, ask: bool = True) -> tuple[Ledger | None, str]:
    """The ledger and a warning; ``None`` when there is none or it cannot be read: then approval is unknown.

    Without ``ask`` the remote is left in peace, and the branch is read as it was last fetched.
    """
    try:
        place = store(workspace.root, file)
        if place is None:
            return None, ""
        if isinstance(place, BranchLedger) and not ask:
            fetched = place.read_fetched()
            if fetched is None:
                return None, ""
            found = fetched
        else:
            found = place.read()
        past = place.history()
    except BlamefreeError as problem:
        return None, f"{problem.line()}: approval is shown as unknown"
    if not found.sound or past:
        return None, "the ledger's chain is broken: approval is shown as unknown"
    return found, ""


def _private(
    workspace: Workspace, paths: Sequence[str], data: Mapping[str, tuple[bytes, str]], reading: Reading
) -> list[str]:
    """The documents with errors of family privacy: they are not shown to outsiders, as they are not published."""
    from blamefree.check import conclude, inspect
    from blamefree.diagnostics.diagnostic import Family, Severity

    context = workspace.context()
    blocked: list[str] = []
    for path in paths:
        document = document_of(path, data[path][0], reading)
        if document is None:
            continue
        report = conclude([inspect(document, context, families=frozenset([Family.PRIVACY]))], context)
        if any(found.family is Family.PRIVACY and found.severity is Severity.ERROR for found in report.diagnostics):
            blocked.append(path)
    return blocked


def _long_first(artifacts: Iterable[Artifact]) -> list[Artifact]:
    """The lists and tables of all documents before the many small files: whoever makes one is not waited for."""
    known = list(artifacts)
    return [one for one in known if one.depends == ""] + [one for one in known if one.depends != ""]


def _unique(*groups: Iterable[Artifact]) -> Iterable[Artifact]:
    seen: set[str] = set()
    for group in groups:
        for artifact in group:
            if artifact.path not in seen:
                seen.add(artifact.path)
                yield artifact


def _wanted(workspace: Workspace, paths: Sequence[Path]) -> set[str] | None:
    if not paths:
        return None
    known = workspace.document_paths()
    found: set[str] = set()
    for path in paths:
        name = workspace.relative(path)
        below = [other for other in known if other == name or other.startswith(f"{name.rstrip('/')}/")]
        if not below and path.is_file():
            below = [name]
        if not below:
            raise UsageProblem(f"{path}: no document there", "name a document or a folder of documents")
        found.update(below)
    return found


def _contains(out: Path, documents: Path) -> bool:
    one, two = out.resolve(), documents.resolve()
    return one == two or one in two.parents or two in one.parents


def _read_all(workspace: Workspace, wanted: set[str] | None) -> dict[str, tuple[bytes, str]]:
    data: dict[str, tuple[bytes, str]] = {}
    root = f"{workspace.root}/"
    for path in sorted(wanted) if wanted is not None else workspace.document_paths():
        full = root + path
        try:
            status = os.lstat(full)
            if not stat.S_ISREG(status.st_mode) or status.st_size > 1024 * 1024:
                continue
            with open(full, "rb", buffering=0) as handle:  # noqa: PTH123 - hot path
                content = handle.read()
        except OSError:
            continue
        data[path] = (content, digest_of(content))
    return data


@lru_cache(maxsize=1)
def _stamp() -> str:
    """What the code is: its version and the text of the rooms that the site is made by."""
    here = Path(__file__).parent
    total = hashlib.blake2b(__version__.encode(), digest_size=16)
    for folder in ("site", "drawing", "rendering", "model", "text"):
        for path in sorted((here / folder).rglob("*")):
            if path.suffix in (".py", ".css", ".js"):
                total.update(path.read_bytes())
    for name in ("staging.py", "entries.py"):
        total.update((here / name).read_bytes())
    return total.hexdigest()


@lru_cache(maxsize=1)
def assets() -> Mapping[str, bytes]:
    """Styles and scripts, by their path in the staged tree."""
    folder = Path(__file__).parent / "site" / "assets"
    return {f"assets/blamefree/{path.name}": path.read_bytes() for path in sorted(folder.iterdir()) if path.is_file()}


def _handbook(root: Path) -> dict[str, str]:
    found: dict[str, str] = {}
    folder = root / "postmortems" / "handbook"
    for path in sorted(folder.rglob("*.md")):
        if path.is_file() and not path.is_symlink() and path.stat().st_size <= 1024 * 1024:
            found[path.relative_to(root).as_posix()] = path.read_text("utf-8-sig", "replace")
    return found


def _attachments(root: Path) -> dict[str, str]:
    """Attachments and handbook pictures with size and time, by path."""
    found: dict[str, str] = {}
    base = root / "postmortems"
    for year in sorted(base.iterdir()) if base.is_dir() else ():
        if not year.is_dir() or year.is_symlink():
            continue
        if year.name == "handbook":
            folders = [year]
        else:
            with os.scandir(year) as listed:  # quicker than asking for the status of every document
                folders = [year / name for name in sorted(entry.name for entry in listed if entry.is_dir())]
        for folder in folders:
            for path in sorted(folder.rglob("*")):
                if path.suffix.lower() in _FILES and path.is_file() and not path.is_symlink():
                    status = path.stat()
                    found[path.relative_to(root).as_posix()] = f"{status.st_size} {status.st_mtime_ns}"
    return found


def _shown_files(files: Mapping[str, str], entries: Sequence[Entry], admitted: Edition) -> dict[str, str]:
    """The attachments of documents that are on the site; outsiders get only what a shown section names."""
    folders = {f"{os.path.dirname(entry.path)}/{entry.id}/": entry for entry in entries}  # noqa: PTH120
    found: dict[str, str] = {}
    for path, state in files.items():
        if path.startswith("postmortems/handbook/"):
            if not admitted.public:
                found[path] = state
            continue
        owner = folders.get("/".join(path.split("/")[:3]) + "/")
        if owner is not None and (not admitted.public or os.path.basename(path) in owner.files):  # noqa: PTH119
            found[path] = state
    return found
