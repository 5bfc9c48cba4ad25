"""A service that is not in services.yml.

Why: the catalogue says who owns a service, who may approve its action items and what depends on it. A name that it
does not know leads nowhere. A document may name what a service `depends_on`, also when that has no entry of its own;
an action item needs a service with an entry, because its owner decides.

Bad:
    services: [⟦chekout⟧, session-cache]

Good:
    services: [checkout, session-cache]
"""

from __future__ import annotations

from collections.abc import Iterator

from blamefree.diagnostics.diagnostic import Diagnostic, Severity
from blamefree.model.document import Document
from blamefree.model.value import Value
from blamefree.rules.api import Context, Rule, fix
from blamefree.rules.shape import broken
from blamefree.rules.shape.defect import shown
from blamefree.rules.shape.words import nearest
from blamefree.text.placeholder import is_placeholder

RULE = Rule.of(__name__, Severity.ERROR)


def check(document: Document, context: Context) -> Iterator[Diagnostic]:
    """Look up the services of the document and of its action items; without services.yml nothing is known."""
    if context.services is None:
        return
    known = context.services.services
    mentioned = {name for service in known.values() for name in service.depends_on}
    told: set[str] = set()
    for where, value in _named(document, context):
        if value.value in known or value.value in told or is_placeholder(value.value):
            continue
        if not where and value.value in mentioned:
            continue
        told.add(value.value)
        near = nearest(value.value, known)
        edit = fix(document, f"Write {near}", (value.span, near)) if near else None
        yield RULE.at(
            document,
            value.span,
            f"{where}{shown(value.value, 40)} is not in services.yml",
            f"did you mean {near}?" if near else "add it to services.yml, or mend the name",
            fix=edit,
        )


def _named(document: Document, context: Context) -> Iterator[tuple[str, Value[str]]]:
    broken_ones = {
        value.span.start
        for at, value in enumerate(document.postmortem.services)
        if broken(document, context, "services", at)
    }
    for value in document.postmortem.services:
        if value.span.start not in broken_ones:
            yield "", value
    for at, action in enumerate(document.postmortem.actions):
        if action.service is not None and not broken(document, context, "actions", at, "service"):
            yield f"action {action.name}: ", action.service
