"""The ways in: all postmortems with facets, by year, and by service, severity, factor, tag and detection."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import partial
from operator import attrgetter
from urllib.parse import quote

from blamefree.site import bits
from blamefree.site.artifact import Artifact
from blamefree.site.entry import Entry
from blamefree.site.html import esc, link, relative, table, texts
from blamefree.site.library import Library
from blamefree.site.words import Words
from blamefree.values import dataclass


@dataclass(frozen=True)
class Way:
    """One kind of list: its folder, the text key of its name, the facet of the same meaning, the prefix of its keys' texts."""

    folder: str
    name: str
    facet: str
    prefix: str = ""


WAYS = (
    Way("services", "services", "service"),
    Way("severities", "severities", "severity"),
    Way("factors", "factors", "factor", "kind."),
    Way("tags", "tags", "tag"),
    Way("detection", "detections", "detection", "detection."),
)


def groups(library: Library, way: Way) -> Mapping[str, Sequence[Entry]]:
    """The entries by the keys of a way."""
    return {
        "services": library.by_service,
        "severities": library.by_severity,
        "factors": library.by_factor,
        "tags": library.by_tag,
        "detection": library.by_detection,
    }[way.folder]


def build(library: Library) -> Iterator[Artifact]:
    """All list pages."""
    say = library.words
    yield Artifact("postmortems/index.md", partial(everything, library, say))
    for year, entries in library.by_year.items():
        yield Artifact(f"postmortems/{year}/index.md", partial(_year, library, say, year, entries))
    for way in WAYS:
        yield Artifact(f"{way.folder}/index.md", partial(_index, library, say, way))
        for key, found in _pages(library, way):
            path = f"{library.way(way.folder, key).rstrip('/')}.md"
            yield Artifact(path, partial(_page, library, say, way, key, found))


def _pages(library: Library, way: Way) -> list[tuple[str, Sequence[Entry]]]:
    found: dict[str, Sequence[Entry]] = dict(groups(library, way))
    if way.folder == "services" and library.services is not None and not library.edition.public:
        for key in library.services.services:
            found.setdefault(key, ())
    return sorted(found.items())


def everything(library: Library, say: Words) -> str:
    """All postmortems, with facets that narrow the list in the browser."""
    here = "postmortems/"
    years = " ".join(
        f'<a class="bf-chip" href="{esc(relative(here, f"postmortems/{year}/"))}">{esc(year)} <span class="bf-n">{len(entries)}</span></a>'
        for year, entries in library.by_year.items()
    )
    return bits.page(
        say("all"),
        bits.HEADING,
        f"<p>{esc(say.count('n.postmortems', len(library.entries)))}. {years}</p>",
        facets(say, here),
        f'<noscript><p class="bf-meta">{say.html("noscript")}</p></noscript>',
        '<div id="bf-all">' + bits.rows(library, library.entries, say, here).replace("\n\n", "") + "</div>",
        lang=say.lang,
        hide=("navigation", "toc"),
    )


def facets(say: Words, here: str) -> str:
    """An empty form that the script fills with the facets of ``data/index.json``."""
    keys = [key for key in say.texts if key.startswith(("facet.", "unit."))]
    return (
        f'<form class="bf-facets" id="bf-facets" role="search" aria-label="{say.html("facets")}" '
        f'data-source="{esc(relative(here, "data/index.json"))}" data-root="{esc(relative(here, ""))}" '
        f'data-target="bf-all" {texts(say, keys)} hidden></form>'
    )


def _year(library: Library, say: Words, year: str, entries: Sequence[Entry]) -> str:
    here = f"postmortems/{year}/"
    return bits.page(
        year,
        bits.crumbs(say, here, [(say("postmortems"), "postmortems/")], year),
        bits.HEADING,
        f'<p class="bf-meta">{esc(say.count("n.postmortems", len(entries)))}</p>',
        bits.rows(library, entries, say, here, limit=100_000),
        lang=say.lang,
        hide=("navigation", "toc"),
    )


def named(say: Words, way: Way, key: str) -> str:
    """What a key is called."""
    return say.known(f"{way.prefix}{key}", key) if way.prefix else key


def _index(library: Library, say: Words, way: Way) -> str:
    here = f"{way.folder}/"
    rows = []
    for key, entries in _pages(library, way):
        waiting = sum(library.open_count[entry.id] for entry in entries)
        latest = (
            f'<a href="{esc(relative(here, entries[0].page))}" lang="{esc(entries[0].lang)}">{esc(entries[0].title)}</a>'
            if entries
            else ""
        )
        rows.append(
            (
                link(relative(here, library.way(way.folder, key)), named(say, way, key)),
                str(len(entries)),
                str(waiting),
                latest,
            )
        )
    if way.folder in ("factors", "tags"):
        rows.sort(key=lambda row: -int(row[1]))
    intro = f"<p>{say.html('factor.intro')}</p>" if way.folder == "factors" else ""
    return bits.page(
        say(way.name),
        bits.crumbs(say, here, [], say(way.name)),
        bits.HEADING,
        intro,
        table(say(way.name), (say(way.name), say("count"), say("open_actions"), say("latest")), rows, "bf-index"),
        lang=say.lang,
        hide=("navigation", "toc"),
    )


