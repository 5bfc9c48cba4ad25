"""Values that know where they stand."""

from __future__ import annotations

from typing import Generic, TypeVar

from blamefree.text.span import Span
from blamefree.values import dataclass

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Value(Generic[T]):
    """A value of the front matter and its span in the file."""

    value: T
    span: Span

    def __str__(self) -> str:
        return str(self.value)
