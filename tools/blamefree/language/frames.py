"""Frames: short patterns over words and word classes, with a slot for the agent.

``SUBJ @forget.past`` reads: a form of a word of class *forget* with the feature *past*, whose subject is the agent.

``word|other``      one of these words
``@class.feature``  a word of a class that has a feature; also among alternatives
``_``               any one word
``..``  ``...``     at most five words without a comma; at most eight
``__``              at most four words of one noun phrase
``?``  ``*``        behind an element: optional; up to four times

``SUBJ``, ``SUBJ?``, ``GEN``, ``OWNER``, ``BY`` and ``NP`` are the slots. The anchor, which the first look asks for,
is marked with ``^``; without a mark it is the first element that names words. Options stand in braces at the end.
"""

from __future__ import annotations

from blamefree.patterns import lazy
from blamefree.values import dataclass

from .agent import Agent
from .lexicon import Lexicon

_SLOTS = frozenset({"SUBJ", "SUBJ?", "GEN", "OWNER", "BY", "NP"})
_MARKED = lazy(r"[\W_](?:\||$)")
_GAPS = {"..": (5, ",;:.?!()"), "...": (8, ";:.?!"), "__": (4, ",;:.?!()")}


@dataclass(frozen=True, slots=True)
class Element:
    """One place of a frame: which tokens fit, and how many."""

    words: frozenset[str]
    masks: tuple[int, ...]
    least: int = 1
    most: int = 1
    barred: str = ""
    slot: str = ""
    any: bool = False
    shut: int = 0
    tags: tuple[str, ...] = ()

    def fits(self, word: str, mask: int) -> bool:
        """Whether a token may stand at this place."""
        if self.any:
            return word not in self.barred and not mask & self.shut
        if word in self.words:
            return True
        for wanted in self.masks:  # noqa: SIM110 - a generator would take twice the time
            if mask & wanted == wanted:
                return True
        return False


@dataclass(frozen=True, slots=True)
class Frame:
    """A compiled pattern: what stands before the anchor, the anchor, what follows, and what it means."""

    source: str
    slot: str
    before: tuple[Element, ...]
    anchor: Element
    after: tuple[Element, ...]
    options: dict[str, str]
    category: str
    rule: str
    lead: tuple[Element, ...] = ()
    negative: bool = False


@dataclass(frozen=True, slots=True)
class Hit:
    """Where a frame matched: tokens first..last, and the agent that its slot found."""

    frame: Frame
    first: int
    last: int
    agent: Agent | None


def compile_frame(source: str, lexicon: Lexicon, category: str = "", rule: str = "") -> Frame:
    """Compile one line of a pack. Raises ValueError when it has no anchor."""
    pieces, front, slot, options = _split(source)
    lead = tuple(_element(piece, lexicon) for piece in front)
    anchor = _anchor(pieces, source)
    elements = [_element(piece.removeprefix("^"), lexicon) for piece in pieces]
    if not slot:
        slot = next((element.slot for element in elements if element.slot), "")
    neg = lexicon.bits.bit("neg")
    negative = any(lexicon.words.get(word, 0) & neg for element in elements for word in element.words)
    before, after = tuple(elements[:anchor]), tuple(elements[anchor + 1 :])
    return Frame(source, slot, before, elements[anchor], after, options, category, rule, lead, negative)


def _split(source: str) -> tuple[list[str], list[str], str, dict[str, str]]:
    """The elements of a frame as written, those before an owner, the slot that leads, and the options."""
    text, _, tail = source.partition("{")
    options: dict[str, str] = {}
    for pair in tail.rstrip("} ").split():
        key, _, value = pair.partition("=")
        options[key] = value or "yes"
    pieces = text.split()
    slot = ""
    front: list[str] = []
    if "GEN" in pieces:
        slot = "GEN"
        front = pieces[: pieces.index("GEN")]
        pieces = pieces[pieces.index("GEN") + 1 :]
    elif pieces and pieces[0] in ("SUBJ", "SUBJ?"):
        slot = pieces.pop(0)
    if slot in ("SUBJ", "SUBJ?"):
        while len(pieces) > 1 and pieces[0] == "@adv*":
            del pieces[0]  # the way from the verb to its subject leads over adverbs anyway
    return pieces, front, slot, options


def outline(source: str) -> tuple[str, list[str], list[str], str, dict[str, str]]:
    """The anchor of an uncompiled frame, what stands before and after it, its slot and its options.

    Elements are as written, but without the mark of the anchor. Raises ValueError when the frame has no anchor.
    """
    pieces, front, slot, options = _split(source)
    at = _anchor(pieces, source)
    whole = [*front, *pieces]
    if not slot:
        slot = next((piece for piece in pieces if piece in _SLOTS), "")
    before, after = [*front, *pieces[:at]], pieces[at + 1 :]
    return whole[_anchor(whole, source)].removeprefix("^"), before, [p.removeprefix("^") for p in after], slot, options


ANY = 1 << 30
"""Words; so many may stand between two elements when nothing limits them."""


