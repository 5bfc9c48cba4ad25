"""REST v2: labels, attachments and properties of pages."""

from __future__ import annotations

from blamefree.sandbox.confluence import shape
from blamefree.sandbox.confluence.asking import AskedV2, read_object, required, size_of, versioned
from blamefree.sandbox.confluence.extras import Extras
from blamefree.sandbox.confluence.state import Property
from blamefree.sandbox.confluence.wiki import Wiki, bad, missing
from blamefree.sandbox.message import Request, Response, json_response
from blamefree.sandbox.routing import Router


class V2Attached(AskedV2):
    """The handlers."""

    def __init__(self, wiki: Wiki, extras: Extras, router: Router) -> None:
        """Add the routes to v2's."""
        super().__init__(wiki, extras)
        add = router.add
        read, write = "read:page:confluence", "write:page:confluence"
        add("GET", "/pages/{page_id}/labels", self.labels, read)
        add("GET", "/pages/{page_id}/attachments", self.attachments, "read:attachment:confluence")
        files = ("read:attachment:confluence", "write:attachment:confluence")
        for path, (may_read, may_write) in (("/pages", (read, write)), ("/attachments", files)):
            several, one = path + "/{content_id}/properties", path + "/{content_id}/properties/{property_id}"
            add("GET", several, self.properties, may_read)
            add("POST", several, self.create_property, may_read, may_write)
            add("GET", one, self.one_property, may_read)
            add("PUT", one, self.update_property, may_read, may_write)
            add("DELETE", one, self.delete_property, may_read, may_write)
        add("GET", "/attachments", self.all_attachments, "read:attachment:confluence")
        add("GET", "/attachments/{attachment_id}", self.attachment, "read:attachment:confluence")
        add("DELETE", "/attachments/{attachment_id}", self.delete_attachment, "delete:attachment:confluence")

    def labels(self, request: Request, page_id: str) -> Response:
        """GET /pages/{id}/labels."""
        page, prefix = self._page(page_id), request.one("prefix")
        shown = [shape.label(label) for label in page.labels if prefix in {None, label[1]}]
        return self._list(request, shown, f"/pages/{page_id}/labels")

    def attachments(self, request: Request, page_id: str) -> Response:
        """GET /pages/{id}/attachments."""
        page, name = self._page(page_id), request.one("filename")
        statuses = set(request.many("status")) or {"current", "archived"}
        shown = [
            shape.attachment(file)
            for file in self._wiki.site.attachments.values()
            if file.page_id == page.id and file.status in statuses and name in {None, file.title}
        ]
        return self._list(request, shown, f"/pages/{page_id}/attachments", 50)

    def all_attachments(self, request: Request) -> Response:
        """GET /attachments."""
        statuses, name = set(request.many("status")) or {"current", "archived"}, request.one("filename")
        shown = [
            shape.attachment(file)
            for file in self._wiki.site.attachments.values()
            if self._me.may("read") and file.status in statuses and name in {None, file.title}
        ]
        return self._list(request, shown, "/attachments", 50)

    def attachment(self, _request: Request, attachment_id: str) -> Response:
        """GET /attachments/{id}."""
        shown = shape.attachment(self._extras.attachment(attachment_id, self._me))
        shown["_links"]["base"] = self.base
        return json_response(shown)

    def delete_attachment(self, request: Request, attachment_id: str) -> Response:
        """DELETE /attachments/{id}."""
        self._extras.delete_attachment(self._me, attachment_id, purge=request.flag("purge"))
        return Response(204)

    def properties(self, request: Request, content_id: str) -> Response:
        """GET /pages/{id}/properties and /attachments/{id}/properties."""
        holder, key = self._wiki.carrier(content_id, self._me), request.one("key")
        shown = [shape.content_property(kept) for kept in holder.properties.values() if key in {None, kept.key}]
        return self._list(request, shown, request.path.partition("/api/v2")[2])

    def create_property(self, request: Request, content_id: str) -> Response:
        """POST …/properties."""
        values = read_object(request)
        key, value, size = required(values, "key"), values.get("value"), size_of(values)
        return json_response(shape.content_property(self._wiki.create_property(self._me, content_id, key, value, size)))

    def one_property(self, _request: Request, content_id: str, property_id: str) -> Response:
        """GET …/properties/{property-id}."""
        return json_response(shape.content_property(self._property(content_id, property_id)))

    def update_property(self, request: Request, content_id: str, property_id: str) -> Response:
        """PUT …/properties/{property-id}: compare and set on the property's own version."""
        values = read_object(request)
        kept = self._property(content_id, property_id)
        if values.get("key") != kept.key:
            raise bad(f"The key of a property cannot change: it is {kept.key}")
        number, message = versioned(values)
        made = self._wiki.update_property(
            self._me, content_id, kept.key, values.get("value"), size_of(values), number, message
        )
        return json_response(shape.content_property(made))

    def delete_property(self, _request: Request, content_id: str, property_id: str) -> Response:
        """DELETE …/properties/{property-id}."""
        self._wiki.delete_property(self._me, content_id, self._property(content_id, property_id).key)
        return Response(204)

    def _property(self, content_id: str, property_id: str) -> Property:
        for kept in self._wiki.carrier(content_id, self._me).properties.values():
            if kept.id == property_id:
                return kept
        raise missing(f"No property with id {property_id} on content {content_id}")
