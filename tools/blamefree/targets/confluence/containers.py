"""Pages that hold pages: by year, by month or by service, and an index. Each shows a report, none is empty."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from blamefree.config import Settings
from blamefree.model.document import Document
from blamefree.model.instant import parse_date
from blamefree.targets.confluence.macros import macro, paragraph
from blamefree.targets.confluence.select import Selection, label_of, printable
from blamefree.targets.confluence.xml import Element, element

LABEL = "postmortem-index"
INDEX = "index"
_WORDS = {
    "en": ("Postmortems", "What was learned from incidents, kept as documents in git and published from there."),
    "sv": ("Postmortem", "Vad vi har lärt av incidenter, skrivet som dokument i git och publicerat därifrån."),
}


@dataclass(frozen=True)
class Container:
    """A page that holds others; ``above`` is the key of the page above it, empty for the root page."""

    key: str
    title: str
    above: str = ""


@dataclass(frozen=True)
class Hierarchy:
    """The containers, parents before children, and the container of each document by id."""

    containers: Mapping[str, Container] = field(default_factory=dict)
    of: Mapping[str, str] = field(default_factory=dict)


def arrange(settings: Settings, selection: Selection) -> Hierarchy:
    """The hierarchy that the settings ask for; by default there is none."""
    own = settings.confluence
    name = _WORDS[_lang(settings)][0]
    found: dict[str, Container] = {}
    of: dict[str, str] = {}
    if own.index:
        found[INDEX] = Container(INDEX, printable(own.index))
    for key, entry in sorted(selection.entries.items()):
        if own.hierarchy in ("year", "month"):
            day = _day(entry.document)
            year = Container(f"year-{day[:4]}", f"{name} {day[:4]}")
            found.setdefault(year.key, year)
            of[key] = year.key
            if own.hierarchy == "month" and len(day) > 4:
                month = Container(f"month-{day}", f"{name} {day}", year.key)
                found.setdefault(month.key, month)
                of[key] = month.key
        elif own.hierarchy == "service" and entry.document.postmortem.services:
            service = entry.document.postmortem.services[0].value
            ascii_ = re.sub(r"[^A-Za-z0-9._-]", "-", label_of(service)) or "none"
            found.setdefault(f"service-{ascii_}", Container(f"service-{ascii_}", f"{name}: {printable(service)}"))
            of[key] = f"service-{ascii_}"
    ordered = sorted(found.values(), key=lambda one: (one.key != INDEX, bool(one.above), one.key))
    return Hierarchy({one.key: one for one in ordered}, of)


def _day(document: Document) -> str:
    """Year and month of the incident, or the year of the id."""
    date = document.postmortem.date
    day = parse_date(date.value) if date else None
    return day.strftime("%Y-%m") if day else document.id[3:7]


def _lang(settings: Settings) -> str:
    return "sv" if settings.lang.casefold().split("-")[0] == "sv" else "en"


def page(container: Container, settings: Settings) -> Element:
    """The text of a container: one sentence, and a Page Properties Report."""
    where = "space = currentSpace()" if container.key == INDEX else "ancestor = currentContent()"
    report = macro("detailssummary", {"cql": f'label = "postmortem" and {where}', "sortBy": "Title"})
    return element("storage", {}, paragraph(_WORDS[_lang(settings)][1]), report)
