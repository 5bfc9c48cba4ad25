"""Where a branch stands, read from git's files: starting git for it takes longer than a check that knows its answer."""

from __future__ import annotations

import os
import re
from pathlib import Path

REMOTE = "origin"
BRANCH = "blamefree-ledger"
LEDGER = f"refs/remotes/{REMOTE}/{BRANCH}"
"""The branch of the ledger as it was last fetched."""
_COMMIT = r"[0-9a-f]{40}(?:[0-9a-f]{24})?"
_ELSEWHERE = ("GIT_DIR", "GIT_COMMON_DIR", "GIT_CEILING_DIRECTORIES", "GIT_NAMESPACE")


def commit(root: Path, ref: str) -> str | None:
    """The commit that ``ref`` (``refs/…``) names in the repository around ``root``, empty when there is no such ref.

    ``None`` where git itself has to be asked: another way of keeping refs, a symbolic ref, a repository that the
    environment names.
    """
    if any(name in os.environ for name in _ELSEWHERE):
        return None
    try:
        folder = _common(root)
        if folder is None:
            return ""
        if (folder / "reftable").exists():
            return None
        if (folder / ref).exists():
            found = re.fullmatch(rf"({_COMMIT})\s*", (folder / ref).read_text("utf-8"))
            return found.group(1) if found else None
        packed = folder / "packed-refs"
        listed = packed.read_text("utf-8") if packed.exists() else ""
    except (OSError, UnicodeDecodeError):
        return None
    if ref not in listed:
        return ""
    found = re.search(rf"^({_COMMIT}) {re.escape(ref)}$", listed, re.MULTILINE)
    return found.group(1) if found else ""


def _common(root: Path) -> Path | None:
    """The folder that holds the refs of the repository around ``root``: that of the main work tree."""
    here = root.resolve()
    top = next((folder for folder in (here, *here.parents) if (folder / ".git").exists()), None)
    if top is None:
        return None
    folder = top / ".git"
    if folder.is_file():  # a linked work tree, or a submodule
        word, _, target = folder.read_text("utf-8").partition(":")
        if word != "gitdir":
            raise OSError(folder)
        folder = top / target.strip()
    common = folder / "commondir"
    return folder / common.read_text("utf-8").strip() if common.exists() else folder
