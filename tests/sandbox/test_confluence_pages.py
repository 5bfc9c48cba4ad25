"""Pages over REST v2: what a publisher can rely on, and what it is refused."""

from __future__ import annotations

import base64
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from blamefree.sandbox import Sandbox

PAGES = "/wiki/api/v2/pages"


def page(sandbox: Sandbox, title: str = "PM-2026-0001: a", value: str = "<p>one</p>", **more: Any) -> dict[str, Any]:
    return {
        "spaceId": sandbox.confluence.space.id,
        "status": "current",
        "title": title,
        "parentId": sandbox.confluence.root.id,
        "body": {"representation": "storage", "value": value},
        **more,
    }


def update(page_id: str, number: int, **more: Any) -> dict[str, Any]:
    return {
        "id": page_id,
        "status": "current",
        "title": "PM-2026-0001: a",
        "body": {"representation": "storage", "value": "<p>two</p>"},
        "version": {"number": number, "message": "from git"},
        **more,
    }


def test_a_page_is_created_with_its_final_body_below_its_parent(sandbox: Sandbox, call: Any) -> None:
    made = call("POST", PAGES, page(sandbox)).json()
    read = call("GET", f"{PAGES}/{made['id']}", query={"body-format": "storage"}).json()
    assert (read["title"], read["parentId"], read["version"]["number"]) == (
        "PM-2026-0001: a",
        sandbox.confluence.root.id,
        1,
    )
    assert ">one</p>" in read["body"]["storage"]["value"]


def test_v2_keeps_no_version_message_on_create(sandbox: Sandbox, call: Any, allow: Any) -> None:
    allow("request.version: a property that the description does not know")
    made = call("POST", PAGES, page(sandbox, version={"number": 1, "message": "lost"})).json()
    assert made["version"]["message"] == ""


def test_without_parent_a_page_lies_below_the_homepage_and_with_root_level_below_nothing(
    sandbox: Sandbox, call: Any
) -> None:
    without = page(sandbox)
    del without["parentId"]
    assert call("POST", PAGES, without).json()["parentId"] == sandbox.confluence.space.homepage_id
    top = {**without, "title": "on top"}
    assert call("POST", PAGES, top, query={"root-level": "true"}).json()["parentId"] is None


@pytest.mark.parametrize("status", ["current", "archived", "trashed"])
def test_a_title_is_taken_in_any_letter_case_whatever_became_of_its_page(
    sandbox: Sandbox, call: Any, status: str
) -> None:
    person = sandbox.confluence.person
    theirs = person.create_page("PM-2026-0001: A")
    if status == "archived":
        person.archive(theirs.id)
    if status == "trashed":
        person.trash(theirs.id)
    answer = call("POST", PAGES, page(sandbox, title="pm-2026-0001: a"))
    assert answer.status == 400
    assert answer.json() == {
        "errors": [
            {
                "status": 400,
                "code": "BAD_REQUEST",
                "detail": None,
                "title": "A page with this title already exists: "
                "A page already exists with the same TITLE in this space",
            }
        ]
    }


def test_a_version_is_compared_and_set(sandbox: Sandbox, call: Any) -> None:
    page_id = call("POST", PAGES, page(sandbox)).json()["id"]
    assert call("PUT", f"{PAGES}/{page_id}", update(page_id, 2)).json()["version"]["message"] == "from git"
    stale = call("PUT", f"{PAGES}/{page_id}", update(page_id, 2))
    assert (stale.status, stale.title) == (
        409,
        "Version must be incremented when updating a page. Current Version: [2]. Provided version: [2]",
    )
    assert call("PUT", f"{PAGES}/{page_id}", update(page_id, 4)).status == 409
    assert [version.number for version in sandbox.confluence.site.pages[page_id].versions] == [1, 2]


@pytest.mark.parametrize("lacking", ["id", "status", "title", "body", "version"])
def test_an_update_lacking_something_is_refused_by_name(sandbox: Sandbox, call: Any, lacking: str) -> None:
    page_id = call("POST", PAGES, page(sandbox)).json()["id"]
    values = update(page_id, 2)
    del values[lacking]
    answer = call("PUT", f"{PAGES}/{page_id}", values)
    assert (answer.status, answer.title) == (400, f"Must supply {lacking}")


