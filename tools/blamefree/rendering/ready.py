"""A Python-Markdown extension that passes finished HTML blocks through without parsing them again.

What `blamefree site` writes around a document is HTML on one line between blank lines. Python-Markdown reads such a
line tag by tag and puts it back as it was; this does the same in one step. Documents cannot profit from it: their raw
HTML is text by then. Without the extension the result is the same, only later.
"""

from __future__ import annotations

import re
from typing import Any

from markdown import Markdown
from markdown.extensions import Extension
from markdown.preprocessors import Preprocessor

_READY = re.compile(r"<(div|section|nav|figure|dl|ul|ol|p|form|noscript|table)\b[^<>]*>.*</\1>\Z")


class _Ready(Preprocessor):
    def run(self, lines: list[str]) -> list[str]:
        """Replace every finished block by the placeholder of a stashed one."""
        before = ""
        out: list[str] = []
        last = len(lines) - 1
        for number, line in enumerate(lines):
            alone = line.startswith("<") and not before.strip() and (number == last or not lines[number + 1].strip())
            if alone and _READY.match(line):
                out.append(self.md.htmlStash.store(line))
            else:
                out.append(line)
            before = line
        return out


class ReadyExtension(Extension):
    """Runs after fenced code is put aside (25) and before raw HTML is read (20)."""

    def extendMarkdown(self, md: Markdown) -> None:  # noqa: N802 - the name is Python-Markdown's
        """Register the preprocessor."""
        md.preprocessors.register(_Ready(md), "blamefree-ready", 22)


def makeExtension(**settings: Any) -> ReadyExtension:  # noqa: N802 - the name is Python-Markdown's
    """The extension, as Python-Markdown looks it up."""
    return ReadyExtension(**settings)
