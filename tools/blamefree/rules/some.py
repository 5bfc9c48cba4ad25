"""A rule says enough, not everything: hostile input could break it a million times."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Final

from blamefree import values
from blamefree.diagnostics.diagnostic import Diagnostic

MOST: Final = 50
"""How many diagnostics one rule gives on one document."""


def capped(found: Iterable[Diagnostic]) -> Iterator[Diagnostic]:
    """The first diagnostics of one rule on one document; the last of them says when there are more."""
    held: Diagnostic | None = None
    for number, diagnostic in enumerate(found):
        if number == MOST:
            assert held is not None
            held = values.replace(held, message=f"{held.message}, and there are more further down")
            break
        if held is not None:
            yield held
        held = diagnostic
    if held is not None:
        yield held
