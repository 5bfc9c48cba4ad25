"""What is wrong with a text before anyone knows what it means."""

from __future__ import annotations

from blamefree.text.span import Span
from blamefree.values import dataclass


@dataclass(frozen=True)
class Problem:
    """A defect of the text itself.

    ``rule`` is the kebab-case name of the syntax rule that reports it,
    ``related`` other places with what they have to do with it.
    """

    rule: str
    span: Span
    message: str
    help: str
    related: tuple[tuple[Span, str], ...] = ()