def _page(library: Library, say: Words, way: Way, key: str, entries: Sequence[Entry]) -> str:
    here = library.way(way.folder, key)
    name = named(say, way, key)
    return bits.page(
        name,
        bits.crumbs(say, here, [(say(way.name), f"{way.folder}/")], name),
        bits.HEADING,
        _about(library, say, way, key, entries, here),
        f"## {say('postmortems')}",
        bits.rows(library, entries, say, here, filters=f"{way.facet}={quote(key)}"),
        _if_you_see(say, entries, here) if way.folder == "services" else "",
        _in_their_words(say, key, entries, here) if way.folder == "factors" else "",
        _open_actions(library, say, key, entries, here) if way.folder == "services" else "",
        lang=say.lang,
        hide=("navigation",) if way.folder in ("services", "factors") else ("navigation", "toc"),
    )


def _about(library: Library, say: Words, way: Way, key: str, entries: Sequence[Entry], here: str) -> str:
    facts = [(say("count"), str(len(entries)))]
    if way.folder == "services" and library.services is not None and not library.edition.public:
        service = library.services.services.get(key)
        if service is not None:
            if service.team:
                facts.append((say("team"), esc(service.team)))
            for label, others in (("depends_on", service.depends_on), ("needed_by", library.services.dependents(key))):
                if others:
                    facts.append(
                        (
                            say(label),
                            bits.chips(library, "services", [o for o in others if library.way("services", o)], here),
                        )
                    )
    kinds = library.counted(entries, attrgetter("kinds"))[:5]
    if kinds and way.folder != "factors":
        facts.append(
            (
                say("factors"),
                " ".join(
                    f'<a class="bf-chip" href="{esc(relative(here, library.way("factors", kind)))}">{esc(say.known(f"kind.{kind}", kind))} <span class="bf-n">{count}</span></a>'
                    for kind, count in kinds
                ),
            )
        )
    services = library.counted(entries, attrgetter("services"))[:8]
    if services and way.folder != "services":
        facts.append(
            (
                say("services"),
                " ".join(
                    f'<a class="bf-chip" href="{esc(relative(here, library.way("services", name)))}">{esc(name)} <span class="bf-n">{count}</span></a>'
                    for name, count in services
                ),
            )
        )
    inner = "".join(f"<div><dt>{esc(label)}</dt><dd>{html}</dd></div>" for label, html in facts)
    return f'<dl class="bf-facts">{inner}</dl>'


def _if_you_see(say: Words, entries: Sequence[Entry], here: str) -> str:
    rows = []
    for entry in entries[:20]:
        seen, check = entry.leads.get("detection", ""), entry.leads.get("again") or entry.leads.get("response", "")
        if seen and check:
            rows.append(
                (
                    f'<span lang="{esc(entry.lang)}">{esc(seen)}</span>',
                    f'<span lang="{esc(entry.lang)}">{esc(check)}</span>',
                    link(relative(here, entry.page), entry.id),
                )
            )
    if not rows:
        return ""
    heads = (say("seen"), say("check"), say("register.postmortem"))
    return f'## {say("if_you_see")}\n\n<p class="bf-meta">{say.html("if_you_see.intro")}</p>\n\n{table(say("if_you_see"), heads, rows)}'


def _in_their_words(say: Words, kind: str, entries: Sequence[Entry], here: str) -> str:
    listed = [
        f'<li><span lang="{esc(entry.lang)}">{esc(cause["text"])}</span> {link(relative(here, entry.page), entry.id, cls="bf-meta")}</li>'
        for entry in entries[:60]
        for cause in entry.factors
        if cause["kind"] == kind and cause["text"]
    ]
    return f'## {say("in_this")}\n\n<ul class="bf-quotes">{"".join(listed)}</ul>' if listed else ""


def _open_actions(library: Library, say: Words, key: str, entries: Sequence[Entry], here: str) -> str:
    acts = [
        act for entry in entries for act in library.acts_of(entry) if act.state == "open" and act.item["service"] == key
    ][:30]
    if not acts:
        return ""
    listed = "".join(
        f'<li class="bf-row"><div><a class="bf-row-title" lang="{esc(act.entry.lang)}" '
        f'href="{esc(relative(here, act.entry.page))}#action-{esc(act.item["id"].lower())}">{esc(act.item["title"])}</a>'
        f'<span class="bf-meta">{bits.decision(say, act)} {bits.state(say, act)} {esc(act.entry.id)}</span></div></li>'
        for act in acts
    )
    return f'## {say("home.open")}\n\n<ul class="bf-rows">{listed}</ul>'
