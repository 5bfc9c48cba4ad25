"""The whole site as artifacts: paths below the staged folder, made only where something changed."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence

from blamefree.site import data, feeds, find, handbook, home, insights, lists, paths, postmortem, register
from blamefree.site.artifact import Artifact, key_of
from blamefree.site.entry import Entry, Part
from blamefree.site.library import Library
from blamefree.site.prose import LEFT_OUT
from blamefree.site.related import Relation, Relations

Parts = Callable[[Entry], Sequence[Part]]


def build(
    library: Library, parts: Parts, assets: Mapping[str, bytes], pages: Mapping[str, str], stamp: str
) -> Iterator[Artifact]:
    """Every file of the site.

    ``parts`` gives the sections of an entry's document, ``assets`` are styles and scripts, ``pages`` the handbook's
    texts by path, and ``stamp`` names the code that builds. Outsiders are not even told the ids of documents that
    are not for them.
    """
    for artifact in _everything(library, parts, pages, stamp):
        yield artifact._replace(make=_discreet(library, artifact.make)) if library.edition.public else artifact
    for path, content in assets.items():
        yield Artifact(path, lambda content=content: content)  # type: ignore[misc]


_ID = re.compile(r"\bPM-\d{4}-\d{4}\b", re.IGNORECASE)


def _discreet(library: Library, make: Callable[[], str | bytes | list[str]]) -> Callable[[], str | bytes]:
    known = library.by_id

    def made() -> str | bytes:
        content = make()
        if isinstance(content, bytes):
            return content
        text = content if isinstance(content, str) else "".join(content)
        return _ID.sub(lambda found: found.group() if found.group().upper() in known else LEFT_OUT, text)

    return made


def _everything(library: Library, parts: Parts, pages: Mapping[str, str], stamp: str) -> Iterator[Artifact]:
    relations = Relations(library)
    for entry in library.entries:
        yield _postmortem(library, entry, parts, relations, stamp)
    yield Artifact("index.md", lambda: home.render(library, library.words, ""))
    yield from lists.build(library)
    yield from find.build(library)
    yield from paths.build(library)
    yield from insights.build(library)
    yield from handbook.build(library, pages)
    yield from register.build(library)
    yield from data.build(library, stamp)
    yield from feeds.build(library)


def _postmortem(library: Library, entry: Entry, parts: Parts, relations: Relations, stamp: str) -> Artifact:
    found: list[Sequence[Relation]] = []  # found once, and only when the page is looked at

    def related() -> Sequence[Relation]:
        if not found:
            found.append(relations.of(entry))
        return found[0]

    return Artifact(
        entry.path,
        lambda: postmortem.render(library, entry, parts(entry), related()),
        lambda: _depends(library, entry, related(), stamp),
    )


def _depends(library: Library, entry: Entry, related: Sequence[Relation], stamp: str) -> str:
    resolve = postmortem.resolver(library, entry.path, entry.anchors)
    return key_of(
        (
            stamp,
            entry.digest,
            library.ledger,
            [resolve(target, False) for target in entry.targets],
            [(item.entry.digest, item.reasons, item.why) for item in related],
            [
                (service, *(other and (other.id, other.title, other.page) for other in pair))
                for service, pair in library.neighbours(entry).items()
            ],
            [(act.overdue_days, act.told) for act in library.acts_of(entry)],
        )
    )
