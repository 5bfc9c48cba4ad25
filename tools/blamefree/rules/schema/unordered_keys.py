"""Keys of the front matter in an unusual order.

Why: whoever reads many postmortems looks for the status and the times where they always stand. The order is that of the
schema; comments move with the key below them.

Bad (file):
    ---
    id: PM-2026-0042
    title: Checkout stood still while the session cache was switched
    status: draft
    ⟦date⟧: 2026-03-14
    severity: SEV2
    classification: internal
    # until Friday
    owner: team-checkout
    ---

Fixed (file):
    ---
    id: PM-2026-0042
    title: Checkout stood still while the session cache was switched
    date: 2026-03-14
    status: draft
    severity: SEV2
    classification: internal
    # until Friday
    owner: team-checkout
    ---

Good (file):
    ---
    id: PM-2026-0042
    title: Checkout stood still while the session cache was switched
    date: 2026-03-14
    status: draft
    severity: SEV2
    classification: internal
    owner: team-checkout
    ---
"""

from __future__ import annotations

from collections.abc import Iterator

from blamefree.diagnostics.diagnostic import Diagnostic, Severity
from blamefree.diagnostics.fix import Fix
from blamefree.model.document import Document
from blamefree.rules.api import Context, Rule, fix
from blamefree.rules.shape.reading import defects, schema_for
from blamefree.text.span import Span
from blamefree.text.yaml12 import Mapping

RULE = Rule.of(__name__, Severity.INFO)


def check(document: Document, context: Context) -> Iterator[Diagnostic]:
    """Tell the first key that stands behind one that belongs after it."""
    front = document.front
    if front is None or front.flow or defects(document, context):
        return  # first things first
    schema, _ = schema_for(context)
    rank = {name: at for at, name in enumerate(schema.get("properties", {}))}
    last, before = -1, ""
    for name, span in front.keys.items():
        at = rank.get(name, last)
        if at < last:
            yield RULE.at(
                document, span, f"{name} usually stands before {before}", "let `blamefree fix` put the keys in order",
                fix=_sorted(document, front, rank),
            )  # fmt: skip
            return
        last, before = at, name


def _sorted(document: Document, front: Mapping, rank: dict[str, int]) -> Fix | None:
    """The whole front matter with its keys in order, each with the comment lines above it."""
    source, whole = document.source, document.front_span
    names = list(front.keys)
    starts: list[int] = []
    for name in names:
        line = source.position(front.keys[name].start).line
        floor = source.position(whole.start).line
        while line > floor and source.line_text(line - 1).startswith("#"):
            line -= 1
        starts.append(source.line_span(line).start)
    if any(source.position(front.keys[name].start).column != 1 for name in names):
        return None
    head = document.text[whole.start : starts[0]]
    ends = [*starts[1:], whole.end]
    pieces = {name: document.text[start:end] for name, start, end in zip(names, starts, ends, strict=True)}
    if any(not piece.endswith(("\n", "\r")) for piece in pieces.values()):
        return None
    following = {name: rank.get(name, -1) for name in names}
    for at, name in enumerate(names):
        if following[name] < 0:  # an unknown key stays behind the key above it
            following[name] = following[names[at - 1]] if at else -1
    ordered = sorted(names, key=lambda name: following[name])
    text = head + "".join(pieces[name] for name in ordered)
    return fix(document, "Put the keys in order", (Span(whole.start, whole.end), text), safe=True)
