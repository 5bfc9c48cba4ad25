"""The top of a postmortem's page: the thirty-second card, the durations, the facts, the picture."""

from __future__ import annotations

from datetime import datetime

from blamefree.drawing import timeline
from blamefree.drawing.palette import WEB, Palette
from blamefree.site.bits import chips
from blamefree.site.entry import Entry, Length
from blamefree.site.html import esc, relative, table
from blamefree.site.library import Library
from blamefree.site.words import Words

_ORDER = ("impact_started", "detected", "acknowledged", "mitigated", "resolved")


def card(words: Words, entry: Entry) -> str:
    """What happened, how long, who noticed, what to check first."""
    absent = f'<span class="bf-meta">{words.html("card.none")}</span>'
    leads = entry.leads
    first = ("card.first", leads["again"]) if "again" in leads else ("card.helped", leads.get("response", ""))
    cells = [
        ("card.what", esc(leads["summary"]) if "summary" in leads else absent, "bf-wide"),
        ("card.long", how_long(words, entry), ""),
        ("card.who", who_noticed(words, entry), ""),
        (first[0], esc(first[1]) if first[1] else absent, "bf-wide"),
    ]
    inner = "".join(f'<div class="{cls}"><dt>{words.html(key)}</dt><dd>{html}</dd></div>' for key, html, cls in cells)
    return f'<section class="bf-card" data-pagefind-ignore aria-label="{words.html("card")}"><p class="bf-eyebrow">{words.html("card")}</p><dl>{inner}</dl></section>'


def how_long(words: Words, entry: Entry) -> str:
    """The length of the impact in words, or that it is not recorded."""
    for key, text in (("time_to_mitigate", "long.mitigated"), ("time_to_resolve", "long.resolved")):
        item = entry.length(key)
        if item is not None and item["seconds"] is not None:
            length = f"<strong>{esc(words.length(item['seconds']))}</strong>"
            return esc(words(text, length="\x00")).replace("\x00", length)
    return f'<span class="bf-meta">{words.html("long.none")}</span>'


def who_noticed(words: Words, entry: Entry) -> str:
    """Who or what noticed, with how long it took where that is recorded."""
    if not entry.detection:
        reason = f": {esc(entry.detection_unknown)}" if entry.detection_unknown else ""
        return f"{words.html('detection.unknown')}{reason}"
    html = f"<strong>{esc(words.known(f'detection.{entry.detection}', entry.detection))}</strong>"
    item = entry.length("time_to_detect")
    if item is not None and item["seconds"] is not None:
        html += f", {esc(words.length(item['seconds']))}"
    return html


def duration_tiles(words: Words, entry: Entry) -> str:
    """The durations with their definitions: a length, or honestly why there is none."""
    tiles = []
    made = words.made
    for item in entry.durations:
        name = ("tile", item["key"], item["start"], item["end"])
        head = made.get(name) or made.setdefault(name, _tile(words, item))
        if item["seconds"] is not None:
            value = f'<dd class="bf-figure">{esc(words.length(item["seconds"]))}</dd>'
        else:
            state = "not_applicable" if item["standing"] == "not_applicable" else "unknown"
            value = (
                f'<dd class="bf-figure bf-absent">{words.html(state)}</dd>'
                f'<dd class="bf-meta">{esc(_why(words, item))}</dd>'
            )
        tiles.append(f"{head}{value}</div>")
    return (
        f'<dl class="bf-durations" data-pagefind-ignore aria-label="{words.html("durations")}">{"".join(tiles)}</dl>'
        if tiles
        else ""
    )


def _tile(words: Words, item: Length) -> str:
    """The beginning of a tile: the name of the duration, and its definition."""
    definition = words("definition", start=words(item["start"]), end=words(item["end"]))
    return f'<div><dt>{esc(words(item["key"]))}</dt><dd class="bf-meta bf-definition">{esc(definition)}</dd>'


def _why(words: Words, item: Length) -> str:
    reason = item["reason"]
    for ending, key in ((" is not stated", "not_stated"), (" cannot be read", "cannot_read")):
        if reason.endswith(ending) and reason.removesuffix(ending) in _ORDER:
            return words(key, time=words(reason.removesuffix(ending)))
    if item["standing"] == "invalid":
        return words("out_of_order", start=words(item["start"]), end=words(item["end"]))
    return reason


