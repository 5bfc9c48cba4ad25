"""``blamefree fix``: apply the repairs that rules propose."""

from __future__ import annotations

import difflib
from pathlib import Path
from typing import TYPE_CHECKING

import click

from blamefree.cli._checking import around
from blamefree.errors import ExitCode

if TYPE_CHECKING:
    from blamefree.model.document import Document
    from blamefree.workspace import Workspace


@click.command("fix")
@click.argument("paths", nargs=-1, type=click.Path(path_type=Path))
@click.option("--unsafe", is_flag=True, help="Also apply fixes that change what a reader sees.")
@click.option("--diff", is_flag=True, help="Show what would change and write nothing.")
def command(paths: tuple[Path, ...], unsafe: bool, diff: bool) -> int:
    """Apply safe fixes to documents; with --unsafe the others too."""
    from blamefree.checking import Options, run, select
    from blamefree.diagnostics.discretion import masked
    from blamefree.io.files import Unreadable, write_text
    from blamefree.workspace import Workspace

    workspace = Workspace.open(around(paths))
    known = workspace.document_paths()
    chosen = select(workspace.root, paths, known)
    fixed = 0
    remaining: dict[str, str] = {}
    for path in sorted(known if chosen is None else chosen):
        document = workspace.read(path)
        if isinstance(document, Unreadable):
            continue
        text, count = _repair(workspace, document.source, unsafe)
        if not count or text == document.text:
            continue
        fixed += count
        if diff:
            shown = _diff(path, document.text, text)
            click.echo(masked(shown, private_values(workspace, document)), nl=False)
            remaining[path] = text
        else:
            write_text(workspace.root / path, text, bom=document.source.bom)
            click.echo(f"{path}: {count} fixed", err=True)
    errors = (
        _errors_after(workspace, remaining, paths) if remaining else run(workspace, paths, Options()).report.worst()
    )
    click.echo(f"{fixed} fix{'es' if fixed != 1 else ''} {'to apply' if diff else 'applied'}", err=True)
    if errors >= 3:
        click.echo("errors remain: run `blamefree check` to see them", err=True)
    return ExitCode.DIAGNOSTICS if errors >= 3 else ExitCode.OK


def private_values(workspace: Workspace, document: Document) -> list[str]:
    """What a document holds that no output may show."""
    from blamefree.check import inspect

    private = inspect(document, workspace.context()).private
    return [document.text[place.span.start : place.span.end] for place in private]


def _repair(workspace: Workspace, source: object, unsafe: bool) -> tuple[str, int]:
    from blamefree.check import Inspection, inspect
    from blamefree.fixer import repair
    from blamefree.text.source import Source

    assert isinstance(source, Source)
    context = workspace.context()

    def look(text: str) -> Inspection:
        return inspect(workspace.load(Source(source.path, text, source.bom)), context)

    return repair(source.text, look, unsafe=unsafe)


def _errors_after(workspace: Workspace, texts: dict[str, str], paths: tuple[Path, ...]) -> int:
    from blamefree.checking import Options, run

    worst = 0
    for path, text in texts.items():
        worst = max(worst, run(workspace, (), Options(stdin=(path, text.encode("utf-8")))).report.worst())
    report = run(workspace, paths, Options()).report
    return max([worst, *(item.severity for item in report.diagnostics if item.path not in texts)])


def _diff(path: str, before: str, after: str) -> str:
    lines = difflib.unified_diff(
        before.splitlines(keepends=True), after.splitlines(keepends=True), f"a/{path}", f"b/{path}"
    )
    return "".join(line if line.endswith("\n") else f"{line}\n\\ No newline at end of file\n" for line in lines)
