"""A file whose name or folder does not fit its id.

Why: people find documents by path. The place is postmortems/<year>/<id>-<slug>.md.

Bad:
    id: ⟦PM-2026-0043⟧

Good:
    id: PM-2026-0042
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence

from blamefree.diagnostics.diagnostic import Diagnostic, Severity
from blamefree.model.corpus import Facts
from blamefree.patterns import lazy
from blamefree.rules.api import Context, Rule

RULE = Rule.of(__name__, Severity.WARNING)
_ID = lazy(r"PM-(\d{4})-\d{4}")


def check_corpus(corpus: Sequence[Facts], context: Context) -> Iterator[Diagnostic]:  # noqa: ARG001
    """Compare each id with the file's name and folder; an id that two documents hold is told elsewhere."""
    times = Counter(facts.id.value for facts in corpus if facts.id is not None)
    for facts in corpus:
        if facts.id is None or times[facts.id.value] > 1 or not facts.path.startswith("postmortems/"):
            continue
        usual = f"postmortems/{facts.id.value[3:7]}/{facts.id.value}-"
        if facts.path.startswith(usual) and "/" not in facts.path[len(usual) :]:
            continue
        found = _ID.fullmatch(facts.id.value)
        if found is None:
            continue
        *folders, name = facts.path.split("/")
        if facts.named != facts.id.value:
            yield RULE.on(
                facts.path, facts.id.place, f"the file is called {name}, which does not begin with {facts.id.value}",
                f"rename it to {facts.id.value}-<a few words>.md, or mend the id",
            )  # fmt: skip
        elif re.fullmatch(r"\d{4}", folders[-1]) and folders[-1] != found.group(1):
            yield RULE.on(
                facts.path, facts.id.place, f"{facts.id.value} lies in the folder {folders[-1]}",
                f"move it to postmortems/{found.group(1)}/",
            )  # fmt: skip
