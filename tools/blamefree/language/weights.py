"""How often the words of an element stand in a text: what is rare is looked for first."""

from __future__ import annotations

from .lexicon import Lexicon

_SMALL, _COMMON = 400, 60
"""As often as one of the smallest words (the, to), or of the other small ones, so many other words stand in a text."""


class Weights(dict[str, int]):
    """An element -> a number, the larger the more often one of its words stands in a text."""

    def __init__(self, lexicon: Lexicon, closed: int, smallest: frozenset[str]) -> None:
        super().__init__()
        self._lexicon, self._closed, self._smallest = lexicon, closed, smallest

    def __missing__(self, piece: str) -> int:
        several = piece.split("|")
        found = self[piece] = sum(map(self.__getitem__, several)) if len(several) > 1 else self._alternative(piece)
        return found

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
