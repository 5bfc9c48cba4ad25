"""A document that is no regular file.

Why: symbolic links, directories and devices can point anywhere; they are not followed and not read.
"""

from __future__ import annotations

from blamefree.diagnostics.diagnostic import Severity
from blamefree.rules.api import Rule

RULE = Rule.of(__name__, Severity.ERROR, unsound=True)
