"""Reads and renders the pages of a large MkDocs build with less work for the same result.

MkDocs makes a new Python-Markdown for every page, has YAML read four lines of front matter, and renders the whole theme
around each page. Here one Python-Markdown serves all pages, and the theme is rendered once for the pages that look
alike (:mod:`blamefree.rendering.shell`). Everything is put back when the build ends.
"""

from __future__ import annotations

import json
import re
import sys
from typing import Any

from blamefree.rendering.lean import lean, where_tags
from blamefree.rendering.shell import Shells

_VALUE = r'"(?:[^"\\\x00-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff\ufeff\ufffe\uffff]|\\["\\])*"'
_FRONT = re.compile(rf"---\n((?:(?:title|description|lang): {_VALUE}\n|hide: \[[a-z]+(?:, [a-z]+)*\]\n)+)---\n\n*")
_NAMES = ("markdown", "meta")


class Pages:
    """What the pages of one build share."""

    def __init__(self, config: Any, nav: Any) -> None:
        self._module: Any = sys.modules.get(f"{type(config).__module__.split('.')[0]}.structure.pages")
        self._kept: dict[str, Any] = {}
        self.shells = Shells(nav)

    def begin(self) -> None:
        """Take over the making of Markdown instances and the reading of front matter."""
        module = self._module
        if module is None or not all(hasattr(module, name) for name in _NAMES):
            return
        self._kept = {name: getattr(module, name) for name in _NAMES}
        module.markdown = _Shared(self._kept["markdown"])
        module.meta = _Front(self._kept["meta"])

    def end(self) -> None:
        """Give back what was taken over."""
        for name, value in self._kept.items():
            setattr(self._module, name, value)
        self._kept = {}


class _Shared:
    """Looks like the package ``markdown``; hands out one instance again and again, cleared."""

    def __init__(self, package: Any) -> None:
        self._package = package
        self._made: tuple[Any, Any] | None = None

    def __getattr__(self, name: str) -> Any:
        return getattr(self._package, name)

    def Markdown(self, **settings: Any) -> Any:  # noqa: N802 - the name is Python-Markdown's
        """The instance for these settings."""
        if self._made is None or self._made[0] != settings:
            made: Any = lean(self._package.Markdown(**settings))
            convert = made.convert

            def converted(source: str) -> str:
                if "mkdocs_raw_html" in made.preprocessors:
                    where_tags(made.preprocessors["mkdocs_raw_html"])
                text: str = convert(source)
                return text

            made.convert = converted
            self._made = (settings, made)
        self._made[1].reset()
        return self._made[1]


class _Front:
    """Looks like ``mkdocs.utils.meta``; reads the front matter that staging writes without YAML."""

    def __init__(self, module: Any) -> None:
        self._module = module

    def __getattr__(self, name: str) -> Any:
        return getattr(self._module, name)

    def get_data(self, text: str) -> tuple[str, dict[str, Any]]:
        """The text behind the front matter, and what is in it."""
        found = _FRONT.match(text)
        if found is None:
            other: tuple[str, dict[str, Any]] = self._module.get_data(text)
            return other
        data: dict[str, Any] = {}
        for line in found.group(1).splitlines():
            key, _, value = line.partition(": ")
            data[key] = value[1:-1].split(", ") if key == "hide" else json.loads(value)
        return text[found.end() :], data
