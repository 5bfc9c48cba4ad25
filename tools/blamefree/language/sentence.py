"""Sentences and tokens: where they begin and end in the text, and what the pack knows about each word."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from .lexicon import Lexicon

CODE = "\ufffc"
"""Stands in the prose for a piece of inline code: a noun that nothing is known about."""

LONGEST = 1_500
"""Characters; what is longer without a full stop is no sentence that somebody wrote for people."""

_LONGEST_QUOTE = 600
_END = re.compile(r"[.!?…]+[\"'”’»)\]]*(?=\s)|\n")
_TOKEN = re.compile(r"@?\w+(?:[-'’./@]\w+|:(?:s|n|ns|en|ens|er|erna|ernas|are|arna|arnas|ar|t|ts)\b)*|\ufffc|[^\w\s]")
_QUOTE = re.compile(r"[\"“”„«»]|(?<!\w)['‘’](?=\w)|(?<=[\w.,!?])['’](?!\w)")
_CLOSES = {'"': '"', "“": "”“", "„": "“”", "”": "”", "«": "»", "»": "»«", "'": "'’", "‘": "’'", "’": "’"}


def spans(text: str, abbreviations: frozenset[str]) -> Iterator[tuple[int, int]]:
    """The sentences of a paragraph as (start, end)."""
    start = 0
    for found in _END.finditer(text):
        end = found.end()
        if text[found.start()] == "." and found.end() - found.start() == 1:
            begin = max(text.rfind(" ", max(start, end - 40), found.start()), start - 1) + 1
            word = text[begin:end].lower().lstrip("(\"'“”")
            following = text[end : end + 8].lstrip()
            if word in abbreviations and following:
                continue
            if following[:1].islower() or (len(word) == 2 and word[0].isalpha() and word[0] not in "iå"):
                continue
        if end > start:
            yield start, end
        start = end
    if start < len(text):
        yield start, len(text)


def quotations(text: str) -> list[tuple[int, int]]:
    """What stands between quotation marks, as (start, end); an unclosed mark quotes nothing."""
    found = []
    opened = -1
    closing = ""
    for mark in _QUOTE.finditer(text):
        sign = mark.group()
        at = mark.start()
        if opened >= 0 and at - opened > _LONGEST_QUOTE:
            opened = -1
        if opened >= 0:
            if sign in closing and not (sign in "'’" and text[at + 1 : at + 2].isalnum()):
                found.append((opened, mark.end()))
                opened = -1
        elif sign in "'’" and at and text[at - 1].isalnum():
            continue
        else:
            opened, closing = at, _CLOSES[sign]
    return found


class Sentence:
    """The tokens of one sentence, in parallel lists for speed."""

    __slots__ = ("caps", "ends", "gens", "masks", "starts", "text", "words")

    def __init__(self, text: str, start: int, end: int, lexicon: Lexicon) -> None:
        self.text = text
        words: list[str] = []
        masks: list[int] = []
        self.words, self.masks = words, masks
        self.starts: list[int] = []
        self.ends: list[int] = []
        self.caps: list[bool] = []
        self.gens: list[bool] = []
        lookup = lexicon.mask
        known = lexicon.words
        month, time = lexicon.bits.bit("month"), lexicon.bits.bit("time")
        for found in _TOKEN.finditer(text, start, end):
            raw = found.group()
            word = raw.lower()
            gen = False
            if "’" in word:
                word = word.replace("’", "'")
            if "'" in word:
                if word == "'":
                    if words and words[-1].endswith("s") and found.start() == self.ends[-1]:
                        self.gens[-1] = True
                        continue
                elif word.endswith("'s") and word not in known:
                    word, gen = word[:-2], True
            mask = lookup(word)
            if mask & month and words and raw[0].isupper():
                mask = time  # "in May", not "may"
            words.append(word)
            masks.append(mask)
            self.starts.append(found.start())
            self.ends.append(found.end())
            self.caps.append(raw[0].isupper() or raw[0] == "@")
            self.gens.append(gen)

    def __len__(self) -> int:
        return len(self.words)

    def covered(self, first: int, last: int, quotes: Sequence[tuple[int, int]]) -> bool:
        """Whether any part of the tokens first..last (both included) stands in quotation marks."""
        start, end = self.starts[first], self.ends[last]
        return any(opened < end and start < closed for opened, closed in quotes)
