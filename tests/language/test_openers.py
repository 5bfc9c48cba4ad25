"""Agents that stand apart from the words that blame them: behind an opener, a parenthesis, a noun before "people"."""

from __future__ import annotations

import pytest

from language.speaking import loud


@pytest.mark.parametrize(
    ("tag", "sentence"),
    [
        ("en", "Half asleep at the wheel, the overnight team watched the queue grow."),
        ("en", "Asleep at the switch, operations let the queue fill up."),
        ("en", "The warning was dismissed, twice and without any comment, by the engineer on duty."),
        ("en", "It was the mail administrator, asleep as usual, who wiped the relay."),
        ("en", "One call from the storage folks would have spared us the weekend."),
        ("sv", "Sovande vid spakarna lät driften kön växa i sex timmar."),
        ("sv", "Slarviga som vanligt skickade layoutgruppen utkastet till kunden."),
    ],
)
def test_people_are_found_behind_an_opener_or_a_parenthesis(tag: str, sentence: str) -> None:
    assert loud(sentence, tag)


@pytest.mark.parametrize(
    ("tag", "sentence"),
    [
        ("en", "Half asleep at the wheel, the scheduler let the queue grow."),
        ("en", "The warning was sent, twice and without any comment, by the engineer on duty."),
        ("en", "The warning was not dismissed, twice in one night, by the engineer on duty."),
        ("en", "One call from the storage service would have freed the disk."),
        ("en", "Asleep at the time, the on-call engineer was woken by the second page at 03:12."),
        ("sv", "Sovande vid tillfället väcktes jouren av den andra signalen."),
    ],
)
def test_systems_and_plain_facts_are_left_in_peace(tag: str, sentence: str) -> None:
    assert loud(sentence, tag) == []
