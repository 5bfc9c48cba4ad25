"""Pictures and reasons: well-formed, readable without the page, honest about what is missing."""

from __future__ import annotations

import xml.etree.ElementTree as ET
from datetime import UTC, date, datetime, timedelta

import pytest

from blamefree.config import parse_settings
from blamefree.drawing import charts, timeline
from blamefree.drawing.palette import FLAT, WEB
from blamefree.model.document import load
from blamefree.site import Entry, Library, edition, entry_of, sorted_entries
from blamefree.site.card import picture
from blamefree.site.manuscript import of
from blamefree.site.paths import choose
from blamefree.site.related import Relations
from blamefree.site.words import words
from blamefree.text.source import Source
from sites import TIMES, document

SETTINGS = parse_settings({"site": {"classifications": ["internal"]}}, {})
SVG = "{http://www.w3.org/2000/svg}"
START = datetime(2026, 3, 14, 9, 2, tzinfo=UTC)


def entry(number: int, text: str) -> Entry:
    read = of(load(Source(f"postmortems/2026/PM-2026-{number:04d}-x.md", text)))
    assert read is not None
    found = entry_of(read, edition("internal", SETTINGS), "x")
    assert found is not None
    return found


def library(*entries: Entry) -> Library:
    return Library(sorted_entries(entries), edition("internal", SETTINGS), SETTINGS, date(2026, 6, 1))


@pytest.mark.parametrize("palette", [WEB, FLAT])
def test_the_timeline_is_well_formed_and_tells_what_it_shows(palette: object) -> None:
    svg = picture(words("en"), entry(1, document(front=TIMES)), palette)  # type: ignore[arg-type]
    root = ET.fromstring(svg)
    assert root.get("role") == "img"
    ids = {element.get("id") for element in root.iter() if element.get("id")}
    assert set((root.get("aria-labelledby") or "").split()) == ids
    assert "3 recorded moments" in (root.findtext(f"{SVG}desc") or "")
    assert ("var(" in svg) is (palette is WEB)
    shown = "".join(root.itertext())
    assert "09:11" in shown and "Deploy 4711" in shown and "not yet noticed" in shown


def test_a_text_cannot_break_out_of_the_picture() -> None:
    points = [timeline.Point(START + timedelta(minutes=at), None, "<09>", '</text><script>&"') for at in range(3)]
    svg = timeline.draw(points, [], timeline.Texts("<t>", "&d", "{n}"), FLAT, "k")
    assert "script" not in {element.tag.removeprefix(SVG) for element in ET.fromstring(svg).iter()}


def test_many_moments_are_thinned_out_and_the_rest_is_counted() -> None:
    points = [timeline.Point(START + timedelta(minutes=at * at), None, str(at), f"moment {at}") for at in range(40)]
    kept = timeline.chosen(list(range(40)), [at * at for at in range(40)])
    assert kept == [0, *range(29, 40)]
    svg = timeline.draw(points, [], timeline.Texts("t", "d", "{n} more"), FLAT, "k")
    assert "28 more" in svg


def test_without_two_different_times_there_is_no_picture() -> None:
    point = timeline.Point(START, None, "09:02", "x")
    assert timeline.draw([point, point], [], timeline.Texts("t", "d", "m"), FLAT, "k") == ""
    assert timeline.draw([], [], timeline.Texts("t", "d", "m"), FLAT, "k") == ""


def test_dots_show_every_value_and_say_how_many_one_stands_for() -> None:
    ticks = [charts.Tick(60, "1 min"), charts.Tick(3600, "1 h")]
    few = charts.dots([charts.Lane("a", [10, 600, 7200], "n = 3")], ticks, "t", "d", "{n} each", FLAT, "k")
    assert ET.fromstring(few) is not None and few.count("<circle") == 3 and "each" not in few
    many = charts.dots([charts.Lane("a", [600] * 100, "n = 100")], ticks, "t", "d", "{n} each", FLAT, "k")
    assert many.count("<circle") <= 9 and "12 each" in many
    assert charts.dots([charts.Lane("a", [], "n = 0")], ticks, "t", "d", "{n}", FLAT, "k") == ""


def test_the_median_is_a_value_that_happened() -> None:
    assert charts.median([5, 1, 9]) == 5
    assert charts.median([1, 2, 100, 200]) == 2


def test_steps_and_bars_are_well_formed() -> None:
    ticks = [charts.Tick(60, "1 min")]
    for svg in (
        charts.steps([60, 120, 120, 900], ticks, "t", "d", ("100 %", "0 %"), FLAT, "k"),
        charts.bars([charts.Bar("<alert>", 3), charts.Bar("unknown", 0, "soft")], "t", "d", FLAT, "k"),
    ):
        assert "var(" not in svg and ET.fromstring(svg).get("role") == "img"
    assert charts.steps([60], ticks, "t", "d", ("", ""), FLAT, "k") == ""


def test_related_postmortems_come_with_their_reason() -> None:
    front = "related:\n  - {id: PM-2026-0001, why_again: the alert from A2 was still open}\n"
    one = entry(1, document(1, front=TIMES))
    two = entry(2, document(2, front=front, date="2026-05-14", services="[other]"))
    three = entry(3, document(3, front="factors:\n  - {kind: change, text: x}\ntags: [cache]\n", services="[checkout]"))
    four = entry(4, document(4, services="[elsewhere]"))
    relations = Relations(library(one, two, three, four))
    say = words("en")
    told = {relation.entry.id: (relation.told(say), relation.why) for relation in relations.of(one)}
    assert "refers to this one" in told["PM-2026-0002"][0] and "2 months apart" in told["PM-2026-0002"][0]
    assert told["PM-2026-0002"][1] == "the alert from A2 was still open"
    assert "same service: checkout" in told["PM-2026-0003"][0] and "same tag: cache" in told["PM-2026-0003"][0]
    assert "PM-2026-0004" not in told
    assert "named in this document" in relations.of(two)[0].told(say)


def test_a_reading_path_covers_what_is_new() -> None:
    entries = [entry(at, document(at, services=f"[service-{at % 3}]")) for at in range(1, 10)]
    chosen = choose(library(*entries), entries, 4)
    assert len(chosen) == 4
    assert {service for _, services, _ in chosen[:3] for service in services} == {"service-0", "service-1", "service-2"}


@pytest.mark.parametrize(
    ("seconds", "text"),
    [
        (0, "0 s"),
        (59, "59\xa0s"),
        (540, "9\xa0min"),
        (87060, "24\xa0h 11\xa0min"),
        (172800, "2\xa0d"),
        (None, "unknown"),
    ],
)
def test_lengths_are_said_in_their_two_largest_units(seconds: int | None, text: str) -> None:
    assert words("en").length(seconds) == text
