"""Changes in words: what would be done with a page, why, and the ways out."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from blamefree.sync.change import Change, Op
from blamefree.targets.confluence import readable
from blamefree.targets.confluence.pages import Desired, Text
from blamefree.targets.confluence.remote import Listed
from blamefree.targets.confluence.work import Actual, Work


def change(
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
    """One change of a page, with the version that was seen as its precondition."""
    listed = actual.listed if actual is not None else None
    old = actual.record if actual is not None else None
    return Change(
        op, page.key, page.path, page.title, reason, resource=listed.id if listed else "",
        version=listed.version if listed else 0, fingerprint=page.source, marker=old.source if old else "",
        pending=pending, ways_out=tuple(ways_out), diff=diff, detail=dict(detail or {}),
    )  # fmt: skip


def changes(work: Work, page: Desired, actual: Actual, text: Text | None) -> list[Change]:
    """The changes of a page that is there: its text or place, its files, its labels."""
    old = actual.record
    found: list[Change] = []
    if work.put:
        same = old is not None and text is not None and old.content == text.record.content
        if work.move and same and old is not None and old.title == page.title:
            found.append(change(Op.MOVE, page, "it belongs somewhere else", actual))
        else:
            reason = "the title has changed" if actual.listed.title != page.title else "the document has changed"
            shown = difference(actual, text) if text is not None else ""
            found.append(change(Op.UPDATE, page, reason, actual, diff=shown))
            if work.move:
                found[-1] = change(Op.UPDATE, page, reason + ", and it moves", actual, diff=shown)
    return [*found, *extras(work, page, actual)]


def extras(work: Work, page: Desired, actual: Actual | None) -> list[Change]:
    """The changes of files and labels: one a request."""
    found: list[Change] = []
    if work.attach:
        names = sorted(file.name for file in work.attach)
        found.append(change(Op.ATTACH, page, f"attach {', '.join(names)}", actual, detail={"files": names}))
    found += [
        change(Op.ATTACH, page, f"put {name} into the trash: nothing refers to it", actual, detail={"name": name})
        for name in sorted(file.name for file in work.detach)
    ]
    if work.label:
        names = list(work.label)
        found.append(change(Op.LABEL, page, f"add the labels {', '.join(names)}", actual, detail={"labels": names}))
    found += [
        change(Op.LABEL, page, f"take the label {name} away", actual, detail={"name": name}) for name in work.unlabel
    ]
    return found


def difference(actual: Actual, text: Text) -> str:
    """What would change in the text, for readers; empty when the text was not read."""
    return readable.diff(actual.root, text.root) if actual.root is not None else ""


def drift(page: Desired, actual: Actual, edited: str, text: Text, *, pending: bool) -> Change:
    """A person's edit, with or without news from git."""
    reason = f"{edited}, and git has something new for it" if pending else f"{edited}; git has nothing new"
    return change(
        Op.DRIFT, page, reason, actual, pending=pending, diff=difference(actual, text),
        ways_out=(
            "take the edit into the document", "apply with --on-drift export to get it as a patch",
            "apply with --on-drift skip or overwrite",
        ) if pending else (),
    )  # fmt: skip


def conflict(work: Work, page: Desired, holder: Listed, *, ours: bool) -> Work:
    """The work of a page that cannot be published, because of the page that holds its title or its place."""
    where = {"trashed": " in the trash", "archived": " in the archive"}.get(holder.status, "")
    reason = f"the page lies{where} now" if ours else f"another page{where} has the title {holder.title!r}"
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


def of_a_person(page: Desired, actual: Actual, name: str) -> Change:
    """A person's attachment stands under the name of one of ours."""
    return change(
        Op.CONFLICT, page, f"a person attached a file called {name} to the page", actual,
        ways_out=("rename the file in git", "delete that attachment in Confluence", "take the file into git"),
    )  # fmt: skip
