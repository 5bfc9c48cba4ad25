"""The desired pages: every selected document as it is to stand in Confluence."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cached_property, partial
from urllib.parse import quote, unquote, urlsplit

from blamefree import __version__
from blamefree.model.document import Document
from blamefree.model.ledger import Kind
from blamefree.rendering.tree import Renderer
from blamefree.sync.target import World
from blamefree.targets.confluence import canonical, containers, frame, gate, picture, record
from blamefree.targets.confluence.containers import Container
from blamefree.targets.confluence.frame import Surroundings
from blamefree.targets.confluence.macros import Node, macro
from blamefree.targets.confluence.record import Record
from blamefree.targets.confluence.remote import File
from blamefree.targets.confluence.select import Entry, Selection, resolve
from blamefree.targets.confluence.storage import Converter, Target, safe_address
from blamefree.targets.confluence.timeline import timeline_table
from blamefree.targets.confluence.words import Words
from blamefree.targets.confluence.xml import Element, element, extend, serialise

LAYOUT = 2  # raised when pages of the same document are to look different


@dataclass(frozen=True)
class Desired:
    """A page as it is to be, but for its text, which a :class:`Library` makes.

    ``source`` is the fingerprint of all it is made of, ``parent`` is ``<id of the root page>/<key of the page above>``.
    ``own`` are the files of the document's folder, ``draw`` makes the picture that is attached beside them.
    """

    key: str
    path: str
    title: str
    labels: tuple[str, ...]
    own: Mapping[str, File]
    source: str
    parent: str = ""
    draw: Callable[[], File | None] = field(default=lambda: None, repr=False, compare=False)

    @cached_property
    def files(self) -> Mapping[str, File]:
        """All files to attach, by name."""
        made = self.draw()
        if made is None or made.name.casefold() in {name.casefold() for name in self.own}:
            return self.own
        return {**self.own, made.name: made}


@dataclass(frozen=True)
class Text:
    """A page's text. ``refused`` says why it must not be published; ``root`` is the tree for comparing."""

    record: Record
    root: Element = field(repr=False)
    refused: str = ""

    @property
    def storage(self) -> str:
        """Storage format."""
        return serialise(self.root)


class Library:
    """Makes desired pages out of a selection; renders a page only when its text is asked for."""

    def __init__(self, world: World, selection: Selection) -> None:
        self.world = world
        self.selection = selection
        self._renderer: Renderer | None = None
        settings = world.settings
        self.titles = {key: entry.title for key, entry in selection.entries.items()}
        self.hierarchy = containers.arrange(settings, selection)
        self.by_path = {entry.document.path: entry for entry in selection.entries.values()}
        jira = settings.jira.site_url or settings.jira.url
        self.around = Surroundings(
            settings.severities, world.ledger, world.source_url, jira if "/ex/jira/" not in jira else "",
            settings.confluence.backend == "datacenter", self.titles, settings.site.edit_url,
        )  # fmt: skip

    def pages(self, root: str) -> dict[str, Desired]:
        """All desired pages by key, parents before children; ``root`` is the id of the root page."""
        found = {key: self._container(one, root) for key, one in self.hierarchy.containers.items()}
        for key, entry in self.selection.entries.items():
            found[key] = self.desired(entry, f"{root}/{self.hierarchy.of.get(key, '')}")
        return found

    def _container(self, one: Container, root: str) -> Desired:
        """A page that holds others."""
        parent = f"{root}/{one.above}"
        value = [LAYOUT, __version__, one.key, one.title, parent, self.world.settings.lang]
        source = hashlib.sha256(json.dumps(value, ensure_ascii=False).encode()).hexdigest()[:24]
        return Desired(one.key, "", one.title, (containers.LABEL,), {}, source, parent)

    def desired(self, entry: Entry, parent: str) -> Desired:
        """One page, not rendered."""
        files = {file.name: file for file in entry.files.values()}
        return Desired(
            entry.key, entry.document.path, entry.title, entry.labels, files, self._source(entry, parent), parent,
            partial(self._drawn, entry),
        )  # fmt: skip

    def _drawn(self, entry: Entry) -> File | None:
        wanted = self.world.settings.confluence.timeline_picture
        return picture.drawn(entry.document, Words(entry.document.lang)) if wanted else None

    def _source(self, entry: Entry, parent: str) -> str:
        """The fingerprint of everything that the page depends on, but for the commit in its banner."""
        document = entry.document
        near = {item.id.value: self.titles.get(item.id.value) for item in document.postmortem.related if item.id}
        for link in document.links:
            other = self.by_path.get(resolve(document, link.target))
            if other is not None:
                near[other.document.path] = other.title
        value = [
            LAYOUT, __version__, document.path, hashlib.sha256(document.text.encode("utf-8", "replace")).hexdigest(),
            entry.title, entry.labels, sorted((file.name, file.digest) for file in entry.files.values()),
            sorted(near.items()), self._decisions(document), self.around.severities, self.around.source_url,
            self.around.jira_url, self.around.jira_macro, self.around.edit_url, document.lang, parent,
            self.world.settings.confluence.timeline_picture,
        ]  # fmt: skip
        return hashlib.sha256(json.dumps(value, ensure_ascii=False, sort_keys=True).encode()).hexdigest()[:24]

    def _decisions(self, document: Document) -> object:
        ledger = self.world.ledger
        if ledger is None:
            return None
        found = []
        for action in document.postmortem.actions:
            decision = ledger.decision(document.id, action.name, action.fingerprint)
            made = ledger.latest(Kind.ISSUE, document.id, action.name)
            shown = [decision.state, decision.current, decision.pr, list(decision.logins)] if decision else None
            found.append([action.name, shown, made.text("key") if made else ""])
        return found

    def text(self, page: Desired) -> Text:
        """Render a page."""
        entry = self.selection.entries.get(page.key)
        if entry is None:
            root = containers.page(self.hierarchy.containers[page.key], self.world.settings)
            told = canonical.fingerprint(root)
            return finish(page, root, told, told)
        document, words = entry.document, Words(entry.document.lang)
        toc = macro("toc", {"minLevel": "2", "maxLevel": "3"})
        bare = frame.banner(document, words, self.around, "")
        root = element("storage", {}, bare)
        extend(root, [frame.properties(document, words, self.around), toc, *self._body(entry, words, page)])
        told = canonical.canonical(root)
        root[0] = frame.banner(document, words, self.around, self.world.commit)
        whole = told.replace(canonical.canonical(bare), canonical.canonical(root[0]), 1)
        return finish(page, root, canonical.digest(told), canonical.digest(whole))

    def _body(self, entry: Entry, words: Words, page: Desired) -> list[Node]:
        if self._renderer is None:
            self._renderer = Renderer()
        document = entry.document
        html = self._renderer.render(document.text[document.body_start :])
        converter = Converter(_DocumentLinks(entry, self), places={"actions"})
        found: list[Node] = []
        had: set[str] = set()
        for key, title, parts in sections(document, html):
            if title is not None:
                found.extend(converter.element(title))
            body = converter.convert(extend(element("div"), parts))
            if key == "timeline":
                body = timeline_table(body, words)
                if picture.name_of(document) in page.files.keys() - page.own.keys() and key not in had:
                    body.insert(0, picture.shown(document, words))
            elif key == "impact":
                body = [*frame.measures(document, words), *body]
            elif key == "factors":
                body = [*frame.factors(document, words), *body]
            elif key == "summary" and body:
                body = [macro("excerpt", {}, body)]
            had.add(key)
            found.extend(body)
        for key, extra in (("impact", frame.measures), ("factors", frame.factors)):
            more = extra(document, words) if key not in had else []
            if more:
                found += [element("h2", {}, words["measure" if key == "impact" else "factor"]), *more]
        return [*found, *frame.actions(document, words, self.around)]


