"""The first look: which rough sentences could hold a word of blame at all.

A frame can only match where words for its necessary elements stand in the same sentence in their order and, when it has
a slot, somebody who could fill it. Every such demand is one bit, every word has the bits of the demands that it meets,
and a sentence the bits of its words. That is asked before anything is parsed; it may say yes too often, never no too
often.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import reduce
from operator import or_
from typing import NamedTuple

from .demands import MANY, QUESTION, Bits, Demands
from .frames import Line, outline
from .grammar import Grammar
from .lexicon import Lexicon

_SMALL, _COMMON = 400, 60
"""As often as one of the smallest words (the, to), or of the other small ones, so many other words stand in a text."""


_PLACES = 3
"""How many of its demands a frame is looked for by; the others are asked when these are met."""

_LONG = 400
"""Words; a sentence with more is not searched for its frames one by one."""


class _Row(NamedTuple):
    """A frame with the bits of all that it demands, and those of its elements in their order."""

    required: int
    order: tuple[int, ...]
    line: Line


class Screen:
    """The first look of one pack. Raises ValueError for a frame without an anchor."""

    def __init__(
        self, lines: Iterable[Line], lexicon: Lexicon, grammar: Grammar, smallest: frozenset[str] | None = None
    ) -> None:
        """``smallest``: words that are everywhere, so that frames are looked for by others; ``None``: by any."""
        self._lexicon = lexicon
        self._anchors: dict[Line, frozenset[str]] = {}
        demands = Demands()
        weights = None if smallest is None else _Weights(lexicon, grammar.closed, smallest)
        rows: list[_Row] = []
        places: list[tuple[int, ...]] = []
        for line in lines:
            anchor, before, after, slot, options = outline(line.source)
            somebody = demands.somebody(grammar.wanted(slot, options))
            asked = [(piece, demands.element(piece)) for piece in before]
            asked.append((anchor, demands.anchor(anchor)))
            asked.extend((piece, demands.element(piece)) for piece in after)
            found = [(piece, bit) for piece, bit in asked if bit]
            required = reduce(or_, (bit for _, bit in found), somebody)
            if "BY" in before or "BY" in after:
                required |= demands.element("@by")
            if options.get("neg") == "require":
                required |= demands.element("@neg|@nobody")
            if options.get("question") == "mark":
                required |= QUESTION
            # of several exclamation marks only one is left in flat text
            rows.append(_Row(required, tuple(bit for piece, bit in found if piece != "!"), line))
            if weights is not None and len(found) > _PLACES - 1:
                found.sort(key=lambda item: weights.of(item[0]))
            rare = [bit for _, bit in found]
            places.append((*rare[:2], *([somebody] if somebody else []), *rare[2:])[:_PLACES])
        self._all = demands.all()
        self._bits = Bits(demands, lexicon, grammar)
        self._rows = tuple(rows)
        self._words = _Words(self._bits, places)
        self._places = range(len(rows), _PLACES * len(rows), len(rows))
        self._asked = (1 << len(rows)) - 1
        self._plain = sum(1 << at for at, row in enumerate(rows) if not row.required & QUESTION)

    def likely(self, rough: str, asked: bool) -> list[Line]:
        """The frames that could match in a sentence of flat text, in the order of the pack.

        ``asked``: the sentence has a question mark.
        """
        words = rough.split()
        return list(self._met(self._looked(words, asked), words, asked))

    def any(self, sentences: Iterable[list[str]], asked: bool) -> bool:
        """Whether any of these rough sentences, given as words, is plausible; ``asked``: there is a question mark."""
        looked = self._looked
        for words in sentences:
            found = looked(words, asked)
            if found and (len(words) > _LONG or any(True for _ in self._met(found, words, asked))):
                return True
        return False

    def anchors(self, line: Line) -> frozenset[str]:
        """The words that the anchor of a frame stands for."""
        found = self._anchors.get(line)
        if found is None:
            words: set[str] = set()
            for alternative in outline(line.source)[0].split("|"):
                words.update(self._lexicon.members_of(alternative[1:]) if alternative[0] == "@" else (alternative,))
            found = self._anchors[line] = frozenset(word.removesuffix("'s") for word in words)
        return found

    def _looked(self, words: list[str], asked: bool) -> int:
        """The frames of which the words meet the demands that are looked for; one bit a frame."""
        seen = reduce(or_, map(self._words.__getitem__, words), self._words.none)
        found = seen & (self._asked if asked else self._plain)
        for place in self._places:
            if not found:
                return 0
            found &= seen >> place
        return found

    def _met(self, found: int, words: list[str], asked: bool) -> Iterator[Line]:
        """Those of the found frames whose other demands are met too."""
        if found:
            masks = list(map(self._bits.__getitem__, words))
            unmet = self._all & ~reduce(or_, masks, QUESTION if asked else 0)
            while found:
                lowest = found & -found
                found ^= lowest
                required, order, line = self._rows[lowest.bit_length() - 1]
                if not required & unmet and _ordered(masks, order):
                    yield line


class _Words(dict[str, int]):
    """Word -> the frames of which it meets a demand: one bit a frame, as many times as demands are looked for.

    ``none`` are the places of frames that have fewer demands.
    """

    def __init__(self, bits: Bits, places: list[tuple[int, ...]]) -> None:
        super().__init__()
        self._bits = bits
        self._of_bits: dict[int, int] = {0: 0}
        self._frames: dict[int, int] = {}
        self.none = 0
        for at, looked in enumerate(places):
            for place in range(_PLACES):
                bit = 1 << place * len(places) + at
                if place < len(looked):
                    self._frames[looked[place]] = self._frames.get(looked[place], 0) | bit
                else:
                    self.none |= bit

    def __missing__(self, word: str) -> int:
        left = bits = self._bits[word]
        found = self._of_bits.get(bits)
        if found is None:
            found = 0
            while left:
                lowest = left & -left
                left ^= lowest
                found |= self._frames.get(lowest, 0)
            self._of_bits[bits] = found
        if len(self) < MANY:
            self[word] = found
        return found


class _Weights:
    """How often one of the words of an element stands in a text."""

    def __init__(self, lexicon: Lexicon, closed: int, smallest: frozenset[str]) -> None:
        self._lexicon = lexicon
        self._closed = closed
        self._smallest = smallest
        self._known: dict[str, int] = {}

    def of(self, piece: str) -> int:
        """A number for an element, the larger the more often one of its words is met."""
        known = self._known
        total = known.get(piece)
        if total is None:
            total = 0
            for alternative in piece.split("|"):
                found = known.get(alternative)
                if found is None:
                    found = known[alternative] = self._alternative(alternative)
                total += found
            known[piece] = total
        return total

    def _alternative(self, alternative: str) -> int:
        if alternative[0] != "@":
            return self._word(alternative)
        words = self._lexicon.members.get(alternative[1:].partition(".")[0])
        if not words:
            return _SMALL * 2  # a class like @verb, which lists no word
        return len(words) if len(words) > _COMMON else sum(map(self._word, words))

    def _word(self, word: str) -> int:
        if word in self._smallest:
            return _SMALL
        return _COMMON if self._lexicon.words.get(word, 0) & self._closed else 1


def _ordered(masks: list[int], order: tuple[int, ...]) -> bool:
    """Whether words for all elements stand there one after the other."""
    if len(order) < 2:
        return True
    left = iter(order)
    wanted = next(left)
    for mask in masks:
        if mask & wanted:
            wanted = next(left, 0)
            if not wanted:
                return True
    return False
