"""One file a format: ``NAME`` and ``render(report, sources) -> str``."""

from __future__ import annotations

from collections.abc import Mapping
from importlib import import_module

from blamefree import discovery
from blamefree.diagnostics.diagnostic import Report
from blamefree.text.source import Source


def names() -> list[str]:
    """The formats that there are, sorted."""
    return sorted(name.rstrip("_") for name in discovery.modules(__path__))


def render(name: str, report: Report, sources: Mapping[str, Source], *, colour: bool = False) -> str:
    """The report in a format. ``sources`` holds the texts that excerpts may be taken from."""
    module = import_module(f"{__name__}.{name}_" if name == "json" else f"{__name__}.{name}")
    text: str = module.render(report, sources, colour=colour)
    return text
