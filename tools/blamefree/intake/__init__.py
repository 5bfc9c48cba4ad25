"""What engineers have at hand after an incident becomes a draft: one file a source, found by discovery.

A source module has ``recognise(text) -> bool`` and ``read(text, hints) -> Intake``. The order is alphabetical, but
for ``chat``, which takes what no other source recognises.
"""

from __future__ import annotations

from dataclasses import replace
from importlib import import_module

from blamefree import discovery
from blamefree.config import Settings
from blamefree.intake.record import Hints, Intake, rows
from blamefree.model.draft import Absent, Draft
from blamefree.model.instant import zone
from blamefree.model.postmortem import TIMES
from blamefree.model.services import Services

_LAST = "chat"
_MISSING = {"en": "not in the source that this draft was made from", "sv": "står inte i underlaget för utkastet"}


def names() -> list[str]:
    """The sources that there are, in the order in which they are asked."""
    found = [name for name in discovery.modules(__path__) if name not in ("record", _LAST)]
    return [*found, _LAST]


def read(text: str, base: Draft, services: Services | None, settings: Settings) -> Draft:
    """``base`` filled with what a file holds. No time is invented: what the file does not say is unknown."""
    hints = Hints(zone(base.timezone) or zone("UTC"), base.date)
    found = Intake()
    for name in names():
        module = import_module(f"{__name__}.{name}")
        if module.recognise(text):
            found = module.read(text, hints)
            break
    day = min((entry.at for entry in found.entries), default=None)
    begun = min((*found.times.values(), *([day] if day else [])), default=None)
    date = begun.astimezone(hints.zone).date() if begun is not None else base.date
    word = _MISSING.get(base.lang.split("-")[0], _MISSING["en"])
    times: dict[str, object] = {
        name: found.times[name].astimezone(hints.zone) if name in found.times else Absent(word) for name in TIMES
    }
    known = {key.casefold(): key for key in services.services} if services is not None else {}
    chosen = tuple(dict.fromkeys(known[name.casefold()] for name in found.services if name.casefold() in known))
    severity = found.severity if found.severity in settings.severities else base.severity
    return replace(
        base,
        title=found.title or base.title,
        date=date,
        severity=severity,
        level="full" if severity in settings.severities[:2] else "lite",
        services=chosen or base.services,
        times=times if found.entries or found.times else {},  # type: ignore[arg-type]
        rows=rows(found.entries, date, hints.zone),
        no_incident=base.no_incident,
    )
