"""Who did it: an agent, and what kind of being it is."""

from __future__ import annotations

from enum import Enum

from blamefree.values import dataclass


class Being(Enum):
    """What kind of agent a noun phrase names."""

    ROLE = "role"
    TEAM = "team"
    NAME = "name"
    INDEFINITE = "indefinite"
    READER = "reader"
    SELF = "self"
    SPEAKER = "speaker"
    PARTY = "party"
    USER = "user"
    ATTACKER = "attacker"
    SYSTEM = "system"
    SHARED = "shared"
    UNKNOWN = "unknown"


PEOPLE = frozenset({Being.ROLE, Being.TEAM, Being.NAME, Being.INDEFINITE, Being.READER})
"""Beings that an accusation can hit; the writer, customers, attackers and systems are not among them."""


@dataclass(frozen=True, slots=True)
class Agent:
    """A noun phrase (tokens first..last, both included) and what it is."""

    first: int
    last: int
    being: Being
    negated: bool = False
    possible: bool = False
    direct: bool = True
    passive: bool = False
    nobody: bool = False
