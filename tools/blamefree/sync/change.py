"""One line of a plan: what would be done to one resource, and what must still hold when it is done."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any


class Op(StrEnum):
    """What is done to a resource; the last four do nothing by themselves."""

    CREATE = "create"
    UPDATE = "update"
    MOVE = "move"
    ATTACH = "attach"
    LABEL = "label"
    ARCHIVE = "archive"
    ADOPT = "adopt"
    DRIFT = "drift"
    CONFLICT = "conflict"
    BLOCKED = "blocked"

    @property
    def writes(self) -> bool:
        """Whether applying it changes the remote."""
        return self not in (Op.DRIFT, Op.CONFLICT, Op.BLOCKED)


@dataclass(frozen=True)
class Change:
    """One change.

    ``document`` is the id, ``action`` the action item's id (Jira only), ``path`` the file. ``resource`` and ``version``
    are the precondition: the remote's own id and the version that was seen (empty and 0 for what does not exist yet).
    ``fingerprint`` is that of the desired content, ``marker`` what the seen one carried. ``pending`` tells of drift
    whether git has something new for the resource, and of what is blocked whether only a person's work holds it
    back. ``ways_out`` are sentences that say what a person can do;
    ``diff`` is for readers only. ``detail`` holds what the target needs to show, as plain values.
    """

    op: Op
    document: str
    path: str
    title: str
    reason: str
    action: str = ""
    resource: str = ""
    version: int = 0
    fingerprint: str = ""
    marker: str = ""
    pending: bool = False
    ways_out: tuple[str, ...] = ()
    diff: str = field(default="", compare=False)
    detail: Mapping[str, Any] = field(default_factory=dict)

    @property
    def key(self) -> tuple[str, str, str, str]:
        """What tells changes of one plan apart."""
        return (self.document, self.action, self.op.value, str(self.detail.get("name", "")))

    def to_json(self) -> dict[str, Any]:
        """The plain form; empty values are left out, but never the keys that INTERFACE names."""
        found: dict[str, Any] = {
            "op": self.op.value, "document": self.document, "path": self.path, "title": self.title,
            "reason": self.reason,
        }  # fmt: skip
        if self.action:
            found["action"] = self.action
        if self.resource or self.version or self.marker:
            found["precondition"] = {"id": self.resource, "version": self.version, "marker": self.marker}
        if self.fingerprint:
            found["fingerprint"] = self.fingerprint
        if self.op is Op.DRIFT or self.pending:
            found["pending"] = self.pending
        if self.ways_out:
            found["ways_out"] = list(self.ways_out)
        if self.detail:
            found["detail"] = dict(self.detail)
        if self.diff:
            found["diff"] = self.diff
        return found

    @staticmethod
    def from_json(value: Mapping[str, Any]) -> Change:
        """Read the plain form; raises ``KeyError``, ``TypeError`` or ``ValueError`` when it is none."""
        seen = value.get("precondition", {})
        return Change(
            Op(value["op"]), str(value["document"]), str(value["path"]), str(value["title"]), str(value["reason"]),
            str(value.get("action", "")), str(seen.get("id", "")), int(seen.get("version", 0)),
            str(value.get("fingerprint", "")), str(seen.get("marker", "")), bool(value.get("pending", False)),
            tuple(str(item) for item in value.get("ways_out", ())), str(value.get("diff", "")),
            dict(value.get("detail", {})),
        )  # fmt: skip
