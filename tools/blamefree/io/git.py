"""What git knows: revisions, changed lines, files at a revision."""

from __future__ import annotations

import base64
import os
import re
import subprocess
from collections.abc import Mapping
from pathlib import Path

from blamefree.errors import UsageProblem
from blamefree.values import dataclass, field

_HUNK = re.compile(rb"^@@ -\d+(?:,\d+)? \+(\d+)(?:,(\d+))? @@")
TIMEOUT = 120


@dataclass(frozen=True)
class Changes:
    """What changed since a revision, paths relative to the root of the workspace.

    ``lines`` holds the changed lines (from 1) of each present file, ``None`` for a new one;
    ``before`` the former path of each file that existed at ``base``; ``deleted`` what is gone.
    """

    base: str
    lines: dict[str, frozenset[int] | None] = field(default_factory=dict)
    before: dict[str, str] = field(default_factory=dict)
    deleted: tuple[str, ...] = ()


def ask(
    root: Path, *arguments: str, stdin: bytes | None = None, environment: Mapping[str, str] | None = None
) -> subprocess.CompletedProcess[bytes]:
    """Run git in ``root`` and return what happened; it never asks for a password."""
    command = ["git", "-c", "core.quotepath=off", "-c", "core.fsmonitor=false", *arguments]
    env = {**os.environ, "GIT_TERMINAL_PROMPT": "0", **(environment or {})}
    try:
        return subprocess.run(
            command, cwd=root, capture_output=True, timeout=TIMEOUT, check=False, input=stdin, env=env
        )
    except FileNotFoundError:
        raise UsageProblem("git is not installed", "install git and try again") from None
    except subprocess.TimeoutExpired:
        raise UsageProblem(f"git {arguments[0]} did not finish within {TIMEOUT} s", "look at the repository") from None


def run(
    root: Path,
    *arguments: str,
    check: bool = True,
    stdin: bytes | None = None,
    environment: Mapping[str, str] | None = None,
) -> bytes:
    """Run git in ``root`` and return its output; a failure is a :class:`UsageProblem` with git's own last line."""
    done = ask(root, *arguments, stdin=stdin, environment=environment)
    if check and done.returncode != 0:
        said = done.stderr.decode("utf-8", "replace").strip().splitlines()
        raise UsageProblem(
            f"git {arguments[0]} failed: {said[-1] if said else done.returncode}", "look at the repository"
        )
    return done.stdout


def login(root: Path, remote: str, environ: Mapping[str, str]) -> dict[str, str]:
    """What git needs in its environment to log in to GitHub with the token that Actions gives to a step.

    Empty for any other remote, and where the clone holds a login of its own. So a checkout need not keep the token on
    disk (``persist-credentials: false``), and nothing of it stands in an argument.
    """
    token, server = environ.get("GITHUB_TOKEN", ""), environ.get("GITHUB_SERVER_URL", "").rstrip("/")
    if not token or not server.startswith("https://"):
        return {}
    url = ask(root, "remote", "get-url", remote).stdout.decode("utf-8", "replace").strip()
    key = f"http.{server}/.extraheader"
    if not url.startswith(f"{server}/") or ask(root, "config", "--get-all", key).returncode == 0:
        return {}
    basic = base64.b64encode(f"x-access-token:{token}".encode()).decode("ascii")
    return {"GIT_CONFIG_COUNT": "1", "GIT_CONFIG_KEY_0": key, "GIT_CONFIG_VALUE_0": f"Authorization: Basic {basic}"}


def inside(root: Path) -> bool:
    """Whether ``root`` lies in a git work tree."""
    try:
        return run(root, "rev-parse", "--is-inside-work-tree", check=False).strip() == b"true"
    except UsageProblem:
        return False


def resolve(root: Path, revision: str) -> str:
    """The full commit id of a revision; unknown ones are a :class:`UsageProblem` that minds shallow clones."""
    if not inside(root):
        raise UsageProblem("not inside a git repository", "run it in a clone, or leave out the revision")
    found = run(
        root, "rev-parse", "--verify", "--quiet", "--end-of-options", f"{revision}^{{commit}}", check=False
    ).strip()
    if found:
        return found.decode("ascii")
    if run(root, "rev-parse", "--is-shallow-repository", check=False).strip() == b"true":
        raise UsageProblem(
            f"the revision {revision} is not in this shallow clone",
            "fetch it first: git fetch --unshallow, or fetch-depth: 0 in actions/checkout",
        )
    raise UsageProblem(f"unknown revision {revision}", "check its name, or fetch it first")


def changes(root: Path, revision: str, folder: str = "postmortems") -> Changes:
    """What the work tree changed in ``folder`` since it left ``revision`` (the merge base, where there is one)."""
    commit = resolve(root, revision)
    base = run(root, "merge-base", commit, "HEAD", check=False).strip().decode("ascii") or commit
    lines: dict[str, frozenset[int] | None] = {}
    before: dict[str, str] = {}
    deleted: list[str] = []
    fields = (
        run(root, "diff", "--relative", "--name-status", "-z", "-M", base, "--", folder)
        .decode("utf-8", "surrogateescape")
        .split("\0")
    )
    at = 0
    while at < len(fields) and fields[at]:
        status = fields[at][0]
        if status in "RC":
            old, new = fields[at + 1], fields[at + 2]
            at += 3
            lines[new], before[new] = frozenset(), old
            if status == "R":
                deleted.append(old)
            continue
        path = fields[at + 1]
        at += 2
        if status == "D":
            deleted.append(path)
        elif status == "A":
            lines[path] = None
        else:
            lines[path], before[path] = frozenset(), path
    for path in (
        run(root, "ls-files", "--others", "--exclude-standard", "-z", "--", folder)
        .decode("utf-8", "surrogateescape")
        .split("\0")
    ):
        if path:
            lines[path] = None
    for path, old in before.items():
        if lines.get(path) is not None:
            lines[path] = _changed_lines(root, base, old, path)
    gone = tuple(path for path in deleted if path not in lines)
    return Changes(base, lines, before, gone)


def _changed_lines(root: Path, base: str, old: str, path: str) -> frozenset[int]:
    found: set[int] = set()
    shown = run(
        root, "diff", "--relative", "-M", "--unified=0", "--no-color", "--no-ext-diff", "--text", base, "--", old, path
    )
    for line in shown.splitlines():
        hunk = _HUNK.match(line)
        if hunk:
            start, count = int(hunk.group(1)), int(hunk.group(2) or 1)
            found.update(range(start, start + max(count, 1)))
    return frozenset(found)


def show(root: Path, commit: str, path: str) -> bytes | None:
    """The bytes of ``path`` (relative to the workspace's root) at ``commit``, ``None`` when it is not there."""
    prefix = run(root, "rev-parse", "--show-prefix").strip().decode("utf-8")
    done = ask(root, "cat-file", "blob", f"{commit}:{prefix}{path}")
    return done.stdout if done.returncode == 0 else None


def head(root: Path) -> str:
    """The commit id of HEAD, empty when there is none."""
    return (
        run(root, "rev-parse", "--verify", "--quiet", "HEAD", check=False).strip().decode("ascii")
        if inside(root)
        else ""
    )
