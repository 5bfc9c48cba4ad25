"""The command line: one file a command, found by name when it is called."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from importlib import import_module
from typing import Any

import click

from blamefree import discovery
from blamefree.errors import BlamefreeError, ExitCode


class Commands(click.Group):
    """Loads a command's module only when the command is called."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """The names of the modules beside this one."""
        return sorted(name.rstrip("_").replace("_", "-") for name in discovery.modules(__path__))

    def get_command(self, ctx: click.Context, name: str) -> click.Command | None:
        """The command of that name."""
        if name not in self.list_commands(ctx):
            return None
        module = name.replace("-", "_")
        if module in ("import", "lambda"):
            module += "_"
        command = import_module(f"{__name__}.{module}").command
        assert isinstance(command, click.Command)
        return command

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """As click does, naming the nearest command for one that does not exist."""
        name = args[0] if args else ""
        if name and not name.startswith("-") and name not in self.list_commands(ctx):
            from difflib import get_close_matches

            near = get_close_matches(name, self.list_commands(ctx), 1)
            raise click.UsageError(
                f"there is no command {name!r}" + (f": did you mean {near[0]}?" if near else ""), ctx
            )
        return super().resolve_command(ctx, args)


@click.group(cls=Commands, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(package_name="blamefree", prog_name="blamefree")
def application() -> None:
    """Postmortems as code: checked for blameless language and completeness, reviewed, published."""


def main(argv: Sequence[str] | None = None) -> None:
    """Run the command line and leave with the exit code of INTERFACE section 3."""
    sys.exit(run(argv))


def run(argv: Sequence[str] | None = None) -> int:
    """Run the command line; returns the exit code."""
    _utf8()
    try:
        result: Any = application.main(
            args=None if argv is None else list(argv), prog_name="blamefree", standalone_mode=False
        )
        return int(result) if isinstance(result, int) else ExitCode.OK
    except click.exceptions.Exit as leave:
        return leave.exit_code
    except click.exceptions.Abort:
        click.echo("blamefree: interrupted", err=True)
        return ExitCode.INTERRUPTED
    except KeyboardInterrupt:
        click.echo("blamefree: interrupted", err=True)
        return ExitCode.INTERRUPTED
    except click.ClickException as error:
        error.show(sys.stderr)
        return ExitCode.USAGE
    except BlamefreeError as error:
        click.echo(f"blamefree: {printable(error.line())}", err=True)
        return error.exit_code
    except BrokenPipeError:
        _close_stdout()
        return ExitCode.OK
    except OSError as error:
        if type(error).__module__ != "builtins" or error.strerror is None:  # other libraries' errors are no disk errors
            return _bug(error)
        where = f"{error.filename}: " if error.filename else ""
        click.echo(f"blamefree: {printable(f'{where}{error.strerror}')}: check the disk and its permissions", err=True)
        return ExitCode.USAGE
    except Exception as error:  # noqa: BLE001 - the last resort: a bug, told as one
        return _bug(error)


def _bug(error: Exception) -> int:
    click.echo(f"blamefree: a bug in Blamefree: {type(error).__name__}: {printable(str(error))}", err=True)
    click.echo(
        "Please report it with the command and the file; set BLAMEFREE_TRACEBACK=1 to see where it happened.",
        err=True,
    )
    import os

    if os.environ.get("BLAMEFREE_TRACEBACK"):
        import traceback

        traceback.print_exc()
    return ExitCode.BUG


def printable(text: str) -> str:
    """``text`` on one line, with control characters shown as escapes."""
    return "".join(char if char.isprintable() else char.encode("unicode_escape").decode("ascii") for char in text)


def _utf8() -> None:
    for stream in (sys.stdout, sys.stderr):
        reconfigure = getattr(stream, "reconfigure", None)
        if reconfigure is not None:
            reconfigure(encoding="utf-8", errors="backslashreplace")


def _close_stdout() -> None:
    import os

    try:
        devnull = os.open(os.devnull, os.O_WRONLY)
        os.dup2(devnull, sys.stdout.fileno())
    except (OSError, ValueError):
        pass
