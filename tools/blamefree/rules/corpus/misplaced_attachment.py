"""A picture that does not lie in the document's own folder.

Why: a document and its pictures are moved, published and withdrawn together. They lie in a folder named by the id
beside the document.

Bad (body):
    ## Summary

    ![The graph](⟦graph.png⟧)

Good (body):
    ## Summary

    The graph of [the earlier one](../2025/PM-2025-0031-sessions.md) looked the same.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from blamefree.diagnostics.diagnostic import Diagnostic, Severity
from blamefree.model.corpus import Facts
from blamefree.rules.api import Context, Rule
from blamefree.rules.corpus._references import Reference, folder_of, references

RULE = Rule.of(__name__, Severity.ERROR)


def is_misplaced(reference: Reference) -> bool:
    """Whether a picture, or a file among the documents, lies outside the document's folder of attachments."""
    if not reference.path or reference.own or reference.facts.id is None:
        return False  # without an id there is no such folder, and that is told already
    if reference.link.image:
        return True
    parts = reference.path.split("/")
    return (
        reference.attached and len(parts) == 3 and parts[0] == "postmortems" and parts[1].isdigit() and "." in parts[2]
    )


def check_corpus(corpus: Sequence[Facts], context: Context) -> Iterator[Diagnostic]:
    """Look at where every picture lies."""
    for reference in references(corpus, context):
        if is_misplaced(reference):
            yield RULE.on(
                reference.facts.path,
                reference.link.place,
                "this file does not lie in the document's folder of attachments",
                f"move it to {folder_of(reference.facts)}/",
            )
