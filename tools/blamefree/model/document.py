"""One postmortem file as text with places."""

from __future__ import annotations

from functools import cached_property

from blamefree.model import postmortem as front
from blamefree.model.postmortem import Postmortem
from blamefree.model.section import Section, Titles, builtin_titles, sections
from blamefree.model.timeline import Timeline, read_timeline
from blamefree.patterns import lazy
from blamefree.text import frontmatter, inline, markdown, plainyaml, yaml12
from blamefree.text.markdown import Block
from blamefree.text.problem import Problem
from blamefree.text.source import Source
from blamefree.text.span import Place, Span
from blamefree.values import dataclass, field

_CONTROL = lazy(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u2028\u2029\ufeff\ufffe\uffff]")


@dataclass(frozen=True)
class Document:
    """A loaded document.

    ``front`` is the tree of the front matter, ``None`` when it cannot be used; then
    ``problems`` says why. ``front_span`` is the YAML between the fences, ``body_start``
    the offset of the body.
    """

    source: Source
    front: yaml12.Mapping | None
    front_span: Span
    body_start: int
    problems: tuple[Problem, ...]
    default_lang: str = "en"
    titles: Titles = field(default_factory=builtin_titles, repr=False)

    @property
    def path(self) -> str:
        """The file's path, relative to the repository's root."""
        return self.source.path

    @property
    def text(self) -> str:
        """The file's text."""
        return self.source.text

    @cached_property
    def sound(self) -> bool:
        """Whether the front matter can be relied on; the other rules wait for that."""
        return self.front is not None and not any(problem.span.start < self.body_start for problem in self.problems)

    @cached_property
    def scalars(self) -> tuple[tuple[tuple[str | int, ...], yaml12.Scalar], ...]:
        """Every value of the front matter that is neither a list nor a mapping, with its path."""
        return tuple(yaml12.scalars(self.front)) if self.front is not None else ()

    @cached_property
    def postmortem(self) -> Postmortem:
        """The typed front matter."""
        return front.read(self.front)

    @cached_property
    def _scan(self) -> markdown.Scan:
        return markdown.scan(self.text, self.body_start)

    @property
    def blocks(self) -> tuple[Block, ...]:
        """The leaf blocks of the body."""
        return self._scan.blocks

    @property
    def body_problems(self) -> tuple[Problem, ...]:
        """What is wrong with the body's block structure."""
        return self._scan.problems

    @cached_property
    def _live(self) -> inline.Live:
        return inline.live(self.text, self.blocks, self.body_start)

    @property
    def live(self) -> str:
        """The text with front matter, code, comments and escaped characters made blank; offsets stay."""
        return self._live.text

    @property
    def comments(self) -> tuple[Span, ...]:
        """Where the HTML comments of the body stand."""
        return self._live.comments

    @cached_property
    def links(self) -> tuple[inline.Link, ...]:
        """The links, images, autolinks and link references of the body."""
        text = self.text
        if "](" not in text and "]:" not in text and "<" not in text:
            return ()
        return tuple(inline.links(text, self.blocks, self.live))

    @cached_property
    def sections(self) -> tuple[Section, ...]:
        """The ``##`` sections in the order of the text."""
        return sections(self.text, self.blocks, self.titles, len(self.text))

    def section(self, key: str) -> Section | None:
        """The first section of that key."""
        return next((section for section in self.sections if section.key == key), None)

    @cached_property
    def timeline(self) -> Timeline:
        """The rows of the timeline section."""
        return read_timeline(self.text, self.section("timeline"), self.postmortem)

    @property
    def id(self) -> str:
        """The document's id, empty when it has none."""
        return self.postmortem.id.value if self.postmortem.id else ""

    @property
    def lang(self) -> str:
        """The document's language tag."""
        return self.postmortem.lang.value if self.postmortem.lang else self.default_lang

    def place(self, span: Span) -> Place:
        """``span`` with lines and columns."""
        return self.source.place(span)

    def key_span(self, *path: str) -> Span | None:
        """The span of a front-matter key, given from the top (``"times", "detected"``)."""
        node: yaml12.Node | None = self.front
        found: Span | None = None
        for name in path:
            if not isinstance(node, yaml12.Mapping) or name not in node.items:
                return None
            found, node = node.keys[name], node.items[name]
        return found

    @property
    def front_end(self) -> Span:
        """Where a missing key would be added: the closing fence of the front matter."""
        end = self.front_span.end
        return Span(end, min(end + 3, len(self.text)))


def load(source: Source, *, default_lang: str = "en", titles: Titles | None = None) -> Document:
    """Read a document. Never fails: what is wrong is in ``problems``."""
    titles = builtin_titles() if titles is None else titles
    parts = frontmatter.split(source.text)
    if isinstance(parts, Problem):
        # There is no telling where a body begins: nothing is read as one.
        return Document(source, None, Span(0, 0), len(source.text), (parts,), default_lang, titles)
    text = source.text[parts.yaml.start : parts.yaml.end]
    usual = plainyaml.read(text, parts.yaml.start)
    if usual is not None:
        return Document(source, usual, parts.yaml, parts.body, (), default_lang, titles)
    control = _CONTROL.search(text)
    if control is not None:  # the YAML reader refuses these; the rule for control characters tells
        span = Span(control.start(), control.end()).shift(parts.yaml.start)
        problem = Problem(
            "control-character",
            span,
            f"control character U+{ord(control.group()):04X} in the front matter",
            "remove it",
        )
        return Document(source, None, parts.yaml, parts.body, (problem,), default_lang, titles)
    from blamefree.text import yamltree

    tree, problems = yamltree.parse(text, parts.yaml.start)
    if not problems and not isinstance(tree, yaml12.Mapping):
        span = tree.span if tree is not None else parts.yaml
        problems = [
            Problem(
                "front-matter-not-a-mapping",
                Span(span.start, min(span.end, span.start + 80)),
                f"the front matter must be one mapping, found {yaml12.kind(tree)}",
                "write it as key: value lines",
            )
        ]
    return Document(
        source,
        tree if isinstance(tree, yaml12.Mapping) else None,
        parts.yaml,
        parts.body,
        tuple(problems),
        default_lang,
        titles,
    )
