"""The next free document id: never one that was used before, also when two people ask at once."""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from blamefree.errors import UsageProblem
from blamefree.io import git
from blamefree.io.files import find_documents

_ID = re.compile(r"PM-(\d{4})-(\d{4})(?!\d)", re.IGNORECASE)
_STATED = re.compile(r"^id:[ \t]*[\"']?(PM-\d{4}-\d{4})", re.MULTILINE | re.IGNORECASE)
LAST = 9999


def used_numbers(root: Path, year: int) -> set[int]:
    """The numbers of that year that any file or folder carries, any document states, or git remembers."""
    names: list[str] = []
    for _, folders, files in os.walk(root / "postmortems"):
        names.extend(folders)
        names.extend(files)
    for path in find_documents(root):
        try:
            with (root / path).open("rb") as handle:
                head = handle.read(65536).decode("utf-8", "replace")
        except OSError:
            continue
        names.extend(_STATED.findall(head))
    names.extend(_remembered(root))
    return {int(found.group(2)) for name in names for found in _ID.finditer(name) if int(found.group(1)) == year}


def _remembered(root: Path) -> list[str]:
    if not git.inside(root):
        return []
    listed = git.run(
        root, "log", "--all", "--format=", "--name-only", "--no-renames", "-z", "--", "postmortems", check=False
    )
    return listed.decode("utf-8", "replace").split("\0")


def create(root: Path, year: int, name: Callable[[str], str], write: Callable[[str], str]) -> Path:
    """Make the document with the next free id of ``year`` and return its path.

    ``name`` gives the file name for an id, ``write`` the text. The file appears whole or not at all, and never
    takes the place of another.
    """
    folder = root / "postmortems" / f"{year:04d}"
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with _alone(folder):
            number = max(used_numbers(root, year), default=0) + 1
            if number > LAST:
                raise UsageProblem(
                    f"every number of {year} is taken", "ids have four digits: use another year's folder"
                )
            id_ = f"PM-{year:04d}-{number:04d}"
            path = folder / name(id_)
            _place(path, write(id_).encode("utf-8"))
            return path
    except OSError as error:
        raise UsageProblem(
            f"cannot write to {folder}: {error.strerror or error}", "check the path and its permissions"
        ) from error


def _place(path: Path, data: bytes) -> None:
    own = path.with_name(f".{path.name}.{os.getpid()}.new")
    try:
        with own.open("xb") as handle:
            handle.write(data)
        try:
            os.link(own, path)
        except FileExistsError:
            raise
        except OSError:  # a file system without links
            with path.open("xb") as handle:
                handle.write(data)
    finally:
        with suppress(OSError):
            own.unlink()


@contextmanager
def _alone(folder: Path) -> Iterator[None]:
    """Hold the folder for this process; the system lets go when the process ends, however it ends."""
    try:
        import fcntl
    except ImportError:  # Windows: the exclusive creation of the file has to do
        yield
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield
    finally:
        os.close(handle)
