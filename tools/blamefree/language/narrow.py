"""A pack cut down to one document: only the frames whose anchor can stand in it.

Making the first look ready for all frames of a pack takes longer than reading one document with it. A frame whose
anchor is none of the document's words says nothing about it, so a document that is read alone needs a part.
"""

from __future__ import annotations

from functools import reduce
from operator import or_

from blamefree.patterns import lazy
from blamefree.values import replace

from .pack import Pack
from .places import RUNS
from .rough import hidden

_JOINED = lazy(r"[^\W_](?:[*~`<\\&]+|\[)[^\W_]")


def narrowed(pack: Pack, text: str, shallow: str) -> Pack:
    """``pack`` with the frames that could speak about ``text``, whose flat form is ``shallow``.

    The whole pack where words of the text may only show when it is parsed.
    """
    if hidden(text) or _JOINED.search(text):
        return pack
    where = pack.where
    runs = set(RUNS.findall(shallow))
    found = set(where["always"])
    words = where["words"]
    for run in runs & words.keys():
        found.update(words[run])
    for several, numbers in where["several"].items():
        if runs.issuperset(several.split(" ")):
            found.update(numbers)
    masks = _masks(pack, shallow, runs)
    every = reduce(or_, masks, 0)
    mask = pack.lexicon.bits.mask
    for tags, numbers in where["tags"].items():
        wanted = mask(tags)
        if every & wanted == wanted and any(one & wanted == wanted for one in masks):
            found.update(numbers)
    lines = pack.lines
    return replace(pack, lines=tuple([lines[number] for number in sorted(found)]), anchors=(), whole=False)


def _masks(pack: Pack, shallow: str, runs: set[str]) -> set[int]:
    """What the pack may know about the words of a flat text."""
    rough = shallow.replace("|", " ").split()
    words = pack.lexicon.words
    seen = runs.union(rough)
    seen.update([word.removesuffix("'s") for word in rough if word.endswith("'s")])
    seen.update([word for word in words if "'" in word])  # these may be there in another form
    return {words[word] for word in seen & words.keys()} | {0}
