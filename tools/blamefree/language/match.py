"""Matches frames against one sentence and finds the agent of their slot."""

from __future__ import annotations

from blamefree.values import replace

from .agent import PEOPLE, Agent
from .frames import Element, Frame, Hit
from .syntax import Syntax
from .witness import nearest


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
        if slot == "OWNER":
            owned = syntax.right_phrase(i)
            agent = syntax.genitive(owned[1] + 1) if owned else None
            return None if agent is None or agent.first < i else (agent.last + 1, agent)
        g = syntax.g
        mask = self.masks[i]
        if mask & g.pronoun and not syntax.opens(i):
            agent = syntax.pronoun(i, True)
        else:
            phrase = syntax.right_phrase(i)
            agent = syntax.agent(*phrase) if phrase else None
        if agent is None:
            return None
        rest = self.forward(elements, k + 1, agent.last + 1)
        if rest is None:
            after = self._attribute(agent.last + 1)
            for _ in range(3):
                rest = self.forward(elements, k + 1, after) if after and rest is None else rest
                after = self._attribute(after) if after else None
        return None if rest is None else (rest[0], agent)

    def _attribute(self, i: int) -> int | None:
        """The token after what hangs on a noun: "anyone *on the team*", "the person *running it*", "Per *and Eva*"."""
        g, masks = self.syntax.g, self.masks
        if i + 1 >= len(self.words):
            return None
        if self.words[i] in ",–—(":
            closing = ")" if self.words[i] == "(" else self.words[i]
            ends = (k for k in range(i + 2, min(len(masks), i + 7)) if self.words[k] == closing)
            return next((k + 1 for k in ends if not any(masks[j] & g.aux_finite for j in range(i, k))), None)
        if masks[i] & g.adj and masks[i + 1] & g.prep:
            i += 1  # "the team *responsible for the cluster*"
        elif masks[i] & g.conj:
            also = self.syntax.right_phrase(i + 1)
            return also[1] + 1 if also and self.syntax.being(*also) in PEOPLE else None
        running = not g.v2 and masks[i] & g.progressive and masks[i] & g.verb
        if running and masks[i + 1] & g.pronoun and not masks[i + 1] & (g.det | g.possessive):
            return i + 2
        if not masks[i] & g.prep and not running:
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
            phrase = self.syntax.left_phrase(i - 1) if k else None
            near = self.syntax.agent(*phrase) if phrase else None  # "a mail from the planners": what the frame leads to
            for agent in (near, self.syntax.ending(i - 1, True)):
                rest = self.backward(elements[:k], agent.first) if agent else None
                if rest is not None:
                    return rest[0], agent
            return None
        count = 0
        starts = [i] if element.least == 0 else []
        owners = self.syntax.s.gens if not element.any and not element.least else ()  # "the team lead's quiet refusal"
        while count < element.most and i > 0 and element.fits(words[i - 1], masks[i - 1]):
            if owners and owners[i - 1]:
                break
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
        if hit is not None and "factual" in frame.options and not self.syntax.factual(hit.first, hit.last):
            return None
        if hit is None or frame.negative or frame.options.get("neg", "no") != "no":
            return hit
        neg = self.syntax.g.neg
        last = max(hit.last, hit.agent.first) if hit.agent else hit.last
        commas = [i for i in range(at, last) if self.words[i] in ",–—"] if frame.slot == "BY" else []
        spared = range(commas[0], commas[-1]) if commas else ()  # "was dismissed, without any comment, by the engineer"
        return None if any(self.masks[i] & neg and i not in spared for i in range(hit.first, last + 1)) else hit

    def _match(self, frame: Frame, at: int) -> Hit | None:
        behind = self.backward(frame.before, at)
        if behind is None:
            return self._parted(frame, at) if frame.slot == "SUBJ" and self.syntax.g.v2 else None
        first, owner = behind
        if "start" in frame.options and not self.starts(first):
            return None
        asked = frame.options.get("question")
        if asked and "?" not in self.words and (asked == "mark" or first > 1):
            return None
        if frame.slot != "SUBJ":
            rest = self.forward(frame.after, 0, at + 1)
            if rest is None:
                return None
            agent = rest[1] or owner
            if "near" in frame.options:
                agent = nearest(self.syntax, first, max(rest[0] - 1, at), "human" in frame.options)
                if agent is None or agent.negated and frame.options.get("neg", "no") == "no":
                    return None
            if frame.slot == "GEN":
                agent = self._owner(frame, first)
                if agent is None or frame.lead and self.backward(frame.lead, agent.first) is None:
                    return None
            elif frame.slot == "SUBJ?":
                subject = self.syntax.subject(first, True)
                if subject is None and not self._imperative(first):
                    return None
                if subject is not None:
                    if subject.negated or subject.being.value in ("system", "unknown", "user", "attacker"):
                        return None
                    agent = agent or subject
            return Hit(frame, first, max(rest[0] - 1, at), agent)
        if not frame.before or not frame.before[0].any:
            return self._with_subject(frame, first, at) or self._further(frame, first, at)
        gap = frame.before[0]
        for begin in range(first, max(-1, first - gap.most - 1), -1):  # a gap may be longer than it needs to be
            if begin < first and not gap.fits(self.words[begin], self.masks[begin]):
                return None
            hit = self._with_subject(frame, begin, at)
            if hit is not None:
                return hit
        return None

    def _parted(self, frame: Frame, at: int) -> Hit | None:
        """A match whose verb and the words right behind it are parted by the subject: "tog teknikern en genväg"."""
        if not frame.before or frame.before[0].any or not frame.before[0].least or "?" in self.words:
            return None
        behind = self.backward(frame.before[1:], at)
        if behind is None:
            return None
        human = "human" in frame.options or "loose" in frame.options
        for verb in range(behind[0] - 2, max(-1, behind[0] - 8), -1):
            if not frame.before[0].fits(self.words[verb], self.masks[verb]):
                continue
            right = self.syntax.inverted(verb, human)
            if right is None or right.being.value in ("unknown", "system"):
                return None
            left = self.syntax.subject(verb, human)
            if left is None or not left.direct or "aux" in frame.options or self._object(left, human):
                return self._rest(frame, verb, at, verb, right, frame.options.get("neg", "no"))
            return None
        return None

    def _further(self, frame: Frame, first: int, at: int) -> Hit | None:
        """A match whose verb stands further left than the nearest word that could be it: "moved the shared folder"."""
        if len(frame.before) != 2 or not frame.before[1].any or frame.before[0].most != 1:
            return None
        gap = frame.before[1]
        for begin in range(first - 1, max(-1, at - gap.most - 2), -1):
            if not gap.fits(self.words[begin + 1], self.masks[begin + 1]):
                return None
            if frame.before[0].fits(self.words[begin], self.masks[begin]):
                return self._with_subject(frame, begin, at)
        return None

    def _owner(self, frame: Frame, first: int) -> Agent | None:
        """The owner before a frame; a gap at its beginning may be longer than it needs to be."""
        found = self.syntax.genitive(first)
        gap = frame.before[0] if frame.before and frame.before[0].any else None
        reach = gap.most if gap else 0
        while found is None and gap and reach and first and gap.fits(self.words[first - 1], self.masks[first - 1]):
            first -= 1
            reach -= 1
            found = self.syntax.genitive(first)
        return found

    def _imperative(self, index: int) -> bool:
        """Whether nothing but auxiliaries and adverbs stands between a token and the beginning of its clause."""
        g = self.syntax.g
        while index and self.masks[index - 1] & g.group:
            index -= 1
        return index == 0 or not self.words[index - 1][-1].isalnum() or bool(self.masks[index - 1] & (g.conj | g.sub))

    def _object(self, left: Agent, human: bool) -> bool:
        """Whether what stands before the verb must be its object: no such thing can do what the verb says."""
        if left.being.value not in ("unknown", "system"):
            return False
        return human or bool(self.masks[left.last] & self.syntax.g.inert)

    def _participle(self, first: int, last: int) -> bool:
        g = self.syntax.g
        return any(self.masks[i] & g.participle and not self.masks[i] & g.modal for i in range(first, last + 1))

    def starts(self, index: int) -> bool:
        """Whether a clause can begin at a token."""
        g = self.syntax.g
        while index > 0 and self.masks[index - 1] & g.adv:
            index -= 1
        if index == 0 or not self.words[index - 1][-1].isalnum() or self.syntax.verbal(index - 1):
            return True
        return bool(self.masks[index - 1] & (g.conj | g.sub))

    def _with_subject(self, frame: Frame, first: int, at: int) -> Hit | None:
        syntax, g = self.syntax, self.syntax.g
        human = "human" in frame.options or "loose" in frame.options
        fronted = False
        if g.v2:
            begin = first
            while begin and self.words[begin - 1][-1].isalnum() and first - begin < 6:
                begin -= 1
            fronted = (
                bool(self.masks[begin] & g.neg)
                and not self.masks[begin] & g.prep  # "without disturbing anything, the technician swapped"
                and begin < first
                and not any(self.masks[i] & g.until for i in range(begin, first))
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
                negated_after = negated_after or bool(self.masks[k] & g.neg and not self.masks[k] & g.prep)
                k += 1
            if rest is None:
                rest = self.forward(frame.after, 0, k)
            if rest is None:
                return None
        assert rest is not None
        agent = syntax.subject(first, human)
        if agent is None:
            return None
        if agent.passive and "state" not in frame.options and self._participle(first, max(rest[0] - 1, at)):
            return None
        inside = wanted == "require" and any(self.masks[i] & g.neg for i in range(first, at))
        negated = agent.negated or negated_after or inside
        if wanted != "any" and negated != (wanted == "require"):
            return None
        return Hit(frame, first, max(rest[0] - 1, at), agent)

    def _rest(self, frame: Frame, first: int, at: int, verb: int, right: Agent, wanted: str) -> Hit | None:
        found = self._behind(frame, first, at, verb, right, wanted, right.last + 1)
        if found is None:
            after = self._attribute(right.last + 1)
            found = self._behind(frame, first, at, verb, right, wanted, after) if after else None
        return found

    def _behind(
        self, frame: Frame, first: int, at: int, verb: int, right: Agent, wanted: str, start: int
    ) -> Hit | None:
        """Match what follows an inverted subject from token ``start`` on."""
        g = self.syntax.g
        k = start
        negated = right.negated
        if verb == at:
            rest = self.forward(frame.after, 0, k)
            while k < min(len(self.words), start + 4) and self.masks[k] & (g.adv | g.neg):
                negated = negated or bool(self.masks[k] & g.neg and not self.masks[k] & g.prep)
                k += 1
            if rest is None:
                rest = self.forward(frame.after, 0, k)
        else:
            rest = self.forward((*frame.before[1:], frame.anchor, *frame.after), 0, k)
        if rest is None or (wanted != "any" and negated != (wanted == "require")):
            return None
        return Hit(frame, first, max(rest[0] - 1, at), right)
