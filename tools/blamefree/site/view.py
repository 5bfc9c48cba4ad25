"""An edition's view of a document as plain lines, to compare with the document as it stands."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from difflib import unified_diff

from blamefree.site.edition import Edition
from blamefree.site.entry import Entry, Part
from blamefree.site.prose import without_people
from blamefree.text.dialect import Resolve, portable


def lines(
    entry: Entry, parts: Sequence[Part], edition: Edition | None = None, resolve: Resolve | None = None
) -> list[str]:
    """Everything a reader of the edition can see: the facts one a line, then the sections.

    Without an edition the document as it stands.
    """
    body = list(_body(parts, resolve))
    if edition is not None and edition.public:
        body = [without_people(line, edition) for line in body]
    return [f"{name}: {value}" for name, value in _facts(entry) if value] + [""] + body


def difference(path: str, before: Sequence[str], after: Sequence[str], name: str) -> str:
    """What an edition leaves out (``-``) and what is seen (without a mark), the whole document as context."""
    told = unified_diff(before, after, path, f"{path} ({name} edition)", lineterm="", n=1_000_000)
    listed = [line for line in told if not line.startswith("@@")]
    if not listed:
        listed = [f"--- {path}", f"+++ {path} ({name} edition)", *(f" {line}" for line in after)]
    return "\n".join(listed) + "\n"


def _facts(entry: Entry) -> Iterator[tuple[str, str]]:
    for name in ("id", "title", "date", "status", "severity", "classification", "owner", "incident", "no_incident"):
        yield name, str(getattr(entry, name))
    for name in ("services", "invited", "tags"):
        yield name, ", ".join(getattr(entry, name))
    for name, time in entry.times.items():
        yield f"times.{name}", time["at"] or f"{time['standing']}: {time['reason']}"
    yield "detection", entry.detection or entry.detection_unknown
    for measure in entry.impact:
        yield (
            "impact",
            " ".join(
                part for part in (measure["measure"], measure["value"], measure["unit"], measure["source"]) if part
            ),
        )
    for cause in entry.factors:
        yield "factor", f"{cause['kind']}: {cause['text']}"
    for item in entry.actions:
        for key, value in item.items():
            if key not in ("id", "fingerprint"):
                yield f"action {item['id']} {key}", str(value)
    for mention in entry.related:
        yield "related", f"{mention['id']} {mention['why']}".strip()


def _body(parts: Sequence[Part], resolve: Resolve | None) -> Iterator[str]:
    for part in parts:
        if part["title"]:
            yield f"## {part['title']}"
        text = portable(part["text"], resolve) if resolve is not None else part["text"].replace("\r\n", "\n")
        yield from text.split("\n")
