"""An HTML comment without an end, or with one that browsers see elsewhere.

Why: everything behind an unclosed comment vanishes from the page. Browsers also end a comment at `<!-->` and `--!>`,
so that what looks hidden in the file is shown, or run, on the page.

Bad (body):
    ## Summary

    Checkouts timed out. ⟦<!--⟧ to do: ask the team

Bad (body):
    ## Summary

    Checkouts timed out. <!-- hidden ⟦--!>⟧ shown -->

Good (body):
    ## Summary

    Checkouts timed out. <!-- to do: ask the team -->
"""

from __future__ import annotations

from collections.abc import Iterator

from blamefree.diagnostics.diagnostic import Diagnostic, Severity
from blamefree.model.document import Document
from blamefree.rules.api import Context, Rule
from blamefree.rules.some import capped
from blamefree.text.span import Span

RULE = Rule.of(__name__, Severity.ERROR, unsound=True)


def check(document: Document, context: Context) -> Iterator[Diagnostic]:  # noqa: ARG001
    """Tell of comments that do not end where they seem to."""
    if "<" in document.text and document.text.find("<!--", document.body_start) >= 0:
        yield from capped(_comments(document))


def _comments(document: Document) -> Iterator[Diagnostic]:
    text = document.text
    unclosed = document.live.find("<!--")
    if unclosed >= 0:
        line = document.source.position(unclosed).line
        message = f"the comment opened at line {line} is never closed"
        yield RULE.at(document, Span(unclosed, unclosed + 4), message, "close it with -->")
    for comment in document.comments:
        if comment.end - comment.start < 7:
            yield RULE.at(document, comment, "this comment ends where it begins", "remove it")
            continue
        odd = text.find("--!>", comment.start + 4, comment.end)
        if odd >= 0:
            message = "browsers end the comment here, and show what follows"
            yield RULE.at(document, Span(odd, odd + 4), message, "end comments with -->, and only once")
