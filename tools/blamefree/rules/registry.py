"""Finds the rules."""

from __future__ import annotations

import importlib
from functools import lru_cache
from types import ModuleType

from blamefree import discovery
from blamefree.diagnostics.diagnostic import Family
from blamefree.rules.api import CorpusCheck, DocumentCheck, Rule
from blamefree.values import dataclass


@dataclass(frozen=True)
class Entry:
    """A rule with its module and what it looks at."""

    rule: Rule
    module: ModuleType
    check: DocumentCheck | None
    check_corpus: CorpusCheck | None


@lru_cache(maxsize=1)
def entries() -> tuple[Entry, ...]:
    """Every rule, sorted by family and name."""
    found: list[Entry] = []
    for family in Family:
        package = importlib.import_module(f"blamefree.rules.{family.value}")
        for name in discovery.modules(package.__path__):
            module = importlib.import_module(f"{package.__name__}.{name}")
            rule = getattr(module, "RULE", None)
            if rule is not None:
                found.append(Entry(rule, module, getattr(module, "check", None), getattr(module, "check_corpus", None)))
    return tuple(sorted(found, key=lambda entry: (entry.rule.family.value, entry.rule.name)))


@lru_cache(maxsize=2)
def document_checks(sound: bool) -> tuple[tuple[Rule, DocumentCheck], ...]:
    """The rules that look at one document, for one whose front matter can be relied on or not."""
    return tuple(
        (entry.rule, entry.check) for entry in entries() if entry.check is not None and (sound or entry.rule.unsound)
    )


@lru_cache(maxsize=1)
def by_name() -> dict[str, Entry]:
    """The rules by name."""
    return {entry.rule.name: entry for entry in entries()}
