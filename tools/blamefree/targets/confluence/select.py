"""Which documents become pages, under which title, with which labels and files."""

from __future__ import annotations

import hashlib
import mimetypes
import posixpath
import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from urllib.parse import unquote, urlsplit

from blamefree.config import Settings
from blamefree.errors import SettingsProblem
from blamefree.model.document import Document
from blamefree.sync.target import World
from blamefree.targets.confluence.remote import File

MAX_TITLE = 255
MAX_LABEL = 255
_LABEL = re.compile(r"[\s:;,.?&\[\]()#^*@!<>\"'/\\|{}=+~`$%-]+")
_ID = re.compile(r"PM-\d{4}-\d{4}")
_MEDIA = {
    ".svg": "image/svg+xml", ".png": "image/png", ".jpg": "image/jpeg", ".jpeg": "image/jpeg", ".gif": "image/gif",
    ".webp": "image/webp", ".pdf": "application/pdf", ".csv": "text/csv", ".txt": "text/plain", ".log": "text/plain",
    ".json": "application/json",
}  # fmt: skip


@dataclass(frozen=True)
class Entry:
    """A document that is to be a page. ``files`` maps paths in the repository to the attached files."""

    document: Document
    title: str
    labels: tuple[str, ...]
    files: Mapping[str, File] = field(default_factory=dict)

    @property
    def key(self) -> str:
        """The document's id."""
        return self.document.id


@dataclass(frozen=True)
class Selection:
    """What goes to Confluence, and why the rest does not.

    ``left_out`` maps ids to the reason; ``unsure`` holds ids of documents that cannot be read: nothing is archived
    because of them. ``paths`` maps the ids of what is left out to their files, ``unreadable`` and ``twice`` map paths
    to what is wrong.
    """

    entries: Mapping[str, Entry]
    left_out: Mapping[str, str]
    unsure: frozenset[str] = frozenset()
    paths: Mapping[str, str] = field(default_factory=dict)
    unreadable: Mapping[str, str] = field(default_factory=dict)
    twice: Mapping[str, str] = field(default_factory=dict)


def classifications(settings: Settings) -> tuple[str, ...]:
    """What may go to Confluence; without the setting nothing may, and that is a :class:`SettingsProblem`."""
    allowed = settings.confluence.classifications
    if allowed is None:
        raise SettingsProblem(
            "confluence.classifications is not set: what may go to Confluence is unknown",
            'write for example classifications = ["public", "internal"] under [tool.blamefree.confluence]',
        )
    return allowed


def select(world: World) -> Selection:
    """Go through all documents."""
    allowed = classifications(world.settings)
    entries: dict[str, Entry] = {}
    left_out: dict[str, str] = {}
    unsure: set[str] = set()
    paths: dict[str, str] = {}
    unreadable: dict[str, str] = {}
    twice: dict[str, str] = {}
    for path in world.documents.paths():
        document = world.documents.load(path)
        if document is None or not document.sound or not _ID.fullmatch(document.id):
            unsure.update(_ID.findall(path if document is None else path + document.text[:4096]))
            unreadable[path] = "the document cannot be read" if document is None else "its front matter is not sound"
            continue
        key = document.id
        if key in entries or key in left_out:
            twice[path] = f"the id {key} is used twice"
            unsure.add(key)
            continue
        reason = _why_not(document, world.settings, allowed)
        if reason:
            left_out[key], paths[key] = reason, path
            continue
        entries[key] = Entry(document, title_of(document), labels_of(document), files_of(document, world))
    return Selection(entries, left_out, frozenset(unsure), paths, unreadable, twice)


def _why_not(document: Document, settings: Settings, allowed: Iterable[str]) -> str:
    postmortem = document.postmortem
    status = postmortem.status.value if postmortem.status else ""
    classification = postmortem.classification.value if postmortem.classification else ""
    if status == "withdrawn":
        return "the document was withdrawn"
    if status not in settings.publish.statuses:
        return f"the document's status is {status or 'not set'}"
    if classification not in allowed:
        return f"documents classified {classification or 'nothing'} may not be there"
    return ""


def title_of(document: Document) -> str:
    """The title of a document's page."""
    title = document.postmortem.title.value if document.postmortem.title else ""
    whole = printable(f"{document.id}: {title}" if title.strip() else document.id)
    return whole if len(whole) <= MAX_TITLE else whole[: MAX_TITLE - 1].rstrip() + "…"


def printable(text: str) -> str:
    """One line of visible characters, in the composed form."""
    text = unicodedata.normalize("NFC", text)
    return " ".join("".join(char if char.isprintable() or char.isspace() else "" for char in text).split())


def labels_of(document: Document) -> tuple[str, ...]:
    """The labels of a document's page, normalised, in a stable order."""
    postmortem = document.postmortem
    words = ["postmortem", *(tag.value for tag in postmortem.tags), *(name.value for name in postmortem.services)]
    words += [postmortem.severity.value] if postmortem.severity else []
    return tuple(dict.fromkeys(label for word in words if (label := label_of(word))))


def label_of(word: str) -> str:
    """``word`` as a label: lower case, without characters that labels cannot have."""
    return _LABEL.sub("-", printable(word).lower()).strip("-")[:MAX_LABEL].strip("-")


def folder_of(document: Document) -> str:
    """The folder in which the document's files lie."""
    return posixpath.join(posixpath.dirname(document.path), document.id)


def resolve(document: Document, href: str) -> str:
    """The path in the repository that a relative link names, empty when it names none."""
    try:
        parts = urlsplit(href)
    except ValueError:
        return ""
    if parts.scheme or parts.netloc or not parts.path or parts.path.startswith("/"):
        return ""
    path = posixpath.normpath(posixpath.join(posixpath.dirname(document.path), unquote(parts.path)))
    return "" if path.startswith("..") or "\0" in path else path


def files_of(document: Document, world: World) -> dict[str, File]:
    """The files of the document's own folder that it refers to, by path, each under a name of its own."""
    folder = folder_of(document) + "/"
    found: dict[str, File] = {}
    names: set[str] = set()
    for href in (link.target for link in document.links):
        path = resolve(document, href)
        if not path.startswith(folder) or path in found or path.endswith(".md"):
            continue
        data = world.blobs.read(path)
        if data is None:
            continue
        digest = hashlib.sha256(data).hexdigest()
        name = label_of_file(path.removeprefix(folder))
        if name.casefold() in names:
            stem, suffix = posixpath.splitext(name)
            name = f"{stem}-{hashlib.sha256(path.encode('utf-8', 'replace')).hexdigest()[:8]}{suffix}"
        names.add(name.casefold())
        found[path] = File(name, data, media_type(name), digest)
    return found


def label_of_file(path: str) -> str:
    """The attachment's name for a file of the document's folder."""
    name = printable(path.replace("/", "-"))
    return re.sub(r"[\\:*?\"<>|&#%+]", "-", name)[-180:] or "file"


def media_type(name: str) -> str:
    """The media type for a file name."""
    suffix = posixpath.splitext(name)[1].lower()
    return _MEDIA.get(suffix) or mimetypes.guess_type(name, strict=True)[0] or "application/octet-stream"
