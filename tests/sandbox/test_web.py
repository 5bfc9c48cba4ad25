"""The pages for people: everything is there, nothing can run, nothing is fetched from elsewhere."""

from __future__ import annotations

import re
from html.parser import HTMLParser
from typing import Any

import pytest

from blamefree.sandbox import Sandbox
from blamefree.sandbox.confluence import Page


def view(sandbox: Sandbox, call: Any, page: Page) -> str:
    answer = call("GET", sandbox.confluence.page_url(page), headers={"Authorization": "Bearer sandbox-token"})
    assert answer.status == 200
    return str(answer.body.decode())


def shown(sandbox: Sandbox, call: Any, body: str) -> str:
    return view(sandbox, call, sandbox.confluence.person.create_page("shown", body))


class Tags(HTMLParser):
    """Every tag with its attributes."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.found: list[tuple[str, dict[str, str | None]]] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, dict(attrs)))


def test_the_front_page_shows_the_tree_and_what_is_gone(sandbox: Sandbox, call: Any, made: Page) -> None:
    person = sandbox.confluence.person
    person.archive(person.create_page("old").id)
    person.trash(person.create_page("thrown away").id)
    text = call("GET", "/").body.decode()
    tree, _, gone = text.partition("Archived")
    assert f'<a href="/wiki/spaces/OPS/pages/{made.id}">a page</a>' in tree
    assert "old" in gone.partition("Trashed")[0]
    assert "thrown away" in gone.partition("Trashed")[2]


def test_a_page_shows_its_text_labels_files_comments_and_history(sandbox: Sandbox, call: Any, made: Page) -> None:
    person = sandbox.confluence.person
    person.add_label(made.id, "seen")
    person.attach(made.id, "graph ä.png", b"png", "image/png")
    person.add_inline_comment(made.id, "two", "Why two?")
    person.edit(made.id, replace=("two", "2"), message="fewer letters")
    text = view(sandbox, call, made)
    for words in ("Version 2", "fewer letters", ">seen<", "graph ä.png", "Why two?", "?version=1"):
        assert words in text
    assert "two" in view_version(sandbox, call, made, 1)


def view_version(sandbox: Sandbox, call: Any, page: Page, number: int) -> str:
    return str(call("GET", f"{sandbox.confluence.page_url(page)}?version={number}").body.decode())


@pytest.mark.parametrize(
    ("storage", "html"),
    [
        (
            '<ac:structured-macro ac:name="tip"><ac:rich-text-body><p>x</p></ac:rich-text-body></ac:structured-macro>',
            '<div class="panel tip"><p>x</p></div>',
        ),
        (
            (
                '<ac:structured-macro ac:name="expand"><ac:parameter ac:name="title">T</ac:parameter>'
                "<ac:rich-text-body>x</ac:rich-text-body></ac:structured-macro>"
            ),
            "<details><summary>T</summary>x</details>",
        ),
        (
            (
                '<ac:structured-macro ac:name="status"><ac:parameter ac:name="title">SEV1</ac:parameter>'
                '<ac:parameter ac:name="colour">Red</ac:parameter></ac:structured-macro>'
            ),
            '<span class="lozenge red">SEV1</span>',
        ),
        (
            (
                '<ac:structured-macro ac:name="code"><ac:plain-text-body><![CDATA[a <b> & c]]></ac:plain-text-body>'
                "</ac:structured-macro>"
            ),
            "<code>a &lt;b&gt; &amp; c</code>",
        ),
        ('<p>a<ac:image ac:alt="A"><ri:attachment ri:filename="g 1.png"/></ac:image></p>', "g%201.png"),
        ('<ac:link ac:anchor="x"><ri:page ri:content-title="Postmortems"/></ac:link>', '#x">Postmortems</a>'),
        (
            (
                "<ac:task-list><ac:task><ac:task-status>complete</ac:task-status><ac:task-body>t</ac:task-body></ac:task>"
                "</ac:task-list>"
            ),
            "<li>☑ t</li>",
        ),
        ('<ac:structured-macro ac:name="toc"/><h2>One &amp; two</h2>', '<a href="#section-1">One &amp; two</a>'),
        ('<p><time datetime="2026-03-14"/></p>', "2026-03-14</time>"),
        ('<ac:structured-macro ac:name="mystery"/>', "mystery macro"),
    ],
)
def test_storage_is_shown_as_what_it_means(sandbox: Sandbox, call: Any, storage: str, html: str) -> None:
    assert html in shown(sandbox, call, storage)


@pytest.mark.parametrize(
    "hostile",
    [
        "<script>alert(1)</script>",
        "<p onclick='alert(1)'>x</p>",
        '<a href="javascript:alert(1)">x</a>',
        '<img src="https://evil.example/x.png" />',
        '<iframe src="https://evil.example/"></iframe>',
        '<ac:image><ri:url ri:value="https://evil.example/x.png"/></ac:image>',
        "<style>@import 'x'</style>",
        (
            '<ac:structured-macro ac:name="x"><ac:plain-text-body><![CDATA[<script>x</script>]]></ac:plain-text-body>'
            "</ac:structured-macro>"
        ),
        '<ac:structured-macro ac:name="status"><ac:parameter ac:name="colour">"><script></ac:parameter>'
        "</ac:structured-macro>".replace("<script>", "&lt;script&gt;"),
    ],
)
def test_nothing_hostile_becomes_active(sandbox: Sandbox, call: Any, hostile: str) -> None:
    for tag, attributes in Tags(shown(sandbox, call, hostile)).found:
        assert tag not in {"script", "iframe", "object", "embed", "form"}
        assert not any(name.startswith("on") for name in attributes)
        assert not (attributes.get("src") or "").startswith("http")
        assert not (attributes.get("href") or "").startswith("javascript")


def test_a_report_lists_the_page_properties_of_labelled_pages(sandbox: Sandbox, call: Any) -> None:
    person = sandbox.confluence.person
    details = ('<ac:structured-macro ac:name="details"><ac:rich-text-body><table><tbody><tr><th>Severity</th>'
               "<td>SEV1</td></tr></tbody></table></ac:rich-text-body></ac:structured-macro>")  # fmt: skip
    person.add_label(person.create_page("PM-1", details).id, "postmortem")
    report = ('<ac:structured-macro ac:name="detailssummary"><ac:parameter ac:name="cql">label = "postmortem"'
              "</ac:parameter></ac:structured-macro>")  # fmt: skip
    text = shown(sandbox, call, report)
    assert "<th>Title</th><th>Severity</th>" in text
    assert re.search(r">PM-1</a></td><td>SEV1</td>", text)


def test_pages_forbid_scripts_and_other_hosts(sandbox: Sandbox, call: Any, made: Page) -> None:
    for path in ("/", sandbox.confluence.page_url(made), "/wiki/"):
        policy = call("GET", path).headers["Content-Security-Policy"]
        assert "default-src 'none'" in policy
        assert "script-src" not in policy


def test_what_a_browser_could_run_is_a_download(sandbox: Sandbox, call: Any, made: Page) -> None:
    sandbox.confluence.person.attach(made.id, "x.html", "<script>1</script>", "text/html")
    answer = call("GET", f"/wiki/download/attachments/{made.id}/x.html")
    assert answer.headers["Content-Disposition"] == "attachment"
    assert "sandbox" in answer.headers["Content-Security-Policy"]
    assert call("GET", f"/wiki/download/attachments/{made.id}/none").status == 404
    assert call("GET", "/wiki/spaces/OPS/pages/1").status == 404


def test_a_wrong_token_is_refused_even_where_none_is_needed(call: Any, made: Page) -> None:
    assert call("GET", f"/wiki/spaces/OPS/pages/{made.id}", headers={"Authorization": "Bearer no"}).status == 401
