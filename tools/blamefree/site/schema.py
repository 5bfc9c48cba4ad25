"""The JSON Schema of ``data/postmortems.json``: what analysts may rely on."""

from __future__ import annotations

from typing import Any

_TEXT: dict[str, Any] = {"type": "string"}
_MAYBE: dict[str, Any] = {"type": ["string", "null"]}
_TEXTS: dict[str, Any] = {"type": "array", "items": _TEXT}
_ABSENT: dict[str, Any] = {
    "description": "why there is no value",
    "type": "object",
    "minProperties": 1,
    "maxProperties": 1,
    "properties": {"unknown": _TEXT, "not_applicable": _TEXT, "invalid": _TEXT},
    "additionalProperties": False,
}


def _object(required: dict[str, Any], optional: dict[str, Any] | None = None) -> dict[str, Any]:
    return {"type": "object", "required": list(required), "properties": {**required, **(optional or {})}}


_ACTION = _object(
    dict.fromkeys(("id", "title", "type", "service", "priority"), _TEXT)
    | {"state": {"enum": ["open", "done", "declined"]}},
    {
        "owner": _TEXT,
        "due": _MAYBE,
        "done_when": _TEXT,
        "overdue": {"type": "boolean"},
        "decision": {"enum": ["approved", "pending", "rejected", "stale", "blocked", "unknown"]},
        "approvers": _TEXTS,
        "reason": _TEXT,
        "evidence": _MAYBE,
        "jira": _MAYBE,
    },
)

_POSTMORTEM = _object(
    {
        "id": {"type": "string", "pattern": r"^PM-\d{4}-\d{4}$"},
        "title": _TEXT,
        "date": {"type": ["string", "null"], "format": "date"},
        "status": _TEXT,
        "severity": _TEXT,
        "level": {"enum": ["lite", "full"]},
        "classification": {"enum": ["public", "internal", "restricted"]},
        "lang": _TEXT,
        "page": {"description": "address below the site's root", "type": "string"},
        "url": _MAYBE,
        "summary": _TEXT,
        "services": _TEXTS,
        "times": {
            "description": "RFC 3339 with offset, or why there is none",
            "type": "object",
            "additionalProperties": {"anyOf": [{"type": "string", "format": "date-time"}, _ABSENT]},
        },
        "durations": {
            "description": "whole seconds, or why there is no length",
            "type": "object",
            "additionalProperties": {"anyOf": [{"type": "integer", "minimum": 0}, _ABSENT]},
        },
        "detection": {"anyOf": [_TEXT, _ABSENT]},
        "impact": {"type": "array", "items": _object(dict.fromkeys(("measure", "value", "unit", "source"), _TEXT))},
        "factors": {"type": "array", "items": _object({"kind": _TEXT, "text": _TEXT})},
        "actions": {"type": "array", "items": _ACTION},
        "related": _TEXTS,
        "tags": _TEXTS,
    },
    {"version": {"const": 1}, "owner": _TEXT, "invited": _TEXTS, "incident": _MAYBE},
)

SCHEMA: dict[str, Any] = {
    "$schema": "https://json-schema.org/draft/2020-12/schema",
    "title": "Postmortems of a Blamefree site",
    "description": "data/postmortems.json; each file below data/postmortems/ is one of its postmortems with a version.",
    **_object(
        {
            "version": {"const": 1},
            "edition": {"enum": ["internal", "public"]},
            "site": _MAYBE,
            "postmortems": {"type": "array", "items": {"$ref": "#/$defs/postmortem"}},
        }
    ),
    "$defs": {"postmortem": _POSTMORTEM},
}
