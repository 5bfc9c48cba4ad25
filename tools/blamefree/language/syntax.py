"""The grammatical agent of a verb.

The search walks from the verb to its subject over auxiliaries, adverbs, prepositional phrases, parentheses, relative
clauses and coordinated verbs. It answers None, or an unknown agent, whenever the sentence is not understood; callers
stay silent then.
"""

from __future__ import annotations

from blamefree.values import replace

from .agent import PEOPLE, Agent, Being
from .phrases import REACH, Phrases


class Syntax(Phrases):
    """The subjects, owners and other agents of one sentence."""

    def subject(self, verb: int, human: bool, depth: int = 0) -> Agent | None:
        """The subject left of a finite verb or of the auxiliaries before it."""
        g, s = self.g, self.s
        index = verb - 1
        negated = possible = passive = False
        while index >= 0:
            mask = s.masks[index]
            if mask & g.pronoun and not mask & g.adv:
                break
            if not mask & g.group or (mask & g.conj and not mask & g.adv):
                break
            negated = negated or bool(mask & g.neg)
            possible = possible or bool(mask & g.modal)
            passive = passive or bool(mask & g.be)
            index -= 1
        found = self.ending(index, human, depth)
        if found is None:
            return None
        return replace(found, negated=found.negated or negated, possible=found.possible or possible, passive=passive)

    def ending(self, index: int, human: bool, depth: int = 0) -> Agent | None:
        """The subject whose phrase, with all that hangs on it, ends at a token."""
        g, s = self.g, self.s
        if index < 0 or depth > 4:
            return None
        mask = s.masks[index]
        word = s.words[index]
        if mask & g.who and not mask & g.name:
            return self._antecedent_phrase(index, human, depth)
        if mask & g.pronoun:
            found = None if mask & g.object_form else self.pronoun(index, human)
            if found is None and index and not g.v2:
                found = self._reduced(index - 1, human, depth) or self._contact(index - 1, human, depth)
            if found is None and index and self.verbal(index - 1):
                found = self._relative(index - 1, human, depth)  # "the technician who trained us"
            return found or self.pronoun(index, human)
        if not g.v2 and mask & g.past and index and s.masks[index - 1] & g.pronoun:
            found = self._contact(index, human, depth)  # "the engineer we hired"
            return found or (self.pronoun(index - 1, human) if s.masks[index - 1] & g.indefinite else None)
        if mask & g.particle and index > 2 and s.masks[index - 1] & g.it and self.verbal(index - 2):
            return self._relative(index - 2, human, depth)  # "the guy who set it up"
        if mask & g.conj:
            return self._shared_subject(index, human, depth)
        if word in ",–—" or word == "-":
            return self._before_parenthesis(index, human, depth)
        if word == ")":
            opened = next((k for k in range(index - 1, max(-1, index - REACH), -1) if s.words[k] == "("), None)
            return None if opened is None else self.ending(opened - 1, human, depth + 1)
        if mask & g.prep and index and g.v2:
            return self.ending(index - 1, human, depth + 1) if mask & g.adv else None
        if mask & g.adj and not mask & g.beings and s.masks[index - 1] & g.indefinite and index and not g.v2:
            return self.pronoun(index - 1, human)  # "everyone involved"
        phrase = self.left_phrase(index)
        if phrase is None:
            return None
        before = phrase[0] - 1
        named = mask & g.occasion and before > 0 and s.masks[before + 1] & g.det
        if (
            named
            and not s.masks[before] & (g.prep | g.group)
            and (self.inside(before) or s.masks[before] & g.indefinite)
        ):
            return self.ending(before, human, depth + 1)  # "the person who was on duty that night"
        across = phrase[0] > 1 and (self.verbal(phrase[0] - 2) or s.masks[phrase[0] - 2] & g.who)
        if g.v2 and mask & g.time and not across:
            return None  # "in May forgot the technician"
        return self._governed(phrase, human, depth)

    def _governed(self, phrase: tuple[int, int], human: bool, depth: int) -> Agent | None:
        g, s = self.g, self.s
        first, last = phrase
        left = first - 1
        while left > 0 and s.masks[left] & g.particle and self.verbal(left - 1):
            left -= 1  # "who set up the replica"
        if left < 0:
            return self.agent(first, last)
        mask = s.masks[left]
        if mask & g.prep and not (mask & g.sub and not mask & g.always_prep):
            owner = left - 1
            while owner >= 0 and s.masks[owner] & (g.adv | g.neg) and not s.masks[owner] & g.pronoun:
                if mask & g.of and s.masks[owner] & g.part:
                    break  # "all of the reviewers"
                owner -= 1
            if owner < 0:
                return None
            if human and s.masks[owner] & g.whoever and s.masks[last] & g.on_duty and not self.inside_noun(owner):
                return Agent(owner, last, Being.INDEFINITE)  # "those on duty"
            if s.masks[owner] & g.who and not s.masks[owner] & g.name:  # "the engineer, who in March forgot"
                return self._antecedent_phrase(owner, human, depth + 1) if depth < 4 else None
            if s.masks[owner] & g.indefinite:
                return self.pronoun(owner, human)
            if s.masks[owner] & g.adj and owner and s.masks[owner - 1] & g.indefinite:
                return self.pronoun(owner - 1, human)  # "the person responsible for the gateway"
            if s.masks[owner] & g.adj and owner and s.masks[owner - 1] & g.beings and not s.gens[owner - 1]:
                outer = self.left_phrase(owner)  # "the team responsible for the gateway"
                return self._governed(outer, human, depth + 1) if outer and depth < 4 else None
            if s.masks[owner] & (g.det | g.adj) and not self.inside_noun(owner):
                return self.agent(owner, last)  # "the on call engineer"
            if s.masks[owner] & g.pronoun and not s.masks[owner] & g.det:
                return self.pronoun(owner, human)
            reduced = self._reduced(owner, human, depth)
            if reduced is not None:
                return reduced  # "the engineer looking at that screen"
            if self.verbal(owner):
                behind = owner - 1
                while behind >= 0 and s.masks[behind] & (g.adv | g.aux):
                    behind -= 1
                if behind >= 0 and s.masks[behind] & g.who:
                    return self._antecedent_phrase(behind, human, depth + 1)
                outer = self.left_phrase(behind)
                if outer is None or behind != owner - 1:
                    return self._contact(owner, human, depth)
                if outer[0] and s.masks[outer[0] - 1] & g.who:  # "the alert which the developer added in May"
                    return self._antecedent_phrase(outer[0] - 1, human, depth + 1)
                if outer[0] and self.inside(outer[0] - 1):
                    return None
                return self._governed(outer, human, depth + 1) if depth < 4 else None
            if s.masks[owner] & g.aux:
                return self._relative(owner, human, depth)
            if s.masks[owner] & g.part and not self.inside(owner):
                return self.agent(owner, owner)
            outer = self.left_phrase(owner)
            if outer is None or depth > 4:
                return None
            return self._governed(outer, human, depth + 1)
        reduced = self._reduced(left, human, depth)
        if reduced is not None:
            return reduced  # "the person running the failover"
        if mask & (g.finite | g.aux) or self.verbal(left):
            relative = self._relative(left, human, depth)
            if relative is not None:
                return relative
            return replace(self.agent(first, last), direct=False)
        return self.agent(first, last)

    def _reduced(self, verb: int, human: bool, depth: int) -> Agent | None:
        """The person before a progressive form that stands for a relative clause."""
        g, s = self.g, self.s
        mask = s.masks[verb]
        if g.v2 or verb < 1 or not mask & g.progressive or not mask & g.verb:
            return None
        before = s.masks[verb - 1]
        if before & g.indefinite:
            found = self.pronoun(verb - 1, human)
            return replace(found, first=verb - 2) if found and verb > 1 and s.masks[verb - 2] & g.det else found
        outer = self.left_phrase(verb - 1) if before & g.beings else None
        if outer is not None and depth < 4 and self.agent(*outer).being in PEOPLE:
            return self._governed(outer, human, depth + 1)
        return None

    def _contact(self, verb: int, human: bool, depth: int) -> Agent | None:
        """The person before a relative clause without a relative pronoun: "the graduate *we put* on the shift"."""
        g, s = self.g, self.s
        behind = verb - 1
        while behind >= 0 and s.masks[behind] & (g.adv | g.aux):
            behind -= 1
        if g.v2 or behind < 1 or depth > 3 or not s.masks[verb] & g.past or not s.masks[behind] & g.pronoun:
            return None
        outer = self.left_phrase(behind - 1) if s.masks[behind - 1] & g.beings else None
        found = self._governed(outer, human, depth + 1) if outer else None
        return found if found and found.being in PEOPLE else None

    def inside_noun(self, index: int) -> bool:
        """Whether a token is surely a noun (so that a preposition after it begins its attribute)."""
        return bool(self.s.masks[index] & (self.g.beings | self.g.noun))

    def _relative(self, verb: int, human: bool, depth: int) -> Agent | None:
        """For a verb left of the phrase: the antecedent, when that verb belongs to a relative clause."""
        g, s = self.g, self.s
        for k in range(verb - 1, max(-1, verb - 12), -1):
            mask = s.masks[k]
            if mask & g.who:
                return self._antecedent_phrase(k, human, depth + 1)
            if mask & g.indefinite and mask & g.sub:  # "whoever"
                return Agent(k, k, Being.INDEFINITE)
            if mask & (g.conj | g.sub) or s.words[k] in ",;:":
                return None
        return None

    def _antecedent_phrase(self, relative: int, human: bool, depth: int) -> Agent | None:
        g, s = self.g, self.s
        end = relative - 1
        while end >= 0 and (s.words[end] in ",–—" or s.masks[end] & g.adv and not s.masks[end] & g.pronoun):
            end -= 1
        person = bool(s.masks[relative] & g.person_relative)
        if end < 0:
            return None
        mask = s.masks[end]
        if mask & g.pronoun and not self.inside(end):
            if mask & g.they or mask & g.it:
                return Agent(end, end, Being.INDEFINITE) if person or mask & g.whoever else None
            return self.pronoun(end, human)
        phrase = self.left_phrase(end)
        if phrase is None:
            several = human and end and s.masks[end - 1] & g.whoever  # "the two who had signed it"
            return Agent(end, end, Being.INDEFINITE) if (person or several) and mask & g.det else None
        nearest = self.agent(*phrase)
        if g.v2 and phrase[0] and s.masks[phrase[0] - 1] & g.by and nearest.being in PEOPLE:
            verb = next((k for k in range(phrase[0] - 2, -1, -1) if s.masks[k] & g.verb and self.verbal(k)), -1)
            if verb >= 0 and s.masks[verb] & g.passive_past:
                return nearest  # "was done by two consultants who"
        outer = self._governed(phrase, human, depth + 1) if depth < 4 else nearest
        if person:
            if nearest.being in PEOPLE or outer is None:
                return nearest if nearest.being is not Being.SHARED else replace(nearest, being=Being.ROLE)
            if outer.being is Being.SHARED:
                return replace(outer, being=Being.ROLE)
            return outer
        behind_comma = human and s.words[relative - 1] in ",–—"  # "went to the engineer, who forgot"
        thing = nearest.being in (Being.UNKNOWN, Being.SYSTEM) and (g.v2 or not behind_comma)  # "the report, which was"
        if human and outer is not None and outer.being in PEOPLE and thing:
            return outer  # "the engineer at the desk, who forgot"
        if (
            not behind_comma
            and outer is not None
            and outer.being is not nearest.being
            and nearest.being in PEOPLE
            and outer.being not in PEOPLE
        ):
            return outer
        return nearest

    def _shared_subject(self, conj: int, human: bool, depth: int) -> Agent | None:
        """For "... and forgot": the subject of the verb before, in the same clause."""
        s = self.s
        thing: Agent | None = None
        for k in range(conj - 1, max(-1, conj - REACH), -1):
            if self.finite(k):
                start = k
                while start and s.masks[start - 1] & self.g.aux:
                    start -= 1
                found = self.subject(start, human, depth + 1)
                if found is None and self.g.v2:
                    found = self.inverted(k, human)
                if found is not None:
                    found = replace(found, negated=False, possible=False, passive=False)
                    if not human or self.g.v2 or found.being not in (Being.SYSTEM, Being.UNKNOWN):
                        return found
                    thing = thing or found  # "knew that the key had expired and kept quiet": look for a person further
            end = s.masks[k] & self.g.sub and not s.masks[k] & (self.g.prep | self.g.adv)
            if s.words[k] in ";:" or end and not thing:
                return thing
        return thing

    def finite(self, index: int) -> bool:
        """Whether a token is a finite verb, an auxiliary included."""
        mask = self.s.masks[index]
        return bool(mask & self.g.aux_finite) or (
            self.verbal(index) and bool(mask & (self.g.past | self.g.passive_past) or not mask)
        )

    def _before_parenthesis(self, comma: int, human: bool, depth: int) -> Agent | None:
        g, s = self.g, self.s
        opened = next((k for k in range(comma - 1, max(-1, comma - REACH), -1) if s.words[k] in ",–—-"), None)
        inner = (opened + 1) if opened is not None else -1
        if opened is None:
            first = next((k for k in range(comma) if self.finite(k)), None)
            if first is not None and depth < 3 and not s.masks[0] & (g.sub | g.prep):
                return self.subject(first, human, depth + 1)
            return None
        if self.finite(inner):
            return self.subject(inner, human, depth + 1)
        return self.ending(opened - 1, human, depth + 1)

    def inverted(self, verb: int, human: bool) -> Agent | None:
        """The subject right after a finite verb, in a language that puts the verb second."""
        g, s = self.g, self.s
        if s.masks[verb] & g.supine and not s.masks[verb] & (g.past | g.present):
            return None  # "hade servern glömt alla sessioner": its subject stands behind the auxiliary
        index = verb + 1
        negated = False
        while (
            index < len(s) and index < verb + 5 and s.masks[index] & (g.adv | g.neg) and not s.masks[index] & g.pronoun
        ):
            negated = negated or bool(s.masks[index] & g.neg)
            index += 1
        if index >= len(s):
            return None
        mask = s.masks[index]
        if mask & g.infinitive_form and mask & g.verb and not mask & (g.finite | g.beings | g.noun | g.adj):
            return None  # "lyckades inte läsa sektionen" has no subject
        if mask & g.pronoun and not (mask & g.det and index + 1 < len(s) and self.inside(index + 1)):
            found = self.pronoun(index, human)
            if found is not None and s.masks[index] & g.object_form:
                return None
        else:
            phrase = self.right_phrase(index)
            found = self.agent(*phrase) if phrase else None
        return replace(found, negated=found.negated or negated, direct=False) if found else None

    def factual(self, first: int, last: int) -> bool:
        """Whether the sentence tells what happened, or names a cause, beside the tokens first..last.

        "Human errors are expected" and "the form rejects user errors" speak of what may come.
        """
        g, masks = self.g, self.s.masks
        verbs = False
        for index, mask in enumerate(masks):
            if first <= index <= last:
                continue
            if mask & (g.causal | g.past_aux):
                return True
            if mask & g.past and not mask & g.noun:
                behind = index - 1
                while behind > 0 and masks[behind] & (g.adv | g.neg):
                    behind -= 1
                if not (mask & g.participle and behind >= 0 and masks[behind] & (g.aux | g.det)):
                    return True
            verbs = verbs or bool(mask & (g.present | g.aux)) and not mask & g.noun
        return not verbs

    def by(self, start: int) -> Agent | None:
        """The agent after "by" within the clause that begins at a token."""
        g, s = self.g, self.s
        k, limit = start, start + 12
        while k < min(len(s) - 1, limit):
            if s.masks[k] & g.by:
                mask = s.masks[k + 1]
                if mask & g.pronoun and not self.opens(k + 1):
                    return self.pronoun(k + 1, False)
                phrase = self.right_phrase(k + 1)
                return self.agent(*phrase) if phrase else None
            closing = self._closing(k) if s.words[k] in ",–—" else 0
            if closing:
                k, limit = closing + 1, closing + 2  # "was dismissed, twice in one night, by the engineer"
                continue
            if k > start and not g.v2 and s.masks[k] & g.be and s.masks[k] & g.aux_finite:
                return None  # "the bug introduced in May was fixed by Anna": another verb's agent
            if s.words[k] == "(":  # "was not set (found by Anna)": said of something else
                k = next((i for i in range(k, min(len(s), limit + 12)) if s.words[i] == ")"), len(s))
                limit += 6
            if k >= len(s) or s.words[k] in ",;:" or s.masks[k] & (g.sub | g.who) and not s.masks[k] & g.prep:
                return None
            k += 1
        return None

    def _closing(self, opened: int) -> int:
        """The end of a parenthesis behind which the agent of a passive follows; 0 when there is none."""
        g, s = self.g, self.s
        for k in range(opened + 1, min(len(s) - 2, opened + 12)):
            if s.words[k] == s.words[opened]:
                return k if s.masks[k + 1] & g.by else 0
            if s.words[k] in ";:" or s.masks[k] & (g.by | g.sub) and not s.masks[k] & g.prep:
                return 0
        return 0

    def genitive(self, noun: int) -> Agent | None:
        """The owner in "the engineer's failure", "their failure"; adjectives may stand between."""
        g, s = self.g, self.s
        k = noun - 1
        while k >= 0 and s.masks[k] & g.adj and not s.gens[k] and noun - k < 4:
            k -= 1
        if k < 0:
            return None
        mask = s.masks[k]
        if mask & g.possessive:
            if mask & g.self_:
                return Agent(k, k, Being.SELF)
            if mask & g.speaker:
                return Agent(k, k, Being.SPEAKER)
            if mask & g.reader:
                return Agent(k, k, Being.READER)
            if mask & g.single:
                return Agent(k, k, Being.ROLE)
            return Agent(k, k, Being.UNKNOWN if mask & g.it else self._antecedent(k, True))
        sibilant = g.v2 and mask & g.name and s.caps[k] and s.words[k].endswith("s")  # "Rasmus ändring"
        if not s.gens[k] and not mask & g.genitive and not sibilant:
            return None
        phrase = self.left_phrase(k)
        first = phrase[0] if phrase else k
        marked, s.gens[k] = s.gens[k], False
        kept, s.masks[k] = mask, mask & ~g.genitive
        being = self.being(first, k)
        s.gens[k], s.masks[k] = marked, kept
        negated = any(s.masks[i] & g.neg for i in range(first, k + 1))
        return Agent(first, k, being, negated)
