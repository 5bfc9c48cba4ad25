"""Sentences and tokens: where they begin and end in the text, and what the pack knows about each word."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from blamefree.patterns import lazy

from .lexicon import Lexicon

CODE = "\ufffc"
"""Stands in the prose for a piece of inline code: a noun that nothing is known about."""

LONGEST = 1_500
"""Characters; what is longer without a full stop is no sentence that somebody wrote for people."""

_LONGEST_QUOTE = 600
_END = lazy(r"[.!?…]+[\"'”’»)\]]*(?=\s)|\n")
_TOKEN = lazy(
    r"[A-ZÅÄÖÉØ][a-z]{0,3}\.(?=\s+[\w])|"
    r"\d{1,2}[:.]\d\d(?:[:.]\d\d)?(?!\w)|"
    r"@?\w+(?:[-'’./@]\w+|:(?:s|n|ns|en|ens|er|erna|ernas|are|arna|arnas|ar|t|ts)\b)*|\ufffc|[^\w\s]"
)
_QUOTE = lazy(r"[\"“”„«»]|(?<!\w)['‘’](?=\w)|(?<=[\w.,!?])['’](?!\w)")
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

    __slots__ = ("_caps", "_places", "_raws", "_span", "gens", "masks", "text", "words")

    def __init__(self, text: str, start: int, end: int, lexicon: Lexicon) -> None:
        self.text = text
        self._span = start, end
        self._places: tuple[list[int], list[int]] | None = None
        self._caps: list[bool] | None = None
        part = text[start:end]
        self._raws = raws = _TOKEN.findall(part)
        words = " ".join(raws).lower().split(" ") if raws else []  # no token has a space in it
        dotted: list[int] = []
        if part.find(".", 0, -1) >= 0:
            dotted = [at for at, word in enumerate(words) if word[-1] == "." and len(word) > 1]
            for at in dotted:
                words[at] = words[at][:-1]
        self.gens = [False] * len(words)
        if "'" in part or "’" in part:
            words = self._apostrophes(words, raws, lexicon.words)
        self.words = words
        self.masks = list(map(lexicon.masks.__getitem__, words))
        if any(map(part.__contains__, lexicon.capitals)):
            self._capitals(raws, lexicon)
        if dotted or any(map(lexicon.title.__and__, self.masks)):
            self._titled(raws, lexicon)
        if not lexicon.strange.isdisjoint(words):
            self._strange(lexicon)

    @property
    def caps(self) -> list[bool]:
        """Whether each token is written with a capital, or names somebody by ``@``."""
        if self._caps is None:
            self._caps = [raw[0].isupper() or raw[0] == "@" for raw in self._raws]
        return self._caps

    def _strange(self, lexicon: Lexicon) -> None:
        """Read words that are something else in some places."""
        words = self.words
        for month in lexicon.members.get("month", ()):
            if month in words:
                for at, word in enumerate(words):
                    if at and word == month and self.caps[at]:
                        self.masks[at] = lexicon.bits.bit("time")  # "in May", not "may"
        for last, (first, whole) in lexicon.parted.items():
            if last in words:
                self._join(first, last, whole, lexicon)
        for word in lexicon.members.get("clausal", ()):
            if word in words:
                for at in range(1, len(words)):
                    if words[at] == word and words[at - 1] == ",":
                        self.masks[at] = lexicon.bits.bit("sub")  # Swedish ", för jouren sov" and not "för jouren"

    def _join(self, first: str, last: str, whole: str, lexicon: Lexicon) -> None:
        """Read two words as the pronoun that they make, but not before a noun: "no one saw it", "no one engineer"."""
        words, masks, bits = self.words, self.masks, lexicon.bits
        noun = bits.bit("noun") | bits.bit("role") | bits.bit("team") | bits.bit("name")
        for at in range(len(words) - 1, 0, -1):
            if words[at] == last and words[at - 1] == first and not (at + 1 < len(words) and masks[at + 1] & noun):
                words[at], masks[at], self.starts[at] = whole, lexicon.masks[whole], self.starts[at - 1]
                for values in (words, masks, self.caps, self.gens, self.starts, self.ends):
                    del values[at - 1]

    def _capitals(self, raws: list[str], lexicon: Lexicon) -> None:
        """Read a word that the pack lists in capitals as such: "IT" is no pronoun, but where all is in capitals."""
        for at, raw in enumerate(raws):
            raw = raw.removesuffix("'s")
            beside = raws[max(0, at - 1) : at] + raws[at + 1 : at + 2]
            if raw in lexicon.capitals and not any(len(other) > 1 and other.isupper() for other in beside):
                self.masks[at] = lexicon.words[raw]
                if self.words[at] != raw.lower():
                    self.words[at], self.gens[at] = raw.lower(), True  # "IT's"

    def _titled(self, raws: list[str], lexicon: Lexicon) -> None:
        """Read what follows a title or an initial as a name: "Dr Okafor", "J. R. Doe"; and "Anna S." as one."""
        masks, caps, bits = self.masks, self.caps, lexicon.bits
        title, name = bits.bit("title"), bits.bit("name")
        for at, raw in enumerate(raws):
            initial = len(raw) == 2 and raw[1] == "." and raw[0].isupper()
            if not initial and not masks[at] & title:
                continue
            if at + 1 < len(raws) and caps[at + 1]:
                masks[at] = 0
                masks[at + 1] = masks[at + 1] or name
            elif initial and at and masks[at - 1] & name:
                masks[at] = 0

    @property
    def starts(self) -> list[int]:
        """Where the tokens begin; found out when somebody asks, which is seldom."""
        return self._found()[0]

    @property
    def ends(self) -> list[int]:
        """Where the tokens end."""
        return self._found()[1]

    def _found(self) -> tuple[list[int], list[int]]:
        if self._places is None:
            spans = [token.span() for token in _TOKEN.finditer(self.text, *self._span)]
            self._places = [start for start, _ in spans], [end for _, end in spans]
        return self._places

    def _apostrophes(self, words: list[str], raws: list[str], known: Mapping[str, int]) -> list[str]:
        """Take the genitive off the words, and the lone mark behind a plural out of the lists."""
        kept: list[str] = []
        for word in words:
            at = len(kept)
            word = word.replace("’", "'")
            if word == "'" and at and kept[-1].endswith("s") and self.starts[at] == self.ends[at - 1]:
                self.gens[at - 1] = True
                for values in (self.starts, self.ends, self.gens, raws):
                    del values[at]
                continue
            if word.endswith("'s") and len(word) > 2 and word not in known:
                word, self.gens[at] = word[:-2], True
            kept.append(word)
        return kept

    def __len__(self) -> int:
        return len(self.words)

    def covered(self, first: int, last: int, quotes: Sequence[tuple[int, int]]) -> bool:
        """Whether any part of the tokens first..last (both included) stands in quotation marks."""
        start, end = self.starts[first], self.ends[last]
        return any(opened < end and start < closed for opened, closed in quotes)
