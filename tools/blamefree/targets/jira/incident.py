"""An incident in Jira becomes a draft: what Jira knows, and honest gaps for the rest. Pure."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from blamefree.config import Settings
from blamefree.model.draft import Draft
from blamefree.model.instant import zone
from blamefree.model.services import Services
from blamefree.targets.jira.moments import times
from blamefree.targets.jira.reading import Material, Reader, instant, labels
from blamefree.targets.jira.story import rows, sections

_SEVERITY = re.compile(r"\b(?:sev(?:erity)?|s|p(?:riority)?)[\s_-]*([0-9])\b", re.IGNORECASE)


def draft(material: Material, settings: Settings, services: Services | None, base: Draft) -> Draft:
    """``base`` (its language, time zone and defaults) filled with what Jira knows. No time is invented."""
    from dataclasses import replace

    reader = Reader(material, settings, services, base.lang, zone(base.timezone) or UTC)
    stated = times(reader)
    begun = [instant for instant in stated.values() if isinstance(instant, datetime)]
    created = instant(reader.fields.get("created"))
    first = min([*begun, *([created] if created else [])], default=None)
    day = first.astimezone(reader.zone).date() if first else base.date
    severity = _severity(reader) or base.severity
    known = settings.severities
    return replace(
        base,
        title=" ".join(str(reader.fields.get("summary") or base.title).split())[:200] or base.title,
        date=day,
        severity=severity,
        level="full" if severity in known[:2] else "lite",
        services=_services(reader),
        owner=_handle(reader, reader.fields.get("assignee")) or base.owner,
        incident=reader.key,
        no_incident="",
        times=stated,
        detection=_detection(reader),
        rows=rows(reader, day),
        sections=sections(reader),
    )


def severity_of(issue: Mapping[str, Any], settings: Settings) -> str:
    """The severity of an issue by the settings, empty when it says none. ``issue`` needs ``names``."""
    return _severity(Reader(Material(issue), settings, None, "en", UTC))


def _severity(reader: Reader) -> str:
    known = reader.settings.severities
    mapped = {name.casefold(): severity for name, severity in reader.settings.jira.severities.items()}
    candidates = labels(reader.custom("severity")) + labels(reader.fields.get("priority"))
    for number, text in enumerate(candidates):
        if text.casefold() in mapped and mapped[text.casefold()] in known:
            return mapped[text.casefold()]
        if text.upper() in known:
            return text.upper()
        stated = _SEVERITY.search(text)
        if stated and number < len(candidates) and reader.custom("severity") is not None:
            found = f"SEV{stated.group(1)}"
            if found in known:
                return found
    return ""


def _services(reader: Reader) -> tuple[str, ...]:
    catalogue = list(reader.services.services) if reader.services is not None else []
    folded = {_fold(name): name for name in catalogue}
    mapped = {_fold(name): key for name, key in reader.settings.jira.services.items()}
    stated = labels(reader.custom("services"))
    loose = labels(reader.fields.get("components")) + labels(reader.fields.get("labels"))
    found: list[str] = []
    for text in stated + loose:
        key = mapped.get(_fold(text)) or folded.get(_fold(text))
        if key is None and text in stated and not catalogue:
            key = re.sub(r"[^a-z0-9]+", "-", text.lower()).strip("-")
        if key and key not in found:
            found.append(key)
    return tuple(found)


def _fold(text: str) -> str:
    return re.sub(r"[^\w]+", "-", text.casefold()).strip("-")


def _handle(reader: Reader, person: Any) -> str:
    if not isinstance(person, Mapping):
        return ""
    identifiers = {person.get("accountId"), person.get("name"), person.get("key")}
    return next((handle for handle, number in reader.settings.jira.people.items() if number in identifiers), "")


def _detection(reader: Reader) -> str:
    text = " ".join(labels(reader.custom("detection"))).casefold()
    words = {
        "alert": ("alert", "monitor", "larm", "alarm"),
        "customer": ("customer", "kund", "user"),
        "staff": ("staff", "employee", "internal", "personal", "intern"),
        "partner": ("partner", "vendor", "leverantör"),
    }
    return next((kind for kind, signals in words.items() if any(signal in text for signal in signals)), "")
