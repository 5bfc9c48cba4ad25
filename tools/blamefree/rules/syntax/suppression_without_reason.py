"""A suppression that does not say why.

Why: a silenced rule is a decision, and the next reader needs the reason for it. Without one
the comment silences nothing.

Bad (body):
    ## Summary

    ⟦<!-- blamefree: ignore[human-error-as-cause] -->⟧
    The report of the authority says it was a human error.

Good (body):
    ## Summary

    Checkouts timed out for 38 minutes.
"""

from __future__ import annotations

from blamefree.diagnostics.diagnostic import Severity
from blamefree.rules.api import Rule

RULE = Rule.of(__name__, Severity.ERROR, unsound=True)
