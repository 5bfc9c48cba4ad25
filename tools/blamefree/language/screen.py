"""The first look: which rough sentences could hold a word of blame at all.

A frame can only match where its anchor, one word for each of its other necessary elements and, when it has a slot,
somebody who could fill it stand in the same sentence. Every such demand is one bit, every word has the bits of the
demands that it meets, and a sentence the bits of its words. That is asked before anything is parsed; it may say yes too
often, never no too often.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import reduce
from operator import or_
from typing import NamedTuple

from .frames import Line, outline
from .grammar import Grammar
from .lexicon import Lexicon

_Rows = dict[str, tuple[tuple[int, Line], ...]]
"""Frames with the bits of what they demand, by their anchor."""

_MANY = 50_000
"""Words that are remembered; a text with more different ones is no text of a person."""


class _Demands:
    """The bits of all demands: which words, which masks and which beings meet them."""

    def __init__(self, lexicon: Lexicon) -> None:
        self.lexicon = lexicon
        self.words: dict[str, int] = {}
        self.tags: dict[str, int] = {}
        self.beings: dict[int, int] = {}
        self._elements: dict[str, int] = {}
        self._count = 0

    def _bit(self) -> int:
        self._count += 1
        return 1 << self._count

    def element(self, piece: str) -> int:
        """The bit of an element as a frame writes it."""
        found = self._elements.get(piece)
        if found is None:
            found = self._elements[piece] = self._bit()
            for alternative in piece.split("|"):
                table, key = (self.tags, alternative[1:]) if alternative[0] == "@" else (self.words, alternative)
                table[key] = table.get(key, 0) | found
        return found

    def somebody(self, wanted: int) -> int:
        """The bit of the demand for one of these beings; 0 when nobody is needed."""
        if not wanted:
            return 0
        found = self.beings.get(wanted)
        if found is None:
            found = self.beings[wanted] = self._bit()
        return found


class _Bits(dict[str, int]):
    """Word -> the bits of the demands that it meets, found out when a word is first seen."""

    def __init__(self, demands: _Demands, grammar: Grammar) -> None:
        super().__init__()
        self._words = demands.words
        self._tags = [(demands.lexicon.bits.mask(tag), bit) for tag, bit in demands.tags.items()]
        self._beings = list(demands.beings.items())
        self._lexicon = demands.lexicon
        self._grammar = grammar
        self._of_masks: dict[int, int] = {0: 0}
        self._of_beings: dict[int, int] = {0: 0}

    def __missing__(self, word: str) -> int:
        found = self._words.get(word, 0) | self._of_mask(self._lexicon.mask(word)) | self._of_being(self._being(word))
        if len(self) < _MANY:
            self[word] = found
        return found

    def _of_mask(self, mask: int) -> int:
        found = self._of_masks.get(mask)
        if found is None:
            found = 0
            for wanted, bit in self._tags:
                if mask & wanted == wanted:
                    found |= bit
            self._of_masks[mask] = found
        return found

    def _of_being(self, being: int) -> int:
        found = self._of_beings.get(being)
        if found is None:
            found = 0
            for wanted, bit in self._beings:
                if being & wanted:
                    found |= bit
            self._of_beings[being] = found
        return found

    def _being(self, word: str) -> int:
        owner = word.endswith(("'s", "s'"))
        bare = word[:-2] if word.endswith("'s") else word.rstrip("'")
        if word[0] == "@":
            return self._grammar.name | self._grammar.owner
        mask = self._lexicon.mask(bare)
        return self._grammar.presence(mask, owner or bool(mask & self._grammar.name and word.endswith("s")))


class _Ready(NamedTuple):
    """What the first look needs: the bits of words, those that somebody has, and the frames by anchor.

    ``impersonal`` are the frames that need nobody.
    """

    bits: _Bits
    anybody: int
    rows: _Rows
    impersonal: _Rows


class Screen:
    """The first look of one pack."""

    def __init__(self, index: Mapping[str, list[Line]], lexicon: Lexicon, grammar: Grammar) -> None:
        self._index = index
        self.anchors = frozenset(index)
        self._lexicon = lexicon
        self._grammar = grammar
        self._ready: _Ready | None = None

    def likely(self, rough: str) -> dict[str, list[Line]]:
        """The frames that could match in a piece of flat text, by the word that is their anchor."""
        found: dict[str, list[Line]] = {}
        words = rough.split()
        if not self.anchors.isdisjoint(words):
            seen, rows = self._look(words)
            for anchor in rows.keys() & words:
                for required, line in rows[anchor]:
                    if seen & required == required:
                        found.setdefault(anchor.removesuffix("'s"), []).append(line)
        return found

    def any(self, rough: str, words: list[str] | None = None) -> bool:
        """Whether any rough sentence of a flat text, whose words may be known, is plausible."""
        anchors = self.anchors
        words = rough.split() if words is None else words
        if anchors.isdisjoint(words):
            return False
        if "\n" not in rough:
            return self._plausible(words)
        for line in rough.split("\n"):
            words = line.split()
            if not anchors.isdisjoint(words) and self._plausible(words):
                return True
        return False

    def _plausible(self, words: list[str]) -> bool:
        seen, rows = self._look(words)
        for anchor in rows.keys() & words:
            for required, _ in rows[anchor]:
                if seen & required == required:
                    return True
        return False

    def _look(self, words: list[str]) -> tuple[int, _Rows]:
        """The bits of the demands that the words meet, and the frames to ask: when nobody is there, impersonal ones."""
        ready = self._ready or self._prepared()
        seen = reduce(or_, map(ready.bits.__getitem__, words), 0)
        return seen, ready.rows if seen & ready.anybody else ready.impersonal

    def _prepared(self) -> _Ready:
        demands = _Demands(self._lexicon)
        required: dict[Line, int] = {}
        impersonal = set()
        for lines in self._index.values():
            for line in lines:
                if line not in required:
                    pieces, slot, options = outline(line.source)
                    needed = demands.somebody(self._grammar.wanted(slot, options))
                    if not needed:
                        impersonal.add(line)
                    for piece in pieces:
                        needed |= demands.element(piece)
                    required[line] = needed
        rows = {anchor: tuple((required[line], line) for line in lines) for anchor, lines in self._index.items()}
        less = {anchor: tuple(row for row in found if row[1] in impersonal) for anchor, found in rows.items()}
        anybody = reduce(or_, demands.beings.values(), 0)
        self._ready = _Ready(
            _Bits(demands, self._grammar), anybody, rows, {anchor: found for anchor, found in less.items() if found}
        )
        return self._ready
