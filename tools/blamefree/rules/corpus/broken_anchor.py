"""A link to a heading that is not there.

Why: the reader lands at the top of the page and searches for what was meant.

Bad (body):
    ## Summary

    See [the times](⟦#time-line⟧).

Good (body):
    ## Summary

    See [the times](#timeline) and [the first action item](#action-a1).
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Sequence

from blamefree.diagnostics.diagnostic import Diagnostic, Severity
from blamefree.model.corpus import Facts
from blamefree.patterns import lazy
from blamefree.rules.api import Context, Rule
from blamefree.rules.corpus._references import references

RULE = Rule.of(__name__, Severity.ERROR)
_NUMBER = lazy(r"[-_]\d+\Z")
_HYPHENS = lazy(r"-+")
_MADE = lazy(r"fn(?:ref)?\d*:|L\d+|:~:")  # footnotes, lines of a file, text fragments


def check_corpus(corpus: Sequence[Facts], context: Context) -> Iterator[Diagnostic]:
    """Look for the heading of every anchor."""
    documents = {facts.path: facts for facts in corpus}
    known: dict[str, frozenset[str]] = {}
    for reference in references(corpus, context):
        anchor = reference.anchor
        target = reference.facts if reference.path == "" else documents.get(reference.path or "")
        if not anchor or target is None or _MADE.match(anchor) or target.id is None and not target.anchors:
            continue  # of a document that cannot be read nobody knows the headings
        if target.path not in known:
            known[target.path] = _anchors(target)
        folded = _fold(anchor)
        if folded in known[target.path] or _NUMBER.sub("", folded) in known[target.path]:
            continue
        from difflib import get_close_matches

        near = get_close_matches(folded, sorted(known[target.path]), 1)
        yield RULE.on(
            reference.facts.path,
            reference.link.place,
            f"there is no heading #{anchor[:80]}" + ("" if target is reference.facts else f" in {target.path}"),
            f"did you mean #{near[0]}?" if near else "link to a heading that is there",
        )


def _anchors(facts: Facts) -> frozenset[str]:
    """What can be linked to: headings, and action items by their id."""
    actions = (action.id for action in facts.actions if action.id)
    return frozenset(
        [*(_fold(anchor) for anchor in facts.anchors), *(form for id_ in actions for form in _forms(id_)), "top", ""]
    )


def _forms(id_: str) -> tuple[str, str]:
    return _fold(id_), _fold(f"action-{id_}")


def _fold(anchor: str) -> str:
    return _HYPHENS.sub("-", unicodedata.normalize("NFC", anchor).casefold()).strip("-")
