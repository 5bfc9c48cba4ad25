"""Snippets and template expressions in the text.

Why: nothing in a postmortem is expanded. Where another program does expand it, it can pull in files and settings that
nobody reviewed. In code they may be shown.

Bad (body):
    ## Summary

    ⟦--8<--⟧ "../../secrets.txt"

Bad (body):
    ## Summary

    The site is called ⟦{{⟧ config.site_name }}.

Good (body):
    ## Summary

    The chart used `{{ .Values.image }}` unquoted.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from blamefree.diagnostics.diagnostic import Diagnostic, Severity
from blamefree.model.document import Document
from blamefree.patterns import lazy
from blamefree.rules.api import Context, Rule
from blamefree.rules.some import capped
from blamefree.text.span import Span

RULE = Rule.of(__name__, Severity.ERROR, unsound=True)
_SYNTAX = lazy(r"\{%(?=[-+\s\w])|\{\{|^[ \t>]*;*(-+8<-+)", re.MULTILINE)


def check(document: Document, context: Context) -> Iterator[Diagnostic]:  # noqa: ARG001
    """Tell of template and snippet syntax outside code."""
    text = document.text
    if "{" in text and ("{{" in text or "{%" in text) or "<" in text and "8<-" in text:
        yield from capped(_found(document))


def _found(document: Document) -> Iterator[Diagnostic]:
    for found in _SYNTAX.finditer(document.live, document.body_start):
        span = Span(*found.span(1)) if found.group(1) else Span(*found.span())
        what = "snippets" if found.group(1) else "templates"
        yield RULE.at(
            document, span, f"{what} are not expanded in postmortems", "write the text out, or show it in `backticks`"
        )
