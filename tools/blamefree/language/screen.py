"""The first look: which rough sentences could hold a word of blame at all.

A frame can only match where words for its necessary elements stand in the same sentence in their order and, when it has
a slot, somebody who could fill it. The rarest of these demands are bits, every word has the bits of the demands that it
meets, and a sentence the bits of its words; what is left is asked frame by frame. That is done before anything is
parsed; it may say yes too often, never no too often.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import reduce
from itertools import accumulate, repeat
from operator import itemgetter, or_
from typing import NamedTuple

from . import adverbials as adverbs
from .demands import Demands, Words
from .frames import Line, outline
from .grammar import Grammar
from .layout import MANY, Demand, Lots
from .lexicon import Lexicon
from .rows import Row, Rows
from .sentence import LONGEST, Sentence
from .shape import Shape, alone, headed, readable, unmarked
from .weights import Weights

_LONG = 400
"""Words; a sentence with more is not searched for its frames one by one."""

_LINE, _LINES = 400, 20_000
"""Characters and number of the sentences that are remembered with what the first look found in them."""

_BESIDE = 3
"""Characters; so far from a rough sentence a mark may stand that belongs to it."""

_PIECES = 4_000
"""Paragraphs of prose that are remembered in the same way."""

_OFTEN = itemgetter(1)

_AROUND = 4 * LONGEST
"""Characters; so far from a rough sentence the end of a sentence may stand."""


_UNREAD: tuple[str, tuple[Line, ...]] = ("", ())
"""Stands for what was found in a sentence that nobody has looked at."""


class Place(NamedTuple):
    """A stretch of a text, and the frames that could match there; ``None`` for a sentence too long to search."""

    start: int
    end: int
    lines: tuple[Line, ...] | None


class _Parts(NamedTuple):
    """The demands of a frame for words: number, how often such words stand in a text, and the element.

    ``found`` in the order of the frame, ``extra`` for words anywhere; ``wanted``: the beings of which it needs one;
    ``asked``: whether it needs a question mark.
    """

    found: list[tuple[int, int, str]]
    extra: list[tuple[int, int, str]]
    wanted: int
    asked: bool


class Screen:
    """The first look of one pack. Raises ValueError for a frame without an anchor."""

    def __init__(
        self, lines: Iterable[Line], lexicon: Lexicon, grammar: Grammar, smallest: frozenset[str] | None = None
    ) -> None:
        """Make the first look ready.

        ``smallest``: words that are everywhere, so that frames are looked for by others; ``None``: by any.
        """
        self._lexicon, self._grammar = lexicon, grammar
        self._adverbs = adverbs.adverbials(lexicon)
        self._anchors: dict[Line, frozenset[str]] = {}
        self._demands = Demands()
        self._weights = None if smallest is None else Weights(lexicon, grammar.closed, smallest)
        every = list(lines)
        asked = list(map(self._demand, every))
        self.silent: set[str] = set()
        """Paragraphs of prose in which nothing was found."""
        self._clean: dict[str, tuple[str, tuple[Line, ...]] | None] = {}
        # systems and users stand in many sentences, and few frames ask for them
        crowd = grammar.system | grammar.user
        common = frozenset(number for wanted, number in self._demands.beings.items() if wanted & crowd)
        self._lots = Lots(asked, common)
        self._words = Words(self._demands, self._lots, lexicon, grammar)
        self._rows = Rows(every, self._row)

    def _parts(self, line: Line) -> _Parts:
        """The demands of a frame."""
        demands, weights = self._demands, self._weights
        anchor, before, after, slot, options = outline(line.source)
        pieces = [*before, anchor, *after]
        elements = demands.elements.__getitem__
        numbers = [*map(elements, before), demands.anchor(anchor), *map(elements, after)]
        often = map(weights.__getitem__, pieces) if weights is not None else repeat(0)
        found = [part for part in zip(numbers, often, pieces, strict=False) if part[0]]
        more = ["@by"] if "BY" in before or "BY" in after else []
        if options.get("neg") == "require":
            more.append("@neg|@nobody")
        extra = [(elements(piece), weights[piece] if weights is not None else 0, piece) for piece in more]
        return _Parts(found, extra, self._grammar.wanted(slot, options), options.get("question") == "mark")

    def _demand(self, line: Line) -> Demand:
        """What a frame demands: somebody, and words, the rarest first."""
        parts = self._parts(line)
        rarest = sorted(parts.found + parts.extra, key=_OFTEN)
        return self._demands.somebody(parts.wanted), tuple([number for number, _, _ in rarest])

    def _row(self, line: Line) -> Row:
        """The row of a frame, of the kinds of words that meet each of its demands."""
        kinds, parts = self._words.meeting, self._parts(line)
        # of several exclamation marks only one is left in a rough text
        order = [(kinds[number], often) for number, often, piece in parts.found if piece != "!"]
        somewhere = [kinds[number] for number, _, piece in parts.found if piece == "!"]
        somewhere += [kinds[number] for number, _, _ in parts.extra]
        return Row(line, order, somewhere, parts.wanted, parts.asked, self._grammar.v2)

    def likely(self, bare: str, asked: bool) -> list[Line]:
        """The frames that could match in a sentence of rough text, in the order of the pack.

        ``asked``: the sentence has a question mark.
        """
        words = bare.split()
        self._forget()
        rows, kinds = self._looked(words, asked), self._kinds(words)
        return [row.line for row in rows if row.met(kinds)]

    def any(self, sentences: Iterable[list[str]], asked: bool) -> bool:
        """Whether any of these rough sentences, given as words, is plausible; ``asked``: there is a question mark."""
        self._forget()
        for words in sentences:
            rows = self._looked(words, asked)
            if rows and (len(words) > _LONG or any(map(Row.met, rows, repeat(self._kinds(words))))):
                return True
        return False

    def survey(self, bare: str, text: str, watched: frozenset[str]) -> tuple[list[Place], list[Place]]:
        """The rough sentences of a rough text that are plausible, and those with one of the ``watched`` words.

        ``text`` is the same text as it was written. What was found in a sentence is remembered, where that does not
        hang on what stands around it: forms, headings and what a document says again are looked at once.
        """
        self._forget()
        if self._words.watch(watched):
            self._clean.clear()
        every, few, people = self._words.__getitem__, self._words.alone.__getitem__, self._words.people
        lots, mark, clean = self._lots, self._lots.mark, self._clean
        plausible: list[Place] = []
        watching: list[Place] = []
        silent: list[str] = []
        lines = bare.split("\n")
        begins: list[int] = []
        for number, line in enumerate(lines):
            known = clean.get(line, _UNREAD)
            if known is None:
                continue
            if known is not _UNREAD:
                begins = begins or [0, *accumulate([len(line) + 1 for line in lines])]
                begin = begins[number] + len(line) - len(line.lstrip())
                if text.startswith(known[0], begin) and not ("\n" in known[0] and headed(text, begin)):
                    if known[1]:
                        plausible.append(Place(begin, begin + len(known[0]), known[1]))
                    continue
            words = line.split()
            if not words:
                continue
            bank, seen = lots.alone, reduce(or_, map(few, words)) if people.isdisjoint(words) else -1
            if seen & lots.people:  # a new word may name somebody
                bank, seen = lots.every, reduce(or_, map(every, words))
            met, strange = bank.found(seen), seen & mark
            if not met and not strange:
                silent.append(line)
                continue
            begins = begins or [0, *accumulate([len(line) + 1 for line in lines])]
            start = begins[number]
            if strange:
                watching.append(Place(start, start + len(line), ()))
            if met:
                begin, end = start + len(line) - len(line.lstrip()), start + len(line.rstrip())
                likely = None
                if len(words) <= _LONG:
                    kinds = self._kinds(words)
                    rows = [row for row in map(self._rows.__getitem__, bank.named(met)) if row.met(kinds)]
                    if not rows and not strange:
                        silent.append(line)
                        continue
                    likely = self._standing(rows, kinds, text, begin, end)
                    written = text[begin:end]
                    if not strange and len(line) < _LINE and not any(row.asked for row in rows) and alone(written):
                        clean[line] = written, likely
                if likely or likely is None:
                    plausible.append(Place(begin, end, likely))
        clean.update([(line, None) for line in silent if len(line) < _LINE])
        return plausible, watching

    def dismiss(self, line: str) -> None:
        """Remember of a rough sentence that there is nothing to say about it, whatever stands around it."""
        found = self._clean.get(line)
        if found is not None and unmarked(found[0], 0, len(found[0])):  # what begins elsewhere may end in it
            self._clean[line] = found[0], ()

    def forget(self) -> None:
        """Forget all text that was looked at; a measurement asks for that."""
        self._clean.clear()
        self.silent.clear()

    def _standing(self, rows: list[Row], kinds: list[int], text: str, start: int, end: int) -> tuple[Line, ...]:
        """The frames, of these, that find their words as they want them, and a question mark where they need one."""
        near = text[max(0, start - _BESIDE) : end + _BESIDE]
        rows = [row for row in rows if row.line.marked(near) and (not row.asked or _questioned(text, start, end))]
        if rows and unmarked(text, start, end):
            rows = [row for row in rows if row.beside(kinds)]
        piece = readable(text, start, end) if rows and end - start <= LONGEST else None
        if piece is not None:
            lexicon, grammar = self._lexicon, self._grammar
            shape = Shape(adverbs.read(Sentence(piece, 0, len(piece), lexicon), self._adverbs, grammar.adv), grammar)
            rows = [row for row in rows if shape.holds(row.line.frame(lexicon), self.anchors(row.line), row.wanted)]
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
        if len(self._clean) > _LINES or len(self.silent) > _PIECES:
            self.forget()

    def _kinds(self, words: list[str]) -> list[int]:
        return list(map(self._words.kinds.__getitem__, words))

    def _looked(self, words: list[str], asked: bool) -> list[Row]:
        """The frames of which these words meet the demands that are looked for."""
        bank = self._lots.every
        found = bank.named(bank.found(reduce(or_, map(self._words.__getitem__, words), 0)))
        return [self._rows[number] for number in found if asked or not self._rows[number].asked]


def _questioned(text: str, start: int, end: int) -> bool:
    """Whether a question mark stands in what could be one sentence with a rough one: that may be but a part of it."""
    begin = max(text.rfind("\n\n", max(0, start - _AROUND), start), start - _AROUND, 0)
    stop = text.find("\n\n", end, end + _AROUND)
    return text.find("?", begin, stop if stop >= 0 else end + _AROUND) >= 0
