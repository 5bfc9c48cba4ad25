"""Labels, attachments, properties, states and archiving."""

from __future__ import annotations

from typing import Any

import pytest

from blamefree.sandbox import Fault, FaultKind, Sandbox
from blamefree.sandbox.confluence import Page
from sandbox.uploads import form

V1 = "/wiki/rest/api/content"
V2 = "/wiki/api/v2"


def test_labels_are_added_as_json_and_read_over_v2(call: Any, made: Page) -> None:
    labels = [{"prefix": "global", "name": "Postmortem"}, {"prefix": "global", "name": "sev2"}]
    assert call("POST", f"{V1}/{made.id}/label", labels).status == 200
    assert call("POST", f"{V1}/{made.id}/label", labels[0]).status == 200
    read = call("GET", f"{V2}/pages/{made.id}/labels").json()["results"]
    assert [label["name"] for label in read] == ["postmortem", "sev2"]
    assert call("DELETE", f"{V1}/{made.id}/label", query={"name": "sev2"}).status == 204
    assert call("DELETE", f"{V1}/{made.id}/label/sev2").status == 404
    assert made.now.number == 1, "labels make no version"


def test_labels_as_a_form_are_refused(call: Any, made: Page) -> None:
    answer = call(
        "POST",
        f"{V1}/{made.id}/label",
        data=b"name=type",
        headers={"Content-Type": "application/x-www-form-urlencoded"},
    )
    assert answer.status == 415
    assert made.labels == []


@pytest.mark.parametrize("name", ["two words", "", "semi;colon", "x" * 256, "a:b"])
def test_bad_labels_are_refused_whole(call: Any, made: Page, name: str) -> None:
    answer = call(
        "POST", f"{V1}/{made.id}/label", [{"prefix": "global", "name": "ok"}, {"prefix": "global", "name": name}]
    )
    assert answer.status == 400
    assert made.labels == []


def test_several_files_are_created_and_updated_in_one_call(sandbox: Sandbox, call: Any, made: Page) -> None:
    path = f"{V1}/{made.id}/child/attachment"
    binary = bytes(range(256)) + b"\r\n--edge-not\r\n"
    first = call(
        "PUT",
        path,
        **form(
            ("ett ä.png", binary, "image/png"),
            ("b.txt", b"b", "text/plain"),
            comment=["first", "second"],
            minorEdit="true",
        ),
    )
    assert [item["extensions"]["comment"] for item in first.json()["results"]] == ["first", "second"]
    assert call("PUT", path, **form(("b.txt", b"bb", "text/plain"), minorEdit="true")).status == 200
    read = call("GET", f"{V2}/pages/{made.id}/attachments").json()["results"]
    assert [(item["title"], item["version"]["number"], item["fileSize"]) for item in read] == [
        ("ett ä.png", 1, len(binary)),
        ("b.txt", 2, 2),
    ]
    assert call("GET", "/wiki" + read[1]["downloadLink"]).body == b"bb"
    assert sandbox.confluence.site.files(made.id)[0].now.data == binary


def test_an_upload_needs_the_token_that_browsers_cannot_send(call: Any, made: Page) -> None:
    upload = form(("a.txt", b"a", "text/plain"), minorEdit="true")
    del upload["headers"]["X-Atlassian-Token"]
    assert call("PUT", f"{V1}/{made.id}/child/attachment", **upload).status == 403


def test_post_refuses_a_known_name_and_a_comment_for_some_files_only(call: Any, made: Page) -> None:
    path = f"{V1}/{made.id}/child/attachment"
    upload = form(("a.txt", b"a", "text/plain"), minorEdit="true")
    assert call("POST", path, **upload).status == 200
    assert call("POST", path, **upload).status == 400
    two = form(("c.txt", b"c", "text/plain"), ("d.txt", b"d", "text/plain"), comment="one", minorEdit="true")
    assert call("PUT", path, **two).status == 400
    assert call("PUT", path, data=b"no form", headers={"X-Atlassian-Token": "nocheck"}).status == 415


def test_an_attachment_goes_to_the_trash_and_its_name_is_free_again(call: Any, made: Page) -> None:
    path = f"{V1}/{made.id}/child/attachment"
    upload = form(("a.txt", b"a", "text/plain"), minorEdit="true")
    attachment_id = call("POST", path, **upload).json()["results"][0]["id"]
    assert call("DELETE", f"{V2}/attachments/{attachment_id}").status == 204
    assert call("GET", f"{V2}/pages/{made.id}/attachments").json()["results"] == []
    assert call("POST", path, **upload).status == 200


def test_a_half_stored_upload_answers_503_and_leaves_half_a_file(sandbox: Sandbox, call: Any, made: Page) -> None:
    sandbox.plan(Fault(FaultKind.HALF_ATTACHMENT, path="*/child/attachment"))
    assert call("PUT", f"{V1}/{made.id}/child/attachment", **form(("a", b"12345678", "text/plain"))).status == 503
    assert sandbox.confluence.site.files(made.id)[0].now.data == b"1234"


