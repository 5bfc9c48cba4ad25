"""What is there: the space, the manifest, and which pages may be ours."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from dataclasses import replace

from blamefree.model.ledger import Kind
from blamefree.sync.target import World
from blamefree.targets.confluence import record
from blamefree.targets.confluence.pages import Desired, Library
from blamefree.targets.confluence.record import Kept, Manifest
from blamefree.targets.confluence.remote import START, Listed, Remote, Space, Stored, listed_of, requests
from blamefree.targets.confluence.root import find_root, is_root, root_of
from blamefree.targets.confluence.select import Selection
from blamefree.targets.confluence.work import Actual
from blamefree.targets.confluence.xml import NotStorage, element, parse

OWN_TITLE = re.compile(r"(PM-\d{4}-\d{4})(?=:|$)", re.IGNORECASE)


class View:
    """What the remote has, read in bulk and nothing twice."""

    def __init__(self, world: World, remote: Remote) -> None:
        self.world = world
        self.selection = Selection({}, {})
        self.library = Library(world, self.selection)
        self.remote = remote
        self.notes: list[str] = []
        self.places: dict[str, str] = {}
        self.stored: dict[str, Stored] = {}
        self.wanted: Mapping[str, Desired] = {}

    # -- looking ------------------------------------------------------------------------------------------------

    def arrive(self) -> None:
        """Find the root page, and read the manifest on it."""
        if not self._returned():
            self._sought()
        self._index()

    @property
    def _name(self) -> str:
        own = self.world.settings.confluence
        return f"confluence root\n{own.url}\n{own.space}\n{own.parent}"

    def _returned(self) -> bool:
        """Go straight to the root page of an earlier run, when it still is the one that the settings name."""
        own = self.world.settings.confluence
        page, _, rest = self.world.recall(self._name).partition(" ")
        space, _, key = rest.partition(" ")
        there = self.remote.arrive(page, key) if page and own.parent else None
        if there is None or there.space != space or not is_root(there.page, own.parent):
            return False
        self.space, self.root = Space(space, key, "", (there.page,), START), there.page
        self._unpack(there.notes)
        return True

    def _sought(self) -> None:
        own = self.world.settings.confluence
        self.space = self.remote.space(own.space)
        found = None if self.whole() else find_root(self.space, own.parent) or self._named_root(own.parent)
        if found is None:
            self._all()
            found = root_of(self.space, own.parent)
        self.root = found
        self._unpack(self.remote.notes(found.id))
        self.world.remember(self._name, f"{found.id} {self.space.id} {self.space.key}" if own.parent else "")

    def _named_root(self, wanted: str) -> Listed | None:
        """Ask for the root page in a space that is too large to be listed in one request."""
        kind, _, rest = wanted.partition(":")
        if not wanted or wanted.isdigit() or kind == "id":
            return None
        found = self.remote.titled(self.space, rest.strip() if kind == "title" else wanted)
        return listed_of(found) if found is not None and found.status == "current" else None

    def _unpack(self, notes: Mapping[str, object] | None) -> None:
        self.keeps_notes = notes is not None
        self.manifest = record.unpack(notes) if notes else Manifest()

    def look(self, desired: Mapping[str, Desired] | None = None) -> None:
        """Look at the pages: at ours alone when that shows enough and takes fewer requests, else at the whole space.

        Ours are enough while git has the same pages under the same titles as the manifest, and all of them are there:
        then nobody else can hold a title that is wanted, or lie below a page that goes.
        """
        kept = self.manifest.pages
        if not (kept and self._steady(desired) and self._ours(desired)):
            self._all()
        if not kept:
            self.manifest = replace(self.manifest, pages=self._recorded())
        self._index()

    def _steady(self, desired: Mapping[str, Desired] | None) -> bool:
        """Whether the manifest names exactly the pages that are wanted, by their titles; ``None``: it is known to."""
        kept = self.manifest.pages
        if self.manifest.open:
            return False
        if desired is None:
            return True
        named = self.world.named
        if named is None:
            return desired.keys() == kept.keys() and all(
                kept[key].title == record.short_title(page.title) for key, page in desired.items()
            )
        return all(
            key in kept and key in desired and kept[key].title == record.short_title(desired[key].title)
            for key in named
            if key in kept or key in desired
        )

    def _ours(self, desired: Mapping[str, Desired] | None) -> bool:
        """Look at our pages, of those that git changed with their text; ``False`` when that does not show enough."""
        if self.whole():
            return True
        named = self.world.named
        mine = {one.page: key for key, one in self.manifest.pages.items() if named is None or key in named}
        changed = [
            page for page, key in mine.items()
            if desired is not None and not self.manifest.pages[key].is_from(desired[key].source)
        ]  # fmt: skip
        unread = [page for page in changed if page not in self.stored]
        self.stored.update(self.remote.bodies(unread) if unread else {})
        if named is None:
            self._listed(mine)
        if self.whole():
            return True
        read = [listed_of(stored) for page, stored in self.stored.items() if page in mine]
        known = {page.id for page in (*self.space.pages, *read)}
        more = self.remote.listed(page for page in mine if page not in known)
        fresh = [page for page in (*read, *more) if page.space in ("", self.space.id)]
        pages = {page.id: page for page in (*self.space.pages, *fresh)}
        self.space = replace(self.space, pages=tuple(pages.values()))
        return all(
            page in pages and pages[page].status == "current"
            and (not desired or pages[page].title == desired[key].title)
            for page, key in mine.items()
        )  # fmt: skip

    def _listed(self, mine: Collection[str]) -> None:
        """List the space as far as that is expected to take no more requests than asking for our pages by id."""
        began = self.space.following == START
        expected = requests(self.manifest.size - (0 if began else len(self.space.pages)))
        known = {*self.stored, *(page.id for page in self.space.pages)}
        if requests(sum(page not in known for page in mine)) < expected:
            return
        for _ in range(max(1, expected)):
            if not self.whole():
                self.space = self.remote.more(self.space)

    def _all(self) -> None:
        """Look at every page of the space."""
        while not self.whole():
            self.space = self.remote.more(self.space)
        self._index()

    def whole(self) -> bool:
        """Whether every page of the space was looked at."""
        return not self.space.following

    def _index(self) -> None:
        self.by_id = {page.id: page for page in self.space.pages}
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
            if listed is None or listed.status != "current" or listed.version > kept.version:
                return False  # a smaller version is a list that lags behind: versions only grow
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
        ours = self._vouched(key, listed) or record.is_ours(listed.message, key)
        return Actual(listed, ours, ours)

    def _vouched(self, key: str, listed: Listed) -> bool:
        """Whether the manifest names just this version of the page."""
        kept = self.manifest.pages.get(key)
        return kept is not None and kept.page == listed.id and kept.version == listed.version

    def as_wanted(self, page: Desired, listed: Listed) -> bool:
        """Whether the list alone shows that the page is what git wants."""
        kept = self.manifest.pages.get(page.key)
        if listed.status != "current" or listed.title != page.title:
            return False
        if kept is not None and kept.page == listed.id and kept.version >= listed.version:
            return kept.is_from(page.source)  # a list may lag behind
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
        unread = [ident for ident in unclear if ident not in self.stored]
        self.stored.update(self.remote.bodies(unread) if unread else {})
        for ident in unclear:
            one = known[ident]
            one.stored = self.stored.get(ident)
            if one.stored is None or one.stored.body is None:
                continue
            try:
                one.root = parse(one.stored.body)
            except NotStorage:
                one.root = element("storage", {}, one.stored.body)
            one.record = record.find(one.root)
            if one.record is not None and not self._vouched(one.record.key, one.listed):
                told = record.mark_in(one.listed.message)
                one.known = one.known and told == record.mark(one.record.key, one.record.source)
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
