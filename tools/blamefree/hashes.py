"""The hash functions of ``hashlib``, without OpenSSL: loading that takes longer than all that a check hashes.

Where Python has none of these modules, ``hashlib`` gives the same.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

__all__ = ["blake2b", "sha256"]


def _found(name: str, *modules: str) -> Any:
    for module in modules:
        try:
            return getattr(import_module(module), name)
        except (ImportError, AttributeError):
            continue
    raise ImportError(name)


if TYPE_CHECKING:
    from hashlib import blake2b, sha256
else:
    blake2b = _found("blake2b", "_blake2", "hashlib")
    sha256 = _found("sha256", "_sha2", "_sha256", "hashlib")  # as Python 3.12 and later, 3.11, and any have it
