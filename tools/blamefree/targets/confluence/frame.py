"""What a page adds to the document's text: the banner, the properties, measures, factors and action items."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from urllib.parse import quote

from blamefree.model.action import Action
from blamefree.model.document import Document
from blamefree.model.durations import durations
from blamefree.model.instant import Standing, Stated, parse_date
from blamefree.model.ledger import Kind, Ledger
from blamefree.model.postmortem import TIMES
from blamefree.targets.confluence import macros
from blamefree.targets.confluence.macros import Colour, Node, lozenge, macro, paragraph, table
from blamefree.targets.confluence.storage import safe_address
from blamefree.targets.confluence.words import Words
from blamefree.targets.confluence.xml import Element, element

_STATUS = {
    "draft": Colour.GREY, "in_review": Colour.YELLOW, "approved": Colour.BLUE, "actions_done": Colour.GREEN,
    "withdrawn": Colour.GREY,
}  # fmt: skip
_STATE = {"open": Colour.BLUE, "done": Colour.GREEN, "declined": Colour.GREY}
_SEVERITY = (Colour.RED, Colour.YELLOW, Colour.BLUE, Colour.GREY)


@dataclass(frozen=True)
class Surroundings:
    """What a page needs to know beside its document."""

    severities: tuple[str, ...]
    ledger: Ledger | None
    source_url: str
    jira_url: str
    jira_macro: bool
    titles: dict[str, str]
    edit_url: str = ""


def banner(document: Document, words: Words, around: Surroundings, commit: str) -> Element:
    """Where the page comes from, and how to change it."""
    source_url = around.source_url
    path: Node = element("code", {}, document.path)
    if source_url:
        path = macros.link(f"{source_url}/blob/{commit or 'HEAD'}/{quote(document.path)}", [document.path])
    pieces: list[Node] = [f"{words['source']}: ", path]
    if commit:
        pieces += [f" @ {words['commit']} ", element("code", {}, commit[:10])]
    edit = safe_address(f"{around.edit_url.rstrip('/')}/{quote(document.path)}") if around.edit_url else ""
    if edit:
        pieces += [" · ", macros.link(edit, [words["propose"]])]
    return macro("info", {}, [paragraph(words["banner"]), paragraph(*pieces)])


def properties(document: Document, words: Words, around: Surroundings) -> Element:
    """The Page Properties."""
    postmortem = document.postmortem
    rows: list[tuple[str, list[Node]]] = [("id", [document.id])]
    if postmortem.status:
        status = postmortem.status.value
        rows.append(("status", [lozenge(words.value(status), _STATUS.get(status, Colour.GREY))]))
    if postmortem.severity:
        rows.append(("severity", [severity(postmortem.severity.value, around.severities)]))
    if postmortem.date:
        rows.append(("date", [_day(postmortem.date.value)]))
    if postmortem.owner:
        rows.append(("owner", [postmortem.owner.value]))
    for name, values in (("services", postmortem.services), ("invited", postmortem.invited)):
        if values:
            rows.append((name, [", ".join(value.value for value in values)]))
    if postmortem.classification:
        rows.append(("classification", [words.value(postmortem.classification.value)]))
    rows += _incident(document, around)
    if postmortem.detection or postmortem.detection_unknown is not None:
        known = words.value(postmortem.detection.value) if postmortem.detection else ""
        rows.append(("detection", [known or f"{words['unknown']}: {postmortem.detection_unknown}"]))
    rows += [(name, _time(stated, words)) for name in TIMES if (stated := postmortem.time(name)) is not None]
    rows += [
        (item.measure.key, [length(item.length) if item.length is not None else _absent(item.standing, words)])
        for item in durations(postmortem)
        if postmortem.times
    ]
    if postmortem.tags:
        rows.append(("tags", [", ".join(tag.value for tag in postmortem.tags)]))
    rows += _related(document, around)
    return macro("details", {}, [table([[[words[name]], cell] for name, cell in rows], heads=False, side=True)])


def severity(value: str, known: tuple[str, ...]) -> Element:
    """The lozenge of a severity: the first of the settings is red."""
    place = known.index(value) if value in known else len(_SEVERITY)
    return lozenge(value, _SEVERITY[min(place, len(_SEVERITY) - 1)])


def _incident(document: Document, around: Surroundings) -> list[tuple[str, list[Node]]]:
    incident = document.postmortem.incident
    if incident is None:
        return []
    if incident.jira:
        return [("incident", [issue(incident.jira.value, around)])]
    return [("incident", [incident.none.value])] if incident.none else []


def issue(key: str, around: Surroundings) -> Node:
    """A Jira issue: a smart link, on Data Center Jira's own macro."""
    if around.jira_macro:
        return macro("jira", {"key": key})
    address = safe_address(f"{around.jira_url.rstrip('/')}/browse/{quote(key)}") if around.jira_url else ""
    return macros.link(address, [key], card=True) if address else key


def _related(document: Document, around: Surroundings) -> list[tuple[str, list[Node]]]:
    cells: list[Node] = []
    for item in document.postmortem.related:
        if item.id is None:
            continue
        if cells:
            cells.append(element("br"))
        title = around.titles.get(item.id.value)
        cells.append(macros.page_link(title, [title]) if title else item.id.value)
        if item.why_again:
            cells.append(f" ({item.why_again.value})")
    return [("related", cells)] if cells else []


