"""What check says of a text, without a disk: for tables of good and bad documents."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache

from blamefree.check import conclude, inspect
from blamefree.config import Settings
from blamefree.diagnostics.diagnostic import Diagnostic, Report, Severity
from blamefree.model.corpus import Files, NoFiles
from blamefree.rules import example
from blamefree.rules.api import Context
from blamefree.text import data

BASE = example.DOCUMENT
# A language pack is compiled for the very schema/ and catalogue it was asked with: fresh ones for every case would take
# most of the time.
schema = cache(data.load)
catalogue = cache(example.catalogue)


def context(settings: Settings | None = None, files: Files | None = None) -> Context:
    """The world of the rules' examples, with other settings or files."""
    return Context(settings or example.SETTINGS, example.NOW, catalogue(), schema, files or NoFiles())


def report(
    text: str,
    *,
    path: str = example.PATH,
    settings: Settings | None = None,
    files: Files | None = None,
    others: Mapping[str, str] | None = None,
) -> Report:
    """The report on one text beside the earlier document of the examples (and ``others``)."""
    world = context(settings, files)
    texts = {example.OTHER_PATH: example.OTHER, **(others or {})}
    inspections = [inspect(example.document(text, path), world)]
    inspections += [inspect(example.document(other, at), world) for at, other in texts.items()]
    return conclude(inspections, world, only=frozenset([path]))


def errors(text: str, **more: object) -> list[Diagnostic]:
    """The errors of a text."""
    found = report(text, **more).diagnostics  # type: ignore[arg-type]
    return [item for item in found if item.severity is Severity.ERROR]


def said(found: list[Diagnostic]) -> list[str]:
    """The diagnostics as short lines, for assertions that explain themselves."""
    return [f"{item.place.start.line}: {item.rule}: {item.message}" for item in found]


def front(**keys: str) -> str:
    """The example document with top-level keys replaced, added, or (with an empty text) removed."""
    _, yaml, body = BASE.split("---\n", 2)
    for key, lines in keys.items():
        entry = re.compile(rf"^{key}:.*\n(?:[ -].*\n)*", re.MULTILINE)
        assert not lines or lines.endswith("\n")
        yaml = entry.sub(lambda _, lines=lines: lines, yaml, count=1) if entry.search(yaml) else yaml + lines
    return f"---\n{yaml}---\n{body}"


def body(text: str, section: str = "Summary") -> str:
    """The example document with ``text`` as a paragraph of its own at the end of a section."""
    head = f"## {section}\n\n"
    before, found, after = BASE.partition(head)
    assert found
    own, _, rest = after.partition("\n\n")
    return f"{before}{head}{own}\n\n{text}\n\n{rest}"


def line_of(text: str, piece: str) -> int:
    """The line of the first occurrence of ``piece``."""
    return text[: text.index(piece)].count("\n") + 1
