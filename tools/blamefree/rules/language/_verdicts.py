"""Reads a document's prose once, for all language rules."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import chain

from blamefree.diagnostics.diagnostic import Diagnostic, Severity
from blamefree.language.agent import Being
from blamefree.language.detect import choose, vote
from blamefree.language.engine import Verdict, examine
from blamefree.language.pack import Pack
from blamefree.language.rough import flat, hidden, sentences
from blamefree.language.screen import Screen
from blamefree.model.document import Document
from blamefree.model.value import Value
from blamefree.rules.api import Context, Rule, fix
from blamefree.rules.language._packs import for_one, pack, primary, small_words
from blamefree.text import prose
from blamefree.text.span import Span
from blamefree.values import dataclass

_KEY = "language verdicts"
_FOREIGN = 4
"""Different small words of another language that make it worth asking each block for its language."""


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
    return found


def read(document: Document, context: Context) -> Iterator[Told]:
    """Every verdict on a document: its front matter first, then its blocks."""
    text = document.text
    shallow = flat(text)
    tag = primary(document.lang)
    small = small_words(context, tag)
    if document.postmortem.lang is None:
        tag = choose(vote(set(shallow[document.body_start :].split()), small), tag)
    own = pack(tag, context)
    if own is None:
        return
    values = [value for value in _fields(document) if value.value]
    fields = flat("|".join([value.value for value in values]))
    own = for_one(own, text, f"{shallow}\n{fields}")
    if own.screen.any(sentences(fields), asked=True):
        for value in values:
            if own.screen.any(sentences(flat(value.value)), "?" in value.value):
                yield from _told(prose.plain(text, value.span, value.value), own)
    yield from _body(document, shallow, tag, small, own, context)


def _body(
    document: Document, shallow: str, tag: str, small: dict[str, frozenset[str]], own: Pack, context: Context
) -> Iterator[Told]:
    text = document.text
    somewhere, questions = hidden(text), "?" in text
    foreign = frozenset().union(*(stop for name, stop in small.items() if name != tag))

    def speaker(words: list[str]) -> Pack:
        spoken = choose(vote(words, small), tag)
        if spoken == tag:
            return own
        others = [name for name, stop in small.items() if name != tag and _foreign(shallow, stop)]
        spoken = choose(vote(words, {name: small[name] for name in (tag, *others)}), tag)
        return pack(spoken, context) or own

    for block in document.blocks:
        if not prose.read(block):
            continue
        rough = sentences(shallow[block.start : block.end])
        reader = own
        if not all(map(foreign.isdisjoint, rough)):
            reader = speaker(list(chain.from_iterable(rough)))
        asked = questions and "?" in text[block.start : block.end]
        if reader.screen.any(rough, asked) or (somewhere and hidden(text[block.start : block.end])):
            screen = reader.screen

            def likely(span: Span, screen: Screen = screen, asked: bool = asked) -> bool:
                if screen.any(sentences(shallow[span.start : span.end]), asked):
                    return True
                return somewhere and hidden(text[span.start : span.end])

            for piece in prose.proses(text, block, likely):
                yield from _told(piece, reader)


def _foreign(shallow: str, stop: frozenset[str]) -> bool:
    found = 0
    for word in stop:
        if f" {word} " in shallow:
            found += 1
            if found == _FOREIGN:
                return True
    return False


def _fields(document: Document) -> Iterator[Value[str]]:
    postmortem = document.postmortem
    values = [postmortem.title]
    values.extend(item.measure for item in postmortem.impact)
    values.extend(item.text for item in postmortem.factors)
    for action in postmortem.actions:
        values.extend((action.title, action.done_when, action.reason))
    values.extend(item.why_again for item in postmortem.related)
    return (value for value in values if value is not None)


def _told(piece: prose.Prose, reader: Pack) -> Iterator[Told]:
    text = piece.text
    for verdict in examine(text, reader):
        agent = piece.origin(verdict.agent_start, verdict.agent_end) if verdict.being else None
        trigger = " ".join(text[verdict.start : verdict.end].split())
        who = " ".join(text[verdict.agent_start : verdict.agent_end].split())
        if verdict.being is not Being.NAME and reader.lexicon.mask(who.split(" ")[0].lower()):
            who = who[:1].lower() + who[1:]
        yield Told(verdict, piece.origin(verdict.start, verdict.end), agent, trigger, who, reader)
