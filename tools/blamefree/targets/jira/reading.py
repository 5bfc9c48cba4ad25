"""What is read from Jira about an incident, and how its parts are looked up. Pure."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, tzinfo
from typing import Any

from blamefree.config import Settings
from blamefree.model.services import Services

_ACTIVE = re.compile(r"([\\`*_\[\]<>#|~$])")
_WORDS = {
    "en": {
        "raised": "The incident {key} is raised in Jira: {title}",
        "status": "Status goes from {before} to {after}",
        "assignee": "A responder takes the incident",
        "unassigned": "The incident has no responder for now",
        "field": "{name} goes from {before} to {after}",
        "set": "{name} is set to {after}",
        "comment": "Note in the incident: {text}",
        "missing": "not recorded in {key}",
        "sla": "{name}: {elapsed} of {goal}, {verdict}",
        "met": "met",
        "breached": "breached",
        "request": "Request type: {name}",
        "linked": "{key} ({kind}): {title}",
        "nothing": "nothing",
    },
    "sv": {
        "raised": "Incidenten {key} läggs upp i Jira: {title}",
        "status": "Status går från {before} till {after}",
        "assignee": "En person i jour tar incidenten",
        "unassigned": "Incidenten saknar handläggare tills vidare",
        "field": "{name} går från {before} till {after}",
        "set": "{name} sätts till {after}",
        "comment": "Anteckning i incidenten: {text}",
        "missing": "står inte i {key}",
        "sla": "{name}: {elapsed} av {goal}, {verdict}",
        "met": "hölls",
        "breached": "hölls inte",
        "request": "Ärendetyp: {name}",
        "linked": "{key} ({kind}): {title}",
        "nothing": "inget",
    },
}


@dataclass(frozen=True)
class Material:
    """What was read from Jira about one incident; ``browse`` is the issue's address for people."""

    issue: Mapping[str, Any]
    histories: Sequence[Mapping[str, Any]] = ()
    comments: Sequence[Mapping[str, Any]] = ()
    request: Mapping[str, Any] | None = None
    browse: str = ""


@dataclass
class Reader:
    """Looks things up in the material, with the settings and in the draft's language."""

    material: Material
    settings: Settings
    services: Services | None
    lang: str
    zone: tzinfo
    words: Mapping[str, str] = field(init=False)

    def __post_init__(self) -> None:
        self.words = _WORDS.get(self.lang.split("-")[0].lower(), _WORDS["en"])

    @property
    def key(self) -> str:
        """The issue's key."""
        return str(self.material.issue.get("key") or "")

    @property
    def fields(self) -> Mapping[str, Any]:
        """The issue's fields by id."""
        found = self.material.issue.get("fields")
        return found if isinstance(found, Mapping) else {}

    def custom(self, meaning: str) -> Any:
        """The value of the field that the settings name for ``meaning``, found by its name and not by its id."""
        wanted = self.settings.jira.fields.get(meaning)
        if not wanted:
            return None
        names = self.material.issue.get("names") or {}
        for identifier, name in names.items():
            if str(name).casefold() == wanted.casefold():
                return self.fields.get(identifier)
        return self.fields.get(wanted)

    def say(self, phrase: str, /, **values: str) -> str:
        """A phrase in the draft's language, its values made harmless."""
        return self.words[phrase].format(**{key: plain(value) for key, value in values.items()})


def plain(text: str) -> str:
    """Text from Jira on one line, with nothing in it that Markdown would act on."""
    line = " ".join("".join(char if char.isprintable() else " " for char in str(text)).split())
    return _ACTIVE.sub(r"\\\1", line)


def instant(value: Any) -> datetime | None:
    """A time as Jira writes it, ``None`` for anything else."""
    if not isinstance(value, str) or len(value) < 16:
        return None
    text = re.sub(r"([+-]\d{2})(\d{2})$", r"\1:\2", value.strip())
    try:
        found = datetime.fromisoformat(text)
    except ValueError:
        return None
    return found.replace(microsecond=0) if found.tzinfo is not None else None


def label(value: Any) -> str:
    """What a field's value says: an option's or a person's name, a text, a number."""
    if isinstance(value, Mapping):
        for name in ("value", "name", "displayName", "title", "label"):
            if isinstance(value.get(name), str):
                return str(value[name])
        return ""
    return str(value) if isinstance(value, (str, int, float)) and not isinstance(value, bool) else ""


def labels(value: Any) -> list[str]:
    """What each value of a field says; empty ones are left out."""
    values = value if isinstance(value, list) else [value]
    return [text for item in values if (text := label(item).strip())]