def finish(page: Desired, root: Element, content: str, body: str) -> Text:
    """A page's tree with its record in it, examined at the gate; the fingerprints are without and with the commit."""
    made = Record(
        page.key, page.source, body, content, page.title, page.path, page.parent, page.labels,
        {name: file.digest for name, file in page.files.items()},
    )  # fmt: skip
    first = next((node for node in root.iter("p")), None)
    holder = first if first is not None else root
    holder.insert(0, record.anchor(made))
    if holder.text:
        holder[0].tail, holder.text = holder.text, None
    return Text(made, root, gate.examine(serialise(root)))


def sections(document: Document, html: Element) -> list[tuple[str, Element | None, list[Element | str]]]:
    """The rendered body cut at its second-level headings: key of the section, its heading, what follows."""
    known = [section.key or "" for section in document.sections]
    found: list[tuple[str, Element | None, list[Element | str]]] = [("", None, [])]
    place = 0
    for child in list(html):
        tail, child.tail = child.tail, None
        if child.tag == "h2":
            found.append((known[place] if place < len(known) else "", child, []))
            place += 1
        else:
            found[-1][2].append(child)
        if tail and tail.strip():
            found[-1][2].append(tail)
    return found


class _DocumentLinks:
    """Resolves the links of one document."""

    def __init__(self, entry: Entry, library: Library) -> None:
        self.entry = entry
        self.library = library

    def link(self, href: str) -> Target | None:
        """Where a link leads."""
        if href.startswith("#"):
            return Target(place=unquote(href[1:])) if len(href) > 1 else None
        address = safe_address(href)
        if address:
            return Target(address=address)
        path = resolve(self.entry.document, href)
        if not path:
            return None
        place = unquote(urlsplit(href).fragment)
        other = self.library.by_path.get(path)
        if other is not None:
            same = other.document.path == self.entry.document.path
            return Target(page="" if same and place else other.title, place=place)
        if path in self.entry.files:
            return Target(file=self.entry.files[path].name)
        source = self.library.world.source_url
        if source and path.startswith("postmortems/handbook/"):
            return Target(address=f"{source}/blob/HEAD/{quote(path)}")
        return None

    def image(self, src: str) -> str | None:
        """The attached picture."""
        file = self.entry.files.get(resolve(self.entry.document, src))
        return file.name if file is not None and file.media_type.startswith("image/") else None
