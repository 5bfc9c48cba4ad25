"""Which bits the demands of frames have: three a frame for words, and one for each demand for somebody."""

from __future__ import annotations

from .demands import MANY


def layout(places: list[tuple[int, tuple[int, ...]]], first: int, shift: int) -> dict[int, int]:
    """The bits of each word demanded, of which those of a frame are given with the rarest first.

    A frame is looked for by three words: the bits of all frames for one word begin at ``first``, those for the next
    ``shift`` further up, the rarest at last. A frame with fewer words is looked for by one of them again.
    """
    bits: dict[int, int] = {}
    for at, (_, looked) in enumerate(places, start=first):
        for place, number in enumerate((looked[2 % len(looked)], looked[1 % len(looked)], looked[0])):
            bits[number] = bits.get(number, 0) | 1 << place * shift + at
    return bits


class Present(dict[int, int]):
    """Which demands for somebody are met, as bits -> the frames for which somebody is there then.

    Few combinations are ever met; ``bits`` has the bit of each demand by its number. The frames' bits lie behind those
    and one more.
    """

    def __init__(self, places: list[tuple[int, tuple[int, ...]]]) -> None:
        super().__init__()
        self.bits = {number: 1 << at for at, number in enumerate(sorted({number for number, _ in places} - {0}))}
        self._frames: dict[int, int] = {0: 0}
        for at, (somebody, _) in enumerate(places, start=len(self.bits) + 1):
            self._frames[somebody] = self._frames.get(somebody, 0) | 1 << at

    def __missing__(self, met: int) -> int:
        found = self._frames[0]
        for number, bit in self.bits.items():
            if met & bit:
                found |= self._frames[number]
        if len(self) < MANY:
            self[met] = found
        return found
