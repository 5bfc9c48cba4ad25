"""The quick reader of front matter against the full one: the same tree, or no answer."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from blamefree.text import plainyaml, yamltree
from blamefree.text.nodes import Mapping, Node, Scalar, Sequence

ROOT = Path(__file__).resolve().parents[2]
FRONT = re.compile(r"---\n(.*?\n)---\n", re.DOTALL)
BITS = (
    "- ", "  ", "    ", "a: ", "b: ", "k:", "\n", "\n", "x", "1", "0x1F", "no", "~", "'q'", '"d"', "[a, b]",
    "{k: v, l: w}", "[", "]", "{", "}", ", ", ": ", " #c", "# c", "#", "-", "?", "!", "&", "*", "|", ">", "%", "@", "`",
    "å", "10:01", "https://x/y?z#w", ":", "null", "\t", "\r", "\u2028", "\x85", "<<: ", "1e3", "---", "...", "\ufeff",
    " >-\n", " |\n", " >\n", "\n\n", "[]", "{}", "a b", "\n  ",
)  # fmt: skip


def flat(node: Node) -> object:
    """A tree as plain data, places and kinds of values included."""
    if isinstance(node, Scalar):
        return (type(node.value).__name__, repr(node.value), tuple(node.span), node.style)
    if isinstance(node, Sequence):
        return (tuple(node.span), node.flow, [flat(item) for item in node.items])
    return (tuple(node.span), node.flow, [(k, tuple(node.keys[k]), flat(v)) for k, v in node.items.items()])


def agrees(text: str) -> bool:
    """Whether the quick reader answers; then its answer must be the full reader's."""
    quick = plainyaml.read(text, 7)
    if quick is None:
        return False
    full, problems = yamltree.parse(text, 7)
    assert not problems
    assert isinstance(full, Mapping)
    assert flat(quick) == flat(full)
    return True


def fronts() -> list[str]:
    """The front matter of our own documents."""
    found = [FRONT.match(path.read_text(encoding="utf-8")) for path in sorted((ROOT / "postmortems").rglob("PM-*.md"))]
    return [match.group(1) for match in found if match is not None]


def test_our_documents_are_read_alike_and_mostly_quickly() -> None:
    answers = [agrees(text) for text in fronts()]
    assert sum(answers) > len(answers) / 2


@settings(max_examples=2000, deadline=None)
@given(st.lists(st.sampled_from(BITS), min_size=1, max_size=9).map("".join))
def test_random_text_is_read_alike(text: str) -> None:
    agrees(text)


@settings(max_examples=500, deadline=None)
@given(st.data())
def test_mutated_front_matter_is_read_alike(data: st.DataObject) -> None:
    text = data.draw(st.sampled_from(fronts()))
    at = data.draw(st.integers(0, len(text)))
    stop = at + data.draw(st.integers(0, 6))
    agrees(text[:at] + "".join(data.draw(st.lists(st.sampled_from(BITS), max_size=2))) + text[stop:])


@pytest.mark.parametrize(
    "text",
    [
        "a: b\n",
        "a: b",
        "a:\n  b: c\n  d: 1\ne: no\n",
        "a:\n- b\n- c\n",
        "a:\n  - id: A1\n    title: x y\n  - {k: v, l: https://example.com/a}\n",
        "a: [b, 'c d', \"e\"]\n\n# a comment\nb: 10:01\n",
        "a: 2026-03-14T09:02:00+01:00   \n",
        "a: b # c\nd: 'e'  # f\ng: [h]  # i\n",
        "a: b\n  c\n  d\n",
        "a:\n- b\n  c\nd: 1\n  2\n",
        "a:\nb: c\nd:  # e\n",
        "a:\n  b:\nc: d\n",
        "a: []\nb: {}\n",
        "a: >-\n  b\n  c: d\ne: |\n  # f\n",
        "a:\n  - b: >\n      c\n    d: |-\n     e\n  - f\n",
    ],
)
def test_the_usual_forms_are_read_quickly(text: str) -> None:
    assert agrees(text)


@pytest.mark.parametrize(
    "text",
    [
        "a: b\na: c\n", "a: &x b\n", "a: *x\n", "a: !!str b\n", "a: |\n  b\n\n  c\n", "a: |+\n  b\n", "a: b: c\n",
        "a: |\n   b\n  c\n",
        "a: b\n\n  c\n", "a: b # c\n  d\n", "a: 'it''s'\n", 'a: "\\n"\n', "<<: {a: b}\n", "a: [b, [c]]\n",
        "a:\tb\n", "a: b\r\n", "", "---\na: b\n", "- a\n",
    ],
)  # fmt: skip
def test_everything_else_is_left_to_the_full_reader(text: str) -> None:
    assert plainyaml.read(text, 0) is None
