"""A frame as the first look knows it: which kinds of words it demands, and in which order."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import pairwise

from .frames import Line


class Row:
    """A frame and its demands. ``wanted``: the beings of which it needs one; ``asked``: it needs a question mark."""

    __slots__ = ("_common", "_inverts", "_order", "_pair", "_somewhere", "asked", "line", "wanted")

    def __init__(
        self,
        line: Line,
        order: Sequence[tuple[set[int], int]],
        somewhere: Sequence[set[int]],
        wanted: int,
        asked: bool,
        inverts: bool,
    ) -> None:
        """Take what is demanded: the kinds of words that meet each demand.

        ``order``: the demands for words in their order, with how often such words stand in a text; ``somewhere``: those
        for words anywhere; ``inverts``: a subject may follow its verb.
        """
        self.line, self.wanted, self.asked = line, wanted, asked
        self._order: list[Callable[[object], bool]] = [kinds.__contains__ for kinds, _ in order]
        self._somewhere: list[Callable[[object], bool]] = [kinds.__contains__ for kinds in somewhere]
        self._common = order
        self._inverts = inverts
        self._pair: tuple[set[int], set[int]] | tuple[()] | None = None

    def met(self, kinds: list[int]) -> bool:
        """Whether words of these kinds meet the demands."""
        left = iter(kinds)
        for met in self._order:
            if not any(map(met, left)):  # goes on behind the word that met the element before
                return False
        return not self._somewhere or all(any(map(met, kinds)) for met in self._somewhere)

    def beside(self, kinds: list[int]) -> bool:
        """Whether two words stand side by side that the frame wants there; true when it wants no such words."""
        pair = self._pair
        if pair is None:
            pair = self._pair = self._rarest()
        if not pair:
            return True
        first, second = pair
        return any(at and kinds[at - 1] in first for at in [at for at, kind in enumerate(kinds) if kind in second])

    def _rarest(self) -> tuple[set[int], set[int]] | tuple[()]:
        near = self.line.distances(self._inverts)
        pairs = [
            (weight + more, (kinds, others))
            for ((kinds, weight), (others, more)), (_, most) in zip(pairwise(self._common), near[1:], strict=True)
            if most == 0
        ]
        return min(pairs, key=lambda pair: pair[0])[1] if pairs else ()


class Rows(dict[int, Row]):
    """The rows of frames by their numbers, each made when it is first asked for: a text meets few of them."""

    def __init__(self, lines: Sequence[Line], made: Callable[[Line], Row]) -> None:
        """``made`` makes the row of a frame."""
        super().__init__()
        self.lines, self._made = lines, made

    def __missing__(self, number: int) -> Row:
        found = self[number] = self._made(self.lines[number])
        return found
