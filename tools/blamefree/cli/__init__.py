"""The command line: one file a command, found by name when it is called.

The usual ``check`` is understood without click, which takes longer to import than the answer takes to find.
"""

from __future__ import annotations

import gc
import os
import sys
from collections.abc import Sequence
from typing import Any

from blamefree.errors import ExitCode


def main(argv: Sequence[str] | None = None) -> None:
    """Run the command line and leave with the exit code of INTERFACE section 3."""
    gc.set_threshold(50_000, 20, 50)  # nearly all that a short-lived process makes is freed by reference counts
    code = run(argv)
    if argv is None and "threading" not in sys.modules:
        _leave(code)
    sys.exit(code)


def _leave(code: int) -> None:
    """End the process without freeing its objects one by one, a tenth of a short run; return where that fails."""
    import atexit

    try:
        atexit._run_exitfuncs()
        sys.stdout.flush()
        sys.stderr.flush()
    except Exception:  # noqa: BLE001 - the usual way out tells what is wrong
        return
    os._exit(code)


def run(argv: Sequence[str] | None = None) -> int:
    """Run the command line; returns the exit code."""
    _utf8()
    try:
        from blamefree.cli import _checking

        asked = _checking.understood(sys.argv[1:] if argv is None else argv)
        if asked is not None:
            return _checking.check(asked)
        from blamefree.cli._application import application

        result: Any = application.main(
            args=None if argv is None else list(argv), prog_name="blamefree", standalone_mode=False
        )
        return int(result) if isinstance(result, int) else ExitCode.OK
    except (Exception, KeyboardInterrupt) as error:  # noqa: BLE001 - told in one line, whatever it is
        from blamefree.cli._leaving import code_of

        return code_of(error)


def printable(text: str) -> str:
    """``text`` on one line, with control characters shown as escapes."""
    return "".join(char if char.isprintable() else char.encode("unicode_escape").decode("ascii") for char in text)


def _utf8() -> None:
    for stream in (sys.stdout, sys.stderr):
        reconfigure = getattr(stream, "reconfigure", None)
        if reconfigure is not None:
            reconfigure(encoding="utf-8", errors="backslashreplace")
