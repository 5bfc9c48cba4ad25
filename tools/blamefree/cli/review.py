"""``blamefree review``: what a pull request's reviewers and its author should know, said where they look."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import click

from blamefree.errors import BlamefreeError, ExitCode, RemoteProblem

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from blamefree.model.ledger import Ledger
    from blamefree.targets.github.client import GitHub
    from blamefree.targets.github.proposal import Proposal
    from blamefree.targets.github.suggest import Suggestion
    from blamefree.text.source import Source
    from blamefree.workspace import Workspace

BUDGET = 900 * 1024
"""Bytes of a job summary: GitHub refuses more than 1 MiB."""


@click.command("review")
@click.option("--pr", type=click.IntRange(1), required=True, help="The pull request's number.")
@click.option("--dry-run", is_flag=True, help="Print the comment instead of writing it.")
@click.option("--ledger", type=click.Path(path_type=Path), help="The ledger's file, instead of its branch.")
def command(pr: int, dry_run: bool, ledger: Path | None) -> int:
    """Say in a pull request what is missing: one comment, kept up to date, and suggestions on changed lines.

    On pull requests from forks, and without the permission to write, annotations and the job summary say it instead.
    """
    from blamefree.targets.github.client import GitHub
    from blamefree.workspace import Workspace

    workspace = Workspace.open()
    github = GitHub.open(workspace.settings)
    found = look(workspace, github, pr, workspace.ledger(ledger))
    if dry_run:
        click.echo(found.comment, nl=False)
        return ExitCode.OK
    if not found.proposal.pull.from_fork:
        refused = _write(github, pr, found)
        if refused is None:
            return ExitCode.OK
        click.echo(f"blamefree: no comment could be written ({refused.message}): see the job summary", err=True)
    _degrade(found)
    return ExitCode.OK


@dataclass(frozen=True)
class Found:
    """What there is to say: the comment, the suggestions, and the report with its texts."""

    proposal: Proposal
    comment: str
    suggestions: Sequence[Suggestion]
    sources: Mapping[str, Source]


def look(workspace: Workspace, github: GitHub, number: int, ledger: Ledger | None) -> Found:
    """Look at a pull request through GitHub's interface; its code is neither checked out nor run."""
    from blamefree.cli.approvals import of_pull
    from blamefree.targets.github import comment, suggest
    from blamefree.targets.github.invite import propose
    from blamefree.targets.github.judge import is_document
    from blamefree.targets.github.proposal import Proposal
    from blamefree.text.source import Source

    pull = github.pull(number)
    files = github.files(number)
    here = [file for file in files if is_document(file.path) and file.status != "removed"]
    texts = {file.path: github.text(file.path, pull.head) for file in here}
    sources = {path: Source(path, text) for path, text in texts.items() if text is not None}
    gone = {file.path for file in files if file.status == "removed"} | {file.before for file in files}
    proposal = Proposal.of(pull, workspace.context(ledger=ledger), workspace.load, sources, _others(workspace, gone))
    judgement = of_pull(github, number, ledger, merged=False)
    present = [pull.author.login if pull.author else "", *github.requested(number)]
    invitations = propose(proposal.documents, proposal.services, judgement.verdicts, present)
    changed = {file.path: suggest.changed_lines(file.patch) for file in here}
    return Found(
        proposal,
        comment.render(proposal.reviewed, proposal.report, judgement, invitations),
        suggest.suggestions(proposal.report, sources, changed),
        sources,
    )


def _others(workspace: Workspace, gone: set[str]) -> list[tuple[str, object]]:
    return [(path, workspace.read(path)) for path in workspace.document_paths() if path not in gone]


def _write(github: GitHub, number: int, found: Found) -> RemoteProblem | None:
    """Write the comment and the suggestions; what GitHub refused for want of permission, ``None`` when all is well."""
    from blamefree.io.http import HttpProblem
    from blamefree.targets.github.comment import MARKER
    from blamefree.targets.github.suggest import GONE, LIMIT, key_of

    me = github.login()

    def ours(item: Mapping[str, object]) -> bool:
        user = item.get("user")
        return isinstance(user, dict) and (user.get("login") == me if me else user.get("type") == "Bot")

    try:
        old = next((item for item in github.comments(number) if _body(item).startswith(MARKER) and ours(item)), None)
        if old is None:
            github.comment(number, found.comment)
        elif _body(old) != found.comment:
            github.edit_comment(int(old["id"]), found.comment)
        known = {key_of(_body(item)): item for item in github.review_comments(number) if ours(item)}
        known.pop("", None)
        wanted = {suggestion.key: suggestion for suggestion in found.suggestions}
        for key, item in known.items():
            head = _body(item).split("\n", 1)[0]
            body = wanted[key].body if key in wanted else f"{head}\n{GONE}\n"
            if _body(item) != body:
                github.edit_review_comment(int(item["id"]), body)
        fresh = [suggestion.comment for key, suggestion in wanted.items() if key not in known][:LIMIT]
        if fresh:
            github.review(number, found.proposal.pull.head, fresh)
    except HttpProblem as problem:
        if problem.status in (403, 404):
            return problem
        raise
    click.echo(f"#{number}: {'updated' if old else 'commented'}, {len(fresh)} new suggestions")
    return None


def _body(item: Mapping[str, object]) -> str:
    return str(item.get("body") or "").replace("\r\n", "\n")


def _degrade(found: Found) -> None:
    from blamefree import formats

    click.echo(formats.render("github", found.proposal.report, found.sources), nl=False)
    place = os.environ.get("GITHUB_STEP_SUMMARY", "")
    if not place:
        click.echo(found.comment, nl=False)
        return
    text = found.comment + "\n" + formats.render("markdown", found.proposal.report, found.sources)
    try:
        with Path(place).open("a", encoding="utf-8") as file:
            file.write(text.encode("utf-8")[:BUDGET].decode("utf-8", "ignore") + "\n")
    except OSError as error:
        raise BlamefreeError(
            f"the job summary cannot be written: {error.strerror}", "check GITHUB_STEP_SUMMARY"
        ) from None
