"""A small repository on disk, and the program run in it, for tests of any part."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

DRAFT = """---
id: PM-2026-{number:04d}
title: Checkout timed out after the cache switch
date: 2026-03-14
status: draft
severity: SEV3
classification: internal
owner: team-checkout
---

## Summary

{body}
"""


class Repository:
    """A git repository with postmortems, and ways to use it."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.env = {**os.environ, "XDG_CACHE_HOME": str(root.parent / "cache"), "NO_COLOR": "1"}
        self.env.pop("SOURCE_DATE_EPOCH", None)

    def write(self, name: str, text: str) -> Path:
        """Write a file below the root."""
        path = self.root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(text.encode("utf-8"))
        return path

    def draft(self, number: int, body: str = "Checkouts timed out.") -> Path:
        """Write a valid draft."""
        return self.write(f"postmortems/2026/PM-2026-{number:04d}-x.md", DRAFT.format(number=number, body=body))

    def run(self, *arguments: str, stdin: bytes | None = None) -> subprocess.CompletedProcess[bytes]:
        """Run blamefree in the repository."""
        command = [sys.executable, "-m", "blamefree", *arguments]
        return subprocess.run(command, cwd=self.root, env=self.env, input=stdin, capture_output=True, check=False)

    def check(self, *arguments: str, stdin: bytes | None = None) -> dict[str, Any]:
        """The JSON report of a check."""
        done = self.run("check", "--format", "json", *arguments, stdin=stdin)
        assert done.returncode in (0, 1), done.stderr.decode()
        answer: dict[str, Any] = json.loads(done.stdout)
        return answer

    def git(self, *arguments: str) -> str:
        """Run git in the repository."""
        options = ["-c", "user.name=t", "-c", "user.email=t@example.com", "-c", "commit.gpgsign=false"]
        return subprocess.run(
            ["git", *options, *arguments], cwd=self.root, check=True, capture_output=True, text=True
        ).stdout.strip()

    def commit(self) -> str:
        """Commit everything and return the commit id."""
        if not (self.root / ".git").exists():
            self.git("init", "-q", "-b", "main")
        self.git("add", "-A")
        self.git("commit", "-q", "-m", "state")
        return self.git("rev-parse", "HEAD")
