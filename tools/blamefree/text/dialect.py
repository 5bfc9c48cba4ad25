"""Markdown as people write it, made safe and portable for Python-Markdown.

Authors write CommonMark and see it rendered by their forge; the site and Confluence render with
Python-Markdown, which wants a blank line before a list or a table and four spaces for what is nested.
Raw HTML, unsafe links, attribute lists and pictures from elsewhere are turned into harmless text here,
so that a document cannot run code in a reader's browser or make it call another host.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from blamefree.text.harmless import CODE, Resolve, inline, unsafe

__all__ = ["Resolve", "portable", "unsafe", "without_control"]

_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")
_CONTROLS = bytes([*range(9), 0x0B, 0x0C, *range(0x0E, 0x20), 0x7F])
_MARKS = frozenset("-*+0123456789`~#!?=[_>:<")
_INFO = re.compile(r"\s*([\w+#.-]{1,40})?")
_FENCE = re.compile(r"( *)(`{3,}(?=[^`]*$)|~{3,})")
_ITEM = re.compile(r"( *)([-*+]|\d{1,9}[.)])( +|$)(?=\S|$)")
_HOLDER = re.compile(r"( *)(?:!!!|\?\?\?\+?|===[!+]*|\[\^[^\]\n]+\]:)(?= |$)")
_DELIMITER = re.compile(r" *\|?(?: *:?-+:? *\|)+ *(?::?-+:? *\|?)? *$|^ *\|? *:?-+:? *\| *$")
_HEADING = re.compile(r" {0,3}#{1,6}(?: |$)")
_RULE = re.compile(r" {0,3}(?:(?:\* *){3,}|(?:- *){3,}|(?:_ *){3,})$")
_COMMENT = re.compile(r"<!--.*?(?:-->|\Z)", re.DOTALL)
# What most texts consist of: paragraphs, lists, tables and headings, with empty lines between them. In the result, what
# goes on in a list is four spaces further in, and headings are apart.
_PROSE = r"[^\s*+0-9`~#!?=\[_>:<|-](?:.*\S)?(?=\n|\Z)"
_LISTED = r"(?:-|[0-9]{1,9}\.) [^\s|-].*+"
_USUAL = re.compile(
    rf"\n*+(?:(?:{_PROSE}(?:\n{_PROSE})*+|{_LISTED}(?:\n(?:{_LISTED}| {{1,4}}{_PROSE}))*+"
    r"|\|.*\S\n\|(?: *:?-+:? *\|)+(?:\n\|(?:.*\S)?(?=\n|\Z))*+|(?P<heading>\#{1,6} \S.*\S))"
    r"(?:\n\n++|\n?\Z))*+"
)
_ON = re.compile(r"\n +")
_HEADED = re.compile(r"^#.*", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class _Open:
    """An open list item or four-space holder: where its content stands in the source, and in the result."""

    content: int
    to: int


_BULLET = _Open(2, 4)


def portable(text: str, resolve: Resolve | None = None, *, clean: bool = False) -> str:
    """``text`` for Python-Markdown with md_in_html: same meaning, no foreign code, comments left out.

    ``resolve`` is asked about every address that is not unsafe in itself. ``clean`` says that :func:`without_control`
    holds for the text, or for a longer one that it is a part of.
    """
    if text.isalnum():
        return text
    if "\r" in text:
        text = text.replace("\r\n", "\n").replace("\r", "\n")
    if "\t" in text or not clean and not without_control(text):
        text = _CONTROL.sub("", text).expandtabs(4)
    text = _without_comments(text)
    usual = _USUAL.fullmatch(text)
    if usual is not None:
        return _details(_blocks(_HEADED.sub(r"\g<0>\n", text) if usual["heading"] else text, resolve))
    out: list[str] = []
    run: list[str] = []
    for kind, line in _lines(text):
        if kind:
            run.append(line)
            continue
        if run:
            out.append(inline("\n".join(run), resolve))
            run = []
        out.append(line)
    if run:
        out.append(inline("\n".join(run), resolve))
    return _details("\n".join(out))


def without_control(*texts: str) -> bool:
    """Whether there is no control character: a pattern would look at every character, which takes six times as long."""
    data = b"".join([text.encode("utf-8", "replace") for text in texts])
    return len(data.translate(None, _CONTROLS)) == len(data)


def _blocks(text: str, resolve: Resolve | None) -> str:
    """A text of the usual form, with what goes on in a list four spaces further in."""
    if "\n " in text:
        text = _ON.sub("\n    ", text)
    if "<" not in text and "[" not in text and "{" not in text:
        return text
    return "\n\n".join(
        [
            inline(block, resolve) if "[" in block or "<" in block or "{" in block else block
            for block in text.split("\n\n")
        ]
    )


def _without_comments(text: str) -> str:
    if "<" not in text or "<!--" not in text:
        return text
    spans: list[tuple[int, int]] = []
    for start, end in _code_ranges(text):
        spans.append((start, end))
    out: list[str] = []
    at = 0
    while True:
        found = _COMMENT.search(text, at)
        if found is None:
            break
        covering = next((end for start, end in spans if start <= found.start() < end), None)
        if covering is not None:
            out.append(text[at:covering])
            at = covering
            continue
        out.append(text[at : found.start()])
        at = found.end()
    out.append(text[at:])
    return "".join(out)


def _code_ranges(text: str) -> list[tuple[int, int]]:
    """Fenced code and code spans, as offsets."""
    found: list[tuple[int, int]] = []
    at, fence, began = 0, "", 0
    for line in text.splitlines(keepends=True):
        mark = _FENCE.match(line.rstrip("\n"))
        if fence:
            bare = line.strip()
            if bare.startswith(fence) and not bare.strip(fence[0]):
                found.append((began, at + len(line)))
                fence = ""
        elif mark is not None:
            fence, began = mark.group(2), at
        at += len(line)
    if fence:
        found.append((began, at))
    spans = [span for span in (match.span() for match in CODE.finditer(text)) if not _inside(span[0], found)]
    return sorted(found + spans)


def _inside(offset: int, ranges: list[tuple[int, int]]) -> bool:
    return any(start <= offset < end for start, end in ranges)


def _lines(text: str) -> list[tuple[bool, str]]:
    """Every line, re-indented, with whether inline syntax is read in it."""
    source = text.split("\n")
    out: list[tuple[bool, str]] = []
    stack: list[_Open] = []
    fence, fence_indent, fence_to = "", 0, 0
    loose = False  # whether a blank line stands between the list's last item and here
    previous = ""  # what the line before was: "", "text", "item", "code", "table", "heading"
    for number, line in enumerate(source):
        bare = line.strip()
        indent = len(line) - len(line.lstrip(" "))
        if fence:
            cut = min(indent, fence_indent) if bare else 0
            closes = bare.startswith(fence) and not bare.strip(fence[0])
            out.append((False, " " * fence_to + (fence if closes else line[cut:]) if bare else ""))
            if closes:
                out.append((False, ""))
                fence, previous = "", ""
            continue
        if not bare:
            out.append((False, ""))
            previous, loose = "", bool(stack)
            continue
        if not indent:  # what most lines are: text, a bullet, the row of a table
            if not stack and previous != "table" and bare[0] not in _MARKS and "|" not in bare:
                out.append((True, bare if not line.endswith("  ") else bare + "  "))
                previous = "text"
                continue
            if line[:2] == "- " and line[2:3] not in ("", " ", "-"):
                if previous == "table" or (previous == "text" and (loose or not stack)):
                    out.append((False, ""))
                out.append((True, line))
                stack, previous, loose = [_BULLET], "text", False
                continue
            if previous == "table" and not stack and line[0] == "|":
                out.append((True, bare if not line.endswith("  ") else bare + "  "))
                continue
        lazy = previous == "text" and stack and indent < stack[-1].content
        starts = _ITEM.match(line) or _FENCE.match(line) or _HEADING.match(line) or _HOLDER.match(line)
        before = len(stack)
        if not (lazy and starts is None):
            while stack and indent < stack[-1].content:
                stack.pop()
        base, to = (stack[-1].content, stack[-1].to) if stack else (0, 0)
        inner = max(indent - base, 0)
        if (mark := _FENCE.match(line)) is not None and inner < 4:
            if previous == "text":
                out.append((False, ""))
            fence, fence_indent, fence_to = mark.group(2), indent, to
            info = _INFO.match(bare, len(fence))
            out.append((False, " " * to + fence + ((info.group(1) or "") if info else "")))
            continue
        if inner >= 4 and previous in ("", "code"):
            out.append((False, " " * (to + inner) + bare))
            previous = "code"
            continue
        item = _ITEM.match(line) if not _RULE.match(line) else None
        if item is not None and inner < 4 and (previous != "text" or before or _may_interrupt(item, stack)):
            if previous == "table" or (previous == "text" and (loose or (not stack and not before))):
                out.append((False, ""))
            loose = False
            marker = item.group(2)
            rest = line[item.end() :]
            out.append((True, " " * to + (marker[:-1] + "." if marker.endswith(")") else marker) + " " + rest))
            width = len(item.group(3)) if 0 < len(item.group(3)) < 5 else 1
            stack.append(_Open(indent + len(marker) + width, to + 4))
            previous = "text" if rest else "item"
            continue
        if _HOLDER.match(line) and inner < 4:
            if previous == "text":
                out.append((False, ""))
            out.append((True, " " * to + bare))
            stack.append(_Open(indent + 4, to + 4))
            previous = "heading"
            continue
        if _HEADING.match(line) and inner < 4:
            if previous == "text":
                out.append((False, ""))
            out.append((True, " " * to + bare))
            out.append((False, ""))
            previous = "heading"
            continue
        following = source[number + 1] if number + 1 < len(source) else ""
        if "|" in bare and previous == "text" and _DELIMITER.match(following):
            out.append((False, ""))
            previous = "table"
        elif "|" in bare and _DELIMITER.match(following):
            previous = "table"
        elif previous != "table":
            previous = "text"
        out.append((True, " " * to + (bare if not line.endswith("  ") else bare + "  ")))
    if fence:  # never closed: CommonMark reads code to the end, Python-Markdown would read HTML
        out.append((False, " " * fence_to + fence))
    return out


def _may_interrupt(item: re.Match[str], stack: list[_Open]) -> bool:
    """A list may interrupt a paragraph when it is a bullet, starts from 1, or is inside a list already."""
    marker = item.group(2)
    return bool(stack) or marker in "-*+" or marker[:-1] == "1"


def _details(text: str) -> str:
    """``<details>`` whose content is Markdown, as the forges read it; unbalanced ones become text."""
    if "<" not in text or "details>" not in text.lower():
        return text
    opened = len(re.findall(r"^ *<details>", text, re.IGNORECASE | re.MULTILINE))
    closed = len(re.findall(r"^ *</details>", text, re.IGNORECASE | re.MULTILINE))
    everything = len(re.findall(r"</?details\s*/?>", text, re.IGNORECASE))
    if opened != closed or opened + closed != everything:
        return re.sub(r"<(?=/?(?:details|summary)\s*/?>)", "&lt;", text, flags=re.IGNORECASE)
    return re.sub(r"^( *)<details>", r"\1<details markdown>", text, flags=re.IGNORECASE | re.MULTILINE)
