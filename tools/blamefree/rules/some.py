"""A rule says enough, not everything: hostile input could break it a million times."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable, Iterator
from typing import Final

from blamefree.diagnostics.diagnostic import Diagnostic

MOST: Final = 50


def capped(found: Iterable[Diagnostic]) -> Iterator[Diagnostic]:
    """The first diagnostics of one rule on one document; the last of them tells how many were left out."""
    held: Diagnostic | None = None
    number = 0
    for diagnostic in found:
        number += 1
        if number < MOST:
            yield diagnostic
        elif held is None:
            held = diagnostic
    if held is not None:
        more = number - MOST
        yield dataclasses.replace(held, message=f"{held.message} (and {more} more like it)") if more else held
