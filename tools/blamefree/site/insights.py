"""Insights: what the archive shows, with definitions, counts and everything unknown.

No means, no trends, no ranking: every figure names its n, counts what is unknown, and leads to its rows.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import date
from urllib.parse import quote

from blamefree.drawing import charts
from blamefree.drawing.charts import Bar, Lane, Tick
from blamefree.drawing.palette import WEB
from blamefree.site import bits
from blamefree.site.artifact import Artifact
from blamefree.site.entry import Entry
from blamefree.site.html import esc, link, relative, table
from blamefree.site.library import Library
from blamefree.site.words import Words

HERE = "insights/"
_TIMES = (60, 600, 3_600, 21_600, 86_400, 604_800, 2_592_000)
_DAYS = (1, 7, 30, 182, 365, 1_826, 3_652)
_TABLE = 200


def build(library: Library) -> Iterator[Artifact]:
    """The insights page."""
    yield Artifact("insights/index.md", lambda: page(library, library.words))


def page(library: Library, say: Words) -> str:
    """All figures."""
    blocks = [f'<p class="bf-lead">{esc(say("insights.intro", n=say.number(len(library.entries))))}</p>']
    if not library.entries:
        blocks.append(f'<p class="bf-meta">{say.html("empty")}</p>')
    else:
        blocks += [
            *_durations(library, say),
            *_survival(library, say),
            *_detection(library, say),
            *_factors(library, say),
            *_saved(library, say),
            *_actions(library, say),
            *_near_misses(library, say),
        ]
    return bits.page(say("insights"), bits.HEADING, *blocks, lang=say.lang, hide=("navigation",))


def _figure(svg: str, label: str, caption: str, details: str, say: Words) -> str:
    picture = f'<div class="bf-scroll" tabindex="0" role="group" aria-label="{esc(label)}">{svg}</div>' if svg else ""
    folded = f"<details><summary>{say.html('timeline.table')}</summary>{details}</details>" if details else ""
    return f'<figure class="bf-chart" data-search-exclude>{picture}<figcaption>{caption}</figcaption>{folded}</figure>'


def _ticks(say: Words, values: Sequence[int], scale: int = 1) -> list[Tick]:
    return [Tick(value, say.length(value * scale)) for value in values]


def _rows(entries: Sequence[Entry], values: Sequence[str], say: Words, head: str) -> str:
    listed = [(link(relative(HERE, entry.page), entry.id), f'<span lang="{esc(entry.lang)}">{esc(entry.title)}</span>', esc(value)) for entry, value in zip(entries[:_TABLE], values, strict=True)]  # fmt: skip
    more = "" if len(entries) <= _TABLE else f'<p class="bf-meta">{esc(say("newest.of", n=_TABLE, all=len(entries)))} {link(relative(HERE, "data/postmortems.csv"), say("register.csv"))}</p>'  # fmt: skip
    return table(head, (say("register.postmortem"), say("what"), head), listed) + more


def _durations(library: Library, say: Words) -> list[str]:
    lanes, counts = [], []
    for key in ("time_to_detect", "time_to_acknowledge", "time_to_mitigate", "time_to_resolve"):
        known, unknown, absent = lengths(library.entries, key)
        values = [max(seconds, 1) for _, seconds in known]
        lanes.append(Lane(say(key), values, f"n = {len(values)}"))
        item = next((found for entry in library.entries if (found := entry.length(key))), None)
        defined = say("definition", start=say(item["start"]), end=say(item["end"])) if item else ""
        counts.append(
            (
                say.html(key),
                esc(defined),
                str(len(values)),
                esc(say.length(min(values))) if values else "",
                esc(say.length(charts.median(values))) if len(values) >= 5 else say.html("insights.few"),
                esc(say.length(max(values))) if values else "",
                str(unknown),
                str(absent),
            )
        )
    heads = ("measure", "definition.head", "insights.n", "insights.shortest", "insights.middle", "insights.longest", "unknown", "not_applicable")  # fmt: skip
    svg = charts.dots(
        lanes, _ticks(say, _TIMES), say("durations"), say("insights.durations.desc"), say("insights.each"), WEB, "i-dur"
    )
    caption = (
        f"{say.html('insights.durations.caption')} {link(relative(HERE, 'data/postmortems.csv'), say('register.csv'))}"
    )
    return [
        f"## {say('durations')}",
        _figure(svg, say("durations"), caption, "", say),
        table(say("durations"), [say(head) for head in heads], counts, "bf-numbers"),
    ]


def lengths(entries: Sequence[Entry], key: str) -> tuple[list[tuple[Entry, int]], int, int]:
    """The recorded lengths of one kind, how many are unknown, and how many do not apply."""
    known: list[tuple[Entry, int]] = []
    unknown = absent = 0
    for entry in entries:
        item = entry.length(key)
        if item is not None and item["seconds"] is not None:
            known.append((entry, item["seconds"]))
        elif item is not None and item["standing"] == "not_applicable":
            absent += 1
        else:
            unknown += 1
    return known, unknown, absent


def _survival(library: Library, say: Words) -> list[str]:
    known, unknown, absent = lengths(library.entries, "time_to_mitigate")
    values = [max(seconds, 1) for _, seconds in known]
    svg = charts.steps(
        values, _ticks(say, _TIMES), say("insights.survival"), say("insights.survival.desc", n=len(values)), ("100 %", "0 %"), WEB, "i-sur"
    )  # fmt: skip
    caption = esc(say("insights.survival.caption", n=len(values), unknown=unknown, absent=absent))
    known.sort(key=lambda pair: (-pair[1], pair[0].id))
    details = _rows(
        [entry for entry, _ in known], [say.length(seconds) for _, seconds in known[:_TABLE]], say, say("time_to_mitigate")
    )  # fmt: skip
    return [
        f"## {say('insights.survival')}",
        _figure(svg, say("insights.survival"), caption, details if known else "", say),
    ]


def _detection(library: Library, say: Words) -> list[str]:
    counts = library.counted(library.entries, lambda entry: [entry.detection or "unknown"])
    counts.sort(key=lambda pair: (pair[0] == "unknown", -pair[1], pair[0]))
    named = [(key, say.known(f"detection.{key}", key), count) for key, count in counts]
    svg = charts.bars(
        [Bar(name, count, "soft" if key == "unknown" else "accent") for key, name, count in named],
        say("detections"), say("insights.detection.desc"), WEB, "i-det",
    )  # fmt: skip
    rows = [(link(relative(HERE, library.way("detection", key)), name), str(count)) for key, name, count in named]
    details = table(say("detections"), (say("detection"), say("count")), rows)
    caption = esc(say("insights.detection.caption", n=len(library.entries)))
    return [f"## {say('detections')}", _figure(svg, say("detections"), caption, details, say)]


def _factors(library: Library, say: Words) -> list[str]:
    pairs = Counter((kind, service) for entry in library.entries for kind in entry.kinds for service in entry.services)
    if not pairs:
        return []
    kinds = sorted(library.by_factor, key=lambda kind: (-len(library.by_factor[kind]), kind))
    services = sorted(sorted(library.by_service, key=lambda name: (-len(library.by_service[name]), name))[:8])
    most = max(pairs.values())
    head = "".join(
        f'<th scope="col">{link(relative(HERE, library.way("services", name)), name)}</th>' for name in services
    )
    body = []
    for kind in kinds:
        cells = []
        for service in services:
            count = pairs[kind, service]
            way = f"{relative(HERE, 'postmortems/')}#factor={quote(kind)}&service={quote(service)}"
            inner = link(way, str(count)) if count else '<span class="bf-meta">0</span>'
            cells.append(f'<td class="bf-heat bf-heat{min(4, -(-4 * count // most)) if count else 0}">{inner}</td>')
        name = link(relative(HERE, library.way("factors", kind)), say.known(f"kind.{kind}", kind))
        body.append(f'<tr><th scope="row">{name}</th>{"".join(cells)}<td>{len(library.by_factor[kind])}</td></tr>')
    label = say("insights.factors")
    grid = (
        f'<div class="bf-scroll" tabindex="0" role="group" aria-label="{esc(label)}"><table class="bf-table bf-grid">'
        f'<caption class="bf-hidden">{esc(label)}</caption><thead><tr><td></td>{head}<th scope="col">{say.html("insights.all")}</th></tr></thead>'
        f"<tbody>{''.join(body)}</tbody></table></div>"
    )
    unstated = sum(not entry.kinds for entry in library.entries)
    note = say("insights.factors.caption", shown=len(services), all=len(library.by_service), unknown=unstated)
    return [f"## {label}", grid, f'<p class="bf-meta">{esc(note)}</p>']


def _saved(library: Library, say: Words) -> list[str]:
    told = [
        (entry, entry.leads[key]) for entry in library.entries for key in ("lucky", "went_well") if key in entry.leads
    ][:12]
    if not told:
        return []
    listed = "".join(
        f'<li><span lang="{esc(entry.lang)}">{esc(text)}</span> {link(relative(HERE, entry.page), entry.id, cls="bf-meta")}</li>'
        for entry, text in told
    )
    return [
        f"## {say('insights.saved')}",
        f'<p class="bf-meta">{say.html("insights.saved.caption")}</p>',
        f'<ul class="bf-quotes">{listed}</ul>',
    ]


def _actions(library: Library, say: Words) -> list[str]:
    acts = library.acts
    if not acts:
        return []
    states = Counter(act.state for act in acts)
    svg = charts.bars(
        [Bar(say.known(f"state.{key}", key), states[key], role) for key, role in (("open", "phase1"), ("done", "phase4"), ("declined", "soft"))],
        say("action_items"), say("insights.actions.desc"), WEB, "i-act",
    )  # fmt: skip
    ages = [
        max((library.today - date.fromisoformat(act.entry.date)).days, 1)
        for act in acts
        if act.state == "open" and act.entry.date
    ]
    undated = states["open"] - len(ages)
    dots = charts.dots(
        [Lane(say("state.open"), ages, f"n = {len(ages)}")],
        [Tick(days, say.ago(days)) for days in _DAYS],
        say("insights.age"), say("insights.age.desc"), say("insights.each"), WEB, "i-age",
    )  # fmt: skip
    waiting = sum(act.overdue for act in acts)
    caption = esc(say("insights.actions.caption", n=len(acts), overdue=waiting))
    rows = [(esc(say.known(f"state.{key}", key)), str(count)) for key, count in sorted(states.items())]
    details = table(say("action_items"), (say("state"), say("insights.n")), rows)
    register = link(relative(HERE, "actions/"), say("actions"))
    return [
        f"## {say('action_items')}",
        _figure(svg, say("action_items"), f"{caption} {register}", details, say),
        f"### {say('insights.age')}",
        _figure(dots, say("insights.age"), f"{esc(say('insights.age.caption', unknown=undated))} {register}", "", say),
    ]


def _near_misses(library: Library, say: Words) -> list[str]:
    if library.edition.public:
        return []
    near = [entry for entry in library.entries if entry.no_incident]
    raised = sum(bool(entry.incident) for entry in library.entries)
    rest = len(library.entries) - raised - len(near)
    text = say("insights.near.caption", near=len(near), n=len(library.entries), raised=raised, unknown=rest)
    return [
        f"## {say('insights.near')}",
        f"<p>{esc(text)}</p>",
        bits.rows(library, near, say, HERE, limit=10) if near else "",
    ]
