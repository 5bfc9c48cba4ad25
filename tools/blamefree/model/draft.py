"""A draft: what is known of an incident, written into the template of its language and level.

Pure: where the values come from (the command line, a Jira issue, a file) and where the text goes to is the
business of the caller. What is not known stays open; nothing is invented.
"""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from string import Template

from blamefree.model.postmortem import TIMES
from blamefree.text.yaml12 import Scalar, parse


@dataclass(frozen=True, slots=True)
class Absent:
    """A time that is not stated: ``key`` is ``unknown`` or ``not_applicable``, with the reason."""

    reason: str
    key: str = "unknown"


@dataclass(frozen=True, slots=True)
class DraftRow:
    """A row of the timeline: the time as it is written (``09:02``, ``2026-03-15 00:10``), and one line of text."""

    time: str
    text: str


@dataclass(frozen=True, slots=True)
class DraftAction:
    """An action item that is known already; empty fields are left out."""

    title: str
    type: str = ""
    service: str = ""
    owner: str = ""


@dataclass(frozen=True)
class Draft:
    """What is known when a document is begun; everything but title and date may be left open.

    ``times`` maps names of :data:`~blamefree.model.postmortem.TIMES` to aware instants, or to
    :class:`Absent`. ``incident`` is a Jira key, ``no_incident`` the reason why there is none.
    ``sections`` holds Markdown by section key and replaces the guidance of the template.
    """

    title: str
    date: date
    id: str = ""
    severity: str = "SEV3"
    level: str = "lite"
    classification: str = "restricted"
    lang: str = "en"
    timezone: str = "UTC"
    owner: str = ""
    services: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    incident: str = ""
    no_incident: str = ""
    times: Mapping[str, datetime | Absent] = field(default_factory=dict)
    detection: str = ""
    rows: tuple[DraftRow, ...] = ()
    actions: tuple[DraftAction, ...] = ()
    sections: Mapping[str, str] = field(default_factory=dict)


def compose(draft: Draft, template: str) -> str:
    """The draft's text: ``template`` with its ``${…}`` places filled in.

    A section that the draft brings along replaces what the template has below the heading marked
    ``<!-- key -->``; the marks themselves disappear.
    """
    text = Template(template).safe_substitute(_values(draft))
    return _sections(text, draft)


def _values(draft: Draft) -> dict[str, str]:
    return {
        "id": draft.id,
        "title": scalar(draft.title),
        "date": draft.date.isoformat(),
        "severity": scalar(draft.severity),
        "classification": scalar(draft.classification),
        "lang": scalar(draft.lang),
        "timezone": scalar(draft.timezone),
        "owner": scalar(draft.owner or "TODO"),
        "services": _list(draft.services),
        "tags": _list(draft.tags),
        "incident": _incident(draft),
        "times": "\n".join(f"  {name}:{_time(draft.times.get(name))}" for name in TIMES),
        "detection": f" {scalar(draft.detection)}" if draft.detection else "",
        "actions": _actions(draft.actions),
    }


def _incident(draft: Draft) -> str:
    if draft.incident:
        return f"  jira: {scalar(draft.incident)}"
    return f"  none: {scalar(draft.no_incident)}" if draft.no_incident else "  jira:"


def _time(stated: datetime | Absent | None) -> str:
    if stated is None:
        return ""
    if isinstance(stated, Absent):
        return f" {{{stated.key}: {scalar(stated.reason, flow=True)}}}"
    return f" {stated.isoformat(timespec='seconds')}"


def _list(items: tuple[str, ...]) -> str:
    return "[" + ", ".join(scalar(item, flow=True) for item in items) + "]"


def _actions(actions: tuple[DraftAction, ...]) -> str:
    if not actions:
        return " []"
    lines: list[str] = []
    for number, action in enumerate(actions, 1):
        lines.append(f"  - id: A{number}")
        for name in ("title", "type", "service", "owner"):
            value = getattr(action, name)
            if value:
                lines.append(f"    {name}: {scalar(value)}")
        lines.append("    state: open")
    return "\n" + "\n".join(lines)


def _sections(text: str, draft: Draft) -> str:
    held = dict(draft.sections)
    if draft.rows and "timeline" not in held:
        held["timeline"] = "\n".join(f"- {row.time} {one_line(row.text)}" for row in draft.rows)
    pieces = re.split(r"(?m)^(?=## )", text)
    for at, piece in enumerate(pieces):
        head, _, rest = piece.partition("\n")
        found = re.search(r"[ \t]*<!-- (\w+) -->[ \t]*$", head)
        if found is None:
            continue
        head = head[: found.start()]
        body = held.get(found.group(1))
        pieces[at] = f"{head}\n\n{body.strip()}\n\n" if body else f"{head}\n{rest}"
    return "".join(pieces).rstrip("\n") + "\n"


def scalar(text: str, *, flow: bool = False) -> str:
    """``text`` as a YAML scalar on one line: plain where it stays the same text for every reader, else in quotes."""
    text = one_line(text)
    if _is_plain(text) and not (flow and re.search(r"[,\[\]{}]|^[:?]", text)):
        return text
    return json.dumps(text, ensure_ascii=False)


_YAML_11 = re.compile(
    r"(?i:y|n|yes|no|on|off|true|false|null|~|\.inf|\.nan)|[-+]?[0-9][0-9_:.,xobe+-]*(?:[Tt ][0-9:.+Zz -]+)?"
)


def _is_plain(text: str) -> bool:
    if not text or not text.isprintable() or text != text.strip() or _YAML_11.fullmatch(text):
        return False
    node, problems = parse(f"k: {text}\n", 0)
    value = None if problems or node is None else getattr(node, "items", {}).get("k")
    return isinstance(value, Scalar) and value.value == text and " #" not in text


def one_line(text: str) -> str:
    """``text`` on one line: runs of white space folded to one space, control characters dropped."""
    return " ".join("".join(char for char in text if char >= " " or char.isspace()).split())


_LETTERS = str.maketrans(
    {"ø": "o", "Ø": "O", "ß": "ss", "æ": "ae", "Æ": "AE", "đ": "d", "Đ": "D", "ł": "l", "Ł": "L", "þ": "th", "ð": "d"}
)
SLUG_LENGTH = 50


def slug(title: str) -> str:
    """The title as part of a file name: ASCII, lower case, hyphens; ``draft`` when nothing of it is left."""
    bare = unicodedata.normalize("NFKD", title.translate(_LETTERS)).encode("ascii", "ignore").decode("ascii")
    words = re.findall(r"[a-z0-9]+", bare.replace("'", "").lower())
    found = ""
    for word in words:
        if found and len(found) + 1 + len(word) > SLUG_LENGTH:
            break
        found = f"{found}-{word}" if found else word[:SLUG_LENGTH]
    return found or "draft"
