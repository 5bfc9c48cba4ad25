"""The handbook: the organisation's own pages, as written, and one page that lists them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import partial
from itertools import groupby

from blamefree.site import bits
from blamefree.site.artifact import Artifact
from blamefree.site.html import link, markdown, relative
from blamefree.site.library import Library
from blamefree.site.postmortem import resolver
from blamefree.site.words import words
from blamefree.text.dialect import portable

_TITLE = re.compile(r"^# +(.+?)\s*#*\s*$", re.MULTILINE)
_FRONT = re.compile(r"\A\ufeff?---\r?\n.*?\r?\n---\r?\n", re.DOTALL)
_LANG = re.compile(r"(?:^|[/.\-_])(en|sv)(?=[/.\-_])")


_NAMES = {"en": "English", "sv": "Svenska"}


def describe(path: str, text: str, default_lang: str) -> tuple[str, str]:
    """Title and language of a handbook page: its first heading; a folder, an ending or ``lang:`` says the language."""
    found = _TITLE.search(_FRONT.sub("", text))
    stated = re.search(r"^lang:\s*([A-Za-z-]+)\s*$", text[:400], re.MULTILINE)
    named = _LANG.search(path)
    title = re.sub(r"[*_`]", "", found.group(1)) if found else path.rsplit("/", 1)[-1].removesuffix(".md")
    return title, stated.group(1) if stated else named.group(1) if named else default_lang


def build(library: Library, pages: Mapping[str, str]) -> Iterator[Artifact]:
    """The handbook's pages and their list."""
    for path, text in sorted(pages.items()):
        yield Artifact(path, partial(_page, library, path, text))
    yield Artifact("handbook/index.md", lambda: _list(library))


def _page(library: Library, path: str, text: str) -> str:
    title, lang = library.handbook[path]
    body = _FRONT.sub("", text)
    found = _TITLE.search(body)
    if found is not None:
        body = body[: found.start()] + body[found.end() :]
    from blamefree.model.links import slug

    say, here = words(lang), address(path)
    anchors = [slug(name) for name in re.findall(r"^#{2,6} +(.+?)\s*$", body, re.MULTILINE)]
    return bits.page(
        title,
        bits.crumbs(say, here, [(say("handbook"), "handbook/")], title),
        bits.HEADING,
        portable(body, resolver(library, path, anchors)).strip("\n"),
        lang=lang,
        hide=("navigation",),
    )


def _list(library: Library) -> str:
    say, here = library.words, "handbook/"
    own = sorted(library.handbook.items(), key=lambda item: (item[1][1] != say.lang, item[1][1], *_place(item[0])))
    groups = {lang: list(group) for lang, group in groupby(own, lambda item: item[1][1])}
    blocks: list[str] = []
    for lang, pages in groups.items():
        listed = "".join(
            f'<li class="bf-row"><div>{link(relative(here, address(path)), title, lang, "bf-row-title")}</div></li>'
            for path, (title, _) in pages
        )
        if len(groups) > 1:
            blocks.append(f"## {markdown(_NAMES.get(lang, lang))}")
        blocks.append(f'<ul class="bf-rows">{listed}</ul>')
    return bits.page(
        say("handbook"),
        bits.HEADING,
        f'<p class="bf-lead">{say.html("handbook.intro")}</p>',
        *(blocks or [f'<p class="bf-meta">{say.html("empty")}</p>']),
        lang=say.lang,
        hide=("navigation", "toc"),
    )


def _place(path: str) -> tuple[bool, str]:
    """The page of a folder stands before the pages in it."""
    return path.rsplit("/", 1)[-1] not in ("index.md", "README.md"), path


def address(path: str) -> str:
    """The address of a staged Markdown page."""
    bare = path.removesuffix(".md")
    for name in ("index", "README"):
        if bare == name:
            return ""
        if bare.endswith(f"/{name}"):
            return bare.removesuffix(name)
    return f"{bare}/"
