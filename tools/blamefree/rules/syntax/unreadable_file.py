"""A file that cannot be read.

Why: a file that was not looked at must not pass for a clean one.
"""

from __future__ import annotations

from blamefree.diagnostics.diagnostic import Severity
from blamefree.rules.api import Rule

RULE = Rule.of(__name__, Severity.ERROR, unsound=True)
