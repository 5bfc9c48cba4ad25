"""Small pieces that several pages show: breadcrumbs, badges, rows of lists."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence

from blamefree.site.entry import Entry
from blamefree.site.html import esc, link, markdown, relative
from blamefree.site.library import Act, Library
from blamefree.site.words import Words

ROWS = 100
_quoted = json.JSONEncoder(ensure_ascii=False).encode


def page(title: str, *blocks: str, description: str = "", lang: str = "", hide: Sequence[str] = ()) -> str:
    """A page of Markdown: front matter, the heading and the blocks.

    MkDocs' templates put title and description into the page as they are, so they are escaped here. ``lang`` is the language of the page's text; the theme's override puts it on the element around it.
    """
    return "".join(pieces(title, *blocks, description=description, lang=lang, hide=hide))


def pieces(title: str, *blocks: str, description: str = "", lang: str = "", hide: Sequence[str] = ()) -> list[str]:
    """What :func:`page` gives, not yet put together."""
    front = f"---\ntitle: {_quoted(esc(title))}\n"
    if description:
        front += f"description: {_quoted(esc(description))}\n"
    if lang:
        front += f"lang: {json.dumps(lang)}\n"
    if hide:
        front += f"hide: [{', '.join(hide)}]\n"
    heading = f"# {markdown(title)}"
    found = [f"{front}---"]
    for block in blocks if HEADING in blocks else (HEADING, *blocks):
        if block:
            found += ("\n\n", heading if block is HEADING else block)
    found.append("\n")
    return found


HEADING = "\x00heading"
"""Where :func:`page` puts the heading when something stands above it."""


def crumbs(words: Words, here: str, trail: Sequence[tuple[str, str]], last: str) -> str:
    """The way from home to this page; ``trail`` are texts and addresses."""
    made = words.made
    name = ("crumbs", here.count("/"), *trail)
    if name not in made:
        parts = [link(relative(here, ""), words("home"))]
        parts += [link(relative(here, address), text) for text, address in trail]
        steps = "".join([f"<li>{part}</li>" for part in parts])
        made[name] = (
            f'<nav class="bf-crumbs" data-pagefind-ignore aria-label="{words.html("breadcrumb")}"><ol>{steps}<li>'
        )
    return f'{made[name]}<span aria-current="page">{esc(last)}</span></li></ol></nav>'


def severity(library: Library, entry: Entry, here: str, *, filtered: bool = False) -> str:
    """The severity as a badge that leads to its list."""
    if not entry.severity:
        return ""
    mark = ' data-pagefind-filter="severity"' if filtered else ""
    place = library.severity_rank.get(entry.severity, 9)
    return (
        f'<a class="bf-badge bf-sev{min(place + 1, 4)}" href="{esc(relative(here, library.way("severities", entry.severity)))}"{mark}>'
        f"{esc(entry.severity)}</a>"
    )


def chips(library: Library, folder: str, keys: Iterable[str], here: str, mark: str = "") -> str:
    """Links to the pages of services, tags and so on."""
    attribute = f' data-pagefind-filter="{mark}"' if mark else ""
    made: dict[tuple[str, ...], str] = library.made.setdefault("chips", {})
    up = relative(here, "")
    found = []
    for key in keys:
        name = (folder, key, up, mark)
        chip = made.get(name)
        if chip is None:
            address = esc(relative(here, library.way(folder, key)))
            chip = made[name] = f'<a class="bf-chip" href="{address}"{attribute}>{esc(key)}</a>'
        found.append(chip)
    return " ".join(found)


def impact_length(entry: Entry) -> int | None:
    """Seconds until the impact was mitigated, or resolved where that is all that is recorded."""
    for key in ("time_to_mitigate", "time_to_resolve"):
        item = entry.length(key)
        if item is not None and item["seconds"] is not None:
            return item["seconds"]
    return None


def row(library: Library, entry: Entry, words: Words, here: str, extra: str = "") -> str:
    """A postmortem in a list: severity, title, and one line of facts."""
    kept = library.rows  # the same row is on many pages
    key = (entry.id, words.lang)
    if key not in kept:
        kept[key] = _row(library, entry, words)
    badge, title, rest = kept[key]
    up = "../" * here.count("/")
    return f"{badge}{up}{title}{up}{rest}{extra}</div></li>" if badge else f"{title}{up}{rest}{extra}</div></li>"


def _row(library: Library, entry: Entry, words: Words) -> tuple[str, str, str]:
    """A row without its end, cut where the way up to the root comes in; first up to the address of the badge, if any."""
    seconds = impact_length(entry)
    facts = [esc(words.day(entry.date)) if entry.date else "", esc(", ".join(entry.services[:3]))]
    if seconds is not None:
        facts.append(esc(words.length(seconds)))
    line = " · ".join(fact for fact in facts if fact)
    badge, title = "", '<li class="bf-row">'
    if entry.severity:
        badge, _, title = f"{title}{severity(library, entry, '')}".partition('href="')
        badge += 'href="'
    rest = (
        f'{esc(entry.page)}" lang="{esc(entry.lang)}">{esc(entry.title)}</a>'
        f'<span class="bf-meta"><span class="bf-id">{esc(entry.id)}</span> · {line}</span>'
    )
    return badge, f'{title}<div><a class="bf-row-title" href="', rest


def rows(
    library: Library, entries: Sequence[Entry], words: Words, here: str, limit: int = ROWS, filters: str = ""
) -> str:
    """A list of postmortems, newest first; beyond ``limit`` a note and the way to all of them."""
    if not entries:
        return f'<p class="bf-meta">{words.html("empty")}</p>'
    listed = "".join(row(library, entry, words, here) for entry in entries[:limit])
    html = f'<ul class="bf-rows">{listed}</ul>'
    if len(entries) > limit:
        note = words("newest.of", n=words.number(limit), all=words.number(len(entries)))
        way = relative(here, "postmortems/") + (f"#{filters}" if filters else "")
        html += f'\n\n<p class="bf-meta">{esc(note)} {link(way, words("narrow"))}</p>'
    return html


def decision(words: Words, act: Act) -> str:
    """The decision on an action item, from the ledger, as HTML."""
    approval = act.approval
    if act.state == "declined" and approval.state != "approved":
        return f'<span class="bf-state bf-quiet">{words.html("state.declined")}</span>'
    if approval.state != "approved":
        cls = "bf-quiet" if approval.state == "unknown" else "bf-open"
        return f'<span class="bf-state {cls}">{esc(words.known(f"approval.{approval.state}", words("approval.unknown")))}</span>'
    who = ", ".join(approval.approvers)
    text = words("approval.approved.by", who=who) if who else words("approval.approved")
    where = ""
    if approval.pull_request:
        number = f"#{approval.pull_request}"
        where = " " + esc(words("approval.in", where="\x00")).replace(
            "\x00", link(approval.url, number) if approval.url else esc(number)
        )
    return f'<span class="bf-state bf-done">{esc(text)}{where}</span>'


def state(words: Words, act: Act) -> str:
    """The state of an action item, with Jira's where it is known, as HTML."""
    cls = {"done": "bf-done", "declined": "bf-quiet"}.get(act.state, "bf-open")
    html = f'<span class="bf-state {cls}">{esc(words.known(f"state.{act.state}", act.state))}</span>'
    if act.overdue:
        html += f' <span class="bf-late" data-due="{esc(act.item["due"])}">{esc(words("overdue.by", age=words.ago(act.overdue_days)))}</span>'
    if act.ticket is not None:
        name = f"{act.ticket.key} {act.ticket.status}".strip()
        html += f' <span class="bf-meta">{link(act.ticket.url, name) if act.ticket.url else esc(name)}</span>'
    if act.item["evidence"]:
        html += f' <a class="bf-meta" href="{esc(act.item["evidence"])}" rel="noopener noreferrer">{words.html("evidence")}</a>'
    return html
