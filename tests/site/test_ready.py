"""Finished HTML goes through Python-Markdown untouched, with and without the extension that makes it fast."""

from __future__ import annotations

import re

import pytest

markdown = pytest.importorskip("markdown")

PAGES = [
    '# T\n\n<p class="bf-line">a <b>b</b> &amp; c</p>\n\ntext *em*\n\n<div class="x"><ul><li>one</li></ul></div>\n',
    '<figure><svg viewBox="0 0 1 1"><title>t</title></svg></figure>\n\n## H\n\n- a\n- b\n\n<ol><li>x</li></ol>',
    "text\n<div>not alone</div>\n\n```html\n\n<div>code</div>\n\n```\n\n    <div>indented</div>\n",
    "<div>open\n\nnot *closed* on its line\n\n</div>\n",
    "<details markdown><summary>s</summary>\n\n*inside*\n\n</details>\n\n<p>after</p>\n",
]


def rendered(text: str, *more: str) -> str:
    made = markdown.Markdown(extensions=["md_in_html", "tables", "toc", "pymdownx.superfences", *more]).convert(text)
    return re.sub(r"\n{2,}", "\n", made)


@pytest.mark.parametrize("text", PAGES)
def test_the_result_is_the_same(text: str) -> None:
    assert rendered(text, "blamefree.rendering.ready") == rendered(text)


def test_code_keeps_its_text() -> None:
    assert "&lt;div&gt;code&lt;/div&gt;" in rendered("```\n\n<div>code</div>\n\n```\n", "blamefree.rendering.ready")


def test_the_index_of_short_codes_is_not_copied() -> None:
    import copy

    pytest.importorskip("pymdownx")
    from blamefree.rendering import shortcodes

    index = shortcodes.index({}, None)
    assert copy.deepcopy(index) is index
    assert index["emoji"][":smile:"]
