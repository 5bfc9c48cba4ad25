"""HTML in the text, beyond a few harmless elements.

Why: scripts, frames and forms would run in the readers' browsers, and Confluence shows other elements as text or drops
them. Without attributes `br`, `kbd`, `sub`, `sup`, `details` and `summary` are fine, and so are comments; in code
everything is.

Bad (body):
    ## Summary

    Checkouts ⟦<img src=x onerror=alert(1)>⟧ timed out.

Good (body):
    ## Summary

    Press <kbd>Ctrl</kbd>. The queue held `List<String>` and x < y.

Good (body):
    ## Summary

    <details>
    <summary>The log</summary>

    Nothing of note.

    </details>
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator

from blamefree.diagnostics.diagnostic import Diagnostic, Severity
from blamefree.model.document import Document
from blamefree.patterns import lazy
from blamefree.rules.api import Context, Rule
from blamefree.rules.some import capped
from blamefree.text.markdown import Kind
from blamefree.text.span import Span

RULE = Rule.of(__name__, Severity.ERROR, unsound=True)

ALLOWED = frozenset(("br", "kbd", "sub", "sup", "details", "summary"))
_MAYBE = lazy(r"<(?=[A-Za-z/!?])")
_HARMLESS = lazy(r"</?(?:br|kbd|sub|sup|details|summary)[ \t]*/?>", re.IGNORECASE)
_REACH = 400
_LINK_TEXT = lazy(r"\[[^\[\]]{0,300}\]\([ \t]*\Z")
_LINK_END = lazy(r"[ \t]*(?:\"[^\"\r\n]{0,300}\"|'[^'\r\n]{0,300}')?[ \t]*\)")
_NAME = lazy(r"<(/?)([A-Za-z][A-Za-z0-9:_-]*)")
_END = lazy(r"[<>]|\n[ \t]*(?:\r?\n|>+)")  # a mark of a quote at the beginning of a line ends no tag
_ADDRESS = lazy(r"<(?:[A-Za-z][A-Za-z0-9+.-]{1,31}:[^\s<>]*|[^\s<>@]+@[^\s<>]+)>")
# Elements that browsers act on even when their tag is never finished.
_ACTIVE = frozenset(
    [
        "a",
        "applet",
        "audio",
        "base",
        "body",
        "button",
        "embed",
        "form",
        "frame",
        "frameset",
        "html",
        "iframe",
        "image",
        "img",
        "input",
        "link",
        "marquee",
        "math",
        "meta",
        "object",
        "script",
        "select",
        "source",
        "style",
        "svg",
        "template",
        "textarea",
        "video",
    ]
)


def check(document: Document, context: Context) -> Iterator[Diagnostic]:  # noqa: ARG001
    """Tell of every element that is not allowed, once at its opening tag."""
    text = document.text
    if "<" not in text:
        return
    suspicious = any(not _HARMLESS.match(text, found.start()) and not text.startswith("<!--", found.start())
                     for found in _MAYBE.finditer(text, document.body_start))  # fmt: skip
    if suspicious:
        yield from capped(_tags(document))


def _tags(document: Document) -> Iterator[Diagnostic]:
    alive = document.live
    opened: Counter[str] = Counter()
    targets = {link.span.start for link in document.links}
    at = document.body_start
    while found := _MAYBE.search(alive, at):
        start = found.start()
        at = found.end()
        if (harmless := _HARMLESS.match(alive, start)) or (harmless := _ADDRESS.match(alive, start)):
            at = harmless.end()
            continue
        if start + 1 in targets and (end := _target_end(document, start)):
            at = end
            continue
        if alive.startswith("<!--", start):  # one that is never closed has a rule of its own
            continue
        name = _NAME.match(alive, start)
        stop = _stop(alive, start)
        if name is None:
            if alive[start + 1] in "!?" and stop:
                what = "a processing instruction" if alive[start + 1] == "?" else "a declaration"
                yield _told(document, Span(start, stop), f"{what} is not allowed")
                at = stop
            continue
        tag = name.group(2).lower()
        if not stop and tag not in _ACTIVE:
            continue
        at = stop or name.end()
        if name.group(1):
            if opened[tag]:
                opened[tag] -= 1
                continue
        else:
            opened[tag] += 1
        words = f"the HTML element {tag} with attributes" if tag in ALLOWED else f"the HTML element {tag}"
        yield _told(document, Span(start, at), f"{words} is not allowed")


def _target_end(document: Document, start: int) -> int:
    """Where a link's target in angle brackets ends, 0 when what begins at ``start`` is none."""
    alive = document.live
    end = _stop(alive, start)
    if not end:
        return 0
    if _LINK_TEXT.search(alive, max(0, start - _REACH), start) and _LINK_END.match(alive, end):
        return end
    defined = any(block.kind is Kind.REFERENCE and block.start <= start < block.end for block in document.blocks)
    return end if defined else 0


def _stop(alive: str, start: int) -> int:
    """Where the tag that begins at ``start`` ends, 0 when it never does; a blank line ends what is no tag."""
    at = start + 1
    while found := _END.search(alive, at):
        at = found.end()
        mark = found.group()
        if mark == ">":
            return at
        if not mark.endswith(">"):
            return 0
    return 0


def _told(document: Document, span: Span, message: str) -> Diagnostic:
    return RULE.at(document, span, message, "write it in Markdown, or put it in `backticks` to show it")
