"""The world in which the examples of the rules' pages are read.

A complete document in review, the catalogue beside it, an earlier document, and a clock that stands still.
An example replaces keys or sections of the document (see :mod:`blamefree.rules.page`).
"""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Final

from blamefree.config import Settings
from blamefree.model.document import Document, load
from blamefree.model.services import Services, read_services
from blamefree.text.source import Source

PATH: Final = "postmortems/2026/PM-2026-0042-checkout.md"
OTHER_PATH: Final = "postmortems/2025/PM-2025-0031-sessions.md"
NOW: Final = datetime(2026, 4, 2, 8, 0, tzinfo=UTC)
SETTINGS: Final = Settings()

SERVICES: Final = """\
services:
  checkout:
    team: team-checkout
    approvers: [{login: checkout-lead, id: 101}]
    depends_on: [session-cache]
  session-cache:
    team: team-platform
    approvers: [{login: platform-lead, id: 102}]
  payments:
    team: team-payments
    approvers: [{login: payments-lead, id: 103}]
  mail:
    team: team-mail
"""

DOCUMENT: Final = """\
---
id: PM-2026-0042
title: Checkout stood still while the session cache was switched
date: 2026-03-14
status: in_review
severity: SEV2
level: full
classification: internal
lang: en
timezone: Europe/Stockholm
owner: team-checkout
services: [checkout, session-cache]
invited: [team-payments]
incident:
  jira: OPS-1423
times:
  impact_started: 2026-03-14T09:02:00+01:00
  detected: 2026-03-14T09:11:00+01:00
  acknowledged: 2026-03-14T09:13:00+01:00
  mitigated: 2026-03-14T09:40:00+01:00
  resolved: 2026-03-14T11:05:00+01:00
detection: alert
impact:
  - {measure: failed checkouts, value: 1840, unit: orders, source: dashboard of the shop}
factors:
  - {kind: change, text: All regions were switched in one step.}
  - {kind: observability, text: No alert watched the hit ratio of the cache.}
actions:
  - id: A1
    title: Switch caches region by region
    type: prevent
    service: checkout
    owner: team-checkout
    priority: high
    due: 2026-04-15
    done_when: A switch on staging waits for a go after the first region
    state: open
related:
  - {id: PM-2025-0031, why_again: Its action A2 was not finished}
tags: [cache, rollout]
---

## Summary

Checkout stood still for 38 minutes while the session cache was switched. About 1,840 orders failed; customers could
order again at 09:40.

## Impact

1,840 checkouts failed between 09:02 and 09:40. No data was lost.

## Timeline

- 08:55 The switch is started with the command of the runbook.
- 09:02 Sessions are missing in every region and checkouts begin to fail.
- 09:11 The alert on failed checkouts reaches the engineer on duty.
- 09:40 The old cache is back and checkouts succeed.
- 11:05 The incident is closed.

## Detection

An alert on failed checkouts.

## Response and recovery

The old cache was started again, which took longer than expected because its image had been removed.

## Contributing factors

The command of the runbook switches every region, and the staging system has only one.

## What went well

- The alert fired and reached the right team.

## What went poorly

- The image of the old cache had to be built again.

## Where we got lucky

- It was a Saturday morning with little traffic.

## What surprised us

- Staging has one region, so the step looked safe there.

## Backlog check

A ticket about regions on staging had been open for a year.
"""

OTHER: Final = """\
---
id: PM-2025-0031
title: Sessions were lost when the cache ran full
date: 2025-06-02
status: draft
severity: SEV3
classification: internal
owner: team-platform
incident:
  jira: OPS-1177
---
"""


def catalogue() -> Services:
    """The service catalogue of the examples."""
    return read_services(SERVICES)


def document(text: str, path: str = PATH) -> Document:
    """A document of the examples' world."""
    return load(Source(path, text))