def _day(text: str) -> Node:
    return macros.date(text) if parse_date(text) else text


def _time(stated: Stated, words: Words) -> list[Node]:
    if stated.instant is None:
        shown = _absent(stated.standing, words)
        return [f"{shown}: {stated.reason}" if stated.reason else shown]
    return when(stated.instant)


def when(instant: datetime) -> list[Node]:
    """A point in time: a date as Confluence shows dates, then the time with its offset."""
    clock = instant.strftime("%H:%M:%S" if instant.second else "%H:%M")
    offset = instant.strftime("%z")
    zone = f"UTC{offset[:3]}:{offset[3:5]}" if offset not in ("", "+0000") else "UTC"
    return [macros.date(instant.date().isoformat()), f" {clock} {zone}"]


def _absent(standing: Standing, words: Words) -> str:
    return words["not_applicable"] if standing is Standing.NOT_APPLICABLE else words["unknown"]


def length(value: timedelta) -> str:
    """A duration for people: 38 min, 2 h 3 min, 4 d 2 h."""
    seconds = int(value.total_seconds())
    if seconds < 60:
        return f"{seconds} s"
    minutes = seconds // 60
    parts = [(minutes // 1440, "d"), (minutes // 60 % 24, "h"), (minutes % 60, "min")]
    return " ".join(f"{amount} {unit}" for amount, unit in parts if amount)


def measures(document: Document, words: Words) -> list[Node]:
    """The impact in numbers."""
    rows: list[list[list[Node]]] = []
    for item in document.postmortem.impact:
        source = item.source.value if item.source else ""
        address = safe_address(source)
        rows.append([
            [item.measure.value if item.measure else ""],
            [f"{item.value.value}" if item.value else words["unknown"]],
            [item.unit.value if item.unit else ""],
            [macros.link(address, [address]) if address else source],
        ])  # fmt: skip
    heads: list[list[Node]] = [[words[name]] for name in ("measure", "value", "unit", "measured")]
    return [table([heads, *rows])] if rows else []


def factors(document: Document, words: Words) -> list[Node]:
    """The contributing factors of the front matter."""
    rows: list[list[list[Node]]] = [
        [[words.value(item.kind.value) if item.kind else ""], [item.text.value if item.text else ""]]
        for item in document.postmortem.factors
    ]
    return [table([[[words["kind"]], [words["factor"]]], *rows])] if rows else []


def actions(document: Document, words: Words, around: Surroundings) -> list[Node]:
    """The action items: what, whose, until when, and who approved them where."""
    names = ("id", "action", "type", "service", "owner", "priority", "due", "done_when", "state", "approval", "issue")
    rows: list[list[list[Node]]] = [[[words[name]] for name in names]]
    rows += [_action(action, document.id, words, around) for action in document.postmortem.actions]
    if len(rows) == 1:
        return []
    return [element("h2", {}, macros.anchor("actions"), words["actions"]), table(rows)]


def _action(action: Action, document: str, words: Words, around: Surroundings) -> list[list[Node]]:
    state = action.state.value if action.state else "open"
    shown: list[Node] = [lozenge(words.value(state), _STATE.get(state, Colour.GREY))]
    if action.evidence:
        address = safe_address(action.evidence.value)
        evidence: Node = macros.link(address, [words["evidence"]]) if address else action.evidence.value
        shown += [" ", evidence]
    if action.reason:
        shown.append(f" {words['reason']}: {action.reason.value}")
    made = around.ledger.latest(Kind.ISSUE, document, action.name) if around.ledger is not None else None
    return [
        [action.name],
        [action.title.value if action.title else ""],
        [words.value(action.type.value) if action.type else ""],
        [action.service.value if action.service else ""],
        [action.owner.value if action.owner else ""],
        [words.value(action.priority.value) if action.priority else ""],
        [_day(action.due.value) if action.due else words["no_due"]],
        [action.done_when.value if action.done_when else ""],
        shown,
        approval(action, document, words, around),
        [issue(made.text("key"), around)] if made is not None and made.text("key") else [],
    ]


def approval(action: Action, document: str, words: Words, around: Surroundings) -> list[Node]:
    """Who approved an action item and where, or that nobody has; without a ledger it is unknown."""
    if around.ledger is None:
        return [lozenge(words["unknown_approval"], Colour.GREY)]
    decision = around.ledger.decision(document, action.name, action.fingerprint)
    if decision is None:
        return [lozenge(words["not_approved"], Colour.YELLOW)]
    where = f"#{decision.pr}" if decision.pr is not None else ""
    if not decision.current:
        return _placed(words["changed_since"] if where else words["changed_plain"], where, decision.pr, around)
    if decision.state == "rejected":
        return _placed(words["rejected"] if where else words["rejected_plain"], where, decision.pr, around)
    if decision.state != "approved":
        return [lozenge(words["not_approved"], Colour.YELLOW)]
    who = ", ".join(decision.logins) or "?"
    text = (words["approved_by"] if where else words["approved"]).replace("{who}", who)
    return _placed(text, where, decision.pr, around)


def _placed(text: str, where: str, pr: int | None, around: Surroundings) -> list[Node]:
    """``text`` with the pull request in place of ``{where}``, as a link where its address is known."""
    before, slot, after = text.partition("{where}")
    if not slot:
        return [text]
    address = safe_address(f"{around.source_url}/pull/{pr}") if around.source_url else ""
    return [before, macros.link(address, [where]) if address else where, after]
