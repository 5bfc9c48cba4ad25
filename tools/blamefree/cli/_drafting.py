"""Where a draft can begin from: an incident in Jira, or a file."""

from __future__ import annotations

import re
import sys
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from blamefree.errors import RemoteProblem, UsageProblem

if TYPE_CHECKING:
    from blamefree.model.draft import Draft
    from blamefree.workspace import Workspace

_KEY = re.compile(r"[A-Z][A-Z0-9_]+-[1-9]\d*")
_LARGEST = 5 * 1024 * 1024


def from_jira(workspace: Workspace, key: str, base: Draft, *, keep_title: bool, keep_severity: bool) -> Draft:
    """The draft that an incident in Jira gives; what was stated on the command line stays."""
    from blamefree.io.http import HttpProblem
    from blamefree.targets.jira.client import Jira
    from blamefree.targets.jira.incident import draft
    from blamefree.targets.jira.reading import Material

    key = key.strip().upper()
    if not _KEY.fullmatch(key):
        raise UsageProblem(f"{key!r} is no Jira key", "write it as OPS-1423")
    jira = Jira.open(workspace.settings)
    try:
        issue = jira.issue(key, ("*all",), ("names", "schema"))
    except HttpProblem as problem:
        if problem.status == 404:
            raise RemoteProblem(
                f"Jira has no issue {key}, or the account may not see it", "check the key and the permissions"
            ) from None
        raise
    comments = jira.comments(key) if workspace.settings.jira.comments else ()
    material = Material(
        issue, jira.changelog(key), comments, jira.request(key), jira.browse(str(issue.get("key") or key))
    )
    found = draft(material, workspace.settings, workspace.services, base)
    return _stated(found, base, keep_title=keep_title, keep_severity=keep_severity)


def from_file(workspace: Workspace, name: str, base: Draft, *, keep_title: bool, keep_severity: bool) -> Draft:
    """The draft that a chat, a log, a CSV or an export gives."""
    from blamefree.intake import read

    if name == "-":
        data = sys.stdin.buffer.read(_LARGEST + 1)
    else:
        try:
            with Path(name).open("rb") as handle:
                data = handle.read(_LARGEST + 1)
        except OSError as error:
            raise UsageProblem(f"{name}: cannot be read ({error.strerror})", "check the path") from None
    if len(data) > _LARGEST:
        raise UsageProblem(f"{name}: larger than 5 MiB", "cut it to the time of the incident")
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise UsageProblem(f"{name}: not UTF-8 at byte {error.start}", "save it as UTF-8") from None
    found = read(text, base, workspace.services, workspace.settings)
    return _stated(found, base, keep_title=keep_title, keep_severity=keep_severity)


def _stated(found: Draft, base: Draft, *, keep_title: bool, keep_severity: bool) -> Draft:
    if keep_title:
        found = replace(found, title=base.title)
    if keep_severity:
        found = replace(found, severity=base.severity, level=base.level)
    return found
