"""Lines, columns and offsets: exact with å, emoji, CRLF and a byte-order mark."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from blamefree.io.files import Unreadable, decode
from blamefree.text import frontmatter
from blamefree.text.frontmatter import Parts
from blamefree.text.markdown import Kind, scan
from blamefree.text.problem import Problem
from blamefree.text.source import Source
from blamefree.text.span import Span

texts = st.text(
    st.one_of(st.sampled_from("aå😀👩\u200d\u0301 \t#-|>`*[]()!\r\n"), st.characters(exclude_categories=["Cs"]))
)
lines = st.lists(st.text(st.sampled_from("aå😀 #-*|>`1.[]"), max_size=12), max_size=8)


@given(texts, st.integers(0, 500))
def test_an_offset_has_one_place(text: str, offset: int) -> None:
    source = Source("x.md", text)
    position = source.position(offset)
    assert position.offset == min(offset, len(text))
    line = source.line_span(position.line)
    assert line.start <= position.offset
    assert position.offset == line.start + position.column - 1
    assert "\n" not in source.line_text(position.line)
    assert "\r" not in source.line_text(position.line)


@given(texts)
def test_lines_cover_the_text(text: str) -> None:
    source = Source("x.md", text)
    joined = []
    for number, start in enumerate(source.line_starts, 1):
        span = source.line_span(number)
        assert span.start == start
        joined.append(source.line_text(number))
    assert "\n".join(joined) == text.replace("\r\n", "\n").replace("\r", "\n")


@given(texts)
def test_a_span_gives_back_its_text(text: str) -> None:
    source = Source("x.md", text)
    whole = source.place(Span(0, len(text)))
    assert (whole.start.line, whole.start.column) == (1, 1)
    assert whole.span == Span(0, len(text))


@given(texts, st.booleans())
def test_bytes_are_read_back_as_they_were(text: str, bom: bool) -> None:
    if text.startswith("\ufeff"):
        return
    read = decode("x.md", (b"\xef\xbb\xbf" if bom else b"") + text.encode("utf-8"))
    assert not isinstance(read, Unreadable)
    assert read.text == text
    assert read.bom is bom


@given(lines, lines, st.sampled_from(["\n", "\r\n"]))
def test_front_matter_ends_at_the_first_fence(front: list[str], body: list[str], newline: str) -> None:
    if any(line.startswith("---") for line in front):
        return
    text = newline.join(["---", *front, "---", *body])
    parts = frontmatter.split(text)
    assert isinstance(parts, Parts)
    assert text[parts.yaml.start : parts.yaml.end] == "".join(line + newline for line in front)
    assert text[parts.body :] == newline.join(body)


@given(texts)
def test_any_text_is_split_or_told(text: str) -> None:
    parts = frontmatter.split(text)
    if isinstance(parts, Problem):
        assert parts.span.end <= len(text)
        assert parts.help


@given(lines, st.sampled_from(["\n", "\r\n"]))
def test_every_block_lies_where_it_says(body: list[str], newline: str) -> None:
    text = newline.join(body)
    before = 0
    for block in scan(text).blocks:
        assert before <= block.start <= block.end <= len(text)
        before = block.start
        for line in block.lines:
            assert block.start <= line.start <= line.end <= len(text)
            assert "\n" not in text[line.start : line.end]
            assert "\r" not in text[line.start : line.end]
        for row in block.rows:
            for cell in row:
                assert block.start <= cell.start <= cell.end <= block.end
                assert text[cell.start : cell.end].strip(" \t") == text[cell.start : cell.end]


@given(lines)
def test_line_ends_do_not_change_the_blocks(body: list[str]) -> None:
    def seen(text: str) -> list[tuple[Kind, int, list[str]]]:
        return [
            (block.kind, block.level, [text[line.start : line.end] for line in block.lines])
            for block in scan(text).blocks
        ]

    assert seen("\n".join(body)) == seen("\r\n".join(body))


@given(lines, st.integers(0, 40))
def test_a_scan_can_begin_anywhere(body: list[str], offset: int) -> None:
    text = "\n".join(body)
    head = "x" * offset + "\n"
    here, there = scan(text).blocks, scan(head + text, len(head)).blocks
    assert [(block.kind, block.start + len(head), block.end + len(head)) for block in here] == [
        (block.kind, block.start, block.end) for block in there
    ]
