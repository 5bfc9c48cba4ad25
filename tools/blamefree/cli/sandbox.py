"""``blamefree sandbox``: the stand-in for Confluence, Jira and GitHub, to try things out on."""

from __future__ import annotations

import signal
import threading
from pathlib import Path

import click

from blamefree.errors import ExitCode, UsageProblem


@click.command("sandbox")
@click.option(
    "--port", type=click.IntRange(0, 65535), default=0, metavar="P", help="Port on 127.0.0.1 (default: a free one)."
)
@click.option(
    "--state",
    type=click.Path(dir_okay=False, path_type=Path),
    metavar="FILE",
    help="Keep what is there in a JSON file: read at start, written at the end.",
)
def command(port: int, state: Path | None) -> int:
    """Run a local stand-in for Confluence, Jira and GitHub until Ctrl-C.

    Prints its address, then the environment variables that point Blamefree at it.
    """
    from blamefree.sandbox import Sandbox
    from blamefree.sandbox.clock import wall_clock

    try:
        sandbox = Sandbox(port, state=state, clock=wall_clock)
    except OSError as error:
        raise UsageProblem(
            f"port {port} on 127.0.0.1 cannot be used: {error.strerror}", "choose another --port, or none"
        ) from None
    except (ValueError, LookupError, TypeError, AttributeError):
        raise UsageProblem(f"{state} is no state of a sandbox", "name another file, or delete this one") from None
    with sandbox:
        click.echo(sandbox.url + "/")
        for name, value in sandbox.environment().items():
            click.echo(f"export {name}='{value}'")
        click.echo(
            "The sandbox answers until Ctrl-C. Its tokens are dummies; everything stays on this machine.", err=True
        )
        _until_interrupted()
    return ExitCode.INTERRUPTED


def _until_interrupted() -> None:
    """Wait for Ctrl-C or a polite kill, also where the shell started us with interrupts ignored."""
    done = threading.Event()
    kept = {number: signal.signal(number, lambda *_: done.set()) for number in (signal.SIGINT, signal.SIGTERM)}
    try:
        done.wait()
    finally:
        for number, handler in kept.items():
            signal.signal(number, handler)
