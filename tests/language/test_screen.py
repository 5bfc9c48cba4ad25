"""The first look hides nothing: with and without it the verdicts are the same."""

from __future__ import annotations

from datetime import UTC, datetime
from functools import lru_cache
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from blamefree.config import Settings
from blamefree.language import rough
from blamefree.language.engine import examine
from blamefree.language.frames import ANY, Line, compile_frame, distances, marks
from blamefree.language.narrow import narrowed
from blamefree.language.pack import Pack
from blamefree.language.rough import flat
from blamefree.language.screen import Place, Screen
from blamefree.language.sentence import Sentence
from blamefree.language.shape import Shape
from blamefree.model.document import load
from blamefree.rules.api import Context
from blamefree.rules.language import _packs, _verdicts
from blamefree.text import data
from blamefree.text.source import Source
from blamefree.values import replace
from language.speaking import pack, raw

TAGS = ("en", "sv")
FORMS = ["{}\n", "- {}\n", "| {} |\n", "{} ", "**{}** ", "{},\n", "<p>\n{}\n</p>\n\n", "{}\n-\n", "# {}\n", "1. {}\n"]


class Open:
    """A first look that lets every frame pass."""

    def __init__(self, whole: Pack, part: Pack | None = None) -> None:
        self.lines = list((part or whole).lines)
        self.anchors = whole.screen.anchors
        self.silent: set[str] = set()

    def likely(self, bare: str, asked: bool) -> list[Line]:
        """All frames."""
        return self.lines


@lru_cache(maxsize=4)
def unscreened(tag: str) -> Pack:
    """A pack that asks every frame of every sentence."""
    return opened(pack(tag), tag)


def opened(part: Pack, tag: str) -> Pack:
    """A pack, or a part of it, that asks each of its frames of every sentence."""
    found = replace(part)
    found.__dict__["screen"] = Open(pack(tag), part)
    return found  # type: ignore[no-any-return]


@lru_cache(maxsize=4)
def sentences(tag: str) -> list[str]:
    """The sentences of a pack, blame or not."""
    return [
        sentence
        for kinds in raw(tag)["sentences"].values()
        for kind in ("flag", "pass")
        for sentence in kinds.get(kind, "").splitlines()
        if sentence.strip()
    ]


def texts(tag: str) -> st.SearchStrategy[list[str]]:
    """A few sentences of a pack."""
    return st.lists(st.sampled_from(sentences(tag)), min_size=1, max_size=4)


@pytest.mark.parametrize("tag", TAGS)
def test_no_sentence_of_a_pack_is_hidden(tag: str) -> None:
    hidden = [text for text in sentences(tag) if examine(text, pack(tag)) != examine(text, unscreened(tag))]
    assert hidden == []


@settings(max_examples=60, deadline=None)
@given(st.sampled_from(TAGS).flatmap(lambda tag: st.tuples(st.just(tag), texts(tag))))
def test_the_part_of_a_pack_for_one_text_says_what_the_whole_pack_says(case: tuple[str, list[str]]) -> None:
    tag, chosen = case
    text = " ".join(chosen)
    part = narrowed(pack(tag), text, flat(text))
    assert len(part.lines) < len(pack(tag).lines)
    assert examine(text, part) == examine(text, pack(tag))


@pytest.mark.parametrize("tag", TAGS)
def test_no_part_of_a_pack_lacks_a_frame_that_its_text_needs(tag: str) -> None:
    lacking = [
        text
        for text in sentences(tag)
        if (told := examine(text, pack(tag)))
        and examine(text, opened(narrowed(pack(tag), text, flat(text)), tag)) != told
    ]
    assert lacking == []


@pytest.mark.parametrize("tag", TAGS)
def test_the_first_look_of_a_part_of_a_pack_hides_no_sentence(tag: str) -> None:
    telling = [text for text in sentences(tag) if examine(text, pack(tag))]
    for first in range(0, len(telling), 20):
        texts = telling[first : first + 20]
        whole = "\n\n".join(texts)
        part = narrowed(pack(tag), whole, flat(whole))
        assert [text for text in texts if examine(text, part) != examine(text, pack(tag))] == []


