"""The bare git repository behind the sandbox's GitHub: so that what the interface shows and what git has agree."""

from __future__ import annotations

import base64
import subprocess
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from blamefree.sandbox.github.shape import commit_json, entry_json

EMPTY = "4b825dc642cb6eb9a060e54bf8d69288fbee4904"  # git's own name for a tree without files
_STATUS = {"A": "added", "M": "modified", "D": "removed", "R": "renamed", "T": "changed"}


@dataclass
class BareRepository:
    """A bare repository on disk, shown under a name; without ``path`` it is empty."""

    path: Path | None
    full_name: str

    def git(self, *arguments: str) -> bytes | None:
        """The output of git; ``None`` when it fails."""
        if self.path is None:
            return None
        done = subprocess.run(["git", *arguments], cwd=self.path, capture_output=True, check=False, timeout=30)
        return done.stdout if done.returncode == 0 else None

    def text(self, *arguments: str) -> str:
        """The output of git as one text without white space around it; empty when it fails."""
        return (self.git(*arguments) or b"").decode("utf-8", "replace").strip()

    def commit(self, revision: str) -> str:
        """The full name of a commit, empty when there is none."""
        return self.text("rev-parse", "--verify", "--quiet", f"{revision}^{{commit}}")

    def between(self, base: str, head: str) -> list[str]:
        """The commits of a pull request, oldest first."""
        return self.text("rev-list", "--reverse", f"{base}..{head}").split()

    def commit_json(self, sha: str) -> tuple[dict[str, Any], str, str]:
        """A commit, and the mail addresses of its author and its committer."""
        shown = self.text("show", "-s", "--format=%H%n%T%n%P%n%an%n%ae%n%aI%n%cn%n%ce%n%cI%n%s", sha).split("\n")
        full, tree, parents, author, mail, authored, committer, committer_mail, committed, subject = shown[:10]
        value = commit_json(self.full_name, full, subject, tree, parents.split())
        value["commit"]["author"] = {"name": author, "email": mail, "date": authored}
        value["commit"]["committer"] = {"name": committer, "email": committer_mail, "date": committed}
        return value, mail, committer_mail

    def changed(self, base: str, head: str) -> list[dict[str, Any]]:
        """The files that ``head`` changed since it left ``base``, as the interface shows them."""
        return self.diff(self.text("merge-base", base, head) or base, head)

    def of_commit(self, sha: str) -> list[dict[str, Any]]:
        """The files that a commit changed."""
        return self.diff(self.commit(f"{sha}^") or EMPTY, sha)

    def diff(self, old: str, new: str) -> list[dict[str, Any]]:
        """The files that differ."""
        fields = (self.git("diff", "--name-status", "-M", "-z", old, new) or b"").decode().split("\0")
        found: list[dict[str, Any]] = []
        at = 0
        while at < len(fields) and fields[at]:
            status = fields[at][0]
            before = fields[at + 1] if status == "R" else ""
            path = fields[at + (2 if status == "R" else 1)]
            at += 3 if status == "R" else 2
            value: dict[str, Any] = {"sha": "0" * 40, "filename": path, "status": _STATUS.get(status, "changed")}
            value |= {f"{word}_url": f"/{word}/{path}" for word in ("blob", "raw", "contents")}
            value |= {"additions": 0, "deletions": 0, "changes": 0}
            value |= {"previous_filename": before} if before else {}
            patch = self._patch(old, new, before or path, path)
            found.append({**value, **({"patch": patch} if patch else {})})
        return found

    def _patch(self, old: str, new: str, *paths: str) -> str:
        shown = (self.git("diff", "-M", "--no-color", old, new, "--", *paths) or b"").decode("utf-8", "replace")
        at = shown.find("\n@@ ")
        return shown[at + 1 :].rstrip("\n") if at >= 0 else ""

    def tree(self, revision: str, *, recursive: bool) -> list[dict[str, Any]]:
        """The tree of a commit."""
        rows = (self.git("ls-tree", "-z", *(("-r",) if recursive else ()), revision) or b"").decode().split("\0")
        found = []
        for row in filter(None, rows):
            head, path = row.split("\t", 1)
            mode, kind, blob = head.split(" ")
            found.append({"path": path, "mode": mode, "type": kind, "sha": blob})
        return found

    def contents(self, revision: str, name: str) -> Any:
        """A file with its text, or what a folder holds; ``None`` when neither is there."""
        row = (self.git("ls-tree", "-z", revision, "--", name) or b"").decode()
        if not row:
            return None
        mode, kind, blob = row.split("\t")[0].split(" ")
        if kind != "blob":
            return self._folder(revision, name)
        data = self.git("cat-file", "blob", blob) or b""
        if mode == "120000":
            shown = entry_json(self.full_name, name, "symlink", blob, len(data))
            return {**shown, "target": data.decode("utf-8", "replace")}
        shown = entry_json(self.full_name, name, "file", blob, len(data))
        if len(data) > 1024 * 1024:
            return {**shown, "encoding": "none", "content": ""}
        return {**shown, "encoding": "base64", "content": base64.encodebytes(data).decode()}

    def _folder(self, revision: str, folder: str) -> list[dict[str, Any]]:
        rows = (self.git("ls-tree", "-z", "-l", revision, "--", f"{folder}/") or b"").decode().split("\0")
        found = []
        for row in filter(None, rows):
            head, path = row.split("\t", 1)
            mode, kind, blob, size = head.split()
            word = "dir" if kind == "tree" else "symlink" if mode == "120000" else "file"
            found.append(entry_json(self.full_name, path, word, blob, 0 if size == "-" else int(size)))
        return found
