"""Finds the rules."""

from __future__ import annotations

import importlib
from collections.abc import Callable, Collection, Iterator
from functools import cache, lru_cache
from types import ModuleType

from blamefree import discovery
from blamefree.diagnostics.diagnostic import Family
from blamefree.model.document import Document
from blamefree.rules.api import Context, CorpusCheck, DocumentCheck, Rule
from blamefree.values import dataclass

Speaking = Callable[[Document, Context], Collection[str]]
"""``speaking`` of a family's package: the names of all its rules that may have something to say about a document.

Most documents give most rules no reason to speak, and a module that is not needed is not loaded. A family that has it
has no rules about the whole archive.
"""


@dataclass(frozen=True)
class Entry:
    """A rule with its module and what it looks at."""

    rule: Rule
    module: ModuleType
    check: DocumentCheck | None
    check_corpus: CorpusCheck | None


@cache
def _package(family: Family) -> ModuleType:
    return importlib.import_module(f"blamefree.rules.{family.value}")


@cache
def _names(family: Family) -> tuple[str, ...]:
    """The names of a family's modules, sorted as those of their rules."""
    names = discovery.modules(_package(family).__path__)
    return tuple(sorted(names, key=lambda name: name.replace("_", "-")))


@cache
def _entry(family: Family, name: str) -> Entry | None:
    module = importlib.import_module(f"blamefree.rules.{family.value}.{name}")
    rule = getattr(module, "RULE", None)
    if rule is None:
        return None
    return Entry(rule, module, getattr(module, "check", None), getattr(module, "check_corpus", None))


@cache
def _of(family: Family) -> tuple[Entry, ...]:
    return tuple(entry for name in _names(family) if (entry := _entry(family, name)) is not None)


@lru_cache(maxsize=1)
def _families() -> tuple[tuple[Family, Speaking | None], ...]:
    ordered = sorted(Family, key=lambda family: family.value)
    return tuple((family, getattr(_package(family), "speaking", None)) for family in ordered)


@lru_cache(maxsize=1)
def entries() -> tuple[Entry, ...]:
    """Every rule, sorted by family and name."""
    return tuple(entry for family, _ in _families() for entry in _of(family))


@lru_cache(maxsize=1)
def corpus_checks() -> tuple[CorpusCheck, ...]:
    """The rules that look at the whole archive."""
    return tuple(
        entry.check_corpus
        for family, speaking in _families()
        if speaking is None
        for entry in _of(family)
        if entry.check_corpus is not None
    )


def document_checks(
    document: Document, context: Context, families: Collection[Family] | None = None
) -> Iterator[DocumentCheck]:
    """The rules that may say something about a document, by family and name; the others would say nothing."""
    for family, speaking in _families():
        if families is None or family in families:
            yield from _checks(family, speaking, document, context)


def _checks(family: Family, speaking: Speaking | None, document: Document, context: Context) -> Iterator[DocumentCheck]:
    if speaking is not None and document.sound:
        voices = frozenset(speaking(document, context))
        if voices:
            yield from _spoken(family, voices)
    else:
        yield from _every(family, document.sound)


@lru_cache(maxsize=256)
def _spoken(family: Family, voices: frozenset[str]) -> tuple[DocumentCheck, ...]:
    found = (_entry(family, name) for name in _names(family) if name.replace("_", "-") in voices)
    return tuple(entry.check for entry in found if entry is not None and entry.check is not None)


@cache
def _every(family: Family, sound: bool) -> tuple[DocumentCheck, ...]:
    return tuple(entry.check for entry in _of(family) if entry.check is not None and (sound or entry.rule.unsound))


@lru_cache(maxsize=1)
def by_name() -> dict[str, Entry]:
    """The rules by name."""
    return {entry.rule.name: entry for entry in entries()}