@settings(max_examples=60, deadline=None)
@given(st.sampled_from(TAGS).flatmap(lambda tag: st.tuples(st.just(tag), texts(tag))))
def test_no_sentence_of_a_paragraph_is_hidden(case: tuple[str, list[str]]) -> None:
    tag, chosen = case
    text = " ".join(chosen)
    assert examine(text, pack(tag)) == examine(text, unscreened(tag))


PEOPLE = {
    "en": ["the engineer", "Anna", "the on-call team", "they", "nobody", "we", "the health check", "who", "you", "it"],
    "sv": ["teknikern", "Anna", "jourteamet", "de", "ingen", "vi", "hälsokontrollen", "som", "du", "det"],
}
FILL = {"en": ["again", "the old", "clearly,", "(also)"], "sv": ["igen", "den gamla", "tydligt,", "(också)"]}


@st.composite
def dealt(draw: st.DrawFn, tag: str) -> str:
    """A sentence by one frame of a pack, of the words that it wants, or nearly so."""
    words: list[str] = []
    for piece in draw(st.sampled_from(pack(tag).lines)).source.partition("{")[0].split():
        word = draw(st.sampled_from((piece.strip("^?*") or piece).split("|")))
        if word in ("SUBJ", "NP", "GEN", "OWNER", "SUBJ?"):
            words.append(draw(st.sampled_from(PEOPLE[tag])) + ("'s" if word == "GEN" and tag == "en" else ""))
        elif word == "BY":
            words.extend([{"en": "by", "sv": "av"}[tag], draw(st.sampled_from(PEOPLE[tag]))])
        elif word[0] == "@":
            member = draw(st.sampled_from(pack(tag).lexicon.members_of(word[1:])[:300] or ["x"]))
            words.append(member.replace("_", " "))
        elif word[0].isalnum() or word in "!?.,;:":
            words.append(word)
        if draw(st.integers(0, 7)) == 0:
            words.append(draw(st.sampled_from(FILL[tag])))
    text = " ".join(words)
    return text[:1].upper() + text[1:] + draw(st.sampled_from([".", "?", "!!", ":", ""]))


@settings(max_examples=80, deadline=None)
@given(st.sampled_from(TAGS).flatmap(lambda tag: st.tuples(st.just(tag), dealt(tag))))
def test_no_sentence_by_a_frame_is_hidden(case: tuple[str, str]) -> None:
    tag, text = case
    assert examine(text, pack(tag)) == examine(text, unscreened(tag))


@lru_cache(maxsize=1)
def context() -> Context:
    """What the rules look at when no repository is open."""
    return Context(Settings(), datetime.now(UTC), None, lru_cache(maxsize=None)(data.load))


def told(text: str) -> list[Any]:
    """The verdicts on a document."""
    return [(item.verdict, item.span, item.agent) for item in _verdicts.read(load(Source("x.md", text)), context())]


def open_survey(screen: Screen, bare: str, text: str, watched: frozenset[str]) -> tuple[list[Place], list[Place]]:
    """A first look at a document that finds all of it plausible."""
    return [Place(0, len(bare), None)] if bare else [], []


def all_likely(screen: Screen, bare: str, asked: bool) -> list[Line]:
    """A first look at a sentence that lets every frame pass."""
    return list(screen._rows.lines)


