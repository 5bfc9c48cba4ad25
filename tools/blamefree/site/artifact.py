"""What a build consists of."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Artifact:
    """One file of the staged tree.

    ``depends`` names everything the content depends on, or is how to find out: with an equal key the file of the build
    before is still right, and ``make`` need not be called. An empty one means: make it and compare.
    """

    path: str
    make: Callable[[], str | bytes]
    depends: str | Callable[[], str] = ""

    @property
    def key(self) -> str:
        """What the content depends on."""
        return self.depends if isinstance(self.depends, str) else self.depends()
