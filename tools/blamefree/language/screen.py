"""The first look: which rough sentences could hold a word of blame at all.

A frame can only match where words for its necessary elements stand in the same sentence in their order and, when it has
a slot, somebody who could fill it. The rarest of these demands are bits, every word has the bits of the demands that it
meets, and a sentence the bits of its words; what is left is asked frame by frame. That is done before anything is
parsed; it may say yes too often, never no too often.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from functools import reduce
from itertools import compress
from operator import or_
from typing import NamedTuple

from .demands import MANY, Demands, Words
from .frames import ANY, Line, outline
from .grammar import Grammar
from .lexicon import Lexicon
from .sentence import LONGEST
from .weights import Weights

_LONG = 400
"""Words; a sentence with more is not searched for its frames one by one."""

_AROUND = 4 * LONGEST
"""Characters; so far from a rough sentence the end of a sentence may stand."""

_LOOSE = re.compile(r"[<`\]~/_\\.]")
"""What may make one word of several, or stand between two words that people read side by side."""

_Met = Callable[[object], bool]
"""Whether a word meets a demand."""


class Place(NamedTuple):
    """A stretch of a text, and the frames that could match there; ``None`` for a sentence too long to search."""

    start: int
    end: int
    lines: tuple[Line, ...] | None


class _Row(NamedTuple):
    """A frame with what it demands: words in this order, words in any order, a question mark.

    ``third``: the rarest of its words but for those that it is looked for by.
    """

    third: _Met | None
    order: tuple[_Met, ...]
    somewhere: tuple[_Met, ...]
    asked: bool
    line: Line
    inverts: bool


class Screen:
    """The first look of one pack. Raises ValueError for a frame without an anchor."""

    def __init__(
        self,
        lines: Iterable[Line],
        lexicon: Lexicon,
        grammar: Grammar,
        smallest: frozenset[str] | None = None,
        present: frozenset[str] | None = None,
    ) -> None:
        """Make the first look ready.

        ``smallest``: words that are everywhere, so that frames are looked for by others; ``None``: by any.
        ``present``: the only words of letters and digits that it will meet; ``None``: it may meet any.
        """
        self._lexicon = lexicon
        self._anchors: dict[Line, frozenset[str]] = {}
        demands = Demands(present)
        weights = None if smallest is None else Weights(lexicon, grammar.closed, smallest)
        rows: list[tuple[int, list[int], list[int], bool, Line]] = []
        places: list[tuple[int, tuple[int, ...]]] = []
        for line in lines:
            anchor, before, after, slot, options = outline(line.source)
            somebody = demands.somebody(grammar.wanted(slot, options))
            asked = [(piece, demands.element(piece)) for piece in before]
            asked.append((anchor, demands.anchor(anchor)))
            asked.extend((piece, demands.element(piece)) for piece in after)
            found = [(piece, number) for piece, number in asked if number]
            # of several exclamation marks only one is left in a rough text
            order = [number for piece, number in found if piece != "!"]
            somewhere = [number for piece, number in found if piece == "!"]
            if "BY" in before or "BY" in after:
                somewhere.append(demands.element("@by"))
            if options.get("neg") == "require":
                somewhere.append(demands.element("@neg|@nobody"))
            if weights is not None and len(found) > 1:
                found.sort(key=lambda item: weights.of(item[0]))
            rare = [number for _, number in found]
            places.append((somebody, tuple(rare[:2])))
            rows.append((rare[2] if len(rare) > 2 else 0, order, somewhere, options.get("question") == "mark", line))
        self._present = _Present(places)
        first = len(self._present.bits) + 1
        self._mark = 1 << first - 1
        self._beings = self._mark - 1
        self._shift = first + len(rows)
        self._first = first
        self._words = Words(demands, self._present.bits | _layout(places, first, self._shift), lexicon, grammar)
        met = [words.__contains__ for words in self._words.meeting]
        self._rows = tuple(
            _Row(met[third] if third else None, _all(met, order), _all(met, somewhere), asked_, line, grammar.v2)
            for third, order, somewhere, asked_, line in rows
        )
        self._plain = ~sum(1 << first + at for at, row in enumerate(self._rows) if row.asked)

    def likely(self, bare: str, asked: bool) -> list[Line]:
        """The frames that could match in a sentence of rough text, in the order of the pack.

        ``asked``: the sentence has a question mark.
        """
        words = bare.split()
        self._forget()
        return [row.line for row in self._met(self._looked(words, asked), words)]

    def any(self, sentences: Iterable[list[str]], asked: bool) -> bool:
        """Whether any of these rough sentences, given as words, is plausible; ``asked``: there is a question mark."""
        looked = self._looked
        self._forget()
        for words in sentences:
            found = looked(words, asked)
            if found and (len(words) > _LONG or any(True for _ in self._met(found, words))):
                return True
        return False

    def survey(self, bare: str, text: str, watched: frozenset[str]) -> tuple[list[Place], list[Place]]:
        """The rough sentences of a rough text that are plausible, and those with one of the ``watched`` words.

        ``text`` is the same text as it was written.
        """
        plausible: list[Place] = []
        watching: list[Place] = []
        self._words.watch(watched, self._mark)
        looked, mark, shift, met = self._words.__getitem__, self._mark, self._shift, self._present.__getitem__
        beings, plain, asked = self._beings, self._plain, "?" in text
        at = 0
        for line in bare.split("\n"):
            words = line.split()
            end = at + len(line)
            if words:
                seen = reduce(or_, map(looked, words))
                if seen & mark:
                    watching.append(Place(at, end, ()))
                found = seen & seen >> shift
                if found:
                    found &= met(seen & beings)
                    if not asked:
                        found &= plain
                    if found:
                        first, last = end - len(line.lstrip()), at + len(line.rstrip())
                        lines = None if len(words) > _LONG else self._plausible(found, words, text, first, last)
                        if lines or lines is None:
                            plausible.append(Place(first, last, lines))
            at = end + 1
            if len(self._words) > MANY:
                self._words.forget()
        return plausible, watching

    def _plausible(self, found: int, words: list[str], text: str, start: int, end: int) -> tuple[Line, ...]:
        """The frames, of those found, that could match in the rough sentence of these words."""
        rows = [row for row in self._met(found, words) if not row.asked or _questioned(text, start, end)]
        if rows and _LOOSE.search(text, start, end) is None:
            return tuple([row.line for row in rows if len(row.order) < 2 or _close(row, words)])
        return tuple([row.line for row in rows])

    def anchors(self, line: Line) -> frozenset[str]:
        """The words that the anchor of a frame stands for."""
        found = self._anchors.get(line)
        if found is None:
            words: set[str] = set()
            for alternative in outline(line.source)[0].split("|"):
                words.update(self._lexicon.members_of(alternative[1:]) if alternative[0] == "@" else (alternative,))
            found = self._anchors[line] = frozenset(word.removesuffix("'s") for word in words)
        return found

    def _forget(self) -> None:
        if len(self._words) > MANY:
            self._words.forget()

    def _looked(self, words: list[str], asked: bool) -> int:
        """The frames of which the words meet the demands that are looked for; one bit a frame."""
        seen = reduce(or_, map(self._words.__getitem__, words), 0)
        found = seen & seen >> self._shift
        if found:
            found &= self._present[seen & self._beings]
        return found if asked else found & self._plain

    def _met(self, found: int, words: list[str]) -> Iterator[_Row]:
        """Those of the found frames whose other demands are met too."""
        rows, first = self._rows, self._first
        while found:
            lowest = found & -found
            found ^= lowest
            row = rows[lowest.bit_length() - 1 - first]
            if row.third is not None and not any(map(row.third, words)):
                continue
            left = iter(words)
            for met in row.order:
                if not any(map(met, left)):  # goes on behind the word that met the element before
                    break
            else:
                if all(any(map(met, words)) for met in row.somewhere):
                    yield row


def _questioned(text: str, start: int, end: int) -> bool:
    """Whether a question mark stands in what could be one sentence with a rough one: that may be but a part of it."""
    begin = max(text.rfind("\n\n", max(0, start - _AROUND), start), start - _AROUND, 0)
    stop = text.find("\n\n", end, end + _AROUND)
    return text.find("?", begin, stop if stop >= 0 else end + _AROUND) >= 0


def _all(met: list[_Met], numbers: list[int]) -> tuple[_Met, ...]:
    return tuple([met[number] for number in numbers])


def _close(row: _Row, words: list[str]) -> bool:
    """Whether words for all elements stand as near to each other as the frame wants."""
    size = len(words)
    places = range(size)
    reached: list[int] = []
    for (least, most), met in zip(row.line.distances(row.inverts), row.order, strict=True):
        if not reached:
            reached = list(compress(places, map(met, words)))
        elif most >= ANY:
            begin = reached[0] + least + 1
            reached = list(compress(places[begin:], map(met, words[begin:])))
        else:
            near = {at for before in reached for at in places[before + least + 1 : before + most + 2]}
            reached = [at for at in sorted(near) if met(words[at])]
        if not reached:
            return False
    return True


def _layout(places: list[tuple[int, tuple[int, ...]]], first: int, shift: int) -> dict[int, int]:
    """The bits of each word demanded.

    A frame has a bit for each of the two words that it is looked for by: those of all frames for the one word begin at
    ``first``, those for the other ``shift`` further up. A frame with one word is looked for twice by that.
    """
    bits: dict[int, int] = {}
    for at, (_, looked) in enumerate(places, start=first):
        for number, place in ((looked[0], shift), (looked[-1], 0)):
            bits[number] = bits.get(number, 0) | 1 << place + at
    return bits


class _Present(dict[int, int]):
    """Which demands for somebody are met, as bits -> the frames for which somebody is there then.

    Few combinations are ever met; ``bits`` has the bit of each demand by its number. The frames' bits lie behind those
    and one more.
    """

    def __init__(self, places: list[tuple[int, tuple[int, ...]]]) -> None:
        super().__init__()
        self.bits = {number: 1 << at for at, number in enumerate(sorted({number for number, _ in places} - {0}))}
        self._frames: dict[int, int] = {0: 0}
        for at, (somebody, _) in enumerate(places, start=len(self.bits) + 1):
            self._frames[somebody] = self._frames.get(somebody, 0) | 1 << at

    def __missing__(self, met: int) -> int:
        found = self._frames[0]
        for number, bit in self.bits.items():
            if met & bit:
                found |= self._frames[number]
        if len(self) < MANY:
            self[met] = found
        return found
