"""Reading paths: what to read first, chosen by what it covers, each with a reason."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from blamefree.site import bits
from blamefree.site.artifact import Artifact
from blamefree.site.entry import Entry
from blamefree.site.html import esc, markdown
from blamefree.site.library import Library
from blamefree.site.words import Words

TEN = 10
FIVE = 5


def build(library: Library) -> Iterator[Artifact]:
    """The page of reading paths."""
    yield Artifact("paths/index.md", lambda: page(library, library.words))


def choose(library: Library, entries: Sequence[Entry], limit: int) -> list[tuple[Entry, list[str], list[str]]]:
    """Up to ``limit`` postmortems that together cover most services and factor kinds; each with what it adds.

    Greedy: the one that adds most comes next; among equals the more severe, then the newer.
    """
    rank = {name: at for at, name in enumerate(library.settings.severities)}
    ordered = sorted(entries, key=lambda entry: (rank.get(entry.severity, 99), -int(entry.year or 0), entry.id))[:400]
    pool = [(entry, frozenset(entry.services), frozenset(entry.kinds)) for entry in ordered]
    services: set[str] = set()
    kinds: set[str] = set()
    chosen: list[tuple[Entry, list[str], list[str]]] = []
    while pool and len(chosen) < limit:
        adds = [2 * len(its_services - services) + len(its_kinds - kinds) for _, its_services, its_kinds in pool]
        best = pool.pop(adds.index(max(adds)))[0]
        new_services = [name for name in best.services if name not in services]
        new_kinds = [name for name in best.kinds if name not in kinds]
        chosen.append((best, new_services, new_kinds))
        services.update(new_services)
        kinds.update(new_kinds)
    return chosen


def page(library: Library, say: Words) -> str:
    """All paths: the first ten for a newcomer, then five for each service with at least two postmortems."""
    blocks = [f'<p class="bf-lead">{say.html("paths.intro")}</p>']
    if library.entries:
        blocks += [
            f"## {say('paths.newcomer')}",
            f"<p>{say.html('paths.newcomer.text')}</p>",
            _path(library, say, library.entries, TEN),
        ]
    for service, entries in library.by_service.items():
        if len(entries) >= 2:
            blocks += [f"## {markdown(say('paths.service', service=service))}", _path(library, say, entries, FIVE)]
        if len(blocks) > 90:
            break
    return bits.page(say("paths"), bits.HEADING, *blocks, lang=say.lang, hide=("navigation",))


def _path(library: Library, say: Words, entries: Sequence[Entry], limit: int) -> str:
    chosen = choose(library, entries, limit)
    listed = []
    for entry, services, kinds in chosen:
        why = []
        if services:
            why.append(say("paths.why.services", names=", ".join(services[:4])))
        if kinds:
            why.append(say("paths.why.factors", names=", ".join(say.known(f"kind.{kind}", kind) for kind in kinds[:4])))
        line = " · ".join(part for part in ("; ".join(why), say("minutes", n=entry.minutes)) if part)
        told = f'<span class="bf-meta bf-reason">{esc(line)}</span>'
        listed.append(bits.row(library, entry, say, "paths/", told))
    total = sum(entry.minutes for entry, _, _ in chosen)
    return f'<ol class="bf-rows bf-numbered">{"".join(listed)}</ol>\n\n<p class="bf-meta">{esc(say("paths.minutes", n=total))}</p>'
