"""Data Center: REST v1 only, with bearer tokens, expansions and empty answers."""

from __future__ import annotations

from typing import Any

import pytest

from blamefree.sandbox import Sandbox
from sandbox.conftest import Caller
from sandbox.uploads import form

CONTENT = "/confluence/rest/api/content"


@pytest.fixture
def call(datacenter: Sandbox) -> Caller:
    return Caller(datacenter.url)


def content(datacenter: Sandbox, title: str = "PM-2026-0001: a", **more: Any) -> dict[str, Any]:
    return {
        "type": "page",
        "title": title,
        "space": {"key": "OPS"},
        "ancestors": [{"id": datacenter.confluence.root.id}],
        "body": {"storage": {"value": "<p>one</p>", "representation": "storage"}},
        **more,
    }


def update(number: int, **more: Any) -> dict[str, Any]:
    return {
        "type": "page",
        "title": "PM-2026-0001: a",
        "version": {"number": number, "message": "[v0]"},
        "body": {"storage": {"value": "<p>two</p>", "representation": "storage"}},
        **more,
    }


def test_the_environment_names_a_bearer_token(datacenter: Sandbox) -> None:
    environment = datacenter.environment()
    assert environment["CONFLUENCE_URL"] == datacenter.url + "/confluence"
    assert "CONFLUENCE_USERNAME" not in environment


def test_there_is_no_v2_and_no_archiving(call: Caller) -> None:
    assert call("GET", "/confluence/api/v2/pages").status == 404
    assert call("GET", "/wiki/api/v2/pages").status == 404
    assert call("POST", CONTENT + "/archive", {"pages": []}).status in {404, 405}


def test_create_read_update_with_expansions(datacenter: Sandbox, call: Caller) -> None:
    made = call("POST", CONTENT, content(datacenter, version={"number": 1, "message": "kept"})).json()
    one = f"{CONTENT}/{made['id']}"
    assert made["version"]["message"] == "kept"
    bare = call("GET", one).json()
    assert "body" not in bare
    assert "metadata" in bare["_expandable"]
    full = call("GET", one, query={"expand": "body.storage,version,ancestors,metadata.labels,space,history"}).json()
    assert [above["title"] for above in full["ancestors"]] == ["Operations", "Postmortems"]
    assert ">one</p>" in full["body"]["storage"]["value"]
    assert call("PUT", one, update(2)).json()["version"]["number"] == 2
    stale = call("PUT", one, update(2))
    assert (stale.status, stale.json()["message"]) == (
        409,
        "Version must be incremented on update. Current version is: 2",
    )


def test_a_body_that_is_no_xml_is_refused_with_its_place(datacenter: Sandbox, call: Caller) -> None:
    broken = content(datacenter, body={"storage": {"value": "<p>a</td>", "representation": "storage"}})
    answer = call("POST", CONTENT, broken)
    assert answer.status == 400
    assert answer.json()["message"] == "Error parsing xhtml: mismatched tag\n at [row,col {unknown-source}]: [1,7]"


def test_finding_by_space_title_and_status_pages_through(datacenter: Sandbox, call: Caller) -> None:
    person = datacenter.confluence.person
    pages = [person.create_page(f"page {number}") for number in range(3)]
    person.trash(pages[2].id)
    query = {"spaceKey": "OPS", "title": "page 1", "expand": "version"}
    assert [page["id"] for page in call("GET", CONTENT, query=query).json()["results"]] == [pages[1].id]
    assert call("GET", CONTENT, query={"spaceKey": "NOPE"}).status == 404
    trashed = call("GET", CONTENT, query={"spaceKey": "OPS", "status": "trashed"}).json()
    assert [page["title"] for page in trashed["results"]] == ["page 2"]
    titles, path = [], f"{CONTENT}?spaceKey=OPS&limit=2"
    while path:
        answer = call("GET", path).json()
        titles += [page["title"] for page in answer["results"]]
        path = "/confluence" + answer["_links"]["next"] if "next" in answer["_links"] else ""
    assert titles == ["Operations", "Postmortems", "page 0", "page 1"]


def test_metadata_in_an_update_replaces_all_labels(datacenter: Sandbox, call: Caller) -> None:
    page_id = call("POST", CONTENT, content(datacenter, metadata={"labels": [{"name": "one"}]})).json()["id"]
    call("POST", f"{CONTENT}/{page_id}/label", [{"prefix": "global", "name": "two"}])
    assert [name for _, _, name in datacenter.confluence.site.pages[page_id].labels] == ["one", "two"]
    call("PUT", f"{CONTENT}/{page_id}", update(2, metadata={"labels": [{"prefix": "global", "name": "three"}]}))
    assert [name for _, _, name in datacenter.confluence.site.pages[page_id].labels] == ["three"]


def test_deleting_answers_without_a_body(datacenter: Sandbox, call: Caller) -> None:
    page_id = call("POST", CONTENT, content(datacenter)).json()["id"]
    answer = call("DELETE", f"{CONTENT}/{page_id}")
    assert (answer.status, answer.body) == (204, b"")
    assert call("GET", f"{CONTENT}/{page_id}").status == 404
    assert call("GET", f"{CONTENT}/{page_id}", query={"status": "any"}).json()["status"] == "trashed"


def test_properties_attachments_and_moves(datacenter: Sandbox, call: Caller) -> None:
    page_id = call("POST", CONTENT, content(datacenter)).json()["id"]
    one = f"{CONTENT}/{page_id}"
    assert call("POST", f"{one}/property", {"key": "k", "value": {"a": 1}}).json()["version"]["number"] == 1
    assert call("PUT", f"{one}/property/k", {"value": {"a": 2}, "version": {"number": 2}}).status == 200
    assert call("PUT", f"{one}/property/k", {"value": {"a": 3}, "version": {"number": 2}}).status == 409
    assert call("GET", f"{one}/property/k").json()["value"] == {"a": 2}
    assert call("DELETE", f"{one}/property/k").status == 204
    upload = form(("a.txt", b"a", "text/plain"), minorEdit="true")
    attachment = call("POST", f"{one}/child/attachment", **upload).json()["results"][0]
    again = form(("other-name.txt", b"bb", "text/plain"), minorEdit="true")
    answer = call("POST", f"{one}/child/attachment/{attachment['id']}/data", **again).json()
    assert (answer["title"], answer["version"]["number"]) == ("a.txt", 2)
    home = datacenter.confluence.space.homepage_id
    assert call("PUT", f"{one}/move/append/{home}").json()["pageId"] == page_id
    assert [page["id"] for page in call("GET", f"{CONTENT}/{home}/child/page").json()["results"]][-1] == page_id


def test_who_am_i_and_which_space(call: Caller) -> None:
    assert call("GET", "/confluence/rest/api/user/current").json()["displayName"] == "Publisher (CI)"
    space = call("GET", "/confluence/rest/api/space/OPS", query={"expand": "homepage"}).json()
    assert space["homepage"]["title"] == "Operations"
    assert call("GET", "/confluence/rest/api/space/NOPE").status == 404