@settings(max_examples=80, deadline=None)
@given(
    st.sampled_from(TAGS).flatmap(
        lambda tag: st.tuples(
            st.just(tag), st.lists(st.sampled_from(sentences(tag)) | dealt(tag), min_size=1, max_size=3)
        )
    ),
    st.sampled_from(FORMS),
)
def test_no_block_of_a_document_is_hidden(case: tuple[str, list[str]], form: str) -> None:
    tag, chosen = case
    body = "".join(form.format(sentence) for sentence in chosen)
    head = "| a |\n|---|\n" if form.startswith("|") else ""
    text = f"---\ntitle: x\nlang: {tag}\n---\n{head}{body}"
    screened = told(text)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Screen, "survey", open_survey)
        patch.setattr(Screen, "likely", all_likely)
        patch.setattr(Screen, "any", lambda *given: True)
        assert told(text) == screened


@pytest.mark.parametrize(
    ("text", "bare"),
    [
        ("One\ntwo\n\nthree", ["One two", " three"]),
        ("One\n- two\n-\nthree", ["One", "- two - three"]),
        ("One\n## Two\n#three", ["One", "   Two  three"]),
        ("One\r\n\r\ntwo", ["One ", "  two"]),
    ],
)
def test_rough_sentences_of_a_body_end_with_its_blocks(text: str, bare: list[str]) -> None:
    assert rough.body(text).split("\n") == bare
    assert len(rough.body(text)) == len(text)


def test_a_colon_at_the_end_of_a_paragraph_hides_nothing() -> None:
    assert examine("David's mistake:", pack("en")) == examine("David's mistake:", unscreened("en")) != []


@pytest.mark.parametrize(
    ("source", "inverts", "found"),
    [
        ("SUBJ did ^not @adv* even? @x.base", False, [(0, 0), (0, 0), (0, 5)]),
        ("SUBJ did ^not @x.base", True, [(0, 0), (0, ANY), (0, ANY)]),
        ("the ^root .. is NP who", False, [(0, 0), (0, 0), (0, 5), (1, ANY)]),
        ("because of GEN own? ^fault", False, [(0, 0), (0, 0), (0, ANY + 1)]),
        ("! ^!", False, []),
    ],
)
def test_frames_say_how_near_their_words_must_stand(source: str, inverts: bool, found: list[tuple[int, int]]) -> None:
    assert distances(source, inverts) == found


@pytest.mark.parametrize(
    ("source", "found"),
    [
        ("SUBJ did ^not @x.base", []),
        ("again , NP . {start}", [[","]]),
        ("NP :|-|– @adv* ^no ,? answer", [[":", "-", "–"]]),
        ("( ^@name , once )", [["("], [","], [")"]]),
        ("^merged .|, BY , without", []),
    ],
)
def test_frames_say_which_marks_they_need(source: str, found: list[list[str]]) -> None:
    assert marks(source) == found


@pytest.mark.parametrize("between", ["", "The disk was full. ", "The engineers were tired. ", "Nobody was there. "])
@pytest.mark.parametrize("first", ["", "The disk was full. ", "The engineers were tired. "])
@pytest.mark.parametrize("form", ["{}{}\n", "{}\n{}\n", "# {}{}\n", "| a |\n|---|\n| {}{} |\n"])
def test_what_was_read_before_is_told_as_at_first(first: str, between: str, form: str) -> None:
    text = "They failed to check the\nlog." if "|" not in form and "#" not in form else "They failed to check the log."
    head = "---\ntitle: x\nlang: en\n---\n"
    pack("en").screen.forget()
    fresh = told(head + form.format(between, text))
    pack("en").screen.forget()
    told(head + form.format(first, text))
    told(head + text)
    assert told(head + form.format(between, text)) == fresh


def test_what_was_struck_out_in_one_document_is_read_in_another() -> None:
    head, line = "---\ntitle: x\nlang: en\n---\n", "The engineer forgot the flag~~ and the job failed to start.\n"
    assert told(f"{head}We saw ~~that\n{line}") == []
    assert told(head + line) != []


