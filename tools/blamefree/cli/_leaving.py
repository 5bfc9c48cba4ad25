"""How a command that did not end by itself is told: one line, and the exit code of INTERFACE section 3."""

from __future__ import annotations

import os
import sys

import click

from blamefree.cli import printable
from blamefree.errors import BlamefreeError, ExitCode


def code_of(error: BaseException) -> int:
    """Say what ended the command, and return its exit code."""
    if isinstance(error, click.exceptions.Exit):
        return error.exit_code
    if isinstance(error, (click.exceptions.Abort, KeyboardInterrupt)):
        click.echo("blamefree: interrupted", err=True)
        return ExitCode.INTERRUPTED
    if isinstance(error, click.ClickException):
        error.show(sys.stderr)
        return ExitCode.USAGE
    if isinstance(error, BlamefreeError):
        click.echo(f"blamefree: {printable(error.line())}", err=True)
        return error.exit_code
    if isinstance(error, BrokenPipeError):
        _close_stdout()
        return ExitCode.OK
    # Other libraries' errors are no disk errors.
    if isinstance(error, OSError) and type(error).__module__ == "builtins" and error.strerror is not None:
        where = f"{error.filename}: " if error.filename else ""
        click.echo(f"blamefree: {printable(f'{where}{error.strerror}')}: check the disk and its permissions", err=True)
        return ExitCode.USAGE
    return _bug(error)


def _bug(error: BaseException) -> int:
    click.echo(f"blamefree: a bug in Blamefree: {type(error).__name__}: {printable(str(error))}", err=True)
    click.echo(
        "Please report it with the command and the file; set BLAMEFREE_TRACEBACK=1 to see where it happened.",
        err=True,
    )
    if os.environ.get("BLAMEFREE_TRACEBACK"):
        import traceback

        traceback.print_exc()
    return ExitCode.BUG


def _close_stdout() -> None:
    try:
        devnull = os.open(os.devnull, os.O_WRONLY)
        os.dup2(devnull, sys.stdout.fileno())
    except (OSError, ValueError):
        pass
