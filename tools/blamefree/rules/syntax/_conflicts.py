"""Where a merge left its marks."""

from __future__ import annotations

import re

from blamefree.model.document import Document
from blamefree.patterns import lazy
from blamefree.text.markdown import Kind
from blamefree.text.span import Span
from blamefree.values import dataclass

_MARK = lazy(r"^(?:<{7}|\|{7}|={7}|>{7})(?:[ \t][^\r\n]*)?$", re.MULTILINE)
_MOST = 100
_CLUES = ("<<<<<<<", ">>>>>>>")


@dataclass(frozen=True, slots=True)
class Conflict:
    """One conflict: its first mark, and the marks that belong to it."""

    mark: Span
    others: tuple[Span, ...]

    @property
    def start(self) -> int:
        """The offset of the first mark."""
        return self.mark.start


def conflicts(document: Document) -> list[Conflict]:
    """The conflicts in a document; one that lies whole in a code block is an example and none."""
    text = document.text
    if not any(clue[0] in text and clue in text for clue in _CLUES):
        return []
    found: list[Conflict] = []
    marks: list[Span] = []
    for match in _MARK.finditer(text.replace("\r", "\n")):
        span = Span(*match.span())
        if len(found) > _MOST:
            break
        char = text[span.start]
        if char == "<":
            if marks:
                found.append(Conflict(marks[0], tuple(marks[1:])))
            marks = [span]
        elif marks:
            marks.append(span)
            if char == ">":
                found.append(Conflict(marks[0], tuple(marks[1:])))
                marks = []
        elif char == ">":
            found.append(Conflict(span, ()))
    if marks:
        found.append(Conflict(marks[0], tuple(marks[1:])))
    if not found:
        return found
    codes = [block.span for block in document.blocks if block.kind in (Kind.FENCE, Kind.INDENTED)]
    return [conflict for conflict in found if not any(_holds(code, conflict) for code in codes)]


def _holds(code: Span, conflict: Conflict) -> bool:
    spans = (conflict.mark, *conflict.others)
    return code.start <= spans[0].start and spans[-1].end <= code.end
