"""Markdown as people write it renders as they mean it, and runs nothing in a reader's browser."""

from __future__ import annotations

import re
from html.parser import HTMLParser

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from blamefree.text.dialect import portable, unsafe

markdown = pytest.importorskip("markdown")
pytest.importorskip("pymdownx")

from blamefree.rendering import dialect  # noqa: E402


def html(text: str) -> str:
    """The body as the site renders it."""
    names = [name for name in dialect.names() if name != dialect.HARMLESS]
    made = markdown.Markdown(
        extensions=[*names, "md_in_html"], extension_configs={k: v for k, v in dialect.configs().items() if k in names}
    )
    return str(made.convert(portable(text)))


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("para\n- a\n- b", r"<p>para</p>\s*<ul>\s*<li>a</li>\s*<li>b</li>\s*</ul>"),
        ("para\n1. a\n2. b", r"<p>para</p>\s*<ol>\s*<li>a</li>\s*<li>b</li>\s*</ol>"),
        ("in the year\n2024. It was", r"<p>in the year\s*2024\. It was</p>"),
        ("1) a\n2) b", r"<ol>\s*<li>a</li>"),
        ("- a\n  - b\n    - c", r"<ul>\s*<li>a<ul>\s*<li>b<ul>\s*<li>c</li>"),
        ("1. a\n   - b\n2. c", r"<ol>\s*<li>a<ul>\s*<li>b</li>\s*</ul>\s*</li>\s*<li>c</li>"),
        ("- a\n  continued", r"<li>a\s+continued</li>"),
        ("- a\n\n  second\n- b", r"<li>\s*<p>a</p>\s*<p>second</p>"),
        ("text\n| a | b |\n|---|---|\n| 1 | 2 |", r"<p>text</p>[\s\S]*<td>1</td>"),
        ("a | b\n--|--\n1 | 2", r"<td>1</td>"),
        ("para\n```\ncode\n```\nafter", r"<code>code\s*</code>[\s\S]*<p>after</p>"),
        ("- a\n  ```sh\n  ls\n  ```", r"<li>[\s\S]*<code>[\s\S]*ls[\s\S]*</li>"),
        ("para\n## Head\nmore", r"<p>para</p>\s*<h2[\s\S]*<p>more</p>"),
        ("!!! note\n    inside\n\nout", r'class="admonition note"[\s\S]*<p>inside</p>\s*</div>\s*<p>out</p>'),
        ("a<br>b and <kbd>Ctrl</kbd>", r"a<br\s*/?>b and <kbd>Ctrl</kbd>"),
        ("<details>\n<summary>s</summary>\n\n*in*\n\n</details>", r"<details>[\s\S]*y>s</summary>[\s\S]*<em>in</em>"),
        ("<https://example.com/a>", r'<a href="https://example.com/a">'),
        ("~~gone~~", r"<del>gone</del>"),
        ("a <!-- hidden --> b", r"<p>a\s+b</p>"),
        ("`<!-- shown -->`", r"&lt;!-- shown --&gt;"),
        ("![p](https://example.com/p.png)", r'<a href="https://example.com/p.png">p</a>'),
        ("    indented <b>\n", r"<code>indented &lt;b&gt;"),
    ],
)  # fmt: skip
def test_it_renders_as_the_forge_does(text: str, wanted: str) -> None:
    assert re.search(wanted, html(text)), html(text)


