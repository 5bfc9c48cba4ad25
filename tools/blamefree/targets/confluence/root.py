"""The page below which everything is published: found by its title or its id."""

from __future__ import annotations

from blamefree.errors import RemoteProblem
from blamefree.targets.confluence.remote import Listed, Space


def find_root(space: Space, wanted: str) -> Listed | None:
    """The page below which everything is published; ``wanted`` is a title or an id, empty for the homepage."""
    current = [page for page in space.pages if page.status == "current"]
    kind, _, rest = wanted.partition(":")
    ident = rest.strip() if kind == "id" else wanted if wanted.isdigit() else "" if wanted else space.home
    title = rest.strip() if kind == "title" else "" if kind == "id" else wanted
    if wanted.isdigit() and space.following:
        title = ""  # a page with that id may come later in the list
    for page in current:
        if ident and page.id == ident:
            return page
    for page in current:
        if title and page.title == title:
            return page
    for page in current:
        if title and page.title.casefold() == title.casefold():
            return page
    return None


def root_of(space: Space, wanted: str) -> Listed:
    """The root page of a space whose pages are all known."""
    found = find_root(space, wanted)
    if found is not None:
        return found
    raise RemoteProblem(
        f"space {space.key} has no page {wanted or 'at its top'!r} to publish below",
        "create it, or set CONFLUENCE_PARENT to the title or id of an existing page",
    )


def is_root(page: Listed, wanted: str) -> bool:
    """Whether a page that was the root page before still is the one that ``wanted`` names."""
    return find_root(Space("", "", "", (page,), "more" if wanted.isdigit() else ""), wanted) is not None
