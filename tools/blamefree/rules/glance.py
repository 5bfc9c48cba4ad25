"""A quick look at a whole text, before any rule looks closely.

Nearly every document holds none of what the rules of the families syntax and privacy look for. Tables over the bytes
of its UTF-8 form say so many times faster than a pattern over its characters.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cached_property
from typing import Final

from blamefree.model.document import Document
from blamefree.patterns import lazy
from blamefree.rules.api import Context

_MEMO: Final = "glance"
_PRINTABLE: Final = bytes(range(0x20, 0x7F)) + b"\t\n\r"
# First bytes of the blocks of Unicode in which something invisible lies.
_SUSPECT: Final = b"\xc2\xcd\xd8\xe1\xe2\xe3\xef\xf3"
_ORDINARY: Final = _PRINTABLE + bytes(byte for byte in range(0x80, 0x100) if byte not in _SUSPECT)
_GENERAL_PUNCTUATION = lazy(rb"\xe2(?:\x80[\x8b-\x8f\xa8-\xae]|\x81[\xa0-\xaf])")
_LATIN = lazy(rb"\xc2[\x80-\x9f\xad]")

_WORD: Final = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_-"
_AS_WORD: Final = bytes(0x61 if byte in _WORD else 0x20 for byte in range(256))
_AS_DIGIT: Final = bytes(0x30 if 0x30 <= byte <= 0x39 else byte for byte in range(256))
_LONG: Final = b"a" * 20
_DOTTED = lazy(rb"0\.0{1,3}\.0{1,3}\.0")
# The word to look for first, and the words that variables with secrets are named by.
# The word to look for, and the words that variables with secrets are named by.
_NAMES: Final = (
    (b"pass", ("password", "passwd", "passwort", "passphrase")),
    (b"pwd", ("pwd",)),
    (b"secret", ("secret",)),
    (b"token", ("token",)),
    (b"credential", ("credential", "credentials")),
    (b"authorization", ("authorization",)),
)
_BEFORE_KEY: Final = (
    b"_", b"-", b"api", b"access", b"secret", b"private", b"auth", b"signing", b"account", b"master", b"session",
    b"service",
)  # fmt: skip


class Glance:
    """What a text can hold at all."""

    def __init__(self, text: str) -> None:
        self.data = text.encode("utf-8", "surrogatepass")

    @cached_property
    def unseen(self) -> bool:
        """Whether there can be control, bidirectional or invisible characters."""
        data = self.data
        rest = data.translate(None, _ORDINARY)
        if rest:
            kinds = set(rest)
            if min(kinds) < 0x80 or not kinds <= {0xC2, 0xE2}:
                return True
            if 0xE2 in kinds and _GENERAL_PUNCTUATION.search(data) or 0xC2 in kinds and _LATIN.search(data):
                return True
        return b"\r" in data and data.count(b"\r") != data.count(b"\r\n")

    @cached_property
    def long_words(self) -> str:
        """The words around every run of 20 or more letters, digits, hyphens and underscores, a space between them."""
        return " ".join(dict.fromkeys(self._long_words()))

    def _long_words(self) -> Iterator[str]:
        data = self.data
        runs = data.translate(_AS_WORD)
        at = runs.find(_LONG)
        while at >= 0:
            end = runs.find(b" ", at)
            end = len(runs) if end < 0 else end
            before = data[max(0, at - 120) : at].decode("latin-1")
            yield before[before.rfind(" ") + 1 :] + data[at:end].decode("latin-1")
            at = runs.find(_LONG, end)

    @cached_property
    def names_of_secrets(self) -> frozenset[str]:
        """Which of the words occur, in any letter case, that variables with secrets are named by."""
        lower = self.data.lower()
        found = {word for cue, words in _NAMES if cue in lower for word in words}
        if not lower.isascii() and "lösenord".encode() in lower:
            found.add("lösenord")
        at = lower.find(b"key")
        while at >= 0:
            if lower.endswith(_BEFORE_KEY, 0, at):
                found.add("key")
                break
            at = lower.find(b"key", at + 3)
        return frozenset(found)

    @cached_property
    def _digits(self) -> bytes:
        return self.data.translate(_AS_DIGIT).replace(b"0000-00-00", b"d")

    @property
    def long_number(self) -> bool:
        """Whether nine digits follow each other, with only spaces, hyphens, dots and plus signs between them.

        Dates do not count.
        """
        return b"000000000" in self._digits.translate(None, b" -.+()")

    @property
    def dotted_number(self) -> bool:
        """Whether four numbers are divided by dots as in an IP address."""
        return _DOTTED.search(self._digits) is not None


def glance(document: Document, context: Context) -> Glance:
    """The quick look at a document, taken once for all rules."""
    known: Glance | None = context.memo.get(_MEMO)
    if known is None:
        known = context.memo[_MEMO] = Glance(document.text)
    return known
