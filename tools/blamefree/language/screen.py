"""The first look: which rough sentences could hold a word of blame at all.

A frame can only match where its anchor, one word for each of its other necessary elements and, when it has a slot,
somebody who could fill it stand in the same sentence. That is asked with sets of words, before anything is parsed; it
may say yes too often, never no too often.
"""

from __future__ import annotations

import re

from .frames import Line
from .grammar import Grammar
from .lexicon import Lexicon

_BLANK = str.maketrans(
    dict.fromkeys('*_~`()[]{}"<>/\\,;#=', " ")
    | dict.fromkeys("–—…“”„«»", " ")
    | {"\n": " ", "\r": " ", "|": "\n", "’": "'"}
)
_ENTITY = re.compile(r"&(?:#|[A-Za-z])[A-Za-z0-9]*;")
_STARS = re.compile(r"\*+")
_UNSEEN = re.compile(r"[\u00ad\u200b\u2060\u0300-\u036f]")


def flat(text: str) -> str:
    """A text ready for the first look, every character at its place: lowered, marks blank, a line a rough sentence."""
    lowered = text.lower()
    if len(lowered) != len(text):
        lowered = "".join(char.lower() if len(char.lower()) == 1 else char for char in text)
    lowered = lowered.translate(_BLANK)
    lowered = lowered.replace(": ", "  ").replace(". ", "\n ").replace(".", " ")
    if "?" in lowered:
        lowered = lowered.replace("?", "\n")
    return lowered.replace("!!", " \x02").replace("! ", "\n ").replace("\x02", "!") if "!" in lowered else lowered


def hidden(text: str) -> bool:
    """Whether marks inside words, entities or combining characters hide words from the first look."""
    for found in _STARS.finditer(text):
        start, end = found.span()
        if start and text[start - 1].isalnum() and text[end : end + 1].isalnum():
            return True
    if "&" in text and _ENTITY.search(text):
        return True
    return not text.isascii() and _UNSEEN.search(text) is not None


class _Need:
    """What must stand beside the anchor for one frame to match."""

    __slots__ = ("beings", "line", "masks", "others")

    def __init__(self, line: Line, lexicon: Lexicon, grammar: Grammar) -> None:
        frame = line.frame(lexicon)
        self.line = line
        self.beings = grammar.wanted(frame)
        others = []
        masks = []
        for element in (*frame.lead, *frame.before, *frame.after):
            if (
                element.least
                and not element.any
                and not element.slot
                and all(w[-1].isalnum() or w == "!" for w in element.words)
            ):
                words = set(element.words)
                tags = [tag for tag in element.tags if tag.partition(".")[0] in lexicon.open_classes]
                for tag in element.tags:
                    words.update(lexicon.members_of(tag))
                if tags:
                    masks.append((frozenset(words), tuple(lexicon.bits.mask(tag) for tag in tags)))
                else:
                    others.append(frozenset(words))
        self.others = tuple(sorted(others, key=len))
        self.masks = tuple(masks)

    def near(self, words: set[str], lexicon: Lexicon) -> bool:
        """Whether every other necessary element has a word among the words of a rough sentence."""
        for other in self.others:
            if words.isdisjoint(other):
                return False
        return not self.masks or all(self._derived(closed, masks, words, lexicon) for closed, masks in self.masks)

    @staticmethod
    def _derived(closed: frozenset[str], masks: tuple[int, ...], words: set[str], lexicon: Lexicon) -> bool:
        if not words.isdisjoint(closed):
            return True
        look = lexicon.mask
        return any(found & wanted == wanted for found in map(look, words) for wanted in masks)


class Screen:
    """The first look of one pack."""

    def __init__(self, index: dict[str, list[Line]], lexicon: Lexicon, grammar: Grammar) -> None:
        self._index = index
        self._anchors = frozenset(index)
        self._lexicon = lexicon
        self._grammar = grammar
        self._beings: dict[str, int] = {}
        self._needs: dict[str, list[_Need]] = {}

    def _needed(self, anchor: str) -> list[_Need]:
        needs = self._needs.get(anchor)
        if needs is None:
            needs = self._needs[anchor] = [_Need(line, self._lexicon, self._grammar) for line in self._index[anchor]]
        return needs

    def _plausible(self, words: set[str]) -> bool:
        beings = -1
        for anchor in self._anchors & words:
            for need in self._needed(anchor):
                if need.near(words, self._lexicon):
                    if not need.beings:
                        return True
                    if beings < 0:
                        beings = self._present(words)
                    if need.beings & beings:
                        return True
        return False

    def likely(self, rough: str) -> dict[str, list[Line]]:
        """The frames that could match in a piece of flat text, by the word that is their anchor."""
        words = set(rough.split())
        beings = -1
        found: dict[str, list[Line]] = {}
        for anchor in self._anchors & words:
            for need in self._needed(anchor):
                if not need.near(words, self._lexicon):
                    continue
                if need.beings and beings < 0:
                    beings = self._present(words)
                if not need.beings or need.beings & beings:
                    found.setdefault(anchor.removesuffix("'s"), []).append(need.line)
        return found

    def any(self, text: str) -> bool:
        """Whether any rough sentence of a flat text is plausible."""
        anchors = self._anchors
        for line in text.split("\n"):
            words = set(line.split())
            if not anchors.isdisjoint(words) and self._plausible(words):
                return True
        return False

    def _present(self, words: set[str]) -> int:
        """The kinds of beings that the words name, as bits."""
        found = 0
        known = self._beings
        for word in words:
            mask = known.get(word)
            if mask is None:
                mask = self._being(word)
                if len(known) < 50_000:
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
