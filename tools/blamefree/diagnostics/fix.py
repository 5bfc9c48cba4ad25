"""A proposed repair of a text."""

from __future__ import annotations

from enum import Enum

from blamefree.text.span import Place
from blamefree.values import dataclass


class Applicability(Enum):
    """Whether a fix may be applied unasked: safe ones never change what a reader sees."""

    SAFE = "safe"
    UNSAFE = "unsafe"


@dataclass(frozen=True, slots=True)
class Edit:
    """One replacement."""

    place: Place
    replacement: str


@dataclass(frozen=True, slots=True)
class Fix:
    """Edits that belong together; none overlaps another."""

    title: str
    applicability: Applicability
    edits: tuple[Edit, ...]
