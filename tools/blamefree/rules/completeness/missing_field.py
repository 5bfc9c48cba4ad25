"""A key that the document's status needs.

Why: a draft may be full of holes. From review on, readers rely on the incident's key, the services, the times and
how it was detected. What nobody knows is written down as unknown, with the reason; it is never guessed.

Bad:
    times:
      ⟦impact_started⟧: 2026-03-14T09:02:00+01:00
      acknowledged: 2026-03-14T09:13:00+01:00
      mitigated: 2026-03-14T09:40:00+01:00
      resolved: 2026-03-14T11:05:00+01:00

Good:
    times:
      impact_started: 2026-03-14T09:02:00+01:00
      detected: {unknown: the log of the alerts is lost}
      acknowledged: 2026-03-14T09:13:00+01:00
      mitigated: 2026-03-14T09:40:00+01:00
      resolved: 2026-03-14T11:05:00+01:00
"""

from __future__ import annotations

from collections.abc import Iterator

from blamefree.diagnostics.diagnostic import Diagnostic, Severity
from blamefree.model.document import Document
from blamefree.rules.api import Context, Rule
from blamefree.rules.needs import needs
from blamefree.rules.shape import broken
from blamefree.text.yaml12 import Mapping, Scalar, Sequence

RULE = Rule.of(__name__, Severity.ERROR)

_WRITE = {
    "incident": "write incident: {jira: OPS-1423}, or {none: why nothing was raised}",
    "services": "write services: [checkout], with keys of services.yml",
    "detection": "write alert, customer, staff or partner, or {unknown: why}",
    "times": "write each as a full timestamp with offset, or {unknown: why}, or {not_applicable: why}",
}


def check(document: Document, context: Context) -> Iterator[Diagnostic]:
    """Tell each key and each time that is not there."""
    front = document.front
    if front is None:
        return
    need = needs(document, context)
    because = f"a document that is {need.status} needs"
    for key in need.keys:
        node = front.get(key)
        empty = isinstance(node, (Mapping, Sequence)) and not node.items
        if (node is None or empty) and not broken(document, context, key):
            span = document.front_end if node is None else front.keys[key]
            yield RULE.at(document, span, f"{key} is missing: {because} it", _WRITE.get(key, f"add {key}"))
    times = front.get("times")
    if not need.times or isinstance(times, Scalar):
        return
    if broken(document, context, "times") and not isinstance(times, Mapping):
        return
    if not isinstance(times, Mapping) or not times.items:
        span = document.front_end if times is None else front.keys["times"]
        yield RULE.at(document, span, f"times is missing: {because} {', '.join(need.times)}", _WRITE["times"])
        return
    missing = [name for name in need.times if name not in times.items and not broken(document, context, "times", name)]
    if missing:
        span = next(iter(times.keys.values()))
        verb = "is" if len(missing) == 1 else "are"
        yield RULE.at(
            document, span, f"times: {', '.join(missing)} {verb} missing: {because} every time", _WRITE["times"]
        )
