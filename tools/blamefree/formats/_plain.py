"""JSON as text: what a terminal or a workflow runner could take for a line end or a control is escaped."""

from __future__ import annotations

import json
import re
from typing import Any

_RISKY = re.compile("[\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069]")


def dumps(value: Any) -> str:
    """``value`` as indented JSON with a trailing newline."""
    text = json.dumps(value, ensure_ascii=False, indent=1)
    return _RISKY.sub(lambda found: f"\\u{ord(found.group()):04x}", text) + "\n"
