"""``blamefree check``: run every rule."""

from __future__ import annotations

from pathlib import Path

import click

from blamefree import formats
from blamefree.cli._checking import LEVELS, MOST_JOBS, Asked, check


@click.command("check")
@click.argument("paths", nargs=-1, type=click.Path(path_type=Path))
@click.option(
    "--format", "format_", type=click.Choice(formats.names()), default="text", help="How to print the report."
)
@click.option(
    "--fail-on", type=click.Choice(LEVELS), default="error", help="The lowest severity that makes the exit code 1."
)
@click.option("--since", metavar="REV", default="", help="Report only what changed since this revision brings.")
@click.option("--jobs", type=click.IntRange(0, MOST_JOBS), default=0, help="How many processes; 0 means one a core.")
@click.option("--no-cache", is_flag=True, help="Neither read nor write the cache.")
@click.option("--stdin-filename", "stdin_name", help="Read the text from stdin, as if it stood at this path.")
@click.option("--ledger", type=click.Path(path_type=Path, dir_okay=False), help="The ledger, when a file.")
def command(
    paths: tuple[Path, ...],
    format_: str,
    fail_on: str,
    since: str,
    jobs: int,
    no_cache: bool,
    stdin_name: str | None,
    ledger: Path | None,
) -> int:
    """Check documents: all of postmortems/, or the files and folders given."""
    return check(Asked(paths, format_, fail_on, since, jobs, no_cache, stdin_name, ledger))
