"""Data files of ``schema/``: the built-in one with a repository's own laid over it."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

from blamefree import resources
from blamefree.errors import SettingsProblem
from blamefree.text import plaindata
from blamefree.text.yaml12 import parse, plain


def load(name: str, overlay: Path | None = None, join: Callable[[Any, Any], Any] | None = None) -> Any:
    """A JSON or YAML file of schema/, merged key by key with the one in the folder ``overlay``.

    ``join`` replaces :func:`merged`. The answer is None when there is no such file in either place. Raises
    :class:`SettingsProblem`, naming file and line, when one of them cannot be used.
    """
    base = resources.builtin() / name
    own = overlay / name if overlay is not None else None
    if own is None or not own.is_file() or own.resolve() == base.resolve():
        return read(base) if base.is_file() else None
    if not base.is_file():
        return read(own)
    return (join or merged)(read(base), read(own))


def contents(name: str, overlay: Path | None = None) -> list[bytes]:
    """All that :func:`load` reads for a name: the built-in file, and the one in the folder ``overlay``."""
    found = []
    for folder in (resources.builtin(), *([overlay] if overlay is not None else [])):
        try:
            found.append((folder / name).read_bytes())
        except OSError as error:
            found.append(str(error.errno).encode())
    return found


def merged(base: Any, over: Any) -> Any:
    """``over`` laid on ``base``: mappings key by key, anything else replaced."""
    if isinstance(base, dict) and isinstance(over, dict):
        return {**base, **{key: merged(base[key], value) if key in base else value for key, value in over.items()}}
    return over


def read(path: Path) -> Any:
    """A JSON or YAML data file as plain Python data."""
    try:
        text = path.read_text("utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        reason = error.strerror if isinstance(error, OSError) else "not UTF-8"
        raise SettingsProblem(f"{path}: cannot be read ({reason})", "put it right or remove it") from error
    if path.suffix == ".json":
        try:
            return json.loads(text)
        except ValueError as error:
            raise SettingsProblem(f"{path}: not valid JSON ({error})", "put it right or remove it") from error
    quick = plaindata.read(text)
    if quick is not None:
        return quick
    tree, problems = parse(text)
    if problems:
        line = text.count("\n", 0, problems[0].span.start) + 1
        what = problems[0].message.replace("the front matter", "the file")
        raise SettingsProblem(f"{path}:{line}: {what}", problems[0].help)
    return plain(tree)