@pytest.mark.parametrize(
    ("text", "row", "column"),
    [
        ("<p>a</td>", 1, 7),
        ("<p>ok</p>\n<p>a & b</p>", 2, 7),
        ("<p>a\n<b>x", 2, 5),
        ("<x:y/>", 1, 1),
        ("<p>&unknown;</p>", 1, 4),
        ("<p>\x01</p>", 1, 4),
        ("</storage><storage>", 1, 11),
        ("<p a=1/>", 1, 6),
    ],
)
def test_ill_formed_storage_is_refused_with_row_and_column(
    sandbox: Sandbox, call: Any, text: str, row: int, column: int
) -> None:
    answer = call("POST", PAGES, page(sandbox, value=text))
    assert answer.status == 400
    assert answer.title.startswith("Error parsing xhtml: ")
    assert answer.title.endswith(f"at [row,col {{unknown-source}}]: [{row},{column}]")
    assert len(sandbox.confluence.pages()) == 2, "nothing was made"


def test_what_is_read_is_not_what_was_sent(sandbox: Sandbox, call: Any) -> None:
    sent = (
        '<p>Hej &aring;&nbsp;<br></br></p><ac:structured-macro ac:name="code"><ac:plain-text-body>'
        "<![CDATA[a ]]]]><![CDATA[> b &amp;]]></ac:plain-text-body></ac:structured-macro>"
        '<ac:link><ri:page ri:content-title="B &amp; C"></ri:page></ac:link>'
    )
    value = call("POST", PAGES, page(sandbox, value=sent)).json()["body"]["storage"]["value"]
    assert "Hej å&nbsp;<br />" in value
    assert 'ac:macro-id="' in value
    assert 'local-id="' in value
    assert '<ri:page ri:content-title="B &amp; C" ri:version-at-save="1" />' in value
    assert "<![CDATA[a ]]]]><![CDATA[> b &amp;]]>" in value


def test_lists_go_on_with_an_opaque_cursor_in_body_and_header(sandbox: Sandbox, call: Any) -> None:
    for number in range(5):
        sandbox.confluence.person.create_page(f"page {number}")
    titles = []
    answer = call("GET", PAGES, query={"limit": 2, "body-format": "storage"})
    while True:
        titles += [item["title"] for item in answer.json()["results"]]
        following = answer.json()["_links"].get("next")
        if following is None:
            break
        assert following.startswith("/wiki/api/v2/pages?")
        assert f'<{following}>; rel="next"' in answer.headers["Link"]
        answer = call("GET", following)
    assert titles == ["Operations", "Postmortems", *(f"page {number}" for number in range(5))]


def test_lists_with_bodies_may_come_in_smaller_pages_than_asked_for(sandbox: Sandbox, call: Any) -> None:
    sandbox.confluence.wiki.most_bodies = 1
    answer = call("GET", PAGES, query={"limit": 250, "body-format": "storage"}).json()
    assert len(answer["results"]) == 1
    assert "next" in answer["_links"]
    assert len(call("GET", PAGES, query={"limit": 250}).json()["results"]) == 2


def test_a_long_version_message_is_cut(sandbox: Sandbox, call: Any) -> None:
    page_id = call("POST", PAGES, page(sandbox)).json()["id"]
    answer = call("PUT", f"{PAGES}/{page_id}", update(page_id, 2, version={"number": 2, "message": "x" * 300}))
    assert answer.json()["version"]["message"] == "x" * 255


def test_of_writers_that_race_exactly_one_wins(sandbox: Sandbox, call: Any) -> None:
    page_id = call("POST", PAGES, page(sandbox)).json()["id"]

    def write(_number: int) -> tuple[int, int]:
        new = page(sandbox, title="raced")
        return call("PUT", f"{PAGES}/{page_id}", update(page_id, 2)).status, call("POST", PAGES, new).status

    with ThreadPoolExecutor(6) as pool:
        puts, posts = zip(*pool.map(write, range(6)), strict=True)
    assert sorted(puts) == [200, 409, 409, 409, 409, 409]
    assert sorted(posts) == [200, 400, 400, 400, 400, 400]


