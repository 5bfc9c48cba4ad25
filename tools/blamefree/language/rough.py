"""A text made ready for the first look, every character at its place."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from .sentence import LONGEST

_BLANK = b'*_~`()[]{}"<>/\\,;#=\n\r'
_MARKS = bytes.maketrans(_BLANK + b"|", b" " * len(_BLANK) + b"\n")
_WIDE = ("–", "—", "…", "“", "”", "„", "«", "»")
_STOP = re.compile(r"\.(?<!\W[^\W\d_]\.)(?= +[^ 0-9a-zà-öø-ÿ])")
"""The end of a sentence for sure: nothing as after "approx." follows, and no single letter stands before."""
_CUT = re.compile(r"\n(?=\r?\n|[-*+][ \t]+[^ \t\r\n]|#{1,6}[ \t])")
"""The end of a line behind which a block of Markdown begins for sure; in HTML any such end is that of a sentence."""
_ENTITY = re.compile(r"&(?:#|[A-Za-z])[A-Za-z0-9]*;")
_INNER = re.compile(r"\*(?<=[^\W_]\*)\**(?=[^\W_])")
_HIDING = re.compile(r"[\u00ad\u200b\u2060\u0300-\u036f]")
_NEAR = 16
"""Characters; what is hidden no further apart is taken for hidden all the way."""
_ENDING = re.compile(r"[.!?…\n\r<`\[\]\\~]|&(?!(?:amp|lt|gt|quot|nbsp|shy);)")
"""What may end a sentence, stand for such a mark, or be left out when people read."""
_ENOUGH = 20 * LONGEST
_COMBINING = (b"\xcc", b"\xcd")
"""With one of these bytes begin, in UTF-8, the characters from U+0300 to U+037F."""
_UNSEEN_BYTES = tuple(char.encode() for char in ("\u00ad", "\u200b", "\u2060"))


def rough(text: str) -> str:
    """A text ready for the first look, every character at its place: marks are blank, a line is a rough sentence.

    A rough sentence may hold several, but never ends inside one, unless that has an abbreviation before a capital.
    A colon may still end a word, and nothing is lowered: that is quicker done for each word once.
    """
    if text.isascii():
        bare = text.encode().translate(_MARKS).decode()
    else:
        for mark in _WIDE:
            text = text.replace(mark, " ")
        text = text.replace("’", "'")
        try:  # which most texts of western languages can be, and it takes a third of the time
            bare = text.encode("latin-1").translate(_MARKS).decode("latin-1")
        except UnicodeEncodeError:
            bare = text.encode("utf-8", "surrogatepass").translate(_MARKS).decode("utf-8", "surrogatepass")
    bare = _STOP.sub("\n", bare).replace(".", " ")
    if "?" in bare:
        bare = bare.replace("? ", "\n ").replace("?", " ")
    if "!" in bare:
        bare = bare.replace("!!", " \x02").replace("! ", "\n ").replace("!", " ").replace("\x02", "!")
    return bare


def body(text: str) -> str:
    """As ``rough``, for Markdown: a line ends also where a list item, a heading or a paragraph begins."""
    return rough(_CUT.sub("|", text))


def lowered(bare: str) -> str:
    """A rough text for those who compare its words as they stand: lowered, without the colons that end words."""
    bare = bare.replace(": ", "  ")
    found = bare.lower()
    if len(found) != len(bare):
        found = "".join(char.lower() if len(char.lower()) == 1 else char for char in bare)
    return found


def flat(text: str) -> str:
    """A rough text, lowered, without the colons that end words."""
    return lowered(rough(text))


def sentences(bare: str) -> list[list[str]]:
    """The words of each rough sentence of a rough text."""
    return [line.split() for line in bare.split("\n")]


def hidden(text: str) -> bool:
    """Whether marks inside words, entities or combining characters hide words from the first look."""
    return next(hiding(text), -1) >= 0


def hiding(text: str, bare: str = "") -> Iterator[int]:
    """Where a mark inside a word, an entity or a combining character hides a word from the first look; in no order.

    ``bare``: the rough text, when it is at hand.
    """
    if "*" in text:
        yield from [found.start() for found in _INNER.finditer(text)]
    if "&" in text:
        yield from [found.start() for found in _ENTITY.finditer(text)]
    if text.isascii() or "\u00ad" not in text and _western(bare or text):
        return
    data = text.encode("utf-8", "surrogatepass")
    if any(lead in data for lead in _COMBINING) or any(char in data for char in _UNSEEN_BYTES):
        yield from [found.start() for found in _HIDING.finditer(text)]


def together(places: Iterable[int]) -> list[tuple[int, int]]:
    """Places as stretches (start, end), of which one goes on where the next place is near."""
    found: list[tuple[int, int]] = []
    begun = last = -1
    for at in sorted(places):
        if begun < 0 or at - last > _NEAR:
            if begun >= 0:
                found.append((begun, last + 1))
            begun = at
        last = at
    return [*found, (begun, last + 1)] if begun >= 0 else found


def endless(text: str, start: int, end: int) -> bool:
    """Whether a piece of Markdown is surely one sentence, and too long for one that somebody wrote for people."""
    if end - start <= LONGEST or _ENDING.search(text, start, end):
        return False
    return sum(map(str.isalnum, text[start : min(end, start + _ENOUGH)])) > 4 * LONGEST  # letters may be joined


def _western(text: str) -> bool:
    """Whether a text is made of the characters up to U+00FF only."""
    try:
        text.encode("latin-1")
    except UnicodeEncodeError:
        return False
    return True
