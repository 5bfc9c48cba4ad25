"""The typed view of a document's front matter: tolerant, every value with its span.

A field that is absent or of the wrong type is ``None`` here; saying so is the
business of the schema rules.
"""

from __future__ import annotations

import datetime as dt
from typing import Any

from blamefree.model.action import Action
from blamefree.model.instant import Standing, Stated, parse_date, parse_instant
from blamefree.model.value import Value
from blamefree.text.span import Span
from blamefree.text.yaml12 import Mapping, Node, Scalar, Sequence
from blamefree.values import dataclass, fields

TIMES = ("impact_started", "detected", "acknowledged", "mitigated", "resolved")
STATUSES = ("draft", "in_review", "approved", "actions_done", "withdrawn")


@dataclass(frozen=True, slots=True)
class Impact:
    """One measure of the impact."""

    span: Span
    measure: Value[str] | None = None
    value: Value[Any] | None = None
    unit: Value[str] | None = None
    source: Value[str] | None = None


@dataclass(frozen=True, slots=True)
class Factor:
    """One contributing factor."""

    span: Span
    kind: Value[str] | None = None
    text: Value[str] | None = None


@dataclass(frozen=True, slots=True)
class Related:
    """A link to an earlier postmortem, with what it has to do with this one."""

    span: Span
    id: Value[str] | None = None
    why_again: Value[str] | None = None


@dataclass(frozen=True, slots=True)
class Waiver:
    """A rule that does not hold for this document, with the reason."""

    span: Span
    rule: Value[str] | None = None
    reason: Value[str] | None = None


@dataclass(frozen=True, slots=True)
class Incident:
    """Where the incident lives: a Jira key, or the reason why there is none."""

    span: Span
    jira: Value[str] | None = None
    none: Value[str] | None = None


@dataclass(frozen=True, slots=True)
class Postmortem:
    """What the front matter says. ``times`` holds only the names that are stated."""

    id: Value[str] | None = None
    title: Value[str] | None = None
    date: Value[str] | None = None
    status: Value[str] | None = None
    severity: Value[str] | None = None
    level: Value[str] | None = None
    classification: Value[str] | None = None
    lang: Value[str] | None = None
    timezone: Value[str] | None = None
    owner: Value[str] | None = None
    services: tuple[Value[str], ...] = ()
    invited: tuple[Value[str], ...] = ()
    incident: Incident | None = None
    times: tuple[Stated, ...] = ()
    detection: Value[str] | None = None
    detection_unknown: Value[str] | None = None
    impact: tuple[Impact, ...] = ()
    factors: tuple[Factor, ...] = ()
    actions: tuple[Action, ...] = ()
    related: tuple[Related, ...] = ()
    tags: tuple[Value[str], ...] = ()
    waivers: tuple[Waiver, ...] = ()

    def time(self, name: str) -> Stated | None:
        """The stated time of that name."""
        for stated in self.times:
            if stated.name == name:
                return stated
        return None

    @property
    def day(self) -> dt.date | None:
        """``date`` as a calendar date."""
        return parse_date(self.date.value) if self.date else None


def read(tree: Node | None) -> Postmortem:
    """The postmortem that a front-matter tree describes."""
    if not isinstance(tree, Mapping):
        return Postmortem()
    detection = tree.get("detection")
    return Postmortem(
        **{name: _text(tree.get(name)) for name in _TEXTS},
        services=_texts(tree.get("services")),
        invited=_texts(tree.get("invited")),
        incident=_record(tree.get("incident"), Incident),
        times=_times(tree.get("times")),
        detection=_text(detection),
        detection_unknown=_text(detection.get("unknown")) if isinstance(detection, Mapping) else None,
        impact=_records(tree.get("impact"), Impact),
        factors=_records(tree.get("factors"), Factor),
        actions=_records(tree.get("actions"), Action),
        related=_records(tree.get("related"), Related),
        tags=_texts(tree.get("tags")),
        waivers=_records(tree.get("waivers") or _like_waivers(tree), Waiver),
    )


def _like_waivers(tree: Mapping) -> Node | None:
    """Waivers under a mistyped key: what they excuse is not told beside the key."""
    for node in tree.items.values():
        items = node.items if isinstance(node, Sequence) else []
        if items and all(isinstance(item, Mapping) and _WAIVER.issuperset(item.items) for item in items):
            return node
    return None


_WAIVER = frozenset(("rule", "reason"))


_TEXTS = ("id", "title", "date", "status", "severity", "level", "classification", "lang", "timezone", "owner")


def _text(node: Node | None) -> Value[str] | None:
    if isinstance(node, Scalar) and isinstance(node.value, str):
        return Value(node.value, node.span)
    return None


def _texts(node: Node | None) -> tuple[Value[str], ...]:
    if not isinstance(node, Sequence):
        return ()
    return tuple(value for item in node.items if (value := _text(item)) is not None)


def _records(node: Node | None, kind: type[Any]) -> tuple[Any, ...]:
    if not isinstance(node, Sequence):
        return ()
    return tuple(_record(item, kind) for item in node.items if isinstance(item, Mapping))


def _record(node: Node | None, kind: type[Any]) -> Any:
    if not isinstance(node, Mapping):
        return None
    found: dict[str, Any] = {}
    known = _field_names(kind)
    for name, item in node.items.items():
        if name not in known:
            continue
        if name == "value":
            found[name] = Value(item.value, item.span) if isinstance(item, Scalar) and item.value is not None else None
        else:
            found[name] = _text(item)
    return kind(span=node.span, **found)


_NAMES: dict[type[Any], frozenset[str]] = {}


def _field_names(kind: type[Any]) -> frozenset[str]:
    if kind not in _NAMES:
        _NAMES[kind] = frozenset(field.name for field in fields(kind)) - {"span"}
    return _NAMES[kind]


def _times(node: Node | None) -> tuple[Stated, ...]:
    if not isinstance(node, Mapping):
        return ()
    return tuple(_stated(name, item, node.keys[name]) for name, item in node.items.items())


def _stated(name: str, node: Node, key: Span) -> Stated:
    if isinstance(node, Mapping):
        for standing in (Standing.UNKNOWN, Standing.NOT_APPLICABLE):
            reason = _text(node.get(standing.value))
            if reason is not None:
                return Stated(name, standing, node.span, key, reason=reason.value)
        return Stated(name, Standing.INVALID, node.span, key)
    if isinstance(node, Scalar) and isinstance(node.value, str):
        instant = parse_instant(node.value)
        standing = Standing.INVALID if instant is None else Standing.RECORDED
        return Stated(name, standing, node.span, key, instant, raw=node.value)
    return Stated(name, Standing.INVALID, node.span, key)
