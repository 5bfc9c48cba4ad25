"""The first look: which rough sentences could hold a word of blame at all.

A frame can only match where its anchor, one word for each of its other necessary elements and, when it has a slot,
somebody who could fill it stand in the same sentence. That is asked with sets of words, before anything is parsed; it
may say yes too often, never no too often.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from .frames import Element, Frame, Line
from .grammar import Grammar
from .lexicon import Lexicon

_MANY = 50_000
"""Words; as many are remembered with the beings that they can name."""


class _Need(NamedTuple):
    """What must stand beside the anchor for one frame to match.

    ``first`` and ``others`` are sets of words of which one must be there; ``derived`` are sets of words beside masks:
    of these a word may also have one that no list names. ``beings`` are bits of which somebody must have one.
    """

    first: frozenset[str] | None
    others: tuple[frozenset[str], ...]
    derived: tuple[tuple[frozenset[str], tuple[int, ...]], ...]
    beings: int
    line: Line


class Screen:
    """The first look of one pack."""

    def __init__(self, index: dict[str, list[Line]], lexicon: Lexicon, grammar: Grammar) -> None:
        self._index = index
        self.anchors = frozenset(index)
        self._lexicon = lexicon
        self._grammar = grammar
        self._beings: dict[str, int] = {}
        self._needs: dict[str, tuple[_Need, ...]] = {}
        self._shared: dict[frozenset[str], frozenset[str]] = {}

    def likely(self, rough: str) -> dict[str, list[Line]]:
        """The frames that could match in a piece of flat text, by the word that is their anchor."""
        words = set(rough.split())
        found: dict[str, list[Line]] = {}
        for anchor, need in self._met(words):
            found.setdefault(anchor.removesuffix("'s"), []).append(need.line)
        return found

    def any(self, text: str) -> bool:
        """Whether any rough sentence of a flat text is plausible."""
        anchors = self.anchors
        for line in text.split("\n"):
            words = line.split()
            if not anchors.isdisjoint(words):
                for _ in self._met(set(words)):
                    return True
        return False

    def _met(self, words: set[str]) -> Iterable[tuple[str, _Need]]:
        """What is met among the words of a rough sentence, with its anchor."""
        needs = self._needs
        missing = words.isdisjoint
        beings = -1
        for anchor in self.anchors & words:
            for need in needs.get(anchor) or self._needed(anchor):
                first, others, derived, wanted, _ = need
                if first is not None and missing(first):
                    continue
                if others and any(map(missing, others)):
                    continue
                if wanted:
                    if beings < 0:
                        beings = self._present(words)
                    if not wanted & beings:
                        continue
                if derived and not self._derived(derived, words):
                    continue
                yield anchor, need

    def _derived(self, derived: tuple[tuple[frozenset[str], tuple[int, ...]], ...], words: set[str]) -> bool:
        """Whether each of these elements has a word, listed or with the right mask."""
        look = self._lexicon.mask
        for closed, masks in derived:
            if words.isdisjoint(closed):
                for word in words:
                    known = look(word)
                    if known and any(known & wanted == wanted for wanted in masks):
                        break
                else:
                    return False
        return True

    def _needed(self, anchor: str) -> tuple[_Need, ...]:
        found = self._needs[anchor] = tuple(map(self._need, self._index[anchor]))
        return found

    def _need(self, line: Line) -> _Need:
        frame = line.frame(self._lexicon)
        others = []
        derived = []
        for element in _necessary(frame):
            words = set(element.words)
            masks = []
            for tag in element.tags:
                words.update(self._lexicon.members_of(tag))
                if tag.partition(".")[0] in self._lexicon.open_classes:
                    masks.append(self._lexicon.bits.mask(tag))
            listed = frozenset(words)
            listed = self._shared.setdefault(listed, listed)
            if masks:
                derived.append((listed, tuple(masks)))
            else:
                others.append(listed)
        others.sort(key=len)
        first = others.pop(0) if others else None
        return _Need(first, tuple(others), tuple(derived), self._grammar.wanted(frame), line)

    def _present(self, words: set[str]) -> int:
        """The kinds of beings that the words name, as bits."""
        found = 0
        known = self._beings
        for word in words:
            mask = known.get(word)
            if mask is None:
                mask = self._being(word)
                if len(known) < _MANY:
                    known[word] = mask
            found |= mask
        return found

    def _being(self, word: str) -> int:
        owner = word.endswith(("'s", "s'"))
        bare = word[:-2] if word.endswith("'s") else word.rstrip("'")
        if word[0] == "@":
            return self._grammar.name | self._grammar.owner
        mask = self._lexicon.mask(bare)
        return self._grammar.presence(mask, owner or bool(mask & self._grammar.name and word.endswith("s")))


def _necessary(frame: Frame) -> Iterable[Element]:
    """The elements beside the anchor that name words and must be there."""
    for element in (*frame.lead, *frame.before, *frame.after):
        named = all(word[-1].isalnum() or word == "!" for word in element.words)
        if element.least and not element.any and not element.slot and named:
            yield element
