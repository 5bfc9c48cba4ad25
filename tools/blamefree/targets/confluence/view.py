"""What is there: the space, the manifest, and which pages may be ours."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace

from blamefree.errors import RemoteProblem
from blamefree.model.ledger import Kind
from blamefree.sync.target import World
from blamefree.targets.confluence import record
from blamefree.targets.confluence.pages import Desired, Library
from blamefree.targets.confluence.record import Kept, Manifest
from blamefree.targets.confluence.remote import Listed, Remote, Space
from blamefree.targets.confluence.select import Selection
from blamefree.targets.confluence.work import Actual
from blamefree.targets.confluence.xml import NotStorage, element, parse

OWN_TITLE = re.compile(r"(PM-\d{4}-\d{4})(?=:|$)", re.IGNORECASE)


def root_of(space: Space, wanted: str) -> Listed:
    """The page below which everything is published; ``wanted`` is a title or an id, empty for the homepage."""
    current = [page for page in space.pages if page.status == "current"]
    kind, _, rest = wanted.partition(":")
    ident = rest.strip() if kind == "id" else wanted if wanted.isdigit() else "" if wanted else space.home
    title = rest.strip() if kind == "title" else "" if kind == "id" else wanted
    for page in current:
        if ident and page.id == ident:
            return page
    for page in current:
        if title and page.title == title:
            return page
    for page in current:
        if title and page.title.casefold() == title.casefold():
            return page
    raise RemoteProblem(
        f"space {space.key} has no page {wanted or 'at its top'!r} to publish below",
        "create it, or set CONFLUENCE_PARENT to the title or id of an existing page",
    )


class View:
    """What the remote has, read in bulk and nothing twice."""

    def __init__(self, world: World, remote: Remote) -> None:
        self.world = world
        self.selection = Selection({}, {})
        self.library = Library(world, self.selection)
        self.remote = remote
        self.notes: list[str] = []
        self.places: dict[str, str] = {}

    def look(self) -> None:
        """Read the space and the manifest."""
        settings = self.world.settings.confluence
        self.space = self.remote.space(settings.space)
        self.root = root_of(self.space, settings.parent)
        notes = self.remote.notes(self.root.id)
        self.keeps_notes = notes is not None
        self.manifest = record.unpack(notes) if notes else Manifest()
        self.by_id = {page.id: page for page in self.space.pages}
        if not self.manifest.pages:
            self.manifest = replace(self.manifest, pages=self._recorded())
        self.by_title: dict[str, Listed] = {}
        for page in sorted(self.space.pages, key=lambda page: page.status != "current", reverse=True):
            self.by_title[page.title.strip().casefold()] = page
        self.by_key: dict[str, list[Listed]] = {}
        for page in self.space.pages:
            named = OWN_TITLE.match(page.title)
            if named:
                self.by_key.setdefault(named.group(1).upper(), []).append(page)

    def _recorded(self) -> dict[str, Kept]:
        """What the ledger says of pages that are there: as good as a manifest, for as long as the versions agree."""
        found: dict[str, Kept] = {}
        ledger = self.world.ledger
        for entry in ledger.of(Kind.PAGE) if ledger is not None else ():
            key, page, version = entry.text("document"), entry.text("page"), entry.text("page_version")
            if page in self.by_id and version.isdigit() and int(version) and len(entry.text("source")) >= record.SHORT:
                found[key] = Kept(page, int(version), entry.text("source"))
            else:
                found.pop(key, None)
        return found

    def nothing_new(self, corpus: str) -> bool:
        """Whether the list of pages and the manifest show that neither git nor a person has changed anything."""
        pages = self.manifest.pages
        if self.manifest.corpus != corpus or any(key not in pages for key, found in self.by_key.items() if found):
            return False
        places = {self.root.id, *(kept.page for kept in pages.values())}
        for kept in pages.values():
            listed = self.by_id.get(kept.page)
            if listed is None or listed.status != "current" or listed.version != kept.version:
                return False
            if listed.parent not in places:
                return False
        return True

    def candidates(self, key: str, title: str) -> list[Listed]:
        """Pages that may be this one: by the manifest, by title, by the id in the title."""
        found: list[Listed] = []
        kept = self.manifest.pages.get(key)
        if kept is not None and kept.page in self.by_id:
            found.append(self.by_id[kept.page])
        if title and (holder := self.by_title.get(title.casefold())) is not None:
            found.append(holder)
        found += [page for page in self.by_key.get(key, ()) if page.status == "current"]
        return list({page.id: page for page in found}.values())

    def _actual(self, key: str, listed: Listed) -> Actual:
        kept = self.manifest.pages.get(key)
        by_manifest = kept is not None and kept.page == listed.id and kept.version == listed.version
        by_message = record.is_ours(listed.message, key)
        return Actual(listed, by_manifest or by_message, by_manifest or by_message)

    def as_wanted(self, page: Desired, listed: Listed) -> bool:
        """Whether the list alone shows that the page is what git wants."""
        kept = self.manifest.pages.get(page.key)
        if listed.status != "current" or listed.title != page.title:
            return False
        if kept is not None and kept.page == listed.id and kept.version == listed.version:
            return kept.is_from(page.source)
        return record.is_ours(listed.message, page.key) and record.mark_in(listed.message) == record.mark(
            page.key, page.source
        )

    def read(
        self, desired: Mapping[str, Desired], found: Mapping[str, list[Listed]], gone: Mapping[str, list[Listed]]
    ) -> dict[str, Actual]:
        """Everything that may be ours; the text of those that the list does not explain."""
        known: dict[str, Actual] = {}
        unclear: list[str] = []
        for key, pages in [*found.items(), *gone.items()]:
            for place, listed in enumerate(pages):
                known[listed.id] = self._actual(key, listed)
                page = desired.get(key)
                if page is not None and place == 0 and self.as_wanted(page, listed):
                    break
                unclear.append(listed.id)
        stored = self.remote.bodies(unclear) if unclear else {}
        for ident in unclear:
            one = known[ident]
            one.stored = stored.get(ident)
            if one.stored is None or one.stored.body is None:
                continue
            try:
                one.root = parse(one.stored.body)
            except NotStorage:
                one.root = element("storage", {}, one.stored.body)
            one.record = record.find(one.root)
            if one.stored.version != one.listed.version:  # written between the two reads
                one.clean = record.is_ours(one.stored.message, one.record.key if one.record else "")
        for pages in [*found.values(), *gone.values()]:
            for listed in pages:
                known.setdefault(listed.id, Actual(listed, False, False))
        return known

    def is_ours(self, key: str, actual: Actual) -> bool:
        """Whether we made a page: the manifest, its own record or its version message says so."""
        kept = self.manifest.pages.get(key)
        return (
            (kept is not None and kept.page == actual.listed.id)
            or (actual.record is not None and actual.record.key == key)
            or record.is_ours(actual.listed.message, key)
        )

    def parent_id(self, above: str) -> str:
        """The id of the page for a key, empty when there is none yet."""
        kept = self.manifest.pages.get(above)
        return self.places.get(above) or (kept.page if kept is not None else "")
