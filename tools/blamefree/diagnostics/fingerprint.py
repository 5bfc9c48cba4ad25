"""What makes two diagnostics the same although lines moved."""

from __future__ import annotations

import hashlib
import re
from collections import Counter
from collections.abc import Iterable, Mapping

from blamefree.diagnostics.diagnostic import Diagnostic
from blamefree.text.source import Source

_NUMBER = re.compile(r"\d+")
_SPACE = re.compile(r"\s+")


def fingerprints(
    diagnostics: Iterable[Diagnostic], sources: Mapping[str, Source], renamed: Mapping[str, str] | None = None
) -> list[str]:
    """One SHA-256 (hex) for each diagnostic, in their order.

    It covers the rule, the path, the text of the line and, for equal ones, their order; not the
    line's number. ``renamed`` maps a path to the one that counts.
    """
    seen: Counter[str] = Counter()
    found: list[str] = []
    for diagnostic in diagnostics:
        source = sources.get(diagnostic.path)
        line = ""
        if source is not None and diagnostic.place.start.line <= len(source.line_starts):
            line = _SPACE.sub(" ", source.line_text(diagnostic.place.start.line)).strip()
        path = (renamed or {}).get(diagnostic.path, diagnostic.path)
        said = _NUMBER.sub("#", diagnostic.message)
        key = "\0".join((diagnostic.rule, path, line, said))
        seen[key] += 1
        found.append(hashlib.sha256(f"{key}\0{seen[key]}".encode("utf-8", "surrogatepass")).hexdigest())
    return found
