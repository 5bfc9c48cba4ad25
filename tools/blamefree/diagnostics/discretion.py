"""What a rule found to be private is shown by no other diagnostic either."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from itertools import islice

from blamefree import values
from blamefree.diagnostics.diagnostic import Diagnostic, Family
from blamefree.text.source import Source
from blamefree.text.span import Place, Span

_MOST = 1000
_SHORTEST = 4
"""Shorter values than this many characters are not looked for: they would be found in ordinary words."""
_LONGEST = 100
_TELLING = 8
"""So many characters of the beginning of a value give it away, when a message cut it short."""


def discreet(found: Sequence[Diagnostic], source: Source) -> tuple[list[Diagnostic], tuple[Place, ...]]:
    """``found`` with every private value masked, and all places in the text where such a value stands.

    A fix that would write one is left out.
    """
    text = source.text
    spans = [item.place.span for item in found if item.family is Family.PRIVACY]
    values = {text[span.start : span.end] for span in spans}
    wanted = sorted((value for value in values if len(value) >= _SHORTEST), key=lambda value: (-len(value), value))
    if not wanted:
        return list(found), tuple(source.place(span) for span in spans)
    pattern = re.compile(
        "|".join(f"{re.escape(value[:_LONGEST])}|{re.escape(value[:_TELLING])}[^\\s'\"]*" for value in wanted)
    )
    every = {*spans, *(Span(*match.span()) for match in islice(pattern.finditer(text), _MOST))}
    masked = [item if item.family is Family.PRIVACY else _masked(item, pattern) for item in found]
    return masked, tuple(source.place(span) for span in sorted(every))


def masked(text: str, values: Iterable[str]) -> str:
    """``text`` without the private ``values``: for output that shows lines of a document."""
    lines = {line.strip() for value in values for line in value.splitlines() if len(line.strip()) >= _SHORTEST}
    if not lines:
        return text
    pattern = re.compile("|".join(re.escape(line) for line in sorted(lines, key=lambda line: (-len(line), line))))
    return pattern.sub(_mask, text)


def _masked(item: Diagnostic, pattern: re.Pattern[str]) -> Diagnostic:
    told = (item.message, item.help, *(other.message for other in item.related))
    written = [edit.replacement for edit in item.fix.edits] if item.fix is not None else []
    if item.fix is not None:
        told = (*told, item.fix.title)
    if not any(map(pattern.search, (*told, *written))):
        return item
    return values.replace(
        item,
        message=pattern.sub(_mask, item.message),
        help=pattern.sub(_mask, item.help),
        related=tuple(values.replace(other, message=pattern.sub(_mask, other.message)) for other in item.related),
        fix=None,
    )


def _mask(found: re.Match[str]) -> str:
    return f"…({len(found.group())} characters)"
