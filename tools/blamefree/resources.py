"""Finds the data of ``schema/``: in a wheel or in a checkout."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

from blamefree.errors import SettingsProblem


@lru_cache(maxsize=1)
def builtin() -> Path:
    """The folder that holds Blamefree's own schema/."""
    here = Path(__file__).resolve().parent
    for candidate in (here / "schema", here.parent.parent / "schema"):
        if (candidate / "postmortem.schema.json").is_file():
            return candidate
    raise SettingsProblem("Blamefree's schema/ is missing from this installation", "install the package again")


def read_bytes(name: str) -> bytes:
    """The built-in file ``name``, a path relative to schema/."""
    return (builtin() / name).read_bytes()


@lru_cache(maxsize=32)
def names(folder: str, suffix: str = "") -> tuple[str, ...]:
    """What lies in a folder of the built-in schema/, sorted."""
    return tuple(sorted(path.name for path in (builtin() / folder).iterdir() if path.name.endswith(suffix)))
