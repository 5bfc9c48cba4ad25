"""A suppression that silences nothing.

Why: comments that outlive their cause hide the next real problem in the same place.

Bad (body):
    ## Summary

    ⟦<!-- blamefree: ignore[human-error-as-cause] quoted from the report -->⟧
    Checkouts timed out for 38 minutes.

Good (body):
    ## Summary

    Checkouts timed out for 38 minutes.
"""

from __future__ import annotations

from blamefree.diagnostics.diagnostic import Severity
from blamefree.rules.api import Rule

RULE = Rule.of(__name__, Severity.WARNING, unsound=True)
