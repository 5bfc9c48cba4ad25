"""Documents read into what the site needs of them, kept between builds."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from blamefree.config import Settings
from blamefree.io.files import Unreadable, decode
from blamefree.io.shares import shared
from blamefree.model.document import Document, load
from blamefree.model.section import Titles
from blamefree.site import Edition, Entry, Manuscript, entry_of, manuscript, parts_of
from blamefree.site.entry import Part
from blamefree.values import dataclass, field

_MANY = 150
_compact = json.JSONEncoder(separators=(",", ":"), check_circular=False).encode


@dataclass(frozen=True)
class Reading:
    """How documents are read: the repository's settings and section titles, and for whom."""

    settings: Settings
    edition: Edition
    titles: Titles = field(repr=False)


def document_of(path: str, content: bytes, reading: Reading) -> Document | None:
    """The document in a file, ``None`` when it cannot be read as text."""
    source = decode(path, content)
    if isinstance(source, Unreadable):
        return None
    return load(source, default_lang=reading.settings.lang, titles=reading.titles)


def manuscript_of(path: str, content: bytes, reading: Reading) -> Manuscript | None:
    """The document in a file as the site reads it, ``None`` when nothing can be relied on."""
    source = decode(path, content)
    if isinstance(source, Unreadable):
        return None
    return manuscript.read(source, default_lang=reading.settings.lang, titles=reading.titles)


def _read(path: str, content: bytes, digest: str, reading: Reading) -> tuple[dict[str, Any], bytes, list[Part]] | None:
    """The values of an entry, the same as they are kept, and the parts of its document."""
    document = manuscript_of(path, content, reading)
    if document is None:
        return None
    parts = parts_of(document, reading.edition)
    entry = entry_of(document, reading.edition, digest, parts)
    if entry is None:
        return None
    values = vars(entry)
    return values, _compact(values).encode(), parts


class Cache:
    """Entries by path and content, kept in ``.blamefree/`` between builds.

    The file has a line for each, behind one that names the code. ``parts`` are the sections of those read anew.
    """

    def __init__(self, root: Path, name: str, stamp: str, reading: Reading) -> None:
        self.reading = reading
        depends = [stamp, reading.edition.fingerprint, sorted(reading.titles.items()), reading.settings.fingerprint]
        self.stamp = digest_of(repr(depends).encode())
        self.path = root / ".blamefree" / "cache" / f"site-{name}.jsonl"
        self.kept: dict[str, tuple[str, bytes]] = {}
        self.changed = False
        self._parts: dict[str, list[Part]] = {}
        try:
            first, *lines = self.path.read_bytes().splitlines()
            if first.decode() == self.stamp:
                for line in lines:
                    path, digest, values = line.split(b"\t", 2)
                    self.kept[json.loads(path)] = (digest.decode(), values)
        except (OSError, ValueError):
            self.kept = {}

    def entries(self, data: Mapping[str, tuple[bytes, str]]) -> dict[str, Entry | None]:
        """The entry of every document, from the cache or read anew; in several processes when there are many."""
        missing = [path for path, (_, digest) in data.items() if self.kept.get(path, ("",))[0] != digest]

        def read(at: int) -> tuple[dict[str, Any], bytes, list[Part]] | None:
            return _read(missing[at], *data[missing[at]], self.reading)

        made = shared(len(missing), read) if len(missing) > _MANY else [read(at) for at in range(len(missing))]
        fresh: dict[str, Entry] = {}
        for path, found in zip(missing, made, strict=True):
            if found is None:
                self.kept[path] = (data[path][1], b"")
                continue
            values, kept, self._parts[path] = found
            self.kept[path] = (data[path][1], kept)
            fresh[path] = Entry(**values)
        self.changed = bool(missing)
        return {path: fresh[path] if path in fresh else self._entry(path, *data[path]) for path in data}

    def parts(self, path: str) -> list[Part] | None:
        """The sections of a document that was read in this build."""
        return self._parts.get(path)

    def _entry(self, path: str, content: bytes, digest: str) -> Entry | None:
        kept = self.kept[path][1]
        try:
            return Entry(**json.loads(kept)) if kept else None
        except (ValueError, TypeError):  # damaged
            document = manuscript_of(path, content, self.reading)
            return entry_of(document, self.reading.edition, digest) if document is not None else None

    def save(self) -> None:
        """Keep the entries for the next build; a folder that cannot be written is no problem."""
        if not self.changed:
            return
        try:
            self.path.parent.mkdir(parents=True, exist_ok=True)
            ignore = self.path.parent.parent / ".gitignore"
            if not ignore.exists():
                ignore.write_text("*\n", "utf-8")
            lines = (
                b"%b\t%b\t%b\n" % (json.dumps(path).encode(), digest.encode(), values)
                for path, (digest, values) in self.kept.items()
            )
            self.path.write_bytes(b"%b\n%b" % (self.stamp.encode(), b"".join(lines)))
        except OSError:
            pass


def digest_of(data: bytes) -> str:
    """A name for some content."""
    return hashlib.blake2b(data, digest_size=16).hexdigest()
