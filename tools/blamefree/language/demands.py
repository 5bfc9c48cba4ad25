"""What frames demand of a sentence, by number; and which of them a word meets."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable

from .frames import visible
from .grammar import Grammar
from .layout import Lots
from .lexicon import Lexicon


class Demands:
    """The numbers of all demands: which words, which masks and which beings meet them. 0 stands for no demand."""

    def __init__(self) -> None:
        self.words: defaultdict[str, list[int]] = defaultdict(list)
        self.tags: defaultdict[str, list[int]] = defaultdict(list)
        self.beings: dict[int, int] = {}
        self.elements = _Elements(self)
        """The number of an element as a frame writes it; 0 for one that the first look cannot ask for."""
        self._anchors: dict[str, int] = {}
        self.count = 1

    def anchor(self, piece: str) -> int:
        """The number of an anchor, which is always asked for: a mark beside its words anchors nothing."""
        found = self.elements[piece] or self._anchors.get(piece)
        if found is None:
            found = self._anchors[piece] = self.asked(piece)
        return found

    def asked(self, piece: str) -> int:
        """The number of a new demand for one of the words of an element."""
        number, words, tags = self._number(), self.words, self.tags
        for alternative in piece.split("|"):
            if alternative[0] == "@":
                tags[alternative[1:]].append(number)
            else:
                words[alternative].append(number)
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


class _Elements(dict[str, int]):
    """An element as a frame writes it -> the number of its demand."""

    def __init__(self, demands: Demands) -> None:
        super().__init__()
        self._demands = demands

    def __missing__(self, piece: str) -> int:
        found = self[piece] = self._demands.asked(piece) if visible(piece) else 0
        return found


class Words(dict[str, int]):
    """A word as a text writes it -> the bits of its demands; found out when it is first seen.

    ``alone`` has the bits in the bank of the frames that need nobody, ``people`` the words without one of which no
    other frame matches. Words that meet the same demands are of one kind: ``kinds`` has the number of the kind of each
    word seen, ``meeting``, by the number of a demand, the kinds that meet it.
    """

    def __init__(self, demands: Demands, lots: Lots, lexicon: Lexicon, grammar: Grammar) -> None:
        super().__init__()
        self.alone = _Alone(self)
        self.people: set[str] = set()
        self.kinds: dict[str, int] = {}
        self.meeting: list[set[int]] = [set() for _ in range(demands.count)]
        self.watched: frozenset[str] = frozenset()
        self._numbers = demands.words
        self._lots = lots
        self._mask = lexicon.masks.__getitem__
        self._heads = {entry.rpartition("_")[2]: known for entry, known in lexicon.several.items()}
        self._capitals = {word: lexicon.words[word] for word in lexicon.capitals}
        self._parted = {last: whole for last, (_, whole) in lexicon.parted.items()}
        self._grammar = grammar
        self._tags = _by_bit([(lexicon.bits.mask(tag), numbers) for tag, numbers in demands.tags.items()])
        self._beings = list(demands.beings.items())
        self._known: dict[tuple[int, int, str], tuple[int, int, int]] = {}

    def watch(self, words: frozenset[str]) -> bool:
        """Watch for these lowered words; whether they are others than before."""
        changed = words is not self.watched and words != self.watched
        if changed:
            self.forget()
        self.watched = words
        return changed

    def forget(self) -> None:
        """Forget all words."""
        for table in (self, self.alone, self.people, self.kinds):
            table.clear()

    def __missing__(self, word: str) -> int:
        bare = word.lower()
        if bare[-1] == ":":  # what a colon ends says nothing else without it
            bare = bare.rstrip(":") or bare
        mask = self._mask(bare)
        if "'" in bare or bare[0] == "@":
            being = self._being(bare)
        else:
            being = self._grammar.presence(mask, bool(mask & self._grammar.name and bare[-1] == "s")) if mask else 0
        if bare in self._heads:
            being |= self._grammar.presence(self._heads[bare], False)
        written = word.removesuffix("'s")
        if written in self._capitals:
            mask |= self._capitals[written]
            being |= self._grammar.presence(mask, word != written)
        elif len(word) == 1 and not mask and word.isupper():
            being |= self._grammar.name | self._grammar.owner  # an initial
        whole = self._parted.get(bare)
        if whole is not None:
            mask |= self._mask(whole)
            being |= self._grammar.presence(mask, False)
        key = mask, being, bare if bare in self._numbers or whole is not None else ""
        known = self._known.get(key)
        if known is None:
            known = self._known[key] = self._kind(*key)
        self.kinds[word], every, alone = known
        if every & self._lots.people:
            self.people.add(word)
        if bare in self.watched:
            every |= self._lots.mark
            alone |= self._lots.mark
        self[word], self.alone[word] = every, alone
        return every

    def _kind(self, mask: int, being: int, word: str) -> tuple[int, int, int]:
        """The number of a new kind, and its bits among those of all frames and of those that need nobody."""
        numbers = {*self._numbers.get(word, ()), *self._numbers.get(self._parted.get(word, word), ())}
        left = mask
        while left:
            bit = left & -left
            left ^= bit
            for wanted, several in self._tags.get(bit, ()):
                if mask & wanted == wanted:
                    numbers.update(several)
        if being:
            numbers.update(number for wanted, number in self._beings if being & wanted)
        kind = len(self._known)
        for number in numbers:
            self.meeting[number].add(kind)
        return kind, _together(self._lots.every.bits, numbers), _together(self._lots.alone.bits, numbers)

    def _being(self, word: str) -> int:
        if word[0] == "@":
            return self._grammar.name | self._grammar.owner
        owner = word.endswith(("'s", "s'"))
        bare = word[:-2] if word.endswith("'s") else word.rstrip("'")
        mask = self._mask(bare)
        return self._grammar.presence(mask, owner or bool(mask & self._grammar.name and word.endswith("s")))


class _Alone(dict[str, int]):
    """A word -> its bits among those of the frames that need nobody."""

    def __init__(self, words: Words) -> None:
        super().__init__()
        self._words = words

    def __missing__(self, word: str) -> int:
        self._words.__missing__(word)
        return self[word]


def _together(bits: dict[int, int], numbers: Iterable[int]) -> int:
    found = 0
    for number in numbers:
        found |= bits.get(number, 0)
    return found


def _by_bit(tags: list[tuple[int, list[int]]]) -> dict[int, list[tuple[int, list[int]]]]:
    """Each mask with its demands by that of its bits which is in the fewest of the masks."""
    counted = Counter(bit for mask, _ in tags for bit in _bits(mask))
    found: dict[int, list[tuple[int, list[int]]]] = {}
    for mask, numbers in tags:
        found.setdefault(min(_bits(mask), key=counted.__getitem__), []).append((mask, numbers))
    return found


def _bits(mask: int) -> list[int]:
    return [1 << at for at in range(mask.bit_length()) if mask >> at & 1]
