"""Spaces, versions, and the tree of pages; what people do to it."""

from __future__ import annotations

from typing import Any

import pytest

from blamefree.sandbox import Sandbox
from blamefree.sandbox.confluence import Page

V1 = "/wiki/rest/api"
V2 = "/wiki/api/v2"


@pytest.fixture
def tree(sandbox: Sandbox) -> list[Page]:
    """A page with two children, the first of which has a child."""
    person = sandbox.confluence.person
    top = person.create_page("top", parent_id=sandbox.confluence.root.id)
    first = person.create_page("first", parent_id=top.id)
    return [top, first, person.create_page("second", parent_id=top.id), person.create_page("deep", parent_id=first.id)]


def titles(answer: Any) -> list[str]:
    return [item["title"] for item in answer.json()["results"]]


def test_a_space_is_found_by_key_and_says_what_may_be_done_in_it(sandbox: Sandbox, call: Any) -> None:
    space = call("GET", f"{V2}/spaces", query={"keys": "ops"}).json()["results"][0]
    assert space["homepageId"] == sandbox.confluence.space.homepage_id
    assert call("GET", f"{V2}/spaces/{space['id']}").json()["key"] == "OPS"
    assert call("GET", f"{V2}/spaces", query={"keys": "NOPE"}).json()["results"] == []
    assert call("GET", f"{V2}/spaces/4711").status == 404
    reader = {"Authorization": "Bearer sandbox-reader-token"}

    def operations(**more: Any) -> set[tuple[str, str]]:
        answer = call("GET", f"{V2}/spaces/{space['id']}/operations", **more).json()
        return {(item["operation"], item["targetType"]) for item in answer["operations"]}

    assert ("create", "page") in operations()
    assert operations(headers=reader) == {("read", "space")}


def test_pages_of_a_space(sandbox: Sandbox, call: Any, tree: list[Page]) -> None:
    path = f"{V2}/spaces/{sandbox.confluence.space.id}/pages"
    assert titles(call("GET", path, query={"sort": "-title"})) == [
        "top", "second", "Postmortems", "Operations", "first", "deep",
    ]  # fmt: skip
    assert call("GET", f"{V2}/spaces/4711/pages").status == 404


def test_descendants_have_a_depth_and_children_an_order(call: Any, tree: list[Page]) -> None:
    top, first, _second, deep = tree
    path = f"{V2}/pages/{top.id}/descendants"
    found = call("GET", path, query={"depth": 10}).json()["results"]
    assert [(item["title"], item["depth"]) for item in found] == [("first", 1), ("second", 1), ("deep", 2)]
    assert titles(call("GET", path, query={"depth": 1})) == ["first", "second"]
    assert call("GET", path, query={"depth": 11}).status == 400
    for name in ("children", "direct-children"):
        assert titles(call("GET", f"{V2}/pages/{top.id}/{name}")) == ["first", "second"]
    above = call("GET", f"{V2}/pages/{deep.id}/ancestors").json()["results"]
    assert [item["id"] for item in above][-2:] == [top.id, first.id]


def test_moving_before_and_after_changes_the_order_not_the_version(call: Any, tree: list[Page]) -> None:
    top, first, second, deep = tree
    assert call("PUT", f"{V1}/content/{second.id}/move/before/{first.id}").status == 200
    assert titles(call("GET", f"{V2}/pages/{top.id}/children")) == ["second", "first"]
    assert call("PUT", f"{V1}/content/{deep.id}/move/after/{second.id}").status == 200
    assert titles(call("GET", f"{V2}/pages/{top.id}/children")) == ["second", "deep", "first"]
    assert {page.now.number for page in tree} == {1}
    assert call("PUT", f"{V1}/content/{top.id}/move/append/{first.id}").status == 400
    assert call("PUT", f"{V1}/content/{top.id}/move/beside/{first.id}").status == 400
    assert call("PUT", f"{V1}/content/{top.id}/move/append/4711").status == 404


def test_every_version_can_be_read(sandbox: Sandbox, call: Any, tree: list[Page]) -> None:
    page = tree[0]
    sandbox.confluence.person.edit(page.id, body="<p>new</p>", title="top of all", message="why")
    path = f"{V2}/pages/{page.id}"
    versions = call("GET", f"{path}/versions", query={"body-format": "storage"}).json()["results"]
    assert [(one["number"], one["page"]["title"]) for one in versions] == [(2, "top of all"), (1, "top")]
    assert call("GET", f"{path}/versions/1").json()["nextVersion"] == 2
    assert call("GET", f"{path}/versions/2").json()["message"] == "why"
    assert call("GET", f"{path}/versions/3").status == 404
    old = call("GET", path, query={"version": 1, "body-format": "storage"}).json()
    assert "Written by a person" in old["body"]["storage"]["value"]


