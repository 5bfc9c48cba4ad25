"""A document as the site needs it: plain values that can be kept between builds.

An entry holds only what its edition admits. Times are ISO 8601 texts with offset, lengths are whole seconds.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import lru_cache
from typing import Any, TypedDict
from urllib.parse import quote, unquote

from blamefree.model.document import Document
from blamefree.model.durations import durations
from blamefree.model.instant import Standing
from blamefree.model.postmortem import TIMES
from blamefree.site.edition import Edition
from blamefree.site.prose import lead, plain_text, without_internal, without_people, without_sources
from blamefree.text.markdown import Kind


class Time(TypedDict):
    """One of ``times``: ``at`` when recorded, else the reason."""

    standing: str
    at: str
    reason: str


class Length(TypedDict):
    """One duration: ``seconds`` when recorded, else the reason and the two times it would run between."""

    key: str
    start: str
    end: str
    standing: str
    seconds: int | None
    reason: str


class Measured(TypedDict):
    """One measure of the impact."""

    measure: str
    value: str
    unit: str
    source: str


class Cause(TypedDict):
    """One contributing factor."""

    kind: str
    text: str


class Item(TypedDict):
    """One action item; ``fingerprint`` is what an approval is bound to (empty in the public edition)."""

    id: str
    title: str
    type: str
    service: str
    owner: str
    priority: str
    due: str
    done_when: str
    state: str
    reason: str
    evidence: str
    fingerprint: str


class Mention(TypedDict):
    """A link to another postmortem that the document states."""

    id: str
    why: str


class Moment(TypedDict):
    """A row of the timeline that could be placed; ``label`` is the time as written."""

    start: str
    end: str
    about: bool
    label: str
    text: str


class Part(TypedDict):
    """A section: its key (empty beyond the table), title, and text without the heading."""

    key: str
    title: str
    text: str


@dataclass(frozen=True)
class Entry:
    """One postmortem on the site."""

    id: str
    path: str
    digest: str
    title: str
    date: str = ""
    status: str = ""
    severity: str = ""
    level: str = ""
    classification: str = ""
    lang: str = "en"
    timezone: str = "UTC"
    owner: str = ""
    services: list[str] = field(default_factory=list)
    invited: list[str] = field(default_factory=list)
    incident: str = ""
    no_incident: str = ""
    times: dict[str, Time] = field(default_factory=dict)
    durations: list[Length] = field(default_factory=list)
    detection: str = ""
    detection_unknown: str = ""
    impact: list[Measured] = field(default_factory=list)
    factors: list[Cause] = field(default_factory=list)
    actions: list[Item] = field(default_factory=list)
    related: list[Mention] = field(default_factory=list)
    tags: list[str] = field(default_factory=list)
    timeline: list[Moment] = field(default_factory=list)
    leads: dict[str, str] = field(default_factory=dict)
    anchors: list[str] = field(default_factory=list)
    targets: list[str] = field(default_factory=list)
    words: int = 0

    @property
    def files(self) -> set[str]:
        """The names of the files that shown sections link to."""
        return {unquote(target).rsplit("/", 1)[-1] for target in self.targets}

    @property
    def minutes(self) -> int:
        """Reading time in minutes at 200 words a minute, at least one."""
        return max(1, round(self.words / 200))

    @property
    def year(self) -> str:
        """The year of the incident, empty when the date cannot be read."""
        return self.date[:4]

    @property
    def page(self) -> str:
        """The page's address below the site's root, with the closing slash."""
        return _page(self.path)

    def length(self, key: str) -> Length | None:
        """The duration of that name."""
        return next((item for item in self.durations if item["key"] == key), None)


@lru_cache(maxsize=1 << 16)
def _page(path: str) -> str:
    return f"{quote(path.removesuffix('.md'))}/"


_ID = re.compile(r"PM-[0-9]{4}-[0-9]{4}")


def entry_of(document: Document, edition: Edition, digest: str, parts: Sequence[Part] | None = None) -> Entry | None:
    """The entry of a document, ``None`` when the edition does not admit it. ``digest`` names the file's content.

    ``parts`` are those of :func:`parts_of`, where they are known.
    """
    front = document.postmortem
    status = front.status.value if front.status else ""
    classification = front.classification.value if front.classification else ""
    if (
        not document.sound
        or not _ID.fullmatch(document.id)
        or front.title is None
        or not edition.admits(classification, status)
    ):
        return None
    public = edition.public

    def text(value: Any) -> str:
        words = " ".join(str(value.value).split()) if value is not None else ""
        return without_people(words, edition) if public else words

    def link(value: Any) -> str:
        address = str(value.value).strip() if value is not None else ""
        web = address.startswith(("https://", "http://"))
        return address if web and edition.shows_link(address) else ""

    def inside(value: Any) -> str:
        return "" if public else text(value)

    return Entry(
        id=document.id,
        path=document.path,
        digest=digest,
        title=text(front.title),
        date=front.date.value if front.date and front.day else "",
        status=status,
        severity=text(front.severity),
        level=front.effective_level,
        classification=classification,
        lang=document.lang,
        timezone=front.timezone.value if front.timezone else "UTC",
        owner=inside(front.owner),
        services=_unique(text(item) for item in front.services),
        invited=[] if public else _unique(text(item) for item in front.invited),
        incident=inside(front.incident.jira) if front.incident else "",
        no_incident=inside(front.incident.none) if front.incident else "",
        times={
            name: {
                "standing": stated.standing.value,
                "at": stated.instant.isoformat() if stated.instant else "",
                "reason": without_people(stated.reason, edition) if public else stated.reason,
            }
            for name in TIMES
            if (stated := front.time(name)) is not None
        },
        durations=[
            {
                "key": item.measure.key,
                "start": item.measure.start,
                "end": item.measure.end,
                "standing": item.standing.value,
                "seconds": int(item.length.total_seconds()) if item.length is not None else None,
                "reason": "" if item.standing is Standing.RECORDED else _reason(item.reason, edition),
            }
            for item in durations(front)
        ],
        detection=text(front.detection),
        detection_unknown=_reason(front.detection_unknown.value, edition) if front.detection_unknown else "",
        impact=[
            {
                "measure": text(item.measure),
                "value": _number(item.value.value) if item.value is not None else "",
                "unit": text(item.unit),
                "source": link(item.source),
            }
            for item in front.impact
        ],
        factors=[{"kind": text(item.kind), "text": text(item.text)} for item in front.factors],
        actions=[
            {
                "id": text(action.id),
                "title": text(action.title),
                "type": text(action.type),
                "service": text(action.service),
                "owner": inside(action.owner),
                "priority": text(action.priority),
                "due": inside(action.due),
                "done_when": inside(action.done_when),
                "state": text(action.state) or "open",
                "reason": inside(action.reason),
                "evidence": link(action.evidence),
                "fingerprint": "" if public else action.fingerprint,
            }
            for action in front.actions
        ],
        related=[{"id": text(item.id), "why": inside(item.why_again)} for item in front.related if item.id],
        tags=_unique(text(item) for item in front.tags),
        timeline=_moments(document, edition),
        leads=_leads(document, edition),
        anchors=_anchors(document),
        targets=_targets(parts if parts is not None else parts_of(document, edition)),
        words=document.text.count(" ", document.body_start),
    )


def parts_of(document: Document, edition: Edition) -> list[Part]:
    """The sections of a document that the edition shows, as written; first what stands before the first one."""
    sections = document.sections
    first = sections[0].span.start if sections else len(document.text)
    found: list[Part] = []
    if edition.sections is None:
        found.append({"key": "", "title": "", "text": document.text[document.body_start : first]})
    for section in sections:
        if not shown(section.key, section.title, edition):
            continue
        text = document.text[section.heading.end : section.span.end]
        if edition.public:
            text = without_internal(text)
        found.append({"key": section.key or "", "title": section.title, "text": text})
    return found


def shown(key: str | None, title: str, edition: Edition) -> bool:
    """Whether a section is in the edition."""
    if edition.sections is None:
        return True
    marked = re.search(r"\{[^{}]*\.(?:internal|restricted)\b[^{}]*\}\s*$", title)
    return marked is None and (key in edition.sections or title.strip().casefold() in edition.sections)


def _reason(text: str, edition: Edition) -> str:
    return without_people(text, edition) if edition.public else text


def _unique(values: Any) -> list[str]:
    return list(dict.fromkeys(value for value in values if value))


def _number(value: Any) -> str:
    if isinstance(value, bool) or not isinstance(value, (int, float)):
        return str(value)
    return str(value) if isinstance(value, int) else f"{value:.10g}"


def _moments(document: Document, edition: Edition) -> list[Moment]:
    section = document.section("timeline")
    if section is None or not shown("timeline", section.title, edition):
        return []
    found: list[Moment] = []
    for row in document.timeline.rows:
        if row.start is None:
            continue
        words = plain_text(without_sources(document.text[row.text_span.start : row.text_span.end].strip(" |")))
        found.append(
            {
                "start": row.start.isoformat(),
                "end": row.end.isoformat() if isinstance(row.end, datetime) else "",
                "about": row.about,
                "label": " ".join(document.text[row.time_span.start : row.time_span.end].split()),
                "text": without_people(words, edition) if edition.public else words,
            }
        )
    return found


_LEADS = ("summary", "detection", "response", "went_well", "lucky", "surprised")
AGAIN = (
    "if this happens again", "if you see this", "check first", "what to check first",
    "om det händer igen", "om du ser detta", "kontrollera först",
)  # fmt: skip


def _leads(document: Document, edition: Edition) -> dict[str, str]:
    """The first sentences of the sections that other pages quote."""
    found: dict[str, str] = {}
    for section in document.sections:
        key = "again" if section.title.strip().casefold().rstrip(".:!") in AGAIN else section.key
        if key is None or key in found or key not in (*_LEADS, "again"):
            continue
        if not shown(section.key, section.title, edition):
            continue
        block = next((block for block in section.blocks if block.kind is Kind.PARAGRAPH and block.lines), None)
        if block is None:
            continue
        words = lead(plain_text(" ".join(document.text[line.start : line.end] for line in block.lines)))
        if words:
            found[key] = without_people(words, edition) if edition.public else words
    return found


_TARGET = re.compile(r"(?:\]\(\s*<?|\]:\s*<?)(?![a-zA-Z][\w+.-]*:|//|#)([^\s<>()#]+)")


def _targets(parts: Sequence[Part]) -> list[str]:
    """The relative addresses that the shown sections name."""
    return list(dict.fromkeys(found for part in parts for found in _TARGET.findall(part["text"])))


def _anchors(document: Document) -> list[str]:
    from blamefree.model.links import anchors

    return list(dict.fromkeys(anchors(document)))
