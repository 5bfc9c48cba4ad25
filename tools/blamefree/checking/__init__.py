"""Runs check over a workspace: which documents, from the cache or anew, on how many processes."""

from __future__ import annotations

from blamefree.checking.run import Options, Run, run
from blamefree.checking.select import select

__all__ = ["Options", "Run", "run", "select"]
