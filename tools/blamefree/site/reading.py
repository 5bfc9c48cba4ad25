"""From a document as it is written to what the site needs of it, as far as an edition admits it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache
from typing import Any

from blamefree.model.action import fingerprint_of
from blamefree.model.durations import derived
from blamefree.model.instant import Standing
from blamefree.model.postmortem import TIMES
from blamefree.site.edition import Edition
from blamefree.site.entry import Entry, Item, Moment, Part
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
        return without_people(words, edition) if public and words else words

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
        services=_unique([text(item) for item in document.words("services")]),
        invited=[] if public else _unique([text(item) for item in document.words("invited")]),
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
        actions=[_action(item, edition, link(item.get("evidence"))) for item in document.records("actions")],
        related=[
            {"id": text(item["id"]), "why": inside(item.get("why_again"))}
            for item in document.records("related")
            if isinstance(item.get("id"), str)
        ],
        tags=_unique([text(item) for item in document.words("tags")]),
        timeline=_moments(document, edition),
        leads=_leads(document, edition),
        anchors=list(dict.fromkeys(document.anchors)),
        targets=_targets(parts if parts is not None else parts_of(document, edition)),
        words=document.text.count(" ", document.body),
    )


def _action(item: dict[str, Any], edition: Edition, evidence: str) -> Item:
    said = {name: " ".join(value.split()) for name, value in item.items() if isinstance(value, str)}
    shown, hidden = said, said
    if edition.public:
        shown, hidden = {name: without_people(said[name], edition) for name in said if name in _SHOWN}, {}
    told, kept = shown.get, hidden.get
    return {
        "id": told("id", ""),
        "title": told("title", ""),
        "type": told("type", ""),
        "service": told("service", ""),
        "owner": kept("owner", ""),
        "priority": told("priority", ""),
        "due": kept("due", ""),
        "done_when": kept("done_when", ""),
        "state": told("state", "") or "open",
        "reason": kept("reason", ""),
        "evidence": evidence,
        "fingerprint": "" if edition.public else fingerprint_of(said),
    }


_SHOWN = frozenset(("id", "title", "type", "service", "priority", "state"))


def parts_of(document: Manuscript, edition: Edition) -> list[Part]:
    """The sections of a document that the edition shows, as written; first what stands before the first one."""
    sections = document.sections
    first = sections[0].start if sections else len(document.text)
    whole = document.text
    if edition.sections is None:
        found: list[Part] = [{"key": "", "title": "", "text": whole[document.body : first]}]
        found += [
            {"key": key or "", "title": title, "text": whole[begin:end]} for key, title, _, begin, end in sections
        ]
        return found
    return [
        {"key": key or "", "title": title, "text": without_internal(whole[begin:end])}
        for key, title, _, begin, end in sections
        if shown(key, title, edition)
    ]


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
    text, public = document.text, edition.public
    for _, time_span, text_span, start, end, about, *_ in document.timeline.rows:
        if start is None:
            continue
        words = plain_text(without_sources(text[text_span.start : text_span.end].strip(" |")))
        found.append(
            {
                "start": start.isoformat(),
                "end": end.isoformat() if end is not None else "",
                "about": about,
                "label": " ".join(text[time_span.start : time_span.end].split()),
                "text": without_people(words, edition) if public else words,
            }
        )
    return found


_LEADS = frozenset(("summary", "detection", "response", "went_well", "lucky", "surprised", "again"))
AGAIN = (
    "if this happens again", "if you see this", "check first", "what to check first",
    "om det händer igen", "om du ser detta", "kontrollera först",
)  # fmt: skip
_SHORT = 120  # longer titles are not remembered


def _is_again(title: str) -> bool:
    return title.strip().casefold().rstrip(".:!") in AGAIN


_again = lru_cache(maxsize=2048)(_is_again)


def _leads(document: Manuscript, edition: Edition) -> dict[str, str]:
    """The first sentences of the sections that other pages quote."""
    found: dict[str, str] = {}
    for section in document.sections:
        title = section.title
        key = "again" if (_again(title) if len(title) < _SHORT else _is_again(title)) else section.key
        if key is None or key in found or key not in _LEADS:
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
    found: dict[str, None] = {}
    for part in parts:
        text = part["text"]
        if "](" in text or "]:" in text:
            found.update(dict.fromkeys(_TARGET.findall(text)))
    return list(found)
