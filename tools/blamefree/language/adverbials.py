"""Phrases of several words that a pack lists with underscores: adverbs (*as_always*) and nouns (*tower_controller*)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from .lexicon import Lexicon
from .sentence import Sentence

Adverbials = Mapping[str, Sequence[tuple[tuple[str, ...], int]]]
"""By the first word: the words of each, and the mask of a noun, 0 for an adverb; longer ones first."""


def adverbials(lexicon: Lexicon) -> Adverbials:
    """The phrases of several words that the pack lists, their words joined by underscores."""
    found: dict[str, list[tuple[tuple[str, ...], int]]] = {}
    entries = dict.fromkeys(lexicon.members.get("adverbial", ()), 0) | lexicon.several
    for entry in sorted(entries, key=lambda entry: (-entry.count("_"), entry)):
        words = tuple(entry.split("_"))
        found.setdefault(words[0], []).append((words, entries[entry]))
    return found


def read(sentence: Sentence, known: Adverbials, adverb: int) -> Sentence:
    """Give the words of every such adverb the mask ``adverb`` and no other, the head of every such noun its own."""
    words = sentence.words
    if known.keys().isdisjoint(words):
        return sentence
    begins = [(at, several) for at, several in enumerate(map(known.get, words)) if several is not None]
    end = 0
    for at, several in begins:
        if at < end:
            continue
        for one, mask in several:
            length = len(one)
            if tuple(words[at : at + length]) == one:
                sentence.masks[at : at + length] = [0] * (length - 1) + [mask] if mask else [adverb] * length
                end = at + length
                break
    return sentence
