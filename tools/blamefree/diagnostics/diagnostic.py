"""What a rule says about a place."""

from __future__ import annotations

from enum import Enum, IntEnum

from blamefree.diagnostics.fix import Fix
from blamefree.text.span import Place
from blamefree.values import dataclass


class Severity(IntEnum):
    """How much it matters; a higher value is worse."""

    OFF = 0
    INFO = 1
    WARNING = 2
    ERROR = 3

    @property
    def word(self) -> str:
        """``error``, ``warning``, ``info`` or ``off``."""
        return self.name.lower()


class Family(Enum):
    """What a rule is about."""

    SYNTAX = "syntax"
    SCHEMA = "schema"
    COMPLETENESS = "completeness"
    LANGUAGE = "language"
    TIMELINE = "timeline"
    ACTIONS = "actions"
    APPROVAL = "approval"
    PRIVACY = "privacy"
    CORPUS = "corpus"


@dataclass(frozen=True, slots=True)
class Related:
    """Another place, with what it has to do with the matter."""

    path: str
    place: Place
    message: str


@dataclass(frozen=True, slots=True)
class Diagnostic:
    """One thing said about one place.

    ``message`` says what is wrong, ``help`` what to do next; neither holds a secret.
    ``category`` is set by family language only.
    """

    rule: str
    family: Family
    severity: Severity
    path: str
    place: Place
    message: str
    help: str = ""
    category: str = ""
    fix: Fix | None = None
    related: tuple[Related, ...] = ()

    @property
    def sort_key(self) -> tuple[str, int, str, int, str]:
        """Path, offset, rule; then end and message, so that the order is total."""
        return (self.path, self.place.start.offset, self.rule, self.place.end.offset, self.message)


@dataclass(frozen=True, slots=True)
class Skipped:
    """A file that was not checked, with the reason."""

    path: str
    reason: str


@dataclass(frozen=True, slots=True)
class Report:
    """What a run of check found: sorted diagnostics, the number of documents, and of silenced diagnostics.

    ``private`` are the lines, by path and number, that hold something private: no excerpt may show them.
    """

    documents: int
    diagnostics: tuple[Diagnostic, ...]
    suppressed: int = 0
    skipped: tuple[Skipped, ...] = ()
    private: frozenset[tuple[str, int]] = frozenset()

    def worst(self) -> Severity:
        """The highest severity present, OFF when there is none."""
        return max((diagnostic.severity for diagnostic in self.diagnostics), default=Severity.OFF)

    def count(self, severity: Severity) -> int:
        """How many diagnostics have exactly this severity."""
        return sum(diagnostic.severity is severity for diagnostic in self.diagnostics)
