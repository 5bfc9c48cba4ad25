"""A pack cut down to one document: only the frames whose anchor can stand in it.

Making the first look ready for all frames of a pack takes longer than reading one document with it. A frame whose
anchor is none of the document's words says nothing about it, so a document that is read alone needs a part.
"""

from __future__ import annotations

import re

from blamefree.values import replace

from .pack import Pack
from .rough import hidden

_RUNS = re.compile(r"[^\W_]+")
_JOINED = re.compile(r"[^\W_](?:[*~`<\\&]+|\[)[^\W_]")


def narrowed(pack: Pack, text: str, shallow: str) -> Pack:
    """``pack`` with the frames that could speak about ``text``, whose flat form is ``shallow``.

    The whole pack where words of the text may only show when it is parsed.
    """
    if hidden(text) or _JOINED.search(text):
        return pack
    present = _Present(pack, shallow)
    lines = tuple(line for line, anchor in zip(pack.lines, pack.anchors, strict=True) if present.any(anchor))
    return replace(pack, lines=lines, anchors=())


class _Present:
    """Which words, and words of which classes, a flat text may hold."""

    def __init__(self, pack: Pack, shallow: str) -> None:
        self._runs = frozenset(_RUNS.findall(shallow))
        rough = shallow.replace("|", " ").split()
        words = pack.lexicon.words
        seen = {*self._runs, *rough, *(word.removesuffix("'s") for word in rough)}
        seen.update(word for word in words if "'" in word)  # these may be there in another form
        self._masks = {words.get(word, 0) for word in seen}
        self._mask = pack.lexicon.bits.mask
        self._known: dict[str, bool] = {}

    def any(self, anchor: str) -> bool:
        """Whether one of the alternatives of an anchor may be there."""
        return any(map(self._one, anchor.split("|")))

    def _one(self, word: str) -> bool:
        found = self._known.get(word)
        if found is None:
            found = self._known[word] = self._class(word[1:]) if word[0] == "@" else self._word(word)
        return found

    def _class(self, tags: str) -> bool:
        wanted = self._mask(tags)
        return any(mask & wanted == wanted for mask in self._masks)

    def _word(self, word: str) -> bool:
        if word in self._runs or "'" in word:
            return True
        runs = _RUNS.findall(word)
        return not runs or self._runs.issuperset(runs) and len(runs) > 1
