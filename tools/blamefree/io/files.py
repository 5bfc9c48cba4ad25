"""Reading and writing files: documents found, text read with clear refusals, nothing half-written."""

from __future__ import annotations

import os
import re
import stat
from pathlib import Path

from blamefree.model.corpus import FileFact
from blamefree.patterns import lazy
from blamefree.text.source import Source
from blamefree.values import dataclass

MAX_BYTES = 1024 * 1024
_YEAR = lazy(r"\d{4}")
_ID = lazy(rb"^id:[ \t]*[\"']?PM-", re.MULTILINE | re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Unreadable:
    """A file that cannot be read as a document: which rule says so, why, and what to do."""

    path: str
    rule: str
    message: str
    help: str


def find_documents(root: Path, folder: Path | None = None) -> list[str]:
    """The documents below ``folder`` (default ``postmortems/``), as paths relative to ``root``, sorted.

    A document is named ``PM-*.md``, or is a Markdown file in a year folder with a document id in its front matter.
    """
    base = os.fspath(root / "postmortems" if folder is None else folder)
    top = os.fspath(root)
    found: list[str] = []
    stack = [base]
    while stack:
        here = stack.pop()
        try:
            entries = list(os.scandir(here))
        except OSError:
            continue
        place = os.path.relpath(here, top).replace(os.sep, "/")
        prefix = "" if place == "." else f"{place}/"
        in_year = _YEAR.fullmatch(os.path.basename(here)) is not None  # noqa: PTH119 - hot path
        for entry in entries:
            name = entry.name
            if name.startswith("."):
                continue
            document = name.endswith(".md")
            named = document and name.startswith("PM-")
            if entry.is_dir(follow_symlinks=False):
                if named:
                    found.append(prefix + name)
                elif name != "handbook" or here != base:
                    stack.append(entry.path)
            elif named or (
                document
                and in_year
                and entry.is_file(follow_symlinks=False)  # reading a pipe would wait for ever
                and _has_id(entry.path)
            ):
                found.append(prefix + name)
    return sorted(found)


def _has_id(path: str) -> bool:
    try:
        with open(path, "rb") as handle:  # noqa: PTH123 - hot path
            head = handle.read(8192)
    except OSError:
        return False
    return head.lstrip(b"\xef\xbb\xbf").startswith(b"---") and _ID.search(head) is not None


def read_document(root: Path, path: str) -> Source | Unreadable:
    """Read one document; symlinks are not followed, and nothing over 1 MiB is read."""
    full = os.path.join(root, path)  # noqa: PTH118 - hot path
    try:
        status = os.lstat(full)
    except FileNotFoundError:
        return Unreadable(path, "unreadable-file", "no such file", "check the path")
    except OSError as error:
        return Unreadable(
            path, "unreadable-file", f"cannot be read: {error.strerror}", "check the path and its permissions"
        )
    if stat.S_ISLNK(status.st_mode):
        return Unreadable(
            path, "not-a-regular-file", "not a regular file: symbolic links are not followed", "commit the file itself"
        )
    if not stat.S_ISREG(status.st_mode):
        what = "a directory" if stat.S_ISDIR(status.st_mode) else "a special file"
        return Unreadable(
            path,
            "not-a-regular-file",
            f"not a regular file but {what}",
            "a document is a plain Markdown file: rename or remove this",
        )
    if status.st_size > MAX_BYTES:
        return _too_large(path, status.st_size)
    try:
        data = Path(full).read_bytes()
    except OSError as error:
        return Unreadable(path, "unreadable-file", f"cannot be read: {error.strerror}", "check the file's permissions")
    return decode(path, data)


def _too_large(path: str, size: int) -> Unreadable:
    return Unreadable(
        path,
        "file-too-large",
        f"{size / MAX_BYTES:.1f} MiB is larger than the 1 MiB limit and was not read",
        "move logs and pictures into attachments",
    )


def decode(path: str, data: bytes) -> Source | Unreadable:
    """The text of a file's bytes, which must be UTF-8."""
    if len(data) > MAX_BYTES:
        return _too_large(path, len(data))
    bom = data.startswith(b"\xef\xbb\xbf")
    try:
        return Source(path, data[3:].decode("utf-8") if bom else data.decode("utf-8"), bom)
    except UnicodeDecodeError as error:
        at = error.start + (3 if bom else 0)
        wide = data[:2] in (b"\xff\xfe", b"\xfe\xff") or data[:200].count(b"\x00") > 20
        line = data.count(b"\n", 0, at) + 1
        return Unreadable(
            path,
            "wrong-encoding",
            f"not UTF-8 at byte {at} (line {line})" + (", it looks like UTF-16" if wide else ""),
            "save the file as UTF-8",
        )


def write_text(path: Path, text: str, *, bom: bool = False) -> None:
    """Write a text file whole or not at all; its line endings stay as they are in ``text``."""
    write_bytes(path, (b"\xef\xbb\xbf" if bom else b"") + text.encode("utf-8"))


def write_bytes(path: Path, data: bytes) -> None:
    """Write a file whole or not at all: into a neighbour first, which then takes its place."""
    import tempfile

    path.parent.mkdir(parents=True, exist_ok=True)
    mode = path.stat().st_mode & 0o777 if path.exists() else 0o666 & ~_umask()
    handle, name = tempfile.mkstemp(prefix=f".{path.name[:40]}.", dir=path.parent)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(data)
        Path(name).chmod(mode)
        os.replace(name, path)  # noqa: PTH105 - the atomic one
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask


class DiskFiles:
    """The files of a repository, for rules that ask about attachments."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self._real = root.resolve()
        self._listed: dict[str, dict[str, str]] = {}

    def stat(self, path: str) -> FileFact | None:
        """The file at ``path``; ``spelled`` is its name as the disk spells it, which may differ in case."""
        full = self.root / path
        try:
            status = full.lstat()
        except (OSError, ValueError):
            other = self._names(full.parent).get(full.name.casefold())
            return FileFact(0, False, other) if other is not None else None
        if not full.parent.resolve().is_relative_to(self._real):  # a folder on the way is a symbolic link
            return FileFact(0, False, full.name)
        return FileFact(status.st_size, stat.S_ISREG(status.st_mode), full.name)

    def head(self, path: str, size: int) -> bytes:
        """The first ``size`` bytes, empty when the file cannot be read."""
        try:
            with (self.root / path).open("rb") as handle:
                return handle.read(size)
        except (OSError, ValueError):
            return b""

    def _names(self, folder: Path) -> dict[str, str]:
        key = os.fspath(folder)
        if key not in self._listed:
            try:
                self._listed[key] = {name.casefold(): name for name in os.listdir(folder)}  # noqa: PTH208
            except (OSError, ValueError):
                self._listed[key] = {}
        return self._listed[key]
