"""Which documents the arguments of a command name."""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path

from blamefree.errors import UsageProblem
from blamefree.io.files import find_documents
from blamefree.workspace import relative


def select(root: Path, paths: Sequence[Path], known: Sequence[str]) -> frozenset[str] | None:
    """The documents that ``paths`` name; ``None`` for all. A path that is not there is a usage problem.

    A file is taken whatever it is called; a folder stands for the documents below it.
    """
    if not paths:
        return None
    chosen: set[str] = set()
    for path in paths:
        full = Path(os.path.abspath(path))  # noqa: PTH100 - symlinks stay as they are named
        if not os.path.lexists(full):
            raise UsageProblem(f"{path}: no such file or folder", "check the path")
        name = relative(root, full)
        if full.is_dir() and not full.is_symlink() and not full.name.endswith(".md"):
            prefix = "" if name == "." else f"{name}/"
            chosen.update(path for path in known if path.startswith(prefix))
            chosen.update(find_documents(root, full))
        else:
            chosen.add(name)
    return frozenset(chosen)
