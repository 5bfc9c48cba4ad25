"""The error family and the exit codes (INTERFACE section 3)."""

from __future__ import annotations

from enum import IntEnum


class ExitCode(IntEnum):
    """What a process answers to its caller."""

    OK = 0
    DIAGNOSTICS = 1
    USAGE = 2
    BUG = 3
    REMOTE = 4
    REFUSED = 5
    CHANGES = 6
    INTERRUPTED = 130


class BlamefreeError(Exception):
    """A problem that is told in one line and ends the command.

    ``message`` says what is wrong and where; ``hint`` says what to do next.
    Neither may hold a secret.
    """

    exit_code: ExitCode = ExitCode.BUG

    def __init__(self, message: str, hint: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint

    def line(self) -> str:
        """The problem as one printable line."""
        return f"{self.message}: {self.hint}" if self.hint else self.message


class UsageProblem(BlamefreeError):
    """The command was called with arguments that cannot be followed."""

    exit_code = ExitCode.USAGE


class SettingsProblem(BlamefreeError):
    """Settings, services.yml or schema/ cannot be used as they stand."""

    exit_code = ExitCode.USAGE


class RemoteProblem(BlamefreeError):
    """A remote could not be reached, or refused."""

    exit_code = ExitCode.REMOTE


class PlanRefused(BlamefreeError):
    """A plan is stale, unsafe, or meets drift or a conflict."""

    exit_code = ExitCode.REFUSED
