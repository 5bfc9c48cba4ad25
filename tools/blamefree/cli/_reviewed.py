"""The demo's pull request: the repository's documents, proposed, approved and merged in the sandbox's GitHub."""

from __future__ import annotations

import os
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from blamefree.model.services import Approver, Services
    from blamefree.sandbox import Sandbox

AUTHOR = "demo-author"
SETTINGS = ("services.yml", "pyproject.toml", "blamefree.toml", "schema")
# A person's hooks, signing and identity have no place in a repository that is thrown away.
GIT = {
    "GIT_CONFIG_GLOBAL": os.devnull,
    "GIT_CONFIG_SYSTEM": os.devnull,
    "GIT_AUTHOR_NAME": "Demo",
    "GIT_AUTHOR_EMAIL": "demo@example.com",
    "GIT_COMMITTER_NAME": "Demo",
    "GIT_COMMITTER_EMAIL": "demo@example.com",
}


@dataclass(frozen=True)
class Reviewed:
    """The merged pull request: the clone it can be looked at in, its commit, and who approved and who did not."""

    clone: Path
    commit: str
    approved: tuple[str, ...]
    silent: tuple[str, ...]


def reviewed(root: Path, folder: Path, sandbox: Sandbox, services: Services) -> Reviewed:
    """Propose every document in one pull request, let the approvers of services.yml approve it, and merge it.

    One of them has not answered yet when there are several, so that there is something to wait for.
    """
    bare, clone = folder / "github.git", folder / "repository"
    clone.mkdir()
    git(folder, "init", "--quiet", "--bare", "--initial-branch=main", str(bare))
    git(clone, "init", "--quiet", "--initial-branch=main")
    git(clone, "remote", "add", "github", str(bare))
    copy(root, clone, SETTINGS)
    publish(clone, "Name who may approve", "main")
    git(clone, "switch", "--quiet", "--create", "postmortems")
    copy(root, clone, ("postmortems",))
    publish(clone, "Add the postmortems", "postmortems")

    people = sandbox.github.people
    people.use(str(bare))
    people.account(AUTHOR, 1, email=GIT["GIT_AUTHOR_EMAIL"])
    pull = people.open("postmortems", AUTHOR, "Add the postmortems")
    approvers = approvers_of(services)
    silent = approvers[-1:] if len(approvers) > 1 else []
    for approver in approvers:
        people.account(approver.login, approver.id)
        if approver not in silent:
            people.review(pull.number, approver.login, "APPROVED")

    git(clone, "switch", "--quiet", "main")
    git(clone, "merge", "--quiet", "--no-ff", "-m", f"Merge pull request #{pull.number}", "postmortems")
    git(clone, "push", "--quiet", "github", "main")
    commit = git(clone, "rev-parse", "HEAD").strip()
    people.merge(pull.number, commit)
    approved = tuple(approver.login for approver in approvers if approver not in silent)
    return Reviewed(clone, commit, approved, tuple(approver.login for approver in silent))


def approvers_of(services: Services) -> list[Approver]:
    """Everybody whom services.yml names, once, in its order."""
    named = [approver for policy in services.severity.values() for approver in policy.approvers]
    named += [approver for service in services.services.values() for approver in service.approvers]
    return list({approver.id: approver for approver in named}.values())


def publish(clone: Path, message: str, branch: str) -> None:
    """Commit everything and push it to the sandbox's repository."""
    git(clone, "add", "--all", "--force")
    git(clone, "commit", "--quiet", "--allow-empty", "-m", message)
    git(clone, "push", "--quiet", "github", branch)


def copy(root: Path, clone: Path, names: tuple[str, ...]) -> None:
    """Copy files and folders that exist."""
    for name in names:
        source = root / name
        if source.is_dir():
            shutil.copytree(source, clone / name)
        elif source.is_file():
            shutil.copy(source, clone / name)


def git(folder: Path, *words: str) -> str:
    """Run git and give what it says; raises CalledProcessError."""
    kept = {key: value for key, value in os.environ.items() if not key.startswith("GIT_")}
    done = subprocess.run(
        ["git", *words], cwd=folder, env={**kept, **GIT}, stdin=subprocess.DEVNULL, capture_output=True, check=True
    )
    return done.stdout.decode("utf-8", "replace")