def test_a_property_has_its_own_versions(call: Any, made: Page) -> None:
    path = f"{V2}/pages/{made.id}/properties"
    made_property = call("POST", path, {"key": "blamefree", "value": {"a": ["å", 1, None]}}).json()
    assert call("POST", path, {"key": "blamefree", "value": 1}).status == 409
    one = f"{path}/{made_property['id']}"
    assert call("PUT", one, {"key": "blamefree", "value": 2, "version": {"number": 2}}).json()["value"] == 2
    assert call("PUT", one, {"key": "blamefree", "value": 3, "version": {"number": 2}}).status == 409
    assert call("PUT", one, {"key": "other", "value": 3, "version": {"number": 3}}).status == 400
    assert call("GET", path, query={"key": "blamefree"}).json()["results"][0]["version"]["number"] == 2
    assert call("DELETE", one).status == 204
    assert call("GET", one).status == 404


def test_a_property_holds_32_kilobytes(call: Any, made: Page) -> None:
    path = f"{V2}/pages/{made.id}/properties"
    assert call("POST", path, {"key": "fits", "value": "x" * (32 * 1024 - 2)}).status == 200
    assert call("POST", path, {"key": "does-not", "value": "å" * (16 * 1024)}).status == 413


def test_updating_a_page_or_a_property_clears_the_content_state(sandbox: Sandbox, call: Any, made: Page) -> None:
    state = f"{V1}/{made.id}/state"
    assert call("PUT", state, {"name": "Verified", "color": "#57d9a3"}).json()["contentState"]["name"] == "Verified"
    call("POST", f"{V2}/pages/{made.id}/properties", {"key": "k", "value": 1})
    assert "contentState" not in call("GET", state).json()
    call("PUT", state, {"name": "Verified"})
    sandbox.confluence.person.edit(made.id, append="<p>more</p>")
    assert "contentState" not in call("GET", state).json()


def test_archiving_is_accepted_first_and_done_a_little_later(call: Any, made: Page) -> None:
    answer = call("POST", f"{V1}/archive", {"pages": [{"id": int(made.id)}]})
    assert answer.status == 202
    assert call("POST", f"{V1}/archive", {"pages": [{"id": int(made.id)}]}).status == 400, "one job at a time"
    task = "/wiki" + answer.json()["links"]["status"]
    for _ in range(5):
        if call("GET", task).json()["finished"]:
            break
    assert made.status == "archived"
    update = {
        "id": made.id,
        "status": "current",
        "title": "x",
        "version": {"number": 2},
        "body": {"representation": "storage", "value": "<p/>"},
    }
    assert call("PUT", f"{V2}/pages/{made.id}", update).status == 400


def test_archiving_refuses_what_is_not_there_or_not_current(sandbox: Sandbox, call: Any, made: Page) -> None:
    assert call("POST", f"{V1}/archive", {"pages": []}).status == 400
    assert call("POST", f"{V1}/archive", {"pages": [{"id": 1}]}).status == 404
    sandbox.confluence.person.trash(made.id)
    assert call("POST", f"{V1}/archive", {"pages": [{"id": int(made.id)}]}).status == 400


def test_one_request_reads_a_page_with_everything_on_it(sandbox: Sandbox, call: Any, made: Page) -> None:
    sandbox.confluence.person.add_label(made.id, "seen")
    call("POST", f"{V2}/pages/{made.id}/properties", {"key": "k", "value": 1})
    query = {f"include-{name}": "true" for name in ("labels", "properties", "versions", "operations")}
    answer = call("GET", f"{V2}/pages/{made.id}", query={"body-format": "storage", **query}).json()
    assert answer["labels"]["results"][0]["name"] == "seen"
    assert answer["properties"]["results"][0]["key"] == "k"
    assert answer["versions"]["results"][0]["number"] == 1
    assert {item["operation"] for item in answer["operations"]["results"]} >= {"read", "update", "archive"}


def test_an_attachment_carries_properties_too(sandbox: Sandbox, call: Any, made: Page) -> None:
    attachment = sandbox.confluence.person.attach(made.id, "a.txt", "a")
    path = f"{V2}/attachments/{attachment.id}/properties"
    first = call("POST", path, {"key": "digest", "value": "v1"}).json()
    update = {"key": "digest", "value": "v2", "version": {"number": 2}}
    assert call("PUT", f"{path}/{first['id']}", update).json()["version"]["number"] == 2
    assert call("GET", path, query={"key": "digest"}).json()["results"][0]["value"] == "v2"
    assert call("GET", f"{V2}/attachments/att1/properties").status == 404


def test_an_attachment_is_renamed_without_a_new_version(sandbox: Sandbox, call: Any, made: Page, allow: Any) -> None:
    allow("request.version: ")  # the description asks for a whole version, the service for its number
    attachment = sandbox.confluence.person.attach(made.id, "a.txt", "a")
    values = {"id": attachment.id, "type": "attachment", "version": {"number": 1}, "title": "b.txt"}
    answer = call("PUT", f"{V1}/{made.id}/child/attachment/{attachment.id}", values).json()
    assert (answer["title"], answer["version"]["number"]) == ("b.txt", 1)


def test_a_slash_at_the_end_is_taken(call: Any) -> None:
    assert call("GET", f"{V2}/spaces/").status == 200
