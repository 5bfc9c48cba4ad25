"""The plan: what git wants, what we left, what Confluence has now."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from functools import partial

from blamefree.diagnostics.diagnostic import Family, Severity
from blamefree.errors import RemoteProblem
from blamefree.model.ledger import Kind
from blamefree.sync.change import Change, Op
from blamefree.sync.compare import Verdict, compare
from blamefree.sync.execute import Step, execute
from blamefree.sync.target import World
from blamefree.targets.confluence import canonical, comments, readable, record
from blamefree.targets.confluence.pages import Desired, Library, Text
from blamefree.targets.confluence.record import Kept, Manifest
from blamefree.targets.confluence.remote import Listed, Remote, Space, comment_of, is_whole
from blamefree.targets.confluence.select import Selection
from blamefree.targets.confluence.work import Actual, Work
from blamefree.targets.confluence.xml import NotStorage, element, parse

_OWN_TITLE = re.compile(r"(PM-\d{4}-\d{4})(?=:|$)", re.IGNORECASE)
_OURS = comment_of("")


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


def _last(key: str) -> tuple[bool, str]:
    """The order in which pages are archived: those that hold others last, months before their years."""
    return (not _OWN_TITLE.match(key), "" if key.startswith("month-") else key)


class Planner:
    """Makes a plan. Reads in bulk what it needs, and nothing twice."""

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
            named = _OWN_TITLE.match(page.title)
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

    def works(self, selection: Selection) -> list[Work]:
        """Compare everything; what is as it should be gives a work without changes."""
        self.selection = selection
        self.library = Library(self.world, selection)
        desired = self.library.pages(self.root.id)
        found = {key: self._candidates(key, page.title) for key, page in desired.items()}
        gone = {
            key: pages
            for key in {*self.manifest.pages, *self.by_key} - desired.keys()
            if (pages := [page for page in self._candidates(key, "") if page.status == "current"])
        }
        actual = self._read(desired, found, gone)
        self.places = {key: page.id for key in self.library.hierarchy.containers for page in found[key][:1]}
        works = [self._page(page, [actual[listed.id] for listed in found[key]]) for key, page in desired.items()]
        self._complete_all([work for work in works if work.unsure])
        works += [
            work
            for key in sorted(gone, key=_last)
            if (work := self._gone(key, [actual[page.id] for page in gone[key]]))
        ]
        for path, reason in sorted({**self.selection.unreadable, **self.selection.twice}.items()):
            works.append(Work(path, [Change(Op.BLOCKED, "", path, path, f"{reason}; it is left as it is")]))
        return works

    # -- looking ------------------------------------------------------------------------------------------------

    def _candidates(self, key: str, title: str) -> list[Listed]:
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

    def _as_wanted(self, page: Desired, listed: Listed) -> bool:
        """Whether the list alone shows that the page is what git wants."""
        kept = self.manifest.pages.get(page.key)
        if listed.status != "current" or listed.title != page.title:
            return False
        if kept is not None and kept.page == listed.id and kept.version == listed.version:
            return kept.is_from(page.source)
        return record.is_ours(listed.message, page.key) and record.mark_in(listed.message) == record.mark(
            page.key, page.source
        )

    def _read(
        self, desired: Mapping[str, Desired], found: Mapping[str, list[Listed]], gone: Mapping[str, list[Listed]]
    ) -> dict[str, Actual]:
        """Everything that may be ours; the text of those that the list does not explain."""
        known: dict[str, Actual] = {}
        unclear: list[str] = []
        for key, pages in [*found.items(), *gone.items()]:
            for place, listed in enumerate(pages):
                known[listed.id] = self._actual(key, listed)
                page = desired.get(key)
                if page is not None and place == 0 and self._as_wanted(page, listed):
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

    def _is_ours(self, key: str, actual: Actual) -> bool:
        kept = self.manifest.pages.get(key)
        return (
            (kept is not None and kept.page == actual.listed.id)
            or (actual.record is not None and actual.record.key == key)
            or record.is_ours(actual.listed.message, key)
        )

    # -- deciding -----------------------------------------------------------------------------------------------

    def _page(self, page: Desired, candidates: list[Actual]) -> Work:
        work = Work(page.key, desired=page)
        own = [actual for actual in candidates if self._is_ours(page.key, actual)]
        live = [actual for actual in own if actual.listed.status == "current"]
        actual = next(iter([*live, *own]), None)
        holder = self.by_title.get(page.title.casefold())
        if holder is not None and (actual is None or holder.id != actual.listed.id):
            adoptable = actual is None and holder.status == "current" and record.mark_in(holder.message)
            if not adoptable:
                return self._conflict(work, page, holder, ours=False)
            actual = next(one for one in candidates if one.listed.id == holder.id)
            work.actual = actual
            return self._adopt(work, page, actual)
        if actual is None:
            return self._create(work, page)
        work.actual = actual
        if actual.listed.status != "current":
            return self._conflict(work, page, actual.listed, ours=True)
        if self._as_wanted(page, actual.listed):
            return self._moved_away(work, page, actual)
        return self._compare(work, page, actual)

    def _compare(self, work: Work, page: Desired, actual: Actual) -> Work:
        old = actual.record
        work.text = self.library.text(page)
        wanted = work.text.record
        edited = self._edit_of(page, actual)
        verdict = compare(
            f"{wanted.content} {page.title} {sorted(page.labels)} {sorted(wanted.files.items())} {page.parent}",
            f"{old.content} {old.title} {sorted(old.labels)} {sorted(old.files.items())} {old.parent}" if old else "",
            "edited" if edited else
            f"{old.content} {old.title} {sorted(old.labels)} {sorted(old.files.items())} {old.parent}" if old else "",
        )  # fmt: skip
        if verdict is Verdict.SAME:
            work.unsure = not actual.known
            return self._moved_away(work, page, actual)
        if edited:
            pending = verdict is Verdict.BOTH
            if pending and self._blocked(work, page):
                return work
            work.changes = [self._drift(page, actual, edited, work.text, pending=pending)]
            self._prepare(work, page, actual)
            return work
        if self._blocked(work, page):
            return work
        trouble = self._prepare(work, page, actual)
        work.changes = [trouble] if trouble else self._changes(work, page, actual, work.text)
        return work

    def _edit_of(self, page: Desired, actual: Actual) -> str:
        """What a person changed, in words; empty when the page is as we left it."""
        if actual.clean or actual.root is None:
            return ""
        old = actual.record
        if old is not None and canonical.fingerprint(actual.root) == old.body:
            return "" if actual.listed.title == old.title else "a person renamed the page"
        kept = self.manifest.pages.get(page.key)
        base = None
        if kept is not None and kept.page == actual.listed.id and kept.version < actual.listed.version:
            base = self.remote.version(actual.listed.id, kept.version)
        if base is not None and base.body is not None:
            try:
                actual.base = parse(base.body)
            except NotStorage:
                return "a person edited the page"
            if canonical.fingerprint(actual.base) == canonical.fingerprint(actual.root):
                return "" if actual.listed.title == base.title else "a person renamed the page"
        return "a person edited the page"

    def _prepare(self, work: Work, page: Desired, actual: Actual) -> Change | None:
        """What has to be sent; a change instead when something of a person's would be lost."""
        old = actual.record
        work.put = True
        work.move = old is not None and old.parent != page.parent and not self._was_moved(actual)
        had = frozenset(old.labels) if old else frozenset()
        work.label = [name for name in page.labels if name not in had]
        work.unlabel = sorted(had - set(page.labels))
        changed = [file for name, file in page.files.items() if old is None or old.files.get(name) != file.digest]
        if changed:
            there = self.remote.files(actual.listed.id)
            for file in changed:
                known = there.get(file.name)
                if known is not None and not known.comment.startswith(_OURS):
                    return self._of_a_person(page, actual, file.name)
            work.attach = [file for file in changed if not is_whole(there.get(file.name), file)]
        if actual.root is not None and work.text is not None:
            lost = comments.relocate(actual.root, work.text.root)
            if lost:
                still = self.remote.open_comments(actual.listed.id)
                lost = [mark for mark in lost if mark.ref in still]
            if lost:
                return self._change(
                    Op.BLOCKED, page, f"an open inline comment on {lost[0].text[:60]!r} would be lost", actual,
                    ways_out=("answer and resolve the comment in Confluence", "apply with --on-drift overwrite"),
                    pending=True, detail={"comments": [mark.text for mark in lost]},
                )  # fmt: skip
        return None

    def _complete_all(self, works: Sequence[Work]) -> None:
        """Look at the pages of ours that nothing vouches for, a few at once."""
        steps = [Step(work.key, partial(self._complete, work)) for work in works]
        for result in execute(steps):
            if result.problem is not None:
                raise result.problem

    def _complete(self, work: Work) -> None:
        """A run may have ended between a page's text and its labels or files: they are looked for."""
        page, actual = work.desired, work.actual
        assert page is not None
        assert actual is not None
        labels = self.remote.labels(actual.listed.id)
        work.label = [name for name in page.labels if name not in labels]
        if page.files:
            there = self.remote.files(actual.listed.id)
            work.attach = [file for file in page.files.values() if not is_whole(there.get(file.name), file)]
        work.changes += self._extras(work, page, actual)

    def _moved_away(self, work: Work, page: Desired, actual: Actual) -> Work:
        if self._was_moved(actual, page):
            work.changes = [self._change(Op.DRIFT, page, "a person moved the page; it is left where it is", actual)]
        return work

    def _was_moved(self, actual: Actual, page: Desired | None = None) -> bool:
        """Whether a person put the page somewhere else than where we left it."""
        stated = actual.record.parent if actual.record is not None else page.parent if page is not None else ""
        root, _, above = stated.partition("/")
        expected = self.parent_id(above) if above else root
        return bool(expected) and bool(actual.listed.parent) and actual.listed.parent != expected

    def parent_id(self, above: str) -> str:
        """The id of the page for a key, empty when there is none yet."""
        kept = self.manifest.pages.get(above)
        return self.places.get(above) or (kept.page if kept is not None else "")

    def _create(self, work: Work, page: Desired) -> Work:
        work.text = self.library.text(page)
        if self._blocked(work, page):
            return work
        work.put, work.label, work.attach = True, page.labels, tuple(page.files.values())
        known = self.manifest.pages.get(page.key)
        reason = "it is gone from Confluence" if known is not None else "new in git"
        work.changes = [self._change(Op.CREATE, page, reason, None), *self._extras(work, page, None)]
        return work

    def _adopt(self, work: Work, page: Desired, actual: Actual) -> Work:
        work.text = self.library.text(page)
        if self._blocked(work, page):
            return work
        trouble = self._prepare(work, page, actual)
        reason = "another publisher left its mark on it and nobody has edited it since"
        first = self._change(Op.ADOPT, page, reason, actual, diff=self._diff(actual, work.text))
        work.changes = [trouble] if trouble else [first, *self._extras(work, page, actual)]
        return work

    def _gone(self, key: str, candidates: list[Actual]) -> Work | None:
        """A page of ours that git no longer wants."""
        own = [actual for actual in candidates if self._is_ours(key, actual)]
        if not own:
            return None
        actual = own[0]
        work = Work(key, actual=actual)
        path = self.selection.paths.get(key) or (actual.record.path if actual.record else "")
        reason = self.selection.left_out.get(key, "the document is gone from git")
        title, version = actual.listed.title, actual.listed.version
        ident = actual.listed.id
        if key in self.selection.unsure:
            return None
        below = [page for page in self.space.pages if page.parent == ident and page.status == "current"]
        foreign = [page for page in below if not any(kept.page == page.id for kept in self.manifest.pages.values())]
        if foreign:
            reason = f"{reason}, but the page {foreign[0].title!r} lies below it"
            work.changes = [
                Change(
                    Op.BLOCKED, key, path, title, reason, resource=ident, version=version,
                    ways_out=("move that page elsewhere in Confluence",),
                )
            ]  # fmt: skip
            return work
        if not actual.clean and actual.root is not None:
            old = actual.record
            if old is None or canonical.fingerprint(actual.root) != old.body:
                work.archive = True
                words = f"{reason}, and a person edited the page"
                work.changes = [
                    Change(Op.DRIFT, key, path, title, words, resource=ident, version=version, pending=True)
                ]
                return work
        work.archive = True
        work.changes = [Change(Op.ARCHIVE, key, path, title, reason, resource=ident, version=version)]
        return work

    # -- wording ------------------------------------------------------------------------------------------------

    def _change(
        self,
        op: Op,
        page: Desired,
        reason: str,
        actual: Actual | None,
        *,
        ways_out: Iterable[str] = (),
        diff: str = "",
        pending: bool = False,
        detail: Mapping[str, object] | None = None,
    ) -> Change:
        listed = actual.listed if actual is not None else None
        old = actual.record if actual is not None else None
        return Change(
            op, page.key, page.path, page.title, reason, resource=listed.id if listed else "",
            version=listed.version if listed else 0, fingerprint=page.source, marker=old.source if old else "",
            pending=pending, ways_out=tuple(ways_out), diff=diff, detail=dict(detail or {}),
        )  # fmt: skip

    def _changes(self, work: Work, page: Desired, actual: Actual, text: Text | None) -> list[Change]:
        old = actual.record
        found: list[Change] = []
        if work.put:
            same = old is not None and text is not None and old.content == text.record.content
            if work.move and same and old is not None and old.title == page.title:
                found.append(self._change(Op.MOVE, page, "it belongs somewhere else", actual))
            else:
                reason = "the title has changed" if actual.listed.title != page.title else "the document has changed"
                shown = self._diff(actual, text) if text is not None else ""
                found.append(self._change(Op.UPDATE, page, reason, actual, diff=shown))
                if work.move:
                    found[-1] = self._change(Op.UPDATE, page, reason + ", and it moves", actual, diff=shown)
        return [*found, *self._extras(work, page, actual)]

    def _extras(self, work: Work, page: Desired, actual: Actual | None) -> list[Change]:
        found: list[Change] = []
        if work.attach:
            names = sorted(file.name for file in work.attach)
            found.append(self._change(Op.ATTACH, page, f"attach {', '.join(names)}", actual, detail={"files": names}))
        if work.label:
            names = list(work.label)
            found.append(
                self._change(Op.LABEL, page, f"add the labels {', '.join(names)}", actual, detail={"labels": names})
            )
        found += [
            self._change(Op.LABEL, page, f"take the label {name} away", actual, detail={"name": name})
            for name in work.unlabel
        ]
        return found

    def _diff(self, actual: Actual, text: Text) -> str:
        return readable.diff(actual.root, text.root) if actual.root is not None else ""

    def _drift(self, page: Desired, actual: Actual, edited: str, text: Text, *, pending: bool) -> Change:
        reason = f"{edited}, and git has something new for it" if pending else f"{edited}; git has nothing new"
        return self._change(
            Op.DRIFT, page, reason, actual, pending=pending, diff=self._diff(actual, text),
            ways_out=(
                "take the edit into the document", "apply with --on-drift export to get it as a patch",
                "apply with --on-drift skip or overwrite",
            ) if pending else (),
        )  # fmt: skip

    def _conflict(self, work: Work, page: Desired, holder: Listed, *, ours: bool) -> Work:
        where = {"trashed": " in the trash", "archived": " in the archive"}.get(holder.status, "")
        reason = f"a person put this page{where}" if ours else f"another page{where} has the title {holder.title!r}"
        ways = [
            f"restore page {holder.id} in Confluence" if ours else f"rename or delete page {holder.id} in Confluence",
            "purge it from the trash" if holder.status == "trashed" else
            "give the document another title" if not ours else "delete and purge it, to have it made again",
            "set confluence.parent or confluence.space to another place" if not ours else "withdraw the document",
        ]  # fmt: skip
        work.changes = [
            Change(
                Op.CONFLICT, page.key, page.path, page.title, reason, resource=holder.id, version=holder.version,
                fingerprint=page.source, ways_out=tuple(ways),
            )
        ]  # fmt: skip
        return work

    def _of_a_person(self, page: Desired, actual: Actual, name: str) -> Change:
        return self._change(
            Op.CONFLICT, page, f"a person attached a file called {name} to the page", actual,
            ways_out=("rename the file in git", "delete that attachment in Confluence", "take the file into git"),
        )  # fmt: skip

    def _blocked(self, work: Work, page: Desired) -> bool:
        """Whether the document must not leave git; then the work says so."""
        text = work.text
        entry = self.selection.entries.get(page.key)
        reason = text.refused if text is not None else ""
        if not reason and entry is not None:
            for diagnostic in self.world.inspect(entry.document):
                if diagnostic.family is Family.PRIVACY and diagnostic.severity is Severity.ERROR:
                    reason = f"{diagnostic.rule} in line {diagnostic.place.start.line}: it is not published"
                    break
        if reason:
            work.changes = [self._change(Op.BLOCKED, page, reason, work.actual)]
        return bool(reason)
