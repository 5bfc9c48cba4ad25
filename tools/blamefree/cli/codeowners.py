"""``blamefree codeowners``: keep .github/CODEOWNERS in step with services.yml."""

from __future__ import annotations

import click

from blamefree.errors import ExitCode, SettingsProblem


@click.command("codeowners")
@click.option("--check", is_flag=True, help="Write nothing; exit 1 when the file is not what services.yml asks for.")
def command(check: bool) -> int:
    """Make .github/CODEOWNERS from services.yml, for the documents and for everything that approvals rest on."""
    from blamefree.io.files import write_text
    from blamefree.targets.github.codeowners import PATH, render
    from blamefree.workspace import Workspace

    workspace = Workspace.open()
    if workspace.services is None:
        raise SettingsProblem("there is no services.yml", "write one: it says who may approve what")
    text = render(workspace.services)
    place = workspace.root / PATH
    try:
        now = place.read_text("utf-8") if place.is_file() else ""
    except (OSError, UnicodeDecodeError):
        now = ""
    if now == text:
        click.echo(f"{PATH} is up to date")
        return ExitCode.OK
    if check:
        click.echo(f"{PATH} does not follow services.yml: run `blamefree codeowners`", err=True)
        return ExitCode.DIAGNOSTICS
    write_text(place, text)
    click.echo(f"wrote {PATH}")
    return ExitCode.OK
