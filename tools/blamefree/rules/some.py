"""A rule says enough, not everything: hostile input could break it a million times."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Final

from blamefree import values
from blamefree.diagnostics.diagnostic import Diagnostic

MOST: Final = 50
"""How many diagnostics one rule gives on one document."""

_MOST_TO_MEND: Final = 1000
_MOST: ContextVar[int] = ContextVar("most", default=MOST)


@contextmanager
def nearly_all() -> Iterator[None]:
    """Rules tell of far more meanwhile: for who mends what they tell."""
    token = _MOST.set(_MOST_TO_MEND)
    try:
        yield
    finally:
        _MOST.reset(token)


def capped(found: Iterable[Diagnostic]) -> Iterator[Diagnostic]:
    """The first diagnostics of one rule on one document; the last of them says when there are more."""
    held: Diagnostic | None = None
    most = _MOST.get()
    for number, diagnostic in enumerate(found):
        if number == most:
            assert held is not None
            held = values.replace(held, message=f"{held.message}, and there are more further down")
            break
        if held is not None:
            yield held
        held = diagnostic
    if held is not None:
        yield held
