"""Frames: short patterns over words and word classes, with a slot for the agent.

``SUBJ @forget.past`` reads: a form of a word of class *forget* with the feature *past*, whose subject is the agent. An element is
``word|other``, ``@class``, ``@class.feature``, ``_`` (any one word), ``..`` (at most five words, no comma), ``...`` (at most
eight) or ``__`` (at most four words of one noun phrase); ``?`` and ``*`` make it optional or repeated (at most four times). ``SUBJ``, ``GEN``, ``BY`` and ``NP`` are the slots. The
anchor, which the scan looks for, is marked with ``^``; without a mark it is the first element that names words.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from .agent import Agent, Syntax
from .lexicon import Lexicon

_SLOTS = frozenset({"SUBJ", "SUBJ?", "GEN", "BY", "NP"})
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
        return any(mask & wanted == wanted for wanted in self.masks)


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


def compile_frame(source: str, lexicon: Lexicon, category: str = "", rule: str = "", defaults: dict[str, str] | None = None) -> Frame:
    """Compile one line of a pack. Raises ValueError when it has no anchor."""
    text, _, tail = source.partition("{")
    options = dict(defaults or {})
    for pair in tail.rstrip("} ").split():
        key, _, value = pair.partition("=")
        options[key] = value or "yes"
    pieces = text.split()
    slot = ""
    lead: tuple[Element, ...] = ()
    if "GEN" in pieces:
        slot = "GEN"
        lead = tuple(_element(piece, lexicon) for piece in pieces[: pieces.index("GEN")])
        pieces = pieces[pieces.index("GEN") + 1 :]
    elif pieces and pieces[0] in ("SUBJ", "SUBJ?"):
        slot = pieces.pop(0)
    if slot in ("SUBJ", "SUBJ?"):
        while len(pieces) > 1 and pieces[0] == "@adv*":
            del pieces[0]  # the way from the verb to its subject leads over adverbs anyway
    anchor = _anchor(pieces, source)
    elements = [_element(piece.removeprefix("^"), lexicon) for piece in pieces]
    if not slot:
        slot = next((element.slot for element in elements if element.slot), "")
    neg = lexicon.bits.bit("neg")
    negative = any(lexicon.words.get(word, 0) & neg for element in elements for word in element.words)
    before, after = tuple(elements[:anchor]), tuple(elements[anchor + 1 :])
    return Frame(source, slot, before, elements[anchor], after, options, category, rule, lead, negative)


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


def anchors(source: str, lexicon: Lexicon) -> Iterator[str]:
    """Every word that the anchor of an uncompiled frame stands for. Raises ValueError when the frame has no anchor."""
    pieces = source.partition("{")[0].split()
    for alternative in pieces[_anchor(pieces, source)].removeprefix("^").split("|"):
        if alternative[0] == "@":
            yield from lexicon.members_of(alternative[1:])
        else:
            yield alternative


def _anchor(pieces: list[str], source: str) -> int:
    for i, piece in enumerate(pieces):
        if piece[0] == "^":
            return i
    for i, piece in enumerate(pieces):
        if piece not in _SLOTS and piece not in _GAPS and piece[-1] not in "?*":
            return i
    raise ValueError(f"the frame has no word to look for: {source}")


class Line:
    """A frame as the pack writes it, compiled when it is first needed."""

    __slots__ = ("category", "compiled", "rule", "source")

    def __init__(self, source: str, category: str, rule: str) -> None:
        self.source, self.category, self.rule = source, category, rule
        self.compiled: Frame | None = None

    def frame(self, lexicon: Lexicon) -> Frame:
        """The compiled frame."""
        if self.compiled is None:
            self.compiled = compile_frame(self.source, lexicon, self.category, self.rule)
        return self.compiled


class Matcher:
    """Matches frames against one sentence."""

    def __init__(self, syntax: Syntax) -> None:
        self.syntax = syntax
        self.words = syntax.s.words
        self.masks = syntax.s.masks

    def forward(self, elements: tuple[Element, ...], k: int, i: int) -> tuple[int, Agent | None] | None:
        """Match elements[k:] from token i on: the token after the match and the agent of a slot in it."""
        words, masks = self.words, self.masks
        while k < len(elements):
            element = elements[k]
            if element.slot:
                return self._slot(elements, k, i)
            if element.least == element.most == 1:
                if i >= len(words) or not element.fits(words[i], masks[i]):
                    return None
                i += 1
                k += 1
                continue
            count = 0
            ends = [i] if element.least == 0 else []
            while count < element.most and i < len(words) and element.fits(words[i], masks[i]):
                count += 1
                i += 1
                ends.append(i)
            for end in ends if element.any else reversed(ends):
                found = self.forward(elements, k + 1, end)
                if found is not None:
                    return found
            return None
        return i, None

    def _slot(self, elements: tuple[Element, ...], k: int, i: int) -> tuple[int, Agent | None] | None:
        syntax = self.syntax
        slot = elements[k].slot
        if slot == "BY":
            agent = syntax.by(i)
            return None if agent is None else (i, agent)
        if i >= len(self.words):
            return None
        g = syntax.g
        mask = self.masks[i]
        if mask & g.pronoun and not (mask & g.det and i + 1 < len(self.words) and syntax.inside(i + 1)):
            agent = syntax.pronoun(i, True)
        else:
            phrase = syntax.right_phrase(i)
            agent = syntax.agent(*phrase) if phrase else None
        if agent is None:
            return None
        rest = self.forward(elements, k + 1, agent.last + 1)
        if rest is None:
            after = self._attribute(agent.last + 1)
            rest = self.forward(elements, k + 1, after) if after else None
        return None if rest is None else (rest[0], agent)

    def _attribute(self, i: int) -> int | None:
        """The token after a prepositional phrase: "anyone *on the team*"."""
        g = self.syntax.g
        if i + 1 >= len(self.words) or not self.masks[i] & g.prep:
            return None
        phrase = self.syntax.right_phrase(i + 1)
        return phrase[1] + 1 if phrase else None

    def backward(self, elements: tuple[Element, ...], i: int) -> tuple[int, Agent | None] | None:
        """Match elements so that they end before token i: the first token of the match, and a slot's agent."""
        k = len(elements) - 1
        words, masks = self.words, self.masks
        if k < 0:
            return i, None
        element = elements[k]
        if element.slot:
            phrase = self.syntax.left_phrase(i - 1)
            rest = self.backward(elements[:k], phrase[0]) if phrase else None
            return (rest[0], self.syntax.agent(*phrase)) if phrase and rest else None
        count = 0
        starts = [i] if element.least == 0 else []
        while count < element.most and i > 0 and element.fits(words[i - 1], masks[i - 1]):
            count += 1
            i -= 1
            if count >= element.least:
                starts.append(i)
        for start in starts if element.any else reversed(starts):
            found = self.backward(elements[:k], start)
            if found is not None:
                return found
        return None

    def match(self, frame: Frame, at: int) -> Hit | None:
        """Match a frame whose anchor is token ``at``; a negation inside that the frame does not name is no match."""
        hit = self._match(frame, at)
        if hit is None or frame.negative or frame.options.get("neg", "no") != "no":
            return hit
        neg = self.syntax.g.neg
        last = max(hit.last, hit.agent.first) if hit.agent else hit.last
        return None if any(self.masks[i] & neg for i in range(hit.first, last + 1)) else hit

    def _match(self, frame: Frame, at: int) -> Hit | None:
        behind = self.backward(frame.before, at)
        if behind is None:
            return None
        first, owner = behind
        if "start" in frame.options and not self.starts(first):
            return None
        if frame.slot != "SUBJ":
            rest = self.forward(frame.after, 0, at + 1)
            if rest is None:
                return None
            agent = rest[1] or owner
            if frame.slot == "GEN":
                agent = self.syntax.genitive(first)
                if agent is None or frame.lead and self.backward(frame.lead, agent.first) is None:
                    return None
            elif frame.slot == "SUBJ?":
                subject = self.syntax.subject(first, True)
                if subject is not None:
                    if subject.negated or subject.being.value in ("system", "unknown", "user", "attacker"):
                        return None
                    agent = agent or subject
            return Hit(frame, first, max(rest[0] - 1, at), agent)
        return self._with_subject(frame, first, at)

    def _object(self, left: Agent, human: bool) -> bool:
        """Whether what stands before the verb must be its object: no such thing can do what the verb says."""
        if left.being.value not in ("unknown", "system"):
            return False
        return human or bool(self.masks[left.last] & self.syntax.g.inert)

    def _participle(self, first: int, at: int) -> bool:
        g = self.syntax.g
        return any(self.masks[i] & g.participle and not self.masks[i] & g.modal for i in (first, at))

    def starts(self, index: int) -> bool:
        """Whether a clause can begin at a token."""
        g = self.syntax.g
        while index > 0 and self.masks[index - 1] & g.adv:
            index -= 1
        return index == 0 or not self.words[index - 1][-1].isalnum() or bool(self.masks[index - 1] & (g.conj | g.sub))

    def _with_subject(self, frame: Frame, first: int, at: int) -> Hit | None:
        syntax, g = self.syntax, self.syntax.g
        human = "human" in frame.options or "loose" in frame.options
        fronted = False
        if g.v2:
            begin = first
            while begin and self.words[begin - 1][-1].isalnum() and first - begin < 6:
                begin -= 1
            fronted = bool(self.masks[begin] & g.neg) and begin < first and not any(
                self.masks[i] & g.until for i in range(begin, first)
            )
        wanted = frame.options.get("neg", "no")
        after = at + 1
        if g.v2:
            verb = first if frame.before else at
            right = syntax.inverted(verb, human)
            if right is not None and right.being.value not in ("unknown", "system"):
                left = syntax.subject(first, human)
                if left is None or not left.direct or "aux" in frame.options or self._object(left, human):
                    if fronted:
                        right = replace(right, negated=True)
                    hit = self._rest(frame, first, at, verb, right, wanted)
                    if hit is not None:
                        return hit
        rest = self.forward(frame.after, 0, after)
        negated_after = False
        if rest is None and not g.v2:
            return None
        if g.v2:
            k = after
            while k < min(len(self.words), after + 4) and self.masks[k] & (g.adv | g.neg | g.it | g.object_form):
                negated_after = negated_after or bool(self.masks[k] & g.neg)
                k += 1
            if rest is None:
                rest = self.forward(frame.after, 0, k)
            if rest is None:
                return None
        assert rest is not None
        agent = syntax.subject(first, human)
        if agent is None:
            return None
        if agent.passive and "state" not in frame.options and self._participle(first, at):
            return None
        negated = agent.negated or negated_after
        if wanted != "any" and negated != (wanted == "require"):
            return None
        return Hit(frame, first, max(rest[0] - 1, at), agent)

    def _rest(self, frame: Frame, first: int, at: int, verb: int, right: Agent, wanted: str) -> Hit | None:
        g = self.syntax.g
        k = right.last + 1
        negated = right.negated
        if verb == at:
            rest = self.forward(frame.after, 0, k)
            while k < min(len(self.words), right.last + 5) and self.masks[k] & (g.adv | g.neg):
                negated = negated or bool(self.masks[k] & g.neg)
                k += 1
            if rest is None:
                rest = self.forward(frame.after, 0, k)
        else:
            rest = self.forward((*frame.before[1:], frame.anchor, *frame.after), 0, k)
        if rest is None or (wanted != "any" and negated != (wanted == "require")):
            return None
        return Hit(frame, first, max(rest[0] - 1, at), right)
