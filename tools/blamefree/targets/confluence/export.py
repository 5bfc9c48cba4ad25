"""A person's edit in Confluence as a patch for the document."""

from __future__ import annotations

import difflib
import itertools
import re
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from blamefree.sync.change import Op
from blamefree.targets.confluence import readable
from blamefree.targets.confluence.work import Work

if TYPE_CHECKING:
    from blamefree.targets.confluence.planner import Planner

FOLDER = "build/drift"


def patches(planner: Planner, works: Sequence[Work]) -> Mapping[str, str]:
    """For every page that a person edited: path of the patch file and its text."""
    found: dict[str, str] = {}
    for work in works:
        drifted = any(change.op is Op.DRIFT for change in work.changes)
        if not drifted or work.actual is None or work.actual.root is None or work.text is None:
            continue
        entry = planner.selection.entries.get(work.key)
        if entry is None:
            continue
        base = work.actual.base if work.actual.base is not None else work.text.root
        found[f"{FOLDER}/{work.key}.patch"] = patch(
            entry.document.path, entry.document.text, readable.lines(base), readable.lines(work.actual.root)
        )
    return found


def patch(path: str, text: str, before: Sequence[str], after: Sequence[str]) -> str:
    """A unified difference of the Markdown ``text`` that ``git apply`` takes.

    ``before`` and ``after`` are the page's lines without and with the person's edit. An edited line is looked for in
    the document by its words; what has no line of its own there stands above the difference as a remark.
    """
    lines = text.split("\n")
    remarks: list[str] = []
    for tag, b0, b1, a0, a1 in difflib.SequenceMatcher(None, list(before), list(after), autojunk=False).get_opcodes():
        if tag == "equal":
            continue
        old, new = list(before[b0:b1]), list(after[a0:a1])
        if not _apply(lines, old, new, list(before[:b0])):
            remarks += [f"- {line}" for line in old] + [f"+ {line}" for line in new]
    head = ["A person's edit on the page, as a change to the document.", ""]
    if remarks:
        head += ["No line of the document was found for this part of it:", "", *(f"  {line}" for line in remarks), ""]
    shown = difflib.unified_diff(text.split("\n"), lines, f"a/{path}", f"b/{path}", lineterm="")
    return "\n".join([*head, *shown]) + "\n"


def _apply(lines: list[str], old: list[str], new: list[str], above: list[str]) -> bool:
    """Change the document's lines; ``False`` when the place is not found."""
    if not old:
        anchor = next((place for line in reversed(above) if (place := _find(lines, line)) is not None), None)
        if anchor is None:
            return False
        start, stop = anchor
        lead = _lead(lines[start])
        body = [_marked(line, lead) for line in new]
        lines[stop:stop] = body if lead else ["", *body]
        return True
    places = [_find(lines, line) for line in old]
    if any(place is None for place in places):
        return False
    known = [place for place in places if place is not None]
    start, stop = known[0][0], known[-1][1]
    if stop <= start or any(one[1] > two[0] for one, two in itertools.pairwise(known)):
        return False
    lead = _lead(lines[start])
    lines[start:stop] = [_marked(line, lead) for line in new]
    return True


def _find(lines: Sequence[str], wanted: str) -> tuple[int, int] | None:
    """The lines (first, one after the last) of the document whose words are those of a line of the page."""
    words = _words(wanted)
    if not words:
        return None
    for start in range(len(lines)):
        gathered = ""
        for stop in range(start + 1, min(len(lines), start + 60) + 1):
            if not lines[stop - 1].strip():
                break
            gathered += _words(lines[stop - 1])
            if gathered == words:
                return start, stop
            if not words.startswith(gathered):
                break
    return None


_LEAD = re.compile(r"[ \t]*(?:[-*+][ \t]+(?:\[[ xX]\][ \t]+)?|\d+[.)][ \t]+|#{1,6}[ \t]+|>[ \t]*)?")
_TARGET = re.compile(r"\]\([^)]*\)")


def _lead(line: str) -> str:
    found = _LEAD.match(line)
    return found.group() if found else ""


def _words(line: str) -> str:
    return re.sub(r"[\W_]+", "", _TARGET.sub("]", line[len(_lead(line)) :])).casefold()


def _marked(line: str, lead: str) -> str:
    """A line of the page as a line of the document that begins with ``lead``."""
    if lead and line.startswith("| ") and line.endswith(" |"):  # a timeline is a table there and may be a list here
        line = " ".join(cell.strip() for cell in line[2:-2].split(" | "))
        return lead + line
    return lead + line[len(_lead(line)) :]
