"""The search page: an empty form and list that the script fills, and ways in for readers without it."""

from __future__ import annotations

from collections.abc import Iterator

from blamefree.site import bits
from blamefree.site.artifact import Artifact
from blamefree.site.html import esc, link, relative
from blamefree.site.library import Library
from blamefree.site.words import Words

_TEXTS = (
    "find.none", "find.found.one", "find.found.many", "find.wait", "find.titles", "find.more", "facet.any",
    "facet.clear", "facet.service", "facet.severity", "facet.factor", "facet.year", "facet.detection", "facet.tag",
)  # fmt: skip


def build(library: Library) -> Iterator[Artifact]:
    """The search page."""
    yield Artifact("find/index.md", lambda: page(library, library.words))


def page(library: Library, say: Words) -> str:
    """The search page in the language of ``say``."""
    here = "find/"
    texts = " ".join(
        f'data-text-{key.partition(".")[2].replace(".", "-")}="{esc(say(key, n="{n}", query="{query}") if "{" in say.texts[key] else say(key))}"'
        for key in _TEXTS
    )
    names = " ".join(
        f'data-name-{prefix}-{esc(key)}="{esc(say.known(f"{word}.{key}", key))}"'
        for prefix, word, keys in (
            ("factor", "kind", library.by_factor),
            ("detection", "detection", library.by_detection),
        )
        for key in keys
        if key.replace("_", "").isalnum()
    )
    ways = " · ".join(
        link(relative(here, folder), say(name))
        for folder, name in (("services/", "services"), ("factors/", "factors"), ("postmortems/", "all"))
    )
    return bits.page(
        say("find"),
        bits.HEADING,
        f'<form class="bf-search" id="bf-find" role="search" data-root="{esc(relative(here, ""))}" {texts} {names}>'
        f'<label for="bf-q">{esc(say("find.label"))}</label>'
        f'<div class="bf-search-line"><input id="bf-q" name="q" type="search" autocomplete="off" autocapitalize="none" '
        f'spellcheck="false" aria-describedby="bf-q-hint"><button type="submit">{esc(say("find.button"))}</button></div>'
        f'<p class="bf-meta" id="bf-q-hint">{esc(say("find.hint"))}</p></form>',
        '<div class="bf-find-grid"><div id="bf-find-facets"></div><div>'
        '<p id="bf-find-status" role="status" aria-live="polite" class="bf-meta"></p>'
        f'<ol class="bf-results" id="bf-find-results" aria-label="{esc(say("find.results"))}"></ol></div></div>',
        f"<noscript><p>{esc(say('find.noscript'))}</p></noscript>",
        f'<p class="bf-meta">{ways}</p>',
        lang=say.lang,
        hide=("navigation", "toc"),
    )
