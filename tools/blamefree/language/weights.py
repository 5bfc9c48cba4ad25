"""How often the words of an element stand in a text: what is rare is looked for first."""

from __future__ import annotations

from .lexicon import Lexicon

_SMALL, _COMMON = 400, 60
"""As often as one of the smallest words (the, to), or of the other small ones, so many other words stand in a text."""


class Weights:
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
