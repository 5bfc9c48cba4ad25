"""What a build consists of."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Artifact:
    """One file of the staged tree.

    ``key`` names everything the content depends on: with an equal key the file of the build before is still right,
    and ``make`` need not be called. An empty key means: make it and compare.
    """

    path: str
    make: Callable[[], str | bytes]
    key: str = ""
