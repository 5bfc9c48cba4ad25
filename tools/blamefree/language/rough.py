"""A text made ready for the first look, every character at its place."""

from __future__ import annotations

import re

_BLANK = b'*_~`()[]{}"<>/\\,;#=\n\r'
_MARKS = bytes.maketrans(_BLANK + b"|", b" " * len(_BLANK) + b"\n")
_WIDE = ("–", "—", "…", "“", "”", "„", "«", "»")
_STOP = re.compile(r"\.(?<!\W[^\W\d_]\.)(?= +[^ 0-9a-zà-öø-ÿ])")
"""The end of a sentence for sure: nothing as after "approx." follows, and no single letter stands before."""
_ENTITY = re.compile(r"&(?:#|[A-Za-z])[A-Za-z0-9]*;")
_INNER = re.compile(r"\*(?<=[^\W_]\*)\**(?=[^\W_])")
_UNSEEN = ("\u00ad", "\u200b", "\u2060")
_COMBINING = (b"\xcc", b"\xcd")
"""With one of these bytes begin, in UTF-8, the characters from U+0300 to U+037F."""
_UNSEEN_BYTES = tuple(char.encode() for char in _UNSEEN)
_HIDING = re.compile(r"[\u00ad\u200b\u2060\u0300-\u036f]")


def flat(text: str) -> str:
    """A text ready for the first look, every character at its place: lowered, marks blank, a line a rough sentence.

    A rough sentence may hold several, but never ends inside one, unless that has an abbreviation before a capital.
    """
    if text.isascii():
        bare = text.encode().translate(_MARKS).decode()
    else:
        bare = text.encode("utf-8", "surrogatepass").translate(_MARKS).decode("utf-8", "surrogatepass")
        for mark in _WIDE:
            bare = bare.replace(mark, " ")
        bare = bare.replace("’", "'")
    bare = _STOP.sub("\n", bare).replace(".", " ").replace(": ", "  ")
    if "?" in bare:
        bare = bare.replace("? ", "\n ").replace("?", " ")
    if "!" in bare:
        bare = bare.replace("!!", " \x02").replace("! ", "\n ").replace("!", " ").replace("\x02", "!")
    lowered = bare.lower()
    if len(lowered) != len(text):
        lowered = "".join(char.lower() if len(char.lower()) == 1 else char for char in bare)
    return lowered


def sentences(rough: str) -> list[list[str]]:
    """The words of each rough sentence of a flat text."""
    return [line.split() for line in rough.split("\n")]


def hidden(text: str) -> bool:
    """Whether marks inside words, entities or combining characters hide words from the first look."""
    if "*" in text and _INNER.search(text):
        return True
    if "&" in text and _ENTITY.search(text):
        return True
    if text.isascii():
        return False
    data = text.encode("utf-8", "surrogatepass")
    if any(lead in data for lead in _COMBINING) or any(char in data for char in _UNSEEN_BYTES):
        return _HIDING.search(text) is not None
    return False