@pytest.mark.parametrize(
    "query",
    [
        {"limit": "251"},
        {"limit": "0"},
        {"limit": "x"},
        {"cursor": "made-up"},
        {"cursor": base64.b64encode(b"{}").decode()},
        {"status": "lost"},
        {"sort": "size"},
    ],
)
def test_bad_list_parameters_are_refused(call: Any, query: dict[str, str]) -> None:
    assert call("GET", PAGES, query=query).status == 400


def test_lists_filter_by_id_space_title_and_status(sandbox: Sandbox, call: Any) -> None:
    person = sandbox.confluence.person
    first, second, third = (person.create_page(name) for name in ("first", "second", "third"))
    person.archive(second.id)
    person.trash(third.id)

    def titles(**query: str) -> list[str]:
        return [item["title"] for item in call("GET", PAGES, query={"limit": "250", **query}).json()["results"]]

    assert titles(id=f"{first.id},{second.id}") == ["first", "second"]
    assert titles(title="first") == ["first"]
    assert titles(status="trashed") == ["third"]
    assert titles(status="archived,trashed") == ["second", "third"]
    assert "third" not in titles()
    assert titles(**{"space-id": "4711"}) == []


def test_a_page_moves_below_another_but_never_below_itself(sandbox: Sandbox, call: Any) -> None:
    page_id = call("POST", PAGES, page(sandbox)).json()["id"]
    child = sandbox.confluence.person.create_page("child", parent_id=page_id)
    answer = call("PUT", f"{PAGES}/{page_id}", update(page_id, 2, parentId=child.id))
    assert answer.status == 400
    home = sandbox.confluence.space.homepage_id
    assert call("PUT", f"{PAGES}/{page_id}", update(page_id, 2, parentId=home)).json()["parentId"] == home


def test_trash_restore_and_purge(sandbox: Sandbox, call: Any) -> None:
    page_id = call("POST", PAGES, page(sandbox)).json()["id"]
    child = sandbox.confluence.person.create_page("child", parent_id=page_id)
    assert call("DELETE", f"{PAGES}/{page_id}", query={"purge": "true"}).status == 400
    assert call("DELETE", f"{PAGES}/{page_id}").status == 204
    assert child.parent_id == sandbox.confluence.root.id
    assert call("PUT", f"{PAGES}/{page_id}", update(page_id, 2)).json()["status"] == "current"
    assert call("DELETE", f"{PAGES}/{page_id}").status == 204
    assert call("DELETE", f"{PAGES}/{page_id}", query={"purge": "true"}).status == 204
    assert call("GET", f"{PAGES}/{page_id}").status == 404


def test_a_body_over_five_megabytes_is_too_large(sandbox: Sandbox, call: Any) -> None:
    assert call("POST", PAGES, page(sandbox, value="<p>" + "x" * 5_300_000 + "</p>")).status == 413


def test_wrong_tokens_and_missing_rights(sandbox: Sandbox, call: Any) -> None:
    page_id = call("POST", PAGES, page(sandbox)).json()["id"]

    def status(method: str, token: str, value: Any = None) -> int:
        target = PAGES if method == "POST" else f"{PAGES}/{page_id}"
        return int(call(method, target, value, headers={"Authorization": token}).status)

    basic = "Basic " + base64.b64encode(b"publisher@example.com:sandbox-token").decode()
    wrong = "Basic " + base64.b64encode(b"somebody@example.com:sandbox-token").decode()
    assert status("GET", basic) == 200
    assert status("GET", wrong) == 401
    assert status("GET", "Bearer nonsense") == 401
    assert status("GET", "") == 401
    assert status("GET", "Bearer sandbox-reader-token") == 200
    assert status("PUT", "Bearer sandbox-reader-token", update(page_id, 2)) == 403
    assert status("POST", "Bearer sandbox-reader-token", page(sandbox, title="new")) == 403
    assert status("GET", "Bearer sandbox-stranger-token") == 404
