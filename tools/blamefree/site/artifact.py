"""What a build consists of."""

from __future__ import annotations

import hashlib
import marshal
from collections.abc import Callable
from typing import Any, NamedTuple


class Artifact(NamedTuple):
    """One file of the staged tree.

    ``depends`` names everything the content depends on, or is how to find out: with an equal key the file of the build
    before is still right, and ``make`` need not be called. An empty one means: make it and compare. ``make`` may give a
    text in pieces, as a list.
    """

    path: str
    make: Callable[[], str | bytes | list[str]]
    depends: str | Callable[[], str] = ""

    @property
    def key(self) -> str:
        """What the content depends on."""
        return self.depends if isinstance(self.depends, str) else self.depends()


def key_of(depends: tuple[Any, ...]) -> str:
    """A key for plain values that a content depends on: texts, numbers, ``None``, tuples and lists."""
    # Version 2 has no references to what came before: equal values give equal bytes.
    return hashlib.blake2b(marshal.dumps(depends, 2), digest_size=16).hexdigest()
