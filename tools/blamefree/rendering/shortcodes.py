"""The index of emoji short codes, shared by all pages.

pymdownx copies its index deeply for every page, which takes longer than rendering one.
"""

from __future__ import annotations

from typing import Any


class _Shared(dict[str, Any]):
    """A dictionary that a deep copy does not copy: nobody writes to it."""

    def __deepcopy__(self, _memo: dict[int, Any]) -> _Shared:
        return self


def index(options: dict[str, Any], md: Any) -> dict[str, Any]:
    """The gemoji index in the form that ``pymdownx.emoji`` asks for."""
    from pymdownx import emoji

    found = _kept.get("index")
    if found is None:
        found = _kept["index"] = _Shared(emoji.gemoji(options, md))
    return found


_kept: dict[str, _Shared] = {}
