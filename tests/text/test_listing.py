"""Items and tables found without a scan are those of the scan; prose, lists and tables need none."""

from __future__ import annotations

from hypothesis import example, given, settings
from hypothesis import strategies as st

from blamefree.text.listing import Rows, listing
from blamefree.text.markdown import Holder, Kind, scan
from blamefree.text.span import Span

LINES = st.sampled_from(
    ["", "", "", "", "- 09:00 a", "- 09:01 b ", "- b `c` \\| d", "  on", " lazy", "      far", "- **09:02** c",
     "- *", "- __d__", "-  two", "- - -", "---", "- 1. x", "- 1.x", "- 12) y", "- 2026-03-14 09:00 z", "* star",
     "+ plus", "1. one", "prose", "More | prose", "| Time | What |", "|---|---|", "| --- | :-: |", "|---|",
     "| 09:00 | a |", "| 09:00 | `a|b` \\| c", "| 09:01", "|", "# h", "### deep", "> q", "```", "<b>", "=",
     "***", "[r]: u", "[^1]: n", "- [x](y)", "- | a |", "- ~", "- `09:00` e", "\u00a0", "\x0b", "- \u00e5r",
     "  1. in", "  - in", "  | in", "  (in)", "!!! note", "- \u0661. x", "[x](y) on", "[x]: y", "- ~09:00 f",
     "- ~ 1. g", "- [^2]: h", "[a [b](c)", "- [x](y", "- [x]: y"]
)  # fmt: skip


def scanned(text: str) -> list[Span | Rows]:
    found: list[Span | Rows] = []
    seen: set[int] = set()
    for block in scan(text, 0).blocks:
        if block.kind is Kind.TABLE:
            found.append(block.rows)
        elif block.kind is Kind.PARAGRAPH and block.containers and block.containers[0].kind is Holder.ITEM:
            holder = block.containers[0]
            if holder.start not in seen and len(block.containers) == 1:
                seen.add(holder.start)
                found.append(Span(block.lines[0].start, block.lines[-1].end))
    return found


@settings(max_examples=400, deadline=None)
@given(st.lists(LINES, max_size=8).map("\n".join))
@example("Prose\nthat goes on\n\n- 09:00 a\n  on\n- b \n\n\n| T | W |\n|---|---|\n| 09:00 | `a|b` |\n\nEnd\n")
def test_what_is_found_is_what_a_scan_finds(body: str) -> None:
    text = f"\n{body}"
    found = listing(text, 0, len(text))
    assert found is None or found == scanned(text)


def test_prose_lists_and_tables_need_no_scan() -> None:
    text = (
        "\nIn UTC:\nthat is\n\n- 09:00 a\n  on\n- **09:01** b\n\n- c\n\n| T | W |\n|---|---|\n| 09:02 | d |\n\nEnd.\n"
    )
    assert listing(text, 0, len(text)) == scanned(text) != []
    for other in ("- a\n\n  b", "> - a", "- a\n  - b", "| a |\n|---|---|", "- a\n| b |", "text\n- a", "### x\n- a"):
        assert listing(f"\n{other}", 0, len(other) + 1) is None, other
