"""A summary of more than 120 words.

Why: the summary is what most people read, in lists, feeds and on the first page in Confluence. The rest has
sections of its own.

Bad (body):
    ## ⟦Summary⟧

    Checkout stood still and then it did not, and here the summary goes on and on without an end in sight.
    Checkout stood still and then it did not, and here the summary goes on and on without an end in sight.
    Checkout stood still and then it did not, and here the summary goes on and on without an end in sight.
    Checkout stood still and then it did not, and here the summary goes on and on without an end in sight.
    Checkout stood still and then it did not, and here the summary goes on and on without an end in sight.
    Checkout stood still and then it did not, and here the summary goes on and on without an end in sight.
    Checkout stood still and then it did not, and here the summary goes on and on without an end in sight.

Good (body):
    ## Summary

    Checkout stood still for 38 minutes while the session cache was switched.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from blamefree.diagnostics.diagnostic import Diagnostic, Severity
from blamefree.model.document import Document
from blamefree.patterns import lazy
from blamefree.rules.api import Context, Rule
from blamefree.rules.needs import content, needs
from blamefree.text.markdown import Kind
from blamefree.text.span import Span

RULE = Rule.of(__name__, Severity.WARNING)
_TARGET = lazy(r"\]\([^()\s]*(?:\s[^()]*)?\)|<!--.*?-->", re.DOTALL)


def check(document: Document, context: Context) -> Iterator[Diagnostic]:
    """Count the words of the summary."""
    need = needs(document, context)
    section = document.section("summary")
    if not need.status or section is None:
        return
    words = 0
    for block in content(document, "summary"):
        if block.kind in (Kind.PARAGRAPH, Kind.TABLE):
            text = document.text[block.start : block.end]
            if "](" in text or "<!--" in text:
                text = _TARGET.sub("]", text)
            words += sum(word[0].isalnum() or any(char.isalnum() for char in word) for word in text.split())
    if words > need.summary_words:
        lines = section.heading.lines
        yield RULE.at(
            document,
            Span(lines[0].start, lines[-1].end),
            f"the summary has {words} words, more than {need.summary_words}",
            "keep what happened, to whom and for how long; move the rest into the other sections",
        )
