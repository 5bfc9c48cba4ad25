"""An action item, and the content that an approval is bound to."""

from __future__ import annotations

from collections.abc import Mapping
from json.encoder import encode_basestring

from blamefree.hashes import sha256
from blamefree.model.value import Value
from blamefree.text.span import Span
from blamefree.values import dataclass

BOUND = ("id", "title", "type", "service", "owner", "priority", "due", "done_when")
_IN_ORDER = sorted(BOUND)


@dataclass(frozen=True, slots=True)
class Action:
    """One entry of ``actions``; what the document does not say is ``None``."""

    span: Span
    id: Value[str] | None = None
    title: Value[str] | None = None
    type: Value[str] | None = None
    service: Value[str] | None = None
    owner: Value[str] | None = None
    priority: Value[str] | None = None
    due: Value[str] | None = None
    done_when: Value[str] | None = None
    state: Value[str] | None = None
    reason: Value[str] | None = None
    evidence: Value[str] | None = None

    @property
    def bound(self) -> dict[str, str]:
        """What an approval is bound to: the stated fields, white space folded."""
        found = ((name, getattr(self, name)) for name in BOUND)
        return {name: " ".join(str(value.value).split()) for name, value in found if value is not None}

    @property
    def fingerprint(self) -> str:
        """SHA-256 (hex) of the canonical JSON of :attr:`bound`."""
        return fingerprint_of(self.bound)

    @property
    def name(self) -> str:
        """What to call it in a message."""
        return str(self.id.value) if self.id is not None else "an action without id"


def fingerprint_of(stated: Mapping[str, str]) -> str:
    """SHA-256 (hex) of the canonical JSON of what an approval is bound to, of all that is stated."""
    inner = ",".join([f'"{name}":{encode_basestring(stated[name])}' for name in _IN_ORDER if name in stated])
    return sha256(f"{{{inner}}}".encode()).hexdigest()
