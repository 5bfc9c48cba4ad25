"""Small repositories with a site, and this one's built as people build it."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

CHECKOUT = Path(__file__).resolve().parents[1]
SETTINGS = '[tool.blamefree]\nlang = "en"\n\n[tool.blamefree.site]\nclassifications = ["public", "internal"]\n'
EPOCH = "1790000000"  # 2026-09-21


def document(number: int = 1, *, front: str = "", body: str = "", **values: str) -> str:
    """A complete document; ``values`` replace single-line keys of the front matter, ``front`` is appended to it."""
    keys = {
        "id": f"PM-2026-{number:04d}",
        "title": f"Checkout failed, case {number}",
        "date": "2026-03-14",
        "status": "approved",
        "severity": "SEV2",
        "classification": "internal",
        "lang": "en",
        "timezone": "Europe/Stockholm",
        "owner": "team-checkout",
        "services": "[checkout]",
        "detection": "alert",
        **values,
    }
    listed = "".join(f"{key}: {value}\n" for key, value in keys.items())
    return f"---\n{listed}{front}---\n\n{body or BODY}"


BODY = """## Summary

The checkout answered slowly. Then it stopped.

## Timeline

- 09:02 Deploy 4711 reaches the first region
- 09:11 The error-rate alert fires
- 09:40 Traffic is moved away

## Detection

The alert on the error rate fired.

## Response and recovery

The deploy was rolled back.
"""

TIMES = """times:
  impact_started: 2026-03-14T09:02:00+01:00
  detected: 2026-03-14T09:11:00+01:00
  acknowledged: {unknown: nobody wrote it down}
  mitigated: 2026-03-14T09:40:00+01:00
  resolved: {not_applicable: it was a rehearsal}
factors:
  - {kind: change, text: The switch went to all regions at once.}
actions:
  - id: A1
    title: Roll out one region at a time
    type: prevent
    service: checkout
    owner: team-checkout
    priority: high
    due: 2026-04-15
    done_when: A switch stops after the first region
    state: open
tags: [cache]
"""


def repository(folder: Path, documents: dict[str, str], settings: str = SETTINGS, services: str = "") -> Path:
    """A repository with these documents, by path below ``postmortems/``."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "pyproject.toml").write_text(settings, "utf-8")
    if services:
        (folder / "services.yml").write_text(services, "utf-8")
    (folder / "postmortems").mkdir(exist_ok=True)
    for path, text in documents.items():
        full = folder / "postmortems" / path
        full.parent.mkdir(parents=True, exist_ok=True)
        full.write_text(text, "utf-8")
    return folder


def environment(**more: str) -> dict[str, str]:
    """The environment of a build: fixed time, no banner, nothing of the caller's settings."""
    kept = {key: value for key, value in os.environ.items() if not key.startswith(("GITHUB_", "JIRA_", "CONFLUENCE_"))}
    return {**kept, "SOURCE_DATE_EPOCH": EPOCH, "NO_MKDOCS_2_WARNING": "1", "DISABLE_MKDOCS_2_WARNING": "true", **more}


def copy_of_this(folder: Path) -> Path:
    """This repository's documents and settings in ``folder``, with the same tools."""
    folder.mkdir(parents=True, exist_ok=True)
    for name in ("postmortems", "services.yml", "pyproject.toml", "mkdocs.yml"):
        source = CHECKOUT / name
        if source.is_dir():
            shutil.copytree(source, folder / name)
        else:
            shutil.copy2(source, folder / name)
    (folder / "tools").symlink_to(CHECKOUT / "tools", target_is_directory=True)
    (folder / "build" / "docs").mkdir(parents=True)
    return folder


def mkdocs(folder: Path, site: Path, *more: str, module: str = "mkdocs", **variables: str) -> None:
    """Build the site of ``folder`` with plain MkDocs, strictly."""
    done = subprocess.run(
        [sys.executable, "-m", module, "build", "--strict", "--quiet", "-d", str(site), *more],
        cwd=folder, env=environment(**variables), capture_output=True, text=True, timeout=300, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stdout + done.stderr
