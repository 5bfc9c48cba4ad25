"""Which of several missing keys a value was probably written for."""

from __future__ import annotations

from collections.abc import Mapping as Table
from typing import Any

from blamefree.rules.shape.quick import Check, compile_schema
from blamefree.text.span import Span
from blamefree.text.yaml12 import Node, Scalar

_SPECIFIC = 3
_ANY_TEXT = Scalar("some words of any kind", Span(0, 0))


def likeliest(candidates: Table[str, Any], value: Node, root: Any) -> tuple[str, bool]:
    """The candidate whose schema (part of ``root``) says most and accepts ``value``, of several the first.

    Beside it whether that schema accepts not just any text, so that the guess is a good one; empty when none fits.
    """
    fitting: dict[int, list[str]] = {}
    for name, schema in candidates.items():
        accepts = compile_schema(schema, root)
        if accepts(value):
            fitting.setdefault(_weight(schema, accepts, value), []).append(name)
    return (fitting[max(fitting)][0], max(fitting) == _SPECIFIC) if fitting else ("", False)


def _weight(schema: Any, accepts: Check, value: Node) -> int:
    if not accepts(_ANY_TEXT):
        return _SPECIFIC
    linked = any("://" in str(example) for example in schema.get("examples", ()))
    return 2 if linked and isinstance(value, Scalar) and "://" in str(value.value) else 1
