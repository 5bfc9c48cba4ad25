"""An action item that has no end.

Why: an item that begins with “investigate” or “improve” is never finished and never wrong. Say what will be
different; the investigation that is needed first belongs into the open questions, or gets an end of its own.

Bad:
    actions:
      - id: A1
        title: ⟦Look into⟧ the switching of caches
        type: prevent
        service: checkout
        owner: team-checkout
        due: 2026-04-15
        done_when: A switch on staging waits for a go after the first region
        state: open

Good:
    actions:
      - id: A1
        title: Switch caches region by region
        type: prevent
        service: checkout
        owner: team-checkout
        due: 2026-04-15
        done_when: A switch on staging waits for a go after the first region
        state: open

Good:
    actions:
      - id: A1
        title: Improve the warning time of the alert from ten minutes to one
        type: prevent
        service: checkout
        owner: team-checkout
        due: 2026-04-15
        done_when: A switch on staging waits for a go after the first region
        state: open
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from blamefree.diagnostics.diagnostic import Diagnostic, Severity
from blamefree.model.document import Document
from blamefree.patterns import lazy
from blamefree.rules.actions._needed import placed, sound
from blamefree.rules.api import Context, Rule
from blamefree.rules.wording import wording
from blamefree.text.span import Span

RULE = Rule.of(__name__, Severity.WARNING)
_LEAD = lazy(r"(?:(?:we|vi)\s+(?:should|need to|will|must|bör|ska|behöver|måste)\s+|to\s+|att\s+)?", re.IGNORECASE)


def check(document: Document, context: Context) -> Iterator[Diagnostic]:
    """Look at how each title begins."""
    words = wording(document, context)
    for at, action in placed(document):
        if action.title is None or not sound(document, context, at, "title"):
            continue
        title = action.title.value
        lead = _LEAD.match(title)
        start = lead.end() if lead else 0
        folded = title[start:].casefold()
        found = words.vague.match(folded)
        if found is None:
            found = words.vague_without_measure.match(folded)
            if found is not None and words.measures.search(folded, found.end()):
                found = None
        if found is not None:
            yield RULE.at(
                document,
                _within(document, action.title.span, title, start, found.end()),
                f"action {action.name} is vague: nobody can tell when “{title[start : start + found.end()]} …” is done",
                "say what will be different, and begin with a verb that can be finished",
            )


def _within(document: Document, span: Span, value: str, start: int, length: int) -> Span:
    """The words themselves where the YAML shows them as they are, else the whole value."""
    piece = value[start : start + length]
    at = document.text.find(piece, span.start, span.end)
    return Span(at, at + len(piece)) if at >= 0 else span
