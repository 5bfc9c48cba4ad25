"""Addresses for the rows of a timeline, so that a chat can point at a moment: ``#t-0921``."""

from __future__ import annotations

import re

_TIME = r"(?P<mark>[*_]{0,2})(?P<time>(?:[~≈] ?)?(?:\d{4}-\d{2}-\d{2}[ T])?(?P<hour>\d{1,2}):(?P<minute>\d{2})(?!\d))"
_ITEM = re.compile(rf"(?P<front>- ){_TIME}(?P<rest>.*)")
_CELL = re.compile(rf"(?P<front>\| *){_TIME}(?P<rest>[^|`\\]*?) *(?P<cells>\|.*)")


def linked(text: str) -> str:
    """The timeline's Markdown with an id on every row of one line, and its time a link to it."""
    lines = text.split("\n")
    seen: dict[str, int] = {}
    fenced = False
    out: list[str] = []
    for number, line in enumerate(lines):
        following = lines[number + 1] if number + 1 < len(lines) else ""
        found = None
        if line.lstrip().startswith(("```", "~~~")):
            fenced = not fenced
        elif line.startswith("- ") and (not following or following.startswith("- ")):
            found = _ITEM.fullmatch(line)
        elif line.startswith("|"):
            found = _CELL.fullmatch(line)
        if found is None or fenced:
            out.append(line)
            continue
        name = f"t-{found['hour'].zfill(2)}{found['minute']}"
        seen[name] = seen.get(name, 0) + 1
        anchor = name if seen[name] == 1 else f"{name}-{seen[name]}"
        start = f"{found['front']}{found['mark']}[{found['time']}](#{anchor}){found['rest']}"
        if line.startswith("|"):
            out.append(f"{start} {{: #{anchor} }} {found['cells']}")
        else:
            out.extend((start, f"    {{: #{anchor} }}"))
    return "\n".join(out)
