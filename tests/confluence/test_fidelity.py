"""What the site shows, Confluence shows; and what is hostile arrives as harmless text."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from blamefree.rendering import dialect
from blamefree.rendering.tree import Renderer
from blamefree.sandbox.confluence.storage import normalise
from blamefree.targets.confluence import canonical, gate
from blamefree.targets.confluence.storage import Converter, Target, safe_address
from blamefree.targets.confluence.xml import element, extend, serialise

RENDERER = Renderer()


class Links:
    """Pictures are attached, addresses are linked, other documents are a page."""

    def link(self, href: str) -> Target | None:
        if href.startswith("#"):
            return Target(place=href[1:])
        if href.partition("#")[0].endswith(".md"):
            return Target(page="PM-2025-0001: Other", place=href.partition("#")[2])
        address = safe_address(href)
        return Target(address=address) if address else None

    def image(self, src: str) -> str | None:
        return src.rsplit("/", 1)[-1] if src.endswith(".png") and "://" not in src else None


def storage(markdown: str) -> str:
    return serialise(extend(element("storage"), Converter(Links()).convert(RENDERER.render(markdown))))


def macro(name: str, title: str = "", body: str = "<p>text</p>") -> str:
    head = f'<ac:parameter ac:name="title">{title}</ac:parameter>' if title else ""
    return (
        f'<ac:structured-macro ac:name="{name}">{head}<ac:rich-text-body>{body}</ac:rich-text-body>'
        "</ac:structured-macro>"
    )


@pytest.mark.parametrize(
    ("kind", "name"),
    [
        ("note", "info"),
        ("info", "info"),
        ("abstract", "info"),
        ("question", "info"),
        ("tip", "tip"),
        ("success", "tip"),
        ("warning", "note"),
        ("danger", "warning"),
        ("failure", "warning"),
        ("bug", "warning"),
        ("example", "panel"),
        ("quote", "panel"),
    ],
)
def test_admonitions_have_the_right_colour(kind: str, name: str) -> None:
    assert storage(f'!!! {kind} "A & B"\n    text\n') == macro(name, "A &amp; B")
    assert storage(f'??? {kind} "More"\n    text\n') == macro("expand", "More", macro(name))


CASES = {
    "plain collapsible": ("<details><summary>More</summary>\n\ntext\n\n</details>", macro("expand", "More")),
    "tabs": ('=== "One"\n\n    text\n\n=== "Two"\n\n    text\n', macro("expand", "One") + macro("expand", "Two")),
    "marks": (
        "==m== ^^i^^ ~~d~~ H~2~O x^2^",
        (
            '<p><span style="background-color: rgb(254,222,200);">m</span> <u>i</u> <del>d</del> '
            "H<sub>2</sub>O x<sup>2</sup></p>"
        ),
    ),
    "keys": ("++ctrl+c++", "<p><code>Ctrl+C</code></p>"),
    "emoji": (":smile:", "<p>😄</p>"),
    "image": (
        '![The graph](PM-1/a.png "Caption"){ width=300 }',
        (
            '<p><ac:image ac:alt="The graph" ac:width="300"><ri:attachment ri:filename="a.png" />'
            "<ac:caption><p>Caption</p></ac:caption></ac:image></p>"
        ),
    ),
    "a picture elsewhere is a link": (
        "![x](https://x.example/a.png)",
        '<p><a href="https://x.example/a.png">x</a></p>',
    ),
    "page link": (
        "[other](../2025/other.md#timeline)",
        (
            '<p><ac:link ac:anchor="timeline"><ri:page ri:content-title="PM-2025-0001: Other" />'
            "<ac:link-body>other</ac:link-body></ac:link></p>"
        ),
    ),
    "heading": (
        "### A *b* c { #own }",
        (
            '<h3><ac:structured-macro ac:name="anchor"><ac:parameter ac:name="">own</ac:parameter>'
            "</ac:structured-macro>A <em>b</em> c</h3>"
        ),
    ),
    "cell with code and break": (
        "| a | b |\n|:-:|--:|\n| `x|y` | c<br>d |\n",
        (
            '<table><tbody><tr><th><p style="text-align: center;">a</p></th>'
            '<th><p style="text-align: right;">b</p></th>'
            '</tr><tr><td><p style="text-align: center;"><code>x|y</code></p></td>'
            '<td><p style="text-align: right;">c<br />\nd</p></td></tr></tbody></table>'
        ),
    ),
    "code": (
        '```python title="app.py" linenums="1" hl_lines="2"\na = 1\nb = "]]>"\n```\n',
        (
            '<ac:structured-macro ac:name="code"><ac:parameter ac:name="language">python</ac:parameter>'
            '<ac:parameter ac:name="title">app.py</ac:parameter><ac:parameter ac:name="linenumbers">true</ac:parameter>'
            '<ac:parameter ac:name="highlight">2</ac:parameter><ac:plain-text-body>'
            '<![CDATA[a = 1\nb = "]]]]><![CDATA[>"]]></ac:plain-text-body></ac:structured-macro>'
        ),
    ),
    "definition": ("Term\n:   text\n", '<p><strong>Term</strong></p><p style="margin-left: 30.0px;">text</p>'),
    "abbreviation": ("The SLO, our SLO.\n\n*[SLO]: objective\n", "<p>The SLO (objective), our SLO.</p>"),
    "comment": ("<!-- blamefree: ignore[x] y -->\n\ntext<!-- a -- b -->", "<p>text</p>"),
    "start": ("3. a\n4. b\n", None),
}


@pytest.mark.parametrize("name", CASES)
def test_constructs(name: str) -> None:
    markdown, expected = CASES[name]
    made = storage(markdown)
    assert gate.examine(made) == ""
    if expected is not None:
        assert made == expected


def test_tasks_keep_their_ids() -> None:
    one, two = storage("- [x] first\n- [ ] second\n"), storage("- [ ] new\n- [x] first\n- [ ] second\n")
    assert one.count("<ac:task>") == 2
    ids = [piece.partition("</ac:task-id>")[0] for piece in one.split("<ac:task-id>")[1:]]
    assert len(set(ids)) == 2
    assert all(ident in two for ident in ids)


def test_footnotes_lead_there_and_back() -> None:
    made = storage("Text[^1].\n\n[^1]: The note\n")
    for place in ("fn-1", "fnref-1"):
        assert f'<ac:parameter ac:name="">{place}</ac:parameter>' in made
        assert f'<ac:link ac:anchor="{place}">' in made


HOSTILE = [
    "<script>alert(1)</script>",
    "<b onclick='x()'>a</b>",
    "<img src=x onerror=alert(1)>",
    "<hr>",
    "<prod>",
    "a <td nowrap>",
    "List<String>",
    "<div>\n\nopen",
    "</p></div>",
    "<iframe src=https://x.example></iframe>",
    "<svg onload=x()>",
    (
        '<ac:structured-macro ac:name="html"><ac:plain-text-body><![CDATA[<script>]]></ac:plain-text-body>'
        "</ac:structured-macro>"
    ),
    "<ri:page ri:content-title='x' />",
    "]]>",
    "```\n]]>\n```",
    "<![CDATA[x]]>",
    "[a](javascript:alert(1))",
    "[a](JaVaScRiPt:x)",
    "[a](data:text/html,<b>)",
    "[a](vbscript:x)",
    "[a](file:///etc)",
    "[a](//x.example)",
    "![a](javascript:x)",
    "<javascript:alert(1)>",
    "a\x00b\x08c\x1bd",
    "&#0;&#x1b;&bogus;",
    '![a & "b" <c>](x.png "d & <e>")',
    "```a&b<c>\nx\n```",
    '``` {.python title="a&b<c>\\"d"}\nx\n```',
    "# a {: onclick=x() style=position:fixed }",
    "a{ #blamefree:PM-2026-0001:x }",
    "\u202eevil\u2066",
    "<!-- open",
    '!!! note "<script>"\n    </ac:rich-text-body>',
    "{toc}{html}x{html}",
    "a <br/ onload=x> b",
    "<details open onclick=x>",
]


@pytest.mark.parametrize("markdown", HOSTILE)
def test_what_is_hostile_is_text(markdown: str) -> None:
    made = storage(f"before\n\n{markdown}\n\nafter\n")
    assert gate.examine(made) == ""
    assert "before" in made
    for bad in ("<script", "<iframe", "<img", "<svg", ' href="javascript:', '<ac:structured-macro ac:name="html"'):
        assert bad not in made
    normalise(made, "1")


PIECES = st.sampled_from(
    [
        "<",
        ">",
        "&",
        "]]>",
        "<![CDATA[",
        "`",
        "```\n",
        "~~~\n",
        "\n",
        "\n\n",
        "    ",
        "| a | b |\n|---|---|\n",
        "|",
        "*",
        "**",
        "[x](",
        "](",
        ")",
        "![",
        "<details>",
        "</details>",
        "<summary>",
        "</summary>",
        "<br>",
        "<kbd>",
        "</kbd>",
        "<!--",
        "-->",
        "!!! note\n    ",
        "??? x\n    ",
        '=== "T"\n\n    ',
        "- [ ] ",
        "- ",
        "1. ",
        "# ",
        "> ",
        "[^1]",
        "[^1]: n\n",
        "*[A]: b\n",
        "++a++",
        ":smile:",
        "&#0;",
        "\x00",
        "\x0c",
        "\x02",
        "\x03",
        "\ud800",
        "\u202e",
        "å",
        "😀",
        "{: #a onclick=b }",
        '<ac:structured-macro ac:name="html">',
        "javascript:",
        "https://x.example/?a=1&b=2",
        "\r\n",
        "---\n",
        "T\n:   d\n",
        "word ",
    ]
)


@settings(max_examples=80, deadline=None)
@given(st.lists(PIECES, max_size=40).map("".join))
def test_whatever_is_written_is_well_formed_allowed_and_settles(markdown: str) -> None:
    made = storage(markdown)
    assert gate.examine(made) == ""
    assert storage(markdown) == made
    # What Confluence makes of it on saving still says the same.
    stored = normalise(made, "7", 3)
    assert canonical.fingerprint_of(stored) == canonical.fingerprint_of(made)
    assert canonical.fingerprint_of(normalise(stored, "7", 4)) == canonical.fingerprint_of(made)


@pytest.mark.parametrize(
    "text",
    [
        "<p>",
        "<script>x</script>",
        '<a href="javascript:x">a</a>',
        '<p onclick="x">a</p>',
        '<p style="position: fixed">a</p>',
        '<ac:structured-macro ac:name="html" />',
        ('<ac:structured-macro ac:name="code"><ac:parameter ac:name="x">y</ac:parameter></ac:structured-macro>'),
        '<time datetime="soon" />',
        "<ac:plain-text-link-body>a</ac:plain-text-link-body>",
    ],
)
def test_the_gate_refuses(text: str) -> None:
    assert gate.examine(text)


@pytest.mark.slow
def test_foreign_postmortems_are_published_whole(shared: Path) -> None:
    files = [path for path in (shared / "corpus").rglob("*.md") if path.is_file()]
    assert files
    for path in files:
        made = storage(path.read_text("utf-8", "replace"))
        assert gate.examine(made) == "", path.name
        normalise(made, "1")


class _Loader(yaml.SafeLoader):
    pass


_Loader.add_multi_constructor("tag:yaml.org,2002:python/name:", lambda loader, suffix, node: suffix)


def test_the_site_renders_with_the_same_dialect(checkout: Path) -> None:
    listed = yaml.load((checkout / "mkdocs.yml").read_text("utf-8"), _Loader)["markdown_extensions"]
    site = {
        name: dict(values)
        for item in listed
        for name, values in (item if isinstance(item, dict) else {item: {}}).items()
    }
    site.pop("md_in_html", None)  # for what the site writes around a document
    site.setdefault(dialect.HARMLESS, {})
    ours = {name: {**values, **dialect.FUNCTIONS.get(name, {})} for name, values in dialect.EXTENSIONS.items()}
    assert site == ours
