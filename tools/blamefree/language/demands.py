"""What frames demand of a sentence, as bits; and which of them a word meets."""

from __future__ import annotations

from .frames import visible
from .grammar import Grammar
from .lexicon import Lexicon

MANY = 50_000
"""Words that are remembered; a text with more different ones is no text of a person."""


QUESTION = 1
"""The bit of the demand for a question mark."""


class Demands:
    """The bits of all demands: which words, which masks and which beings meet them."""

    def __init__(self) -> None:
        self.words: dict[str, int] = {}
        self.tags: dict[str, int] = {}
        self.beings: dict[int, int] = {}
        self._elements: dict[str, int] = {}
        self._anchors: dict[str, int] = {}
        self._count = 1

    def _bit(self) -> int:
        self._count += 1
        return 1 << (self._count - 1)

    def all(self) -> int:
        """The bits of all demands."""
        return (1 << self._count) - 1

    def element(self, piece: str) -> int:
        """The bit of an element as a frame writes it; 0 for one that the first look cannot ask for."""
        found = self._elements.get(piece)
        if found is None:
            found = self._elements[piece] = self._asked(piece) if visible(piece) else 0
        return found

    def anchor(self, piece: str) -> int:
        """The bit of an anchor, which is always asked for: a mark beside its words anchors nothing."""
        found = self.element(piece) or self._anchors.get(piece)
        if found is None:
            found = self._anchors[piece] = self._asked(piece)
        return found

    def _asked(self, piece: str) -> int:
        bit = self._bit()
        for alternative in piece.split("|"):
            table, key = (self.tags, alternative[1:]) if alternative[0] == "@" else (self.words, alternative)
            table[key] = table.get(key, 0) | bit
        return bit

    def somebody(self, wanted: int) -> int:
        """The bit of the demand for one of these beings; 0 when nobody is needed."""
        if not wanted:
            return 0
        found = self.beings.get(wanted)
        if found is None:
            found = self.beings[wanted] = self._bit()
        return found


class Bits(dict[str, int]):
    """Word -> the bits of the demands that it meets, found out when a word is first seen."""

    def __init__(self, demands: Demands, lexicon: Lexicon, grammar: Grammar) -> None:
        super().__init__()
        self._words = demands.words
        self._tags = [(lexicon.bits.mask(tag), bit) for tag, bit in demands.tags.items()]
        self._beings = list(demands.beings.items())
        self._lexicon = lexicon
        self._grammar = grammar
        self._of_masks: dict[int, int] = {0: 0}
        self._of_beings: dict[int, int] = {0: 0}

    def __missing__(self, word: str) -> int:
        found = self._words.get(word, 0) | self._of_mask(self._lexicon.mask(word)) | self._of_being(self._being(word))
        if len(self) < MANY:
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
