"""The reader of front matter as plain data against the full one: the same data, or no answer."""

from __future__ import annotations

from pathlib import Path

from hypothesis import example, given, settings
from hypothesis import strategies as st

from blamefree.text import plainfront, yaml12, yamltree

OWN = sorted((Path(__file__).resolve().parents[2] / "postmortems").glob("2*/PM-*.md"))
BITS = (
    "- ", "  ", "    ", "a: ", "b: ", "k:", "\n", "\n", "x", "1", "0x1F", "no", "~", "'q'", '"d"', "[a, b]", "[", "]",
    "{k: v, l: w}", "{", "}", ", ", ": ", " #c", "# c", "#", "-", "?", "!", "&", "*", "|", ">", "%", "@", "å", "10:01",
    "https://x/y?z#w", ":", "\t", "\r", "\u2028", "<<: ", "1e3", "---", " >-\n", " |\n", "[]", "{}", "key: ", "- a: ",
    "  - ", "\n  - ", "\n    x: ", "\n- ", "k: # c", "''", "{a: 1, b: 'x y'}", "[x y, 1]", "a:b", "true", "-1", "0o7",
    "a:", " ", "\n\n  ",
)  # fmt: skip


def exact(value: object) -> object:
    """Data in which 1, 1.0 and true differ, and so does the order of keys."""
    if isinstance(value, dict):
        return [(key, exact(item)) for key, item in value.items()]
    return [exact(item) for item in value] if isinstance(value, list) else repr(value)


def agrees(text: str) -> bool:
    """Whether the quick reader answers; then its answer must be the full reader's."""
    quick = plainfront.read(text)
    if quick is None:
        return False
    full, problems = yamltree.parse(text)
    assert not problems
    assert exact(quick) == exact(yaml12.plain(full)) and isinstance(yaml12.plain(full), dict)
    return True


def test_our_documents_are_read_alike_and_mostly_quickly() -> None:
    answers = [agrees(path.read_text("utf-8").split("---\n")[1]) for path in OWN]
    assert sum(answers) > len(answers) / 2


@settings(max_examples=1000, deadline=None)
@given(st.lists(st.sampled_from(BITS), min_size=1, max_size=9).map("".join))
@example("a: b\n  c d\nl:\n- x\n- k: 'v' # c\n  m: {n: 1, o: yes}\nz: [p, 'q r', 0x1F] # c\ne:\n")
def test_random_text_is_read_alike(text: str) -> None:
    agrees(text)


def test_what_people_write_is_answered() -> None:
    text = "a: b\n  c d\nl:\n- x\n- k: 'v' # c\n  m: {n: 1, o: yes}\nz: [p, 'q r', 0x1F] # c\nempty:\n"
    assert plainfront.read(text) == {
        "a": "b c d", "l": ["x", {"k": "v", "m": {"n": 1, "o": "yes"}}], "z": ["p", "q r", 31], "empty": None
    }  # fmt: skip


def test_what_is_not_surely_in_the_subset_is_left_to_the_full_reader() -> None:
    for text in (
        "a: |\n  b\n",
        "a: b: c\n",
        "a: &x 1\n",
        "a: 1\na: 2\n",
        "a: 'it''s'\n",
        "a:\tb\n",
        "- a\n",
        "",
        "a: [b",
    ):
        assert plainfront.read(text) is None, text