def test_a_sentence_about_which_nothing_is_to_be_said_is_parsed_once() -> None:
    head, body = "---\ntitle: x\nlang: en\n---\n", "The server that the engineers run failed to respond in\ntime.\n"
    told(head + body)  # and so makes ready the pack that reads documents
    known = _packs.pack("en", context())
    assert known is not None
    known.screen.forget()
    text = f"{body}|x"  # as a document with its title is looked at
    foreign = _packs.foreign_words(_packs.small_words(context(), "en"), "en")
    assert known.screen.survey(rough.body(text), text, foreign)[0]
    assert told(head + body) == []
    assert known.screen.survey(rough.body(text), text, foreign)[0] == []


def plausible(text: str) -> bool:
    """Whether the first look at a text finds the one frame that it knows."""
    screen = Screen([Line("SUBJ did ^not @adv* read", "failure-verb", "x")], pack("en").lexicon, pack("en").grammar)
    return bool(screen.survey(rough.body(text), text, frozenset())[0])


@pytest.mark.parametrize("between", ["", "*", "[^1] ", "<b> ", "~~y~~ ", "[", "](x) ", "\n> ", "_"])
def test_words_are_near_whatever_marks_stand_between_them(between: str) -> None:
    assert plausible(f"We said that the engineer did {between}not read the manual.")


@pytest.mark.parametrize("between", ["`x` ", "https://example.org/a ", "[well](x) ", "(so to speak) ", ", ", "quite "])
def test_words_that_are_read_apart_are_apart(between: str) -> None:
    assert not plausible(f"We said that the engineer did {between}not read the manual.")


@pytest.mark.parametrize(
    "text",
    [
        "What the engineer did yesterday could not wait; teams read the manual.",
        "When it did not read the volume, an engineer was called.",
        "The old disk did not read; the engineer waited.",
    ],
)
def test_words_that_do_not_stand_as_a_frame_wants_them_are_passed_over(text: str) -> None:
    assert not plausible(text)


@pytest.mark.parametrize(
    ("places", "stretches"),
    [
        ([], []),
        ([5], [(5, 6)]),
        ([40, 5, 20], [(5, 21), (40, 41)]),
        ([0, 16, 32], [(0, 33)]),
        ([0, 17], [(0, 1), (17, 18)]),
    ],
)
def test_hidden_places_near_each_other_are_one(places: list[int], stretches: list[tuple[int, int]]) -> None:
    assert rough.together(places) == stretches


@pytest.mark.parametrize(
    ("text", "endless"),
    [
        ("word " * 2000, True),
        ("**a**b" * 4000, True),
        ("word " * 200, False),
        ("word " * 2000 + "end. The", False),
        ("word " * 2000 + "\n", False),
        ("word " * 2000 + "&#46; The", False),
        ("*" * 20_000 + "the engineer failed", False),
        ("`word` " * 2000, False),
    ],
)
def test_a_piece_without_an_end_is_known_by_its_marks(text: str, endless: bool) -> None:
    assert rough.endless(text, 0, len(text)) is endless


def test_what_a_sentence_says_hangs_on_what_stands_around_it_where_it_does() -> None:
    asked, told_ = "Why did the engineer do that?", "Why did the engineer do that."
    for text in (told_, asked, told_):
        fresh = replace(pack("en"))
        assert examine(text, pack("en")) == examine(text, fresh)
    first = [told(f"---\ntitle: x\n---\n{text}\n") for text in (told_, asked, told_)]
    pack("en").screen.forget()
    assert first == [told(f"---\ntitle: x\n---\n{text}\n") for text in (told_, asked, told_)]


@pytest.mark.parametrize("lead", ["`a`. ", "A `b. C` and `d` ", "# One\n", "*Bo's* "])
def test_what_stands_before_a_sentence_hides_nothing(lead: str) -> None:
    assert plausible(f"{lead}The engineer did not read the manual.")


