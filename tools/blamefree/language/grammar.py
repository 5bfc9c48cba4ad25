"""The tags that the engine itself understands, resolved once to the bits of a pack.

The table in ``schema/languages/README.md`` says what each tag means to somebody who writes a pack.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from .lexicon import Bits


class Grammar:
    """Bit masks of the engine's own tags, and the few switches of a language's syntax."""

    def __init__(self, bits: Bits, switches: Mapping[str, Any]) -> None:
        bit = bits.bit
        self.det, self.prep, self.adv, self.adj = bit("det"), bit("prep"), bit("adv"), bit("adj")
        self.neg, self.conj, self.sub, self.who = bit("neg"), bit("conj"), bit("sub"), bit("rel")
        self.person_relative, self.time, self.noun = bit("who"), bit("time"), bit("noun")
        self.quantifier, self.part, self.of, self.by = bit("quantifier"), bit("portion"), bit("of"), bit("by")
        self.modal, self.aux_finite = bit("modal"), bit("aux")
        self.verb, self.past = bit("verb"), bit("past")
        self.nobody, self.self_, self.speaker, self.reader = bit("nobody"), bit("self"), bit("speaker"), bit("reader")
        self.indefinite, self.single, self.they, self.it = bit("indefinite"), bit("single"), bit("they"), bit("it")
        self.possessive, self.object_form, self.genitive = bit("possessive"), bit("object"), bit("gen")
        self.role, self.team, self.name, self.party = bit("role"), bit("team"), bit("name"), bit("party")
        self.user, self.attacker, self.system = bit("user"), bit("attacker"), bit("system")
        self.shared, self.robot, self.robot_heads = bit("shared"), bit("robot"), bit("robothead")
        self.human_cue, self.hostile, self.definite = bit("humancue"), bit("hostile"), bit("def")
        self.passive_past = bit("spast")
        self.causal, self.past_aux, self.present = bit("causal"), bit("pastaux"), bit("pres") | bit("spres")
        self.until, self.inert = bit("until"), bit("inert") | bit("norm")
        self.always_prep, self.base_too = bit("onlyprep"), bit("alsobase")
        self.aux = self.modal | self.aux_finite | bit("auxpart")
        self.supine = bit("sup") | bit("ssup")
        self.finite = self.past | bit("pres") | bit("part") | bit("spast") | bit("spres") | bit("sup") | bit("ssup")
        self.pronoun = (
            self.nobody | self.self_ | self.speaker | self.reader | self.indefinite | self.single | self.they | self.it
        )
        self.beings = (
            self.role | self.team | self.name | self.party | self.user | self.attacker | self.system | self.shared
        )
        self.infinitive_form, self.nominal = bit("inf"), self.noun | self.beings | self.adj | self.inert
        self.group = self.aux | self.adv | self.neg | bit("infinitive")
        self.closed = self.group | self.prep | self.conj | self.sub | self.who | self.det | self.pronoun
        self.stop = (self.closed & ~self.adv) | bit("punct")
        self.v2 = switches.get("word_order") == "verb-second"
        self.be, self.guessed, self.participle = bit("be"), bit("guessed"), bit("part")
        self.number = bool(switches.get("numbers_after_prepositions", True))
        self.plural_endings = tuple(str(switches.get("plural_ending", "")).split())
        self.singular_endings = tuple(str(switches.get("singular_endings", "")).split())
        self.owner, self.patient = bit("*owner"), bit("*patient")
        self.whoever, self.plural, self.title = bit("whoever"), bit("pl"), bit("title")
        self.on_duty = bit("onduty")
        self.body, self.machinery, self.machine_heads = bit("body"), bit("machinery"), bit("machinehead")
        self.body_cue, self.particle = bit("bodycue"), bit("particle")
        self.progressive, self.occasion = bit("ing"), bit("occasion")
        self.kinds = {
            "role": self.role,
            "team": self.team,
            "name": self.name,
            "indefinite": self.indefinite | self.they,
            "reader": self.reader,
            "self": self.self_,
            "speaker": self.speaker,
            "party": self.party,
            "user": self.user,
            "attacker": self.attacker,
            "system": self.system,
            "shared": self.shared,
        }
        self._people = (
            self.role
            | self.team
            | self.name
            | self.party
            | self.self_
            | self.reader
            | self.indefinite
            | self.single
            | self.they
        )
        self._present = self._people | self.beings | self.nobody

    def wanted(self, slot: str, options: Mapping[str, str]) -> int:
        """The beings of which one must be present for a frame to say anything; 0 when it needs none."""
        if "near" in options:
            return self._people | self.shared
        if not slot or slot == "SUBJ?":
            return 0
        if slot == "GEN":
            return self.name if options.get("agents") == "name" else self.owner
        agents = options.get("agents")
        if agents:
            wanted = self.single | self.they
            for kind in agents.split(","):
                wanted |= self.kinds.get(kind, -1)
            if agents == "name":
                wanted = self.name
        else:
            wanted = self._people
        if slot == "OWNER":
            return self.owner | self.name
        if wanted & self.role or "human" in options or "loose" in options:
            wanted |= self.shared  # "the night operator" is a role
        if "nobody" in options:
            wanted |= self.nobody
        return wanted if slot == "SUBJ" else wanted | self.patient

    def presence(self, mask: int, owner: bool) -> int:
        """What a word with this mask may fill: its beings, or only the place of an owner or of an object."""
        if mask & self.person_relative:
            return self.role | self.name  # "who", "he" and "his" make persons of unknown nouns
        if mask & self.title:
            return mask & self._present | self.name | self.owner
        if mask & self.single:
            return self.single | self.name | self.owner | self.patient
        if mask & self.possessive:
            return self.owner | (self.patient if mask & self.object_form else 0)
        if mask & self.object_form:
            return self.patient
        found = mask & self._present
        if mask & self.whoever:
            found |= self.indefinite
        if mask & self.body:
            found |= self.team
        if found and (owner or mask & self.genitive):
            found |= self.owner
        return found
