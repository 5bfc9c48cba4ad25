"""The headings of a body without its blocks, where no fence, HTML, list or quote can make them anything else."""

from __future__ import annotations

import re
from typing import NamedTuple

from blamefree.text.marks import ATX_END

_FENCED = re.compile(
    r"\n(`{3,})[^`\n]*\n(?:(?! {0,3}`{3})[^\n]*\n)*+\1`*[ \t]*(?=\n|\Z)",
)
_HOLDER = r"[ \t]*(?:[>+*-]|[0-9]{1,9}[.)]|\[\^[^\]\s]+\]:)"
_TAIL = r"<(?=[A-Za-z/!?])(?!https?://)(?!!--[^\n]*-->)|`{3}|~{3}|=+[ \t]*(?=\n|\Z)"
_ANY = r"\#{1,6}(?=[ \t\n]|\Z)"
_TROUBLE = re.compile(
    rf"\n(?=[ \t<`~=>+*0-9\[-])(?:(?:{_HOLDER})++[ \t]*+(?:{_TAIL}|{_ANY}|(?=\n|\Z))|[ \t]++(?:{_TAIL}|{_ANY})|{_TAIL})"
)
_HEADING = re.compile(r"\n#(#{0,5})(?:[ \t]+([^\n]*))?(?=\n|\Z)")


class Heading(NamedTuple):
    """A heading: its level, its title as written, and where its line starts and ends."""

    level: int
    title: str
    start: int
    end: int


def headings(text: str, start: int) -> list[Heading] | None:
    """The headings of the body that begins at offset ``start``, none of them in a container.

    ``None`` when that takes a scan of its blocks (:func:`blamefree.text.markdown.scan`), which gives the same headings
    wherever there is an answer.
    """
    if "\r" in text or not start or text[start - 1] != "\n":
        return None
    body = text[start - 1 :]
    if "```" in body:
        body = _FENCED.sub(_blank, body)
    if _TROUBLE.search(body):
        return None
    found: list[Heading] = []
    for match in _HEADING.finditer(body):
        title = match[2] or ""
        if "#" in title and (closing := ATX_END.search(title)):
            title = title[: closing.start()]
        at = match.start() + start
        found.append(Heading(len(match[1]) + 1, title.strip(" \t"), at, match.end() + start - 1))
    return found


def _blank(found: re.Match[str]) -> str:
    return "\n" * len(found.group())
