"""Comments and waivers that silence a rule, each with a reason."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterable, Sequence

from blamefree.diagnostics.diagnostic import Diagnostic, Family, Severity
from blamefree.model.document import Document
from blamefree.patterns import lazy
from blamefree.text.markdown import Block, Kind
from blamefree.text.span import Place, Span
from blamefree.values import dataclass

_HTML = lazy(r"<!--[ \t]*blamefree:[ \t]*ignore\b(?:\[(?P<rules>[^\]\r\n]*)\])?(?P<reason>.*)-->", re.DOTALL)
_YAML = lazy(
    r"(?:^|(?<=\s))#[ \t]*blamefree:[ \t]*ignore\b(?:\[(?P<rules>[^\]\r\n]{0,1000})\])?(?P<reason>[^\r\n]*)",
    re.MULTILINE,
)


_EXCUSABLE = frozenset((Family.COMPLETENESS, Family.TIMELINE, Family.ACTIONS))


@dataclass(frozen=True, slots=True)
class Suppression:
    """A comment that silences ``rules`` within ``scope``; ``place`` is the comment itself."""

    rules: tuple[str, ...]
    reason: str
    scope: Span
    place: Place


@dataclass(frozen=True, slots=True)
class WaivedRule:
    """A front-matter entry that excuses the whole document from ``rule``; ``""`` when nobody can tell from which.

    ``sure``: it says why, and from a rule that there is. Others are told as wrong themselves, and hold back no error.
    """

    rule: str
    reason: str
    place: Place
    sure: bool = True


def suppressions(document: Document) -> tuple[Suppression, ...]:
    """The suppression comments of a document, in the order of the text."""
    if "blamefree:" not in document.text:
        return ()
    return (*_in_front(document), *_in_body(document))


def waivers(document: Document) -> tuple[WaivedRule, ...]:
    """The waivers of a document. What one lacks is an error of its own, and not told again by what it would waive."""
    return tuple(
        WaivedRule(
            waiver.rule.value if waiver.rule else "", waiver.reason.value if waiver.reason else "",
            document.place(waiver.span),
            bool(waiver.rule and waiver.reason and waiver.reason.value.strip()),
        )
        for waiver in document.postmortem.waivers
    )  # fmt: skip


def _in_front(document: Document) -> Iterable[Suppression]:
    text, front = document.text, document.front_span
    for found in _YAML.finditer(text, front.start, front.end):
        if _inside_scalar(document, found.start()):
            continue
        source = document.source
        line = source.position(found.start()).line
        own = source.line_span(line)
        if not text[own.start : found.start()].strip():  # alone on its line: the next entry
            last = source.position(front.end).line
            while line < last and (
                not source.line_text(line).strip() or source.line_text(line).lstrip().startswith("#")
            ):
                line += 1
            own = _entry(document, line)
        yield _suppression(document, found, own)


def _inside_scalar(document: Document, offset: int) -> bool:
    from blamefree.text.yaml12 import Mapping, Node, Scalar, Sequence

    def inside(node: Node) -> bool:
        if not node.span.contains(offset):
            return False
        if isinstance(node, Scalar):
            return True
        children = node.items.values() if isinstance(node, Mapping) else node.items
        return any(inside(child) for child in children)

    return isinstance(document.front, (Mapping, Sequence)) and inside(document.front)


def _entry(document: Document, line: int) -> Span:
    """From the line to the last line that is indented deeper: one entry of the front matter."""
    source = document.source
    first = source.line_span(line)
    text = source.line_text(line)
    indent = len(text) - len(text.lstrip(" -"))
    end = first.end
    last = source.position(document.front_span.end).line
    for number in range(line + 1, last):
        following = source.line_text(number)
        if following.strip() and len(following) - len(following.lstrip(" ")) < max(indent, 1):
            break
        end = source.line_span(number).end
    return Span(first.start, end)


def _in_body(document: Document) -> Iterable[Suppression]:
    text = document.text
    blocks = [block for block in document.blocks if block.kind is not Kind.HTML]
    starts = [block.start for block in blocks]
    for comment in document.comments:
        found = _HTML.fullmatch(text, comment.start, comment.end)
        if found is None:
            continue
        source = document.source
        line = source.line_span(source.position(found.start()).line)
        alone = (
            not text[line.start : found.start()].strip(" \t>-*+0123456789.")
            and not text[found.end() : line.end].strip()
        )
        following = bisect_left(starts, found.end())
        scope = _scope(blocks[following] if following < len(blocks) else None, found.end()) if alone else line
        yield _suppression(document, found, scope)


def _scope(block: Block | None, after: int) -> Span:
    """The next block behind ``after``; the whole list item when it begins one."""
    if block is None:
        return Span(after, after)
    item = block.item
    if item is not None and item.start >= after:
        outer = next(holder for holder in block.containers if holder.start >= after)
        return Span(outer.start, max(outer.end, block.end))
    return block.span


def _suppression(document: Document, found: re.Match[str], scope: Span) -> Suppression:
    rules = tuple(rule.strip() for rule in (found.group("rules") or "").split(",") if rule.strip())
    place = document.place(Span(found.start(), found.end()))
    return Suppression(rules, " ".join(found.group("reason").split()), scope, place)


def silencer(
    diagnostic: Diagnostic, comments: Sequence[Suppression], waived: Sequence[WaivedRule]
) -> Suppression | WaivedRule | None:
    """What silences ``diagnostic``; comments without a reason silence nothing."""
    start = diagnostic.place.start.offset
    for comment in comments:
        if diagnostic.rule in comment.rules and comment.reason and comment.scope.start <= start <= comment.scope.end:
            return comment
    return next((waiver for waiver in waived if _holds_back(waiver, diagnostic)), None)


def _holds_back(waiver: WaivedRule, diagnostic: Diagnostic) -> bool:
    if waiver.sure:
        return waiver.rule == diagnostic.rule
    if diagnostic.severity is Severity.ERROR:
        return False
    return waiver.rule == diagnostic.rule or not waiver.rule and diagnostic.family in _EXCUSABLE
