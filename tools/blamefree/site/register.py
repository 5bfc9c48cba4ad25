"""The action register: every action item, as a page, a table (CSV) and a calendar (ICS)."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Sequence
from datetime import date, timedelta

from blamefree.site import bits
from blamefree.site.artifact import Artifact
from blamefree.site.html import esc, link, relative, texts
from blamefree.site.library import Act, Library
from blamefree.site.words import Words

ROWS = 300
COLUMNS = (
    "document", "action", "title", "type", "service", "owner", "priority", "due", "state", "decision", "approvers",
    "pull_request", "jira", "overdue_days", "reason", "evidence", "postmortem", "date", "severity", "address",
)  # fmt: skip
_HERE = "actions/"
_DAY = timedelta(days=1)


def build(library: Library) -> Iterator[Artifact]:
    """The register's files."""
    yield Artifact("actions/index.md", lambda: page(library, library.words))
    yield Artifact("actions/actions.ics", lambda: calendar(library, library.words))
    yield Artifact("actions/actions.csv", lambda: table_csv(library))


def page(library: Library, say: Words) -> str:
    """The register as a table that the browser filters and sorts; without a script it is a plain table."""
    acts = library.acts
    late = sum(act.overdue for act in acts)
    waiting = sum(act.state == "open" for act in acts)
    downloads = (
        f"{say.html('register.download')}: {link('actions.csv', say('register.csv'))} · "
        f"{link('actions.ics', say('register.ics'))} · {link(relative(_HERE, 'data/actions.json'), say('register.json'))}"
    )
    heads = ["action", "service", "action.owner", "due", "state", "decision", "register.postmortem"]
    if library.edition.public:
        heads = ["action", "service", "state", "register.postmortem"]
    head = "".join(f'<th scope="col" data-sort="{key.rpartition(".")[2]}">{say.html(key)}</th>' for key in heads)
    body = "".join(_row(library, say, act) for act in acts[:ROWS])
    caption = say("register.caption")
    keys = [
        key for key in say.texts if key.startswith(("facet.", "state.", "approval.", "overdue", "age.", "register."))
    ]
    labels = texts(say, [*keys, "service", "action.owner", "state", "decision", "due.none", "evidence"])
    more = f' data-source="{esc(relative(_HERE, "data/actions.json"))}"' if len(acts) > ROWS else ""
    note = (
        f'<p class="bf-meta">{esc(say("newest.of", n=say.number(ROWS), all=say.number(len(acts))))} {link("actions.csv", say("register.csv"))}</p>'
        if len(acts) > ROWS
        else ""
    )
    return bits.page(
        say("actions"),
        bits.HEADING,
        f"<p>{say.html('register.intro')}</p>",
        f'<p class="bf-sums"><span><strong>{say.number(len(acts))}</strong> {esc(say("register.caption").lower())}</span> '
        f"<span><strong>{say.number(waiting)}</strong> {say.html('state.open')}</span> "
        f"<span><strong>{say.number(late)}</strong> {say.html('overdue')}</span></p>",
        f'<form class="bf-facets" id="bf-register-form" role="search" aria-label="{say.html("register.filter")}" {labels} hidden></form>',
        f'<noscript><p class="bf-meta">{say.html("noscript")}</p></noscript>',
        f'<div class="bf-scroll" tabindex="0" role="group" aria-label="{esc(caption)}">'
        f'<table class="bf-table bf-register" id="bf-register"{more}><caption class="bf-hidden">{esc(caption)}</caption>'
        f"<thead><tr>{head}</tr></thead><tbody>{body}</tbody></table></div>",
        note,
        f'<p class="bf-meta">{downloads}</p>',
        lang=say.lang,
        hide=("navigation", "toc"),
    )


def _row(library: Library, say: Words, act: Act) -> str:
    item, entry = act.item, act.entry
    anchor = f"{relative(_HERE, entry.page)}#action-{item['id'].lower()}"
    way = library.way("services", item["service"])
    service = link(relative(_HERE, way), item["service"]) if way else esc(item["service"])
    public = library.edition.public
    due = (
        f'<time datetime="{esc(item["due"])}">{esc(item["due"])}</time>'
        if item["due"]
        else f'<span class="bf-meta">{say.html("due.none")}</span>'
    )
    cells = [
        (item["title"], f'<a href="{esc(anchor)}" lang="{esc(entry.lang)}">{esc(item["title"])}</a>'),
        (item["service"], service),
        None if public else (item["owner"], esc(item["owner"])),
        None if public else (item["due"] or "9999", due),
        (act.state, bits.state(say, act)),
        None if public else (act.approval.state, bits.decision(say, act)),
        (entry.id, f'{link(relative(_HERE, entry.page), entry.id)} <span class="bf-meta">{esc(entry.severity)}</span>'),
    ]
    tags = f'data-state="{esc(act.state)}" data-late="{1 if act.overdue else 0}" data-service="{esc(item["service"])}"'
    if not public:
        tags += f' data-owner="{esc(item["owner"])}" data-decision="{esc(act.approval.state)}"'
    inner = "".join(f'<td data-value="{esc(cell[0])}">{cell[1]}</td>' for cell in cells if cell is not None)
    return f"<tr {tags}>{inner}</tr>"


