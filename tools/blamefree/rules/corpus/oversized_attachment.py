"""An attachment over 5 MiB.

Why: everybody who clones the repository downloads it, for ever, and Confluence may refuse it. Long logs and recordings
belong where such things are kept, with a link.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

from blamefree.diagnostics.diagnostic import Diagnostic, Severity
from blamefree.model.corpus import Facts
from blamefree.rules.api import Context, Rule
from blamefree.rules.corpus._references import attachments

RULE = Rule.of(__name__, Severity.ERROR)

LIMIT: Final = 5 * 1024 * 1024
"""The largest attachment, in bytes."""


def check_corpus(corpus: Sequence[Facts], context: Context) -> Iterator[Diagnostic]:
    """Look at the size of every attachment."""
    for reference, fact in attachments(corpus, context):
        if fact.size > LIMIT:
            yield RULE.on(
                reference.facts.path,
                reference.link.place,
                f"the attachment has {fact.size / 1024 / 1024:.1f} MiB, 5 MiB is the limit",
                "make it smaller, or keep it elsewhere and link to it",
            )
