"""Corpus and rules become a report: first each document alone, then all of them together."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from blamefree.diagnostics.diagnostic import Diagnostic, Family, Report, Severity, Skipped
from blamefree.diagnostics.discretion import discreet
from blamefree.diagnostics.suppress import Suppression, WaivedRule, silencer, suppressions, waivers
from blamefree.model.corpus import Facts, facts
from blamefree.model.document import Document
from blamefree.model.links import anchors, relative_links
from blamefree.rules import registry
from blamefree.rules.api import SILENT, Context
from blamefree.text.markdown import Kind
from blamefree.text.span import Place, Span
from blamefree.values import dataclass, replace


@dataclass(frozen=True, slots=True)
class Inspection:
    """What one document gives: diagnostics before suppression, its facts, and what it silences.

    ``private`` are all places at which something private stands, ``silent`` is what was noted of the paragraphs that
    language rules have nothing to say about.
    """

    path: str
    diagnostics: tuple[Diagnostic, ...]
    facts: Facts
    comments: tuple[Suppression, ...] = ()
    waived: tuple[WaivedRule, ...] = ()
    sound: bool = True
    private: tuple[Place, ...] = ()
    silent: bytes = b""


def inspect(document: Document, context: Context, *, families: frozenset[Family] | None = None) -> Inspection:
    """Run every document rule on one document, or only those of some families."""
    context.memo.clear()
    found: list[Diagnostic] = []
    off = Severity.OFF
    for check in registry.document_checks(document, context, families):
        for diagnostic in check(document, context):
            if diagnostic.severity is not off:
                found.append(diagnostic)  # noqa: PERF401 - most rules say nothing: no generator for each
    if any(diagnostic.rule in _SWALLOWING for diagnostic in found) and _swallowed(document, found):
        found = [diagnostic for diagnostic in found if diagnostic.family not in _NEEDS_SECTIONS]
    private: tuple[Place, ...] = ()
    if any(diagnostic.family is Family.PRIVACY for diagnostic in found):
        found, private = discreet(found, document.source)
    known = facts(document, relative_links(document), anchors(document)) if document.sound else Facts(document.path)
    if known.actions and any(diagnostic.family is Family.SCHEMA for diagnostic in found):
        known = _unsettled(known, document, context)
    silent: bytes = context.memo.get(SILENT, b"")
    context.memo.clear()
    return Inspection(document.path, tuple(found), known, suppressions(document), waivers(document), document.sound,
                      private, silent)  # fmt: skip


def _unsettled(known: Facts, document: Document, context: Context) -> Facts:
    """The facts without the state of action items whose state is told to be wrong."""
    from blamefree.rules.shape import broken

    actions = tuple(
        action if not broken(document, context, "actions", at, "state") else action._replace(state="?")
        for at, action in enumerate(known.actions)
    )
    return known._replace(actions=actions)


def glimpse(document: Document) -> Inspection:
    """What the rules about the whole archive need of a document that is not itself reported."""
    known = facts(document, (), anchors(document), rows=False) if document.sound else Facts(document.path)
    return Inspection(document.path, (), known.beside(), sound=document.sound)


_SWALLOWING = frozenset(("unclosed-fence", "unclosed-comment", "raw-html"))
_NEEDS_SECTIONS = frozenset((Family.COMPLETENESS, Family.TIMELINE))


def _swallowed(document: Document, found: Sequence[Diagnostic]) -> bool:
    """Whether something that never ends makes the rest of the body its own: the sections in there are not missing."""
    last = document.blocks[-1] if document.blocks else None
    return (
        last is not None
        and last.kind in (Kind.FENCE, Kind.HTML)
        and any(item.rule in _SWALLOWING and last.start <= item.place.start.offset < last.end for item in found)
    )


def conclude(
    inspections: Sequence[Inspection],
    context: Context,
    *,
    only: frozenset[str] | None = None,
    skipped: Iterable[Skipped] = (),
) -> Report:
    """Run the corpus rules, apply suppressions and waivers, sort.

    ``only`` limits what is reported to these paths; the rules know every inspection all the same, and of the others
    a :func:`glimpse` is enough.
    """
    reported = [inspection for inspection in inspections if only is None or inspection.path in only]
    every = [diagnostic for inspection in reported for diagnostic in inspection.diagnostics]
    private = {item.path: [place.span for place in item.private] for item in reported if item.private}
    lines = frozenset(
        (item.path, line)
        for item in reported
        for place in item.private
        for line in range(place.start.line, place.end.line + 1)
    )
    corpus = [inspection.facts for inspection in inspections]
    for check in registry.corpus_checks():
        every.extend(
            diagnostic
            for diagnostic in check(corpus, context)
            if diagnostic.severity is not Severity.OFF and not _reveals(diagnostic, private)
        )
    by_path = {inspection.path: inspection for inspection in reported}
    waived = {path: _excuses(inspection) for path, inspection in by_path.items() if inspection.waived}
    kept: list[Diagnostic] = []
    used: set[tuple[str, int, str]] = set()
    suppressed = 0
    for diagnostic in every:
        if only is not None and diagnostic.path not in only:
            continue
        owner = by_path.get(diagnostic.path)
        silent = silencer(diagnostic, owner.comments, waived.get(owner.path, ())) if owner is not None else None
        if silent is None:
            kept.append(diagnostic)
            continue
        suppressed += 1
        if isinstance(silent, Suppression):
            used.add((diagnostic.path, silent.place.start.offset, diagnostic.rule))
    kept.extend(_suppression_diagnostics(reported, used))
    ordered = tuple(sorted(set(kept), key=lambda item: item.sort_key))
    return Report(len(reported), ordered, suppressed, tuple(skipped), lines)


def _excuses(inspection: Inspection) -> tuple[WaivedRule, ...]:
    """The waivers of a document; one that names no rule we know may have meant any."""
    names = registry.by_name()
    return tuple(
        item if item.rule in names else replace(item, rule=_near(item.rule), sure=False) for item in inspection.waived
    )


def _near(rule: str) -> str:
    """The rule that was probably meant, empty when none is near."""
    from difflib import get_close_matches

    return next(iter(get_close_matches(rule, registry.by_name(), 1)), "") if rule else ""


def _reveals(diagnostic: Diagnostic, private: Mapping[str, Sequence[Span]]) -> bool:
    """Whether a corpus rule, which may quote what it looked up, speaks of something private."""
    return any(diagnostic.place.span.overlaps(span) for span in private.get(diagnostic.path, ()))


def _suppression_diagnostics(
    inspections: Sequence[Inspection], used: set[tuple[str, int, str]]
) -> Iterable[Diagnostic]:
    if not any(inspection.comments for inspection in inspections):
        return
    names = registry.by_name()
    without, unused = names["suppression-without-reason"].rule, names["unused-suppression"].rule
    for inspection in inspections:
        for comment in inspection.comments:
            if not comment.rules:
                what = "a suppression that names no rule: there is no way to silence everything"
                yield unused.on(inspection.path, comment.place, what, "write ignore[rule-name] and the reason")
                continue
            if not comment.reason:
                yield without.on(
                    inspection.path,
                    comment.place,
                    "a suppression without a reason",
                    "write the reason after the bracket",
                )
                continue
            for rule in comment.rules:
                if (inspection.path, comment.place.start.offset, rule) in used:
                    continue
                if rule not in names:
                    near = _near(rule)
                    yield unused.on(
                        inspection.path,
                        comment.place,
                        f"there is no rule {rule!r} to suppress",
                        f"did you mean {near}?" if near else "see `blamefree explain` for the list",
                    )
                else:
                    yield unused.on(
                        inspection.path, comment.place, f"nothing here is silenced by ignore[{rule}]", "remove it"
                    )
