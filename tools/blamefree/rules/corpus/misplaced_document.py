"""A file whose name or folder does not fit its id.

Why: people find documents by path. The place is postmortems/<year>/<id>-<slug>.md.

Bad:
    id: ⟦PM-2026-0043⟧

Good:
    id: PM-2026-0042
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from blamefree.diagnostics.diagnostic import Diagnostic, Severity
from blamefree.model.document import Document
from blamefree.rules.api import Context, Rule

RULE = Rule.of(__name__, Severity.WARNING)
_NAMED = re.compile(r"PM-\d{4}-\d{4}", re.IGNORECASE)
_ID = re.compile(r"PM-(\d{4})-\d{4}")


def check(document: Document, context: Context) -> Iterator[Diagnostic]:  # noqa: ARG001
    """Compare the id with the file's name and folder."""
    id_ = document.postmortem.id
    if id_ is None or not document.path.startswith("postmortems/"):
        return
    found = _ID.fullmatch(id_.value)
    if found is None:
        return
    *folders, name = document.path.split("/")
    named = _NAMED.match(name)
    if named is None or named.group() != id_.value:
        yield RULE.at(
            document, id_.span, f"the file is called {name}, which does not begin with {id_.value}",
            f"rename it to {id_.value}-<a few words>.md, or mend the id",
        )  # fmt: skip
    elif re.fullmatch(r"\d{4}", folders[-1]) and folders[-1] != found.group(1):
        yield RULE.at(
            document, id_.span, f"{id_.value} lies in the folder {folders[-1]}",
            f"move it to postmortems/{found.group(1)}/",
        )  # fmt: skip
