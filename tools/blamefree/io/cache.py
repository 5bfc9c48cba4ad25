"""What earlier runs of check found, kept in the user's cache folder.

Keys are hashes of everything a result depends on, so an entry is right or it is not found. The
cache may be deleted at any time; a broken or unwritable one is as good as none.
"""

from __future__ import annotations

import os
import stat as stat_
import time
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from blamefree.hashes import blake2b
from blamefree.io.files import MAX_BYTES

if TYPE_CHECKING:
    import sqlite3  # loaded below by what opens a cache

_SCHEMA = """
create table if not exists facts (key blob primary key, used integer, value blob) without rowid;
create table if not exists inspection (key blob primary key, used integer, value blob) without rowid;
create table if not exists silent (path blob primary key, foundation blob, noted blob) without rowid;
create table if not exists run (key blob primary key, value blob, used integer) without rowid;
create table if not exists seen (
    path blob primary key, size integer, mtime integer, ctime integer, inode integer, hash blob
) without rowid;
"""
_KEEP_SECONDS = 30 * 24 * 3600
_DERIVED = 60
_RACY_NS = 2_000_000_000


def folder(env: Mapping[str, str]) -> Path | None:
    """Blamefree's folder below the user's cache folder, ``None`` when there is no home."""
    base = env.get("XDG_CACHE_HOME") or (env.get("LOCALAPPDATA") if os.name == "nt" else None)
    if base and Path(base).is_absolute():
        return Path(base) / "blamefree"
    home = env.get("HOME") or env.get("USERPROFILE")
    return Path(home) / ".cache" / "blamefree" if home else None


def digest(*parts: bytes) -> bytes:
    """A 20-byte hash of the parts, each with its length."""
    total = blake2b(digest_size=20)
    for part in parts:
        total.update(len(part).to_bytes(8, "big"))
        total.update(part)
    return total.digest()


