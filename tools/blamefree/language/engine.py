"""The verdict on a piece of prose: which words blame whom, and how sure that is."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence

from blamefree.values import dataclass

from .adverbials import read
from .agent import PEOPLE, Being
from .category import PRECEDENCE, SEVERITY
from .frames import Hit, Line
from .match import Matcher
from .pack import Pack, Silence
from .rough import rough
from .sentence import LONGEST, Sentence, quotations, spans
from .syntax import Syntax

Lines = Mapping[str, list[Line]]
"""Frames by the word that is their anchor."""

_RANK = {"error": 3, "warning": 2, "info": 1, "off": 0}
_NAMEABLE = frozenset({"failure-verb", "counterfactual", "violation", "role-fault", "human-error"})


@dataclass(frozen=True, slots=True)
class Verdict:
    """One thing to say about a sentence; offsets are in the prose that was examined."""

    rule: str
    category: str
    severity: str
    start: int
    end: int
    being: Being | None
    agent_start: int
    agent_end: int
    frame: str
    fix: str = ""


Known = Callable[[int, int], Sequence[Line] | None]
"""The frames that could match in a sentence, given where it is; ``None`` when that is not known."""


def examine(
    text: str,
    pack: Pack,
    known: Known = lambda start, end: None,
    quiet: Callable[[int, int], None] = lambda start, end: None,
) -> list[Verdict]:
    """The verdicts on one paragraph of prose, in order, at most one a sentence.

    ``known``: what a first look at the text has already told; ``quiet`` is told where a sentence stands that some
    frames could match, and about which there is nothing to say whatever stands around it.
    """
    silent = pack.screen.silent
    if text in silent:
        return []
    found = []
    quotes: Sequence[tuple[int, int]] | None = None
    seen: dict[str, tuple[Verdict | None, int]] = {}
    bare = ""
    last = (0, 0)
    for start, end in spans(text, pack.abbreviations):
        before, last = last, (start, end)
        if end - start > LONGEST:
            continue
        raw = text[start:end]
        judged = seen.get(raw)
        if judged is not None:
            verdict, origin = judged
            if verdict is not None:
                found.append(_moved(verdict, start - origin))
            continue
        likely = known(start, end)
        if likely is None:
            bare = bare or rough(text)
            likely = pack.screen.likely(bare[start:end], "?" in raw)
        verdict = None
        if likely:
            sentence = read(Sentence(text, start, end, pack.lexicon), pack.adverbials, pack.grammar.adv)
            lines = _by_anchor(likely, sentence, pack)
            earlier = _Earlier(text, before, pack)
            syntax = Syntax(pack.grammar, sentence, earlier)
            verdict = _judge(syntax, lines, pack)
            if verdict is None:
                if not earlier.read:
                    quiet(start, end)
            else:  # quotation marks are rare, and blame too: look for them last
                quotes = quotations(text) if quotes is None else quotes
                if quotes:
                    verdict = _judge(syntax, lines, pack, quotes)
        seen[raw] = (verdict, start)
        if verdict is not None:
            found.append(verdict)
    if not found and len(text) <= LONGEST:
        silent.add(text)
    return found


def _by_anchor(likely: Sequence[Line], sentence: Sentence, pack: Pack) -> Lines:
    found: dict[str, list[Line]] = {}
    for line in likely:
        for word in pack.screen.anchors(line).intersection(sentence.words):
            found.setdefault(word, []).append(line)
    return found


class _Earlier:
    """The sentence before one; ``read``: whether somebody has asked for it."""

    def __init__(self, text: str, span: tuple[int, int], pack: Pack) -> None:
        self._text, self._span, self._pack = text, span, pack
        self.read = False

    def __call__(self) -> Sentence | None:
        self.read = True
        start, end = self._span
        return Sentence(self._text, start, end, self._pack.lexicon) if start < end <= start + LONGEST else None


def _moved(verdict: Verdict, by: int) -> Verdict:
    shift = by if verdict.being is not None else 0
    return Verdict(
        verdict.rule,
        verdict.category,
        verdict.severity,
        verdict.start + by,
        verdict.end + by,
        verdict.being,
        verdict.agent_start + shift,
        verdict.agent_end + shift,
        verdict.frame,
        verdict.fix,
    )


def _judge(syntax: Syntax, lines: Lines, pack: Pack, quotes: Sequence[tuple[int, int]] = ()) -> Verdict | None:
    found = list(candidates(syntax, lines, pack, quotes))
    asked = [verdict for verdict in found if verdict.category == "why-interrogation"]
    if asked:  # the question is what is wrong with "why did X not check", not what X did not do
        found = [verdict for verdict in found if verdict in asked or not any(_within(verdict, one) for one in asked)]
    return max(found, key=_order, default=None)


def _within(verdict: Verdict, other: Verdict) -> bool:
    return verdict.start < other.end and other.start < verdict.end


def _order(verdict: Verdict) -> tuple[int, int, int]:
    return _RANK[verdict.severity], -PRECEDENCE.index(verdict.category), -verdict.start


def candidates(syntax: Syntax, lines: Lines, pack: Pack, quotes: Sequence[tuple[int, int]]) -> Iterator[Verdict]:
    """Every verdict on a sentence by these frames, before precedence picks one."""
    sentence = syntax.s
    matcher = Matcher(syntax)
    for at, word in enumerate(sentence.words):
        for line in lines.get(word, ()):
            frame = line.frame(pack.lexicon)
            hit = matcher.match(frame, at)
            if hit is None:
                continue
            weighed = weigh(hit, pack)
            if weighed is None:
                continue
            category, rule, severity = weighed
            if quotes and sentence.covered(hit.first, hit.last, quotes):
                continue
            exceptions = () if "firm" in frame.options else pack.silences(category, frame.category)
            if any(_silences(exception, matcher, hit) for exception in exceptions):
                continue
            agent = hit.agent
            being = Being.ROLE if agent and agent.being is Being.SHARED else agent.being if agent else None
            yield Verdict(
                rule,
                category,
                severity,
                sentence.starts[hit.first],
                sentence.ends[hit.last],
                being,
                sentence.starts[agent.first] if agent else 0,
                sentence.ends[agent.last] if agent else 0,
                frame.source,
                frame.options.get("fix", ""),
            )


def weigh(hit: Hit, pack: Pack) -> tuple[str, str, str] | None:
    """Category, rule and severity of a match, given who the agent is; None when that agent is nobody's business."""
    frame, agent = hit.frame, hit.agent
    category, rule = frame.category, frame.rule
    severity = frame.options.get("severity", SEVERITY[category])
    if agent is None:
        return (category, rule, severity) if severity != "off" else None
    being = agent.being
    if being is Being.SHARED and "human" in frame.options:
        being = Being.ROLE
    if agent.nobody and "nobody" not in frame.options:
        return None
    if agent.negated and frame.options.get("neg", "no") == "no":
        return None
    if agent.possible and "possible" not in frame.options:
        return None
    allowed = frame.options.get("agents")
    if allowed is not None:
        if being.value not in allowed.split(","):
            return None
    elif being not in PEOPLE and being is not Being.SELF and being is not Being.PARTY:
        return None
    if being is Being.SELF:
        return category, rule, "info"
    if being is Being.NAME and category in _NAMEABLE and "naming" in pack.named_rule:
        return "naming", pack.named_rule["naming"], frame.options.get("named", SEVERITY["naming"])
    if being is Being.PARTY and category in _NAMEABLE and "other-party" in pack.named_rule:
        return "other-party", pack.named_rule["other-party"], frame.options.get("severity", "info")
    return (category, rule, severity) if severity != "off" else None


