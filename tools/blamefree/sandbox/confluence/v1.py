"""REST v1 where it is still current on Cloud, shared with Data Center: attachments, labels, archive, moves."""

from __future__ import annotations

from blamefree.sandbox.clock import milliseconds
from blamefree.sandbox.confluence import multipart, v1shape
from blamefree.sandbox.confluence.asking import Asked
from blamefree.sandbox.confluence.extras import Extras, Upload
from blamefree.sandbox.confluence.state import Attachment, FileVersion, Page
from blamefree.sandbox.confluence.wiki import Trouble, Wiki, bad, forbidden, missing
from blamefree.sandbox.message import Request, Response, json_response
from blamefree.sandbox.routing import Router

ARCHIVE_TAKES = 2  # requests until an archive job is done


class V1(Asked):
    """The handlers."""

    def __init__(self, wiki: Wiki, extras: Extras, *, cloud: bool) -> None:
        """Build the routes. Archiving and content states exist on Cloud only."""
        super().__init__(wiki, extras)
        self.router = Router()
        add = self.router.add
        upload = ("read:content-details:confluence", "write:attachment:confluence")
        files = "/content/{page_id}/child/attachment"
        add("GET", files, self.attachments, "read:content-details:confluence")
        add("PUT", files, self.put_attachments, *upload)
        add("POST", files, self.post_attachments, *upload)
        add("PUT", files + "/{attachment_id}", self.rename_attachment, "write:attachment:confluence")
        add("POST", files + "/{attachment_id}/data", self.replace_attachment, *upload)
        add("GET", files + "/{attachment_id}/download", self.download_link, "read:attachment:confluence")
        add("GET", "/content/{page_id}/label", self.labels, "read:label:confluence")
        add("POST", "/content/{page_id}/label", self.add_labels, "read:label:confluence", "write:label:confluence")
        add("DELETE", "/content/{page_id}/label", self.remove_label, "write:label:confluence")
        add("DELETE", "/content/{page_id}/label/{name}", self.remove_label, "write:label:confluence")
        add("PUT", "/content/{page_id}/move/{position}/{target_id}", self.move, "write:page:confluence")
        add("GET", "/user/current", self.current_user, "read:content-details:confluence")
        if cloud:
            add("POST", "/content/archive", self.archive, "read:content.metadata:confluence", "write:page:confluence")
            add("GET", "/longtask/{task_id}", self.task, "read:content.metadata:confluence")
            state = "/content/{page_id}/state"
            add("GET", state, self.state, "read:content-details:confluence")
            add("PUT", state, self.set_state, "read:content-details:confluence", "write:content:confluence")
            add("DELETE", state, self.clear_state, "read:content-details:confluence", "write:content:confluence")

    # -- attachments --------------------------------------------------------------------------------------------

    def attachments(self, request: Request, page_id: str) -> Response:
        """GET content/{id}/child/attachment."""
        self._wiki.page(page_id, self._me)
        name = request.one("filename")
        shown = [
            self._attachment(file, file.now) for file in self._wiki.site.files(page_id) if name in {None, file.title}
        ]
        return v1shape.page_of(request, shown, f"/rest/api/content/{page_id}/child/attachment", self.base, 50)

    def put_attachments(self, request: Request, page_id: str) -> Response:
        """PUT content/{id}/child/attachment: create or update by name, several files in one call."""
        return self._upload(request, page_id, create_only=False)

    def post_attachments(self, request: Request, page_id: str) -> Response:
        """POST content/{id}/child/attachment: new names only."""
        return self._upload(request, page_id, create_only=True)

    def replace_attachment(self, request: Request, page_id: str, attachment_id: str) -> Response:
        """POST content/{id}/child/attachment/{attachment}/data: a new version, whatever the file is called."""
        self._token(request)
        known = self._extras.attachment(attachment_id, self._me)
        if known.page_id != page_id:
            raise missing(f"Attachment {attachment_id} is not on content {page_id}")
        fields = self._form(request)
        found = [part for part in fields if part.name == "file"]
        if len(found) != 1:
            raise bad("Exactly one file is required")
        comments = [part.text for part in fields if part.name == "comment"]
        upload = Upload(known.title, found[0].media_type, found[0].data)
        stored = self._extras.put_files(
            self._me, page_id, [upload], comments[:1], minor=_minor(fields), create_only=False
        )
        return json_response(self._attachment(stored[0], stored[0].now))

    def rename_attachment(self, request: Request, page_id: str, attachment_id: str) -> Response:
        """PUT content/{id}/child/attachment/{attachment}: name, media type and comment, without a new version."""
        values = v1shape.read_json(request)
        known = self._extras.attachment(attachment_id, self._me)
        self._wiki.editable(page_id, self._me)
        if known.page_id != page_id:
            raise missing(f"Attachment {attachment_id} is not on content {page_id}")
        metadata = values.get("metadata") or {}
        known.title = str(values.get("title") or known.title)
        known.now.media_type = str(metadata.get("mediaType") or known.now.media_type)
        known.now.comment = str(metadata.get("comment") or known.now.comment)
        return json_response(self._attachment(known, known.now))

    def download_link(self, request: Request, page_id: str, attachment_id: str) -> Response:
        """GET …/download: a redirect to the bytes."""
        self._wiki.page(page_id, self._me)
        found = self._extras.attachment(attachment_id, self._me)
        version = v1shape.number(request.one("version"), found.now.number)
        if version > found.now.number:
            raise bad(f"Attachment {attachment_id} has no version {version}")
        target = f"{self.base}/download/attachments/{page_id}/{found.title}?version={version}"
        return Response(302, headers=(("Location", target),))

    def _upload(self, request: Request, page_id: str, *, create_only: bool) -> Response:
        self._token(request)
        self._wiki.page(page_id, self._me)
        fields = self._form(request)
        uploads = [Upload(part.filename or "", part.media_type, part.data) for part in fields if part.name == "file"]
        comments = [part.text for part in fields if part.name == "comment"]
        stored = self._extras.put_files(
            self._me, page_id, uploads, comments, minor=_minor(fields), create_only=create_only
        )
        shown = [self._attachment(file, file.now) for file in stored]
        return json_response(
            {
                "results": shown,
                "start": 0,
                "limit": len(shown),
                "size": len(shown),
                "_links": {"base": self.base, "context": ""},
            }
        )

    def _token(self, request: Request) -> None:
        if request.headers.get("x-atlassian-token", "").lower() not in {"nocheck", "no-check"}:
            raise forbidden("XSRF check failed")

    def _form(self, request: Request) -> list[multipart.Part]:
        try:
            return multipart.parts(request.headers.get("content-type", ""), request.body)
        except ValueError as problem:
            raise Trouble(415, "UNSUPPORTED_MEDIA_TYPE", str(problem)) from None

    def _attachment(self, file: Attachment, version: FileVersion) -> v1shape.Json:
        download = f"/download/attachments/{file.page_id}/{file.title}?version={version.number}&api=v2"
        return {
            "id": file.id,
            "type": "attachment",
            "status": file.status,
            "title": file.title,
            "version": {
                "number": version.number,
                "message": version.comment,
                "minorEdit": version.minor,
                "when": milliseconds(version.at),
            },
            "metadata": {"mediaType": version.media_type, "comment": version.comment},
            "extensions": {
                "mediaType": version.media_type,
                "fileSize": len(version.data),
                "comment": version.comment,
                "fileId": file.file_id,
            },
            "_expandable": {"container": f"/rest/api/content/{file.page_id}"},
            "_links": {
                "download": download,
                "webui": f"/pages/viewpageattachments.action?pageId={file.page_id}",
                "self": f"{self.base}/rest/api/content/{file.id}",
            },
        }

    # -- labels -------------------------------------------------------------------------------------------------

    def labels(self, request: Request, page_id: str) -> Response:
        """GET content/{id}/label."""
        return self._labels(request, self._wiki.page(page_id, self._me))

    def add_labels(self, request: Request, page_id: str) -> Response:
        """POST content/{id}/label: JSON, one object or a list; a form is refused."""
        values = v1shape.read_json(request)
        given = values if isinstance(values, list) else [values]
        if not given or not all(isinstance(item, dict) and isinstance(item.get("name"), str) for item in given):
            raise bad("Labels must be given as JSON objects with prefix and name")
        pairs = [(str(item.get("prefix", "global")), item["name"]) for item in given]
        page = self._extras.add_labels(self._me, page_id, pairs)
        return self._labels(request, page)

    def remove_label(self, request: Request, page_id: str, name: str | None = None) -> Response:
        """DELETE content/{id}/label?name=… and content/{id}/label/{name}."""
        wanted = name or request.one("name")
        if not wanted:
            raise bad("Must supply the name of the label")
        self._extras.remove_label(self._me, page_id, wanted)
        return Response(204)

    def _labels(self, request: Request, page: Page) -> Response:
        return v1shape.page_of(
            request, [v1shape.label(kept) for kept in page.labels], f"/rest/api/content/{page.id}/label", self.base, 200
        )

    # -- the rest -----------------------------------------------------------------------------------------------

    def archive(self, request: Request) -> Response:
        """POST content/archive: accepted with 202, done a little later."""
        values = v1shape.read_json(request)
        pages = values.get("pages") if isinstance(values, dict) else None
        if not isinstance(pages, list) or not all(isinstance(item, dict) and "id" in item for item in pages):
            raise bad("Must supply pages as a list of objects with id")
        task = self._extras.archive(self._me, [str(item["id"]) for item in pages], ARCHIVE_TAKES)
        return json_response({"id": task.id, "links": {"status": f"/rest/api/longtask/{task.id}"}}, 202)

    def task(self, _request: Request, task_id: str) -> Response:
        """GET longtask/{id}."""
        task = self._extras.task(task_id)
        done = task.left == 0
        return json_response(
            {
                "id": task.id,
                "name": {"key": "archive.pages", "args": []},
                "elapsedTime": 1000,
                "percentageComplete": 100 if done else 50,
                "successful": done,
                "finished": done,
                "messages": [],
                "errors": [],
                "status": "complete" if done else "running",
                "_links": {"self": f"{self.base}/rest/api/longtask/{task.id}"},
            }
        )

    def move(self, _request: Request, page_id: str, position: str, target_id: str) -> Response:
        """PUT content/{id}/move/{position}/{target}."""
        if position not in {"before", "after", "append"}:
            raise bad(f"position {position} is unknown: before, after and append are known")
        self._wiki.move(self._me, page_id, position, target_id)
        return json_response({"pageId": page_id})

    def state(self, _request: Request, page_id: str) -> Response:
        """GET content/{id}/state."""
        return self._state(self._wiki.page(page_id, self._me))

    def set_state(self, request: Request, page_id: str) -> Response:
        """PUT content/{id}/state."""
        values = v1shape.read_json(request)
        if not isinstance(values, dict) or not isinstance(values.get("name"), str) or len(values["name"]) > 20:
            raise bad("Must supply a name of at most 20 characters")
        page = self._wiki.editable(page_id, self._me)
        page.state = {"id": 1, "name": values["name"], "color": str(values.get("color", "#2684ff"))}
        return self._state(page)

    def clear_state(self, _request: Request, page_id: str) -> Response:
        """DELETE content/{id}/state."""
        page = self._wiki.editable(page_id, self._me)
        page.state = None
        return self._state(page)

    def _state(self, page: Page) -> Response:
        shown: v1shape.Json = {"lastUpdated": milliseconds(page.now.at)}
        if page.state is not None:
            shown["contentState"] = page.state
        return json_response(shown)

    def current_user(self, _request: Request) -> Response:
        """GET user/current."""
        return json_response(v1shape.user(self._me))


def _minor(fields: list[multipart.Part]) -> bool:
    return any(part.name == "minorEdit" and part.text == "true" for part in fields)
