"""The language packs that the rules read with, compiled once a process."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from functools import lru_cache
from typing import Any

from blamefree import resources
from blamefree.errors import SettingsProblem
from blamefree.language.detect import distinct
from blamefree.language.extend import with_words
from blamefree.language.narrow import narrowed
from blamefree.language.pack import Pack, compile_pack, restored, worked_out
from blamefree.patterns import lazy
from blamefree.rules.api import Context, NotDerived

_TAG = lazy(r"[A-Za-z]{2,8}")
_COMPILED: dict[tuple[int, int, str], tuple[Any, Any, Pack]] = {}
_SMALL: dict[str, tuple[Any, dict[str, frozenset[str]]]] = {}
_STOPWORDS = lazy(r"^  stopwords: (.+)$", re.MULTILINE)
_MOST = 32
_FIRST: dict[int, Pack] = {}
_FOREIGN: dict[str, tuple[dict[str, frozenset[str]], frozenset[str]]] = {}


def primary(tag: str) -> str:
    """The language of a tag: ``sv`` of ``sv-SE``."""
    return tag.strip().replace("_", "-").partition("-")[0].lower()


def pack(tag: str, context: Context) -> Pack | None:
    """The pack of a language, with the repository's words and its catalogue; None when there is none."""
    raw = _raw(tag, context)
    if raw is None:
        return None
    key = (id(raw), id(context.services), tag)
    known = _COMPILED.get(key)
    if known is None or known[0] is not raw or known[1] is not context.services:
        if len(_COMPILED) >= _MOST:
            _COMPILED.clear()
        known = _COMPILED[key] = (raw, context.services, _compiled(tag, raw, context))
    return known[2]


def for_one(whole: Pack, text: Callable[[], tuple[str, str]], context: Context) -> Pack:
    """The part of a pack that the first document needs; from the second on, it pays to have the whole one ready.

    ``text`` gives what has to be read, as it is written and as flat text.
    """
    if context.many or _FIRST.get(id(whole)) is whole:
        return whole
    if len(_FIRST) >= _MOST:
        _FIRST.clear()
    _FIRST[id(whole)] = whole
    return narrowed(whole, *text())


def small_words(context: Context, also: str) -> dict[str, frozenset[str]]:
    """The small words of every built-in language and of ``also``, by which a text tells its language."""
    raw = _raw(also, context)
    known = _SMALL.get(also)
    if known is None or known[0] is not raw:
        words = {tag: small for tag, small in _stopwords().items() if tag != also}
        if raw is not None:
            words[also] = frozenset(str(raw["meta"]["stopwords"]).split())
        if len(_SMALL) >= _MOST:
            _SMALL.clear()
        known = _SMALL[also] = (raw, distinct(words))
    return known[1]


def foreign_words(small: dict[str, frozenset[str]], tag: str) -> frozenset[str]:
    """The small words of all languages but one."""
    known = _FOREIGN.get(tag)
    if known is None or known[0] is not small:
        if len(_FOREIGN) >= _MOST:
            _FOREIGN.clear()
        words = frozenset().union(*(stop for name, stop in small.items() if name != tag))
        known = _FOREIGN[tag] = (small, words)
    return known[1]


@lru_cache(maxsize=1)
def _stopwords() -> dict[str, frozenset[str]]:
    """The small words of the built-in packs, which keep them on one line near the top: whole packs take long."""
    found = {}
    for name in resources.names("languages", ".yml"):
        line = _STOPWORDS.search(resources.read_bytes(f"languages/{name}")[:4096].decode("utf-8", "ignore"))
        found[name.removesuffix(".yml")] = frozenset(line.group(1).split() if line else ())
    return found


def _raw(tag: str, context: Context) -> Mapping[str, Any] | None:
    if not _TAG.fullmatch(tag):
        return None
    raw = context.schema(f"languages/{tag}.yml")
    if raw is None:
        return None
    if not isinstance(raw, Mapping) or "meta" not in raw or "rules" not in raw:
        raise SettingsProblem(
            f"schema/languages/{tag}.yml: not a language pack", "schema/languages/README.md tells what one holds"
        )
    return raw


def _compiled(tag: str, raw: Mapping[str, Any], context: Context) -> Pack:
    data = raw
    systems: list[str] = []
    teams: list[str] = []
    if context.services is not None:
        services = context.services.services
        systems, teams = list(services), [service.team for service in services.values()]
        data = with_words(data, "system", systems)
        data = with_words(data, "team", teams)
    try:
        if isinstance(context.derived, NotDerived):
            return compile_pack(data)
        about = f"pack {systems!r} {teams!r}"
        return restored(data, context.derived.of(raw, about, lambda: worked_out(compile_pack(data))))
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise SettingsProblem(
            f"schema/languages/{tag}.yml: {error}", "schema/languages/README.md tells what a pack holds"
        ) from error
