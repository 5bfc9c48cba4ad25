"""Edits are applied whole, without overlap, until nothing is left."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from blamefree.check import Inspection, inspect
from blamefree.diagnostics.diagnostic import Diagnostic, Family, Severity
from blamefree.diagnostics.fix import Applicability, Edit, Fix
from blamefree.fixer import apply, repair
from blamefree.model.corpus import Facts
from blamefree.rules import example
from blamefree.text.source import Source
from blamefree.text.span import Span
from verdict import context as world


def fix(text: str, *edits: tuple[int, int, str], applicability: Applicability = Applicability.SAFE) -> Fix:
    source = Source("x.md", text)
    return Fix("t", applicability, tuple(Edit(source.place(Span(start, end)), new) for start, end, new in edits))


def test_edits_of_one_fix_come_together_or_not_at_all() -> None:
    text = "one two three"
    first = fix(text, (0, 3, "1"), (8, 13, "3"))
    clash = fix(text, (4, 7, "2"), (9, 10, "x"))
    assert apply(text, [first, clash]) == ("1 two 3", 1)


def test_two_insertions_at_one_place_do_not_mix() -> None:
    text = "ab"
    assert apply(text, [fix(text, (1, 1, "x")), fix(text, (1, 1, "y"))]) == ("axb", 1)


@given(
    st.text(min_size=1, max_size=30),
    st.lists(st.tuples(st.integers(0, 30), st.integers(0, 5), st.text(max_size=4)), max_size=6),
)
def test_what_no_edit_covers_stays(text: str, raw: list[tuple[int, int, str]]) -> None:
    fixes = []
    for start, length, new in raw:
        begin = min(start, len(text))
        fixes.append(fix(text, (begin, min(begin + length, len(text)), new)))
    result, count = apply(text, fixes)
    assert count <= len(fixes)
    if count == 0:
        assert result == text
    covered = {
        at for item in fixes for edit in item.edits for at in range(edit.place.start.offset, edit.place.end.offset)
    }
    kept = "".join(char for at, char in enumerate(text) if at not in covered)
    remaining = iter(result)
    assert all(char in remaining for char in kept), "an untouched character went missing or changed its order"


def _inspection(text: str, found: list[tuple[Severity, Fix | None]]) -> Inspection:
    place = Source("x.md", text).place(Span(0, 1))
    items = tuple(Diagnostic("r", Family.SYNTAX, severity, "x.md", place, "m", fix=one) for severity, one in found)
    return Inspection("x.md", items, Facts("x.md"))


def test_rounds_go_on_until_nothing_changes_and_unsafe_ones_wait() -> None:
    def look(text: str) -> Inspection:
        at = text.find("aa")
        found: list[tuple[Severity, Fix | None]] = []
        if at >= 0:
            found.append((Severity.WARNING, fix(text, (at, at + 2, "a"))))
        if "!" in text:
            spot = text.index("!")
            found.append((Severity.WARNING, fix(text, (spot, spot + 1, "."), applicability=Applicability.UNSAFE)))
        return _inspection(text, found)

    assert repair("aaaa!", look) == ("a!", 3)
    assert repair("aaaa!", look, unsafe=True) == ("a.", 4)
    assert repair(*("a.", look)) == ("a.", 0)


def test_a_fix_that_breaks_the_document_is_taken_back() -> None:
    def look(text: str) -> Inspection:
        if text == "broken":
            return _inspection(text, [(Severity.ERROR, None), (Severity.ERROR, None)])
        return _inspection(text, [(Severity.WARNING, fix(text, (0, len(text), "broken")))])

    assert repair("fine", look) == ("fine", 0)


def _mended_at_once(text: str) -> str:
    """The repaired text, which a second repair finds nothing to do in."""
    context = world()

    def look(changed: str) -> Inspection:
        return inspect(example.document(changed, example.PATH), context)

    once, count = repair(text, look, unsafe=True)
    assert count
    assert repair(once, look, unsafe=True) == (once, 0)
    return once


def test_more_lines_than_a_rule_tells_of_are_mended_at_once() -> None:
    lines = "".join(f"Row {number}\x07 rang.\n\n" for number in range(620))
    assert "\x07" not in _mended_at_once(f"{example.DOCUMENT}\n{lines}")


def test_what_only_comes_to_light_by_mending_does_not_hold_it_up() -> None:
    front = example.DOCUMENT.partition("\n---\n")[0]  # without a body much is missing, once the front matter is read
    rows = "".join(f"Row {number} rang.\n" for number in range(120))
    text = _mended_at_once(f"{front}\n---\n{rows}".replace("\n", "\r\x85"))
    assert "\x85" not in text and "\r" not in text


def test_fixes_that_undo_each_other_end() -> None:
    def look(text: str) -> Inspection:
        new = "b" if text == "a" else "a"
        return _inspection(text, [(Severity.WARNING, fix(text, (0, 1, new)))])

    assert repair("a", look)[0] in ("a", "b")


def test_a_fix_that_always_finds_more_to_do_ends() -> None:
    def look(text: str) -> Inspection:
        return _inspection(text, [(Severity.WARNING, fix(text, (0, 0, "x")))])

    assert repair("a", look)[0].startswith("x")
