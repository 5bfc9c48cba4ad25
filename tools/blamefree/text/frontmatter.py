"""Where the front matter ends and the body begins."""

from __future__ import annotations

import re

from blamefree.patterns import lazy
from blamefree.text.problem import Problem
from blamefree.text.span import Span
from blamefree.values import dataclass

_FENCE = lazy(r"---[ \t]*(?:\r\n|\n|\r|\Z)")
_CLOSING = lazy(r"(?:^|(?<=\r))---[ \t]*(?:\r\n|\n|\r|\Z)", re.MULTILINE)


@dataclass(frozen=True)
class Parts:
    """The two parts of a document: the YAML between the fences, and what follows."""

    yaml: Span
    body: int


def split(text: str) -> Parts | Problem:
    """Find the front matter between two ``---`` lines, the first of them line 1."""
    if not text or text.isspace():
        return Problem(
            "empty-document", Span(0, 0), "the file is empty", "run `blamefree new` to start from the template"
        )
    opening = _FENCE.match(text)
    if opening is None:
        end = len(text.splitlines()[0]) if text else 0
        return Problem(
            "missing-front-matter",
            Span(0, end),
            "no front matter: the first line must be ---",
            "begin with the front matter, or run `blamefree new` to start from the template",
        )
    closing = _closing(text, opening.end())
    if closing is None:
        return Problem(
            "unclosed-front-matter",
            Span(0, 3),
            "the front matter opened at line 1 is never closed",
            "end it with a line that is just ---",
        )
    return Parts(Span(opening.end(), closing.start()), closing.end())


def _closing(text: str, after: int) -> re.Match[str] | None:
    if "\r" in text:
        return _CLOSING.search(text, after)
    at = text.find("\n---", after - 1)  # far quicker than the pattern
    while at >= 0:
        found = _CLOSING.match(text, at + 1)
        if found is not None:
            return found
        at = text.find("\n---", at + 1)
    return None
