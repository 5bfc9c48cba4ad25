"""``blamefree invite``: ask the right people and teams to read a postmortem."""

from __future__ import annotations

import json
from pathlib import Path

import click

from blamefree.errors import ExitCode


@click.command("invite")
@click.option("--pr", type=click.IntRange(1), required=True, help="The pull request's number.")
@click.option("--apply", "write", is_flag=True, help="Ask them on GitHub; without it they are only listed.")
@click.option("--format", "format_", type=click.Choice(["text", "json"]), default="text")
@click.option("--ledger", type=click.Path(path_type=Path), help="The ledger's file, instead of its branch.")
def command(pr: int, write: bool, format_: str, ledger: Path | None) -> int:
    """List whom services.yml suggests as readers of a pull request, and ask them for a review with --apply.

    These are approvers who can still decide, invited teams, and the teams of services on either side of a dependency.
    """
    from blamefree.cli import printable
    from blamefree.cli.approvals import of_pull
    from blamefree.io.http import HttpProblem
    from blamefree.model.services import Services
    from blamefree.targets.github.client import GitHub
    from blamefree.targets.github.invite import propose
    from blamefree.targets.github.judge import is_document
    from blamefree.text.inert import one_line
    from blamefree.text.source import Source
    from blamefree.workspace import Workspace

    workspace = Workspace.open()
    github = GitHub.open(workspace.settings)
    pull = github.pull(pr)
    judgement = of_pull(github, pr, workspace.ledger(ledger), merged=False)
    paths = [file.path for file in github.files(pr) if is_document(file.path) and file.status != "removed"]
    texts = [(path, github.text(path, pull.head)) for path in paths]
    documents = [workspace.load(Source(path, text)) for path, text in texts if text is not None]
    present = [pull.author.login if pull.author else "", *github.requested(pr)]
    found = propose(documents, workspace.services or Services(), judgement.verdicts, present)
    refused: list[tuple[str, str]] = []
    for invitation in found if write else ():
        people, teams = ([], [invitation.name]) if invitation.team else ([invitation.name], [])
        try:
            github.request_reviewers(pr, people, teams)
        except HttpProblem as problem:
            if problem.status not in (403, 404, 422):
                raise
            refused.append((invitation.name, problem.message))
    if format_ == "json":
        listed = [{"name": item.name, "team": item.team, "reasons": list(item.reasons)} for item in found]
        answer = {"version": 1, "pr": pr, "invitations": listed, "refused": [name for name, _ in refused]}
        click.echo(json.dumps(answer, ensure_ascii=False, indent=1))
    else:
        for item in found:
            click.echo(one_line(f"{'team ' if item.team else ''}{item.name}: {'; '.join(item.reasons)}"))
        if not found:
            click.echo("nobody else to invite")
    for name, why in refused:
        click.echo(f"blamefree: {printable(name)} could not be asked: {printable(why)}", err=True)
    return ExitCode.REMOTE if refused else ExitCode.OK
