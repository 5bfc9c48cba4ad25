"""``blamefree approvals``: who has approved what."""

from __future__ import annotations

import json
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from blamefree.errors import BlamefreeError, ExitCode, RemoteProblem, SettingsProblem

CATCH_UP = 100
"""So many commits are looked back at, at most."""

if TYPE_CHECKING:
    from blamefree.io.patience import Patience
    from blamefree.model.ledger import Broken, Ledger
    from blamefree.targets.github.client import GitHub
    from blamefree.targets.github.judge import Judgement
    from blamefree.workspace import Workspace

_FORMAT = click.option("--format", "format_", type=click.Choice(["text", "json", "markdown"]), default="text")
_LEDGER = click.option("--ledger", type=click.Path(path_type=Path), help="The ledger's file, instead of its branch.")


@click.group("approvals")
def command() -> None:
    """Who has approved which action item, taken from pull-request reviews."""


@command.command("check")
@click.option("--pr", type=click.IntRange(1), required=True, help="The pull request's number.")
@_FORMAT
@_LEDGER
def check(pr: int, format_: str, ledger: Path | None) -> int:
    """Judge the action items of a pull request.

    Exits 0 when all are approved, 1 when not, 4 when GitHub could not be asked.
    """
    from blamefree.targets.github.client import GitHub
    from blamefree.targets.github.gate import State
    from blamefree.workspace import Workspace

    workspace = Workspace.open()
    judgement = _without_memory(
        workspace, ledger, of_pull(GitHub.open(workspace.settings), pr, workspace.ledger(ledger), merged=False)
    )
    click.echo(_shown(judgement, format_, 0), nl=False)
    if any(verdict.state is State.UNKNOWN for verdict in judgement.verdicts):
        click.echo("blamefree: the ledger cannot be read: prove it with `blamefree approvals verify`", err=True)
        return ExitCode.REMOTE
    return ExitCode.OK if judgement.approved else ExitCode.DIAGNOSTICS


@command.command("status")
@click.option("--pr", type=click.IntRange(1), help="The pull request's number; without it every open one.")
@_LEDGER
def status(pr: int | None, ledger: Path | None) -> int:
    """Set the commit status postmortem/approvals of a pull request, or of every open one.

    A status that says the same already is left alone. Exits 4 when GitHub could not be asked or refused.
    """
    from blamefree.cli import printable
    from blamefree.targets.github.client import GitHub
    from blamefree.targets.github.show import CONTEXT, headline
    from blamefree.workspace import Workspace

    workspace = Workspace.open()
    github = GitHub.open(workspace.settings)
    kept = workspace.ledger(ledger)
    failed: BlamefreeError | None = None
    for number in (pr,) if pr is not None else github.open_pulls():
        head = ""
        try:
            head = github.pull(number).head
            judgement = _without_memory(workspace, ledger, of_pull(github, number, kept, merged=False))
            state, said = headline(judgement)
        except BlamefreeError as problem:
            failed, state, said = problem, "error", "unknown: GitHub could not be asked"
            click.echo(f"blamefree: #{number}: {printable(problem.line())}", err=True)
        if head and github.stated(head, CONTEXT) != (state, said):
            github.status(head, state, said, CONTEXT)
        click.echo(f"#{number}: {state}: {said}")
    return failed.exit_code if failed is not None else ExitCode.OK


