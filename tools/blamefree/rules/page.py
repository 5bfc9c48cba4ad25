"""A rule's page: its docstring, read as data.

The first line is the title. ``Why:`` begins the reason, ``Bad``, ``Good`` and ``Fixed`` begin examples,
indented by four spaces. In parentheses behind the word stands what the example is:

``front`` (default)   top-level keys of the front matter, laid over the example document
``body``              sections that replace those of the same heading, or are added
``file``              the whole file

``⟦`` and ``⟧`` mark where the rule speaks. ``Fixed`` is the ``Bad`` before it with every fix applied.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

from blamefree.text.span import Span

OPEN: Final = "⟦"
CLOSE: Final = "⟧"
_HEAD = re.compile(r"^(Why|Bad|Good|Fixed|Source|Sources)(?: \(([^)]*)\))?:[ \t]*(.*)$")


@dataclass(frozen=True, slots=True)
class Example:
    """One example: ``kind`` is Bad, Good or Fixed, ``part`` front, body or file; ``text`` still holds its marks."""

    kind: str
    part: str
    text: str

    @property
    def plain(self) -> str:
        """The text without marks."""
        return self.text.replace(OPEN, "").replace(CLOSE, "")


@dataclass(frozen=True, slots=True)
class Page:
    """A rule's page."""

    title: str
    why: str
    examples: tuple[Example, ...]
    sources: str = ""


def read_page(docstring: str) -> Page:
    """Parse a rule module's docstring."""
    lines = docstring.strip("\n").splitlines()
    title = lines[0].strip() if lines else ""
    parts: list[tuple[str, str, list[str]]] = []
    for line in lines[1:]:
        found = _HEAD.match(line)
        if found:
            parts.append((found.group(1), found.group(2) or "front", [found.group(3)] if found.group(3) else []))
        elif parts:
            parts[-1][2].append(line)
    why = sources = ""
    examples: list[Example] = []
    for word, part, body in parts:
        if word == "Why":
            why = _paragraphs(body)
        elif word.startswith("Source"):
            sources = _paragraphs(body)
        else:
            examples.append(Example(word, part, _dedent(body)))
    return Page(title, why, tuple(examples), sources)


def _paragraphs(lines: list[str]) -> str:
    text = "\n".join(line.strip() for line in lines).strip()
    return "\n\n".join(" ".join(piece.split("\n")) for piece in text.split("\n\n"))


def _dedent(lines: list[str]) -> str:
    while lines and not lines[0].strip():
        lines = lines[1:]
    while lines and not lines[-1].strip():
        lines = lines[:-1]
    return "\n".join(line[4:] if line.startswith("    ") else line.lstrip() for line in lines) + "\n"


def compose(example: Example, base: str) -> tuple[str, list[Span]]:
    """The whole document of an example, laid over ``base``, and the marked spans in it."""
    marked = example.text if example.part == "file" else _lay(example, base)
    text, spans, start = "", [], -1
    for piece in re.split(f"([{OPEN}{CLOSE}])", marked):
        if piece == OPEN:
            start = len(text)
        elif piece == CLOSE:
            spans.append(Span(start, len(text)))
        else:
            text += piece
    return text, spans


def _lay(example: Example, base: str) -> str:
    _, front, body = base.split("---\n", 2)
    pattern = r"(?m)^(?=[^\s#-])" if example.part == "front" else r"(?m)^(?=## )"
    old = [piece for piece in re.split(pattern, front if example.part == "front" else body) if piece]
    new = [piece for piece in re.split(pattern.replace(r"[^\s#-]", rf"{OPEN}?[^\s#-]"), example.text) if piece]

    def name(piece: str) -> str:
        bare = piece.replace(OPEN, "").replace(CLOSE, "")
        return bare.split(":", 1)[0] if example.part == "front" else bare.split("\n", 1)[0]

    heads = {name(piece): piece for piece in new if not piece.startswith("#") or example.part == "body"}
    loose = "".join(piece for piece in new if piece.startswith("#") and example.part == "front")
    laid = "".join(
        (heads.pop(name(piece)).rstrip("\n") + ("\n" if example.part == "front" else "\n\n"))
        if name(piece) in heads
        else piece
        for piece in old
    )
    laid += loose + "".join(("" if example.part == "front" else "\n") + piece for piece in heads.values())
    return f"---\n{laid}---\n{body}" if example.part == "front" else f"---\n{front}---\n{laid}"
