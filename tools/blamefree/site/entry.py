"""A document as the site needs it: plain values that can be kept between builds.

An entry holds only what its edition admits. Times are ISO 8601 texts with offset, lengths are whole seconds.
"""

from __future__ import annotations

from functools import cached_property
from typing import TypedDict
from urllib.parse import quote, unquote

from blamefree.values import dataclass, field


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

    @cached_property
    def kinds(self) -> list[str]:
        """The kinds of its factors, each once."""
        return list(dict.fromkeys(cause["kind"] for cause in self.factors if cause["kind"]))

    @property
    def minutes(self) -> int:
        """Reading time in minutes at 200 words a minute, at least one."""
        return max(1, round(self.words / 200))

    @property
    def year(self) -> str:
        """The year of the incident, empty when the date cannot be read."""
        return self.date[:4]

    @cached_property
    def page(self) -> str:
        """The page's address below the site's root, with the closing slash."""
        return f"{quote(self.path.removesuffix('.md'))}/"

    def length(self, key: str) -> Length | None:
        """The duration of that name."""
        for item in self.durations:
            if item["key"] == key:
                return item
        return None
