"""What the site reads of a document is what the document is, with all its blocks, whichever way it was read."""

from __future__ import annotations

from pathlib import Path

from hypothesis import example, given, settings
from hypothesis import strategies as st

from blamefree.model.document import Document, load
from blamefree.model.links import anchors
from blamefree.model.section import builtin_titles
from blamefree.site.manuscript import Manuscript, of, read
from blamefree.text.markdown import Kind
from blamefree.text.source import Source

CHECKOUT = Path(__file__).resolve().parents[2]
FRONT = "---\nid: PM-2026-0001\ndate: 2026-03-14\ntimezone: Europe/Stockholm\n---\n"
LINES = st.sampled_from(
    ["", "", "", "## Summary", "## Timeline", "## Detection", "## X #", "##", "# top", "### deep", "  ## in",
     "    ## code", "- ## item", "> ## quote", "1. # one", "[^1]: # note", "!!! note", "    inside", "***", "- - -",
     "---", "-", "===", "  ---", "<b>x</b>", "<script>", "</script>", "<!-- c", "<!-- c --> d", "-->", "```py", "````",
     "   ```", "    ```", "- ```", "> ```", "~~~", "text", "more text ", "| 09:00 | x |", "|---|---|", "- 09:00 a",
     "- b", "  on", "lazy", "1. a", "\u00a0", "\t## t", "####### seven", "#x", "[r]: u", "*[A]: b"]
)  # fmt: skip


def like(document: Document) -> tuple[object, ...]:
    firsts = []
    for section in document.sections:
        block = next((one for one in section.blocks if one.kind is Kind.PARAGRAPH and one.lines), None)
        firsts.append(None if block is None else " ".join(document.text[line.start : line.end] for line in block.lines))
    places = [(one.key, one.title, one.span.start, one.heading.end, one.span.end) for one in document.sections]
    return places, firsts, anchors(document), document.timeline


def said(found: Manuscript) -> tuple[object, ...]:
    places = [(one.key, one.title, one.start, one.begin, one.end) for one in found.sections]
    return places, [found.first_paragraph(one) for one in found.sections], found.anchors, found.timeline


def agree(text: str) -> None:
    source = Source("postmortems/2026/PM-2026-0001-x.md", text)
    found, document = read(source, titles=builtin_titles()), load(source)
    assert (found is not None) == document.sound
    if found is not None:
        assert said(found) == like(document)
        loaded = of(document)
        assert loaded is not None and (loaded.front, said(loaded)) == (found.front, said(found))


@settings(max_examples=200, deadline=None)
@given(st.lists(LINES, max_size=10).map("\n".join))
@example("## Timeline\n\n- 09:00 a\n  on\n- b\n\n## X #\n```\n# no\n```\n## Y\n- - -\n## Z {#z}")
def test_sections_anchors_and_timeline_are_those_of_the_blocks(body: str) -> None:
    agree(FRONT + body)


def test_our_documents_are_read_alike_and_without_their_blocks() -> None:
    quick = 0
    paths = sorted((CHECKOUT / "postmortems").glob("2*/PM-*.md"))
    for path in paths:
        text = path.read_text("utf-8")
        agree(text)
        found = read(Source(path.name, text), titles=builtin_titles())
        quick += found is not None and "_whole" not in vars(found)
    assert quick > len(paths) / 2


def test_what_cannot_be_relied_on_is_not_read() -> None:
    for text in ("no front matter", "---\nid: a\nid: b\n---\n", "---\n- a\n---\n", "---\nid: x\n"):
        assert read(Source("p.md", text), titles=builtin_titles()) is None, text


def test_only_texts_are_words() -> None:
    text = "---\nid: 12\ntitle: 'x'\ntags: [a, 1, {b: c}]\nincident: OPS-1\nimpact: [{value: 1}, text]\n---\n"
    found = read(Source("p.md", text), titles=builtin_titles())
    assert found is not None
    assert (found.word("id"), found.word("title"), found.words("tags")) == (None, "x", ["a"])
    assert (found.record("incident"), found.records("impact")) == ({}, [{"value": 1}])
