"""Inline comments: their marks are taken over into new text, or it is said which would be lost.

A mark encloses the text that was commented on. It goes where the same text stands in the new page: the only place, else
the one whose surroundings are most alike.
"""

from __future__ import annotations

import difflib
from dataclasses import dataclass

from blamefree.targets.confluence.canonical import MARKER
from blamefree.targets.confluence.xml import CDATA, Element, element

AROUND = 40
_OUTSIDE = CDATA | {"ac:parameter", "ac:task-id", "ac:task-status", "code"}


@dataclass(frozen=True, slots=True)
class Mark:
    """A comment's mark: its reference, the text it encloses, and some of the text around it."""

    ref: str
    text: str
    before: str
    after: str


def marks(root: Element) -> list[Mark]:
    """The marks of a page in order; pieces of one comment that formatting tore apart are one mark each."""
    found: list[Mark] = []
    words = "".join(root.itertext())
    at = 0

    def walk(node: Element) -> None:
        nonlocal at
        start = at
        at += len(node.text or "")
        for child in node:
            walk(child)
            at += len(child.tail or "")
        if node.tag == MARKER and node.get("ac:ref") and at > start:
            found.append(
                Mark(
                    node.get("ac:ref", ""),
                    words[start:at],
                    words[max(0, start - AROUND) : start],
                    words[at : at + AROUND],
                )
            )

    walk(root)
    return found


def relocate(old: Element, new: Element) -> list[Mark]:
    """Put the marks of ``old`` into ``new``; returns those for which there is no place."""
    return [mark for mark in marks(old) if not _place(new, mark)]


@dataclass(slots=True)
class _Spot:
    parent: Element
    child: int  # -1: the parent's own text, else the tail of that child
    start: int
    offset: int


def _place(root: Element, mark: Mark) -> bool:
    spots: list[_Spot] = []
    pieces: list[str] = []
    at = 0

    def walk(node: Element, *, inside: bool) -> None:
        nonlocal at
        inside = inside and node.tag not in _OUTSIDE and node.tag != MARKER
        _text(node, -1, node.text or "", inside=inside)
        for place, child in enumerate(node):
            walk(child, inside=inside)
            _text(node, place, child.tail or "", inside=inside)

    def _text(node: Element, child: int, text: str, *, inside: bool) -> None:
        nonlocal at
        start = text.find(mark.text) if inside and mark.text.strip() else -1
        while start >= 0:
            spots.append(_Spot(node, child, start, at + start))
            start = text.find(mark.text, start + 1)
        pieces.append(text)
        at += len(text)

    walk(root, inside=True)
    if not spots:
        return False
    words = "".join(pieces)
    _insert(max(spots, key=lambda spot: _alike(words, spot.offset, mark)), mark)
    return True


def _alike(words: str, offset: int, mark: Mark) -> float:
    before = words[max(0, offset - AROUND) : offset]
    after = words[offset + len(mark.text) : offset + len(mark.text) + AROUND]
    one = difflib.SequenceMatcher(None, before, mark.before, autojunk=False).ratio()
    return one + difflib.SequenceMatcher(None, after, mark.after, autojunk=False).ratio()


def _insert(spot: _Spot, mark: Mark) -> None:
    holder = spot.parent if spot.child < 0 else spot.parent[spot.child]
    text = (holder.text if spot.child < 0 else holder.tail) or ""
    made = element(MARKER, {"ac:ref": mark.ref}, mark.text)
    made.tail = text[spot.start + len(mark.text) :]
    if spot.child < 0:
        holder.text = text[: spot.start]
    else:
        holder.tail = text[: spot.start]
    spot.parent.insert(spot.child + 1, made)
