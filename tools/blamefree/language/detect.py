"""Which language a text is written in: a vote of the small words, with the packs that are there as candidates."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

LEAST = 3
"""Votes without which a block says nothing about its language."""


def distinct(stopwords: Mapping[str, frozenset[str]]) -> dict[str, frozenset[str]]:
    """Each language's small words without those that another one has too."""
    return {
        tag: words - frozenset().union(*(other for name, other in stopwords.items() if name != tag))
        for tag, words in stopwords.items()
    }


def vote(words: Iterable[str], stopwords: Mapping[str, frozenset[str]]) -> dict[str, int]:
    """How many of the words are small words of each language."""
    counted = list(words)
    return {tag: sum(map(small.__contains__, counted)) for tag, small in stopwords.items()}


def choose(votes: Mapping[str, int], default: str, least: int = LEAST) -> str:
    """The language with the most votes, when it has enough and twice those of the default; else the default."""
    best = max(sorted(votes), key=lambda tag: votes[tag], default=default)
    if votes.get(best, 0) >= least and votes[best] >= 2 * votes.get(default, 0):
        return best
    return default
