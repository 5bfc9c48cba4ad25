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
from itertools import accumulate, compress, pairwise
from operator import or_
from typing import NamedTuple

from .demands import MANY, Demands, Words
from .frames import ANY, Line, outline
from .grammar import Grammar
from .layout import Present, layout
from .lexicon import Lexicon
from .sentence import LONGEST
from .weights import Weights

_LONG = 400
"""Words; a sentence with more is not searched for its frames one by one."""

_LINE, _LINES = 400, 20_000
"""Characters and number of the rough sentences that are remembered because nothing was found in them."""

_PIECES = 4_000
"""Paragraphs of prose that are remembered in the same way."""

_AROUND = 4 * LONGEST
"""Characters; so far from a rough sentence the end of a sentence may stand."""

_LOOSE = re.compile(r"[<`\]~/_\\.]")
"""What may make one word of several, or stand between two words that people read side by side."""

_WORD = re.compile(r"\S+")

_Met = Callable[[object], bool]
"""Whether a kind of words meets a demand."""


class Place(NamedTuple):
    """A stretch of a text, and the frames that could match there; ``None`` for a sentence too long to search."""

    start: int
    end: int
    lines: tuple[Line, ...] | None


class _Row(NamedTuple):
    """A frame with what it demands: words in this order, words in any order, a question mark."""

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
        self._lexicon, self._grammar = lexicon, grammar
        self._anchors: dict[Line, frozenset[str]] = {}
        demands = Demands(present)
        weights = None if smallest is None else Weights(lexicon, grammar.closed, smallest)
        rows: list[tuple[list[int], list[int], bool, Line]] = []
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
            extra = ["@by"] if "BY" in before or "BY" in after else []
            if options.get("neg") == "require":
                extra.append("@neg|@nobody")
            found.extend((piece, demands.element(piece)) for piece in extra)
            somewhere.extend(number for _, number in found[len(found) - len(extra) :])
            if weights is not None:
                found.sort(key=lambda item: weights.of(item[0]))
            places.append((somebody, tuple(number for _, number in found)))
            rows.append((order, somewhere, options.get("question") == "mark", line))
        self._present = Present(places)
        first = len(self._present.bits) + 1
        self._mark = 1 << first - 1
        self._beings = 2 * self._mark - 1
        self.silent: set[str] = set()
        """Paragraphs of prose in which nothing was found."""
        self._clean: set[str] = set()
        self._shift = first + len(rows)
        self._first = first
        self._words = Words(demands, self._present.bits | layout(places, first, self._shift), lexicon, grammar)
        met = [kinds.__contains__ for kinds in self._words.meeting]
        self._rows = tuple(
            _Row(_all(met, order), _all(met, somewhere), asked_, line, grammar.v2)
            for order, somewhere, asked_, line in rows
        )
        self._plain = ~sum(1 << first + at for at, row in enumerate(self._rows) if row.asked)

    def likely(self, bare: str, asked: bool) -> list[Line]:
        """The frames that could match in a sentence of rough text, in the order of the pack.

        ``asked``: the sentence has a question mark.
        """
        words = bare.split()
        self._forget()
        return [row.line for row in self._met(self._looked(words, asked), self._kinds(words))]

    def any(self, sentences: Iterable[list[str]], asked: bool) -> bool:
        """Whether any of these rough sentences, given as words, is plausible; ``asked``: there is a question mark."""
        looked = self._looked
        self._forget()
        for words in sentences:
            found = looked(words, asked)
            if found and (len(words) > _LONG or any(True for _ in self._met(found, self._kinds(words)))):
                return True
        return False

    def survey(self, bare: str, text: str, watched: frozenset[str]) -> tuple[list[Place], list[Place]]:
        """The rough sentences of a rough text that are plausible, and those with one of the ``watched`` words.

        ``text`` is the same text as it was written. Sentences in which nothing was found are remembered: forms,
        headings and what a document says again are looked at once.
        """
        self._forget()
        if self._words.watch(watched, self._mark):
            self._clean.clear()
        looked, mark, shift, present = self._words.__getitem__, self._mark, self._shift, self._present.__getitem__
        beings, clean = self._beings, self._clean
        plausible: list[Place] = []
        watching: list[Place] = []
        silent: list[str] = []
        lines = bare.split("\n")
        begins: list[int] = []
        for number, line in enumerate(lines):
            if line in clean:
                continue
            words = line.split()
            if not words:
                continue
            seen = reduce(or_, map(looked, words))
            somebody = seen & beings
            found = seen & seen >> shift
            if found:
                found &= present(somebody) & seen >> 2 * shift
            if not found and somebody < mark:
                silent.append(line)
                continue
            rows = list(self._met(found, self._kinds(words))) if found and len(words) <= _LONG else []
            if found and not rows and somebody < mark and len(words) <= _LONG:
                silent.append(line)
                continue
            begins = begins or [0, *accumulate([len(line) + 1 for line in lines])]
            start = begins[number]
            if somebody >= mark:
                watching.append(Place(start, start + len(line), ()))
            if found:
                first, last = start + len(line) - len(line.lstrip()), start + len(line.rstrip())
                likely = None if len(words) > _LONG else self._near(rows, words, bare, text, first, last)
                if likely or likely is None:
                    plausible.append(Place(first, last, likely))
        clean.update([line for line in silent if len(line) < _LINE])
        return plausible, watching

    def forget(self) -> None:
        """Forget all text in which nothing was found; a measurement asks for that."""
        self._clean.clear()
        self.silent.clear()

    def _near(self, rows: list[_Row], words: list[str], bare: str, text: str, start: int, end: int) -> tuple[Line, ...]:
        """The frames, of these, whose words stand near enough, and before a question mark where they need one."""
        rows = [row for row in rows if not row.asked or _questioned(text, start, end)]
        if rows and _LOOSE.search(text, start, end) is None:
            kinds = self._kinds(words)
            begins = self._begins(kinds, bare, text, start, end) if any(row.line.starts for row in rows) else []
            rows = [row for row in rows if _close(row, kinds, begins)]
        return tuple([row.line for row in rows])

    def _begins(self, kinds: list[int], bare: str, text: str, start: int, end: int) -> list[int]:
        """The words of a rough sentence with which a clause may begin.

        That is the first, and any behind a mark, a verb or a conjunction, with adverbs between.
        """
        g, masks = self._grammar, self._words.masks
        before = g.verb | g.conj | g.sub | self._lexicon.bits.bit("clausal")
        spans = [found.span() for found in _WORD.finditer(bare, start, end)]
        # a mark may have become blank, or stand in the rough word itself
        marked = [False]
        for (_, ended), (begun, _) in pairwise(spans):
            between = text[ended:begun]
            marked.append(not between.isspace() or not text[ended - 1].isalnum() or not text[begun].isalnum())
        found = []
        for at in range(len(kinds)):
            index = at
            while index and not marked[index] and masks[kinds[index - 1]] & (g.adv | g.neg):  # "no one" is one word
                index -= 1
            if index == 0 or marked[index] or masks[kinds[index - 1]] & before:
                found.append(at)
        return found

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
        if len(self._clean) > _LINES or len(self.silent) > _PIECES:
            self.forget()

    def _looked(self, words: list[str], asked: bool) -> int:
        """The frames of which the words meet the demands that are looked for; one bit a frame."""
        seen = reduce(or_, map(self._words.__getitem__, words), 0)
        found = seen & seen >> self._shift
        if found:
            found &= self._present[seen & self._beings] & seen >> 2 * self._shift
        return found if asked else found & self._plain

    def _kinds(self, words: list[str]) -> list[int]:
        return list(map(self._words.kinds.__getitem__, words))

    def _met(self, found: int, kinds: list[int]) -> Iterator[_Row]:
        """Those of the found frames whose other demands are met too, by words of these kinds."""
        rows, first = self._rows, self._first
        while found:
            lowest = found & -found
            found ^= lowest
            row = rows[lowest.bit_length() - 1 - first]
            left = iter(kinds)
            for met in row.order:
                if not any(map(met, left)):  # goes on behind the word that met the element before
                    break
            else:
                if all(any(map(met, kinds)) for met in row.somewhere):
                    yield row