@command.command("record")
@click.option("--commit", required=True, help="The commit on the default branch.")
@click.option("--catch-up", is_flag=True, help="Also the commits before it, since the one that was recorded last.")
@_FORMAT
@_LEDGER
def record(commit: str, catch_up: bool, format_: str, ledger: Path | None) -> int:
    """Judge what a commit on the default branch brought, and append the decisions to the ledger."""
    from blamefree.io import clock
    from blamefree.io.patience import Patience
    from blamefree.targets.github.client import GitHub
    from blamefree.targets.github.judge import Judgement, entries
    from blamefree.workspace import Workspace

    workspace = Workspace.open()
    github = GitHub.open(workspace.settings)
    sha = _full(workspace, commit)
    place = workspace.ledger_store(ledger)
    if place is None:
        raise SettingsProblem("there is no ledger to record in", "add the remote origin, or name a file with --ledger")
    kept = place.read()
    _sound(kept, place.history())
    patience = Patience(workspace.settings.patience)
    judgements: list[Judgement] = []
    recorded = 0
    for one in [*(_missed(workspace, sha, kept) if catch_up else ()), sha]:
        for judgement in _of_commit(workspace, github, one, kept, patience):
            if judgement.pr is None or all(judgement.pr != other.pr for other in judgements):
                recorded += place.append(partial(entries, judgement), clock.now())
                judgements.append(judgement)
        kept = place.read() if recorded else kept
    whole = Judgement(judgements[-1].pr, sha, tuple(verdict for one in judgements for verdict in one.verdicts))
    click.echo(_shown(whole, format_, recorded), nl=False)
    return ExitCode.OK


@command.command("verify")
@click.option("--online", is_flag=True, help="Ask GitHub again about every recorded approval.")
@click.option("--format", "format_", type=click.Choice(["text", "json"]), default="text")
@_LEDGER
def verify(online: bool, format_: str, ledger: Path | None) -> int:
    """Prove the ledger: its chain, its digests and its branch's history. Exits 1 when something does not hold."""
    from blamefree.model.ledger import Broken
    from blamefree.workspace import Workspace

    workspace = Workspace.open()
    if ledger is not None and not ledger.is_file():
        raise SettingsProblem(f"{ledger}: no such ledger", "check the path of --ledger")
    place = workspace.ledger_store(ledger)
    if place is None:
        raise SettingsProblem("there is no ledger", "add the remote origin, or name a file with --ledger")
    kept = place.read()
    errors = list(dict.fromkeys((*kept.broken, *place.history())))
    if online and not errors:
        from blamefree.targets.github.audit import audit
        from blamefree.targets.github.client import GitHub

        errors += [Broken(line, message) for line, message in audit(kept, GitHub.open(workspace.settings))]
    errors.sort(key=lambda item: (item.line, item.message))
    if format_ == "json":
        answer = {
            "version": 1,
            "ok": not errors,
            "entries": len(kept.entries),
            "errors": [{"line": item.line, "message": item.message} for item in errors],
        }
        click.echo(json.dumps(answer, ensure_ascii=False, indent=1))
    else:
        for item in errors:
            click.echo(f"line {item.line}: {item.message}")
        counted = f"{len(kept.entries)} entr{'y' if len(kept.entries) == 1 else 'ies'}"
        click.echo(f"{counted}: {'the ledger holds' if not errors else 'the ledger does not hold'}")
    return ExitCode.DIAGNOSTICS if errors else ExitCode.OK


def of_pull(github: GitHub, number: int, ledger: Ledger | None, *, merged: bool) -> Judgement:
    """The verdicts on a pull request: at its head, or ``merged`` at the commit that it became on the default branch."""
    from blamefree.targets.github.judge import Judgement, is_document, items, judge, oversized

    pull = github.pull(number)
    sha = pull.merge_commit if merged and pull.merge_commit else pull.head
    files = github.files(number)
    changed = [file.path for file in files if is_document(file.path) and file.status != "removed"]
    renamed = {file.path: file.before for file in files if file.before}
    found = items(github, changed, sha)
    if not found and not pull.complete:
        found = (oversized(number),)
    reviews = github.reviews(number) if found else ()
    return Judgement(number, sha, judge(github, pull, reviews, found, renamed, ledger))


