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

from .demands import QUESTION, Bits, Demands
from .frames import Line, outline, visible
from .grammar import Grammar
from .lexicon import Lexicon

_SMALL, _COMMON = 400, 60
"""As often as one of the smallest words (the, to), or of the other small ones, so many other words stand in a text."""


class _Row(NamedTuple):
    """A frame with the bits of all that it demands, and those of its elements in their order."""

    required: int
    order: tuple[int, ...]
    line: Line


class Screen:
    """The first look of one pack. Raises ValueError for a frame without an anchor."""

    def __init__(
        self, lines: Iterable[Line], lexicon: Lexicon, grammar: Grammar, smallest: frozenset[str] = frozenset()
    ) -> None:
        self._lexicon = lexicon
        self._smallest = smallest
        self._closed = grammar.closed
        self._weights: dict[str, int] = {}
        self._literal: dict[str, list[_Row]] = {}
        self._classes: dict[str, tuple[frozenset[str], list[_Row]]] = {}
        self._anchors: dict[Line, frozenset[str]] = {}
        demands = Demands()
        for line in lines:
            anchor, before, after, slot, options = outline(line.source)
            order = []
            required = demands.somebody(grammar.wanted(slot, options))
            for piece in (*before, anchor, *after):
                bit = demands.element(piece)
                required |= bit
                if bit and piece != "!":  # of several only one is left in flat text
                    order.append(bit)
            if "BY" in before or "BY" in after:
                required |= demands.element("@by")
            if options.get("neg") == "require":
                required |= demands.element("@neg|@nobody")
            if options.get("question") == "mark":
                required |= QUESTION
            row = _Row(required, tuple(order), line)
            for alternative in self._key(anchor, (*before, *after)).split("|"):
                self._rows(alternative).append(row)
        self.keys = frozenset(self._literal).union(*(words for words, _ in self._classes.values()))
        self._bits = Bits(demands, lexicon, grammar)
        self._all = demands.all()
        self._anybody = reduce(or_, demands.beings.values(), 0)
        self._found: dict[str, tuple[_Row, ...]] = {}
        self._impersonal: dict[str, tuple[_Row, ...]] = {}

    def likely(self, rough: str, asked: bool) -> list[Line]:
        """The frames that could match in a sentence of flat text, in the order of the pack.

        ``asked``: the sentence has a question mark.
        """
        words = rough.split()
        if self.keys.isdisjoint(words):
            return []
        return sorted(dict.fromkeys(self._met(words, asked)), key=lambda line: line.number)

    def any(self, rough: str, asked: bool, words: list[str] | None = None) -> bool:
        """Whether any rough sentence of a flat text, whose words may be known, is plausible.

        ``asked``: the text has a question mark.
        """
        keys = self.keys
        words = rough.split() if words is None else words
        if keys.isdisjoint(words):
            return False
        if "\n" not in rough:
            return any(True for _ in self._met(words, asked))
        for part in rough.split("\n"):
            words = part.split()
            if not keys.isdisjoint(words):
                for _ in self._met(words, asked):
                    return True
        return False

    def anchors(self, line: Line) -> frozenset[str]:
        """The words that the anchor of a frame stands for."""
        found = self._anchors.get(line)
        if found is None:
            words: set[str] = set()
            for alternative in outline(line.source)[0].split("|"):
                words.update(self._members(alternative))
            found = self._anchors[line] = frozenset(word.removesuffix("'s") for word in words)
        return found

    def _met(self, words: list[str], asked: bool) -> Iterator[Line]:
        """The frames whose demands are met by the words of a rough sentence."""
        masks = list(map(self._bits.__getitem__, words))
        seen = reduce(or_, masks, QUESTION if asked else 0)
        known = self._found if seen & self._anybody else self._impersonal
        unmet = self._all & ~seen
        for key in self.keys.intersection(words):
            rows = known.get(key)
            if rows is None:
                self._look_up(key)
                rows = known[key]
            for required, order, line in rows:
                if not required & unmet and _ordered(masks, order):
                    yield line

    def _look_up(self, key: str) -> None:
        rows = list(self._literal.get(key, ()))
        for words, more in self._classes.values():
            if key in words:
                rows.extend(more)
        self._found[key] = tuple(rows)
        self._impersonal[key] = tuple(row for row in rows if not row.required & self._anybody)

    def _key(self, anchor: str, others: Iterable[str]) -> str:
        """The rarest element of a frame."""
        least = self._weight(anchor)
        if least < _COMMON:
            return anchor
        best = anchor
        for piece in others:
            if "@" not in piece and visible(piece):  # more words may have the features of a class than those it lists
                weight = self._weight(piece)
                if weight < least:
                    best, least = piece, weight
        return best

    def _weight(self, piece: str) -> int:
        found = self._weights.get(piece)
        if found is None:
            masks = self._lexicon.words
            found = self._weights[piece] = sum(
                _SMALL if word in self._smallest else _COMMON if masks.get(word, 0) & self._closed else 1
                for alternative in piece.split("|")
                for word in self._members(alternative)
            )
        return found

    def _members(self, alternative: str) -> Iterable[str]:
        return self._lexicon.members_of(alternative[1:]) if alternative[0] == "@" else (alternative,)

    def _rows(self, alternative: str) -> list[_Row]:
        """Where the frames are kept whose key is a word or a class."""
        if alternative[0] != "@":
            return self._literal.setdefault(alternative, [])
        known = self._classes.get(alternative)
        if known is None:
            known = self._classes[alternative] = frozenset(self._members(alternative)), []
        return known[1]


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
