"""What time it is. ``SOURCE_DATE_EPOCH`` fixes it, for reproducible builds."""

from __future__ import annotations

import os
from datetime import UTC, datetime


def now() -> datetime:
    """The current instant in UTC, or the one that SOURCE_DATE_EPOCH names."""
    fixed = os.environ.get("SOURCE_DATE_EPOCH", "")
    if fixed.isdigit() and len(fixed) < 12:
        return datetime.fromtimestamp(int(fixed), UTC)
    return datetime.now(UTC)