def _questioned(text: str, start: int, end: int) -> bool:
    """Whether a question mark stands in what could be one sentence with a rough one: that may be but a part of it."""
    begin = max(text.rfind("\n\n", max(0, start - _AROUND), start), start - _AROUND, 0)
    stop = text.find("\n\n", end, end + _AROUND)
    return text.find("?", begin, stop if stop >= 0 else end + _AROUND) >= 0


def _all(met: list[_Met], numbers: list[int]) -> tuple[_Met, ...]:
    return tuple([met[number] for number in numbers])


def _close(row: _Row, kinds: list[int], begins: list[int]) -> bool:
    """Whether words for all elements stand as near to each other as the frame wants; ``begins``: clauses may there."""
    if len(row.order) < 2 and not row.line.starts:
        return True
    size = len(kinds)
    places = range(size)
    reached: list[int] = []
    for (least, most), met in zip(row.line.distances(row.inverts), row.order, strict=True):
        if not reached:
            reached = list(compress(places, map(met, kinds)))
            if row.line.starts:
                reached = [at for at in reached if at in begins]
        elif most >= ANY:
            begin = reached[0] + least + 1
            reached = list(compress(places[begin:], map(met, kinds[begin:])))
        else:
            near = {at for before in reached for at in places[before + least + 1 : before + most + 2]}
            reached = [at for at in sorted(near) if met(kinds[at])]
        if not reached:
            return False
    return True