def records(library: Library) -> list[dict[str, str | int]]:
    """Every action item as flat values."""
    found: list[dict[str, str | int]] | None = library.made.get("records")
    if found is None:
        found = library.made["records"] = [record(library, act) for act in library.acts]
    return found


def record(library: Library, act: Act) -> dict[str, str | int]:
    """An action item as flat values, in the order of the columns of the table."""
    item, entry = act.item, act.entry
    return {
        "document": entry.id,
        "action": item["id"],
        "title": item["title"],
        "type": item["type"],
        "service": item["service"],
        "owner": item["owner"],
        "priority": item["priority"],
        "due": item["due"],
        "state": act.state,
        "decision": act.approval.state,
        "approvers": "" if library.edition.public else ", ".join(act.approval.approvers),
        "pull_request": "" if library.edition.public else act.approval.pull_request,
        "jira": act.ticket.key if act.ticket is not None and not library.edition.public else "",
        "overdue_days": act.overdue_days,
        "reason": item["reason"],
        "evidence": item["evidence"],
        "postmortem": entry.title,
        "date": entry.date,
        "severity": entry.severity,
        "address": f"{entry.page}#action-{item['id'].lower()}",
    }


def table_csv(library: Library) -> str:
    """The register as CSV with a header; cells that a spreadsheet would run as a formula start with an apostrophe."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(COLUMNS)
    rows = records(library)
    writer.writerows(zip(*[harmless([row[name] for row in rows]) for name in COLUMNS], strict=True))
    return out.getvalue()


_FORMULA = frozenset("=+-@\t\r")


def harmless(cells: Sequence[str | int]) -> list[str | int]:
    """A row or a column whose cells no spreadsheet takes for a formula (OWASP, CSV injection)."""
    risky = {cell for cell in set(cells) if isinstance(cell, str) and cell[:1] in _FORMULA}
    return [f"'{cell}" if cell in risky else cell for cell in cells] if risky else list(cells)


def calendar(library: Library, say: Words) -> str:
    """The due dates of open action items as all-day events (RFC 5545)."""
    base = library.settings.site.url.rstrip("/")
    lines = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//Blamefree//Action register//EN", "CALSCALE:GREGORIAN"]
    lines.append(_fold(f"X-WR-CALNAME:{_escape(say('actions'))}"))
    for act in library.acts:
        if act.state != "open":
            continue
        try:
            due = date.fromisoformat(act.item["due"])
            after = due + _DAY
        except (ValueError, OverflowError):
            continue
        stamp = (act.entry.date or act.item["due"]).replace("-", "")
        lines += [
            "BEGIN:VEVENT",
            f"UID:{act.entry.id.lower()}-{act.item['id'].lower()}@blamefree",
            f"DTSTAMP:{stamp}T000000Z",
        ]
        lines += [f"DTSTART;VALUE=DATE:{_basic(due)}", f"DTEND;VALUE=DATE:{_basic(after)}"]
        lines.append(_fold(f"SUMMARY:{_escape(act.item['title'])}"))
        about = f"{act.entry.id} {act.item['id']}: {act.entry.title}"
        lines.append(_fold(f"DESCRIPTION:{_escape(about)}"))
        if base:
            lines.append(_fold(f"URL:{base}/{act.entry.page}#action-{act.item['id'].lower()}"))
        lines += ["TRANSP:TRANSPARENT", "END:VEVENT"]
    return "\r\n".join([*lines, "END:VCALENDAR"]) + "\r\n"


def _basic(day: date) -> str:
    return day.isoformat().replace("-", "")


def _escape(text: str) -> str:
    return text.replace("\\", "\\\\").replace(";", "\\;").replace(",", "\\,").replace("\n", "\\n").replace("\r", "")


def _fold(line: str) -> str:
    """Lines of at most 75 octets, continued with a space (RFC 5545 section 3.1)."""
    raw = line.encode("utf-8")
    if len(raw) < 75:
        return line
    out: list[str] = []
    start, room = 0, 74
    while len(raw) - start > room:
        end = start + room
        while raw[end] & 0xC0 == 0x80:  # not between the bytes of one character
            end -= 1
        out.append(raw[start:end].decode("utf-8"))
        start, room = end, 73
    return "\r\n ".join([*out, raw[start:].decode("utf-8")])