def distances(source: str, inverts: bool) -> list[tuple[int, int]]:
    """For each element that ``outline`` gives: at least and at most how many words stand between it and the one before.

    Only elements that are visible, and the anchor, are counted; exclamation marks are not. ``inverts``: a subject may
    follow its verb.
    """
    pieces, front, slot, _ = _split(source)
    anchor = _anchor(pieces, source)
    found: list[tuple[int, int]] = []
    least = most = 0
    for at, piece in enumerate([*front, *pieces], start=-len(front)):
        if at == 0 and front:
            most = ANY  # the owner
        most += "-" in piece  # "no-one" may be written as two words
        if piece.removeprefix("^") != "!" and (at == anchor or visible(piece.removeprefix("^"))):
            found.append((least, most))
            least = most = 0
        elif piece in _GAPS:
            most += _GAPS[piece][0]
        elif piece in _SLOTS:
            least += piece == "NP"
            most = ANY
        else:
            most += 4 if piece[-1] == "*" else 1
        if inverts and slot == "SUBJ" and at in (0, anchor):
            most = ANY
    return found


_MARKS = frozenset(",;:()-–—/")
"""What stands inside sentences only, so that a frame that names it needs it where its words are."""


def marks(source: str) -> list[list[str]]:
    """Of which marks a frame needs one each: for every such element the marks that will do."""
    pieces, front, _, _ = _split(source)
    pieces = [piece.removeprefix("^") for piece in [*front, *pieces]]
    if "BY" in pieces:
        pieces = pieces[: pieces.index("BY")]
    several = [piece.split("|") for piece in pieces]
    return [alternatives for alternatives in several if _MARKS.issuperset(alternatives)]


def anchor_of(source: str) -> str:
    """The anchor of an uncompiled frame, without its mark. Raises ValueError when the frame has no anchor."""
    at = source.find("^")
    if at < 0 or at and source[at - 1] != " ":
        return outline(source)[0]
    end = source.find(" ", at)
    anchor = source[at + 1 : end if end > 0 else len(source)]
    return outline(source)[0] if anchor in _SLOTS or anchor in _GAPS or "{" in anchor else anchor


def visible(piece: str) -> bool:
    """Whether an element must be there and is made of words that can be seen without parsing."""
    if piece in _SLOTS or piece in _GAPS or piece == "_" or (piece[-1] in "?*" and len(piece) > 1):
        return False
    return _MARKED.search(piece) is None or all(word[-1].isalnum() or word == "!" for word in piece.split("|"))


def _element(piece: str, lexicon: Lexicon) -> Element:
    if piece in _SLOTS:
        return Element(frozenset(), (), slot=piece)
    if piece in _GAPS:
        most, barred = _GAPS[piece]
        shut = lexicon.bits.mask("prep.conj.sub.rel.neg") if piece == "__" else 0
        return Element(frozenset(), (), 0, most, barred, any=True, shut=shut)
    least, most = 1, 1
    if piece[-1] == "?" and len(piece) > 1:
        piece, least = piece[:-1], 0
    elif piece[-1] == "*" and len(piece) > 1:
        piece, least, most = piece[:-1], 0, 4
    if piece == "_":
        return Element(frozenset(), (), least, most, ",;:.?!", any=True)
    words, masks, tags = [], [], []
    for alternative in piece.split("|"):
        if alternative[0] == "@":
            masks.append(lexicon.bits.mask(alternative[1:]))
            tags.append(alternative[1:])
        else:
            words.append(alternative)
    return Element(frozenset(words), tuple(masks), least, most, tags=tuple(tags))


def _anchor(pieces: list[str], source: str) -> int:
    for i, piece in enumerate(pieces):
        if piece[0] == "^":
            if piece[1:] in _SLOTS or piece[1:] in _GAPS:
                raise ValueError(f"the anchor of the frame is no word: {source}")
            return i
    for i, piece in enumerate(pieces):
        if piece not in _SLOTS and piece not in _GAPS and piece[-1] not in "?*":
            return i
    raise ValueError(f"the frame has no word to look for: {source}")


class Line:
    """A frame as the pack writes it, compiled when it is first needed."""

    __slots__ = ("_distances", "_marks", "category", "compiled", "number", "rule", "source")

    def __init__(self, source: str, category: str, rule: str, number: int = 0) -> None:
        self.source, self.category, self.rule, self.number = source, category, rule, number
        self.compiled: Frame | None = None
        self._distances: list[tuple[int, int]] | None = None
        self._marks: list[list[str]] | None = None

    def marked(self, text: str) -> bool:
        """Whether a text has the marks that the frame needs."""
        if self._marks is None:
            self._marks = marks(self.source)
        return not self._marks or all(any(map(text.__contains__, several)) for several in self._marks)

    def distances(self, inverts: bool) -> list[tuple[int, int]]:
        """The distances between its elements; see the function of this name."""
        if self._distances is None:
            self._distances = distances(self.source, inverts)
        return self._distances

    def frame(self, lexicon: Lexicon) -> Frame:
        """The compiled frame."""
        if self.compiled is None:
            self.compiled = compile_frame(self.source, lexicon, self.category, self.rule)
        return self.compiled
