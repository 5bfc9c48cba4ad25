"""The block scanner against markdown-it-py (CommonMark with GFM tables), on documents and on random lines.

Where the two dialects differ on purpose the test looks away, and only there:

- Python-Markdown's blocks with four-space content (admonitions, collapsibles, tabs, footnotes), abbreviations and link
  references are blocks of their own here and paragraphs, or nothing, there;
- containers deeper than ``MAX_DEPTH`` are read as text;
- ``---`` below one line of text is a heading even if the text holds a pipe; a line that could open a fence or HTML is
  never a table's header, and a header that is indented by four is one;
- a delimiter row outside of the list or quote that its header lies in makes no table (so tables in containers are
  compared on whole documents, not on random lines);
- a line indented by four or five goes on with the paragraph of an item whose text stands further in, which CommonMark
  says; markdown-it-py ends the paragraph there when the line looks like another block;
- ``>`` after four blanks marks no quote, which CommonMark says and markdown-it-py forgets outside of a paragraph.
"""

from __future__ import annotations

import bisect
import re
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from blamefree.text.markdown import Holder, Kind, scan

ROOT = Path(__file__).resolve().parents[2]
THEIRS = MarkdownIt("commonmark").enable("table")
OWN_DIALECT = re.compile(r"^[ >]*(?:!!!|\?\?\?|=== ?[\"'!+]|\[[^\]]+\]:|\*\[[^\]]+\]:)", re.MULTILINE)
MARKS = re.compile(r"^(?: *(?:[-*+]|[12][.)]) +)+(?=\S)", re.MULTILINE)
PREFIXES = ("- ", "* ", "> ", "1. ", "2) ", "   ", "  ")
CONTENTS = (
    "text", "word word", "", "", " ", "# Title", "## Title ##", "===", "---", "- - -", "```", "```python", "~~~",
    "| a | b |", "|---|:-:|", "| a \\| b | c |", "a | b", "--|--", "<div>", "</div>", "<!--", "-->", "<b>", "+", "-",
    "1.", "2) x", "****", "`code", "    indented", "å 🎉",
)  # fmt: skip

Found = set[tuple[str, int, object]]


def theirs(text: str) -> Found:
    """What markdown-it-py finds, each with its first line (from 0) and what identifies it."""
    found: Found = set()
    for token in THEIRS.parse(text):
        if token.map is None:
            continue
        first, after = token.map
        if token.type == "heading_open":
            found.add(("heading", first, int(token.tag[1])))
        elif token.type == "paragraph_open":
            found.add(("paragraph", first, after))
        elif token.type == "fence":
            found.add(("fence", first, token.info.strip()))
        elif token.type in ("code_block", "html_block", "hr", "table_open"):
            kind = {"code_block": "indented", "html_block": "html", "hr": "rule", "table_open": "table"}[token.type]
            found.add((kind, first, None))
        elif token.type == "list_item_open":
            found.add(("item", first, None))
    return found


def ours(text: str) -> Found:
    """What the scanner finds, in the same words; an item without a block is not seen."""
    starts = [0, *(at + 1 for at, char in enumerate(text) if char == "\n")]

    def line(offset: int) -> int:
        return bisect.bisect_right(starts, offset) - 1

    found: Found = set()
    for block in scan(text).blocks:
        for holder in block.containers:
            if holder.kind is Holder.ITEM:
                found.add(("item", line(holder.start), None))
        first = line(block.start)
        what: object = None
        if block.kind is Kind.HEADING:
            what = block.level
        elif block.kind is Kind.PARAGRAPH:
            what = line(max(block.start, block.end - 1)) + 1
        elif block.kind is Kind.FENCE:
            what = block.info
        found.add((block.kind.value, first, what))
    return found


def compare(text: str) -> None:
    """The same leaves, and no item that is not there."""
    left, right = theirs(text), ours(text)
    items = {entry for entry in left if entry[0] == "item"}
    assert {entry for entry in right if entry[0] != "item"} == left - items
    assert {entry for entry in right if entry[0] == "item"} <= items


@st.composite
def texts(draw: st.DrawFn) -> str:
    """A few lines of markers and contents, as they meet in real and in broken documents."""
    lines = draw(
        st.lists(
            st.tuples(st.lists(st.sampled_from(PREFIXES), max_size=2), st.sampled_from(CONTENTS)),
            min_size=1,
            max_size=7,
        )
    )
    return "\n".join("".join(prefixes) + content for prefixes, content in lines)


@settings(max_examples=700, deadline=None)
@given(texts())
def test_random_lines_are_read_alike(text: str) -> None:
    if re.search(r"^ {4,}>|^ {4,}[^\n]*\n[^\n]*--", text, re.MULTILINE):
        return
    if re.search(r"^ {4}", text, re.MULTILINE) and any(len(mark[0]) > 4 for mark in MARKS.finditer(text)):
        return
    if "|" in text and re.search(r"^ *(?:[-*>]|[12][.)])", text, re.MULTILINE):
        return
    compare(text)


@settings(max_examples=150, deadline=None)
@given(texts())
def test_line_endings_change_nothing(text: str) -> None:
    def shape(found: str) -> list[tuple[Kind, int, int, str]]:
        return [(block.kind, len(block.lines), block.level, block.info) for block in scan(found).blocks]

    assert shape(text.replace("\n", "\r\n")) == shape(text) == shape(text.replace("\n", "\r"))


@settings(max_examples=200, deadline=None)
@given(texts())
def test_every_span_lies_in_the_text_and_in_order(text: str) -> None:
    last = 0
    for block in scan(text).blocks:
        assert 0 <= block.start <= block.end <= len(text)
        assert block.start >= last
        last = block.start
        for part in block.lines:
            assert block.start <= part.start <= part.end <= len(text)
            assert "\n" not in text[part.start : part.end]
        for row in block.rows:
            assert all(block.start <= cell.start <= cell.end <= block.end for cell in row)


def bodies(folder: Path) -> list[tuple[str, str]]:
    """The bodies of a folder's Markdown files that keep to the common dialect."""
    found = []
    for path in sorted(folder.rglob("*.md")):
        text = path.read_bytes().decode("utf-8", "replace").replace("\r\n", "\n").replace("\r", "\n")
        body = text.split("\n---\n", 1)[-1] if text.startswith("---\n") else text
        if not OWN_DIALECT.search(body):
            found.append((path.name, body))
    return found


def test_our_documents_are_read_alike() -> None:
    found = bodies(ROOT / "postmortems")
    assert len(found) >= 10
    for _, body in found:
        compare(body)


def test_foreign_documents_are_read_alike(shared: Path) -> None:
    found = bodies(shared / "corpus")
    assert found
    for _, body in found:
        compare(body)


@pytest.mark.parametrize(
    ("text", "kinds"),
    [
        ('!!! note "Title"\n    Body\n\n    More\n\nAfter', ["title", "paragraph", "paragraph", "paragraph"]),
        ('=== "Tab"\n    Body', ["title", "paragraph"]),
        ("[^1]: A note\n    and more", ["paragraph"]),
        ("*[SLO]: objective", ["abbreviation"]),
        ("[a]: https://example.com", ["reference"]),
        ("text\n    # no heading\n    ---", ["paragraph"]),
        ("-\n\n  not in the item", ["paragraph"]),
        ("- a\n  2. b", ["paragraph"]),
        ("> a\n+", ["paragraph"]),
        ("| a |\n|---|\n</b>", ["table"]),
    ],
)
def test_the_dialect_of_our_own(text: str, kinds: list[str]) -> None:
    assert [block.kind.value for block in scan(text).blocks] == kinds
