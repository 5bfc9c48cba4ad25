"""An attachment that is not what its name says.

Why: a program that is called picture.png is no accident, and a picture with the wrong ending is not shown everywhere.
The first bytes of a file tell what it is.
"""

from __future__ import annotations

import posixpath
from collections.abc import Iterator, Sequence
from typing import Final

from blamefree.diagnostics.diagnostic import Diagnostic, Severity
from blamefree.model.corpus import Facts
from blamefree.rules.api import Context, Rule
from blamefree.rules.corpus._references import attachments

RULE = Rule.of(__name__, Severity.ERROR)

_HEAD: Final = 1024
_ZIP: Final = (b"PK\x03\x04", b"PK\x05\x06")
_BEGINNINGS: Final = {
    "png": (b"\x89PNG\r\n\x1a\n",),
    "jpg": (b"\xff\xd8\xff",),
    "jpeg": (b"\xff\xd8\xff",),
    "gif": (b"GIF87a", b"GIF89a"),
    "bmp": (b"BM",),
    "ico": (b"\x00\x00\x01\x00",),
    "pdf": (b"%PDF-",),
    "gz": (b"\x1f\x8b",),
    "tgz": (b"\x1f\x8b",),
    "zip": _ZIP,
    "docx": _ZIP,
    "xlsx": _ZIP,
    "pptx": _ZIP,
    "odt": _ZIP,
    "ods": _ZIP,
}
_PROGRAMS: Final = (b"MZ", b"\x7fELF", b"\xcf\xfa\xed\xfe", b"\xfe\xed\xfa", b"\xca\xfe\xba\xbe")
_TEXT: Final = frozenset(
    ["txt", "log", "csv", "tsv", "json", "jsonl", "yml", "yaml", "xml", "patch", "diff", "sql", "har"]
)


def check_corpus(corpus: Sequence[Facts], context: Context) -> Iterator[Diagnostic]:
    """Look at the first bytes of every attachment."""
    for reference, _ in attachments(corpus, context):
        path = reference.path or ""
        ending = posixpath.splitext(path)[1].lstrip(".").lower()
        problem = told(ending, context.files.head(path, _HEAD))
        if problem:
            yield RULE.on(
                reference.facts.path,
                reference.link.place,
                f"the attachment is called .{ending} but {problem}" if ending else f"the attachment {problem}",
                "attach the real file, or give it the right ending",
            )


def told(ending: str, head: bytes) -> str:
    """What is wrong with a file of this ending that begins with ``head``; empty when nothing is."""
    if head.startswith(_PROGRAMS[1:]) or (head.startswith(b"MZ") and b"\x00" in head):
        return "is a program"
    if ending in _BEGINNINGS:
        return "" if head.startswith(_BEGINNINGS[ending]) else "does not begin like one"
    if ending == "webp":
        return "" if head[:4] == b"RIFF" and head[8:12] == b"WEBP" else "does not begin like one"
    if ending in ("mp4", "mov", "avif", "heic"):
        return "" if head[4:8] in (b"ftyp", b"moov", b"wide", b"mdat") else "does not begin like one"
    if ending == "svg":
        text = head.lstrip(b"\xef\xbb\xbf \t\r\n")
        return "" if text.startswith(b"<") and b"\x00" not in head else "does not begin like one"
    if ending in _TEXT and b"\x00" in head and not head.startswith((b"\xff\xfe", b"\xfe\xff")):
        return "holds no text"
    return ""
