"""What is left out to render faster changes no page."""

from __future__ import annotations

import json
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

markdown = pytest.importorskip("markdown")
pytest.importorskip("pymdownx")

from blamefree.rendering import dialect  # noqa: E402
from blamefree.rendering.lean import lean  # noqa: E402

ROOT = Path(__file__).resolve().parents[2]
LINES = (
    "!!! note", "    indented", "??? info", '=== "Tab"', "    - deeper", "| a | b |", "|---|---|", "| 1 | `|` |",
    "# H", "---", "***", "1. one", "- two", ": definition", "> quote", "[^1]: note", "*[HTML]: markup",
    "[ref]: https://example.com 'T'", "<!-- a comment -->", "<div>", "</div>", "a<br>b", "two spaces  ", "", "",
    "[TOC]", "```python", "```", "x `<b>` y", "&amp; &copy &x;", "\tTab",
    "==m== ^^i^^ ++ctrl+a++ :smile: ~~d~~ **b**_i_ H~2~O x^2^", "[a](b) ![c](d.png) [e][ref] [^1]", "- [ ] task",
    "## T {#id}", "\\*no\\* \\[ \\\\", "<https://example.com> <m@example.com>", "<details>", "</details>",
    "<summary>s</summary>", "  text", "HTML and text: 09:02 and 10:15", "snake_case_name", "a * b * c",
    "\x02klzzwxh:0000\x03", "\r",
)  # fmt: skip


def plain() -> Any:
    return markdown.Markdown(extensions=dialect.names(), extension_configs=dialect.configs())


@pytest.fixture(scope="module")
def quick() -> Any:
    return lean(plain())


def same(quick: Any, text: str) -> None:
    quick.reset()
    made, full = quick.convert(text), plain()
    assert made == full.convert(text)
    assert getattr(quick, "toc_tokens", None) == getattr(full, "toc_tokens", None)


@pytest.mark.parametrize(
    "path", [*sorted(ROOT.glob("postmortems/2*/PM-*.md"))[::3], ROOT / "README.md"], ids=lambda p: p.stem
)
def test_documents_are_rendered_as_ever(path: Path, quick: Any) -> None:
    same(quick, path.read_text("utf-8"))


@settings(max_examples=60, deadline=None)
@given(
    st.lists(
        st.one_of(st.sampled_from(LINES), st.text(alphabet="ab *_`[]()<>!&:+-=~^#|\\\n ", max_size=20)), max_size=16
    )
)
def test_any_text_is_rendered_as_ever(lines: list[str]) -> None:
    same(lean(plain()), "\n".join(lines))


@settings(max_examples=25, deadline=None)
@given(st.lists(st.lists(st.sampled_from(LINES), max_size=12), min_size=2, max_size=4))
def test_one_page_leaves_nothing_to_the_next(pages: list[list[str]]) -> None:
    quick = lean(plain())
    for lines in pages:
        same(quick, "\n".join(lines))


@settings(deadline=None)
@given(st.text(max_size=40), st.text(max_size=40))
def test_front_matter_is_read_as_yaml_reads_it(title: str, description: str) -> None:
    meta = pytest.importorskip("mkdocs.utils.meta")
    from blamefree.rendering.pages import _Front

    front = f"title: {json.dumps(title, ensure_ascii=False)}\ndescription: {json.dumps(description)}\n"
    text = f"---\n{front}hide: [navigation, toc]\n---\n\n# H\n\ntext\n"
    assert _Front(meta).get_data(text) == meta.get_data(text)


def page(number: int, **more: Any) -> Any:
    """Looks like a page of MkDocs that has been read."""
    items = [SimpleNamespace(title=f"S{at}", url=f"#s{at}", children=[]) for at in range(number % 4)]
    top = SimpleNamespace(title="T", url=f"#t{number}", level=1, children=items)
    given = {
        "meta": {"title": f"Title {number} &amp; more", "description": "d" * number, "hide": ["toc"]},
        "content": f"<h1>{number}</h1>", "toc": [top], "url": f"a/{number}/",
        "file": SimpleNamespace(src_uri=f"a/{number}.md"),
        "edit_url": None, "parent": None, "canonical_url": f"https://example.com/a/{number}/", "is_homepage": False,
    }  # fmt: skip
    return SimpleNamespace(**(given | more))


THEME = """<title>{{ page.meta.title }}</title>
{% if page.meta.description %}<meta content="{{ page.meta.description }}">{% endif %}
<link href="{{ page.canonical_url }}"><a href="{{ (page.toc|first).url }}">skip</a>{{ EXTRA }}
<ul>{% for toc_item in (page.toc|first).children %}
  {% include "partials/toc-item.html" %}
{% endfor %}</ul>{{ page.content }}"""
ITEM = '<li><a href="{{ toc_item.url }}">{{ toc_item.title }}</a></li>'


@pytest.mark.parametrize("extra", ["", "{{ page.url }}", "{{ page.meta.title|upper }}", "{{ page.content|length }}"])
def test_the_theme_around_a_page_is_the_same(extra: str) -> None:
    jinja2 = pytest.importorskip("jinja2")
    from blamefree.rendering.shell import Shells

    loader = jinja2.DictLoader({"main.html": THEME.replace("{{ EXTRA }}", extra), "partials/toc-item.html": ITEM})
    environment = jinja2.Environment(loader=loader)
    around = Shells(SimpleNamespace(pages=[])).around(environment)
    for number in range(12):
        context = {"page": page(number)}
        wanted = environment.get_template("main.html").render(context)
        assert around.get_template("main.html").render(context) == wanted
