"""What frames demand of a sentence, by number; and which of them a word meets."""

from __future__ import annotations

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

    Words that meet the same demands are of one kind: ``kinds`` has the number of the kind of each word seen, ``masks``
    what the pack knows of a kind, and ``meeting``, by the number of a demand, the kinds that meet it.
    """

    def __init__(self, demands: Demands, bits: dict[int, int], lexicon: Lexicon, grammar: Grammar) -> None:
        super().__init__()
        self.kinds: dict[str, int] = {}
        self.masks: list[int] = []
        self.meeting: list[set[int]] = [set() for _ in range(demands.count)]
        self.watched: frozenset[str] = frozenset()
        self.mark = 0
        self._numbers = demands.words
        self._bits = bits
        self._mask = lexicon.masks.__getitem__
        self._parted = {last: whole for last, (_, whole) in lexicon.parted.items()}
        self._grammar = grammar
        self._tags = [(lexicon.bits.mask(tag), numbers) for tag, numbers in demands.tags.items()]
        self._beings = list(demands.beings.items())
        self._known: dict[tuple[int, int, str], tuple[int, int]] = {}

    def watch(self, words: frozenset[str], mark: int) -> bool:
        """Give these lowered words a bit of their own, ``mark``; whether they are others than before."""
        changed = words is not self.watched and words != self.watched
        if changed:
            self.forget()
        self.watched, self.mark = words, mark
        return changed

    def forget(self) -> None:
        """Forget all words."""
        self.clear()
        self.kinds.clear()

    def __missing__(self, word: str) -> int:
        bare = word.lower()
        if bare[-1] == ":":  # what a colon ends says nothing else without it
            bare = bare.rstrip(":") or bare
        mask = self._mask(bare)
        if "'" in bare or bare[0] == "@":
            being = self._being(bare)
        else:
            being = self._grammar.presence(mask, bool(mask & self._grammar.name and bare[-1] == "s")) if mask else 0
        whole = self._parted.get(bare)
        if whole is not None:
            mask |= self._mask(whole)
            being |= self._grammar.presence(mask, False)
        key = mask, being, bare if bare in self._numbers or whole is not None else ""
        known = self._known.get(key)
        if known is None:
            known = self._known[key] = self._kind(*key)
        self.kinds[word], found = known
        if bare in self.watched:
            found |= self.mark
        self[word] = found
        return found

    def _kind(self, mask: int, being: int, word: str) -> tuple[int, int]:
        """The number of a new kind, and its bits."""
        numbers = {*self._numbers.get(word, ()), *self._numbers.get(self._parted.get(word, word), ())}
        if mask:
            for wanted, several in self._tags:
                if mask & wanted == wanted:
                    numbers.update(several)
        if being:
            numbers.update(number for wanted, number in self._beings if being & wanted)
        kind, found = len(self.masks), 0
        self.masks.append(mask)
        for number in numbers:
            found |= self._bits.get(number, 0)
            self.meeting[number].add(kind)
        return kind, found

    def _being(self, word: str) -> int:
        if word[0] == "@":
            return self._grammar.name | self._grammar.owner
        owner = word.endswith(("'s", "s'"))
        bare = word[:-2] if word.endswith("'s") else word.rstrip("'")
        mask = self._mask(bare)
        return self._grammar.presence(mask, owner or bool(mask & self._grammar.name and word.endswith("s")))
