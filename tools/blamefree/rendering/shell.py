"""Renders a theme once for all pages that look alike, and puts title, contents and text of each into it.

Pages look alike when they lie in the same folder, are not in the navigation, and have the same settings in their front
matter. The theme is rendered around marks instead of a page's own values. The second page of each kind is also rendered
in full: where the two differ, or a mark did not come through untouched, every page of that kind is rendered in full.
"""

from __future__ import annotations

import copy
import re
from collections.abc import Mapping
from types import SimpleNamespace
from typing import Any

_ITEM = "partials/toc-item.html"
_MARKS = {name: f"\x00{name} <i>&amp;\"'  {name}\x00" for name in ("title", "description", "content", "canonical")}
_TOP, _ONE, _TWO = ("\x00top & \x00", "\x00one & \x00", "\x00two & \x00")
_SPLIT = re.compile("(" + "|".join(re.escape(mark) for mark in (*_MARKS.values(), "#" + _TOP, "\x00items\x00")) + ")")
_NAMES = {mark: name for name, mark in _MARKS.items()} | {"#" + _TOP: "top", "\x00items\x00": "items"}
_Key = tuple[object, ...]


class Shells:
    """The kinds of pages of one build."""

    def __init__(self, nav: Any) -> None:
        self._listed = {page.file.src_uri for page in nav.pages}
        self._shells: dict[_Key, _Shell | None] = {}
        self._items: dict[tuple[str, str], str] = {}

    def around(self, env: Any) -> Any:
        """The template environment as MkDocs uses it for a page, with the main template rendered here."""
        return _Environment(self, env)

    def render(self, template: Any, env: Any, context: Mapping[str, Any]) -> str:
        """The page of ``context``, as ``template`` renders it."""
        page = context["page"]
        key = self._key(page)
        if key is None or (key in self._shells and self._shells[key] is None):
            return str(template.render(context))
        shell = self._shells.get(key)
        if shell is None:
            full = str(template.render(context))
            self._shells[key] = self._shell(template, env, context)
            return full
        quick = shell.fill(page, self._contents(env, context, page))
        if not shell.proven:
            full = str(template.render(context))
            self._shells[key] = shell if quick == full else None
            shell.proven = True
            return full
        return quick

    def _key(self, page: Any) -> _Key | None:
        meta = page.meta
        title, description = meta.get("title"), meta.get("description")
        tops = list(page.toc)
        alone = page.file.src_uri not in self._listed and not page.edit_url and page.parent is None
        plain = isinstance(title, str) and title and isinstance(description, str | None) and page.content
        if not (alone and plain) or "template" in meta or len(tops) > 1 or (tops and tops[0].level != 1):
            return None
        url = page.url
        return (
            url.rstrip("/").rpartition("/")[0], url.endswith("/"),
            repr(sorted((name, value) for name, value in meta.items() if name not in ("title", "description"))),
            bool(description), bool(tops), bool(tops and tops[0].children), "<h1" in page.content,
            bool(page.canonical_url), page.is_homepage,
        )  # fmt: skip

    def _shell(self, template: Any, env: Any, context: Mapping[str, Any]) -> _Shell | None:
        page = context["page"]
        fake = copy.copy(page)
        mark = dict(_MARKS)
        fake.content = mark["content"] = mark["content"] + ("<h1" if "<h1" in page.content else "")
        fake.meta = {**page.meta, "title": mark["title"]}
        if page.meta.get("description"):
            fake.meta["description"] = mark["description"]
        if page.canonical_url:
            fake.canonical_url = mark["canonical"]
        tops, both = list(page.toc), []
        if tops:
            if tops[0].children:
                both = [
                    SimpleNamespace(title=name, id=name, url="#" + name, level=2, children=[]) for name in (_ONE, _TWO)
                ]
            fake.toc = [SimpleNamespace(title=_TOP, id=_TOP, url="#" + _TOP, level=1, children=both)]
        text = str(template.render({**context, "page": fake}))
        between = ""
        if both:
            one, two = (self._item(env, context, item) for item in both)
            start, second = text.find(one), text.rfind(two)
            if start < 0 or second < start + len(one):
                return None
            between = text[start + len(one) : second]
            text = text[:start] + "\x00items\x00" + text[second + len(two) :]
        text = text.replace(mark["content"], _MARKS["content"])
        parts = _SPLIT.split(text)
        if any("\x00" in part for part in parts[::2]):
            return None
        return _Shell(tuple(parts), between)

    def _contents(self, env: Any, context: Mapping[str, Any], page: Any) -> list[str]:
        """The rendered items of the table of contents."""
        tops = list(page.toc)
        found: list[str] = []
        for item in tops[0].children if tops else ():
            known = None if item.children else (item.url, item.title)
            text = self._items.get(known) if known is not None else None
            if text is None:
                text = self._item(env, context, item)
                if known is not None:
                    self._items[known] = text
            found.append(text)
        return found

    @staticmethod
    def _item(env: Any, context: Mapping[str, Any], item: Any) -> str:
        return str(env.get_template(_ITEM).render({**context, "toc_item": item}))


class _Shell:
    """What the theme puts around the pages of one kind: text and the names of what comes between."""

    def __init__(self, parts: tuple[str, ...], between: str) -> None:
        self._parts = tuple(_NAMES[part] if at % 2 else part for at, part in enumerate(parts))
        self._between = between
        self.proven = False

    def fill(self, page: Any, items: list[str]) -> str:
        """The page."""
        tops = list(page.toc)
        values = {
            "title": page.meta["title"],
            "description": page.meta.get("description"),
            "content": page.content,
            "canonical": page.canonical_url,
            "top": tops[0].url if tops else "",
            "items": self._between.join(items),
        }
        return "".join(values[part] if at % 2 else part for at, part in enumerate(self._parts))


class _Environment:
    """Looks like the template environment to MkDocs' building of a page."""

    def __init__(self, shells: Shells, env: Any) -> None:
        self._shells, self._env = shells, env

    def get_template(self, name: str) -> Any:
        """The main template rendered by shells, any other as it is."""
        template = self._env.get_template(name)
        if name != "main.html":
            return template
        return SimpleNamespace(render=lambda context: self._shells.render(template, self._env, context))
