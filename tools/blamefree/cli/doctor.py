"""``blamefree doctor``: is everything set up; each line says ok or what to do."""

from __future__ import annotations

import click

from blamefree.errors import ExitCode


@click.command("doctor")
def command() -> int:
    """Look at settings, credentials, scopes, space, project and Pages; writes nothing anywhere."""
    from blamefree.cli import _examination as examination

    worst = ExitCode.OK
    for line in examination.everything():
        todo = f": {line.todo}" if line.todo else ""
        click.echo(f"{'ok  ' if line.fine else 'todo'} {line.what}{todo}")
        if not line.fine:
            worst = max(worst, line.code)
    return worst
