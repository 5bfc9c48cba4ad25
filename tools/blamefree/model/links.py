"""Relative links, images and heading anchors of a document."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable
from functools import lru_cache
from itertools import islice
from typing import Final

from blamefree.model.corpus import LinkFact
from blamefree.model.document import Document
from blamefree.patterns import lazy
from blamefree.text.markdown import Kind
from blamefree.text.target import Form, form

MOST: Final = 2000
"""How many relative links of one document are looked up."""
_REMOTE = ("https:", "http:")
_OF_FILES = (Form.RELATIVE, Form.ABSOLUTE)
_ID = lazy(r"#([\w.:-]+)")
_STATED = lazy(r"<[A-Za-z]+ [^<>]*\b(?:id|name)=[\"']?([\w.:-]+)")
_MARKS = lazy(r"[*_`~]|!?\[|\](?:\([^()\[\]]*\))?")
_NOT_WORD = lazy(r"[^\w\s-]")
_GAP = lazy(r"[-\s]+")


def relative_links(document: Document) -> tuple[LinkFact, ...]:
    """The links and images that name a file of the repository or an anchor."""
    if not document.links:
        return ()
    relative = (
        link for link in document.links if not link.target.startswith(_REMOTE) and form(link.target)[0] in _OF_FILES
    )
    return tuple(LinkFact(link.target, link.image, document.place(link.span)) for link in islice(relative, MOST))


def slug(title: str) -> str:
    """The anchor that Python-Markdown's toc extension, with Unicode slugs, gives a heading."""
    bare = _NOT_WORD.sub("", unicodedata.normalize("NFC", title)).strip().lower()
    return _GAP.sub("-", bare)


def anchors(document: Document) -> tuple[str, ...]:
    """The anchors of the headings, in order; a repeated one gets ``_1``, then ``_2``."""
    heading = Kind.HEADING
    return names(
        " ".join(document.text[line.start : line.end] for line in block.lines)
        for block in document.blocks
        if block.kind is heading
    )


def names(titles: Iterable[str]) -> tuple[str, ...]:
    """The anchors of headings with these titles."""
    found: list[str] = []
    numbers: dict[str, int] = {}
    for title in titles:
        name = _usual_name(title) if len(title) < 120 else _name(title)
        number = numbers.get(name, 0)
        numbers[name] = number + 1
        found.append(f"{name}_{number}" if number else name)
    return tuple(found)


def _name(title: str) -> str:
    return _stated(title) or slug(_MARKS.sub("", title))


_usual_name = lru_cache(maxsize=2048)(_name)  # the titles of sections come again in every document


def _stated(title: str) -> str:
    """The id that an attribute list at the end of a heading states."""
    if not title.endswith("}"):
        return ""
    found = _ID.search(title, title.rindex("{") if "{" in title else len(title))
    return found.group(1) if found else ""
