"""Words that stand for a text which is still to be written."""

from __future__ import annotations

import re
from typing import Final

from blamefree.patterns import lazy

# Language-independent ones, and those of the templates; completeness.yml adds words of a repository.
WORDS: Final = (
    "todo", "tbd", "tba", "fixme", "xxx", "fill in", "fill me in", "to be written", "to be done", "to be decided",
    "fyll i", "att göra", "skrivs senare", "kommer senare",
)  # fmt: skip
_WORD: Final = lazy(
    r"(?:[-*_`\s]*(?:" + "|".join(re.escape(word) for word in WORDS) + r")[-*_`\s.:!…]*|[\s.]*(?:\.{3}|…|\?{1,3})[\s.]*"
    r"|<[^<>\r\n@/:=]{2,80}>|\[(?:todo|tbd|fill in|fyll i)[^\]\r\n]*\]|lorem ipsum.*)",
    re.IGNORECASE | re.DOTALL,
)
_MARKED: Final = lazy(r"(?<![\w`/#-])(?:TODO|TBD|FIXME|XXX)(?=[ \t]*(?::|\)|[.!?]?[ \t]*(?:$|\r|\n)))", re.MULTILINE)


_SIGNS: Final = (
    "todo", "tbd", "tba", "fixme", "xxx", "fill in", "fill me in", "to be ", "fyll i", "att göra", "senare", "lorem",
    "…", "...", "<", "?\n", "?\r", '?"', "?'", "? |",
)  # fmt: skip


def hints(text: str) -> list[int]:
    """Where placeholders may stand in ``text``: only what holds one of these offsets needs a closer look."""
    lowered = text.lower()
    if len(lowered) != len(text):  # a few letters grow when they get small
        lowered = "".join(char.lower() if len(char.lower()) == 1 else char for char in text)
    found = [len(text) - 1] if text.endswith("?") else []
    for sign in _SIGNS:
        at = lowered.find(sign)
        while at >= 0:
            found.append(at)
            at = lowered.find(sign, at + len(sign))
    return sorted(found)


def is_placeholder(text: str) -> bool:
    """Whether the whole of ``text`` is a placeholder, such as ``TODO``, ``…`` or ``<fill in>``."""
    return len(text) < 4000 and _WORD.fullmatch(text.strip()) is not None


def marked(text: str) -> re.Match[str] | None:
    """The first capital ``TODO``, ``TBD``, ``FIXME`` or ``XXX`` within a longer text."""
    return _MARKED.search(text)
