"""Labels, attachments, comments and archiving: what hangs on pages."""

from __future__ import annotations

import re
import uuid
from collections.abc import Sequence
from dataclasses import dataclass

from blamefree.sandbox.accounts import Account
from blamefree.sandbox.confluence.state import Attachment, Comment, FileVersion, Page, Task
from blamefree.sandbox.confluence.storage import StorageProblem, mark, normalise
from blamefree.sandbox.confluence.wiki import Trouble, Wiki, bad, forbidden, missing
from blamefree.sandbox.faults import FaultKind

MAX_ARCHIVE = 300
_BAD_LABEL = re.compile(r"[\s:;,.?&\[\]()#^*@!<>]")


@dataclass(frozen=True)
class Upload:
    """One file of a multipart upload."""

    name: str
    media_type: str
    data: bytes


class Extras:
    """Rules for what hangs on pages."""

    def __init__(self, wiki: Wiki) -> None:
        """Work on the same site."""
        self._wiki = wiki
        self.site = wiki.site

    # -- labels -------------------------------------------------------------------------------------------------

    def add_labels(self, account: Account, page_id: str, labels: Sequence[tuple[str, str]]) -> Page:
        """Add (prefix, name) pairs; names are stored in lower case, known ones are left alone."""
        page = self._wiki.editable(page_id, account)
        for prefix, name in labels:
            if not name or len(name) > 255 or _BAD_LABEL.search(name):
                raise bad(f"Label {name!r} has characters that labels cannot have, or is empty or too long")
            if prefix not in {"global", "my", "team", "system"}:
                raise bad(f"Label prefix {prefix!r} is unknown")
        for prefix, name in labels:
            lowered = name.lower()
            if any((old_prefix, old) == (prefix, lowered) for _id, old_prefix, old in page.labels):
                continue
            label_id = self.site.label_ids.get(f"{prefix}:{lowered}") or self.site.next_id()
            self.site.label_ids[f"{prefix}:{lowered}"] = label_id
            page.labels.append((label_id, prefix, lowered))
        return page

    def remove_label(self, account: Account, page_id: str, name: str) -> None:
        """Take a label away."""
        page = self._wiki.editable(page_id, account)
        if page.status == "archived":
            raise bad("Labels can't be deleted from archived content")
        kept = [label for label in page.labels if label[2] != name.lower()]
        if len(kept) == len(page.labels):
            raise missing(f"Content {page_id} has no label {name}")
        page.labels = kept

    # -- attachments --------------------------------------------------------------------------------------------

    def put_files(
        self,
        account: Account,
        page_id: str,
        uploads: Sequence[Upload],
        comments: Sequence[str],
        *,
        minor: bool,
        create_only: bool,
    ) -> list[Attachment]:
        """Create or update files by name; `create_only` refuses known names. All or nothing."""
        page = self._wiki.editable(page_id, account)
        if not uploads:
            raise bad("At least one file is required")
        if comments and len(comments) != len(uploads):
            raise bad("If comments are given there must be one for every file")
        if len({upload.name for upload in uploads}) != len(uploads):
            raise bad("The same file name occurs twice in one request")
        for upload in uploads:
            if not upload.name:
                raise bad("A file has no name")
            if create_only and self.site.file_named(page.id, upload.name) is not None:
                raise bad("Cannot add a new attachment with same file name as an existing attachment: " + upload.name)
        half = self._wiki.fault is not None and self._wiki.fault.kind is FaultKind.HALF_ATTACHMENT
        stored = []
        for place, upload in enumerate(uploads):
            data = upload.data[: len(upload.data) // 2] if half else upload.data
            comment = comments[place] if comments else ""
            stored.append(self._put_file(account, page, upload, data, comment, minor))
        if half:
            raise Trouble(503, "SERVICE_UNAVAILABLE", "Service Unavailable")
        return stored

    def _put_file(
        self, account: Account, page: Page, upload: Upload, data: bytes, comment: str, minor: bool
    ) -> Attachment:
        known = self.site.file_named(page.id, upload.name)
        number = known.now.number + 1 if known else 1
        version = FileVersion(
            number, upload.media_type, data, comment, account.account_id, self._wiki.context.clock(), minor
        )
        if known is not None:
            known.versions.append(version)
            return known
        attachment_id = f"att{self.site.next_id()}"
        file_id = str(uuid.uuid5(uuid.NAMESPACE_URL, attachment_id))
        made = Attachment(attachment_id, page.id, upload.name, file_id, [version])
        self.site.attachments[attachment_id] = made
        return made

    def attachment(self, attachment_id: str, account: Account) -> Attachment:
        """An attachment that the account may see; the id with or without `att`."""
        key = attachment_id if attachment_id.startswith("att") else f"att{attachment_id}"
        found = self.site.attachments.get(key)
        if found is None or not account.may("read"):
            raise missing(f"Cannot find attachment {attachment_id}")
        return found

    def delete_attachment(self, account: Account, attachment_id: str, *, purge: bool) -> None:
        """Into the trash, or (from the trash, with `purge`) away."""
        found = self.attachment(attachment_id, account)
        if not account.may("delete"):
            raise forbidden("User not permitted to delete attachments")
        if purge:
            if found.status != "trashed":
                raise bad("Only attachments in the trash can be purged")
            del self.site.attachments[found.id]
        else:
            found.status = "trashed"

    # -- comments -----------------------------------------------------------------------------------------------

    def inline_comment(self, account: Account, page_id: str, body: str, selection: str, index: int = 0) -> Comment:
        """Comment on the `index`-th occurrence of a text; the page's stored body gets the marker, not a new version."""
        page = self._wiki.page(page_id, account)
        comment_id = self.site.next_id()
        ref = str(uuid.uuid5(uuid.NAMESPACE_URL, f"marker/{comment_id}"))
        marked = mark(page.now.body, selection, index, ref)
        if marked is None:
            raise bad(f"The selected text {selection!r} is not on the page")
        page.now.body = marked
        return self._keep(
            Comment(
                comment_id,
                page.id,
                "inline",
                self._body(body, comment_id),
                account.account_id,
                self._wiki.context.clock(),
                marker=ref,
                selection=selection,
            )
        )

    def footer_comment(self, account: Account, page_id: str, body: str) -> Comment:
        """A comment below the page."""
        page = self._wiki.page(page_id, account)
        comment_id = self.site.next_id()
        return self._keep(
            Comment(
                comment_id,
                page.id,
                "footer",
                self._body(body, comment_id),
                account.account_id,
                self._wiki.context.clock(),
            )
        )

    def reply(self, account: Account, parent_id: str, body: str) -> Comment:
        """An answer to a comment, of the same kind and on the same page."""
        parent = self.comment(parent_id, account)
        comment_id = self.site.next_id()
        return self._keep(
            Comment(
                comment_id,
                parent.page_id,
                parent.kind,
                self._body(body, comment_id),
                account.account_id,
                self._wiki.context.clock(),
                parent_id=parent.id,
            )
        )

    def comment(self, comment_id: str, account: Account, kind: str | None = None) -> Comment:
        """A comment that the account may see."""
        found = self.site.comments.get(comment_id)
        if found is None or not account.may("read") or (kind is not None and found.kind != kind):
            raise missing(f"Cannot find comment {comment_id}")
        return found

    def resolve(self, account: Account, comment_id: str, resolved: bool) -> Comment:
        """Resolve an inline comment or reopen it; a dangling one cannot be changed."""
        comment = self.comment(comment_id, account, "inline")
        if comment.resolution == "dangling":
            raise bad("A dangling comment cannot be updated")
        if resolved != (comment.resolution == "resolved"):
            comment.resolution = "resolved" if resolved else "reopened"
        return comment

    def _keep(self, comment: Comment) -> Comment:
        self.site.comments[comment.id] = comment
        return comment

    def _body(self, body: str, seed: str) -> str:
        try:
            return normalise(body, seed)
        except StorageProblem as problem:
            raise bad(str(problem)) from None

    # -- archive ------------------------------------------------------------------------------------------------

    def archive(self, account: Account, page_ids: Sequence[str], requests: int) -> Task:
        """Ask for archiving; done after so many further requests. One job at a time on a site."""
        if any(task.left > 0 for task in self.site.tasks.values()):
            raise bad("An archival job is already running for this site")
        if not page_ids or len(page_ids) > MAX_ARCHIVE:
            raise bad(f"Between 1 and {MAX_ARCHIVE} pages can be archived at once")
        for page_id in page_ids:
            page = self._wiki.editable(page_id, account, "archive")
            if page.status != "current":
                raise bad(f"Content with id {page_id} is {page.status} and cannot be archived")
        task = Task(self.site.next_id(), "archive", list(page_ids), requests)
        self.site.tasks[task.id] = task
        if requests == 0:
            self._finish(task)
        return task

    def task(self, task_id: str) -> Task:
        """A long-running task."""
        task = self.site.tasks.get(task_id)
        if task is None:
            raise missing(f"No long-running task with id {task_id}")
        return task

    def pass_time(self) -> None:
        """One more request has come in: running tasks get on."""
        for task in self.site.tasks.values():
            if task.left > 0:
                task.left -= 1
                if task.left == 0:
                    self._finish(task)

    def _finish(self, task: Task) -> None:
        for page_id in task.page_ids:
            page = self.site.pages.get(page_id)
            if page is not None and page.status == "current":
                page.status = "archived"
