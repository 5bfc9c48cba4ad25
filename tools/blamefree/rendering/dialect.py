"""The Markdown extensions of the site, as data: mkdocs.yml lists the same ones, and a test holds the two together.

``blamefree.rendering.harmless`` comes last in effect, whatever its place: it turns raw HTML into text.
"""

from __future__ import annotations

from typing import Any

HARMLESS = "blamefree.rendering.harmless"

EXTENSIONS: dict[str, dict[str, Any]] = {
    "abbr": {},
    "admonition": {},
    "attr_list": {},
    "def_list": {},
    "footnotes": {},
    "tables": {},
    "toc": {"permalink": True},
    "pymdownx.betterem": {},
    "pymdownx.caret": {},
    "pymdownx.details": {},
    "pymdownx.emoji": {"alt": "unicode"},
    "pymdownx.highlight": {"anchor_linenums": False, "pygments_lang_class": True},
    "pymdownx.inlinehilite": {},
    "pymdownx.keys": {},
    "pymdownx.mark": {},
    "pymdownx.superfences": {},
    "pymdownx.tabbed": {"alternate_style": True},
    "pymdownx.tasklist": {"custom_checkbox": True},
    "pymdownx.tilde": {},
    HARMLESS: {},
}
"""Extension name to its plain settings. Two settings are functions and named below."""

FUNCTIONS: dict[str, dict[str, str]] = {
    "toc": {"slugify": "blamefree.rendering.anchors.slug"},
    "pymdownx.emoji": {
        "emoji_index": "blamefree.rendering.shortcodes.index",
        "emoji_generator": "pymdownx.emoji.to_alt",
    },
}
"""Settings that are functions, by their dotted names (``!!python/name:`` in mkdocs.yml)."""


def names() -> list[str]:
    """The extensions in order."""
    return list(EXTENSIONS)


def configs() -> dict[str, dict[str, Any]]:
    """The settings of the extensions with the functions looked up."""
    from importlib import import_module

    found = {name: dict(values) for name, values in EXTENSIONS.items()}
    for name, functions in FUNCTIONS.items():
        for key, dotted in functions.items():
            module, _, attribute = dotted.rpartition(".")
            found[name][key] = getattr(import_module(module), attribute)
    return found
