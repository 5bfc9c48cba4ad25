"""``blamefree site``: stage the site."""

from __future__ import annotations

import gc
from pathlib import Path

import click

from blamefree.errors import ExitCode, UsageProblem


@click.command("site")
@click.argument("folder", metavar="DIR", required=False, type=click.Path(path_type=Path))
@click.argument("paths", nargs=-1, metavar="[PATH]…", type=click.Path(path_type=Path))
@click.option("--edition", "name", type=click.Choice(["internal", "public"]), default="internal", help="Who it is for.")
@click.option("--diff", "only_show", is_flag=True, help="Print what readers of the edition will see; write nothing.")
@click.option(
    "--ledger", "ledger_file", type=click.Path(path_type=Path, dir_okay=False), help="The ledger, when a file."
)
def command(folder: Path | None, paths: tuple[Path, ...], name: str, only_show: bool, ledger_file: Path | None) -> int:
    """Stage the site into DIR: plain Markdown, data, feeds and pictures that MkDocs, or any other generator, renders.

    With PATH only those documents, also drafts: a preview.
    """
    from blamefree.io.shares import without_collection
    from blamefree.staging import compare, read_ledger, stage
    from blamefree.workspace import Workspace

    workspace = Workspace.open()
    if only_show:
        named = [folder] if folder is not None and folder.suffix == ".md" else []
        click.echo(printable(compare(workspace, name, [*named, *paths])), nl=False)
        return ExitCode.OK
    if folder is None:
        raise UsageProblem("the folder for the site is missing", "blamefree site DIR, for example build/docs")
    ledger, warning = read_ledger(workspace, ledger_file)
    if warning:
        click.echo(f"blamefree: {warning}", err=True)
    with without_collection():
        staged = stage(workspace, folder, name=name, paths=paths, ledger=ledger)
        for path in staged.blocked:
            click.echo(
                f"blamefree: {path}: left out, it has personal data or a secret in it: blamefree check {path}", err=True
            )
        files = staged.files
        click.echo(
            f"{staged.documents} postmortems staged in {folder}: "
            f"{files.written} files written, {files.kept} unchanged, {files.removed} removed"
        )
        _last[:] = [staged]  # the process ends: neither free what it has made, piece by piece, nor look through it
        gc.freeze()
    return ExitCode.OK


_last: list[object] = []


def printable(text: str) -> str:
    """``text`` without control characters that a terminal would obey."""
    return "".join(char if char.isprintable() or char in "\n\t" else "\N{REPLACEMENT CHARACTER}" for char in text)
