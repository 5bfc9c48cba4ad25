"""Whether the words of a frame stand in a sentence as the frame wants them, whoever the agent may be.

That is asked of the text as it is written, before Markdown is taken away, and tells most sentences of which the first
look has found the words from those that need to be parsed. It may say yes too often, never no too often.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from blamefree.patterns import lazy

from .frames import Element, Frame
from .grammar import Grammar
from .sentence import CODE, Sentence

_LINK = lazy(r"(?<!!)\[([^\[\]]*)\]\([^()\s]*\)|\[\^[^\]\s]+\]")
_CODE = lazy(r"`[^`]+`")
_ADDRESS = lazy(r"(?<![\w/])https?://[^\s<>)\]]+")
_QUOTED = lazy(r"\s*\n[>\s]*")
_LOOSE = lazy(r"[<`\[\]\\]|~~|://|(?<!\w)_|_(?!\w)|\w\*+\w")
"""What may yet make one word of several, or stand between words that people read side by side."""

_CLUE = lazy(r"[<`\[\]\\_~*]")
"""What all Markdown holds that could do so, but addresses, long spaces and headings."""

_ASIDE = 8
"""Tokens; so long a parenthesis may stand between a verb and what follows its subject."""

_Step = Callable[[Element, set[int]], set[int]]


def unmarked(text: str, start: int, end: int) -> bool:
    """Whether words that people read side by side stand side by side in a piece of Markdown as it is written."""
    return _CLUE.search(text, start, end) is None and text.find("://", start, end) < 0


def alone(piece: str) -> bool:
    """Whether a piece of Markdown is read as it is wherever it stands but in a heading; see :func:`readable`."""
    return "`" not in piece


def headed(text: str, start: int) -> bool:
    """Whether a piece of Markdown begins in the line of a heading."""
    return text.startswith("#", text.rfind("\n", 0, start) + 1)


def readable(text: str, start: int, end: int) -> str | None:
    """A piece of Markdown as people read it; ``None`` where that is not sure without reading the whole block."""
    piece = text[start:end]
    if "\n" in piece:
        if headed(text, start) or "  \n" in piece:
            return None  # a heading ends with its line, and a sentence where a line is broken
        piece = _QUOTED.sub(" ", piece)
    if unmarked(text, start, end):
        return piece
    if "`" in piece:
        before = text[max(text.rfind("\n\n", 0, start), 0) : start]
        if before.count("`") % 2 or "``" in before or "``" in piece or "<" in before or "\\" in before:
            return None
        piece = _CODE.sub(CODE, piece)
    if "[" in piece:
        piece = _LINK.sub(r"\1", piece)
    if "://" in piece:
        piece = _ADDRESS.sub(CODE, piece)
    return None if _LOOSE.search(piece) else piece.replace("*", "")


class Shape:
    """The tokens of a sentence as it is written, asked for frames."""

    def __init__(self, sentence: Sentence, grammar: Grammar) -> None:
        """Take a sentence as :func:`readable` gives it."""
        self._words, self._masks, self._gens = sentence.words, sentence.masks, sentence.gens
        self._size = len(sentence.words)
        self._g = grammar

    def holds(self, frame: Frame, anchors: frozenset[str], wanted: int) -> bool:
        """Whether a frame could match; ``anchors``: what anchors it, ``wanted``: the beings of which it needs one."""
        for at in [at for at, word in enumerate(self._words) if word in anchors]:
            if self._around(frame, at, wanted):
                return True
        return False

    def _around(self, frame: Frame, at: int, wanted: int) -> bool:
        if frame.slot == "SUBJ" and self._g.v2:  # the subject may stand behind the verb, and part the frame
            firsts = self._behind(frame.before[1:], {at})
            if firsts and frame.before:
                firsts = self._before(frame.before[0], max(firsts))
            return bool(firsts) and bool(self._ahead(frame.after, self._parted(at))) and self._negated(frame, at)
        if not self._next(frame.after, at + 1):  # what most frames lack, and is soon asked
            return False
        firsts = self._behind(frame.before, {at})
        if not firsts or "start" in frame.options and not any(map(self._starts, firsts)):
            return False
        if not self._ahead(frame.after, {at + 1}):
            return False
        if frame.slot == "GEN":
            return any(map(self._owned, firsts))
        return frame.slot != "SUBJ" or self._led(max(firsts), wanted) and self._negated(frame, at)

    def _next(self, elements: Sequence[Element], at: int) -> bool:
        """Whether the first element, where it is one token for sure, is the one at a place."""
        if not elements:
            return True
        first = elements[0]
        if first.slot or first.least != 1 or first.most != 1:
            return True
        if at == self._size:
            return _ends(first)
        return first.fits(self._words[at], self._masks[at])

    def _parted(self, at: int) -> set[int]:
        """The tokens behind one that may be parted from it by nothing but a subject, what hangs on it, and adverbs."""
        g, masks, words, end = self._g, self._masks, self._words, at + 1
        crossed, aside = g.adv | g.neg | g.pronoun | g.det | g.prep, 0
        while end < self._size:
            if words[end] in ",–—(":
                aside = end + _ASIDE
            elif end > aside and masks[end] & (g.sub | g.who) and not masks[end] & crossed or words[end] in ";:.?!":
                break
            end += 1
        return set(range(at + 1, end + 1))

    def _negated(self, frame: Frame, at: int) -> bool:
        """Whether the negation that a frame with a subject wants may stand where it says something of the verb."""
        if frame.options.get("neg") != "require":
            return True
        last = max(self._parted(at)) if self._g.v2 else at
        negation = self._g.neg | self._g.nobody
        return any(map(negation.__and__, self._masks[: last + 1]))

    def _ahead(self, elements: Sequence[Element], places: set[int]) -> set[int]:
        """The tokens behind matches of the elements that begin at these tokens."""
        for element in elements:
            if element.slot == "BY":
                break
            places = self._passed(element, places, self._right)
            if not places:
                break
        return places

    def _behind(self, elements: Sequence[Element], places: set[int]) -> set[int]:
        """The first tokens of matches of the elements that end before these tokens."""
        for element in reversed(elements):
            places = self._passed(element, places, self._left)
            if not places:
                break
        return places

    def _passed(self, element: Element, places: set[int], step: _Step) -> set[int]:
        if element.least == element.most == 1 and not element.slot:
            return step(element, places)
        if element.slot:
            return set(range(min(places) + 1, self._size + 1)) if step == self._right else set(range(max(places)))
        found = set() if element.least else set(places)
        for _ in range(element.most):
            places = step(element, places)
            if not places:
                break
            found |= places
        return found

    def _right(self, element: Element, places: set[int]) -> set[int]:
        """The tokens behind one token that fits and begins at one of these places."""
        words, masks, size = self._words, self._masks, self._size
        found = {at + 1 for at in places if at < size and element.fits(words[at], masks[at])}
        if size in places and _ends(element):
            found.add(size)
        return found

    def _left(self, element: Element, places: set[int]) -> set[int]:
        """The tokens that fit before one of these places."""
        words, masks = self._words, self._masks
        found = {at - 1 for at in places if at and element.fits(words[at - 1], masks[at - 1])}
        if 0 in places and _ends(element):
            found.add(0)
        return found

    def _before(self, element: Element, end: int) -> set[int]:
        """The tokens before one that fit."""
        if element.slot or element.any or not element.least:
            return {0}
        return {at for at in range(end) if element.fits(self._words[at], self._masks[at])} or (
            {0} if _ends(element) else set()
        )

    def _starts(self, index: int) -> bool:
        """Whether a clause may begin at a token."""
        g, masks = self._g, self._masks
        while index > 0 and masks[index - 1] & g.adv:
            index -= 1
        if index <= 0 or not self._words[index - 1][-1].isalnum():
            return True
        return bool(masks[index - 1] & (g.verb | g.conj | g.sub))

    def _owned(self, index: int) -> bool:
        """Whether an owner may stand before a token."""
        g = self._g
        for at in range(index - 1, max(index - 5, -1), -1):
            mask = self._masks[at]
            if mask & (g.possessive | g.genitive) or self._gens[at] or g.v2 and mask & g.name:
                return True
        return False

    def _led(self, first: int, wanted: int) -> bool:
        """Whether somebody stands before a token, or "he" or "she" behind it, who make persons of unknown words."""
        g = self._g
        if wanted <= 0 or wanted & (g.system | g.attacker):  # what is unknown may be one of these
            return True
        for at, mask in enumerate(self._masks):
            if mask & g.single:
                return True
            if at <= first and (self._words[at][0] == "@" or mask and g.presence(mask, True) & wanted):
                return True
            if at <= first and mask & g.person_relative:
                return True
        return False


def _ends(element: Element) -> bool:
    """Whether a mark fits, as may stand before and behind all that is written."""
    return element.any or not all(word[-1].isalnum() for word in element.words)
