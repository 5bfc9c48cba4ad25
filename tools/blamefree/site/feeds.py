"""Feeds to subscribe to: Atom (RFC 4287) and JSON Feed 1.1, for all and for each service; and llms.txt."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import partial

from blamefree.site.artifact import Artifact
from blamefree.site.data import dump
from blamefree.site.entry import Entry
from blamefree.site.html import esc
from blamefree.site.library import Library

NEWEST = 50


def build(library: Library) -> Iterator[Artifact]:
    """The feeds, and llms.txt."""
    title = library.settings.site.title
    yield Artifact("feed.xml", lambda: atom(library, title, "feed.xml", library.entries))
    yield Artifact("feed.json", lambda: json_feed(library, title, "feed.json", library.entries))
    for service, entries in library.by_service.items():
        path = f"feeds/{library.way('services', service).rstrip('/')}.xml"
        yield Artifact(
            path,
            partial(atom, library, f"{title}: {service}", path, entries),
        )
    yield Artifact("llms.txt", lambda: llms(library))


def _root(library: Library, path: str) -> str:
    """What stands before an address in the feed at ``path``: the site's address, or the way up when it is not known."""
    base = library.settings.site.url.rstrip("/")
    return f"{base}/" if base else "../" * path.count("/")


def atom(library: Library, title: str, path: str, entries: Sequence[Entry]) -> str:
    """An Atom feed of the newest postmortems; without ``site.url`` links are relative to the feed."""
    root = _root(library, path)
    shown = entries[:NEWEST]
    updated = _instant(shown[0].date if shown else "")
    name = f"urn:blamefree:{path}" if not library.settings.site.url else f"{root}{path}"
    parts = [
        '<?xml version="1.0" encoding="utf-8"?>\n<feed xmlns="http://www.w3.org/2005/Atom">\n',
        f"<title>{esc(title)}</title>\n<id>{esc(name)}</id>\n<updated>{updated}</updated>\n<author><name>{esc(library.settings.site.title)}</name></author>\n",
        f'<link rel="self" type="application/atom+xml" href="{esc(root + path)}"/>\n<link rel="alternate" type="text/html" href="{esc(root or "./")}"/>\n',
    ]
    for entry in shown:
        tags = "".join(
            f'<category term="{esc(tag)}"/>' for tag in [entry.severity, *entry.services, *entry.tags] if tag
        )
        parts.append(
            f'<entry xml:lang="{esc(entry.lang)}"><title>{esc(entry.title)}</title><id>urn:blamefree:{esc(entry.id)}</id>'
            f'<link rel="alternate" type="text/html" href="{esc(root + entry.page)}"/><published>{_instant(entry.date)}</published>'
            f"<updated>{_instant(entry.date)}</updated>{tags}<summary>{esc(entry.leads.get('summary', entry.title))}</summary></entry>\n"
        )
    return "".join(parts) + "</feed>\n"


def _instant(day: str) -> str:
    return f"{day or '1970-01-01'}T00:00:00Z"


def json_feed(library: Library, title: str, path: str, entries: Sequence[Entry]) -> str:
    """A JSON Feed of the newest postmortems."""
    root = _root(library, path)
    feed: dict[str, object] = {
        "version": "https://jsonfeed.org/version/1.1",
        "title": title,
        "language": library.words.lang,
    }
    if library.settings.site.url:
        feed |= {"home_page_url": root, "feed_url": f"{root}{path}"}
    feed["items"] = [
        {
            "id": entry.id,
            "url": f"{root}{entry.page}",
            "title": entry.title,
            "content_text": entry.leads.get("summary", entry.title),
            "date_published": _instant(entry.date),
            "language": entry.lang,
            "tags": [tag for tag in [entry.severity, *entry.services, *entry.tags] if tag],
        }
        for entry in entries[:NEWEST]
    ]
    return dump(feed)


def llms(library: Library) -> str:
    """The site for language models (https://llmstxt.org): what is where, and the newest postmortems."""
    root = _root(library, "llms.txt")
    say = library.words
    lines = [
        f"# {library.settings.site.title}",
        "",
        f"> {say('home.lead')} {say.count('n.postmortems', len(library.entries))}. Blameless: they describe systems and conditions, not culprits.",
        "",
        "## Data",
        "",
        f"- [All postmortems as JSON]({root}data/postmortems.json): with a [JSON Schema]({root}data/postmortems.schema.json)",
        f"- [Action items as JSON]({root}data/actions.json): with decisions, owners, dates and states",
        "",
        "## Postmortems",
        "",
    ]
    lines.extend(
        f"- [{entry.id} {_bracket(entry.title)}]({root}{entry.page}): {entry.date}, {entry.severity}, {', '.join(entry.services)} (language: {entry.lang})"
        for entry in library.entries[:200]
    )
    return "\n".join(lines) + "\n"


def _bracket(text: str) -> str:
    return text.replace("[", "(").replace("]", ")")
