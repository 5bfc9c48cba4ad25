"""Problems met while a text was read become diagnostics of the rule that bears their name."""

from __future__ import annotations

from collections.abc import Iterator

from blamefree.diagnostics.diagnostic import Diagnostic
from blamefree.model.document import Document
from blamefree.rules.api import Rule
from blamefree.rules.some import capped
from blamefree.rules.syntax._conflicts import conflicts
from blamefree.text.problem import Problem


def told(rule: Rule, document: Document) -> Iterator[Diagnostic]:
    """The problems of the front matter that ``rule`` reports."""
    if not document.problems:
        return
    torn = any(conflict.start < document.body_start for conflict in conflicts(document))
    if not torn:  # a conflict explains whatever else is wrong in there
        yield from capped(
            _diagnostic(rule, document, problem) for problem in document.problems if problem.rule == rule.name
        )


def told_of_body(rule: Rule, document: Document) -> Iterator[Diagnostic]:
    """The problems of the body's block structure that ``rule`` reports."""
    for problem in document.body_problems:
        if problem.rule == rule.name:
            yield _diagnostic(rule, document, problem)


def _diagnostic(rule: Rule, document: Document, problem: Problem) -> Diagnostic:
    return rule.at(document, problem.span, problem.message, problem.help, related=problem.related)
