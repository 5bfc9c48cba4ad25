"""The plan: what git wants, what we left, what Confluence has now."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import partial

from blamefree.diagnostics.diagnostic import Family, Severity
from blamefree.sync.change import Change, Op
from blamefree.sync.compare import Verdict, compare
from blamefree.sync.execute import Step, execute
from blamefree.targets.confluence import canonical, comments, record, wording
from blamefree.targets.confluence.pages import Desired, Library
from blamefree.targets.confluence.record import Record
from blamefree.targets.confluence.remote import comment_of, is_whole
from blamefree.targets.confluence.select import Selection
from blamefree.targets.confluence.view import OWN_TITLE, View
from blamefree.targets.confluence.work import Actual, Work
from blamefree.targets.confluence.xml import NotStorage, parse

_OURS = comment_of("")


def _last(key: str) -> tuple[bool, str]:
    """The order in which pages are archived: those that hold others last, months before their years."""
    return (not OWN_TITLE.match(key), "" if key.startswith("month-") else key)


def _beside(one: Record) -> str:
    """Everything of a page but its text."""
    return f"{one.title} {sorted(one.labels)} {sorted(one.files.items())} {one.parent}"


class Planner(View):
    """Makes a plan."""

    def works(self, selection: Selection) -> list[Work]:
        """Compare everything; what is as it should be gives a work without changes."""
        self.selection = selection
        self.library = Library(self.world, selection)
        desired = self.wanted = self.library.pages(self.root.id)
        self.look(desired)
        if self.world.named is not None and not self.whole():
            desired = {key: page for key, page in desired.items() if key in self.world.named}
        found = {key: self.candidates(key, page.title) for key, page in desired.items()}
        gone = {
            key: pages
            for key in {*self.manifest.pages, *self.by_key} - self.wanted.keys()
            if (pages := [page for page in self.candidates(key, "") if page.status == "current"])
        }
        actual = self.read(desired, found, gone)
        self.places = {key: page.id for key in self.library.hierarchy.containers for page in found.get(key, ())[:1]}
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

    # -- deciding -----------------------------------------------------------------------------------------------

    def _page(self, page: Desired, candidates: list[Actual]) -> Work:
        work = Work(page.key, desired=page)
        own = [actual for actual in candidates if self.is_ours(page.key, actual)]
        live = [actual for actual in own if actual.listed.status == "current"]
        actual = next(iter([*live, *own]), None)
        holder = self.by_title.get(page.title.casefold())
        if holder is not None and (actual is None or holder.id != actual.listed.id):
            adoptable = actual is None and holder.status == "current" and record.mark_in(holder.message)
            if not adoptable:
                return wording.conflict(work, page, holder, ours=False)
            actual = next(one for one in candidates if one.listed.id == holder.id)
            work.actual = actual
            return self._adopt(work, page, actual)
        if actual is None:
            return self._create(work, page)
        work.actual = actual
        if actual.listed.status != "current":
            return wording.conflict(work, page, actual.listed, ours=True)
        if self.as_wanted(page, actual.listed):
            return self._moved_away(work, page, actual)
        return self._compare(work, page, actual)

    def _compare(self, work: Work, page: Desired, actual: Actual) -> Work:
        old = actual.record
        work.text = self.library.text(page)
        wanted = work.text.record
        edited = self._edit_of(page, actual)
        text, titled = "another", old.title if old is not None else ""  # another: the record does not tell
        if old is not None and (edited or actual.root is None or canonical.fingerprint(actual.root) == old.body):
            text = old.content
        if actual.root is not None and canonical.same(actual.root, work.text.root):
            text = wanted.content
            if actual.listed.title == page.title:
                edited, titled = "", page.title  # a person's edit says what git says: there is nothing to lose
        left = f"{text} {_beside(replace(old, title=titled))}" if old is not None else ""
        verdict = compare(f"{wanted.content} {_beside(wanted)}", left, "edited" if edited else left)
        if verdict is Verdict.SAME:
            work.unsure = not actual.known
            return self._moved_away(work, page, actual)
        if edited:
            pending = verdict is Verdict.BOTH
            if pending and self._blocked(work, page):
                return work
            work.changes = [wording.drift(page, actual, edited, work.text, pending=pending)]
            self._prepare(work, page, actual)
            return work
        if self._blocked(work, page):
            return work
        trouble = self._prepare(work, page, actual)
        work.changes = [trouble] if trouble else wording.changes(work, page, actual, work.text)
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
        gone = {name: digest for name, digest in (old.files if old else {}).items() if name not in page.files}
        work.attach = [file for file in changed if file.name not in page.own]  # the name is ours, whatever it holds
        changed = [file for file in changed if file.name in page.own]
        if changed or gone:
            there = self.remote.files(actual.listed.id)
            for file in changed:
                known = there.get(file.name)
                if known is not None and not known.comment.startswith(_OURS):
                    return wording.of_a_person(page, actual, file.name)
            work.attach += [file for file in changed if not is_whole(there.get(file.name), file)]
            work.detach = [
                there[name] for name, digest in gone.items()
                if name in there and there[name].comment == comment_of(digest)
            ]  # fmt: skip
        if actual.root is not None and work.text is not None:
            lost = comments.relocate(actual.root, work.text.root)
            if lost:
                still = self.remote.open_comments(actual.listed.id)
                lost = [mark for mark in lost if mark.ref in still]
            if lost:
                return wording.change(
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
        there = self.remote.files(actual.listed.id)
        work.attach = [file for file in page.files.values() if not is_whole(there.get(file.name), file)]
        work.detach = [
            one for name, one in there.items() if name not in page.files and one.comment.startswith(_OURS)
        ]  # fmt: skip
        work.changes += wording.extras(work, page, actual)

    def _moved_away(self, work: Work, page: Desired, actual: Actual) -> Work:
        if self._was_moved(actual, page):
            work.changes = [wording.change(Op.DRIFT, page, "a person moved the page; it is left where it is", actual)]
        return work

    def _was_moved(self, actual: Actual, page: Desired | None = None) -> bool:
        """Whether a person put the page somewhere else than where we left it."""
        stated = actual.record.parent if actual.record is not None else page.parent if page is not None else ""
        root, _, above = stated.partition("/")
        expected = self.parent_id(above) if above else root
        return bool(expected) and bool(actual.listed.parent) and actual.listed.parent != expected

    def _create(self, work: Work, page: Desired) -> Work:
        work.text = self.library.text(page)
        if self._blocked(work, page):
            return work
        work.put, work.label, work.attach = True, page.labels, list(page.files.values())
        known = self.manifest.pages.get(page.key)
        reason = "it is gone from Confluence" if known is not None else "new in git"
        work.changes = [wording.change(Op.CREATE, page, reason, None), *wording.extras(work, page, None)]
        return work

    def _adopt(self, work: Work, page: Desired, actual: Actual) -> Work:
        work.text = self.library.text(page)
        if self._blocked(work, page):
            return work
        trouble = self._prepare(work, page, actual)
        reason = "another publisher left its mark on it and nobody has edited it since"
        first = wording.change(Op.ADOPT, page, reason, actual, diff=wording.difference(actual, work.text))
        work.changes = [trouble] if trouble else [first, *wording.extras(work, page, actual)]
        return work

    def _gone(self, key: str, candidates: list[Actual]) -> Work | None:
        """A page of ours that git no longer wants."""
        own = [actual for actual in candidates if self.is_ours(key, actual)]
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
            work.changes = [wording.change(Op.BLOCKED, page, reason, work.actual)]
        return bool(reason)
