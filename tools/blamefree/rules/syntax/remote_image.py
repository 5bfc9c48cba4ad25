"""A picture that is not in the repository.

Why: a remote picture can change or vanish, tells its host who reads the document, and is never fetched, so the site
and Confluence would show a gap. Pictures lie beside the document and are reviewed with it.

Bad (body):
    ## Summary

    ![The graph](⟦https://grafana.example/render/abc.png⟧)

Good (body):
    ## Summary

    The graph is [in Grafana](https://grafana.example/d/abc).
"""

from __future__ import annotations

from collections.abc import Iterator

from blamefree.diagnostics.diagnostic import Diagnostic, Severity
from blamefree.model.document import Document
from blamefree.patterns import lazy
from blamefree.rules.api import Context, Rule
from blamefree.rules.some import capped
from blamefree.text.inline import Link
from blamefree.text.target import Form, form

RULE = Rule.of(__name__, Severity.ERROR, unsound=True)
_LABEL = lazy(r"!\[([^\[\]]{0,999})\](?:\[([^\[\]]{0,999})\])?(?!\()")


def check(document: Document, context: Context) -> Iterator[Diagnostic]:  # noqa: ARG001
    """Tell of every image that a browser would have to fetch from elsewhere."""
    if "!" in document.text and "![" in document.text:
        yield from capped(_images(document))


def _images(document: Document) -> Iterator[Diagnostic]:
    for link in (*(link for link in document.links if link.image), *_referenced(document)):
        kind, scheme = form(link.target)
        if kind in (Form.REMOTE, Form.REFUSED) and scheme != "file":
            what = "an embedded picture (data:)" if scheme == "data" else "a remote picture"
            yield RULE.at(
                document,
                link.span,
                f"{what} is neither fetched nor shown",
                f"commit the picture to {document.id or 'the folder named by the id'}/ beside the document",
            )


def _referenced(document: Document) -> Iterator[Link]:
    """The link references that an image uses."""
    text = document.text
    if "]:" not in text:
        return
    used = {_fold(found.group(2) or found.group(1)) for found in _LABEL.finditer(document.live)}
    for link in document.links:
        label = text.rfind("[", max(0, link.span.start - 1100), link.span.start)
        close = text.find("]:", label, link.span.start) if label >= 0 else -1
        if not link.image and close > 0 and _fold(text[label + 1 : close]) in used:
            yield link


def _fold(label: str) -> str:
    return " ".join(label.casefold().split())
