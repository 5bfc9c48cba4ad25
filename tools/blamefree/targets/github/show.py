"""Verdicts for people: in a terminal, and as Markdown for a comment or a job summary."""

from __future__ import annotations

from blamefree.targets.github.gate import State, Verdict
from blamefree.targets.github.judge import Judgement
from blamefree.text.inert import inert, one_line

CONTEXT = "postmortem/approvals"
"""The name of the commit status."""

_MARKS = {
    State.APPROVED: "✅",
    State.PENDING: "⏳",
    State.REJECTED: "🛑",
    State.STALE: "♻️",
    State.BLOCKED: "⛔",
    State.UNKNOWN: "❔",
}


def text(judgement: Judgement) -> str:
    """One line an item, its reasons below it, and a closing line."""
    lines: list[str] = []
    for verdict in judgement.verdicts:
        item = verdict.item
        lines.append(
            one_line(
                f"{item.document} {item.action} ({item.service or 'no service'}): {verdict.state.value}{_who(verdict)}"
            )
        )
        lines.extend(f"  - {one_line(reason)}" for reason in verdict.reasons)
        if verdict.needs:
            lines.append(f"  = could approve: {one_line(', '.join(verdict.needs))}")
    lines.append(_closing(judgement))
    return "\n".join(lines) + "\n"


def markdown(judgement: Judgement) -> str:
    """A table of the items with who must approve each."""
    lines = [f"### Approval of action items{f' in #{judgement.pr}' if judgement.pr else ''}", ""]
    if judgement.verdicts:
        lines += ["| | item | verdict | why, and who could approve |", "|---|---|---|---|"]
    for verdict in judgement.verdicts:
        item = verdict.item
        name = inert(f"{item.document} {item.action}") + (f": {inert(item.title)}" if item.title else "")
        why = "<br>".join(inert(reason) for reason in verdict.reasons) or inert(_who(verdict).strip())
        if verdict.needs:
            why += ("<br>" if why else "") + "could approve: " + ", ".join(inert(login) for login in verdict.needs)
        lines.append(f"| {_MARKS[verdict.state]} | {name} | {verdict.state.value} | {why} |")
    lines += ["", _closing(judgement)]
    return "\n".join(lines) + "\n"


def headline(judgement: Judgement) -> tuple[str, str]:
    """The state of a commit status, and its text of at most 140 characters."""
    states = [verdict.state for verdict in judgement.verdicts]
    if judgement.approved:
        return "success", _closing(judgement)
    counted = [f"{states.count(state)} {state.value}" for state in State if state in states]
    if State.UNKNOWN in states:
        return "error", ", ".join(counted)[:140]
    word = "failure" if {State.REJECTED, State.BLOCKED} & set(states) else "pending"
    return word, ", ".join(counted)[:140]


def _who(verdict: Verdict) -> str:
    names = ", ".join(person.login for person in verdict.approvals)
    if not names:
        return ""
    earlier = f" in #{verdict.prior.pr}" if verdict.prior is not None and verdict.prior.pr else ""
    return f" by {names}{earlier}"


def _closing(judgement: Judgement) -> str:
    total = len(judgement.verdicts)
    if not total:
        return "no action items to approve"
    approved = sum(verdict.state is State.APPROVED for verdict in judgement.verdicts)
    return f"{approved} of {total} action item{'s' if total != 1 else ''} approved"
