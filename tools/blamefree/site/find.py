"""The search page: an empty form and list that the script fills, and ways in for readers without it."""

from __future__ import annotations

from collections.abc import Iterator

from blamefree.site import bits
from blamefree.site.artifact import Artifact
from blamefree.site.html import esc, link, relative, texts
from blamefree.site.library import Library
from blamefree.site.words import Words


def build(library: Library) -> Iterator[Artifact]:
    """The search page."""
    yield Artifact("find/index.md", lambda: page(library.words))


def page(say: Words) -> str:
    """The search page in the language of ``say``."""
    here = "find/"
    keys = [key for key in say.texts if key.startswith(("find.", "facet.", "kind.", "detection."))]
    ways = " · ".join(
        link(relative(here, folder), say(name))
        for folder, name in (("services/", "services"), ("factors/", "factors"), ("postmortems/", "all"))
    )
    return bits.page(
        say("find"),
        bits.HEADING,
        f'<form class="bf-search" id="bf-find" role="search" data-root="{esc(relative(here, ""))}" {texts(say, keys)}>'
        f'<label for="bf-q">{say.html("find.label")}</label>'
        f'<div class="bf-search-line"><input id="bf-q" name="q" type="search" autocomplete="off" autocapitalize="none" '
        f'spellcheck="false" aria-describedby="bf-q-hint"><button type="submit">{say.html("find.button")}</button></div>'
        f'<p class="bf-meta" id="bf-q-hint">{say.html("find.hint")}</p></form>',
        '<div class="bf-find-grid"><div id="bf-find-facets"></div><div>'
        '<p id="bf-find-status" role="status" aria-live="polite" class="bf-meta"></p>'
        f'<ol class="bf-results" id="bf-find-results" aria-label="{say.html("find.results")}"></ol></div></div>',
        f"<noscript><p>{say.html('find.noscript')}</p></noscript>",
        f'<p class="bf-meta">{ways}</p>',
        lang=say.lang,
        hide=("navigation", "toc"),
    )
