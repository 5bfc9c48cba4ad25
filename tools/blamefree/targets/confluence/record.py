"""What we leave on the remote to know our work again.

Every page carries its own record in a hidden anchor: a page explains itself, whatever else gets lost, and from its
first version on (REST v2 keeps no version message on create). Updates also carry a mark in the version message, in the
form that md2cf and mark use. The manifest in the content properties of the root page repeats what a list of pages does
not show; without it more has to be read, and nothing else changes.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import json
import re
import zlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TypeVar

from blamefree.targets.confluence.canonical import OWN, is_own_anchor
from blamefree.targets.confluence.xml import Element, element

T = TypeVar("T")
MANIFEST = "blamefree.manifest"
SHORT = 14
SHARD = 24_000  # bytes of text in one property; the service allows 32 KiB of JSON
_MARK = re.compile(r"\[v([0-9a-f]{40})\]")
_MESSAGE = re.compile(r"\ABlamefree (?P<key>\S+)")
_ANCHOR = re.compile(r"\Ablamefree:(?P<key>[A-Za-z0-9._-]+):(?P<data>[A-Za-z0-9_-]+)\Z")


@dataclass(frozen=True)
class Record:
    """What a page says of itself.

    ``source`` is the fingerprint of what it was made from, ``body`` that of the canonical text that was sent,
    ``content`` the same without the commit in the banner. ``files`` maps attachment names to the SHA-256 of their
    bytes, ``parent`` names the desired parent as ``<id of the root page>/<key of the page above>``.
    """

    key: str
    source: str
    body: str
    content: str
    title: str = ""
    path: str = ""
    parent: str = ""
    labels: tuple[str, ...] = ()
    files: Mapping[str, str] = field(default_factory=dict)


def anchor(record: Record) -> Element:
    """The hidden anchor that holds the record."""
    value = {
        "s": record.source, "b": record.body, "c": record.content, "t": record.title, "at": record.path,
        "p": record.parent,
        "l": list(record.labels), "f": dict(sorted(record.files.items())),
    }  # fmt: skip
    packed = zlib.compress(json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode(), 9)
    name = f"{OWN}{record.key}:{base64.urlsafe_b64encode(packed).decode('ascii').rstrip('=')}"
    return element("ac:structured-macro", {"ac:name": "anchor"}, element("ac:parameter", {"ac:name": ""}, name))


def find(root: Element) -> Record | None:
    """The record in a page, ``None`` when there is none that can be read."""
    for node in root.iter("ac:structured-macro"):
        if is_own_anchor(node):
            found = _unpack("".join(node.itertext()).strip())
            if found is not None:
                return found
    return None


def _unpack(text: str) -> Record | None:
    match = _ANCHOR.match(text)
    if match is None:
        return None
    data = match["data"]
    try:
        raw = zlib.decompressobj().decompress(base64.urlsafe_b64decode(data + "=" * (-len(data) % 4)), 1_000_000)
        value = json.loads(raw)
        return Record(
            match["key"], str(value["s"]), str(value["b"]), str(value["c"]), str(value["t"]), str(value["at"]),
            str(value["p"]),
            tuple(str(label) for label in value["l"]), {str(name): str(sha) for name, sha in value["f"].items()},
        )  # fmt: skip
    except (binascii.Error, zlib.error, ValueError, KeyError, TypeError, AttributeError):
        return None


def mark(key: str, source: str) -> str:
    """The 40 hex digits that stand for a page made from ``source``."""
    return hashlib.sha1(f"{key}\n{source}".encode(), usedforsecurity=False).hexdigest()


def message(key: str, source: str, commit: str) -> str:
    """The version message of a write."""
    at = f" @{commit[:7]}" if commit else ""
    return f"Blamefree {key}{at} [v{mark(key, source)}]"


def is_ours(text: str, key: str) -> bool:
    """Whether a version message is one of ours for this page."""
    found = _MESSAGE.match(text)
    return found is not None and found["key"] == key and _MARK.search(text) is not None


def mark_in(text: str) -> str:
    """The mark in a version message (ours, md2cf's or mark's), empty when there is none."""
    found = _MARK.search(text)
    return found.group(1) if found else ""


@dataclass(frozen=True, slots=True)
class Kept:
    """One line of the manifest: the page, the version that we know to be ours, and the source it was made from.

    The source is shortened to :data:`SHORT` digits, so that the manifest of a thousand pages fits into one property.
    ``title`` is the :func:`short_title` that the page has; empty: not known.
    """

    page: str
    version: int
    source: str
    title: str = ""

    def is_from(self, source: str) -> bool:
        """Whether the page was made from this source."""
        return self.source[:SHORT] == source[:SHORT]


@dataclass(frozen=True)
class Manifest:
    """The manifest. ``corpus`` is the fingerprint of everything that the pages were made from.

    ``size`` is how many pages the space had when they were last listed, 0 when that is not known. ``open`` says that a
    run began to make pages and has not said that it ended: there may be pages that this manifest does not name.
    """

    pages: Mapping[str, Kept] = field(default_factory=dict)
    corpus: str = ""
    shards: int = 0
    size: int = 0
    open: bool = False


def short_title(title: str) -> str:
    """Four digits that tell most titles apart: another one for the same page means that it was renamed in git."""
    return hashlib.sha256(title.encode("utf-8", "replace")).hexdigest()[:4]


def pack(manifest: Manifest) -> dict[str, object]:
    """The content properties that hold a manifest; shards that are no longer needed have the value ``None``."""
    lines = [
        f"{key} {kept.page} {kept.version} {kept.source[:SHORT]} {kept.title}".rstrip()
        for key, kept in sorted(manifest.pages.items())
    ]
    packed = base64.b85encode(zlib.compress("\n".join(lines).encode(), 9)).decode("ascii")
    pieces = [packed[at : at + SHARD] for at in range(0, len(packed), SHARD)] or [""]
    found: dict[str, object] = {
        f"{MANIFEST}.{place}": {"version": 1, "corpus": manifest.corpus, "of": len(pieces), "data": piece}
        for place, piece in enumerate(pieces)
    }
    found[f"{MANIFEST}.0"] = {
        "version": 1, "corpus": manifest.corpus, "of": len(pieces), "data": pieces[0], "size": manifest.size,
        **({"open": True} if manifest.open else {}),
    }  # fmt: skip
    found.update({f"{MANIFEST}.{place}": None for place in range(len(pieces), manifest.shards)})
    return found


def own_notes(found: Mapping[str, T]) -> dict[str, T]:
    """Those content properties of a page that are ours."""
    return {key: note for key, note in found.items() if key.startswith(MANIFEST)}


def unpack(notes: Mapping[str, object]) -> Manifest:
    """The manifest that content properties hold; an empty one when they do not fit together."""
    shards = {key: value for key, value in notes.items() if key.startswith(MANIFEST + ".")}
    empty = Manifest(shards=len(shards))
    first = shards.get(f"{MANIFEST}.0")
    if not isinstance(first, dict):
        return empty
    try:
        pieces = [shards[f"{MANIFEST}.{place}"] for place in range(int(first["of"]))]
        if any(not isinstance(piece, dict) or piece["corpus"] != first["corpus"] for piece in pieces):
            return empty
        packed = "".join(str(piece["data"]) for piece in pieces if isinstance(piece, dict))
        text = zlib.decompressobj().decompress(base64.b85decode(packed), 8_000_000).decode("utf-8") if packed else ""
        pages: dict[str, Kept] = {}
        for line in text.splitlines():
            key, page, version, source, *title = line.split(" ")
            pages[key] = Kept(page, int(version), source, *title[:1])
        size = int(first.get("size", 0))
    except (ValueError, KeyError, TypeError, zlib.error):
        return empty
    return Manifest(pages, str(first["corpus"]), len(shards), size, bool(first.get("open")))
