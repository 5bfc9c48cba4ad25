"""Noun phrases, and what they name: decided by the head of the phrase, its modifiers and the pack's classes."""

from __future__ import annotations

from collections.abc import Callable

from blamefree.values import replace

from .agent import PEOPLE, Agent, Being
from .grammar import Grammar
from .sentence import CODE, Sentence

REACH = 32
"""Tokens; how far a noun phrase may be from what refers to it."""


class Phrases:
    """The noun phrases of one sentence: where they begin and end, and whom or what they name."""

    def __init__(
        self, grammar: Grammar, sentence: Sentence, before: Callable[[], Sentence | None] | None = None
    ) -> None:
        self.g = grammar
        self.s = sentence
        self.before = before

    def inside(self, index: int) -> bool:
        """Whether a token can be part of a noun phrase other than its pronoun."""
        mask = self.s.masks[index]
        if mask & self.g.stop:
            return False
        word = self.s.words[index]
        if not word[-1].isalnum() and word != CODE:
            return False
        if (
            self.g.v2
            and mask & self.g.infinitive_form
            and mask & self.g.verb
            and not mask & (self.g.nominal | self.g.finite)
        ):
            return False  # "får teamet | ta"
        return not self.verbal(index)

    def opens(self, index: int) -> bool:
        """Whether a determiner that may be a pronoun begins a noun phrase here: "*de* tre sonderna"."""
        s, g = self.s, self.g
        if not s.masks[index] & g.det:
            return False
        index += 1
        while g.v2 and index < len(s) and s.masks[index] & g.det:
            index += 1
        return index < len(s) and self.inside(index)

    def verbal(self, index: int) -> bool:
        """Whether a token is a finite verb or a participle that does not modify the noun after it."""
        g, s = self.g, self.s
        mask = s.masks[index]
        if (
            not mask & g.verb
            or not mask & g.finite
            or mask & (g.noun | g.beings | g.adj)
            or (mask & g.guessed and s.caps[index] and index)
        ):
            return False
        if not index or not mask & g.participle:
            return True
        before = s.masks[index - 1]
        if before & g.adv and self.article(index - 2) and index + 1 < len(s) and self.inside(index + 1):
            return False  # "a newly hired developer"
        if before & g.adj and before & g.beings and index > 1 and s.masks[index - 2] & (g.det | g.adj | g.beings):
            return True  # "the on-call acknowledged it", "the team lead closed it"
        return not (before & (g.det | g.adj) or s.gens[index - 1])

    def article(self, index: int) -> bool:
        """Whether a token can only begin a noun phrase: "the", "our", but not "both" or "this"."""
        g, mask = self.g, self.s.masks[index] if index >= 0 else 0
        return bool(mask & g.det) and not mask & (g.neg if g.v2 else g.quantifier | g.part | g.it | g.neg)

    def folk(self, index: int) -> bool:
        """Whether a pronoun is a noun too, so that others stand before it: "the storage *folks*"."""
        return (
            not self.g.v2 and bool(self.s.masks[index] & self.g.indefinite) and bool(self.s.masks[index] & self.g.role)
        )

    def left_phrase(self, end: int) -> tuple[int, int] | None:
        """The noun phrase that ends at a token, as (first, last)."""
        if end < 0 or not (self.inside(end) or self.folk(end)):
            return None
        g, s = self.g, self.s
        first = end
        index = end - 1
        while index >= 0 and end - index < 9:
            mask = s.masks[index]
            if mask & g.det:
                first = index
                while first and s.masks[first - 1] & g.det:
                    first -= 1
                break
            if s.gens[index] and not mask & g.stop:
                first = index
                index -= 1
                continue
            if g.v2 and mask & g.genitive:
                first = index
                index -= 1
                continue
            if not self.inside(index):
                break
            if g.number and s.words[index][0].isdigit() and index and s.masks[index - 1] & g.prep:
                break
            if mask & g.time:
                break
            if g.definite and mask & g.definite and not mask & g.adj:
                break
            first = index
            index -= 1
        return first, end

    def right_phrase(self, start: int) -> tuple[int, int] | None:
        """The noun phrase that begins at a token, as (first, last)."""
        s, g = self.s, self.g
        index = start
        limit = min(len(s), start + 9)
        if not g.v2 and start + 1 < limit and s.masks[start] & g.part and s.masks[start + 1] & g.det:
            index += 1  # "half the team"
        while index < limit and s.masks[index] & g.det:
            index += 1
        nouns = index
        if index < limit - 1 and self.article(index - 1) and index > start:
            while index < limit - 1 and s.masks[index] & (g.adv | g.prep | g.time) and not s.masks[index] & g.pronoun:
                graded = not g.v2 or s.masks[index] & g.time or s.masks[index + 1] & g.adj
                if not graded or not self.inside(index + 1):
                    break  # "the on call engineer", "a newly hired developer"
                index += 1
        while index < limit and self.inside(index):
            mask = s.masks[index]
            if mask & (g.adv | g.time) and not mask & g.beings:
                break
            index += 1
            following = s.masks[index] if index < limit and not s.gens[index - 1] else 0
            acts = following & g.verb and not following & (g.role | g.team | g.shared)
            if not g.v2 and mask & g.beings and acts and not self._compound(index + 1):
                break
            if not g.v2 and mask & g.beings and index < limit and s.words[index][0].isdigit():
                break  # "took the engineer 30 seconds"
            name = mask & g.name and s.caps[index - 1] and not s.gens[index - 1] and not mask & (g.genitive | g.role)
            if (name or s.words[index - 1][0] == "@") and (index >= limit or not s.caps[index]):
                break
            if g.v2 and mask & g.definite and not mask & (g.adj | g.genitive):
                break
            if g.v2 and mask & g.beings and not mask & g.genitive and not mask & g.adj:
                following = s.masks[index] if index < limit else 0
                other = following & g.definite and not following & g.name  # "tekniker | varslet"
                titled = mask & g.role and not mask & g.definite and not following  # "tekniker Ek"
                named = index < limit and s.caps[index] and (s.caps[index - 1] or titled)
                if other or following & g.inert or not (following & g.beings or named):
                    break
        if nouns < index < limit and self.folk(index):
            return start, index
        while index - 1 > nouns and s.masks[index - 1] & g.adj and not s.masks[index - 1] & g.beings:
            index -= 1
        if index == nouns:
            if start < nouns < limit and s.masks[nouns] & g.indefinite and s.masks[nouns] & g.role:
                return start, nouns  # "the person", "two people"
            if nouns == start + 1 and s.masks[start] & (g.pronoun | g.part):
                return start, start
            return None
        return start, index - 1

    def _compound(self, index: int) -> bool:
        """Whether a token is a role that no verb can govern, so that a verb before it is a noun.

        "The assistant *store manager*", but "did the agent *tell staff*" and "did the nurse *ask doctors*".
        """
        mask = self.s.masks[index] if index < len(self.s) else 0
        return bool(mask & self.g.role) and not mask & (self.g.plural | self.g.team | self.g.pronoun | self.g.adj)

    def being(self, first: int, last: int) -> Being:
        """What the noun phrase names: decided by its head, the last noun, and by what stands before it."""
        g, s = self.g, self.s
        while last > first and s.masks[last] & g.adj and not s.masks[last] & g.beings and s.masks[last - 1] & g.beings:
            last -= 1  # "the engineer responsible"
        if last > first and s.words[last].isdigit() and s.masks[last - 1] & g.role:
            last -= 1  # "operator 2"
        mask = s.masks[last]
        word = s.words[last]
        if s.gens[last] or (g.v2 and mask & g.genitive and not mask & g.base_too):
            return Being.UNKNOWN
        if word[0] == "@" and len(word) > 1:
            return Being.NAME
        if self.named(first, last):
            return Being.NAME
        between = range(first, last)
        if mask & g.robot_heads or any(s.masks[i] & g.robot for i in between):
            return Being.SYSTEM
        if mask & (g.machine_heads | g.body) and last > first:
            if mask & g.body and s.masks[last - 1] & g.body_cue:
                return Being.TEAM  # "the control room"
            if s.masks[last - 1] & g.machinery:
                return Being.SYSTEM  # "the certificate manager", "the consumer group"
        if mask & g.attacker or any(s.masks[i] & g.hostile for i in between):
            return Being.ATTACKER
        on_duty = last + 2 < len(s) and s.masks[last + 1] & g.prep and s.masks[last + 2] & g.on_duty
        if on_duty and mask & (g.shared | g.system):
            return Being.ROLE  # "the controller on duty"
        if mask & g.shared:
            if any(s.masks[i] & g.human_cue for i in between):
                return Being.ROLE
            if mask & g.body:
                return Being.SHARED
            if any(s.masks[i] & g.system for i in between) or any(
                s.caps[i] and i > 0 and not s.masks[i] for i in between
            ):
                return Being.SYSTEM
            return Being.SHARED
        if mask & g.role:
            return Being.ROLE
        if mask & g.team:
            return Being.TEAM
        if mask & g.party:
            return Being.PARTY
        if mask & g.user:
            return Being.USER
        if mask & g.system:
            return Being.SYSTEM
        if last > first and s.caps[last] and s.caps[last - 1] and not mask and s.masks[last - 1] & g.team:
            return Being.TEAM  # "Team Phoenix"
        return self._witnessed(first, last)

    def _witnessed(self, first: int, last: int) -> Being:
        """What an unknown noun names: a person when "who", or "he" or "she" behind a capital, says so."""
        g, s = self.g, self.s
        k = last + 1
        name = s.caps[last] and first == last and not s.masks[last]
        while k < len(s) and s.words[k] in ",–—-":
            k += 1
        if k < len(s) and s.masks[k] & g.person_relative:
            return Being.NAME if name else Being.ROLE
        if name and not s.text[s.starts[last] : s.ends[last]].isupper() and s.words[last].isalpha():
            for k in range(last + 1, len(s)):
                if s.masks[k] & g.single:
                    return Being.NAME
                if s.masks[k] & g.beings & ~g.system:
                    break
        return Being.UNKNOWN

    def named(self, first: int, last: int) -> bool:
        """Whether the phrase is a person's name: a given name, alone or before a family name."""
        g, s = self.g, self.s
        if not s.caps[last]:
            return False
        mask = s.masks[last]
        if mask & g.name and not mask & g.role:
            written = s.text[s.starts[last] : s.ends[last]]
            if len(written) > 2 and written.isupper() and not s.text[s.starts[0] : s.ends[-1]].isupper():
                return False  # "VESA did not align ..."
            return not (last > first and s.caps[last - 1] and s.masks[last - 1] & g.system)
        if last > first and s.caps[last - 1] and s.masks[last - 1] & g.name and not mask:
            return not s.gens[last - 1] and not s.masks[last - 1] & g.genitive
        title = s.masks[last - 1] if g.v2 and last > first and not mask else 0
        if title & g.role and not title & (g.definite | g.genitive):  # "tekniker Ek", but "tekniker AB" may be a firm
            return s.words[last].isalpha() and not s.text[s.starts[last] : s.ends[last]].isupper()
        return False

    def agent(self, first: int, last: int) -> Agent:
        """The agent that a noun phrase names, seen through "one of the engineers"."""
        g, s = self.g, self.s
        negated = any(s.masks[i] & g.neg for i in range(first, last + 1))
        being = self.being(first, last)
        if s.masks[last] & g.part or (s.masks[first] & g.part and first == last):
            inner = self._inner(last)
            if inner is not None:
                none = negated or inner.negated
                return replace(inner, first=first, negated=none, nobody=none)
        return Agent(first, last, being, negated, nobody=negated)

    def _inner(self, last: int) -> Agent | None:
        s, g = self.s, self.g
        if last + 1 < len(s) and s.masks[last + 1] & g.of:
            phrase = self.right_phrase(last + 2)
            if phrase is not None:
                return self.agent(*phrase)
            if last + 2 < len(s) and s.masks[last + 2] & g.pronoun:
                return self.pronoun(last + 2, False)
        return None

    def pronoun(self, index: int, human: bool) -> Agent | None:
        """The agent behind a pronoun; ``human`` says that only people can do what the verb says."""
        g = self.g
        mask = self.s.masks[index]
        after = index + 1
        while g.v2 and after < len(self.s) and self.s.masks[after] & g.det:
            after += 1  # "de två som"
        if mask & g.whoever and after < len(self.s) and self.s.masks[after] & g.who:
            return Agent(index, index, Being.INDEFINITE)
        if mask & g.part and self._among_things(index):
            return Agent(index, index, Being.UNKNOWN)
        if mask & g.nobody:
            return Agent(index, index, Being.INDEFINITE, negated=True, nobody=True)
        if mask & g.self_:
            return Agent(index, index, Being.SELF)
        if mask & g.speaker:
            return Agent(index, index, Being.SPEAKER)
        if mask & g.reader:
            return Agent(index, index, Being.READER)
        if mask & g.indefinite:
            things = g.v2 and mask & g.quantifier and not human and not mask & g.whoever
            return Agent(index, index, self._antecedent(index, False) if things else Being.INDEFINITE)
        if mask & g.single:
            return Agent(index, index, Being.ROLE)
        if mask & g.they:
            return Agent(index, index, self._antecedent(index, human))
        return None

    def _among_things(self, index: int) -> bool:
        """Whether a pronoun picks out one of several things: "not because of any *of the reasons* below"."""
        s, g = self.s, self.g
        if not g.v2 or index + 3 >= len(s) or not s.masks[index + 1] & g.by or not s.masks[index + 2] & g.det:
            return False
        phrase = self.right_phrase(index + 2)
        return phrase is not None and self.being(*phrase) in (Being.UNKNOWN, Being.SYSTEM)

    def _antecedent(self, index: int, human: bool) -> Being:
        g = self.g
        nearest: Being | None = None
        before = self.before() if self.before else None
        for syntax, end in ((self, index), (Phrases(g, before) if before else None, -1)):
            if not syntax:
                continue
            s = syntax.s
            start = end - 1 if end >= 0 else len(s) - 1
            for k in range(start, max(-1, start - REACH), -1):
                mask = s.masks[k]
                if mask & g.beings and not s.gens[k] and not (g.v2 and mask & g.genitive) and not mask & g.pronoun:
                    if (
                        k + 1 < len(s)
                        and syntax.inside(k + 1)
                        and not g.v2
                        and not s.masks[k + 1] & (g.adv | g.verb | g.time)
                    ):
                        continue
                    phrase = syntax.left_phrase(k) or (k, k)
                    being = syntax.being(*phrase)
                    if being in PEOPLE or being in (Being.PARTY, Being.USER, Being.ATTACKER):
                        if being is Being.NAME:
                            being = Being.ROLE
                        return being if human or nearest is None else Being.UNKNOWN
                    if being is Being.SHARED and human:
                        return Being.ROLE
                    if not (g.singular_endings and s.words[k].endswith(g.singular_endings)):
                        nearest = nearest or being
                elif nearest is None and mask & g.self_:
                    return Being.SELF
                elif (
                    nearest is None
                    and g.plural_endings
                    and s.words[k].endswith(g.plural_endings)
                    and not mask & (g.closed | g.time if g.v2 else g.closed)
                    and (k or g.v2)
                    and not syntax.verbal(k)
                ):
                    nearest = Being.UNKNOWN
        return Being.INDEFINITE if human and nearest is None else Being.UNKNOWN
