"""What ``blamefree check`` does, and the plain way to ask for it."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from pathlib import Path

from blamefree import formats
from blamefree.diagnostics.diagnostic import Severity
from blamefree.errors import ExitCode
from blamefree.patterns import lazy
from blamefree.values import dataclass, replace

LEVELS = ("error", "warning", "info", "never")
MOST_JOBS = 256
_JOBS = lazy(r"[0-9]{1,3}")


@dataclass(frozen=True)
class Asked:
    """The arguments of check, as its page explains them."""

    paths: tuple[Path, ...] = ()
    format_: str = "text"
    fail_on: str = "error"
    since: str = ""
    jobs: int = 0
    no_cache: bool = False
    stdin_name: str | None = None
    ledger: Path | None = None


def understood(words: Sequence[str]) -> Asked | None:
    """What the words of a command line ask for when they are a plain ``check``, ``None`` for everything else.

    What is not surely right is left to click, with its messages: abbreviations, one option twice, values that are not
    allowed. The tests hold the two against each other.
    """
    if not words or words[0] != "check" or os.name == "nt" or "_BLAMEFREE_COMPLETE" in os.environ:
        return None
    paths: list[Path] = []
    found: dict[str, str] = {}
    rest = iter(words[1:])
    for word in rest:
        if not word or word == "-":
            return None
        if not word.startswith("-"):
            paths.append(Path(word))
            continue
        name, given, value = word.partition("=")
        if name in found or not name.startswith("--"):
            return None
        if name == "--no-cache":
            if given:
                return None
        elif not given:
            value = next(rest, "-")
            if value.startswith("-"):
                return None
        found[name] = value
    asked = Asked(tuple(paths), no_cache=found.pop("--no-cache", None) is not None)
    for name, value in found.items():
        if name == "--format" and value in formats.names():
            asked = replace(asked, format_=value)
        elif name == "--fail-on" and value in LEVELS:
            asked = replace(asked, fail_on=value)
        elif name == "--since":
            asked = replace(asked, since=value)
        elif name == "--jobs" and _JOBS.fullmatch(value) and int(value) <= MOST_JOBS:
            asked = replace(asked, jobs=int(value))
        elif name == "--stdin-filename":
            asked = replace(asked, stdin_name=value)
        else:
            return None
    return asked


def check(asked: Asked) -> int:
    """Check, print the report, and return the exit code."""
    from blamefree import checking
    from blamefree.workspace import relative, root_around

    root = root_around(around(asked.paths))
    stdin = None
    if asked.stdin_name is not None:
        stdin = (relative(root, Path(asked.stdin_name)), sys.stdin.buffer.read())
    options = checking.Options(asked.since, asked.jobs, not asked.no_cache, stdin, asked.ledger)
    result = checking.run(root, asked.paths, options)
    colour = asked.format_ == "text" and sys.stdout.isatty() and not os.environ.get("NO_COLOR")
    sys.stdout.write(formats.render(asked.format_, result.report, result.sources, colour=colour))
    sys.stdout.flush()
    return exit_code(result.report.worst(), asked.fail_on)


def around(paths: Sequence[Path]) -> Path | None:
    """Where to look for the repository: at the first path when it lies outside the current repository's folder."""
    if not paths:
        return None
    from blamefree.workspace import find_root

    first = Path(os.path.abspath(paths[0]))  # noqa: PTH100 - symlinks stay as they are named
    here = find_root(Path.cwd().resolve())
    folder = first if first.is_dir() and not first.name.endswith(".md") else first.parent
    if folder.resolve().is_relative_to(here) or not folder.is_dir():
        return None
    return folder


def exit_code(worst: Severity, fail_on: str) -> int:
    """1 when ``worst`` reaches ``fail_on``, else 0."""
    if fail_on == "never":
        return ExitCode.OK
    return ExitCode.DIAGNOSTICS if worst >= Severity[fail_on.upper()] else ExitCode.OK