def facts(library: Library, words: Words, entry: Entry, here: str) -> str:
    """Who drives it, which services, which incident: what the front matter says."""
    rows = [("services", chips(library, "services", entry.services, here, "service"))]
    if entry.factors:
        kinds = entry.kinds
        rows.append(("factors", chips_named(library, words, "factors", "kind", kinds, here, "factor")))
    rows.append(
        (
            "detection",
            chips_named(library, words, "detection", "detection", [entry.detection or "unknown"], here, "detection"),
        )
    )
    if entry.tags:
        rows.append(("tags", chips(library, "tags", entry.tags, here, "tag")))
    if entry.owner:
        rows.append(("owner", esc(entry.owner)))
    if entry.invited:
        rows.append(("invited", esc(", ".join(entry.invited))))
    if entry.incident:
        rows.append(("incident", incident(library, entry)))
    elif entry.no_incident:
        rows.append(("incident", esc(words("no_incident", reason=entry.no_incident))))
    rows.append(("classification", esc(words.known(f"classification.{entry.classification}", entry.classification))))
    inner = "".join([f"<div><dt>{words.html(key)}</dt><dd>{html}</dd></div>" for key, html in rows if html])
    return f'<dl class="bf-facts" data-pagefind-ignore aria-label="{words.html("facts")}">{inner}</dl>'


def chips_named(library: Library, words: Words, folder: str, prefix: str, keys: list[str], here: str, mark: str) -> str:
    """Chips whose text is translated; the filter keeps the key."""
    made: dict[tuple[str, ...], str] = library.made.setdefault("chips", {})
    up = relative(here, "")
    found = []
    for key in keys:
        name = (words.lang, folder, prefix, key, up, mark)
        chip = made.get(name)
        if chip is None:
            address = esc(relative(here, library.way(folder, key)))
            chip = made[name] = (
                f'<a class="bf-chip" href="{address}" data-pagefind-filter="{mark}:{esc(key)}">'
                f"{esc(words.known(f'{prefix}.{key}', key))}</a>"
            )
        found.append(chip)
    return " ".join(found)


def incident(library: Library, entry: Entry) -> str:
    """The incident's key, as a link where Jira is configured."""
    base = (library.settings.jira.site_url or library.settings.jira.url).rstrip("/")
    if not base or "/ex/jira/" in base:
        return esc(entry.incident)
    return f'<a href="{esc(base)}/browse/{esc(entry.incident)}" rel="noopener noreferrer">{esc(entry.incident)}</a>'


def picture(words: Words, entry: Entry, palette: Palette = WEB) -> str:
    """The timeline as SVG, empty when fewer than two moments are recorded."""
    points = [
        timeline.Point(
            datetime.fromisoformat(moment["start"]),
            datetime.fromisoformat(moment["end"]) if moment["end"] else None,
            moment["label"],
            moment["text"],
            moment["about"],
        )
        for moment in entry.timeline
    ]
    if not points:
        return ""
    zone = points[0].start.tzinfo
    times = {
        name: datetime.fromisoformat(time["at"]).astimezone(zone) for name, time in entry.times.items() if time["at"]
    }
    phases = timeline.phases(times, words, words.length)
    first, last = min([point.start for point in points]), max([point.end or point.start for point in points])
    texts = timeline.Texts(
        words("timeline.at_a_glance"),
        words("timeline.desc", n=len(points), start=words.moment(first.isoformat()), end=words.moment(last.isoformat()))
        + "".join(f" {phase.name}: {phase.length}." for phase in phases),
        words("timeline.more", n="{n}"),
    )
    return timeline.draw(points, phases, texts, palette, f"t-{entry.id.lower()}")


def figure(words: Words, entry: Entry) -> str:
    """The picture in a figure that scrolls on narrow screens and stays out of the search."""
    svg = picture(words, entry)
    if not svg:
        return ""
    return (
        f'<figure class="bf-chart" data-pagefind-ignore data-search-exclude><div class="bf-scroll" tabindex="0" role="group" '
        f'aria-label="{words.html("timeline.at_a_glance")}">{svg}</div></figure>'
    )


def times_table(words: Words, entry: Entry) -> str:
    """The stated times with their standing, for readers and for the picture's sake."""
    rows = []
    for name in _ORDER:
        time = entry.times.get(name)
        if time is None:
            value = f'<span class="bf-meta">{esc(words("not_stated", time=words(name)))}</span>'
        elif time["at"]:
            value = f'<time datetime="{esc(time["at"])}">{esc(words.moment(time["at"]))}</time>'
        else:
            state = "not_applicable" if time["standing"] == "not_applicable" else "unknown"
            value = f'{words.html(state)}<span class="bf-meta"> {esc(time["reason"])}</span>'
        rows.append((f'<span class="bf-cap">{words.html(name)}</span>', value))
    return table(words("durations"), (words("what"), words("time")), rows)