@pytest.mark.parametrize(
    ("tag", "source", "text", "holds"),
    [
        ("en", "GEN ^fault", "It was the engineer's fault", True),
        ("en", "GEN ^fault", "It was a known fault of the vendor", False),
        ("en", "SUBJ was ^late , again", "The engineer was late, again", True),
        ("en", "SUBJ was ^late , again", "The engineer was late again", False),
        ("en", "^because NP forgot", "because the engineer forgot", True),
        ("en", "^because NP forgot", "because forgot the engineer", False),
        ("en", "^fault .. of NP", "a fault (it seems) of the engineer", False),
        ("en", "was ^skipped BY", "It was skipped in the end by the engineer", True),
        ("sv", "SUBJ ^glömde att @adv* läsa", "Sedan glömde teknikern i natt att läsa", True),
        ("sv", "SUBJ ^glömde larmet {neg=require}", "Teknikern glömde larmet; det fungerade inte", False),
        ("sv", "SUBJ ^glömde larmet", "Sedan glömde teknikern (ny på jobbet) larmet", True),
        ("sv", "SUBJ ^glömde larmet {neg=require}", "Teknikern glömde aldrig larmet", True),
        ("sv", "SUBJ tog ^genväg", "Den natten tog teknikern en genväg", True),
    ],
)
def test_a_frame_holds_where_its_words_stand_in_its_order(tag: str, source: str, text: str, holds: bool) -> None:
    known = pack(tag)
    frame = compile_frame(source, known.lexicon)
    anchors = frozenset(word for word in frame.anchor.words)
    shape = Shape(Sentence(text, 0, len(text), known.lexicon), known.grammar)
    assert shape.holds(frame, anchors, known.grammar.wanted(frame.slot, frame.options)) is holds


@pytest.mark.parametrize(
    ("text", "begins"),
    [
        ("Had Anna checked it", True),
        ("At two, had Anna checked it", True),
        ("It was late and then had Anna checked it", True),
        ("The backup that Bo made had Anna checked", True),
        ("The old disk had Anna checked", False),
        ("An odd,old disk – had Anna checked", True),
        ("An odd,had Anna checked disk – it", True),
        ("The old 'disk' had Anna checked", True),
    ],
)
def test_what_begins_a_clause_is_looked_for_there(text: str, begins: bool) -> None:
    screen = Screen([Line("^had NP checked {start}", "counterfactual", "x")], pack("en").lexicon, pack("en").grammar)
    assert bool(screen.survey(rough.body(text), text, frozenset())[0]) is begins


def test_what_was_silent_is_silent_again_and_nothing_else_is() -> None:
    text = "The disk was full.\n\nThe engineer forgot the flag.\n\nThe disk was full."
    known = pack("en")
    assert (
        [told(f"---\ntitle: x\n---\n{text}\n") for _ in range(2)]
        == [told(f"---\ntitle: x\n---\n{text}\n")] * 2
        != [[]] * 2
    )
    assert [examine(text, known) for _ in range(2)] == [examine(text, unscreened("en"))] * 2
    assert examine("They ignored it. The disk was full.", known) == examine(
        "They ignored it. The disk was full.", known
    )
    known.screen.forget()
    assert examine(text, known) == examine(text, unscreened("en"))


def test_more_words_than_are_remembered_hide_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("blamefree.language.screen.MANY", 20)
    screen = replace(pack("en")).screen
    noise = "\n\n".join(f"w{number} x{number}." for number in range(40))
    text = f"{noise}\n\nThe engineer forgot the flag.\n\n{noise}"
    assert [text[place.start : place.end] for place in screen.survey(rough.body(text), text, frozenset())[0]] == [
        "The engineer forgot the flag"
    ]


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        ("The engineer failed. It broke.", ["the engineer failed", " it broke "]),
        ("approx. 5 and e.g. Anna", ["approx  5 and e g  anna"]),
        ("see fig. a for J. Doe", ["see fig  a for j  doe"]),
        ("**Who** did?that? No", ["  who   did that", " no"]),
        ("| a | b |", ["", " a ", " b ", ""]),
    ],
)
def test_rough_sentences_end_only_where_sentences_end(text: str, lines: list[str]) -> None:
    assert flat(text).split("\n") == lines
    assert len(flat(text)) == len(text)
