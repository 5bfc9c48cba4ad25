"""Where the ledger lives: a git branch of its own, or a file that ``--ledger`` names."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import Protocol

from blamefree.errors import RemoteProblem, SettingsProblem
from blamefree.io import git
from blamefree.io.files import write_text
from blamefree.io.refs import BRANCH, REMOTE
from blamefree.model import ledger
from blamefree.model.ledger import Broken, Fresh, Ledger

FILE = "ledger.jsonl"
_TRIES = 12
Entries = Sequence[Fresh] | Callable[[Ledger], Sequence[Fresh]]
"""What to append: entries, or what makes them from the ledger as it is when they are appended."""


class LedgerStore(Protocol):
    """A place that holds a ledger."""

    def read(self) -> Ledger:
        """The ledger as it is now; what cannot be reached raises."""
        ...

    def append(self, fresh: Entries, now: datetime) -> int:
        """Append entries and return how many there were; nothing is appended to a broken ledger."""
        ...

    def history(self) -> tuple[Broken, ...]:
        """What the place knows of the ledger's past that its text alone does not show."""
        ...


class FileLedger:
    """A ledger in a file, with its head beside it, so that a lost last line shows."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.seal = path.with_name(path.name + ".head")

    def read(self) -> Ledger:
        """The ledger; empty when the file does not exist yet. An unreadable one is a :class:`SettingsProblem`."""
        return ledger.parse(self._text())

    def append(self, fresh: Entries, now: datetime) -> int:
        """Append entries; the file is replaced whole. Nothing is appended to a broken ledger."""
        if not callable(fresh) and not fresh:
            return 0
        with _alone(self.path):
            text = self._text()
            kept = ledger.parse(text)
            _refuse(str(self.path), (*kept.broken, *self.history()))
            made = fresh(kept) if callable(fresh) else fresh
            if made:
                text += ledger.lines(kept.head, made, now)
                write_text(self.path, text)
                write_text(self.seal, f"{ledger.parse(text).head}\n")
        return len(made)

    def history(self) -> tuple[Broken, ...]:
        """A last line that is not the one that was written last."""
        try:
            sealed = self.seal.read_text("utf-8", "replace").strip()
        except OSError:
            return ()
        if not self.path.exists():
            return ()
        kept = self.read()
        if kept.head == sealed or any(entry.previous == sealed for entry in kept.entries):
            return ()  # the same, or added to by a run that stopped before it could seal
        return (Broken(len(kept.entries) + 1, "lines that were written are missing at the end, or were changed"),)

    def _text(self) -> str:
        try:
            return self.path.read_text("utf-8")
        except FileNotFoundError:
            return ""
        except (OSError, UnicodeDecodeError) as error:
            raise SettingsProblem(f"{self.path}: the ledger cannot be read", "check the path of --ledger") from error


class BranchLedger:
    """A ledger on its own branch of the remote, appended to with pushes that never overwrite."""

    def __init__(self, root: Path, remote: str = REMOTE, branch: str = BRANCH) -> None:
        self.root = root
        self.remote = remote
        self.branch = branch
        self.tracking = f"refs/remotes/{remote}/{branch}"
        self._rewritten = False

    def fetch(self) -> str:
        """Ask the remote for the branch; returns its commit, empty when there is none yet.

        Raises :class:`RemoteProblem` when the remote cannot be asked.
        """
        listed = self._remote("ls-remote", "--exit-code", self.remote, f"refs/heads/{self.branch}")
        if listed.returncode == 2:  # git's word for: reached, but there is no such branch
            self._rewritten = bool(self.commit())
            return ""
        if listed.returncode != 0:
            raise RemoteProblem(
                f"the ledger branch {self.branch} of {self.remote} cannot be read", "check the network and the token"
            )
        known = self.commit()
        fetched = self._remote(
            "fetch", "--quiet", "--no-tags", self.remote, f"+refs/heads/{self.branch}:{self.tracking}"
        )
        if fetched.returncode != 0:
            raise RemoteProblem(f"the ledger branch {self.branch} cannot be fetched", "check the network and the token")
        commit = self.commit()
        if (
            known
            and known != commit
            and git.ask(self.root, "merge-base", "--is-ancestor", known, commit).returncode != 0
        ):
            shallow = git.run(self.root, "rev-parse", "--is-shallow-repository", check=False).strip() == b"true"
            self._rewritten = not shallow
        return commit

    def commit(self) -> str:
        """The commit of the branch as it was last fetched, empty when it never was."""
        found = git.run(self.root, "rev-parse", "--verify", "--quiet", self.tracking, check=False)
        return found.strip().decode("ascii")

    def read(self) -> Ledger:
        """The ledger as the remote has it."""
        return ledger.parse(self._text(self.fetch()))

    def read_fetched(self) -> Ledger | None:
        """The ledger as it was last fetched, without asking the remote; ``None`` when it never was."""
        commit = self.commit()
        return ledger.parse(self._text(commit)) if commit else None

    def append(self, fresh: Entries, now: datetime) -> int:
        """Append entries. Another writer's push in between is fetched, and ours are chained anew behind it."""
        if not callable(fresh) and not fresh:
            return 0
        for _ in range(_TRIES):
            parent = self.fetch()
            text = self._text(parent)
            kept = ledger.parse(text)
            _refuse(f"{self.branch}:{FILE}", (*kept.broken, *self._past(parent)))
            made = fresh(kept) if callable(fresh) else fresh
            if not made:
                return 0
            commit = self._write(text + ledger.lines(kept.head, made, now), parent, now)
            pushed = self._remote("push", "--quiet", "--porcelain", self.remote, f"{commit}:refs/heads/{self.branch}")
            if pushed.returncode == 0:
                git.run(self.root, "update-ref", self.tracking, commit)
                return len(made)
            if self.fetch() == parent:  # nobody was faster: the remote does not want it
                raise RemoteProblem(
                    f"the ledger branch {self.branch} cannot be pushed to {self.remote}",
                    "the token needs contents: write, and a branch rule must allow it",
                )
        raise RemoteProblem(f"the ledger branch {self.branch} is being written to all the time", "run it again later")

    def history(self) -> tuple[Broken, ...]:
        """Whether every commit of the branch only added lines, and nobody rewrote the branch since we last saw it."""
        return self._past(self.commit())

    def _past(self, commit: str) -> tuple[Broken, ...]:
        if self._rewritten:
            return (Broken(1, f"the branch {self.branch} was rewritten: it no longer holds the commits seen before"),)
        if not commit:
            return ()
        # One question to git is enough where no commit took a line away: what was put in between breaks the chain.
        words = ("log", "-m", "--first-parent", "--no-renames", "--numstat", "--format=", commit, "--", FILE)
        counted = [row.split("\t") for row in git.run(self.root, *words).decode("utf-8", "replace").splitlines() if row]
        if counted and all(row[1:2] == ["0"] for row in counted):
            return ()
        commits = git.run(self.root, "rev-list", "--reverse", "--first-parent", commit).decode("ascii").split()
        return ledger.only_appended([self._text(one) for one in commits])

    def _remote(self, *arguments: str) -> subprocess.CompletedProcess[bytes]:
        return git.ask(self.root, *arguments, environment=git.login(self.root, self.remote, os.environ))

    def _text(self, commit: str) -> str:
        if not commit:
            return ""
        shown = git.ask(self.root, "cat-file", "blob", f"{commit}:{FILE}")
        if shown.returncode != 0:
            raise SettingsProblem(f"the branch {self.branch} holds no {FILE}", "restore it from the branch's history")
        try:
            return shown.stdout.decode("utf-8")
        except UnicodeDecodeError:
            raise SettingsProblem(
                f"{FILE} on the branch {self.branch} is not UTF-8", "restore it from the branch's history"
            ) from None

    def _write(self, text: str, parent: str, now: datetime) -> str:
        blob = git.run(self.root, "hash-object", "-w", "--stdin", stdin=text.encode("utf-8")).strip().decode("ascii")
        entry = f"100644 blob {blob}\t{FILE}\n".encode()
        tree = git.run(self.root, "mktree", stdin=entry).strip().decode("ascii")
        stamp = f"{int(now.timestamp())} +0000"
        who = {"NAME": "blamefree", "EMAIL": "blamefree@localhost", "DATE": stamp}
        environment = {f"GIT_{role}_{key}": value for role in ("AUTHOR", "COMMITTER") for key, value in who.items()}
        parents = ["-p", parent] if parent else []
        message = b"Record in the ledger\n"
        made = git.run(self.root, "commit-tree", tree, *parents, stdin=message, environment=environment)
        return made.strip().decode("ascii")


def store(root: Path, file: Path | None = None) -> LedgerStore | None:
    """The ledger's place: the file where one is named, else the branch where there is a remote, else nowhere."""
    if file is not None:
        return FileLedger(file)
    if git.inside(root) and git.ask(root, "remote", "get-url", REMOTE).returncode == 0:
        return BranchLedger(root)
    return None


@contextmanager
def _alone(path: Path) -> Iterator[None]:
    """Hold the folder of ``path`` for this process; the system lets go when the process ends, however it ends."""
    try:
        import fcntl
    except ImportError:  # Windows: the whole replacement of the file has to do
        yield
        return
    path.parent.mkdir(parents=True, exist_ok=True)
    handle = os.open(path.parent, os.O_RDONLY)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield
    finally:
        os.close(handle)


def _refuse(where: str, broken: Sequence[Broken]) -> None:
    if broken:
        first = broken[0]
        raise SettingsProblem(f"{where}:{first.line}: {first.message}", "prove it with `blamefree approvals verify`")
