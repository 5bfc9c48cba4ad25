"""The words of a language pack, with all their forms, as bit masks.

A pack writes words as space-separated entries: ``nobody`` is one form, ``engineer:n`` is the stem ``engineer``
inflected by the pack's paradigm ``n``, and ``forget,forgets,forgot,forgotten,forgetting:v`` lists the forms of that
paradigm one by one.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from functools import cached_property, lru_cache, reduce
from operator import or_
from typing import Any

from blamefree.patterns import lazy


class Bits:
    """Gives every tag of a pack (``person``, ``past``) one bit."""

    def __init__(self) -> None:
        self._bits: dict[str, int] = {}

    def bit(self, tag: str) -> int:
        """The bit of a tag, made on first use."""
        found = self._bits.get(tag)
        if found is None:
            found = self._bits[tag] = 1 << len(self._bits)
        return found

    def mask(self, dotted: str) -> int:
        """The mask of ``tag`` or ``tag.feature.feature``: every bit must be present for a word to match."""
        mask = 0
        for tag in dotted.split("."):
            mask |= self.bit(tag)
        return mask

    def state(self) -> list[str]:
        """The tags that have a bit, in the order of their bits."""
        return list(self._bits)

    def restore(self, tags: Sequence[str]) -> None:
        """Give these tags the bits that they had where :meth:`state` was asked."""
        self._bits = {tag: 1 << at for at, tag in enumerate(tags)}

    def names(self, mask: int) -> list[str]:
        """The tags in a mask, in the order in which the pack mentions them."""
        return [tag for tag, bit in self._bits.items() if bit & mask]


# 02:10, 02.10, 2024, 2024-03-14
_MOMENT = lazy(r"(?:[01]?\d|2[0-4])[:.][0-5]\d(?:[:.][0-5]\d)?|(?:19|20)\d\d(?:-\d\d-\d\d)?")


_MANY = 30_000
"""Words that are remembered with what is known about them."""

_SHORTEST = 4
"""Letters of the shortest word in which a compound may end."""


class Lexicon:
    """Word -> mask, with compounds read by their last element where the language joins nouns."""

    def __init__(self, compound_heads: frozenset[str], endings: Mapping[str, str] | None = None) -> None:
        self.bits = Bits()
        self.endings = [(ending, self.bits.mask(tags)) for ending, tags in (endings or {}).items()]
        self.members: dict[str, list[str]] = {}
        self.defaults: dict[str, str] = {}
        self.words: dict[str, int] = {}
        self.heads: dict[str, int] = {}
        self.compounds = bool(compound_heads)
        self.compound_heads = compound_heads
        self.open_classes = compound_heads | {"verb"}
        self.masks = _Masks(self)

    def state(self) -> dict[str, Any]:
        """All that was added, as plain data."""
        alike: dict[int, int] = {}  # equal masks as one object are written once
        return {
            "bits": self.bits.state(),
            "members": {tag: _joined(forms) for tag, forms in self.members.items()},
            "words": (_joined(self.words), [alike.setdefault(mask, mask) for mask in self.words.values()]),
            "heads": (_joined(self.heads), [alike.setdefault(mask, mask) for mask in self.heads.values()]),
            "defaults": self.defaults,
        }

    def restore(self, state: Mapping[str, Any]) -> None:
        """Take what :meth:`state` gave of a lexicon that was made of the same arguments."""
        self.bits.restore(state["bits"])
        self.members = {tag: _apart(forms) for tag, forms in state["members"].items()}
        self.words, self.heads = (
            dict(zip(_apart(forms), masks, strict=True)) for forms, masks in (state["words"], state["heads"])
        )
        self.defaults = state["defaults"]

    def add(self, tag: str, entries: str, paradigms: Mapping[str, tuple[tuple[int, str], ...]], verb: int = 0) -> None:
        """Add the entries of one class; ``verb`` is the bit that marks verbs, 0 for a class of other words.

        A compound may end in the words of the classes that the pack names as ``compound_heads``.
        """
        words = self.words
        known = words.get
        base = self.bits.bit(tag) | verb
        default = self.defaults.get(tag, "")
        full = {name: [(base | feature, suffix) for feature, suffix in pairs] for name, pairs in paradigms.items()}
        forms: list[str] = []
        for entry in entries.split():
            stem, colon, paradigm = entry.partition(":")
            if not colon:
                paradigm = default
            if not paradigm:
                words[stem] = known(stem, 0) | base
                forms.append(stem)
            elif "," in stem:
                for (mask, _), several in zip(full[paradigm], stem.split(","), strict=False):
                    for form in several.split("|"):
                        if form:
                            words[form] = known(form, 0) | mask
                            forms.append(form)
            else:
                for mask, suffix in full[paradigm]:
                    form = stem + suffix
                    words[form] = known(form, 0) | mask
                    forms.append(form)
        self.members.setdefault(tag, []).extend(forms)
        if tag in self.compound_heads:
            heads = self.heads
            for form in forms:
                heads[form] = words[form]

    def members_of(self, dotted: str) -> list[str]:
        """The words that have every tag of ``class.feature``."""
        wanted = self.bits.mask(dotted)
        words = self.words
        return [
            form
            for form in dict.fromkeys(self.members.get(dotted.partition(".")[0], ()))
            if words[form] & wanted == wanted
        ]

    def mask(self, word: str) -> int:
        """What the pack knows about a lowered word; 0 for an unknown one."""
        return self.masks[word]

    def derive(self, word: str) -> int:
        """What the form of a word says that the pack does not list."""
        if word[:1].isdigit() and _MOMENT.fullmatch(word):
            return self.bits.bit("time")
        if ":" in word and self.compounds:
            stem, _, suffix = word.partition(":")
            mask = self.mask(stem)
            return mask | self.bits.bit("gen") if mask and suffix.endswith("s") else mask
        if "-" in word:
            front, _, tail = word.rpartition("-")
            mask = self.mask(tail) if tail else 0
            if mask & self.bits.bit("prep"):
                return 0  # "the check-in clerk"
            machine = self.bits.bit("robot") | self.bits.bit("system")
            if mask & self.bits.bit("shared") and self.mask(front.rpartition("-")[2]) & machine:
                return self.bits.bit("system")
            return 0 if mask & self.bits.bit("verb") and not mask & self.bits.bit("past") else mask
        if self.compounds and word[-1:] == "s":
            owner, gen = self.mask(word[:-1]), self.bits.bit("gen")
            if owner & self._owners and not owner & gen:
                return owner | gen  # of a form that the pack lists without its genitive
        if self.compounds and word[-_SHORTEST:] in self._tails:
            heads = self.heads
            for cut in range(2, min(len(word) - _SHORTEST + 1, 40)):
                found = heads.get(word[cut:])
                if found is not None:
                    return found
        if word.endswith(self._last):
            return next(
                (mask for ending, mask in self.endings if word.endswith(ending) and len(word) > len(ending) + 2), 0
            )
        return 0

    @cached_property
    def _owners(self) -> int:
        """The bits of the classes that name who can own something."""
        classes = ("role", "team", "name", "party", "shared", "system", "user")
        return reduce(or_, [self.bits.bit(tag) for tag in classes])

    @cached_property
    def several(self) -> dict[str, int]:
        """The nouns of several words, joined by underscores, and what is known about them."""
        words = self.words
        kinds = ("role", "team", "party", "user", "shared", "system")
        return {form: words[form] for kind in kinds for form in self.members.get(kind, ()) if "_" in form}

    @cached_property
    def capitals(self) -> frozenset[str]:
        """Words that mean something else in capitals, and are listed so: "IT"."""
        return frozenset([word for word in self.words if word.isupper()])

    @cached_property
    def strange(self) -> frozenset[str]:
        """Words that are something else in some places: months, the last parts of ``parted``, and some conjunctions."""
        return frozenset([*self.members.get("month", ()), *self.parted, *self.members.get("clausal", ())])

    @cached_property
    def title(self) -> int:
        """The bit of the titles that stand before a name."""
        return self.bits.bit("title")

    @cached_property
    def parted(self) -> dict[str, tuple[str, str]]:
        """Pronouns with a hyphen that are also written apart ("no one"): last part -> first part, the whole."""
        split = [(word, *word.partition("-")) for word in self.members.get("nobody", ())]
        return {last: (first, word) for word, first, hyphen, last in split if hyphen}

    @cached_property
    def _tails(self) -> frozenset[str]:
        """The last letters of all words in which a compound may end."""
        return frozenset([word[-_SHORTEST:] for word in self.heads])

    @cached_property
    def _last(self) -> tuple[str, ...]:
        return tuple([ending for ending, _ in self.endings])


class _Masks(dict[str, int]):
    """Lowered word -> what the pack knows about it, found out when it is first asked for."""

    def __init__(self, lexicon: Lexicon) -> None:
        super().__init__()
        self._lexicon = lexicon

    def __missing__(self, word: str) -> int:
        found = self._lexicon.words.get(word)
        if found is None:
            found = self._lexicon.derive(word)
        if len(self) < _MANY:
            self[word] = found
        return found


def _joined(words: Iterable[str]) -> str:
    """Words, which hold no space, as one text."""
    return "".join([f" {word}" for word in words])


def _apart(text: str) -> list[str]:
    return text.split(" ")[1:]


def paradigm_table(source: Mapping[str, str], bits: Bits) -> dict[str, tuple[tuple[int, str], ...]]:
    """``{"n": "sg= pl=s"}`` as pairs of feature mask and suffix; ``-`` stands for a form without a feature."""
    return {name: _paradigm(text, bits) for name, text in source.items()}


def _paradigm(text: str, bits: Bits) -> tuple[tuple[int, str], ...]:
    forms = []
    for part in text.split():
        features, _, suffix = part.partition("=")
        forms.append((0 if features == "-" else bits.mask(features), suffix))
    return tuple(forms)


@lru_cache(maxsize=1)
def punctuation() -> frozenset[str]:
    """Marks that end a phrase wherever they stand."""
    return frozenset(",;:()[]–—…/|")