def _without_memory(workspace: Workspace, file: Path | None, judgement: Judgement) -> Judgement:
    """Where there is a ledger that cannot be read, what no review approves may have been approved before: unknown."""
    from blamefree.targets.github.gate import State, unknown
    from blamefree.targets.github.judge import Judgement

    if workspace.ledger_store(file) is None or workspace.ledger(file) is not None:
        return judgement
    why = "the ledger, which may hold an earlier approval, cannot be read"
    verdicts = (
        unknown(verdict.item, why) if verdict.state in (State.PENDING, State.STALE) else verdict
        for verdict in judgement.verdicts
    )
    return Judgement(judgement.pr, judgement.commit, tuple(verdicts))


def _of_commit(workspace: Workspace, github: GitHub, sha: str, ledger: Ledger, patience: Patience) -> list[Judgement]:
    from blamefree.targets.github.judge import Judgement, direct, is_document, items

    numbers = github.pulls_of(sha, patience)
    if numbers:
        return [of_pull(github, number, ledger, merged=True) for number in numbers]
    files = github.commit_files(sha)
    paths = _here(workspace, sha) if files is None else [file.path for file in files if file.status != "removed"]
    changed = [path for path in paths if is_document(path)]
    return [Judgement(None, sha, direct(items(github, changed, sha), sha, ledger))]


def _missed(workspace: Workspace, sha: str, ledger: Ledger) -> list[str]:
    """The commits before ``sha`` that touched documents since the newest one that the ledger names, oldest first."""
    from blamefree.io import git
    from blamefree.model.ledger import Kind

    last = next((entry.text("commit") for entry in reversed(tuple(ledger.of(Kind.DECISION)))), "")
    known = last and git.ask(workspace.root, "merge-base", "--is-ancestor", last, sha).returncode == 0
    since = [f"{last}..{sha}"] if known else [sha]
    listed = git.run(
        workspace.root, "rev-list", "--first-parent", f"--max-count={CATCH_UP}", *since, "--", "postmortems"
    )
    return [one for one in reversed(listed.decode("ascii").split()) if one != sha]


def _here(workspace: Workspace, sha: str) -> list[str]:
    """The files that a commit left changed, as this clone knows it."""
    from blamefree.io import git

    commit = git.resolve(workspace.root, sha)
    words = ["-r", "--root", "-m", "--first-parent", "--no-commit-id", "--name-only", "--diff-filter=d", "-z"]
    shown = git.run(workspace.root, "diff-tree", *words, commit)
    return [path for path in shown.decode("utf-8", "replace").split("\0") if path]


def _full(workspace: Workspace, commit: str) -> str:
    from blamefree.io import git

    if len(commit) == 40:
        return commit
    return git.resolve(workspace.root, commit)


def _sound(ledger: Ledger, history: tuple[Broken, ...]) -> None:
    broken = (*ledger.broken, *history)
    if broken:
        message = f"the ledger does not hold: line {broken[0].line}: {broken[0].message}"
        raise RemoteProblem(message, "prove it with `blamefree approvals verify`")


def _shown(judgement: Judgement, format_: str, recorded: int) -> str:
    if format_ == "json":
        return json.dumps(_plain(judgement, recorded), ensure_ascii=False, indent=1) + "\n"
    from blamefree.targets.github.show import markdown, text

    return markdown(judgement) if format_ == "markdown" else text(judgement)


def _plain(judgement: Judgement, recorded: int) -> dict[str, Any]:
    return {
        "version": 1,
        "pr": judgement.pr,
        "commit": judgement.commit,
        "recorded": recorded,
        "items": [
            {
                "document": verdict.item.document,
                "action": verdict.item.action,
                "service": verdict.item.service,
                "state": verdict.state.value,
                "outcome": "declined" if verdict.item.declined else "accepted",
                "reasons": list(verdict.reasons),
                "approvers": [
                    {"login": person.login, "id": person.id, "review": person.review, "commit": person.commit}
                    for person in verdict.approvals
                ],
                "needs": list(verdict.needs),
            }
            for verdict in judgement.verdicts
        ],
    }
