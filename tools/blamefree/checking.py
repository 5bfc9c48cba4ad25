"""Runs check over a workspace: reads, inspects, concludes."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from blamefree.check import Inspection, conclude, inspect
from blamefree.diagnostics.diagnostic import Diagnostic, Report
from blamefree.errors import UsageProblem
from blamefree.io.files import Unreadable, decode, find_documents
from blamefree.model.corpus import Facts
from blamefree.rules import registry
from blamefree.text.source import Source
from blamefree.text.span import Place, Position
from blamefree.workspace import Workspace


@dataclass(frozen=True)
class Run:
    """A report, and the sources that excerpts are taken from."""

    report: Report
    sources: Mapping[str, Source]


def run(workspace: Workspace, paths: Sequence[Path] = (), *, stdin: tuple[str, bytes] | None = None) -> Run:
    """Check the documents at ``paths`` (default: all); ``stdin`` is a path and the bytes that stand for it."""
    known = workspace.document_paths()
    only = select(workspace, paths, known)
    if stdin is not None:
        only = frozenset([stdin[0]])
    every = sorted({*known, *(only or ())})
    context = workspace.context()
    inspections: list[Inspection] = []
    sources: dict[str, Source] = {}
    for path in every:
        if stdin is not None and path == stdin[0]:
            text = decode(path, stdin[1])
            read = text if isinstance(text, Unreadable) else workspace.load(text)
        else:
            read = workspace.read(path)
        if isinstance(read, Unreadable):
            inspections.append(unreadable(read))
            continue
        inspections.append(inspect(read, context))
        sources[path] = read.source
    return Run(conclude(inspections, context, only=only), sources)


def unreadable(file: Unreadable) -> Inspection:
    """The inspection of a file that cannot be read: one diagnostic at its beginning."""
    top = Position(1, 1, 0)
    rule = registry.by_name()[file.rule].rule
    found = Diagnostic(rule.name, rule.family, rule.severity, file.path, Place(top, top), file.message, file.help)
    return Inspection(file.path, (found,), Facts(file.path), sound=False)


def select(workspace: Workspace, paths: Sequence[Path], known: Sequence[str]) -> frozenset[str] | None:
    """The documents that ``paths`` name; ``None`` for all. A path that is not there is a usage problem."""
    if not paths:
        return None
    chosen: set[str] = set()
    for path in paths:
        full = Path(os.path.abspath(path))  # noqa: PTH100 - symlinks stay as they are named
        if not os.path.lexists(full):
            raise UsageProblem(f"{path}: no such file or folder", "check the path")
        relative = workspace.relative(full)
        if full.is_dir() and not full.is_symlink() and not full.name.endswith(".md"):
            prefix = "" if relative == "." else f"{relative}/"
            chosen.update(name for name in known if name.startswith(prefix))
            chosen.update(find_documents(workspace.root, full))
        else:
            chosen.add(relative)
    return frozenset(chosen)
