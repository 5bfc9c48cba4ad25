"""The relative links of all documents, resolved once for all rules."""

from __future__ import annotations

import posixpath
from collections.abc import Iterator, Sequence
from typing import Final
from urllib.parse import unquote

from blamefree.model.corpus import Facts, FileFact, LinkFact
from blamefree.patterns import lazy
from blamefree.rules.api import Context
from blamefree.values import dataclass

_MEMO: Final = "references"
_ESCAPE = lazy(r"\\([!-/:-@\[-`{-~])")


@dataclass(frozen=True, slots=True)
class Reference:
    """A relative link of a document.

    ``path`` is the file it names, relative to the root; empty for an anchor of the document itself, ``None`` when it
    leaves the repository or is absolute. ``own`` tells whether the file lies in the document's folder of attachments.
    """

    facts: Facts
    link: LinkFact
    path: str | None
    anchor: str
    own: bool = False

    @property
    def attached(self) -> bool:
        """Whether the file is a picture or an attachment, not another page."""
        return bool(self.path) and not str(self.path).lower().endswith((".md", ".markdown"))


def references(corpus: Sequence[Facts], context: Context) -> list[Reference]:
    """Every relative link of the corpus."""
    known = context.memo.get(_MEMO)
    if known is None or known[0] is not corpus:
        known = context.memo[_MEMO] = (corpus, [_resolve(facts, link) for facts in corpus for link in facts.links])
    found: list[Reference] = known[1]
    return found


def attachments(corpus: Sequence[Facts], context: Context) -> Iterator[tuple[Reference, FileFact]]:
    """The linked attachments that are there, with what is known of the file."""
    for reference in references(corpus, context):
        if reference.attached and reference.path is not None:
            fact = context.files.stat(reference.path)
            if fact is not None and fact.regular:
                yield reference, fact


def folder_of(facts: Facts) -> str:
    """The folder in which the attachments of a document lie."""
    name = facts.known_as or posixpath.basename(facts.path).removesuffix(".md")
    return posixpath.join(posixpath.dirname(facts.path), name)


def _resolve(facts: Facts, link: LinkFact) -> Reference:
    target = link.target
    if "\\" in target:
        target = _ESCAPE.sub(r"\1", target)
    if "&" in target:
        from html import unescape  # its table of names takes long to load

        target = unescape(target)
    address, _, anchor = target.partition("#")
    address = unquote(address.partition("?")[0])
    anchor = unquote(anchor)
    if not address:
        return Reference(facts, link, "", anchor)
    if address.startswith(("/", "\\")) or "\x00" in address:
        return Reference(facts, link, None, anchor)
    path = posixpath.normpath(posixpath.join(posixpath.dirname(facts.path), address))
    if path == ".." or path.startswith("../"):
        return Reference(facts, link, None, anchor)
    return Reference(facts, link, path, anchor, path.startswith(folder_of(facts) + "/"))
