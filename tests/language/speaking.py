"""What the tests of the language engine share: packs, and the verdicts on a piece of Markdown."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path
from typing import Any

from blamefree.language.engine import Verdict, examine
from blamefree.language.pack import Pack, compile_pack
from blamefree.text import data, markdown, prose

SENTENCES = Path(__file__).parent / "sentences"


@lru_cache(maxsize=8)
def raw(tag: str) -> Any:
    """The data of a built-in pack."""
    return data.load(f"languages/{tag}.yml")


@lru_cache(maxsize=8)
def pack(tag: str) -> Pack:
    """A built-in pack, compiled."""
    return compile_pack(raw(tag))


def verdicts(text: str, tag: str) -> list[Verdict]:
    """What the engine says about a piece of Markdown."""
    return [
        verdict
        for block in markdown.scan(text).blocks
        if prose.read(block)
        for piece in prose.proses(text, block)
        for verdict in examine(piece.text, pack(tag))
    ]


def loud(text: str, tag: str) -> list[Verdict]:
    """The errors and warnings on a piece of Markdown."""
    return [verdict for verdict in verdicts(text, tag) if verdict.severity in ("error", "warning")]
