"""A document over 1 MiB.

Why: nobody reads a megabyte of postmortem; logs and pictures belong into attachments. The file is not read.
"""

from __future__ import annotations

from blamefree.diagnostics.diagnostic import Severity
from blamefree.rules.api import Rule

RULE = Rule.of(__name__, Severity.ERROR, unsound=True)
