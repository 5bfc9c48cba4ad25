"""A link that leaves the repository, or begins at a root that every reader has elsewhere.

Why: the page is shown on the site, in Confluence and by the forge, and only what lies in the repository goes with it.
A path from the root of a disk or a site leads somewhere else in each of them.

Bad (body):
    ## Summary

    ![The graph](⟦../../../secrets.png⟧) and [the log](⟦/var/log/checkout.log⟧).

Good (body):
    ## Summary

    It happened [before](../2025/PM-2025-0031-sessions.md).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from blamefree.diagnostics.diagnostic import Diagnostic, Severity
from blamefree.model.corpus import Facts
from blamefree.rules.api import Context, Rule
from blamefree.rules.corpus._references import folder_of, references

RULE = Rule.of(__name__, Severity.ERROR)


def check_corpus(corpus: Sequence[Facts], context: Context) -> Iterator[Diagnostic]:
    """Look at where every relative link leads."""
    for reference in references(corpus, context):
        if reference.path is None:
            absolute = reference.link.target.startswith(("/", "\\"))
            what = "this path does not begin at the document" if absolute else "this path leaves the repository"
            yield RULE.on(
                reference.facts.path,
                reference.link.place,
                what,
                f"write a relative path; attachments lie in {folder_of(reference.facts)}/",
            )
