"""``blamefree plan``: what would change on a remote."""

from __future__ import annotations

from pathlib import Path

import click

from blamefree.cli import _publishing as publishing
from blamefree.errors import ExitCode, UsageProblem
from blamefree.sync import show


@click.command("plan")
@click.argument("target", type=click.Choice(publishing.names()))
@click.option("--out", type=click.Path(path_type=Path, dir_okay=False), help="Write the plan here, as JSON.")
@click.option("--format", "format_", type=click.Choice(show.FORMATS), default="text", help="How to print the plan.")
@click.option("--detailed-exitcode", is_flag=True, help="Exit with 6 when something would change.")
@click.option("--ledger", type=click.Path(path_type=Path, dir_okay=False), help="The file that holds the ledger.")
def command(target: str, out: Path | None, format_: str, detailed_exitcode: bool, ledger: Path | None) -> int:
    """Show what would change on a remote, and nothing else: nothing is written there."""
    from blamefree.io.files import write_text
    from blamefree.workspace import Workspace

    plan = publishing.prepare(target, publishing.world(Workspace.open(), ledger)).plan
    if out is not None:
        try:
            write_text(out, plan.dump())
        except OSError as error:
            raise UsageProblem(f"{out}: cannot be written: {error.strerror}", "choose another file") from None
    click.echo(show.render(plan, format_), nl=False)
    return ExitCode.CHANGES if detailed_exitcode and plan.changes else ExitCode.OK
