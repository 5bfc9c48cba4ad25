"""Relative links, images and heading anchors of a document."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator

from blamefree.model.corpus import LinkFact
from blamefree.model.document import Document
from blamefree.text.markdown import Kind
from blamefree.text.span import Span

_LINK = re.compile(
    r"(?P<bang>!?)\[(?:[^\[\]\\]|\\.|\[[^\[\]]*\])*\]\(\s*(?P<target><[^<>\r\n]*>|[^\s()<>]*(?:\([^\s()]*\)[^\s()<>]*)*)"
)
_REFERENCE = re.compile(r"\[[^\]\\]+\]:[ \t]*(?P<target><[^<>\r\n]*>|\S+)")
_SCHEME = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:|//")
_CODE = re.compile(r"(`+)(?!`)(?:.|\n)*?(?<!`)\1(?!`)")
_ID = re.compile(r"\{[^{}]*#(?P<id>[\w.:-]+)[^{}]*\}\s*$")


def inline_spans(document: Document) -> Iterator[Span]:
    """The spans of text that may hold inline syntax: not code, not HTML."""
    for block in document.blocks:
        if block.kind is Kind.TABLE:
            for row in block.rows:
                yield from row
        elif block.kind in (Kind.PARAGRAPH, Kind.HEADING, Kind.TITLE) and block.lines:
            yield Span(block.lines[0].start, block.lines[-1].end)


def blank_code(text: str) -> str:
    """``text`` with its code spans replaced by spaces: same length, no syntax in them."""
    return _CODE.sub(lambda found: " " * len(found.group()), text) if "`" in text else text


def links(document: Document) -> Iterator[tuple[str, bool, Span]]:
    """Every inline link, image and link reference: target, whether it is an image, span of the target."""
    text = document.text
    if "](" in text:
        for span in inline_spans(document):
            piece = text[span.start : span.end]
            if "](" not in piece:
                continue
            for found in _LINK.finditer(blank_code(piece)):
                yield (
                    found.group("target").strip("<>"),
                    bool(found.group("bang")),
                    Span(*found.span("target")).shift(span.start),
                )
    for block in document.blocks:
        if block.kind is Kind.REFERENCE and (reference := _REFERENCE.match(text, block.start, block.end)):
            yield reference.group("target").strip("<>"), False, Span(*reference.span("target"))


def relative_links(document: Document) -> tuple[LinkFact, ...]:
    """The links and images that name a file of the repository or an anchor."""
    return tuple(
        LinkFact(target, image, document.place(span))
        for target, image, span in links(document)
        if target and not _SCHEME.match(target)
    )


def slug(title: str) -> str:
    """The anchor that Python-Markdown's toc extension, with Unicode slugs, gives a heading."""
    bare = re.sub(r"[^\w\s-]", "", unicodedata.normalize("NFC", title)).strip().lower()
    return re.sub(r"[-\s]+", "-", bare)


def anchors(document: Document) -> tuple[str, ...]:
    """The anchors of the headings, in order; a repeated one gets ``_1``, then ``_2``."""
    found: list[str] = []
    seen: set[str] = set()
    for block in document.blocks:
        if block.kind is not Kind.HEADING:
            continue
        title = " ".join(document.text[line.start : line.end] for line in block.lines)
        stated = _ID.search(title)
        name = stated.group("id") if stated else slug(re.sub(r"[*_`]|\]\([^)]*\)", "", title))
        base, number = name, 0
        while name in seen:
            number += 1
            name = f"{base}_{number}"
        seen.add(name)
        found.append(name)
    return tuple(found)
