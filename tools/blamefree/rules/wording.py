"""The words of a human language that rules for action items and timelines know: data of schema/wording/."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Any

from blamefree import resources
from blamefree.errors import SettingsProblem
from blamefree.model.document import Document
from blamefree.patterns import lazy
from blamefree.rules.api import Context
from blamefree.text import data
from blamefree.values import dataclass, field


@dataclass(frozen=True)
class Wording:
    """One language's words, compiled; every pattern is for case-folded text.

    ``any_milestone`` matches whatever one of ``milestones`` does, ``None`` when that cannot be said in one pattern.
    """

    vague: re.Pattern[str]
    vague_without_measure: re.Pattern[str]
    measures: re.Pattern[str]
    unmeasurable: frozenset[str]
    milestones: Mapping[str, re.Pattern[str]] = field(default_factory=dict)
    any_milestone: re.Pattern[str] | None = None


_GROUP = lazy(r"\((?!\?[:=!<])|\(\?P|\(\?<[^=!]|\\[1-9]")
_KEPT: dict[int, tuple[Any, Wording]] = {}


def wording(document: Document, context: Context) -> Wording:
    """The words of the document's language, English where that has none."""
    tag = document.lang.split("-")[0].lower()
    if f"{tag}.yml" not in resources.names("wording", ".yml"):
        tag = "en"
    name = f"wording/{tag}.yml"
    raw = context.schema(name) or _builtin(name)
    known = _KEPT.get(id(raw))
    if known is None:
        if len(_KEPT) > 16:
            _KEPT.clear()
        known = _KEPT[id(raw)] = (raw, _compile(raw, name))
    return known[1]


_BUILTIN: dict[str, Any] = {}


def _builtin(name: str) -> Any:
    if name not in _BUILTIN:
        _BUILTIN[name] = data.load(name)
    return _BUILTIN[name]


def _compile(raw: Any, name: str) -> Wording:
    if not isinstance(raw, dict):
        raise SettingsProblem(f"schema/{name}: must be a mapping", "write it as key: list lines")

    def words(key: str) -> list[str]:
        found = raw.get(key, [])
        if not isinstance(found, list) or not all(isinstance(item, str) for item in found):
            raise SettingsProblem(f"schema/{name}: {key} must be a list of texts", "write it as [word, word]")
        return found

    def begins(key: str) -> re.Pattern[str]:
        listed = sorted((re.escape(word.casefold()) for word in words(key)), key=len, reverse=True)
        return lazy(rf"(?:{'|'.join(listed)})(?!\w)" if listed else r"(?!)")

    milestones: dict[str, re.Pattern[str]] = {}
    stated = raw.get("milestones", {})
    ours = stated == (_builtin(name) or {}).get("milestones")
    for key, patterns in (stated if isinstance(stated, dict) else {}).items():
        try:
            wanted = lazy(rf"(?:{'|'.join(patterns)})(?=\s*(?:[.,;:!–(\[]|$))", re.IGNORECASE)
            if not ours:  # what a repository writes may be wrong
                wanted.match("")
            milestones[str(key)] = wanted
        except (re.error, TypeError) as error:
            raise SettingsProblem(f"schema/{name}: milestones.{key}: {error}", "mend the pattern") from error
    listed = sorted((re.escape(word.casefold()) for word in words("measures")), key=len, reverse=True)
    return Wording(
        begins("vague"),
        begins("vague_without_measure"),
        lazy(rf"\d|\b(?:{'|'.join(listed)})\b" if listed else r"\d"),
        frozenset(word.casefold() for word in words("unmeasurable")),
        milestones,
        _any(milestones.values()),
    )


def _any(patterns: Iterable[re.Pattern[str]]) -> re.Pattern[str] | None:
    """One pattern for what any of them matches; ``None`` when groups keep them from being joined."""
    written = [pattern.pattern for pattern in patterns]
    if any(_GROUP.search(words) for words in written):
        return None
    return lazy("|".join(f"(?:{words})" for words in written) or "(?!)", re.IGNORECASE)
