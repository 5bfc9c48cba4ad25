"""A postmortem's page."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Sequence
from urllib.parse import unquote

from blamefree.site import bits, card
from blamefree.site.entry import Entry, Part
from blamefree.site.html import esc, link, relative, table
from blamefree.site.library import Act, Library
from blamefree.site.moments import linked
from blamefree.site.prose import shorten, without_people
from blamefree.site.related import Relation
from blamefree.site.words import Words, words
from blamefree.text.dialect import Resolve, portable, without_control

_WORDS = re.compile(r"[\w ,.()–-]*")
_STEPS = 4
_PICTURES = (".png", ".jpg", ".jpeg", ".gif", ".svg", ".webp", ".avif")


def render(library: Library, entry: Entry, parts: Sequence[Part], related: Sequence[Relation]) -> list[str]:
    """The page of ``entry`` in Markdown, in pieces; ``parts`` are its sections as written."""
    here = entry.page
    say = words(entry.lang)
    acts = library.acts_of(entry)
    body = _body(library, entry, parts, say, here)
    year = [(entry.year, f"postmortems/{entry.year}/")] if entry.year else []
    return bits.pieces(
        entry.title,
        bits.crumbs(say, here, [(say("postmortems"), "postmortems/"), *year], entry.id),
        bits.HEADING,
        _line(library, say, entry, acts, here),
        card.card(say, entry),
        card.duration_tiles(say, entry),
        card.figure(say, entry),
        card.facts(library, say, entry, here),
        *body,
        _actions(library, say, acts, here),
        _related(library, say, related, here),
        _neighbours(library, say, entry, here),
        _tools(library, say, entry, here),
        description=shorten(entry.leads.get("summary", entry.title), 160),
        lang=entry.lang,
        hide=("navigation",),
    )


def _line(library: Library, say: Words, entry: Entry, acts: Sequence[Act], here: str) -> str:
    parts = [
        bits.severity(library, entry, here, filtered=True),
        f'<span class="bf-badge bf-plain">{esc(say.known(f"status.{entry.status}", entry.status))}</span>',
        f'<time datetime="{esc(entry.date)}">{esc(say.day(entry.date))}</time>' if entry.date else "",
        f"<span>{esc(say('minutes', n=entry.minutes))}</span>",
    ]
    year = f'<span hidden data-pagefind-filter="year">{esc(entry.year)}</span>' if entry.year else ""
    identity = f'<span hidden data-pagefind-meta="id">{esc(entry.id)}</span>'
    spread = " ".join(part for part in parts if part)
    return f'<p class="bf-line" data-pagefind-ignore>{spread}{year}{identity}</p>{approval_line(library, say, acts)}'


def approval_line(library: Library, say: Words, acts: Sequence[Act]) -> str:
    """Whether the action items are approved, visibly, also when it is not known."""
    open_to_decide = [act for act in acts if act.item["state"] != "declined" or act.approval.state == "approved"]
    approved = sum(act.approval.state == "approved" for act in open_to_decide)
    if not acts:
        text, cls = say("approval.nothing"), "bf-quiet"
    elif not library.ledger:
        text, cls = say("approval.not_known"), "bf-quiet"
    elif approved == len(open_to_decide):
        text, cls = say("approval.all", n=approved), "bf-done"
    elif approved:
        text, cls = say("approval.some", n=approved, all=len(open_to_decide)), "bf-open"
    else:
        text, cls = say("approval.no", all=len(open_to_decide)), "bf-open"
    return f'<p class="bf-approval" data-pagefind-ignore><span class="bf-state {cls}">{esc(text)}</span></p>'


def _body(library: Library, entry: Entry, parts: Sequence[Part], say: Words, here: str) -> list[str]:
    resolve = resolver(library, entry.path, entry.anchors)
    found: list[str] = []
    seen: set[str] = set()
    clean = without_control(*[part["text"] for part in parts])
    for part in parts:
        text = portable(part["text"], resolve, clean=clean).strip("\n")
        title = part["title"]
        if not _WORDS.fullmatch(title):
            title = portable(title, resolve).strip().replace("\n", " ")
        title = re.sub(r"\s*\{[^{}]*\}\s*$", "", title) if library.edition.public else title
        if library.edition.public:
            text, title = without_people(text, library.edition), without_people(title, library.edition)
        if title:
            found.append(f"## {title}")
        key = part["key"]
        if key not in seen:
            found.extend(_front(library, entry, say, key, here))
            seen.add(key)
        found.append(linked(text) if key == "timeline" else text)
    for key, heading in (("impact", "impact"), ("factors", "factors")):
        extra = _front(library, entry, say, key, here) if key not in seen else []
        if extra:
            found.extend((f"## {say(heading)}", *extra))
    return found


def _front(library: Library, entry: Entry, say: Words, key: str, here: str) -> list[str]:
    """What the front matter adds to a section."""
    if key == "impact" and entry.impact:
        rows = [
            (
                esc(item["measure"]),
                f"<strong>{esc(say.value(item['value']))}</strong> {esc(item['unit'])}",
                f'<a href="{esc(item["source"])}" rel="noopener noreferrer">{say.html("source.link")}</a>'
                if item["source"]
                else "",
            )
            for item in entry.impact
        ]
        return [table(say("impact"), (say("measure"), say("value"), say("source")), rows)]
    if key == "factors" and entry.factors:
        listed = "".join(
            [
                f'<li><span class="bf-kind">{_kind(library, say, cause["kind"], here)}</span> {esc(cause["text"])}</li>'
                for cause in entry.factors
            ]
        )
        return [f'<ul class="bf-factors" aria-label="{say.html("factor_facts")}">{listed}</ul>']
    if key == "timeline" and any(time["at"] for time in entry.times.values()):
        return [card.times_table(say, entry)]
    return []


def _kind(library: Library, say: Words, kind: str, here: str) -> str:
    made: dict[tuple[str, ...], str] = library.made.setdefault("kinds", {})
    known = (say.lang, kind, relative(here, ""))
    if known not in made:
        name = say.known(f"kind.{kind}", kind)
        way = library.way("factors", kind)
        made[known] = link(relative(here, way), name) if way else esc(name)
    return made[known]


def _actions(library: Library, say: Words, acts: Sequence[Act], here: str) -> str:
    heading = f"## {say('action_items')}\n\n"
    if not acts:
        return heading + f'<p class="bf-meta">{say.html("action_items.none")}</p>'
    return heading + f'<ol class="bf-acts">{"".join([_act(library, say, act, here) for act in acts])}</ol>'


def _act(library: Library, say: Words, act: Act, here: str) -> str:
    item = act.item
    facts: list[tuple[str, str]] = [("decision", bits.decision(say, act)), ("state", bits.state(say, act))]
    if item["owner"]:
        facts.append(("action.owner", esc(item["owner"])))
    if not library.edition.public:
        due = (
            f'<time datetime="{esc(item["due"])}">{esc(say.day(item["due"]))}</time>'
            if item["due"]
            else say.html("due.none")
        )
        facts.append(("due", due))
    if item["service"]:
        way = library.way("services", item["service"])
        facts.append(("service", link(relative(here, way), item["service"]) if way else esc(item["service"])))
    if item["priority"]:
        facts.append(("priority", esc(say.known(f"priority.{item['priority']}", item["priority"]))))
    if item["done_when"]:
        facts.append(("done_when", esc(item["done_when"])))
    if item["reason"]:
        facts.append(("reason", esc(item["reason"])))
    inner = "".join([f"<div><dt>{say.html(key)}</dt><dd>{html}</dd></div>" for key, html in facts])
    named = say.known(f"type.{item['type']}", item["type"])
    kind = f'<span class="bf-kind">{esc(named)}</span>' if named else ""
    anchor = f"action-{item['id'].lower()}" if item["id"] else ""
    return (
        f'<li id="{esc(anchor)}"><p class="bf-act"><span class="bf-id">{esc(item["id"])}</span> {kind} '
        f"<strong>{esc(item['title'])}</strong></p><dl>{inner}</dl></li>"
    )


def _related(library: Library, say: Words, related: Sequence[Relation], here: str) -> str:
    if not related:
        return ""
    listed = []
    for relation in related:
        why = (
            f'<span class="bf-why" lang="{esc(relation.entry.lang)}">{esc(relation.why)}</span>' if relation.why else ""
        )
        told = f'<span class="bf-meta bf-reason">{esc(relation.told(say))}</span>'
        listed.append(bits.row(library, relation.entry, say, here, why + told))
    return f'## {say("related")}\n\n<ul class="bf-rows" data-pagefind-ignore>{"".join(listed)}</ul>'


def _neighbours(library: Library, say: Words, entry: Entry, here: str) -> str:
    links: list[str] = []
    for service, pair in library.neighbours(entry).items():
        for other, key, arrow in ((pair[0], "previous", "←"), (pair[1], "next", "→")):
            if other is not None:
                links.append(
                    f'<a class="bf-step bf-{key}" href="{esc(relative(here, other.page))}"><span class="bf-meta">'
                    f'<span aria-hidden="true">{arrow}</span> {esc(say(key, service=service))}</span>'
                    f'<span lang="{esc(other.lang)}">{esc(other.title)}</span></a>'
                )
        if len(links) >= _STEPS:
            break
    return f'<div class="bf-steps" data-pagefind-ignore>{"".join(links[:_STEPS])}</div>' if links else ""


def _tools(library: Library, say: Words, entry: Entry, here: str) -> str:
    links = [link(relative(here, f"data/postmortems/{entry.id}.json"), say("data"))]
    template = library.settings.site.edit_url
    if not template and library.settings.github.repository:
        template = f"https://github.com/{library.settings.github.repository}/edit/main/{{path}}"
    if template and not library.edition.public:
        links.insert(
            0,
            f'<a href="{esc(template.replace("{path}", entry.path))}" rel="noopener noreferrer">{say.html("edit")}</a>',
        )
    return (
        f'<div class="bf-tools" data-pagefind-ignore role="group" aria-label="{say.html("tools")}">{" · ".join(links)}'
        f'<p class="bf-meta">{say.html("footer")}</p></div>'
    )


def resolver(library: Library, path: str, anchors: Sequence[str]) -> Resolve:
    """Where the links of the document at ``path`` may go: what is on the site, and web addresses the edition shows."""
    folder = posixpath.dirname(path)

    def resolve(target: str, image: bool) -> str | None:
        if target.startswith("https://") or target.lower().startswith(("http:", "https:")):
            return target if library.edition.shows_link(target) else None
        if target.lower().startswith("mailto:"):
            return None if library.edition.public else target
        address, _, anchor = target.partition("#")
        if not address:
            return target if unquote(anchor) in anchors else None
        full = posixpath.normpath(posixpath.join(folder, unquote(address)))
        other = library.by_path.get(full)
        if other is not None:
            return f"{address}#{anchor}" if anchor and unquote(anchor) in other.anchors else address
        if full in library.handbook:
            return address
        if full in library.attachments and (not image or full.lower().endswith(_PICTURES)):
            return address
        return None

    return resolve
