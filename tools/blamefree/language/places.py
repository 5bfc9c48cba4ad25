"""Where the lines of a pack are anchored: by word, by class."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from blamefree.patterns import lazy

RUNS = lazy(r"[^\W_]+")
"""Letters and digits in a row."""


def where(anchors: Sequence[str]) -> dict[str, Any]:
    """The numbers of the lines by what anchors them, as plain data.

    ``words``: a run of letters and digits, ``several``: words of more than one, ``tags``: classes, ``always``: what may
    stand in a text in another form.
    """
    words: dict[str, list[int]] = {}
    several: dict[str, list[int]] = {}
    tags: dict[str, list[int]] = {}
    always: list[int] = []
    for number, anchor in enumerate(anchors):
        for word in anchor.split("|"):
            if word[0] == "@":
                tags.setdefault(word[1:], []).append(number)
                continue
            runs = RUNS.findall(word)
            if "'" in word or not runs:
                always.append(number)
            elif len(runs) > 1:
                several.setdefault(" ".join(runs), []).append(number)
            elif runs[0] == word:
                words.setdefault(word, []).append(number)
    return {"words": words, "several": several, "tags": tags, "always": always}
