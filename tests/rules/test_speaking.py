"""A family that names the rules which may speak leaves none out that would."""

from __future__ import annotations

import random
from collections.abc import Iterator

import pytest

from blamefree.diagnostics.diagnostic import Family
from blamefree.io.files import Unreadable, decode
from blamefree.model.document import Document
from blamefree.rules import example, registry
from blamefree.rules.page import compose, read_page
from mutation import mutate
from verdict import context as world

FAMILIES = [family for family, speaking in registry._families() if speaking is not None]
MARKS = ("\u202e", "\x07", "\u200b", "a\rb", "\\u200b", "<div>", "<!-- never", "<<<<<<< ours", "{{ x }}", "{% x %}",
         "--8<-- 'x'", "{: onclick=x }", "![x](https://a.example/x.png)", "[x](javascript:x)", "[" * 500,
         "```", "anna.berg@kundbolaget.se", "AKIAQ3EGPTRXZ7NMWL5K", "+46 70 174 06 05", "811218-9876",
         "The operator should have checked.")  # fmt: skip


def documents() -> Iterator[Document]:
    for entry in registry.entries():
        for shown in read_page(entry.module.__doc__ or "").examples:
            yield example.document(compose(shown, example.DOCUMENT)[0], example.PATH)
    for mark in MARKS:
        yield example.document(f"{example.DOCUMENT}\n{mark}\n", example.PATH)
        yield example.document(example.DOCUMENT.replace("title: ", f"title: {mark} ", 1), example.PATH)
    for number in range(60):
        source = decode("postmortems/2026/PM-2026-0001-x.md", mutate(random.Random(f"speaking/{number}")))
        if not isinstance(source, Unreadable):
            yield example.document(source.text, f"a\u200b{source.path}" if number % 9 == 0 else source.path)


def test_there_are_such_families() -> None:
    assert FAMILIES == [Family.LANGUAGE, Family.PRIVACY, Family.SCHEMA, Family.SYNTAX]


@pytest.mark.parametrize("family", FAMILIES)
def test_a_rule_that_speaks_is_named(family: Family) -> None:
    speaking = dict(registry._families())[family]
    assert speaking is not None
    spoke: set[str] = set()
    context = world()
    for document in documents():
        if not document.sound:
            continue
        context.memo.clear()
        named = set(speaking(document, context))
        told = {item.rule for check in registry._every(family, True) for item in check(document, context)}
        assert told <= named, document.text
        spoke |= told
    assert len(spoke) > 3  # else nothing was asked


@pytest.mark.parametrize("family", FAMILIES)
def test_none_of_their_rules_looks_at_the_archive(family: Family) -> None:
    assert [entry.rule.name for entry in registry._of(family) if entry.check_corpus is not None] == []


def test_every_rule_is_loaded_by_its_name() -> None:
    names = [entry.rule.name for entry in registry.entries()]
    assert names == [
        entry.rule.name for entry in sorted(registry.entries(), key=lambda e: (e.rule.family.value, e.rule.name))
    ]
    assert [entry.module.__name__.rpartition(".")[2].replace("_", "-") for entry in registry.entries()] == names
