"""Addresses for the rows of a timeline, so that a chat can point at a moment: ``#t-0921``."""

from __future__ import annotations

import re

_TIME = r"([*_]{0,2})((?:[~≈] ?)?(?:\d{4}-\d{2}-\d{2}[ T])?(\d{1,2}):(\d{2})(?!\d))"
_ITEM = re.compile(rf"(- ){_TIME}(.*)")
_CELL = re.compile(rf"(\| *){_TIME}([^|`\\]*?) *(\|.*)")


def linked(text: str) -> str:
    """The timeline's Markdown with an id on every row of one line, and its time a link to it."""
    lines = text.split("\n")
    seen: dict[str, int] = {}
    fenced = False
    out: list[str] = []
    for line, following in zip(lines, [*lines[1:], ""], strict=True):
        found = None
        if line.startswith("- "):
            if not following or following.startswith("- "):
                found = _ITEM.fullmatch(line)
        elif line.startswith("|"):
            found = _CELL.fullmatch(line)
        elif line.lstrip().startswith(("```", "~~~")):
            fenced = not fenced
        if found is None or fenced:
            out.append(line)
            continue
        front, mark, time, hour, minute, rest, *cells = found.groups()
        anchor = f"t-{hour.zfill(2)}{minute}"
        seen[anchor] = number = seen.get(anchor, 0) + 1
        if number > 1:
            anchor += f"-{number}"
        start = f"{front}{mark}[{time}](#{anchor}){rest}"
        if cells:
            out.append(f"{start} {{: #{anchor} }} {cells[0]}")
        else:
            out += (start, f"    {{: #{anchor} }}")
    return "\n".join(out)