class Cache:
    """One repository's cache; every method is safe to call when there is none."""

    def __init__(self, root: Path, where: Path | None) -> None:
        self.root = root
        self._base: sqlite3.Connection | None = None
        self._derived = where / "derived" if where is not None else None
        if where is None:
            return
        import sqlite3

        try:
            where.mkdir(parents=True, exist_ok=True, mode=0o700)
            path = where / f"{digest(os.fsencode(root)).hex()[:24]}.sqlite"
            self._base = self._open(path)
        except (OSError, sqlite3.Error):
            self._base = None

    @staticmethod
    def _open(path: Path) -> sqlite3.Connection:
        import sqlite3

        for attempt in (1, 2):
            base = sqlite3.connect(path, timeout=2, isolation_level=None)
            try:
                base.execute("pragma synchronous = off")
                base.execute("pragma journal_mode = wal")
                base.executescript(_SCHEMA)
            except sqlite3.DatabaseError:
                base.close()
                if attempt == 2:
                    raise
                path.unlink(missing_ok=True)
            else:
                return base
        raise sqlite3.DatabaseError("unusable")

    def hashes(self, paths: Iterable[str]) -> dict[str, bytes]:
        """The hash of each regular file's content; like git's index, a file whose stat is unchanged is not read."""
        known = {row[0]: row[1:] for row in self._rows("select path, size, mtime, ctime, inode, hash from seen")}
        found: dict[str, bytes] = {}
        fresh: list[tuple[bytes, int, int, int, int, bytes]] = []
        now = time.time_ns()
        prefix = os.fspath(self.root)
        for path in paths:
            full = f"{prefix}/{path}"
            try:
                status = os.lstat(full)
                if not stat_.S_ISREG(status.st_mode) or status.st_size > MAX_BYTES:
                    continue
                seen = (status.st_size, status.st_mtime_ns, status.st_ctime_ns, status.st_ino)
                name = os.fsencode(path)  # a name on disk need not be text
                old = known.get(name)
                if old is not None and old[:4] == seen:
                    found[path] = old[4]
                    continue
                with open(full, "rb") as handle:  # noqa: PTH123 - hot path
                    found[path] = digest(handle.read())
            except OSError:
                continue
            if max(seen[1], seen[2]) < now - _RACY_NS:
                fresh.append((name, *seen, found[path]))
        self._write("insert or replace into seen values (?, ?, ?, ?, ?, ?)", fresh)
        return found

    def inspections(self, keys: Iterable[bytes]) -> dict[bytes, bytes]:
        """What is stored of the documents of those keys."""
        return self._values("inspection", keys)

    def facts(self, keys: Iterable[bytes]) -> dict[bytes, bytes]:
        """The part of it that other documents need."""
        return self._values("facts", keys)

    def _values(self, table: str, keys: Iterable[bytes]) -> dict[bytes, bytes]:
        wanted = list(keys)
        found: dict[bytes, bytes] = {}
        for at in range(0, len(wanted), 500):
            piece = wanted[at : at + 500]
            marks = ",".join("?" * len(piece))
            found.update(self._rows(f"select key, value from {table} where key in ({marks})", piece))  # noqa: S608
        return found

    def store_documents(self, values: Mapping[bytes, tuple[bytes, bytes]]) -> None:
        """Keep facts and inspection (empty: not known) of documents, and forget what was stored a month ago."""
        now = int(time.time())
        for table, part in (("facts", 0), ("inspection", 1)):
            rows = [(key, now, both[part]) for key, both in values.items() if both[part]]
            self._write(f"insert or replace into {table} values (?, ?, ?)", rows)  # noqa: S608
            self._write(f"delete from {table} where used < ?", [(now - _KEEP_SECONDS,)])  # noqa: S608

    def result(self, key: bytes) -> bytes | None:
        """The stored result of a whole run."""
        rows = self._rows("select value from run where key = ?", [key])
        return rows[0][0] if rows else None

    def store_result(self, key: bytes, value: bytes) -> None:
        """Keep the result of a whole run; only the newest twenty stay."""
        self._write("insert or replace into run values (?, ?, ?)", [(key, value, time.time_ns())])
        self._write("delete from run where key not in (select key from run order by used desc limit ?)", [(20,)])

    def derived(self, key: bytes) -> bytes | None:
        """What was worked out from data files, for any repository: a file each, for they are long."""
        if self._derived is None:
            return None
        try:
            with open(f"{self._derived}/{key.hex()}", "rb") as handle:  # noqa: PTH123 - hot path
                return handle.read()
        except OSError:
            return None

    def store_derived(self, values: Mapping[bytes, bytes]) -> None:
        """Keep what was worked out; only the newest stay."""
        if self._derived is None:
            return
        from blamefree.io.files import write_bytes

        try:
            for key, value in values.items():
                write_bytes(self._derived / key.hex(), value)
            known = sorted(self._derived.iterdir(), key=lambda path: path.stat().st_mtime_ns, reverse=True)
            for path in known[_DERIVED:]:
                path.unlink(missing_ok=True)
        except OSError:  # no room, or another process tidies up too
            return

    def silent(self, path: str) -> tuple[bytes, bytes]:
        """On what foundation something was noted of a document's paragraphs, and what; empty when nothing was."""
        rows = self._rows("select foundation, noted from silent where path = ?", [os.fsencode(path)])
        if rows and isinstance(rows[0][0], bytes) and isinstance(rows[0][1], bytes):
            return rows[0]
        return b"", b""

    def store_silent(self, noted: Mapping[str, bytes], foundation: bytes) -> None:
        """Note something of documents' paragraphs, instead of what was noted of them before."""
        rows = [(os.fsencode(path), foundation, value) for path, value in noted.items()]
        self._write("insert or replace into silent values (?, ?, ?)", rows)

    def close(self) -> None:
        """Let go of the file."""
        if self._base is not None:
            self._base.close()
            self._base = None

    def _rows(self, query: str, values: list[bytes] | None = None) -> list[tuple]:  # type: ignore[type-arg]
        if self._base is None:
            return []
        import sqlite3

        try:
            return self._base.execute(query, values or []).fetchall()
        except sqlite3.Error:
            return []

    def _write(self, query: str, rows: list[tuple]) -> None:  # type: ignore[type-arg]
        if self._base is None or not rows:
            return
        import sqlite3

        try:
            self._base.execute("begin immediate")
            self._base.executemany(query, rows)
            self._base.execute("commit")
        except sqlite3.Error:
            try:
                self._base.execute("rollback")
            except sqlite3.Error:
                self._base = None
