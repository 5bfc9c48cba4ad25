"""Insights: what the archive shows, with definitions, counts and everything unknown."""

from __future__ import annotations

from collections.abc import Iterator

from blamefree.site import bits
from blamefree.site.artifact import Artifact
from blamefree.site.library import Library


def build(library: Library) -> Iterator[Artifact]:
    """The insights page."""
    say = library.words
    yield Artifact("insights/index.md", lambda: bits.page(say("insights"), bits.HEADING, lang=say.lang))
