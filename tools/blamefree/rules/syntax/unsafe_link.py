"""A link with a scheme that runs code, carries data or opens files.

Why: `javascript:` and its kin run in the browser of whoever clicks; `file:` and drive letters point at the machine of
whoever wrote the document. However the scheme is spelled, browsers read through it.

Bad (body):
    ## Summary

    See [the graph](⟦javascript:alert(1)⟧).

Bad (body):
    ## Summary

    See [the graph][one].

    [one]: ⟦&#106;avascript:alert(1)⟧

Good (body):
    ## Summary

    See [the graph](https://grafana.example/d/abc) or write to <mailto:team-checkout@example.org>.
"""

from __future__ import annotations

from collections.abc import Iterator

from blamefree.diagnostics.diagnostic import Diagnostic, Severity
from blamefree.model.document import Document
from blamefree.rules.api import Context, Rule
from blamefree.rules.some import capped
from blamefree.text.target import Form, form

RULE = Rule.of(__name__, Severity.ERROR, unsound=True)


def check(document: Document, context: Context) -> Iterator[Diagnostic]:  # noqa: ARG001
    """Tell of every link whose scheme is not allowed."""
    if document.links:
        yield from capped(_links(document))


def _links(document: Document) -> Iterator[Diagnostic]:
    for link in document.links:
        if link.target.startswith(("https:", "http:", "#")):
            continue
        kind, scheme = form(link.target)
        if link.image and kind is not Form.WINDOWS and scheme != "file":
            continue  # remote-image tells of every scheme in an image
        if kind is Form.REFUSED:
            yield RULE.at(
                document,
                link.span,
                f"the link scheme {scheme[:40]} is not allowed",
                "link to https: or to a file beside the document"
                if scheme != "file"
                else "commit the file beside the document and link to it by its relative path",
            )
        elif kind is Form.WINDOWS:
            yield RULE.at(
                document,
                link.span,
                "a path of one Windows machine leads nowhere for other readers",
                "commit the file beside the document and link to it by its relative path, with forward slashes",
            )
