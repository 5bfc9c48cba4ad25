"""The one comment of a pull request that says what is missing. Everything from a document is shown as plain text."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

from blamefree.diagnostics.diagnostic import Diagnostic, Family, Report, Severity
from blamefree.model.document import Document
from blamefree.model.durations import durations
from blamefree.model.instant import Standing
from blamefree.targets.github.invite import Invitation
from blamefree.targets.github.judge import Judgement
from blamefree.targets.github.show import markdown
from blamefree.text.inert import inert

MARKER = "<!-- blamefree: review -->"
LONGEST = 60_000
"""GitHub takes 65,536 characters a comment."""
SHOWN = 25
_WORDS = {
    "time_to_detect": "to detect",
    "time_to_acknowledge": "to acknowledge",
    "time_to_mitigate": "to mitigate",
    "time_to_resolve": "to resolve",
}


@dataclass(frozen=True)
class Reviewed:
    """One document of the pull request: what the next status would ask of it, and earlier ones like it."""

    document: Document
    following: str
    missing: tuple[Diagnostic, ...]
    similar: tuple[tuple[str, str], ...] = ()


def render(
    reviewed: Sequence[Reviewed], report: Report, judgement: Judgement, invitations: Sequence[Invitation]
) -> str:
    """The comment: approvals first, then each document, then whom to invite."""
    parts = [MARKER, "## Postmortem review", "", _counts(report), "", markdown(judgement)]
    for one in reviewed:
        parts += _document(one, report)
    if invitations:
        parts += ["### Who else could read this", ""]
        for invitation in invitations[:SHOWN]:
            kind = "team " if invitation.team else ""
            why = "; ".join(inert(reason) for reason in invitation.reasons[:3])
            parts.append(f"- {kind}{inert(invitation.name)}: {why}")
        parts += [*_more(len(invitations)), "", "`blamefree invite` asks them for a review.", ""]
    text = "\n".join(parts)
    if len(text) > LONGEST:
        text = text[:LONGEST].rsplit("\n", 1)[0] + "\n\nThe rest is cut: run `blamefree check` to see it.\n"
    return text


def _document(one: Reviewed, report: Report) -> list[str]:
    document = one.document
    title = document.postmortem.title.value if document.postmortem.title else ""
    lines = [f"### {inert(document.id or document.path)}{': ' + inert(title) if title else ''}", ""]
    if one.missing:
        lines.append(f"**Missing for {inert(one.following)}:**")
        lines += [f"- {_said(item)}" for item in one.missing[:SHOWN]]
        lines += [*_more(len(one.missing)), ""]
    elif one.following:
        lines += [f"Nothing is missing for {inert(one.following)}.", ""]
    hints = [item for item in report.diagnostics if item.path == document.path and item.family is Family.LANGUAGE]
    if hints:
        lines.append("**Language, with a question each:**")
        lines += [f"- line {item.place.start.line}: {_said(item)}" for item in hints[:SHOWN]]
        lines += [*_more(len(hints)), ""]
    measured = durations(document.postmortem)
    if any(item.standing is Standing.RECORDED for item in measured):
        lines += ["| duration | | from … to |", "|---|---|---|"]
        for item in measured:
            known = item.standing is Standing.RECORDED and item.length is not None
            length = spoken(item.length) if known and item.length is not None else f"unknown: {inert(item.reason)}"
            ends = f"{item.measure.start.replace('_', ' ')} to {item.measure.end.replace('_', ' ')}"
            lines.append(f"| {_WORDS.get(item.measure.key, item.measure.key)} | {length} | {ends} |")
        lines.append("")
    if one.similar:
        lines.append("**Earlier postmortems like it:**")
        lines += [f"- {inert(name)}: {inert(why)}" for name, why in one.similar]
        lines.append("")
    return lines


def spoken(length: timedelta) -> str:
    """A duration in days, hours and minutes, down to seconds below a minute."""
    seconds = int(length.total_seconds())
    if seconds < 60:
        return f"{seconds} s"
    days, minutes = divmod(seconds // 60, 24 * 60)
    parts = [(days, "d"), (minutes // 60, "h"), (minutes % 60, "min")]
    return " ".join(f"{number} {unit}" for number, unit in parts if number)


def _counts(report: Report) -> str:
    words = [(Severity.ERROR, "error"), (Severity.WARNING, "warning"), (Severity.INFO, "hint")]
    counted = [f"{report.count(level)} {word}{'s' if report.count(level) != 1 else ''}" for level, word in words]
    documents = f"{report.documents} document{'s' if report.documents != 1 else ''}"
    return f"{documents} in this pull request: {', '.join(counted)}."


def _said(item: Diagnostic) -> str:
    return inert(item.message) + (f" — {inert(item.help)}" if item.help else "")


def _more(total: int) -> list[str]:
    return [f"- … and {total - SHOWN} more"] if total > SHOWN else []
