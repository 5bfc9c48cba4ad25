"""``blamefree site``: stage the site."""

from __future__ import annotations

from pathlib import Path

import click

from blamefree.errors import ExitCode


@click.command("site")
@click.argument("folder", metavar="DIR", type=click.Path(path_type=Path, file_okay=False))
@click.argument("paths", nargs=-1, metavar="[PATH]…", type=click.Path(path_type=Path))
@click.option("--edition", "name", type=click.Choice(["internal", "public"]), default="internal", help="Who it is for.")
@click.option("--ledger", "ledger_file", type=click.Path(path_type=Path, dir_okay=False), help="The ledger, when a file.")
def command(folder: Path, paths: tuple[Path, ...], name: str, ledger_file: Path | None) -> int:
    """Stage the site into DIR: plain Markdown, data, feeds and pictures that MkDocs, or any other generator, renders.

    With PATH only those documents, also drafts: a preview.
    """
    from blamefree.staging import read_ledger, stage
    from blamefree.workspace import Workspace

    workspace = Workspace.open()
    ledger, warning = read_ledger(workspace, ledger_file)
    if warning:
        click.echo(f"blamefree: {warning}", err=True)
    staged = stage(workspace, folder, name=name, paths=paths, ledger=ledger)
    files = staged.files
    click.echo(
        f"{staged.documents} postmortems staged in {folder}: "
        f"{files.written} files written, {files.kept} unchanged, {files.removed} removed"
    )
    return ExitCode.OK
