"""A repository's own words laid over a language pack."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any


def extend(base: Any, over: Any) -> Any:
    """``over`` laid on the pack ``base`` key by key: word classes and frames grow, anything else is replaced.

    Words may be a string, as in the pack, or a list.
    """
    if not isinstance(base, Mapping) or not isinstance(over, Mapping):
        return base if over is None else over
    merged = dict(base)
    for key, value in over.items():
        known = merged.get(key)
        if key in ("words", "verbs") and isinstance(value, Mapping):
            merged[key] = _grown(known if isinstance(known, Mapping) else {}, value)
        elif key == "frames" and isinstance(known, str) and isinstance(value, str):
            merged[key] = f"{known.rstrip()}\n{value}"
        elif key == "exceptions" and isinstance(known, list) and isinstance(value, list):
            merged[key] = [*known, *value]
        else:
            merged[key] = extend(known, value) if key in merged else value
    return merged


def with_words(pack: Mapping[str, Any], tag: str, words: Iterable[str]) -> Mapping[str, Any]:
    """The pack with more words of one class."""
    lowered = [word.lower() for word in words if word and ":" not in word and not any(char.isspace() for char in word)]
    return extend(pack, {"words": {tag: lowered}}) if lowered else pack


def _grown(base: Mapping[str, Any], over: Mapping[str, Any]) -> dict[str, Any]:
    classes = dict(base)
    for tag, entries in over.items():
        more = " ".join(str(entry) for entry in entries) if isinstance(entries, list) else str(entries)
        classes[tag] = f"{classes.get(tag, '')} {more}".strip()
    return classes
