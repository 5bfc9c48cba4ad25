"""A relative link to a file that is not there.

Why: it works for nobody, or only on the computer of whoever wrote it. The letter case counts: most servers tell apart
what Windows and macOS take for the same name.

Bad (body):
    ## Summary

    It happened [before](⟦../2025/PM-2025-0030-sessions.md⟧).

Good (body):
    ## Summary

    It happened [before](../2025/PM-2025-0031-sessions.md).
"""

from __future__ import annotations

import posixpath
from collections.abc import Iterator, Sequence

from blamefree.diagnostics.diagnostic import Diagnostic, Severity
from blamefree.model.corpus import Facts
from blamefree.rules.api import Context, Rule
from blamefree.rules.corpus._references import Reference, references
from blamefree.rules.corpus.misplaced_attachment import is_misplaced

RULE = Rule.of(__name__, Severity.ERROR)


def check_corpus(corpus: Sequence[Facts], context: Context) -> Iterator[Diagnostic]:
    """Look for the file of every relative link."""
    documents = {facts.path for facts in corpus}
    for reference in references(corpus, context):
        path = reference.path
        if not path or path in documents or is_misplaced(reference):
            continue
        problem = _problem(path, reference, context)
        if problem is not None:
            yield RULE.on(reference.facts.path, reference.link.place, *problem)


def _problem(path: str, reference: Reference, context: Context) -> tuple[str, str] | None:
    if not path.isprintable():
        return "the file name of this link holds a character that cannot be shown", "rename the file"
    fact = context.files.stat(path)
    if fact is not None and fact.regular:
        return None
    if fact is None:
        folder = posixpath.dirname(path)
        above = context.files.stat(folder) if folder else None
        name = posixpath.basename(folder)
        if above is not None and above.spelled and above.spelled != name:
            return f"the folder of this link is spelled {above.spelled}: the letter case counts", "mend the link"
        return f"there is no file {path[:200]}", "mend the link, or commit the file"
    if fact.spelled and fact.spelled != posixpath.basename(path):
        return f"the file is spelled {fact.spelled}: the letter case counts", "mend the link"
    if reference.link.image or not reference.link.target.endswith("/"):
        return f"{path[:200]} is not a regular file", "link to a file; symbolic links and folders are not followed"
    return None
