"""A placeholder that was never replaced.

Why: in a draft it is a promise; in review it is a hole that looks like text.

Bad:
    owner: ⟦TODO⟧

Good:
    owner: team-checkout

Bad (body):
    ## Backlog check

    ⟦TBD⟧

Good (body):
    ## Backlog check

    The search for TODO comments in the code brought nothing up.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence

from blamefree.diagnostics.diagnostic import Diagnostic, Severity
from blamefree.model.document import Document
from blamefree.rules.api import Context, Rule
from blamefree.rules.needs import Needs, needs
from blamefree.rules.shape import broken
from blamefree.rules.shape.defect import called, shown
from blamefree.text.markdown import Block, Kind
from blamefree.text.placeholder import hints, is_placeholder, marked
from blamefree.text.span import Span

RULE = Rule.of(__name__, Severity.ERROR)


def check(document: Document, context: Context) -> Iterator[Diagnostic]:
    """Tell each placeholder of the front matter and the body."""
    need = needs(document, context)
    if not need.status or document.front is None:
        return
    own = bool(need.placeholders)
    near = hints(document.text)
    if not near and not own:
        return
    for path, node in document.scalars if own or near[0] <= document.front_span.end else ():
        if not isinstance(node.value, str):
            continue
        if not own and not _holds(near, node.span):
            continue
        text = str(node.value)
        if broken(document, context, *path):
            continue
        if _whole(text, need):
            yield RULE.at(
                document, node.span, f"{called(path, document.front)} is still a placeholder: {shown(text, 40)}",
                "write what is known, or {unknown: why} where that is allowed",
            )  # fmt: skip
        elif found := marked(text):
            yield RULE.at(
                document,
                node.span,
                f"{called(path, document.front)} still holds {found.group()}",
                "finish the sentence",
            )
    for block in document.blocks if own else _around(document.blocks, near):
        yield from _in_block(document, block, need)


def _around(blocks: Sequence[Block], offsets: list[int]) -> list[Block]:
    """The blocks that hold one of the offsets, in the order of the text."""
    starts = [block.start for block in blocks]
    found: dict[int, None] = {}
    for offset in offsets:
        at = bisect_right(starts, offset)
        while at > 0:
            at -= 1
            if offset <= blocks[at].end:
                found[at] = None
            if starts[at] < offset:
                break
    return [blocks[at] for at in sorted(found)]


def _holds(offsets: list[int], span: Span) -> bool:
    at = bisect_left(offsets, span.start)
    return at < len(offsets) and offsets[at] <= span.end


def _whole(text: str, need: Needs) -> bool:
    return is_placeholder(text) or text.strip().casefold() in need.placeholders


def _in_block(document: Document, block: Block, need: Needs) -> Iterator[Diagnostic]:
    if block.kind not in (Kind.PARAGRAPH, Kind.TABLE, Kind.HEADING, Kind.TITLE) or block.quoted:
        return
    pieces = [cell for row in block.rows for cell in row] if block.kind is Kind.TABLE else block.lines
    if block.kind is Kind.PARAGRAPH and len(pieces) == 1:
        pieces = [_after_time(document, pieces[0])]
    for piece in pieces:
        text = document.text[piece.start : piece.end]
        if not text.strip() or block.kind is Kind.TABLE and set(text) <= set("?-–… ."):
            continue
        if text.startswith("<") and not text.startswith("<!--"):
            continue  # raw HTML is a matter of syntax
        if len(block.lines) <= 1 and _whole(text, need):
            yield RULE.at(document, piece, f"a placeholder is left: {shown(text, 40)}", "replace it")
            return
        found = marked(text)
        if found is not None and text.count("`", 0, found.start()) % 2 == 0:
            span = Span(piece.start + found.start(), piece.start + found.end())
            yield RULE.at(document, span, f"{found.group()} is left in the text", "finish it, or say that it is open")
            return


def _after_time(document: Document, piece: Span) -> Span:
    for row in document.timeline.rows:
        if row.span == piece and row.text_span.end > row.text_span.start:
            return row.text_span
    return piece
