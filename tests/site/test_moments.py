"""Every row of a timeline has an address."""

from __future__ import annotations

import re

import pytest

from blamefree.rendering import dialect
from blamefree.site.moments import linked

markdown = pytest.importorskip("markdown")
pytest.importorskip("pymdownx")


def rendered(text: str) -> str:
    made = markdown.Markdown(extensions=dialect.names(), extension_configs=dialect.configs())
    html: str = made.convert(linked(text))
    return html


ROWS = """- 09:02 Deploy 4711. [log](https://example.com)
- ~09:10 Alert
- **09:10** Page
- 2026-03-15 00:10 The next day
- 09:20–09:30 Between
- 9:40+01:00 With an offset

| Time | What |
|---|---|
| 09:02 | x |
| 09:50–09:55 | y |
"""


def test_rows_have_ids_and_link_to_themselves() -> None:
    html = rendered(ROWS)
    ids = re.findall(r'<(?:li|td|p) id="([^"]+)"', html)
    assert ids == ["t-0902", "t-0910", "t-0910-2", "t-0010", "t-0920", "t-0940", "t-0902-2", "t-0950"]
    assert re.findall(r'href="#([^"]+)"', html) == ids
    assert "{:" not in html


@pytest.mark.parametrize(
    "text",
    [
        "- 09:02 one\n  and more\n",
        "- 09:02 one\nlazy\n",
        "- no time\n",
        "```\n- 09:02 code\n| 09:02 | code |\n```\n",
        "| 09:02 `a|b` | c |\n",
        "| 09:02 a\\| b | c |\n",
        "09:02 text\n",
    ],
)
def test_what_is_no_row_of_one_line_stays_as_it_is(text: str) -> None:
    assert linked(text) == text


def test_rows_with_blank_lines_between_have_ids_too() -> None:
    html = rendered("- 09:02 one\n\n- 09:03 two\n\n    more\n")
    assert 'id="t-0902"' in html and 'id="t-0903"' in html and "{:" not in html
