"""Finds the modules of a package by their files: adding one is adding a file."""

from __future__ import annotations

import os
from collections.abc import Iterable


def modules(paths: Iterable[str]) -> list[str]:
    """The names of the public modules in a package's folders (its ``__path__``), sorted."""
    found: set[str] = set()
    for folder in paths:
        for name in os.listdir(folder):  # noqa: PTH208 - at every start of the program
            stem, dot, ending = name.rpartition(".")
            if dot and ending == "py" and not stem.startswith("_"):
                found.add(stem)
    return sorted(found)
