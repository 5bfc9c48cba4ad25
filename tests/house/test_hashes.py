"""The hash functions are those of hashlib, by whatever way they are found."""

from __future__ import annotations

import hashlib

import pytest

from blamefree import hashes


@pytest.mark.parametrize("data", [b"", b"a", bytes(range(256)) * 9])
def test_they_give_what_hashlib_gives(data: bytes) -> None:
    assert hashes.sha256(data).hexdigest() == hashlib.sha256(data).hexdigest()
    assert hashes.blake2b(data, digest_size=20).digest() == hashlib.blake2b(data, digest_size=20).digest()
    total = hashes.sha256()
    total.update(data)
    assert total.digest() == hashlib.sha256(data).digest()


def test_what_is_nowhere_is_an_import_error() -> None:
    assert hashes._found("sha256", "no_such_module", "hashlib") is hashlib.sha256
    with pytest.raises(ImportError):
        hashes._found("sha256", "no_such_module")
