"""The full-text index of the rendered site, made by Pagefind and put into a fixed order."""

from __future__ import annotations

import gzip
import hashlib
import json
import os
import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from blamefree.text import cbor

_IGNORED = ".headerlink,.md-content__button,.bf-hidden,.linenos"
_UNUSED = ("pagefind-ui.*", "pagefind-modular-ui.*", "pagefind-component-ui.*", "pagefind-highlight.js")
_MAGIC = b"pagefind_dcd"


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
    for pattern in _UNUSED:
        for path in (site / folder).glob(pattern):
            path.unlink()
    try:
        _settle(site / folder)
    except (OSError, ValueError, KeyError, TypeError, IndexError):
        return "the search index works, but is not of the form we know: two builds may differ in its filters"
    return ""


def _settle(folder: Path) -> None:
    """Give the filters a fixed order: Pagefind (1.5) writes them as its hash table happens to have them.

    A filter file is ``[name, [[value, [page, …]], …]]``; the fourth part of the ``pf_meta`` file lists them with the
    names of their files, and ``pagefind-entry.json`` names that one.
    """
    entry_path = folder / "pagefind-entry.json"
    entry = json.loads(entry_path.read_text("utf-8"))
    for language in entry["languages"].values():
        meta_path = folder / f"pagefind.{language['hash']}.pf_meta"
        meta = _read(meta_path)
        names: list[list[str]] = []
        for name, old in meta[3]:
            path = folder / "filter" / f"{old}.pf_filter"
            kind, values = _read(path)
            new, data = _named(old, [kind, sorted(values)])
            path.unlink()
            (folder / "filter" / f"{new}.pf_filter").write_bytes(data)
            names.append([name, new])
        meta[3] = sorted(names)
        language["hash"], data = _named(language["hash"], meta)
        meta_path.unlink()
        (folder / f"pagefind.{language['hash']}.pf_meta").write_bytes(data)
    entry_path.write_text(json.dumps(entry, ensure_ascii=False, separators=(",", ":")), "utf-8")


def _read(path: Path) -> Any:
    raw = gzip.decompress(path.read_bytes())
    if not raw.startswith(_MAGIC):
        raise ValueError("not an index file")
    return cbor.decode(raw[len(_MAGIC) :])


def _named(old: str, value: Any) -> tuple[str, bytes]:
    """The file name (of the old one's language and length) and the content for a value."""
    raw = _MAGIC + cbor.encode(value)
    language, _, digest = old.partition("_")
    return f"{language}_{hashlib.sha256(raw).hexdigest()[: len(digest)]}", gzip.compress(raw, 9, mtime=0)
