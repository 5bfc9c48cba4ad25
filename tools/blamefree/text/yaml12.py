"""YAML 1.2 core schema with the place of every value.

PyYAML's events carry exact code-point offsets. Values are resolved here by the
YAML 1.2 core schema (https://yaml.org/spec/1.2.2/#103-core-schema), so ``no``
and ``10:01`` are strings. Anchors, aliases, tags and duplicate keys are problems.
What most people write is read without PyYAML, in a third of the time.
"""

from __future__ import annotations

from blamefree.text import plainyaml
from blamefree.text.nodes import Mapping, Node, Scalar, ScalarValue, Sequence, kind, plain, resolve, scalars
from blamefree.text.problem import Problem

__all__ = ["Mapping", "Node", "Scalar", "ScalarValue", "Sequence", "kind", "parse", "plain", "resolve", "scalars"]


def parse(text: str, base: int = 0) -> tuple[Node | None, list[Problem]]:
    """Parse one YAML document.

    ``base`` is added to every offset: the place of ``text`` in its file. Returns
    the tree (``None`` when nothing can be made of it) and the problems met.
    The tree may be used only when there are no problems.
    """
    tree = plainyaml.read(text, base)
    if tree is not None:
        return tree, []
    from blamefree.text import yamltree

    return yamltree.parse(text, base)
