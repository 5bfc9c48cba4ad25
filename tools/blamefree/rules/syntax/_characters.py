"""Characters that nobody sees: which of them a text holds, and which of those belong there.

Ordinary right-to-left text, emoji joined by U+200D and the joiners of Arabic and Indic scripts are what Unicode made
these characters for (https://www.unicode.org/reports/tr9/, https://www.unicode.org/reports/tr51/).
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from enum import Enum, auto
from itertools import islice
from typing import Final

from blamefree.model.document import Document
from blamefree.patterns import lazy
from blamefree.rules.api import Context
from blamefree.rules.glance import glance
from blamefree.text.span import Span
from blamefree.values import dataclass

MOST: Final = 1000
"""How many runs of unseen characters are looked at in one document."""
_BIDI: Final = "\u202a-\u202e\u2066-\u2069"
_CONTROL: Final = "\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u2028\u2029\ufff9-\ufffb\ufffe\uffff"
_HIDDEN: Final = (
    "\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180e\u200b-\u200f\u2060-\u2064\u206a-\u206f\u3164\ufeff\uffa0"
    "\U000e0000-\U000e007f\U000e0100-\U000e01ef"
)
_ANY = lazy(rf"[{_BIDI}]+|[{_CONTROL}]+|[{_HIDDEN}]+|\r(?!\n)")
_IS_CONTROL = lazy(f"[{_CONTROL}]")
_IS_BIDI = lazy(f"[{_BIDI}]")
_FLAG = lazy("\U0001f3f4[\U000e0020-\U000e007e]{1,8}\U000e007f")


class Sort(Enum):
    """What an unseen character does."""

    BIDI = auto()
    CONTROL = auto()
    RETURN = auto()
    HIDDEN = auto()


@dataclass(frozen=True, slots=True)
class Unseen:
    """A run of unseen characters of one sort."""

    sort: Sort
    span: Span
    char: str


def unseen(document: Document, context: Context) -> list[Unseen]:
    """The unseen characters of a document that do not belong there; found once for all rules."""
    known = context.memo.get("unseen characters")
    if known is None:
        known = context.memo["unseen characters"] = (
            list(islice(find(document.text), MOST)) if glance(document, context).unseen else []
        )
    found: list[Unseen] = known
    return found


def find(text: str) -> Iterator[Unseen]:
    """The runs of unseen characters that do not belong where they stand."""
    for found in _ANY.finditer(text):
        start, end = found.span()
        char = text[start]
        if char == "\r":
            yield Unseen(Sort.RETURN, Span(start, end), char)
        elif _IS_CONTROL.match(char):
            yield Unseen(Sort.CONTROL, Span(start, end), char)
        elif _IS_BIDI.match(char):
            yield Unseen(Sort.BIDI, Span(start, end), char)
        else:
            while start < end and _belongs(text, start):
                start += 1
            while end > start and _belongs(text, end - 1):
                end -= 1
            if start < end:
                yield Unseen(Sort.HIDDEN, Span(start, end), text[start])


def by_line(document: Document, context: Context, sort: Sort) -> Iterator[list[Unseen]]:
    """The unseen characters of one sort, those of a line together."""
    lines: dict[int, list[Unseen]] = {}
    for item in unseen(document, context):
        if item.sort is sort:
            lines.setdefault(document.source.position(item.span.start).line, []).append(item)
    yield from lines.values()


def more(items: list[Unseen]) -> str:
    """Words for those of a line that are not named themselves."""
    return f" (and {len(items) - 1} more on this line)" if len(items) > 1 else ""


def in_name(name: str) -> str:
    """The first unseen character of a file name, empty when there is none."""
    return next((char for char in name if unicodedata.category(char) in ("Cc", "Cf", "Zl", "Zp", "Cs")), "")


def _belongs(text: str, at: int) -> bool:
    char = text[at]
    before = text[at - 1] if at else ""
    after = text[at + 1] if at + 1 < len(text) else ""
    if char in "\u200c\u200d":
        if _joins(before) and (_joins(after) or char == "\u200c" or not after.isalnum()):
            return True
        return char == "\u200d" and _pictured(before) and _pictured(after)
    if char in "\u200e\u200f\u061c":
        return _written_leftwards(text, at)
    if char in "\u180b\u180c\u180d\u180e":
        return "\u1800" <= before <= "\u18af"
    if char in "\u115f\u1160":
        return "\u1100" <= before <= "\u11ff" or "\u1100" <= after <= "\u11ff"
    if "\U000e0100" <= char <= "\U000e01ef":
        return "CJK" in unicodedata.name(before, "") if before else False
    if "\U000e0020" <= char <= "\U000e007f":
        return any(flag.start() < at < flag.end() for flag in _FLAG.finditer(text, max(0, at - 12), at + 12))
    return False


def _joins(char: str) -> bool:
    """Whether the scripts of ``char`` use joiners: from Hebrew and Arabic over the Indic ones to Mongolian."""
    return "\u0590" <= char <= "\u1aff" and unicodedata.category(char)[0] in "LM"


def _pictured(char: str) -> bool:
    return char == "\ufe0f" or "\U0001f3fb" <= char <= "\U0001f3ff" or bool(char) and unicodedata.category(char) == "So"


def _written_leftwards(text: str, at: int) -> bool:
    start = max(text.rfind("\n", 0, at) + 1, at - 500)
    stop = text.find("\n", at)
    line = text[start : min(len(text) if stop < 0 else stop, at + 500)]
    return any(unicodedata.bidirectional(char) in ("R", "AL") and unicodedata.category(char)[0] == "L" for char in line)


def named(char: str) -> str:
    """How a character is spoken of: its code point, and its name where it has one."""
    name = unicodedata.name(char, "").capitalize()
    return f"U+{ord(char):04X}" + (f" ({name.lower()})" if name else "")
