"""A local stand-in for Confluence, Jira and GitHub: tests and `blamefree demo` run against it."""

from __future__ import annotations

from blamefree.sandbox.accounts import Account, Token
from blamefree.sandbox.faults import Fault, FaultKind
from blamefree.sandbox.server import Sandbox

__all__ = ["Account", "Fault", "FaultKind", "Sandbox", "Token"]
