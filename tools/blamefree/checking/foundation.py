"""What a result of check depends on beside the documents, as hashes."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from pathlib import Path

from blamefree import __version__, resources
from blamefree.io.cache import digest
from blamefree.workspace import Workspace, overlay

VARIABLES = (
    "BLAMEFREE_PATIENCE", "CONFLUENCE_PARENT", "CONFLUENCE_SPACE", "CONFLUENCE_URL", "GITHUB_API_URL",
    "GITHUB_REPOSITORY", "JIRA_URL",
)  # fmt: skip
"""The settings that the environment may hold, but for secrets."""


def stamps(root: Path) -> bytes:
    """The hash of the code, of schema/, and of services.yml and schema/ of the repository at ``root``."""
    parts = [__version__.encode()]
    services = root / "services.yml"
    parts.append(services.read_bytes() if services.is_file() else b"")
    own = overlay(root)
    for place in (Path(__file__).resolve().parent.parent, resources.builtin(), *([own] if own else [])):
        parts.extend(_stamps(os.fspath(place)))
    return digest(*parts)


def raw(root: Path, env: Mapping[str, str]) -> bytes:
    """The hash of what settings are read from: quicker than reading them, and different whenever they are."""
    parts = []
    for name in ("blamefree.toml", "pyproject.toml"):
        try:
            parts.append((root / name).read_bytes())
        except OSError as error:
            parts.append(str(error.errno).encode())
    parts.extend(os.fsencode(f"{name}={env.get(name)}") for name in VARIABLES)
    return digest(*parts)


def foundation(workspace: Workspace, code: bytes, today: str) -> bytes:
    """The hash of everything that an inspection depends on beside its document; ``code`` is that of :func:`stamps`."""
    expires = today if workspace.settings.privacy.allow else ""  # entries of the allow-list do
    return digest(code, workspace.settings.fingerprint.encode(), expires.encode())


def _stamps(place: str) -> Iterator[bytes]:
    stack = [place]
    while stack:
        for entry in _listed(stack.pop()):
            if entry.is_dir(follow_symlinks=False):
                stack.append(entry.path)
            elif entry.is_dir():  # a link: what it leads to may be the whole disk, so its own files only
                yield from (_stamp(below) for below in _listed(entry.path) if not below.is_dir())
            else:
                yield _stamp(entry)


def _listed(folder: str) -> list[os.DirEntry[str]]:
    try:
        with os.scandir(folder) as found:
            return sorted((one for one in found if not one.name.startswith((".", "__pycache__"))), key=_name)
    except OSError:  # nobody can read what lies there, and no rule will
        return []


def _name(entry: os.DirEntry[str]) -> str:
    return entry.name


def _stamp(entry: os.DirEntry[str]) -> bytes:
    try:
        status = entry.stat()
    except OSError:  # a link that leads nowhere
        status = entry.stat(follow_symlinks=False)
    # Whoever writes a file may set the time of its change, but not the one of its inode's.
    stamp = f"{entry.path}\0{status.st_size}\0{status.st_mtime_ns}\0{status.st_ctime_ns}"
    return stamp.encode("utf-8", "surrogateescape")
