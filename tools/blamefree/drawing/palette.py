"""Colours by role: as the page's CSS variables, or as they are."""

from __future__ import annotations

from collections.abc import Mapping

from blamefree.values import dataclass

# Dark enough for white text (at least 4.5 : 1) and told apart by lightness as well as by hue.
_FLAT = {
    "ink": "#1d2433",
    "soft": "#566074",
    "line": "#c9d0dc",
    "faint": "#eef1f6",
    "paper": "#ffffff",
    "accent": "#1f5f8b",
    "phase1": "#8a5a00",
    "phase2": "#6b4c9a",
    "phase3": "#1f5f8b",
    "phase4": "#00684a",
    "on": "#ffffff",
}


@dataclass(frozen=True)
class Palette:
    """What to write for a role such as ``ink`` or ``phase1``."""

    colours: Mapping[str, str]
    font: str

    def __getitem__(self, role: str) -> str:
        return self.colours[role]


WEB = Palette({role: f"var(--bf-{role},{colour})" for role, colour in _FLAT.items()}, "inherit")
"""For pictures inside a page: follows the page's colour scheme, with fixed colours as the fallback."""

FLAT = Palette(dict(_FLAT), "DejaVu Sans, Helvetica, Arial, sans-serif")
"""For pictures that stand alone or become a bitmap: rasterisers do not read CSS variables."""
