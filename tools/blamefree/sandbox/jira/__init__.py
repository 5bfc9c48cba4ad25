"""Jira as far as Blamefree needs it: incidents to read, issues to create, a search that lags."""

from __future__ import annotations

from blamefree.sandbox.jira.app import Jira
from blamefree.sandbox.jira.state import Issue

__all__ = ["Issue", "Jira"]
