"""``blamefree doctor``: is everything set up; each line says ok or what to do."""

from __future__ import annotations

import json

import click

from blamefree.errors import ExitCode


@click.command("doctor")
@click.option("--format", "format_", type=click.Choice(["text", "json"]), default="text", help="How to print it.")
def command(format_: str) -> int:
    """Look at settings, credentials, scopes, space, project and Pages; writes nothing anywhere."""
    from blamefree.cli import _examination as examination

    worst = ExitCode.OK
    told: list[dict[str, object]] = []
    for line in examination.everything():
        told.append({"ok": line.fine, "what": line.what, "todo": line.todo})
        if format_ == "text":
            todo = f": {line.todo}" if line.todo else ""
            click.echo(f"{'ok  ' if line.fine else 'todo'} {line.what}{todo}")
        if not line.fine:
            worst = max(worst, line.code)
    if format_ == "json":
        click.echo(json.dumps({"version": 1, "checks": told}, ensure_ascii=False, indent=1))
    return worst
