"""Comments: where they sit in the text, and how they are lost."""

from __future__ import annotations

from typing import Any

from blamefree.sandbox import Sandbox
from blamefree.sandbox.confluence import Page

V2 = "/wiki/api/v2"


def put(call: Any, page: Page, value: str) -> Any:
    return call(
        "PUT",
        f"{V2}/pages/{page.id}",
        {
            "id": page.id,
            "status": "current",
            "title": page.title,
            "version": {"number": page.now.number + 1},
            "body": {"representation": "storage", "value": value},
        },
    )


def test_an_inline_comment_marks_the_text_without_a_new_version(sandbox: Sandbox, call: Any, made: Page) -> None:
    comment = sandbox.confluence.person.add_inline_comment(made.id, "one", index=1)
    assert made.now.number == 1
    assert f'two <ac:inline-comment-marker ac:ref="{comment.marker}">one</ac:inline-comment-marker>' in made.now.body
    read = call("GET", f"{V2}/pages/{made.id}/inline-comments", query={"resolution-status": "open"}).json()["results"]
    assert read[0]["properties"] == {"inlineMarkerRef": comment.marker, "inlineOriginalSelection": "one"}


def test_an_update_that_keeps_the_marker_keeps_the_comment(sandbox: Sandbox, call: Any, made: Page) -> None:
    comment = sandbox.confluence.person.add_inline_comment(made.id, "two")
    marker = f'<ac:inline-comment-marker ac:ref="{comment.marker}">two</ac:inline-comment-marker>'
    assert put(call, made, f"<p>moved: {marker}</p>").status == 200
    assert comment.resolution == "open"


def test_an_update_without_the_marker_leaves_the_comment_dangling(sandbox: Sandbox, call: Any, made: Page) -> None:
    comment = sandbox.confluence.person.add_inline_comment(made.id, "two")
    resolved = sandbox.confluence.person.add_inline_comment(made.id, "one")
    sandbox.confluence.person.resolve_comment(resolved.id)
    assert put(call, made, "<p>one two one</p>").status == 200
    assert (comment.resolution, resolved.resolution) == ("dangling", "resolved")
    assert call("PUT", f"{V2}/inline-comments/{comment.id}", {"version": {"number": 2}, "resolved": True}).status == 400


def test_comments_over_the_api(call: Any, made: Page) -> None:
    body = {"representation": "storage", "value": "<p>Hm.</p>"}
    chosen = {"textSelection": "two", "textSelectionMatchCount": 1, "textSelectionMatchIndex": 0}
    inline = call("POST", f"{V2}/inline-comments", {"pageId": made.id, "body": body, "inlineCommentProperties": chosen})
    assert inline.status == 201
    reply = call("POST", f"{V2}/inline-comments", {"parentCommentId": inline.json()["id"], "body": body})
    assert reply.json()["parentCommentId"] == inline.json()["id"]
    footer = call("POST", f"{V2}/footer-comments", {"pageId": made.id, "body": body})
    assert call("GET", f"{V2}/footer-comments/{footer.json()['id']}", query={"body-format": "storage"}).json()["body"]
    assert len(call("GET", f"{V2}/pages/{made.id}/footer-comments").json()["results"]) == 1
    assert len(call("GET", f"{V2}/inline-comments").json()["results"]) == 2
    lost = {"pageId": made.id, "body": body, "inlineCommentProperties": {**chosen, "textSelection": "absent"}}
    assert call("POST", f"{V2}/inline-comments", lost).status == 400
    reopened = f"{V2}/inline-comments/{inline.json()['id']}"
    assert call("PUT", reopened, {"version": {"number": 2}, "resolved": True}).json()["resolutionStatus"] == "resolved"
