"""``blamefree site``: stage the site."""

from __future__ import annotations

from pathlib import Path

import click

from blamefree.errors import ExitCode


@click.command("site")
@click.argument("folder", metavar="DIR", type=click.Path(path_type=Path, file_okay=False))
@click.argument("paths", nargs=-1, metavar="[PATH]…", type=click.Path(path_type=Path))
@click.option("--edition", "name", type=click.Choice(["internal", "public"]), default="internal", help="Who it is for.")
def command(folder: Path, paths: tuple[Path, ...], name: str) -> int:
    """Stage the site into DIR: plain Markdown, data, feeds and pictures that MkDocs, or any other generator, renders.

    With PATH only those documents, also drafts: a preview.
    """
    from blamefree.staging import stage
    from blamefree.workspace import Workspace

    staged = stage(Workspace.open(), folder, name=name, paths=paths)
    files = staged.files
    click.echo(
        f"{len(staged.entries)} postmortems staged in {folder}: "
        f"{files.written} files written, {files.kept} unchanged, {files.removed} removed"
    )
    return ExitCode.OK
