"""What is worked out from data files, kept in the cache: plain data only, no objects and no code.

A key holds the contents of the files, the code of Blamefree and the version of Python; a value stands behind its own
hash. What is not there, not whole or not of this process is worked out again.
"""

from __future__ import annotations

import marshal
import os
import sys
from collections.abc import Callable, Sequence
from typing import Any

from blamefree.hashes import blake2b
from blamefree.io.cache import Cache, digest

_SIZE = 16


class Derived:
    """The kept data of one run; ``code`` is the hash of everything that works it out."""

    def __init__(self, cache: Cache, code: bytes) -> None:
        self._cache = cache
        self._base = digest(code, sys.version.encode(), str(marshal.version).encode())
        self.foundation = b""  # the hash of all that a verdict depends on beside its document
        self._process = os.getpid()  # a copy of this process must not use its cache
        self._keys: dict[int, tuple[Any, bytes]] = {}
        self._fresh: dict[bytes, bytes] = {}

    def __reduce__(self) -> tuple[type[Derived], tuple[Cache, bytes]]:
        return Derived, (Cache(self._cache.root, None), b"")  # another process has no cache

    def file(self, name: str, contents: Sequence[bytes], make: Callable[[], Any]) -> Any:
        """The data of a file, which is made of these contents."""
        return self._kept(digest(self._base, name.encode(), *contents), make)

    def of(self, data: Any, about: str, make: Callable[[], Any]) -> Any:
        """What is worked out from data that :meth:`file` gave; of any other data nothing is kept."""
        known = self._keys.get(id(data))
        if known is None or known[0] is not data:
            return make()
        return self._kept(digest(known[1], about.encode("utf-8", "surrogatepass")), make)

    def recall(self, name: str) -> Any:
        """What was kept under a name, ``None`` when there is nothing."""
        if os.getpid() != self._process:
            return None
        return _whole(self._cache.derived(digest(self._base, name.encode())))

    def keep(self, name: str, data: Any) -> None:
        """Keep data under a name, instead of what was kept there."""
        self._note(digest(self._base, name.encode()), data)

    def silent(self, path: str) -> bytes:
        """What was noted of the document at ``path``, empty when it was noted on another foundation."""
        if os.getpid() != self._process:
            return b""
        foundation, noted = self._cache.silent(path)
        return noted if foundation == self.foundation else b""

    def store(self) -> None:
        """Write down what was worked out."""
        if self._fresh and os.getpid() == self._process:
            self._cache.store_derived(self._fresh)
            self._fresh = {}

    def _kept(self, key: bytes, make: Callable[[], Any]) -> Any:
        if os.getpid() != self._process:
            return make()
        data = _whole(self._cache.derived(key))
        if data is None:
            data = make()
            if not self._note(key, data):
                return data
        self._keys[id(data)] = (data, key)
        return data

    def _note(self, key: bytes, data: Any) -> bool:
        """Whether the data is plain, and so is kept."""
        try:
            value = marshal.dumps(data)
        except ValueError:
            return False
        self._fresh[key] = _hash(value) + value
        return True


def _hash(value: bytes) -> bytes:
    return blake2b(value, digest_size=_SIZE).digest()


def _whole(stored: bytes | None) -> Any:
    """The data that was stored, ``None`` unless every byte is as it was written."""
    if stored is None or _hash(stored[_SIZE:]) != stored[:_SIZE]:
        return None
    try:
        return marshal.loads(stored[_SIZE:])  # noqa: S302 - our own file in the user's cache folder, held to its hash
    except (ValueError, EOFError, TypeError):
        return None
