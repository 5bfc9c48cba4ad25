"""What a scan of Markdown gives: leaf blocks, and the containers around them."""

from __future__ import annotations

from enum import Enum

from blamefree.text.problem import Problem
from blamefree.text.span import Span
from blamefree.values import dataclass, field


class Kind(Enum):
    """What a block is."""

    HEADING = "heading"
    PARAGRAPH = "paragraph"
    TABLE = "table"
    FENCE = "fence"
    INDENTED = "indented"
    HTML = "html"
    RULE = "rule"
    TITLE = "title"  # the title of an admonition, a collapsible or a tab
    REFERENCE = "reference"  # [label]: target
    ABBREVIATION = "abbreviation"  # *[SLO]: meaning


class Holder(Enum):
    """What a block can lie in."""

    QUOTE = "quote"
    ITEM = "item"
    ADMONITION = "admonition"
    FOOTNOTE = "footnote"


# Names of their own where time counts: before Python 3.12 looking a member up in its class takes ten times as long.
_QUOTE, _ITEM = Holder.QUOTE, Holder.ITEM


@dataclass(slots=True, eq=False)
class Container:
    """A block that holds blocks.

    ``info`` is the bullet, the admonition's type or the footnote's label; ``empty``: nothing stands on its first line.
    """

    kind: Holder
    start: int
    content: int
    indent: int
    info: str = ""
    end: int = 0
    empty: bool = False


@dataclass(slots=True, eq=False)
class Block:
    """A leaf block.

    ``lines`` are the spans of its content, one a line, without container
    prefixes, fences and heading marks. ``rows`` are a table's cells, the header first.
    ``level`` is a heading's level, ``info`` a fence's info string or an admonition's type.
    ``containers`` go from the outermost to the innermost.
    """

    kind: Kind
    start: int
    end: int
    lines: list[Span]
    containers: tuple[Container, ...]
    level: int = 0
    info: str = ""
    rows: list[list[Span]] = field(default_factory=list)

    @property
    def span(self) -> Span:
        """The whole block, marks included."""
        return Span(self.start, self.end)

    @property
    def quoted(self) -> bool:
        """Whether it lies in a block quote."""
        return bool(self.containers) and any(holder.kind is _QUOTE for holder in self.containers)

    @property
    def item(self) -> Container | None:
        """The innermost list item around it."""
        for holder in reversed(self.containers):
            if holder.kind is _ITEM:
                return holder
        return None


@dataclass(frozen=True)
class Scan:
    """The blocks of a text, and what is wrong with its block structure."""

    blocks: tuple[Block, ...]
    problems: tuple[Problem, ...]
