"""The incidents that Jira has."""

from __future__ import annotations

from collections.abc import Sequence

from blamefree.config import Settings
from blamefree.learn.coverage import Raised
from blamefree.targets.jira.client import Jira
from blamefree.targets.jira.incident import severity_of


def raised(jira: Jira, settings: Settings) -> list[Raised]:
    """The incidents that the query ``jira.incidents`` finds, with the severity that the settings read out of them."""
    names = jira.field_names() if settings.jira.fields.get("severity") else {}
    wanted = settings.jira.fields.get("severity", "").casefold()
    extra = [identifier for identifier, name in names.items() if name.casefold() == wanted]
    issues = jira.search(settings.jira.incidents, ("summary", "created", "priority", *extra))
    return [
        Raised(
            str(issue.get("key") or ""),
            severity_of({**issue, "names": names}, settings),
            " ".join(str((issue.get("fields") or {}).get("summary") or "").split()),
            str((issue.get("fields") or {}).get("created") or "")[:10],
        )
        for issue in issues
    ]


def existing(jira: Jira, keys: Sequence[str]) -> set[str]:
    """Those of the keys whose issue exists; a moved issue still answers to its old key."""
    found = (
        {str(issue.get("key") or "").upper() for issue in jira.bulk(keys, ("summary",)).values()}
        if jira.cloud
        else set()
    )
    return {key for key in keys if key in found or jira.exists(key)}
