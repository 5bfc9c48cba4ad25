"""Regular expressions that are compiled when they are first used.

Compiling all patterns of all rules took a tenth of a second of every start, and most documents meet few of them. Those
of a single document still took a tenth of its time, so what ``re`` makes of a pattern before it is handed to its engine
can be kept from run to run: numbers, which the engine itself examines before it takes them. Where Python's own modules
are not as they were when this was written, ``re.compile`` does all of it.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any, AnyStr, cast

__all__ = ["Forms", "lazy", "recorded", "remember"]

Forms = dict[tuple[str | bytes, int], tuple[int, list[int], int, dict[str, int], tuple[str | None, ...]]]
"""Pattern and flags, and what they come to: all flags, the engine's code, the number of groups, and their names."""

_MOST = 600
_KNOWN: Forms = {}
_FRESH: Forms = {}
_RECORDING: list[bool] = []

_WORDS = ("match", "search", "fullmatch", "finditer", "findall", "split", "sub", "subn", "scanner",
          "groups", "groupindex", "flags")  # fmt: skip


def lazy(pattern: AnyStr, flags: int = 0) -> re.Pattern[AnyStr]:
    """As ``re.compile``; a pattern that is wrong raises at its first use."""
    return cast("re.Pattern[AnyStr]", _Lazy(pattern, flags))


def remember(known: Mapping[Any, Any]) -> None:
    """Take what patterns came to in an earlier run of this same version of Python, and note what is new."""
    _KNOWN.update(known)
    _RECORDING.append(True)


def recorded() -> Forms | None:
    """What all patterns came to, that were known or new; ``None`` when none is new."""
    if not _FRESH:
        return None
    _KNOWN.update(_FRESH)
    _FRESH.clear()
    return dict(list(_KNOWN.items())[-_MOST:])


def _compiled(pattern: str | bytes, flags: int) -> re.Pattern[Any]:
    if not _RECORDING:
        return re.compile(pattern, flags)
    try:
        import _sre  # type: ignore[import-not-found]

        form = _KNOWN.get((pattern, flags))
        if form is None:
            form = _FRESH[pattern, flags] = _form(pattern, flags)
        made: re.Pattern[Any] = _sre.compile(pattern, *form)
    except Exception:  # noqa: BLE001 - wrong patterns, and other Pythons: re knows
        _KNOWN.pop((pattern, flags), None)
        _FRESH.pop((pattern, flags), None)
        return re.compile(pattern, flags)
    return made


def _form(pattern: str | bytes, flags: int) -> Any:
    """As ``re.compile`` prepares it."""
    from re import _compiler, _parser  # type: ignore[attr-defined]

    parsed = _parser.parse(pattern, flags)
    code = _compiler._code(parsed, flags)
    names = parsed.state.groupdict
    groups: list[str | None] = [None] * parsed.state.groups
    for name, number in names.items():
        groups[number] = name
    return flags | parsed.state.flags, [int(word) for word in code], parsed.state.groups - 1, names, tuple(groups)


class _Lazy:
    def __init__(self, pattern: str | bytes, flags: int) -> None:
        self.pattern = pattern
        self._given = int(flags)

    def __getattr__(self, name: str) -> Any:
        if name not in _WORDS:
            raise AttributeError(name)
        made = _compiled(self.pattern, self._given)
        self.__dict__.update((word, getattr(made, word)) for word in _WORDS)
        return self.__dict__[name]

    def __reduce__(self) -> tuple[Any, tuple[Any, ...]]:
        return _Lazy, (self.pattern, self._given)

    def __repr__(self) -> str:
        return f"lazy({self.pattern!r})"
