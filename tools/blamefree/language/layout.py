"""Which bits the demands of frames have.

A frame that needs somebody can wait until somebody is there, whom most sentences lack. So the frames that need nobody
lie in a bank of their own, which is quickly asked.
"""

from __future__ import annotations

MANY = 50_000
"""Words that are remembered; a text with more different ones is no text of a person."""

Demand = tuple[int, tuple[int, ...]]
"""What a frame demands, by number: somebody (or 0), and words, the rarest first."""


class Bank:
    """Some of the frames. A frame is looked for by three words, the rarest at last, and has one bit for each.

    The bits of all frames for one word begin behind those of the demands for somebody, those for the next ``shift``
    further up. A frame with fewer words is looked for by one of them again. ``bits`` has the bits of a demand by its
    number.
    """

    def __init__(self, frames: list[tuple[int, Demand]], somebody: dict[int, int]) -> None:
        """``frames``: number and demands of each; ``somebody``: the bits of the demands for somebody."""
        self._numbers = [number for number, _ in frames]
        self._first = len(somebody) + 1
        self._shift = self._first + len(frames)
        self._beings = (1 << len(somebody)) - 1
        self.bits = dict(somebody)
        for at, (_, (_, looked)) in enumerate(frames, start=self._first):
            for place, number in enumerate((looked[2 % len(looked)], looked[1 % len(looked)], looked[0])):
                self.bits[number] = self.bits.get(number, 0) | 1 << place * self._shift + at
        self._present = _Present([somebody.get(one, 0) for _, (one, _) in frames], self._first)

    def found(self, seen: int) -> int:
        """The frames whose demands are met by words with these bits, as bits."""
        met = seen & seen >> self._shift
        if met:
            met &= self._present[seen & self._beings] & seen >> 2 * self._shift
        return met

    def named(self, found: int) -> list[int]:
        """The numbers of the frames with these bits, the lowest first."""
        numbers = []
        while found:
            lowest = found & -found
            found ^= lowest
            numbers.append(self._numbers[lowest.bit_length() - 1 - self._first])
        return numbers


class _Present(dict[int, int]):
    """Bits of the demands for somebody that are met -> those of the frames for which somebody is there then.

    Few combinations are ever met.
    """

    def __init__(self, wanted: list[int], first: int) -> None:
        super().__init__()
        self._frames: dict[int, int] = {}
        for at, bit in enumerate(wanted, start=first):
            self._frames[bit] = self._frames.get(bit, 0) | 1 << at

    def __missing__(self, met: int) -> int:
        found = self._frames.get(0, 0)
        for bit, frames in self._frames.items():
            if met & bit:
                found |= frames
        if len(self) < MANY:
            self[met] = found
        return found


class Lots:
    """The bank of all frames, and the one of those that need nobody, or but what stands in most sentences."""

    def __init__(self, frames: list[Demand], common: frozenset[int]) -> None:
        """``frames``: what each demands; ``common``: the demands for somebody that most sentences meet."""
        numbers = sorted({somebody for somebody, _ in frames} - {0})
        somebody = {number: 1 << at for at, number in enumerate(numbers)}
        self.mark = 1 << len(numbers)
        """A bit for whatever else is looked for."""
        self.people = sum(bit for number, bit in somebody.items() if number not in common)
        """The bits of the demands without one of which only frames of the smaller bank match."""
        every = list(enumerate(frames))
        self.every = Bank(every, somebody)
        self.alone = Bank([frame for frame in every if not frame[1][0] or frame[1][0] in common], somebody)
