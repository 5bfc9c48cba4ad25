"""Reviews and comments of the sandbox's GitHub."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from blamefree.sandbox.github.shape import API, comment_json
from blamefree.sandbox.github.state import BOT, Comment, ReviewRecord
from blamefree.sandbox.message import Request, Response, json_response
from blamefree.targets.github.suggest import changed_lines

if TYPE_CHECKING:
    from blamefree.sandbox.github.app import GitHub

LONGEST = 65_536


class Conversations:
    """What is said in the pull requests of one repository."""

    def __init__(self, app: GitHub) -> None:
        """The conversations of this repository."""
        self.app = app

    def reviews(self, request: Request, number: str) -> Response:
        """All reviews of a pull request."""
        pull = self.app.find(number)
        return self.app.page(
            request, [self._review_json(item) for item in self.app.reviews if item.pull == pull.number]
        )

    def _review_json(self, review: ReviewRecord) -> dict[str, Any]:
        url = f"{API}/repos/{self.app.full_name}/pulls/{review.pull}"
        value = {
            "id": review.id,
            "node_id": f"PRR_{review.id}",
            "user": self.app.accounts.get(review.login) if review.login else None,
            "body": review.body,
            "state": review.state,
            "html_url": f"/{self.app.full_name}/pull/{review.pull}#pullrequestreview-{review.id}",
            "pull_request_url": url,
            "commit_id": review.commit,
            "author_association": "MEMBER",
            "_links": {"html": {"href": url}, "pull_request": {"href": url}},
        }
        return value if review.state == "PENDING" else {**value, "submitted_at": review.submitted_at}

    def post_review(self, request: Request, number: str) -> Response:
        """A review with comments on changed lines; other lines are refused."""
        pull, value = self.app.find(number), request.json()
        changed = {item["filename"]: changed_lines(item.get("patch", "")) for item in self.app.changed(pull)}
        for item in value.get("comments", []):
            lines = set(range(int(item.get("start_line") or item["line"]), int(item["line"]) + 1))
            if not lines <= changed.get(item["path"], frozenset()):
                return message("Unprocessable Entity: line must be part of the diff", 422)
        commit = value.get("commit_id") or pull.head_sha
        review = ReviewRecord(self.app.fresh_id(), pull.number, BOT, "COMMENTED", commit, self.app.now())
        self.app.reviews.append(review)
        for item in value.get("comments", []):
            where = (item["path"], int(item["line"]), commit, review.id)
            self.app.comments.append(
                Comment(self.app.fresh_id(), pull.number, BOT, item["body"], self.app.now(), *where)
            )
        return json_response(self._review_json(review))

    def _comment_json(self, comment: Comment) -> dict[str, Any]:
        value: dict[str, Any] = {
            **comment_json(self.app.full_name, comment.id, comment.pull, "pulls" if comment.path else "issues"),
            "body": comment.body,
            "user": self.app.accounts.get(comment.login),
            "created_at": comment.created_at,
            "updated_at": comment.created_at,
        }
        if not comment.path:
            return value
        commits = {"commit_id": comment.commit, "original_commit_id": comment.commit}
        return {
            **value, **commits, "path": comment.path, "line": comment.line, "pull_request_review_id": comment.review
        }  # fmt: skip

    def comments(self, request: Request, number: str) -> Response:
        """The comments of the conversation."""
        pull = self.app.find(number)
        found = [item for item in self.app.comments if item.pull == pull.number and not item.path]
        return self.app.page(request, [self._comment_json(item) for item in found])

    def line_comments(self, request: Request, number: str) -> Response:
        """The comments on lines."""
        pull = self.app.find(number)
        found = [item for item in self.app.comments if item.pull == pull.number and item.path]
        return self.app.page(request, [self._comment_json(item) for item in found])

    def post_comment(self, request: Request, number: str) -> Response:
        """Add a comment to the conversation."""
        pull, body = self.app.find(number), str(request.json().get("body") or "")
        if not body or len(body) > LONGEST:
            return message("Validation Failed", 422)
        comment = Comment(self.app.fresh_id(), pull.number, BOT, body, self.app.now())
        self.app.comments.append(comment)
        return json_response(self._comment_json(comment), 201)

    def edit_comment(self, request: Request, identifier: str) -> Response:
        """Replace a comment's text."""
        for comment in self.app.comments:
            if str(comment.id) == identifier:
                comment.body = str(request.json().get("body") or "")
                return json_response(self._comment_json(comment))
        return message("Not Found", 404)


def message(text: str, status: int) -> Response:
    """How GitHub words a refusal."""
    return json_response(
        {"message": text, "documentation_url": "https://docs.github.com/rest", "status": str(status)}, status
    )
