"""What frames demand of a sentence, by number; and which of them a word meets."""

from __future__ import annotations

from collections.abc import Callable

from .frames import visible
from .grammar import Grammar
from .lexicon import Lexicon

MANY = 50_000
"""Words that are remembered; a text with more different ones is no text of a person."""


class Demands:
    """The numbers of all demands: which words, which masks and which beings meet them. 0 stands for no demand.

    ``present``: the words of letters and digits that will be asked about; the others need not be known.
    """

    def __init__(self, present: frozenset[str] | None = None) -> None:
        self._present = present
        self.words: dict[str, list[int]] = {}
        self.tags: dict[str, list[int]] = {}
        self.beings: dict[int, int] = {}
        self._elements: dict[str, int] = {}
        self._anchors: dict[str, int] = {}
        self.count = 1

    def element(self, piece: str) -> int:
        """The number of an element as a frame writes it; 0 for one that the first look cannot ask for."""
        found = self._elements.get(piece)
        if found is None:
            found = self._elements[piece] = self._asked(piece) if visible(piece) else 0
        return found

    def anchor(self, piece: str) -> int:
        """The number of an anchor, which is always asked for: a mark beside its words anchors nothing."""
        found = self.element(piece) or self._anchors.get(piece)
        if found is None:
            found = self._anchors[piece] = self._asked(piece)
        return found

    def _asked(self, piece: str) -> int:
        number = self._number()
        every, present = piece.split("|"), self._present
        if present is not None:
            every = [word for word in every if word in present or not word.isalnum()]
        for alternative in every:
            table, key = (self.tags, alternative[1:]) if alternative[0] == "@" else (self.words, alternative)
            table.setdefault(key, []).append(number)
        return number

    def _number(self) -> int:
        self.count += 1
        return self.count - 1

    def somebody(self, wanted: int) -> int:
        """The number of the demand for one of these beings; 0 when nobody is needed."""
        if not wanted:
            return 0
        found = self.beings.get(wanted)
        if found is None:
            found = self.beings[wanted] = self._number()
        return found


class Words(dict[str, int]):
    """A word as a text writes it -> the bits that its demands have in ``bits``; found out when it is first seen.

    ``meeting`` holds, by the number of a demand, the words seen so far that meet it.
    """

    def __init__(self, demands: Demands, bits: dict[int, int], lexicon: Lexicon, grammar: Grammar) -> None:
        super().__init__()
        self.meeting: list[set[str]] = [set() for _ in range(demands.count)]
        self.watched: frozenset[str] = frozenset()
        self.mark = 0
        self._numbers = demands.words
        self._bits = bits
        self._lexicon = lexicon
        self._grammar = grammar
        self._tags = [(lexicon.bits.mask(tag), numbers) for tag, numbers in demands.tags.items()]
        self._beings = list(demands.beings.items())
        self._kinds: dict[tuple[int, int], tuple[int, list[Callable[[str], None]]]] = {}

    def watch(self, words: frozenset[str], mark: int) -> None:
        """Give these lowered words a bit of their own, ``mark``."""
        if words is not self.watched and words != self.watched:
            self.forget()
        self.watched, self.mark = words, mark

    def forget(self) -> None:
        """Forget all words."""
        self.clear()
        for words in self.meeting:
            words.clear()

    def __missing__(self, word: str) -> int:
        bare = word.lower()
        if bare[-1] == ":":  # what a colon ends says nothing else without it
            bare = bare.rstrip(":") or bare
        kind = self._lexicon.mask(bare), self._being(bare)
        known = self._kinds.get(kind)
        if known is None:
            known = self._kinds[kind] = self._kind(*kind)
        found, adding = known
        for add in adding:
            add(word)
        for number in self._numbers.get(bare, ()):
            found |= self._bits.get(number, 0)
            self.meeting[number].add(word)
        if bare in self.watched:
            found |= self.mark
        self[word] = found
        return found

    def _kind(self, mask: int, being: int) -> tuple[int, list[Callable[[str], None]]]:
        numbers: set[int] = set()
        if mask:
            for wanted, several in self._tags:
                if mask & wanted == wanted:
                    numbers.update(several)
        if being:
            numbers.update(number for wanted, number in self._beings if being & wanted)
        found = 0
        for number in numbers:
            found |= self._bits.get(number, 0)
        return found, [self.meeting[number].add for number in numbers]

    def _being(self, word: str) -> int:
        if word[0] == "@":
            return self._grammar.name | self._grammar.owner
        owner = word.endswith(("'s", "s'"))
        bare = word[:-2] if word.endswith("'s") else word.rstrip("'")
        mask = self._lexicon.mask(bare)
        return self._grammar.presence(mask, owner or bool(mask & self._grammar.name and word.endswith("s")))
