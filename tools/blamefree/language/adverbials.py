"""Adverbs of several words, read as adverbs: "he has *as always* forgotten it", "hon hade *ännu en gång* glömt det"."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from .lexicon import Lexicon
from .sentence import Sentence

Adverbials = Mapping[str, Sequence[tuple[str, ...]]]
"""The words of each, by the first of them; longer ones first."""


def adverbials(lexicon: Lexicon) -> Adverbials:
    """The adverbs of several words that the pack lists, their words joined by underscores."""
    found: dict[str, list[tuple[str, ...]]] = {}
    for entry in sorted(set(lexicon.members.get("adverbial", ())), key=lambda entry: (-entry.count("_"), entry)):
        words = tuple(entry.split("_"))
        found.setdefault(words[0], []).append(words)
    return found


def read(sentence: Sentence, known: Adverbials, adverb: int) -> Sentence:
    """Give the words of every such adverb the mask ``adverb`` and no other."""
    words = sentence.words
    at = 0
    while at < len(words):
        length = next((len(one) for one in known.get(words[at], ()) if tuple(words[at : at + len(one)]) == one), 0)
        sentence.masks[at : at + length] = [adverb] * length
        at += length or 1
    return sentence
