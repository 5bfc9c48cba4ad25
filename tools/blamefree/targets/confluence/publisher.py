"""Carrying out the works of a plan, and leaving the manifest that vouches for them."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, replace
from functools import partial

from blamefree.errors import BlamefreeError, PlanRefused, RemoteProblem
from blamefree.model.ledger import Fresh, Kind
from blamefree.sync.change import Change, Op
from blamefree.sync.execute import Step, execute
from blamefree.sync.plan import Plan
from blamefree.sync.safety import OnDrift, held_back
from blamefree.sync.target import Outcome, Progress, Report
from blamefree.targets.confluence import canonical, export, record
from blamefree.targets.confluence.pages import Desired
from blamefree.targets.confluence.planner import Planner
from blamefree.targets.confluence.record import Kept, Manifest
from blamefree.targets.confluence.remote import BATCH, PageChanged, PageRefused, Stored
from blamefree.targets.confluence.work import Work
from blamefree.targets.confluence.xml import NotStorage


@dataclass(frozen=True)
class Done:
    """A work that was carried out: the page and its version now (``version`` 0: archived)."""

    work: Work
    page: str
    version: int
    odd: str = ""


@dataclass
class Publisher:
    """A plan with its works: a :class:`blamefree.sync.target.Prepared`."""

    plan: Plan
    planner: Planner
    works: Sequence[Work]
    corpus: str

    @property
    def published(self) -> int:
        """How many pages of ours there are."""
        return max(
            len(self.planner.manifest.pages),
            sum(1 for work in self.works if work.actual is not None and work.actual.listed.status == "current"),
        )

    def apply(self, changes: Sequence[Change], on_drift: OnDrift, progress: Progress) -> Report:
        """Carry out these changes."""
        wanted = {(change.key, change.op) for change in changes}
        chosen = [
            work
            for work in self.works
            if any((change.key, change.op) in wanted for change in work.changes) and self._may(work, on_drift)
        ]
        self._announce(chosen)
        steps = _steps(chosen, self._do)
        results = execute(
            steps, stops=lambda problem: not isinstance(problem, (PageChanged, PageRefused)), progress=progress
        )
        outcomes: list[Outcome] = []
        done: list[Done] = []
        for work, result in zip(chosen, results, strict=True):
            what = result.value
            if what is not None:
                done.append(what)
            message = result.problem.message if result.problem else "" if result.done else "not started"
            url = self.planner.remote.address(what.page) if what is not None and what.version else ""
            shown = work.changes if on_drift is OnDrift.OVERWRITE else [c for c in work.changes if c.op.writes]
            for change in shown:
                good = result.done or (change.op in work.achieved and "name" not in change.detail)
                outcomes.append(Outcome(change, good, "" if good and not result.done else message, url))
        problem = _problem([result.problem for result in results if result.problem])
        notes = [item.odd for item in done if item.odd]
        try:
            self._remember(done, {work.key for work in chosen if work.actual is None})
        except RemoteProblem as trouble:
            notes.append(f"the manifest was not stored ({trouble.message}); the next run reads more, nothing else")
        files = export.patches(self.planner, self.works) if on_drift is OnDrift.EXPORT else {}
        return Report(tuple(outcomes), tuple(self._entry(item) for item in done), files, tuple(notes), problem)

    @staticmethod
    def _may(work: Work, on_drift: OnDrift) -> bool:
        """Whether the work is carried out: what a person's work holds back only to overwrite it."""
        still = [change for change in work.changes if not change.op.writes]
        if not still:
            return True
        overwrite = on_drift is OnDrift.OVERWRITE and all(held_back(change) for change in still)
        return overwrite and (work.put or work.archive)

    # -- one page -----------------------------------------------------------------------------------------------

    def _do(self, work: Work) -> Done:
        if work.archive:
            self.planner.remote.archive(work.page)
            return Done(work, work.page, 0)
        page = work.desired
        assert page is not None
        if work.actual is None:
            return self._create(work)
        self._extras(work, work.page)
        version = work.actual.listed.version
        odd = ""
        if work.put:
            assert work.text is not None
            parent = self._parent(page.parent) if work.move else ""
            unfinished = "+" if work.detach else ""  # so that a run that ends here is taken up again
            note = record.message(page.key, page.source + unfinished, self.planner.world.commit)
            stored = self.planner.remote.update(work.page, page.title, work.text.storage, version, note, parent)
            version, odd = stored.version, self._odd(work, stored)
            work.achieved |= {Op.UPDATE, Op.MOVE, Op.ADOPT, Op.DRIFT, Op.BLOCKED}
        for file in work.detach:
            if not self.planner.remote.detach(file):
                odd = odd or f"{page.title!r}: {file.name} stays, because this account may not delete attachments"
        return Done(work, work.page, version, odd)

    def _create(self, work: Work) -> Done:
        page, text = work.desired, work.text
        assert page is not None and text is not None
        note = record.message(page.key, page.source, self.planner.world.commit)
        stored = self.planner.remote.create(
            self.planner.space, self._parent(page.parent), page.title, text.storage, note
        )
        self.planner.places[work.key] = stored.id
        work.achieved.add(Op.CREATE)
        self._extras(work, stored.id)
        return Done(work, stored.id, stored.version, self._odd(work, stored))

    def _extras(self, work: Work, page: str) -> None:
        """Files before the text that shows them, and labels."""
        if work.attach:
            self.planner.remote.attach(page, work.attach, fresh=work.actual is None)
            work.achieved.add(Op.ATTACH)
        if work.label:
            self.planner.remote.label(page, work.label, fresh=work.actual is None)
        for name in work.unlabel:
            self.planner.remote.unlabel(page, name)
        work.achieved.add(Op.LABEL)

    def _parent(self, stated: str) -> str:
        root, _, above = stated.partition("/")
        return self.planner.parent_id(above) if above else root

    def _odd(self, work: Work, stored: Stored) -> str:
        """Verify what was stored: a remark when it does not say what was sent."""
        if stored.body is None or work.text is None:
            return ""
        try:
            same = canonical.fingerprint_of(stored.body) == work.text.record.body
        except NotStorage:
            same = False
        return "" if same else f"{stored.title!r}: Confluence stored something else than was sent; look at the page"

    # -- what is left behind ------------------------------------------------------------------------------------

    def _announce(self, chosen: Sequence[Work]) -> None:
        """Tell the next run that pages are being made, where it might not look at the whole space to find them."""
        old, space = self.planner.manifest, self.planner.space
        made = any(work.actual is None for work in chosen)
        if made and old.shards and old.pages and len(space.pages) > BATCH and self.planner.keeps_notes:
            self.planner.remote.keep_notes(self.planner.root.id, record.pack(replace(old, open=True)))

    def _remember(self, done: Sequence[Done], made: Collection[str]) -> None:
        """Store the manifest, when that saves later runs more than it costs; ``made`` are the pages that were new."""
        old = self.planner.manifest
        pages = dict(old.pages)
        for work in self.works:
            page, actual = work.desired, work.actual
            if page is not None and actual is not None and not work.changes:
                seen = _kept(work.page, actual.listed.version, page)
                before = pages.get(work.key)
                if before is None or before.page != seen.page or before.version <= seen.version:
                    pages[work.key] = seen
        for item in done:
            if not item.version:
                pages.pop(item.work.key, None)
            elif item.work.desired is not None:
                pages[item.work.key] = _kept(item.page, item.version, item.work.desired)
        if not self.planner.keeps_notes or (pages == old.pages and not old.open):
            return
        everything = {work.key for work in self.works if work.changes} <= {item.work.key for item in done} and all(
            key in pages and pages[key].is_from(page.source) for key, page in self.planner.wanted.items()
        )
        missing = set(made) - {item.work.key for item in done}
        size = len(self.planner.space.pages) + len(made) if self.planner.whole() else old.size
        new = Manifest(pages, self.corpus if everything else "", old.shards, size, bool(missing))
        self.planner.remote.keep_notes(self.planner.root.id, record.pack(new))

    def _entry(self, item: Done) -> Fresh:
        ops = [change.op.value for change in item.work.changes if change.op.writes]
        desired = item.work.desired
        return Fresh(
            Kind.PAGE,
            {
                "document": item.work.key, "op": ops[0] if ops else Op.UPDATE.value, "page": item.page,
                "version": item.version, "title": desired.title if desired else item.work.changes[0].title,
                "url": self.planner.remote.address(item.page), "source": desired.source if desired else "",
            },
        )  # fmt: skip


def _kept(page: str, version: int, desired: Desired) -> Kept:
    return Kept(page, version, desired.source[: record.SHORT], record.short_title(desired.title))


def _steps(works: Sequence[Work], do: Callable[[Work], Done]) -> list[Step[Done]]:
    """Parents before children; a page that held others is archived when everything else is done."""
    keys = {work.key for work in works}
    found: list[Step[Done]] = []
    for work in works:
        above = work.desired.parent.partition("/")[2] if work.desired is not None else ""
        after: tuple[str, ...] = (above,) if above in keys else ()
        if work.archive and not work.key.startswith("PM-"):
            after = tuple(step.key for step in found)
        found.append(Step(work.key, partial(do, work), after))
    return found


def _problem(problems: Sequence[BlamefreeError]) -> BlamefreeError | None:
    """What ends the command: what concerns everything before what concerns one page."""
    _ranked: Collection[BlamefreeError] = sorted(problems, key=lambda one: isinstance(one, (PageChanged, PageRefused)))
    for problem in _ranked:
        if isinstance(problem, PageChanged):
            return PlanRefused(problem.message, problem.hint)
        return problem
    return None
