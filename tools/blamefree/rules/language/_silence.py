"""The paragraphs of a document about which nothing was said: while they stay as they are, nothing has to be.

Most of a document that is checked again is as it was. What is noted is a short hash of each such paragraph.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

from blamefree.hashes import blake2b
from blamefree.language import rough
from blamefree.model.document import Document
from blamefree.model.value import Value
from blamefree.text import prose
from blamefree.text.span import Span

_SIZE: Final = 10


def fields(document: Document) -> list[Value[str]]:
    """The values of the front matter that people write sentences in."""
    postmortem = document.postmortem
    values = [postmortem.title]
    values.extend(item.measure for item in postmortem.impact)
    values.extend(item.text for item in postmortem.factors)
    for action in postmortem.actions:
        values.extend((action.title, action.done_when, action.reason))
    values.extend(item.why_again for item in postmortem.related)
    return [value for value in values if value is not None and value.value]


def noted(document: Document, tag: str, told: Sequence[Span]) -> bytes:
    """What to note of a document in the language ``tag``, when this was told of it."""
    marks = [
        _mark(kind, document.text[span.start : span.end])
        for kind, span in _paragraphs(document)
        if not any(span.overlaps(other) for other in told)
    ]
    return b"".join([tag.encode(), b"\0", *marks])


def unheard(document: Document, tag: str, noted_: bytes, foreign: frozenset[str]) -> str:
    """The paragraphs that are not among those noted, one after the other.

    Also those with words of the set ``foreign``: what language they are read in depends on the rest of the document.
    """
    language, _, marks = noted_.partition(b"\0")
    known = {marks[at : at + _SIZE] for at in range(0, len(marks), _SIZE)} if language == tag.encode() else set()
    new: list[str] = []
    for kind, span in _paragraphs(document):
        text = document.text[span.start : span.end]
        if _mark(kind, text) not in known or not foreign.isdisjoint(_words(text)):
            new.append(text)
    return "\n\n".join(new)


def _paragraphs(document: Document) -> Iterator[tuple[str, Span]]:
    for value in fields(document):
        yield f"value {value.value}", value.span
    for block in document.blocks:
        if prose.read(block):
            yield block.kind.name, block.span


def _mark(kind: str, text: str) -> bytes:
    found: bytes = blake2b(f"{kind}\n{text}".encode("utf-8", "surrogatepass"), digest_size=_SIZE).digest()
    return found


def _words(text: str) -> list[str]:
    return [word.rstrip(":") for word in rough.flat(text).split()]
