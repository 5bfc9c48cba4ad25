"""The categories of blame: which of them wins, and how severe each is when nothing softens it."""

from __future__ import annotations

PRECEDENCE = (
    "punishment",
    "human-error",
    "negligence",
    "naming",
    "violation",
    "failure-verb",
    "counterfactual",
    "why-interrogation",
    "role-fault",
    "people-fix",
    "other-party",
    "hindsight",
    "minimising",
    "animated",
    "single-root-cause",
)
"""Which category wins when several speak about one sentence (reference: taxonomy of the project)."""

SEVERITY = {
    "human-error": "error",
    "negligence": "error",
    "punishment": "error",
    "naming": "error",
    "role-fault": "warning",
    "failure-verb": "warning",
    "counterfactual": "warning",
    "why-interrogation": "warning",
    "people-fix": "warning",
    "violation": "warning",
    "other-party": "info",
    "hindsight": "info",
    "minimising": "info",
    "animated": "info",
    "single-root-cause": "off",
    "first-person": "off",
}
"""Severity of a category when nothing softens it."""
