"""How places and values of the front matter are written in messages."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from blamefree.model.document import Document
from blamefree.rules.shape.defect import Path
from blamefree.text.span import Span
from blamefree.text.yaml12 import Node, Scalar


def nearest(word: str, known: Iterable[str], cutoff: float = 0.6) -> str:
    """The known word that was probably meant, empty when none is near; ``cutoff`` is the least likeness, 0 to 1."""
    folded = {name.casefold().replace("-", "_"): name for name in known}
    from difflib import get_close_matches

    found = get_close_matches(word.casefold().replace("-", "_").replace(" ", "_"), folded, 1, cutoff)
    if not found and len(word) < 4:  # too short to be compared by what they share
        found = [name for name in folded if len(name) == len(word) and sum(map(str.__ne__, name, word.casefold())) == 1]
    return folded[found[0]] if found else ""


def first_line(document: Document, node: Node) -> Span:
    """The first line of a node, or all of it when it is shorter."""
    line = document.source.line_span(document.source.position(node.span.start).line)
    return Span(node.span.start, max(node.span.start, min(node.span.end, line.end)))


def span_of(document: Document, node: Node) -> Span:
    """Where a wrong value is shown: the scalar, or the first line of a list or mapping."""
    return node.span if isinstance(node, Scalar) and node.style != "|" else first_line(document, node)


def name_of(path: Path) -> str:
    """The last key of a path."""
    return next((step for step in reversed(path) if isinstance(step, str)), "value")


def flow(value: Any) -> str:
    """Data as one line of YAML, as a person would write it."""
    if isinstance(value, dict):
        return "{" + ", ".join(f"{key}: {flow(item)}" for key, item in value.items()) + "}"
    if isinstance(value, (list, tuple)):
        return "[" + ", ".join(flow(item) for item in value) + "]"
    if value is None:
        return "nothing"
    return {True: "true", False: "false"}[value] if isinstance(value, bool) else str(value)


def is_number(text: str) -> bool:
    """Whether the text is a plain decimal number."""
    try:
        float(text)
    except ValueError:
        return False
    return text.strip().replace(".", "").isdecimal()


def both(items: Sequence[str]) -> str:
    """The items as a list: a, b and c."""
    return items[0] if len(items) == 1 else f"{', '.join(items[:-1])} and {items[-1]}" if items else ""


def either(items: Iterable[Any]) -> str:
    """The items as a choice: a, b or c."""
    words = [str(item) for item in items]
    return words[0] if len(words) == 1 else f"{', '.join(words[:-1])} or {words[-1]}" if words else ""
