"""The first page: three ways in for three kinds of reader, the newest, what is open, on this day."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from operator import attrgetter

from blamefree.site import bits
from blamefree.site.entry import Entry
from blamefree.site.html import esc, link, relative
from blamefree.site.library import Library
from blamefree.site.words import Words


def render(library: Library, say: Words, here: str) -> str:
    """The home page in the language of ``say``."""
    title = library.settings.site.title
    if not library.entries:
        return bits.page(title, f"<p>{say.html('empty.home')}</p>", lang=say.lang, hide=("navigation", "toc"))
    return bits.page(
        title,
        bits.HEADING,
        f'<p class="bf-lead">{say.html("home.lead")}</p>',
        _doors(library, say, here),
        f"## {say('newest')}",
        bits.rows(library, library.entries[:8], say, here),
        f"<p>{link(relative(here, 'postmortems/'), say('all'))} · {link(relative(here, 'paths/'), say('paths'))} · "
        f'<a href="{esc(relative(here, "postmortems/"))}" data-bf-random="{esc(relative(here, "data/index.json"))}">{say.html("random")}</a></p>',
        f"## {say('home.open')}",
        _open(library, say, here),
        f"## {say('on_this_day')}",
        _this_day(library, say, here),
        f"## {say('ways')}",
        _ways(library, say, here),
        f"## {say('subscribe')}",
        f"<p>{link(relative(here, 'feed.xml'), say('feed.atom'))} · {link(relative(here, 'feed.json'), say('feed.json'))} · "
        f"{link(relative(here, 'actions/actions.ics'), say('feed.calendar'))}</p>",
        lang=say.lang,
        hide=("navigation", "toc"),
    )


def _doors(library: Library, say: Words, here: str) -> str:
    late = sum(act.overdue for act in library.acts)
    waiting = sum(act.state == "open" for act in library.acts)
    numbers = f"<strong>{esc(say.count('n.open', waiting))}</strong>, {esc(say.count('n.overdue', late))}"
    return (
        '<div class="bf-doors">'
        f'<section class="bf-door bf-door-wide"><h2>{say.html("home.oncall")}</h2><p>{say.html("home.oncall.text")}</p>'
        f'<form class="bf-search" role="search" action="{esc(relative(here, "find/"))}" method="get">'
        f'<label class="bf-hidden" for="bf-home-q">{say.html("find.label")}</label>'
        f'<input id="bf-home-q" name="q" type="search" autocomplete="off" spellcheck="false">'
        f'<button type="submit">{say.html("find.button")}</button></form></section>'
        f'<section class="bf-door"><h2>{say.html("home.manager")}</h2><p>{numbers}</p>'
        f"<p>{link(relative(here, 'actions/'), say('actions'), cls='bf-go')}</p></section>"
        f'<section class="bf-door"><h2>{say.html("home.new")}</h2><p>{say.html("home.new.text")}</p>'
        f"<p>{link(relative(here, 'paths/'), say('paths'), cls='bf-go')}</p></section></div>"
    )


def _open(library: Library, say: Words, here: str) -> str:
    waiting = [act for act in library.acts if act.state == "open"][:6]
    if not waiting:
        return f'<p class="bf-meta">{say.html("action_items.none")}</p>'
    listed = "".join(
        f'<li class="bf-row"><div><a class="bf-row-title" lang="{esc(act.entry.lang)}" '
        f'href="{esc(relative(here, act.entry.page))}#action-{esc(act.item["id"].lower())}">{esc(act.item["title"])}</a>'
        f'<span class="bf-meta">{bits.decision(say, act)} {bits.state(say, act)} '
        f"{esc(act.item['owner'])} · {esc(act.entry.id)} {esc(act.item['id'])}</span></div></li>"
        for act in waiting
    )
    return f'<ul class="bf-rows">{listed}</ul>\n\n<p>{link(relative(here, "actions/"), say("actions"))}</p>'


def near(entries: Sequence[Entry], today: date, limit: int = 3) -> list[tuple[Entry, int]]:
    """The entries whose day of the year is nearest to today's, with how many days they are off; today's year left out."""
    found: list[tuple[int, str, Entry]] = []
    for entry in entries:
        try:
            day = date.fromisoformat(entry.date)
        except ValueError:
            continue
        if day.year == today.year:
            continue
        off = abs(day.timetuple().tm_yday - today.timetuple().tm_yday)
        found.append((min(off, 365 - off), entry.id, entry))
    return [(entry, off) for off, _, entry in sorted(found, key=lambda item: item[:2])[:limit]]


def _this_day(library: Library, say: Words, here: str) -> str:
    close = near(library.entries, library.today)
    exact = [entry for entry, off in close if off == 0]
    shown = exact or [entry for entry, _ in close]
    intro = "" if exact else f'<p class="bf-meta">{say.html("on_this_day.near")}</p>'
    data = f'data-bf-this-day="{esc(relative(here, "data/index.json"))}"'
    return f"<div {data}>{intro}{bits.rows(library, shown, say, here)}</div>"


def _ways(library: Library, say: Words, here: str) -> str:
    groups = (
        ("services", "services", list(library.by_service)),
        ("severities", "severities", list(library.by_severity)),
        (
            "factors",
            "factors",
            [kind for kind, _ in library.counted(library.entries, lambda e: {c["kind"] for c in e.factors})],
        ),
        ("years", "", list(library.by_year)),
        ("detections", "detection", list(library.by_detection)),
        ("tags", "tags", [tag for tag, _ in library.counted(library.entries, attrgetter("tags"))]),
    )
    parts = []
    for name, folder, keys in groups:
        prefix = {"factors": "kind.", "detection": "detection."}.get(folder, "")
        links = " ".join(
            f'<a class="bf-chip" href="{esc(relative(here, library.way(folder, key) if folder else f"postmortems/{key}/"))}">'
            f"{esc(say.known(prefix + key, key) if prefix else key)}</a>"
            for key in keys[:16]
        )
        head = link(relative(here, f"{folder or 'postmortems'}/"), say(name))
        parts.append(f"<div><dt>{head}</dt><dd>{links}</dd></div>")
    return f'<dl class="bf-ways">{"".join(parts)}</dl>'
