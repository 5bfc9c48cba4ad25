"""A plan and its outcome as text, JSON or a Markdown comment."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from blamefree.sync.change import Change, Op
from blamefree.sync.plan import Plan
from blamefree.sync.target import Report

FORMATS = ("text", "json", "markdown")
SIGN = {
    Op.CREATE: "+", Op.UPDATE: "~", Op.MOVE: ">", Op.ATTACH: "@", Op.LABEL: "#", Op.ARCHIVE: "-", Op.ADOPT: "=",
    Op.DRIFT: "!", Op.CONFLICT: "x", Op.BLOCKED: "x",
}  # fmt: skip
LONGEST_DIFF = 12_000
LONGEST_COMMENT = 60_000


def render(plan: Plan, format_: str) -> str:
    """The plan in one of :data:`FORMATS`, with a line feed at the end."""
    if format_ == "json":
        return plan.dump()
    return _markdown(plan) if format_ == "markdown" else _text(plan)


def summary(changes: Sequence[Change]) -> str:
    """How many changes of each kind, in words."""
    counts = Counter(change.op for change in changes)
    return ", ".join(f"{counts[op]} {op.value}" for op in Op if counts[op]) or "nothing to do"


def _text(plan: Plan) -> str:
    lines: list[str] = []
    for change in plan.changes:
        name = f"{change.document}/{change.action}" if change.action else change.document
        lines.append(f"{SIGN[change.op]} {change.op.value:<8} {_plain(_titled(name, change.title))}")
        lines.append(f"    {_plain(change.reason)}" + (f" ({_plain(change.path)})" if change.path else ""))
        lines.extend(f"    either: {_plain(way)}" for way in change.ways_out)
        lines.extend(f"    {_plain(line)}" for line in change.diff.splitlines())
    lines.extend(f"note: {_plain(note)}" for note in plan.notes)
    lines.append(f"Plan for {plan.target}: {summary(plan.changes)}.")
    return "\n".join(lines) + "\n"


def _titled(name: str, title: str) -> str:
    return title if title.startswith(name) else f"{name} {title}".strip()


def _plain(text: str) -> str:
    """One line without control characters, and without what Actions would take for a command."""
    shown = "".join(char if char.isprintable() else char.encode("unicode_escape").decode("ascii") for char in text)
    return shown.replace("::", ":\u200b:").replace("##[", "#\u200b#[")


def _markdown(plan: Plan) -> str:
    lines = [f"### Plan for {plan.target}: {summary(plan.changes)}", ""]
    if plan.changes:
        lines += ["| | what | page | why |", "|---|---|---|---|"]
        for change in plan.changes:
            name = f"{change.document}/{change.action}" if change.action else change.document
            title = _cell(_titled(name, change.title))
            lines.append(f"| `{SIGN[change.op]}` | {change.op.value} | {title} | {_cell(change.reason)} |")
        lines.append("")
    used = 0
    for change in plan.changes:
        ways = [f"- {_cell(way)}" for way in change.ways_out]
        if ways:
            lines += [f"**{_cell(change.title)}**: {_cell(change.reason)}. Ways out:", "", *ways, ""]
        if not change.diff:
            continue
        diff = change.diff if len(change.diff) <= LONGEST_DIFF else change.diff[:LONGEST_DIFF] + "\n… (shortened)"
        diff = "\n".join(_plain(line) for line in diff.split("\n"))
        used += len(diff)
        if used > LONGEST_COMMENT:
            lines += ["More differences are left out here; `blamefree plan` prints all of them.", ""]
            break
        fence = "`" * max(3, _longest_run(diff) + 1)
        lines += [f"<details><summary>{_cell(change.title)}</summary>", ""]
        lines += [f"{fence}diff", diff.rstrip("\n"), fence, "", "</details>", ""]
    lines += [f"- {_cell(note)}" for note in plan.notes]
    lines.append(f"<sub>fingerprint `{plan.fingerprint[:16]}`, commit `{plan.origin.commit[:10] or 'none'}`</sub>")
    return "\n".join(lines) + "\n"


def _longest_run(text: str) -> int:
    longest = run = 0
    for char in text:
        run = run + 1 if char == "`" else 0
        longest = max(longest, run)
    return longest


def _cell(text: str) -> str:
    return "".join(_ESCAPES.get(char, char) for char in _plain(text))


_ESCAPES = {char: f"\\{char}" for char in "\\|`*_[]"} | {"<": "&lt;", ">": "&gt;", "@": "&#64;"}


def outcome(report: Report, left: Sequence[Change] = ()) -> str:
    """What applying did, for people; ``left`` are the changes that were left alone."""
    lines = []
    done_keys = {item.change.key for item in report.outcomes}
    lines += [
        f"{SIGN[change.op]} {change.op.value:<8} {_plain(change.title)}: {_plain(change.reason)}"
        for change in left
        if change.key not in done_keys
    ]
    for item in report.outcomes:
        word = item.change.op.value if item.done else f"{item.change.op.value} not done"
        tail = f": {_plain(item.message)}" if item.message else (f" {item.url}" if item.url else "")
        lines.append(f"{SIGN[item.change.op] if item.done else 'x'} {word:<8} {_plain(item.change.title)}{tail}")
    lines.extend(f"note: {_plain(note)}" for note in report.notes)
    done = [item.change for item in report.outcomes if item.done]
    missed = len(report.outcomes) - len(done)
    lines.append(f"Applied: {summary(done)}" + (f"; {missed} not done" if missed else "") + ".")
    return "\n".join(lines) + "\n"
