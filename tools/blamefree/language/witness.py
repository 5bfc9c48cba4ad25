"""The person whom an idiom speaks of, wherever in the sentence that person stands.

Some words only people are the subject of ("under the carpet", "on his own initiative"); with them the nearest person
is agent enough, and word order does not matter.
"""

from __future__ import annotations

from blamefree.values import replace

from .agent import PEOPLE, Agent, Being
from .syntax import Syntax

_OTHERS = frozenset({Being.PARTY, Being.SELF, Being.SPEAKER})


def nearest(syntax: Syntax, first: int, last: int, human: bool = False) -> Agent | None:
    """The person nearest to the tokens first..last; who stands left of them comes first.

    To the right only the same clause counts, and the clause whose subject a verbless opener speaks of: "half asleep,
    the technician ...". ``human``: shared nouns are people here. Negated when a negation stands before the tokens in
    their clause.
    """
    g, s = syntax.g, syntax.s
    end = _clause(syntax, last + 1)
    found = _person(syntax, range(first - 1, -1, -1), human) or _person(syntax, range(first, end), human)
    if found is None and end < len(s) and s.words[end] == "," and not any(map(syntax.finite, range(end))):
        found = _person(syntax, range(end + 1, _clause(syntax, end + 1)), human)
    if found is None:
        return None
    negated = found.negated
    index = first - 1
    while index >= 0 and s.words[index] not in ",;:" and (s.masks[index] & g.neg or not s.masks[index] & g.conj):
        negated = negated or bool(s.masks[index] & g.neg)
        index -= 1
    return replace(found, negated=negated)


def _clause(syntax: Syntax, start: int) -> int:
    """Where the clause of a token ends."""
    g, s = syntax.g, syntax.s
    while start < len(s) and s.words[start] not in ",;:" and not s.masks[start] & (g.who | g.sub & ~g.adv):
        start += 1
    return start


def _person(syntax: Syntax, places: range, human: bool) -> Agent | None:
    g, s = syntax.g, syntax.s
    for k in places:
        mask = s.masks[k]
        if mask & (g.possessive | g.object_form | g.genitive) or s.gens[k]:
            continue
        if mask & g.pronoun and not (mask & g.det and k + 1 < len(s) and syntax.inside(k + 1)):
            found = syntax.pronoun(k, True)
        elif mask & g.beings:
            found = syntax.agent(*(syntax.left_phrase(k) or (k, k)))
        else:
            continue
        if found is not None and (found.being in PEOPLE or found.being in _OTHERS):
            return found
        if found is not None and human and found.being is Being.SHARED:
            return found
    return None