class _Watch(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.wrong: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in (
            "script",
            "iframe",
            "object",
            "embed",
            "style",
            "form",
            "link",
            "meta",
            "base",
            "svg",
            "math",
            "video",
        ):
            self.wrong.append(tag)
        for name, value in attrs:
            if name.startswith("on") or name in ("style", "srcdoc", "formaction"):
                self.wrong.append(f"{tag} {name}={value}")
            if name in ("href", "src") and unsafe(value or ""):
                self.wrong.append(f"{tag} {name}={value}")
            if tag == "img" and name == "src" and (value or "").startswith(("http", "//")):
                self.wrong.append(f"img from {value}")


def wrong(text: str) -> list[str]:
    watch = _Watch()
    watch.feed(html(text))
    watch.close()
    return watch.wrong


HOSTILE = [
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "text\n\n<div onclick=alert(1)>x</div>\n\ntext",
    "<svg/onload=alert(1)>",
    "<details ontoggle=alert(1) open>x</details>",
    "<kbd onclick=alert(1)>x</kbd>",
    "[x](javascript:alert(1))",
    "[x](JaVaScRiPt:alert(1))",
    "[x](java\nscript:alert(1))",
    "[x](java&#115;cript:alert(1))",
    "[x](javascript&colon;alert(1))",
    "[x](<javascript:alert(1)>)",
    "[x]( javascript:alert(1) 'title')",
    "[x](data:text/html;base64,PHNjcmlwdD4=)",
    "[x](//evil.example/x)",
    "[x][r]\n\n[r]: javascript:alert(1)",
    "[x][r]\n\n[r]:\n  javascript:alert(1)",
    "[r]\n\n[r]: <javascript:alert(1)> 'x'",
    "![x](javascript:alert(1))",
    "![x](https://evil.example/pixel.png)",
    "![x][r]\n\n[r]: https://evil.example/pixel.png",
    "[![a](https://evil.example/p.png)](https://example.com)",
    "[x](https://example.com){onclick=alert(1)}",
    "[x](https://example.com){: onclick='alert(1)' }",
    "# T {onclick=alert(1)}",
    "para\n{: style='position:fixed' onclick=alert(1)}",
    "```\n<script>alert(1)</script>",
    "~~~ weird info string here\n<script>alert(1)</script>\n~~~",
    "``` {.python onclick=alert(1)}\n<script>alert(1)</script>\n```",
    "````\n```\n<script>alert(1)</script>\n`````",
    "- ```\n  <script>alert(1)</script>\n",
    "> ```\n> <script>alert(1)</script>\n",
    "1. a\n\n        <script>alert(1)</script>\n\n<script>alert(2)</script>",
    "`` ` <script>alert(1)</script>",
    "`a\n\n<script>alert(1)</script>`",
    "<!-- x --><script>alert(1)</script>",
    "<!-- never closed <script>alert(1)</script>",
    "<scr<!-- -->ipt>alert(1)</script>",
    "<details>\n<script>alert(1)</script>",
    "[^1]\n\n[^1]: <script>alert(1)</script>",
    "*[HTML]: <script>alert(1)</script>\n\nHTML",
    "| <script>alert(1)</script> | b |\n|---|---|\n| <img src=x onerror=alert(1)> | [x](javascript:alert(1)) |",
    "term\n:   <script>alert(1)</script>",
    "\x02script\x03 <\x02script>alert(1)</script>",
    "<a\nhref='javascript:alert(1)'>x</a>",
    "&lt;script&gt; \\<script>alert(1)</script>",
    '<https://example.com/" onmouseover=alert(1) x=">',
    '!!! note "<script>alert(1)</script>"\n    <script>alert(1)</script>',
    '=== "<img src=x onerror=alert(1)>"\n    text',
    '++ctrl+"<script>alert(1)</script>"++',
    "wzxhzdk:0 \x02wzxhzdk:0\x03 klzzwxh:0001",
]  # fmt: skip


@pytest.mark.parametrize("text", HOSTILE)
def test_nothing_runs_and_nothing_is_fetched(text: str) -> None:
    assert wrong(text) == [], html(text)


PIECES = st.sampled_from(
    ["<script>", "</script>", "<img src=x onerror=a>", "[x](", "javascript:a", ")", "`", "```", "~~~", "\n", "\n\n",
     "    ", "- ", "1. ", "> ", "<!--", "-->", "{onclick=a}", "text", "| a |", "|---|", "<details>", "</details>",
     "\\", "[r]: ", "&#106;", "!!! note\n"]
)  # fmt: skip


@settings(max_examples=250, deadline=None)
@given(st.lists(PIECES, max_size=14).map("".join))
@example("- ```\n- <script>")
def test_no_combination_runs(text: str) -> None:
    assert wrong(text) == [], (text, html(text))


@settings(max_examples=150, deadline=None)
@given(st.text(alphabet="ab-*`#|[]()<>!: \n1.\t\\", max_size=60))
def test_it_never_fails_and_settles(text: str) -> None:
    once = portable(text)
    assert isinstance(once, str)


@pytest.mark.parametrize(
    "target", ["https://a", "http://a", "mailto:a@b", "a/b:c", "../x.md", "#x", "x.md#a:b", "?a=b:c"]
)
def test_ordinary_addresses_are_safe(target: str) -> None:
    assert not unsafe(target)


LINES = st.sampled_from(
    ["", "", "text", "more *text*", "a | b", "- item", "- [x](u) `c`", "-  far", "- - x", "1. one", "12. twelve",
     "3) x", "  on", "    on", " on", "   - deep", "| a | b |", "|---|", "| :-: |", "|", "# head", "### head", "#",
     "###### x", "---", "> q", "```", "<b>", "<details>", "</details>", "[x", "](u)", "![p](u)", "{: .x=1 }", "a  ",
     "\u00a0x", "x\u2003", "<!-- c -->", "\ttab", "å (x", ": def", "!!! note", "\x07"]
)  # fmt: skip


@settings(max_examples=400, deadline=None)
@given(st.lists(LINES, max_size=8).map("\n".join))
@example("- a\n  on\n\n### head\n\n| a | b |\n|---|---|\n| 1 | [x](u) |\n\ntext\nmore\n")
def test_the_usual_form_is_no_other_dialect(text: str) -> None:
    usual = portable(text)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("blamefree.text.dialect._USUAL", re.compile(r"(?!)"))
        assert portable(text) == usual
