"""From a document as it is written to what the site needs of it, as far as an edition admits it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from blamefree.model.action import BOUND, fingerprint_of
from blamefree.model.durations import derived
from blamefree.model.instant import Standing
from blamefree.model.postmortem import TIMES
from blamefree.site.edition import Edition
from blamefree.site.entry import Entry, Moment, Part
from blamefree.site.manuscript import Manuscript
from blamefree.site.prose import lead, plain_text, without_internal, without_people, without_sources

_ID = re.compile(r"PM-[0-9]{4}-[0-9]{4}")


def entry_of(document: Manuscript, edition: Edition, digest: str, parts: Sequence[Part] | None = None) -> Entry | None:
    """The entry of a document, ``None`` when the edition does not admit it. ``digest`` names the file's content.

    ``parts`` are those of :func:`parts_of`, where they are known.
    """
    word = document.word
    status, classification = word("status") or "", word("classification") or ""
    identity, title = word("id") or "", word("title")
    if not _ID.fullmatch(identity) or title is None or not edition.admits(classification, status):
        return None
    public = edition.public

    def text(value: Any) -> str:
        words = " ".join(value.split()) if isinstance(value, str) else ""
        return without_people(words, edition) if public else words

    def link(value: Any) -> str:
        address = value.strip() if isinstance(value, str) else ""
        web = address.startswith(("https://", "http://"))
        return address if web and edition.shows_link(address) else ""

    def inside(value: Any) -> str:
        return "" if public else text(value)

    incident, zone, unknown = document.record("incident"), word("timezone"), document.record("detection").get("unknown")
    level, severity = word("level"), word("severity")

    return Entry(
        id=identity,
        path=document.path,
        digest=digest,
        title=text(title),
        date=word("date") or "" if document.day is not None else "",
        status=status,
        severity=text(severity),
        level=level if level in ("lite", "full") else "full" if severity in edition.grave else "lite",
        classification=classification,
        lang=document.lang,
        timezone="UTC" if zone is None else zone,
        owner=inside(word("owner")),
        services=_unique(text(item) for item in document.words("services")),
        invited=[] if public else _unique(text(item) for item in document.words("invited")),
        incident=inside(incident.get("jira")),
        no_incident=inside(incident.get("none")),
        times={
            name: {
                "standing": stated.standing.value,
                "at": stated.instant.isoformat() if stated.instant else "",
                "reason": _reason(stated.reason, edition),
            }
            for name in TIMES
            if (stated := document.times.get(name)) is not None
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
            for item in derived(document.times.get)
        ],
        detection=text(word("detection")),
        detection_unknown=_reason(unknown, edition) if isinstance(unknown, str) else "",
        impact=[
            {
                "measure": text(item.get("measure")),
                "value": _number(item.get("value")),
                "unit": text(item.get("unit")),
                "source": link(item.get("source")),
            }
            for item in document.records("impact")
        ],
        factors=[
            {"kind": text(item.get("kind")), "text": text(item.get("text"))} for item in document.records("factors")
        ],
        actions=[
            {
                "id": text(item.get("id")),
                "title": text(item.get("title")),
                "type": text(item.get("type")),
                "service": text(item.get("service")),
                "owner": inside(item.get("owner")),
                "priority": text(item.get("priority")),
                "due": inside(item.get("due")),
                "done_when": inside(item.get("done_when")),
                "state": text(item.get("state")) or "open",
                "reason": inside(item.get("reason")),
                "evidence": link(item.get("evidence")),
                "fingerprint": "" if public else _fingerprint(item),
            }
            for item in document.records("actions")
        ],
        related=[
            {"id": text(item["id"]), "why": inside(item.get("why_again"))}
            for item in document.records("related")
            if isinstance(item.get("id"), str)
        ],
        tags=_unique(text(item) for item in document.words("tags")),
        timeline=_moments(document, edition),
        leads=_leads(document, edition),
        anchors=list(dict.fromkeys(document.anchors)),
        targets=_targets(parts if parts is not None else parts_of(document, edition)),
        words=document.text.count(" ", document.body),
    )


def parts_of(document: Manuscript, edition: Edition) -> list[Part]:
    """The sections of a document that the edition shows, as written; first what stands before the first one."""
    sections = document.sections
    first = sections[0].start if sections else len(document.text)
    found: list[Part] = []
    if edition.sections is None:
        found.append({"key": "", "title": "", "text": document.text[document.body : first]})
    for section in sections:
        if not shown(section.key, section.title, edition):
            continue
        text = document.text[section.begin : section.end]
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


def _fingerprint(item: dict[str, Any]) -> str:
    bound = ((name, item.get(name)) for name in BOUND)
    return fingerprint_of({name: " ".join(value.split()) for name, value in bound if isinstance(value, str)})


def _number(value: Any) -> str:
    if value is None or isinstance(value, (dict, list)):
        return ""
    if isinstance(value, bool) or not isinstance(value, (int, float)):
        return str(value)
    return str(value) if isinstance(value, int) else f"{value:.10g}"


def _moments(document: Manuscript, edition: Edition) -> list[Moment]:
    section = next((section for section in document.sections if section.key == "timeline"), None)
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


def _leads(document: Manuscript, edition: Edition) -> dict[str, str]:
    """The first sentences of the sections that other pages quote."""
    found: dict[str, str] = {}
    for section in document.sections:
        key = "again" if section.title.strip().casefold().rstrip(".:!") in AGAIN else section.key
        if key is None or key in found or key not in (*_LEADS, "again"):
            continue
        if not shown(section.key, section.title, edition):
            continue
        paragraph = document.first_paragraph(section)
        words = lead(plain_text(paragraph)) if paragraph is not None else ""
        if words:
            found[key] = without_people(words, edition) if edition.public else words
    return found


_TARGET = re.compile(r"(?:\]\(\s*<?|\]:\s*<?)(?![a-zA-Z][\w+.-]*:|//|#)([^\s<>()#]+)")


def _targets(parts: Sequence[Part]) -> list[str]:
    """The relative addresses that the shown sections name."""
    return list(dict.fromkeys(found for part in parts for found in _TARGET.findall(part["text"])))
