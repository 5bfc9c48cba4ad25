"""Regular expressions that are compiled when they are first used.

Compiling all patterns of all rules took a tenth of a second of every start, and most documents meet few of them. What
nearly every document meets is better compiled at once, with ``re.compile``: calls are a trifle quicker.
"""

from __future__ import annotations

import re
from typing import Any, AnyStr, cast

__all__ = ["lazy"]

_WORDS = ("match", "search", "fullmatch", "finditer", "findall", "split", "sub", "subn", "scanner",
          "groups", "groupindex", "flags")  # fmt: skip


def lazy(pattern: AnyStr, flags: int = 0) -> re.Pattern[AnyStr]:
    """As ``re.compile``; a pattern that is wrong raises at its first use."""
    return cast("re.Pattern[AnyStr]", _Lazy(pattern, flags))


class _Lazy:
    def __init__(self, pattern: str | bytes, flags: int) -> None:
        self.pattern = pattern
        self._given = flags

    def __getattr__(self, name: str) -> Any:
        if name not in _WORDS:
            raise AttributeError(name)
        made = re.compile(self.pattern, self._given)
        self.__dict__.update((word, getattr(made, word)) for word in _WORDS)
        return self.__dict__[name]

    def __reduce__(self) -> tuple[Any, tuple[Any, ...]]:
        return _Lazy, (self.pattern, self._given)

    def __repr__(self) -> str:
        return f"lazy({self.pattern!r})"
