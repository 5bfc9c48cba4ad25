"""An attribute list that could hide, move or run something.

Why: attributes in braces end up in the page as they stand. Handlers run code, styles and classes hide text from
readers. Ids, sizes and a few classes are fine.

Bad (body):
    ## Summary

    [the graph](https://grafana.example/d/abc){⟦onclick=alert(1)⟧}

Bad (body):
    ## Summary ⟦{.hidden}⟧

    Checkouts timed out.

Good (body):
    ## Summary {#in-short}

    Queries of `up{job="checkout"}` and sum(rate(errors{code="500"})) were slow.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from blamefree.diagnostics.diagnostic import Diagnostic, Severity
from blamefree.model.document import Document
from blamefree.patterns import lazy
from blamefree.rules.api import Context, Rule
from blamefree.rules.some import capped
from blamefree.text.markdown import Kind
from blamefree.text.span import Span

RULE = Rule.of(__name__, Severity.ERROR, unsound=True)

CLASSES: Final = frozenset(
    [
        "annotate",
        "center",
        "left",
        "right",
        "wide",
        "grid",
        "cards",
        "card",
        "numeric",
        "timeline",
        "md-button",
        "md-button--primary",
        "on-glb",
        "off-glb",
        "no-toc",
    ]
)
ATTRIBUTES: Final = frozenset(
    [
        "id",
        "class",
        "width",
        "height",
        "alt",
        "title",
        "loading",
        "decoding",
        "lang",
        "dir",
        "rel",
        "target",
        "align",
        "colspan",
        "rowspan",
        "start",
        "type",
    ]
)
_IN_FENCE: Final = frozenset(("linenums", "hl_lines", "title", "id", "class"))
_LIST = lazy(r"\{:?[ \t]*([^{}\r\n]*?)[ \t]*\}")
_PART = lazy(r"([#.])([^\s=#.\"'{}]+)|([^\s=\"'#.{}][^\s=\"'{}]*)[ \t]*=[ \t]*(\"[^\"]*\"|'[^']*'|[^\s\"']*)|(\S+)")
_LAST = lazy(r"[ \t]*(?:\||\r|\n|\Z)")
_REACH = 500  # how far back an inline element is looked for
_EMPHASISED = lazy(r"(?<![^\s(\[])(?:_[^\s_][^_]*_|==[^=]+==)$")
_ACTIVE = lazy(r"(?:on[a-z]+|style|hidden|srcdoc|formaction|action|href|src|xlink:href)$", re.IGNORECASE)


def check(document: Document, context: Context) -> Iterator[Diagnostic]:  # noqa: ARG001
    """Tell of attributes and classes that are not on the list."""
    if document.text.find("{", document.body_start) >= 0:
        yield from capped(_lists(document))


def _lists(document: Document) -> Iterator[Diagnostic]:
    text, alive = document.text, document.live
    if "{" in alive:
        for found in _LIST.finditer(alive, document.body_start):
            if _applies(text, alive, found):
                yield from _parts(document, Span(*found.span(1)), Span(*found.span()))
    for block in document.blocks:
        if block.kind is Kind.FENCE and "{" in block.info:
            start = text.index("{", block.start)
            listed = _LIST.match(text, start, block.end)
            if listed is not None:
                yield from _parts(document, Span(*listed.span(1)), Span(*listed.span()), fence=True)


def _applies(text: str, alive: str, found: re.Match[str]) -> bool:
    """Whether the braces stand where an attribute list is read: behind an inline element, or at the end of a line."""
    start, end = found.span()
    before = text[start - 1]
    if before == ")":
        return alive.rfind("](", max(0, start - _REACH), start) > alive.rfind("\n", max(0, start - _REACH), start)
    if before in "_=":  # metric_{…} and labels={…} are prose; ==marked=={…} and _emphasised_{…} are not
        return _EMPHASISED.search(text[max(0, start - _REACH) : start].rpartition("\n")[2]) is not None
    if before in "]*~^`>":
        return True
    return before in " \t\r\n" and _LAST.match(text, end) is not None


def _parts(document: Document, inside: Span, whole: Span, *, fence: bool = False) -> Iterator[Diagnostic]:
    text = document.text
    marked = text.startswith("{:", whole.start)
    for part in _PART.finditer(text, inside.start, inside.end):
        sign, name, key, value, bare = part.groups()
        span = Span(*part.span())
        if sign == "." or (key or "").lower() == "class":
            for word in [name] if sign else value.strip("\"'").split():
                if word not in CLASSES and not (fence and span.start == inside.start):  # there it is the language
                    yield _told(document, whole, f"the class {word[:40]} is not allowed")
        elif key and (fence and key.lower() not in _IN_FENCE or not fence and key.lower() not in ATTRIBUTES):
            yield _told(document, span, f"the attribute {key[:40]} is not allowed")
        elif bare and (_ACTIVE.match(bare) or marked and bare.lower() not in ATTRIBUTES):
            yield _told(document, span, f"the attribute {bare[:40]} is not allowed")


def _told(document: Document, span: Span, message: str) -> Diagnostic:
    return RULE.at(document, span, message, "remove it: ids, sizes, alt texts and a few classes are fine")
