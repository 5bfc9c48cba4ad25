"""Reads a document's prose once, for all language rules."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterator, Sequence
from functools import partial

from blamefree.diagnostics.diagnostic import Diagnostic, Severity
from blamefree.language import rough
from blamefree.language.agent import Being
from blamefree.language.detect import LEAST, choose, vote
from blamefree.language.engine import Known, Verdict, examine
from blamefree.language.frames import Line
from blamefree.language.pack import Pack
from blamefree.language.screen import Place
from blamefree.model.document import Document
from blamefree.rules.api import SILENT, Context, Rule, fix
from blamefree.rules.language import _silence as silence
from blamefree.rules.language._packs import for_one, foreign_words, pack, primary, small_words
from blamefree.text import prose
from blamefree.text.markdown import Block
from blamefree.text.span import Span
from blamefree.values import dataclass

_KEY = "language verdicts"
_TAG = "language of the document"
_FOREIGN = 4
"""Different small words of another language that make it worth asking each block for its language."""

_CLOSING = frozenset(" .!?…\"'”’»)]")
"""What a sentence may end with."""

_Places = Sequence[Place]
"""Stretches of a text that are apart from each other, in order."""


@dataclass(frozen=True, slots=True)
class Told:
    """A verdict, where it stands in the file, and the pack that speaks."""

    verdict: Verdict
    span: Span
    agent: Span | None
    trigger: str
    who: str
    pack: Pack


def check(rule: Rule, document: Document, context: Context) -> Iterator[Diagnostic]:
    """The diagnostics of one rule on a document."""
    for told in by_rule(document, context).get(rule.name, ()):
        yield _diagnostic(rule, document, told)


def _diagnostic(rule: Rule, document: Document, told: Told) -> Diagnostic:
    verdict, pack_ = told.verdict, told.pack
    text = pack_.messages[verdict.rule]
    being = pack_.beings.get(verdict.being.value, verdict.being.value) if verdict.being else ""
    words = {"trigger": told.trigger, "agent": told.who or pack_.somebody}
    related = []
    if told.agent is not None:
        related.append((told.agent, pack_.agent_note.format(agent=told.who, being=being)))
    return rule.at(
        document,
        told.span,
        f"{text.title}: {_filled(text.why, words)}",
        _filled(text.ask, words),
        severity=Severity[verdict.severity.upper()],
        category=verdict.category,
        fix=fix(document, pack_.fix_note.replace("{text}", verdict.fix), (told.span, verdict.fix))
        if verdict.fix
        else None,
        related=related,
    )


def _filled(text: str, words: dict[str, str]) -> str:
    for name, value in words.items():
        text = text.replace(f"{{{name}}}", value)
    return text


def by_rule(document: Document, context: Context) -> dict[str, list[Told]]:
    """The verdicts on a document by the rule that tells them; found once for all rules."""
    known: tuple[Document, dict[str, list[Told]]] | None = context.memo.get(_KEY)
    if known is not None and known[0] is document:
        return known[1]
    found: dict[str, list[Told]] = {}
    for told in read(document, context):
        found.setdefault(told.verdict.rule, []).append(told)
    context.memo[_KEY] = (document, found)
    tag = context.memo.get(_TAG)
    if tag is not None and context.derived.silent(document.path) is not None:
        told_of = [told.span for several in found.values() for told in several]
        context.memo[SILENT] = silence.noted(document, tag, told_of)
    return found


def read(document: Document, context: Context) -> Iterator[Told]:
    """Every verdict on a document: its front matter first, then its blocks."""
    values = silence.fields(document)
    body = document.text[document.body_start :]
    text = "|".join([body, *[value.value for value in values]])
    bare = rough.body(text)
    tag = primary(document.lang)
    small = small_words(context, tag)
    if document.postmortem.lang is None:
        tag = choose(vote(set(rough.lowered(bare[: len(body)]).split()), small), tag)
    own = pack(tag, context)
    if own is None:
        return
    foreign = foreign_words(small, tag)
    context.memo[_TAG] = tag

    def unheard() -> tuple[str, str]:
        noted = context.derived.silent(document.path)
        if not noted:
            return document.text, rough.lowered(bare)
        new = silence.unheard(document, tag, noted, foreign)
        return new, rough.flat(new)

    own = for_one(own, unheard, context)
    plausible, strange = own.screen.survey(bare, text, foreign)
    if plausible and plausible[-1].start > len(body):
        for value in values:
            if own.screen.any(rough.sentences(rough.rough(value.value)), "?" in value.value):
                yield from _told(prose.plain(document.text, value.span, value.value), own)
    veiled = [Place(start, stop, None) for start, stop in rough.together(rough.hiding(body, bare))]
    if plausible or strange or veiled:
        speech = _Speech(tag, small, foreign, own, context, lambda: (document.text, rough.lowered(bare)))
        yield from _Body(document, bare[: len(body)], own, speech).read(plausible, strange, veiled)


class _Speech:
    """Which pack reads a block: that of the document, or of another language when its small words say so."""

    def __init__(
        self,
        tag: str,
        small: dict[str, frozenset[str]],
        foreign: frozenset[str],
        own: Pack,
        context: Context,
        text: Callable[[], tuple[str, str]],
    ) -> None:
        """``text`` gives the whole document, as it is written and as flat text."""
        self.tag, self.small, self.foreign, self.own, self.context = tag, small, foreign, own, context
        self.text = text
        self.flat = ""
        self.packs: dict[str, Pack] = {}

    def reader(self, document: Document, block: Block, strange: str) -> Pack:
        """The pack for a block; ``strange`` are those of its rough sentences that have words of other languages."""
        tag, small = self.tag, self.small
        if sum(map(self.foreign.__contains__, [word.rstrip(":") for word in strange.lower().split()])) < LEAST:
            return self.own
        self.flat = self.flat or rough.flat(document.text)
        words = self.flat[block.start : block.end].split()
        if choose(vote(words, small), tag) == tag:
            return self.own
        others = [name for name, stop in small.items() if name != tag and _foreign(self.flat, stop)]
        spoken = choose(vote(words, {name: small[name] for name in (tag, *others)}), tag)
        return self._pack(spoken)

    def _pack(self, tag: str) -> Pack:
        if tag == self.tag:
            return self.own
        found = self.packs.get(tag)
        if found is None:
            whole = pack(tag, self.context)
            found = self.packs[tag] = self.own if whole is None else for_one(whole, self.text, self.context)
        return found


class _Body:
    """The blocks of one document; ``bare`` is the rough text of its body."""

    def __init__(self, document: Document, bare: str, own: Pack, speech: _Speech) -> None:
        self.document, self.own, self.speech = document, own, speech
        self.text, self.start, self.bare = document.text, document.body_start, bare
        self.blocks = document.blocks
        self.begins = [block.start for block in self.blocks]

    def read(self, plausible: _Places, strange: _Places, veiled: _Places) -> Iterator[Told]:
        """The verdicts on the blocks with places that are plausible, in another language or hard to see."""
        likely, foreign, hidden = self.near(plausible), self.near(strange), self.near(veiled)
        for number in sorted({*likely, *foreign, *hidden}):
            block = self.blocks[number]
            if not prose.read(block) or rough.endless(self.text, block.start, block.end):
                continue
            reader = self.own
            if number in foreign:
                strange_ = " ".join([self.rough(Span(*place[:2])) for place in foreign[number]])
                reader = self.speech.reader(self.document, block, strange_)
            seen = (
                [place for place in likely.get(number, ()) if self.within(place, block)] if reader is self.own else []
            )
            covered = hidden.get(number, [])
            if seen or covered or reader is not self.own and self.any(block, reader):
                for piece in prose.proses(self.text, block, partial(self.wanted, reader, seen, covered)):
                    if reader is self.own:
                        hearing = _Hearing(self, piece, seen, covered)
                        yield from _told(piece, reader, hearing.known, hearing.quiet)
                        hearing.dismiss(block)
                    else:
                        yield from _told(piece, reader)

    def near(self, places: _Places) -> dict[int, list[Place]]:
        """Each place by the numbers of the blocks that it touches, with offsets in the file."""
        found: dict[int, list[Place]] = {}
        blocks, begins = self.blocks, self.begins
        for start, stop, lines in places:
            begin, end = start + self.start, stop + self.start
            number = max(bisect_right(begins, begin) - 1, 0)
            while number < len(blocks) and begins[number] < end:
                if blocks[number].end > begin:
                    found.setdefault(number, []).append(Place(begin, end, lines))
                number += 1
        return found

    def within(self, place: Place, block: Block) -> bool:
        """Whether what of a place lies in a block is plausible by itself."""
        begin, end, _ = place
        if block.start <= begin and end <= block.end:
            return True
        part = rough.sentences(self.rough(Span(max(begin, block.start), min(end, block.end))))
        return self.own.screen.any(part, self.text.find("?", block.start, block.end) >= 0)

    def wanted(self, reader: Pack, seen: _Places, covered: _Places, span: Span) -> bool:
        """Whether a cell of a table may hold something."""
        if _touched(seen, span) is not None or _touched(covered, span) is not None:
            return True
        return reader is not self.own and self.any(span, reader)

    def any(self, span: Span | Block, reader: Pack) -> bool:
        """Whether something between two offsets in the file is plausible."""
        asked = self.text.find("?", span.start, span.end) >= 0
        return reader.screen.any(rough.sentences(self.rough(span)), asked)

    def rough(self, span: Span | Block) -> str:
        """The rough text between two offsets in the file."""
        return self.bare[span.start - self.start : span.end - self.start]


class _Hearing:
    """What the first look has told about a piece of prose, and what reading it has told about its places."""

    def __init__(self, body: _Body, piece: prose.Prose, seen: _Places, covered: _Places) -> None:
        self.body, self.piece, self.seen, self.covered = body, piece, seen, covered
        self.crossed = False
        self.left: dict[int, int] = {}
        """By the place, how many of its sentences may have something to say."""

    def known(self, start: int, end: int) -> Sequence[Line] | None:
        """The frames that could match in a sentence of the piece; ``None`` when it is more than a place."""
        body, span = self.body, self.piece.origin(start, end)
        if self.covered and _touched(self.covered, Span(span.start - 8, span.end + 8)) is not None:
            return None  # marks stand around it
        text, last = self.piece.text, end
        while last > start and text[last - 1] in _CLOSING:  # the mark that ends a sentence also ends its place
            last -= 1
        stop = span.end if last == end else self.piece.origin(start, last).end
        place = _touched(self.seen, span)
        if body.bare.find("\n", span.start - body.start, stop - body.start) >= 0:
            self.crossed = True
            return None
        if place is None:
            return ()
        self.left[place.start] = self.left.get(place.start, 0) + 1
        return place.lines

    def quiet(self, start: int, end: int) -> None:
        """There is nothing to say about a sentence, whatever stands around it."""
        place = _touched(self.seen, self.piece.origin(start, end))
        if place is not None and place.start in self.left:
            self.left[place.start] -= 1

    def dismiss(self, block: Block) -> None:
        """Remember of the places in the block about which there is nothing to say that it is so."""
        body = self.body
        for place in () if self.crossed else self.seen:
            if self.left.get(place.start) == 0 and block.start <= place.start and place.end <= block.end:
                begin = body.bare.rfind("\n", 0, place.start - body.start) + 1
                end = body.bare.find("\n", place.end - body.start)
                body.own.screen.dismiss(body.bare[begin : end if end >= 0 else len(body.bare)])


def _touched(places: _Places, span: Span) -> Place | None:
    """The last of these places, which are apart and in order, that lies partly between two offsets."""
    at = bisect_left(places, (span.end, 0)) - 1
    return places[at] if at >= 0 and places[at].end > span.start else None


def _foreign(shallow: str, stop: frozenset[str]) -> bool:
    found = 0
    for word in stop:
        if f" {word} " in shallow:
            found += 1
            if found == _FOREIGN:
                return True
    return False


def _told(
    piece: prose.Prose,
    reader: Pack,
    known: Known = lambda start, end: None,
    quiet: Callable[[int, int], None] = lambda start, end: None,
) -> Iterator[Told]:
    text = piece.text
    for verdict in examine(text, reader, known, quiet):
        agent = piece.origin(verdict.agent_start, verdict.agent_end) if verdict.being else None
        trigger = " ".join(text[verdict.start : verdict.end].split())
        who = " ".join(text[verdict.agent_start : verdict.agent_end].split())
        if verdict.being is not Being.NAME and reader.lexicon.mask(who.split(" ")[0].lower()):
            who = who[:1].lower() + who[1:]
        yield Told(verdict, piece.origin(verdict.start, verdict.end), agent, trigger, who, reader)
