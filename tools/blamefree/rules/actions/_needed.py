"""Fields of action items that the status needs."""

from __future__ import annotations

from collections.abc import Iterator

from blamefree.diagnostics.diagnostic import Diagnostic
from blamefree.model.action import Action
from blamefree.model.document import Document
from blamefree.rules.api import Context, Rule
from blamefree.rules.needs import needs
from blamefree.rules.shape import broken
from blamefree.rules.shape.defect import walk
from blamefree.rules.shape.words import first_line
from blamefree.text.span import Span
from blamefree.text.yaml12 import Mapping, Sequence


def placed(document: Document) -> Iterator[tuple[int, Action]]:
    """The action items with their position in the list of the front matter."""
    listed = document.front.get("actions") if document.front is not None else None
    if not isinstance(listed, Sequence):
        return
    actions = iter(document.postmortem.actions)
    for at, item in enumerate(listed.items):
        if isinstance(item, Mapping):
            yield at, next(actions)


def sound(document: Document, context: Context, at: int, field: str) -> bool:
    """Whether nothing was said about this field of the action item already."""
    return not broken(document, context, "actions", at, field)


def lacking(
    rule: Rule, field: str, why: str, advice: str, document: Document, context: Context
) -> Iterator[Diagnostic]:
    """A diagnostic for each action item without ``field``, where the status needs it; declined ones need none."""
    need = needs(document, context)
    if field not in need.actions:
        return
    for at, action in placed(document):
        declined = action.state is not None and action.state.value == "declined"
        node = walk(document.front, ("actions", at, field))
        if node is None and not declined and sound(document, context, at, field):
            message = f"action {action.name} has no {field}: {why.format(status=need.status)}"
            yield rule.at(document, beginning(document, at, action), message, advice)


def beginning(document: Document, at: int, action: Action) -> Span:
    """Where an action item is shown: its id, else its first line."""
    if action.id is not None:
        return action.id.span
    node = walk(document.front, ("actions", at))
    return first_line(document, node) if node is not None else action.span