def _silences(exception: Silence, matcher: Matcher, hit: Hit) -> bool:
    words = matcher.words
    if exception.triggers and exception.triggers.isdisjoint(words[hit.first : hit.last + 3]):
        return False
    anchors = exception.anchors
    if anchors is not None and anchors.isdisjoint(words):
        return False
    first = min(hit.first, hit.agent.first) if hit.agent else hit.first
    if exception.scope == "sentence":
        starts = range(len(words))
    elif exception.scope == "agent":
        starts = range(hit.agent.first, hit.agent.last + 1) if hit.agent else range(0)
    elif exception.scope == "before":
        starts = range(max(0, first - exception.reach), first)
    elif exception.scope == "after":
        starts = range(hit.last + 1, min(len(words), hit.last + 1 + exception.reach))
    else:
        starts = range(max(0, first - exception.reach), min(len(words), hit.last + 2))
    clause = matcher.syntax.g.conj if hit.frame.slot == "SUBJ" else 0

    def ends(k: int) -> bool:
        return words[k] in ",;:" or bool(matcher.masks[k] & clause)

    for frame in exception.frames:
        anchor = frame.anchor
        if anchor.least and not anchor.masks and not anchor.any and anchor.words.isdisjoint(words):
            continue
        elements = (*frame.before, frame.anchor, *frame.after)
        for start in starts:
            found = matcher.forward(elements, 0, start)
            if found is None:
                continue
            wanted = frame.options.get("agents")
            if wanted and (found[1] is None or found[1].being.value not in wanted.split(",")):
                continue
            if exception.scope == "around" and found[0] < hit.first:
                continue
            if exception.scope == "before" and any(ends(k) for k in range(found[0], first)):
                continue
            return True
    return False
