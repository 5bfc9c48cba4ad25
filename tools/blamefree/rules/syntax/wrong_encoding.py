"""A document that is not UTF-8.

Why: text in another encoding shows wrong letters on the site and in Confluence.
"""

from __future__ import annotations

from blamefree.diagnostics.diagnostic import Severity
from blamefree.rules.api import Rule

RULE = Rule.of(__name__, Severity.ERROR, unsound=True)
