"""Confluence's pages for people to look at: an approximation of how storage format is shown, without script."""

from __future__ import annotations

import html
from urllib.parse import quote

from blamefree.sandbox.confluence.render import Renderer
from blamefree.sandbox.confluence.state import Page, Site
from blamefree.sandbox.confluence.storage import parse
from blamefree.sandbox.message import Response, html_response
from blamefree.sandbox.style import document

_SAFE_TYPES = {"image/png", "image/jpeg", "image/gif", "image/webp", "text/plain"}


def tree(site: Site, prefix: str) -> str:
    """The tree of a site's pages with links, and what is archived or in the trash."""
    parts = []
    for space in site.spaces.values():
        parts.append(f"<h3>{html.escape(space.name)} <small>({html.escape(space.key)})</small></h3>")
        parts.append(_branch(site, site.children(None, space.id), prefix))
        for status in ("archived", "trashed"):
            gone = [page for page in site.pages.values() if page.status == status and page.space_id == space.id]
            if gone:
                parts.append(f"<h3>{status.capitalize()}</h3>")
                rows = "".join(f"<li>{_row(site, page, prefix)}</li>" for page in gone)
                parts.append(f'<ul class="tree">{rows}</ul>')
    return "".join(parts)


def _branch(site: Site, pages: list[Page], prefix: str) -> str:
    rows = [
        f"<li>{_row(site, page, prefix)}{_branch(site, site.children(page.id), prefix)}</li>"
        for page in pages
        if page.status == "current"
    ]
    return f'<ul class="tree">{"".join(rows)}</ul>' if rows else ""


def address(site: Site, page: Page, prefix: str) -> str:
    """The path of a page's view."""
    return f"{prefix}/spaces/{site.spaces[page.space_id].key}/pages/{page.id}"


def _link(site: Site, page: Page, prefix: str) -> str:
    return f'<a href="{html.escape(address(site, page, prefix))}">{html.escape(page.title)}</a>'


def _row(site: Site, page: Page, prefix: str) -> str:
    """A page in the tree, with what a reader wants to know before opening it."""
    words = [f"version {page.now.number}"]
    files, comments = len(site.files(page.id)), sum(one.page_id == page.id for one in site.comments.values())
    words += [f"{files} attached"] * bool(files) + [f"{comments} comments"] * bool(comments)
    return f'{_link(site, page, prefix)} <span class="count">{", ".join(words)}</span>'


def index(site: Site, prefix: str) -> Response:
    """The tree on a page of its own."""
    return html_response(document("Confluence stand-in", f"<h1>Confluence stand-in</h1>{tree(site, prefix)}"))


def page(site: Site, kept: Page | None, prefix: str, version: str | None) -> Response:
    """A page: breadcrumbs, title, state, text, labels, attachments, comments, history."""
    if kept is None:
        return html_response(document("Not found", "<h1>Not found</h1><p>There is no such page.</p>"), 404)
    shown = next((one for one in kept.versions if str(one.number) == version), kept.now)
    crumbs = " › ".join(
        [html.escape(site.spaces[kept.space_id].name)] + [_link(site, above, prefix) for above in site.ancestors(kept)]
    )
    state = f' <span class="lozenge blue">{html.escape(kept.state["name"])}</span>' if kept.state else ""
    if kept.status != "current":
        state += f' <span class="lozenge red">{html.escape(kept.status)}</span>'
    meta = f"Version {shown.number} · {shown.at:%Y-%m-%d %H:%M} UTC"
    if shown.message:
        meta += f" · {html.escape(shown.message)}"
    parts = [
        f"<h1>{html.escape(shown.title)}{state}</h1>",
        f'<p class="meta">{meta}</p>',
        Renderer(site, kept, prefix).page(parse(shown.body)),
        '<footer class="page">',
        _labels(kept),
        _files(site, kept, prefix),
        _comments(site, kept),
        _history(site, kept, prefix),
        "</footer>",
    ]
    return html_response(document(shown.title, "".join(parts), f'<span class="where">{crumbs}</span>'))


def _labels(kept: Page) -> str:
    if not kept.labels:
        return ""
    return (
        "<h2>Labels</h2><p>"
        + "".join(f'<span class="label">{html.escape(name)}</span>' for _, _, name in kept.labels)
        + "</p>"
    )


def _files(site: Site, kept: Page, prefix: str) -> str:
    files = site.files(kept.id)
    if not files:
        return ""
    rows = "".join(
        f'<li><a href="{html.escape(file_address(kept, file.title, prefix))}">{html.escape(file.title)}</a> '
        f"({len(file.now.data)} bytes, version {file.now.number})</li>"
        for file in files
    )
    return f"<h2>Attachments</h2><ul>{rows}</ul>"


def file_address(kept: Page, name: str, prefix: str) -> str:
    """The path of an attachment's bytes."""
    return f"{prefix}/download/attachments/{kept.id}/{quote(name)}"


def _comments(site: Site, kept: Page) -> str:
    found = [comment for comment in site.comments.values() if comment.page_id == kept.id]
    if not found:
        return ""
    rows = []
    for comment in found:
        about = f" on “{html.escape(comment.selection)}” ({comment.resolution})" if comment.selection else ""
        words = "".join(parse(comment.body).itertext())
        rows.append(f"<li>{html.escape(comment.kind)}{about}: {html.escape(words)}</li>")
    return f"<h2>Comments</h2><ul>{''.join(rows)}</ul>"


def _history(site: Site, kept: Page, prefix: str) -> str:
    where = html.escape(address(site, kept, prefix))
    rows = "".join(
        f'<tr><td><a href="{where}?version={one.number}">{one.number}</a></td>'
        f'<td class="dates">{one.at:%Y-%m-%d %H:%M:%S}</td><td>{html.escape(one.title)}</td>'
        f"<td>{html.escape(one.message)}</td></tr>"
        for one in reversed(kept.versions)
    )
    return (
        '<h2>History</h2><div class="scroll"><table><thead><tr><th>Version</th><th>Saved (UTC)</th><th>Title</th>'
        f"<th>Message</th></tr></thead><tbody>{rows}</tbody></table></div>"
    )


def download(site: Site, page_id: str, name: str, version: str | None) -> Response:
    """An attachment's bytes. What a browser could run is sent as a download."""
    found = site.file_named(page_id, name)
    if found is None:
        return html_response(document("Not found", "<h1>Not found</h1><p>There is no such attachment.</p>"), 404)
    shown = next((one for one in found.versions if str(one.number) == version), found.now)
    policy = "default-src 'none'; style-src 'unsafe-inline'; sandbox"
    headers = [("X-Content-Type-Options", "nosniff"), ("Content-Security-Policy", policy)]
    if shown.media_type not in _SAFE_TYPES and shown.media_type != "image/svg+xml":
        headers.append(("Content-Disposition", "attachment"))
    return Response(200, shown.data, shown.media_type, tuple(headers))
