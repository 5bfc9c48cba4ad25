"""What a machine remembers of remotes from run to run: hints that save a request, never anything to rely on.

One small file in the user's cache folder; without one, or with a broken one, nothing is remembered. No secrets.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import tempfile
from pathlib import Path

_FILE = "remotes.json"
_MOST = 200


def _path() -> Path | None:
    from blamefree.io.cache import folder

    base = folder(os.environ)
    return base / _FILE if base is not None else None


def _read(path: Path) -> dict[str, str]:
    try:
        value = json.loads(path.read_bytes())
    except (OSError, ValueError):
        return {}
    if not isinstance(value, dict):
        return {}
    return {name: kept for name, kept in value.items() if isinstance(name, str) and isinstance(kept, str)}


def _key(name: str) -> str:
    return hashlib.sha256(name.encode("utf-8", "replace")).hexdigest()[:24]


def recall(name: str) -> str:
    """What was remembered under a name, empty when there is nothing."""
    path = _path()
    return "" if path is None else _read(path).get(_key(name), "")


def remember(name: str, value: str) -> None:
    """Remember a value under a name; an empty one is forgotten. What cannot be written is not remembered."""
    path = _path()
    if path is None:
        return
    kept = _read(path)
    if kept.get(_key(name), "") == value:
        return
    kept.pop(_key(name), None)
    if value:
        kept[_key(name)] = value
    text = json.dumps(dict(list(kept.items())[-_MOST:]), indent=0)
    with contextlib.suppress(OSError):
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        with tempfile.NamedTemporaryFile("w", dir=path.parent, delete=False, encoding="utf-8") as handle:
            handle.write(text)
        Path(handle.name).replace(path)
