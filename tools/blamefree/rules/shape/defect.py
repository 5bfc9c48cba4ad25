"""One defect of the front matter, and how places in it are called."""

from __future__ import annotations

from blamefree.diagnostics.fix import Fix
from blamefree.text.span import Span
from blamefree.text.yaml12 import Mapping, Node, Scalar, Sequence
from blamefree.values import dataclass

Path = tuple[str | int, ...]

_ENTRY = {
    "actions": "action",
    "factors": "factor",
    "impact": "impact entry",
    "related": "related entry",
    "waivers": "waiver",
    "services": "services entry",
    "invited": "invited entry",
    "tags": "tags entry",
}


@dataclass(frozen=True)
class Defect:
    """A departure from the schema: ``rule`` reports it, ``path`` leads to it.

    ``stands_for`` is the path of the key that was probably meant by an unknown one.
    """

    rule: str
    path: Path
    span: Span
    message: str
    help: str
    fix: Fix | None = None
    related: tuple[tuple[Span, str], ...] = ()
    stands_for: Path = ()


def called(path: Path, root: Node | None) -> str:
    """What to call a place in a message: ``times.detected``, ``due of action A2``."""
    if not path:
        return "the front matter"
    for at, step in enumerate(path):
        if isinstance(step, int):
            entry = _ENTRY.get(str(path[at - 1]), f"{path[at - 1]} entry") if at else "entry"
            name = _identity(walk(root, path[: at + 1])) or str(step + 1)
            rest = ".".join(str(part) for part in path[at + 1 :])
            return f"{rest} of {entry} {name}" if rest else f"{entry} {name}"
    return ".".join(str(part) for part in path)


def _identity(node: Node | None) -> str:
    held = node.get("id") if isinstance(node, Mapping) else None
    return held.value if isinstance(held, Scalar) and isinstance(held.value, str) and len(held.value) < 20 else ""


def walk(node: Node | None, path: Path) -> Node | None:
    """The node at ``path``, ``None`` when there is none."""
    for step in path:
        if isinstance(node, Mapping) and isinstance(step, str):
            node = node.items.get(step)
        elif isinstance(node, Sequence) and isinstance(step, int) and step < len(node.items):
            node = node.items[step]
        else:
            return None
    return node


def shown(value: object, limit: int = 60) -> str:
    """A value as it is quoted in a message: short, on one line."""
    text = " ".join(str(value).split())
    return text if len(text) <= limit else f"{text[: limit - 1]}…"
