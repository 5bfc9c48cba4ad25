"""``blamefree check``: run every rule."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from pathlib import Path

import click

from blamefree import formats
from blamefree.diagnostics.diagnostic import Severity
from blamefree.errors import ExitCode

LEVELS = ("error", "warning", "info", "never")


@click.command("check")
@click.argument("paths", nargs=-1, type=click.Path(path_type=Path))
@click.option(
    "--format", "format_", type=click.Choice(formats.names()), default="text", help="How to print the report."
)
@click.option(
    "--fail-on", type=click.Choice(LEVELS), default="error", help="The lowest severity that makes the exit code 1."
)
@click.option("--since", metavar="REV", default="", help="Report only what changed since this revision brings.")
@click.option("--jobs", type=click.IntRange(0, 256), default=0, help="How many processes; 0 means one a core.")
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
    from blamefree.checking import Options, run
    from blamefree.workspace import Workspace

    workspace = Workspace.open(around(paths))
    stdin = None
    if stdin_name is not None:
        stdin = (workspace.relative(Path(stdin_name)), sys.stdin.buffer.read())
    result = run(workspace, paths, Options(since, jobs, not no_cache, stdin, ledger))
    colour = format_ == "text" and sys.stdout.isatty() and not os.environ.get("NO_COLOR")
    click.echo(formats.render(format_, result.report, result.sources, colour=colour), nl=False)
    return exit_code(result.report.worst(), fail_on)


def around(paths: Sequence[Path]) -> Path | None:
    """Where to look for the repository: at the first path when it lies outside the current repository's folder."""
    if not paths:
        return None
    from blamefree.workspace import find_root

    first = Path(os.path.abspath(paths[0]))  # noqa: PTH100 - symlinks stay as they are named
    here = find_root(Path.cwd().resolve())
    folder = first if first.is_dir() and not first.name.endswith(".md") else first.parent
    if folder.resolve().is_relative_to(here) or not folder.is_dir():
        return None
    return folder


def exit_code(worst: Severity, fail_on: str) -> int:
    """1 when ``worst`` reaches ``fail_on``, else 0."""
    if fail_on == "never":
        return ExitCode.OK
    return ExitCode.DIAGNOSTICS if worst >= Severity[fail_on.upper()] else ExitCode.OK
