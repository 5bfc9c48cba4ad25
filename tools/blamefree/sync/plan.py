"""A plan: the changes, and the state of the repository that they were made from."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from blamefree.errors import PlanRefused, UsageProblem
from blamefree.sync.change import Change, Op

VERSION = 1


@dataclass(frozen=True)
class Origin:
    """What a plan was made from: the commit, and hashes of the settings and of everything that is published."""

    commit: str = ""
    settings: str = ""
    content: str = ""


@dataclass(frozen=True)
class Plan:
    """What would change on a remote. ``notes`` are remarks for people, not part of the fingerprint."""

    target: str
    changes: tuple[Change, ...] = ()
    origin: Origin = Origin()
    notes: tuple[str, ...] = ()

    @property
    def fingerprint(self) -> str:
        """SHA-256 (hex) of everything that counts: same plan, same fingerprint."""
        value = {
            "version": VERSION, "target": self.target, "origin": _origin(self.origin),
            "changes": [{key: item for key, item in change.to_json().items() if key != "diff"}
                        for change in self.changes],
        }  # fmt: skip
        return hashlib.sha256(json.dumps(value, sort_keys=True, ensure_ascii=False).encode("utf-8")).hexdigest()

    @property
    def writes(self) -> tuple[Change, ...]:
        """The changes that would write."""
        return tuple(change for change in self.changes if change.op.writes)

    def of(self, *ops: Op) -> tuple[Change, ...]:
        """The changes of these kinds."""
        return tuple(change for change in self.changes if change.op in ops)

    def to_json(self) -> dict[str, Any]:
        """The plain form, INTERFACE section 3."""
        return {
            "version": VERSION, "target": self.target, "fingerprint": self.fingerprint, "origin": _origin(self.origin),
            "changes": [change.to_json() for change in self.changes], "notes": list(self.notes),
        }  # fmt: skip

    def dump(self) -> str:
        """The plan as JSON text."""
        return json.dumps(self.to_json(), ensure_ascii=False, indent=2) + "\n"


def _origin(origin: Origin) -> dict[str, str]:
    return {"commit": origin.commit, "settings": origin.settings, "content": origin.content}


def ordered(changes: Iterable[Change]) -> tuple[Change, ...]:
    """Changes in the order in which people read them: by document, then as they are done."""
    first = (Op.CREATE, Op.ADOPT, Op.UPDATE, Op.MOVE, Op.ATTACH, Op.LABEL, Op.ARCHIVE)
    rank = {op: first.index(op) if op in first else len(first) for op in Op}
    return tuple(sorted(changes, key=lambda change: (change.document, change.action, rank[change.op], change.key)))


def load(text: str, where: str) -> Plan:
    """Read a plan file.

    Raises :class:`UsageProblem` when it is no plan, :class:`PlanRefused` when it was changed after it was made.
    """
    try:
        value = json.loads(text)
        if value["version"] != VERSION:
            raise UsageProblem(f"{where}: a plan of version {value['version']}", "make it again with this Blamefree")
        made: Mapping[str, str] = value["origin"]
        plan = Plan(
            str(value["target"]),
            tuple(Change.from_json(item) for item in value["changes"]),
            Origin(str(made["commit"]), str(made["settings"]), str(made["content"])),
            tuple(str(note) for note in value.get("notes", ())),
        )
        stated = value["fingerprint"]
    except (ValueError, KeyError, TypeError, AttributeError):
        raise UsageProblem(f"{where}: not a plan of Blamefree", "make one with `blamefree plan … --out FILE`") from None
    if plan.fingerprint != stated:
        raise PlanRefused(f"{where}: the plan was changed after it was made", "plan again")
    return plan


def stale(kept: Plan, now: Plan) -> str:
    """Why a kept plan no longer holds, in words; empty when it does.

    ``now`` is the plan as it would be made now. What the kept plan does not name does not matter.
    """
    if kept.target != now.target:
        return f"it is a plan for {kept.target}"
    if kept.origin.commit != now.origin.commit:
        return "the commit is another one"
    if kept.origin.settings != now.origin.settings:
        return "the settings have changed"
    if kept.origin.content != now.origin.content:
        return "documents have changed"
    here: dict[tuple[str, str, str, str], list[Change]] = {}
    for change in now.changes:
        here.setdefault(change.key, []).append(change)
    for change in kept.changes:
        if change not in here.get(change.key, ()):
            return f"{change.op.value} of {change.title!r} no longer fits what is on the remote"
    return ""
