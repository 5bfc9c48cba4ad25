"""The full-text index of the rendered site, made by Pagefind."""

from __future__ import annotations

import os
import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path

_IGNORED = ".headerlink,.md-content__button,.bf-hidden,.linenos"


def index(site: Path, *, folder: str = "pagefind") -> str:
    """Index the postmortems below ``site``; returns what is wrong, empty when all is well or Pagefind is not installed.

    All languages share one index, so that a search finds a document whatever it is written in.
    """
    if find_spec("pagefind") is None or not any(site.glob("postmortems/[0-9]*/*/index.html")):
        return ""
    command = [
        sys.executable, "-m", "pagefind", "--site", os.fspath(site), "--output-subdir", folder,
        "--glob", "postmortems/[0-9]*/*/index.html", "--root-selector", "article", "--exclude-selectors", _IGNORED,
        "--force-language", "en", "--quiet",
    ]  # fmt: skip
    try:
        done = subprocess.run(command, capture_output=True, text=True, timeout=600, check=False)
    except (OSError, subprocess.TimeoutExpired) as error:
        return f"the search index was not made: {error}"
    if done.returncode:
        lines = (done.stderr or done.stdout).strip().splitlines()
        return f"the search index was not made: {lines[-1] if lines else 'Pagefind failed'}"
    return ""
