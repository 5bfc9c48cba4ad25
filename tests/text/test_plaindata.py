"""The quick reader of data files gives what the YAML reader gives, or nothing."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from blamefree import resources
from blamefree.text import plaindata, yamltree
from blamefree.text.yaml12 import plain

ROOT = Path(__file__).resolve().parents[2]
FILES = [*sorted(resources.builtin().rglob("*.yml")), ROOT / "services.yml"]
KEYS = st.sampled_from(["a", "b", "c-d", "no", "x y", "'q'", "1", ""])
WORDS = st.sampled_from([
    "v", "no", "1", "-1", "1_0", "0x1F", "1.5e3", ".5", "~", "null", "true", "10:01", "2026-03-14", "two words", "å b",
    "", "it's", "a:b", "a: b", "a #b", "a#b", "a # b", "# c", "'q'", "'it''s'", '"q"', '"\\n"', "'q' r", "'q' # c", '"',
    "|", ">", "|-", ">+", "| # c", "[]", "{}", "[a, b]", "[a, [b]]", "[a b, 'c, d', \"e\"]", "[a,]", "[a,b]", "[a: b]",
    "[a", "a]", "{a: 1, b: [x]}", "{a: 1, a: 2}", "{a: {b: c}}", "{a}", "{a: }", "[{a: b}, {c: d}]", "[ a ,  b ] # c",
    "[a] b", "[a]#c", "[no, 1, 0o7]", "[/x.y, -z]", "&n v", "*n", "!t v", "@x", "`x`", "%x", "- x", "? x", ":", "=",
    "<<", "...", "---",
])  # fmt: skip
LINES = st.one_of(
    st.builds("{}: {}".format, KEYS, WORDS),
    st.builds("- {}".format, WORDS),
    st.builds("- {}: {}".format, KEYS, WORDS),
    st.builds("{}:".format, KEYS),
    WORDS,
    st.sampled_from(["", "  ", "-", "#c", "# c", "text of a line", "  further in"]),
)
INDENTS = st.sampled_from(["", "", " ", "  ", "    "])
TEXTS = st.lists(st.tuples(INDENTS, LINES, st.sampled_from(["", "", " "])), max_size=9)


@settings(max_examples=400)
@given(TEXTS, st.sampled_from(["\n", "\n", "", "\n\n"]))
def test_any_text_is_read_as_the_yaml_reader_reads_it(lines: list[tuple[str, str, str]], end: str) -> None:
    text = "\n".join("".join(line) for line in lines) + end
    quick = plaindata.read(text)
    if quick is not None:
        tree, problems = yamltree.parse(text)
        assert (problems, quick) == ([], plain(tree)), text


@pytest.mark.parametrize("path", FILES, ids=lambda path: f"{path.parent.name}/{path.name}")
def test_our_own_files_are_read_quickly_and_right(path: Path) -> None:
    text = path.read_text("utf-8")
    quick = plaindata.read(text)
    assert quick is not None
    assert quick == plain(yamltree.parse(text)[0])


def test_texts_of_several_lines() -> None:
    text = "a: |\n  one\n    two\n\n  three\n\nb: >\n  one\n  two\n    three\n  four\n \n  five \nc: d\n"
    expected = {"a": "one\n  two\n\nthree\n", "b": "one two\n  three\nfour\nfive \n", "c": "d"}
    assert plaindata.read(text) == expected == plain(yamltree.parse(text)[0])