def test_a_new_title_is_a_new_version_with_the_old_text(call: Any, tree: list[Page]) -> None:
    page = tree[0]
    answer = call("PUT", f"{V2}/pages/{page.id}/title", {"status": "current", "title": "renamed"}).json()
    assert (answer["title"], answer["version"]["number"]) == ("renamed", 2)
    assert "Written by a person" in answer["body"]["storage"]["value"]
    assert call("PUT", f"{V2}/pages/{page.id}/title", {"status": "current", "title": "FIRST"}).status == 400


@pytest.mark.parametrize(
    ("change", "status"),
    [
        ({"title": ""}, 400), ({"title": "x" * 256}, 400), ({"spaceId": None}, 400), ({"spaceId": "4711"}, 404),
        ({"parentId": "4711"}, 404), ({"status": "draft"}, 400), ({"body": {"wiki": {"value": ""}}}, 400),
        ({"body": "text"}, 400),
    ],
)  # fmt: skip
def test_pages_that_cannot_be_are_not_created(sandbox: Sandbox, call: Any, change: dict[str, Any], status: int) -> None:
    values = {"spaceId": sandbox.confluence.space.id, "title": "x", "body": {"representation": "storage", "value": ""}}
    assert call("POST", f"{V2}/pages", {**values, **change}).status == status
    assert len(sandbox.confluence.pages()) == 2


@pytest.mark.parametrize("status", ["archived", "trashed"])
def test_nothing_is_put_below_a_page_that_is_gone(sandbox: Sandbox, call: Any, tree: list[Page], status: str) -> None:
    person, second = sandbox.confluence.person, tree[2]
    (person.archive if status == "archived" else person.trash)(second.id)
    values = {"spaceId": sandbox.confluence.space.id, "title": "x", "parentId": second.id,
              "body": {"representation": "storage", "value": ""}}  # fmt: skip
    assert call("POST", f"{V2}/pages", values).status in {400, 404}


@pytest.mark.parametrize("body", [b"{", b"[1]", b"\xff"])
def test_a_body_that_is_no_json_object_is_refused(call: Any, body: bytes) -> None:
    answer = call("POST", f"{V2}/pages", data=body, headers={"Content-Type": "application/json"})
    assert answer.status == 400


def test_ids_must_be_numbers(call: Any) -> None:
    answer = call("GET", f"{V2}/pages/abc")
    assert (answer.status, "Expected type is long" in answer.title) == (400, True)


def test_a_person_archives_restores_moves_and_relabels(sandbox: Sandbox, tree: list[Page]) -> None:
    person, (top, first, second, deep) = sandbox.confluence.person, tree
    assert person.unarchive(person.archive(second.id).id).status == "current"
    assert person.trash(first.id).status == "trashed"
    assert deep.parent_id == top.id
    assert person.restore(first.id).status == "current"
    assert person.move(deep.id, second.id).parent_id == second.id
    person.add_label(deep.id, "theirs")
    person.remove_label(deep.id, "theirs")
    assert deep.labels == []
    person.trash(deep.id)
    person.purge(deep.id)
    assert deep.id not in sandbox.confluence.site.pages


def test_what_a_person_cannot_do_is_a_sentence(sandbox: Sandbox, tree: list[Page]) -> None:
    person = sandbox.confluence.person
    for act, words in (
        (lambda: person.edit("1"), "no page 1"),
        (lambda: person.edit(tree[0].id, replace=("absent", "x")), "'absent' is not in the stored text"),
        (lambda: person.edit(tree[0].id, body="<p>"), "Error parsing xhtml"),
        (lambda: person.create_page("TOP"), "already exists"),
        (lambda: person.add_inline_comment(tree[0].id, "absent"), "is not on the page"),
        (lambda: person.purge(tree[0].id), "in the trash"),
    ):
        with pytest.raises(ValueError, match=words):
            act()


def test_what_is_below_a_page_in_v1(call: Any, tree: list[Page]) -> None:
    top = tree[0]
    assert titles(call("GET", f"{V1}/content/{top.id}/child/page")) == ["first", "second"]
    assert titles(call("GET", f"{V1}/content/{top.id}/descendant/page")) == ["first", "second", "deep"]
    expanded = call("GET", f"{V1}/content/{top.id}", query={"expand": "children.page,metadata.properties"}).json()
    assert [child["title"] for child in expanded["children"]["page"]["results"]] == ["first", "second"]
