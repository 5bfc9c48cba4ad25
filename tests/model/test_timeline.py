"""Timeline rows: what is written becomes instants, with exact places."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from blamefree.model import timeline
from blamefree.model.document import Document, load
from blamefree.model.timeline import Row, ZoneTrouble
from blamefree.text.source import Source


def document(rows: str, zone: str = "Europe/Stockholm", date: str = "2026-03-14", newline: str = "\n") -> Document:
    text = f"---\ndate: {date}\ntimezone: {zone}\n---\n\n## Timeline\n\n{rows}\n"
    return load(Source("x.md", text.replace("\n", newline)))


def row(line: str, **more: str) -> Row:
    (only,) = document(line, **more).timeline.rows
    return only


def utc(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


@pytest.mark.parametrize(
    ("line", "start", "end", "written", "text"),
    [
        ("- 09:02 Deploy", "2026-03-14T08:02", None, "09:02", "Deploy"),
        ("- 09:02:30 Deploy", "2026-03-14T08:02:30", None, "09:02:30", "Deploy"),
        ("- 2026-03-15 00:10 Deploy", "2026-03-14T23:10", None, "2026-03-15 00:10", "Deploy"),
        ("- 2026-03-15T00:10 Deploy", "2026-03-14T23:10", None, "2026-03-15T00:10", "Deploy"),
        ("- 2026-03-15 ~00:10 Deploy", "2026-03-14T23:10", None, "2026-03-15 ~00:10", "Deploy"),
        ("- ~09:02 Deploy", "2026-03-14T08:02", None, "~09:02", "Deploy"),
        ("- omkring 09:02 Deploy", "2026-03-14T08:02", None, "omkring 09:02", "Deploy"),
        ("- kl. 09:02 Deploy", "2026-03-14T08:02", None, "09:02", "Deploy"),
        ("- 09:10–09:25 Deploy", "2026-03-14T08:10", "2026-03-14T08:25", "09:10–09:25", "Deploy"),
        ("- 09:10-09:25 Deploy", "2026-03-14T08:10", "2026-03-14T08:25", "09:10-09:25", "Deploy"),
        ("- 09:00-10:00 Deploy", "2026-03-14T08:00", "2026-03-14T09:00", "09:00-10:00", "Deploy"),
        ("- 09:10 - 09:25 Deploy", "2026-03-14T08:10", "2026-03-14T08:25", "09:10 - 09:25", "Deploy"),
        ("- 23:50–00:10 Deploy", "2026-03-14T22:50", "2026-03-14T23:10", "23:50–00:10", "Deploy"),
        ("- 09:02+05:00 Deploy", "2026-03-14T04:02", None, "09:02+05:00", "Deploy"),
        ("- 09:02-05:00 Deploy", "2026-03-14T14:02", None, "09:02-05:00", "Deploy"),
        ("- 09:02Z Deploy", "2026-03-14T09:02", None, "09:02Z", "Deploy"),
        ("- 09:02 UTC Deploy", "2026-03-14T09:02", None, "09:02 UTC", "Deploy"),
        ("- 09:10–09:25+05:00 Deploy", "2026-03-14T04:10", "2026-03-14T04:25", "09:10–09:25+05:00", "Deploy"),
        ("- **09:02** Deploy", "2026-03-14T08:02", None, "09:02", "Deploy"),
        ("- 09:02: Deploy", "2026-03-14T08:02", None, "09:02", "Deploy"),
        ("- 09:02 – Deploy", "2026-03-14T08:02", None, "09:02", "Deploy"),
        ("| Time | What |\n|---|---|\n| 09:02 | Deploy |", "2026-03-14T08:02", None, "09:02", "Deploy"),
        (
            "| Day | Time | What |\n|---|---|---|\n| 2026-03-15 | 09:02 | Deploy |",
            "2026-03-15T08:02",
            None,
            "09:02",
            "Deploy",
        ),
    ],
)
def test_what_is_written(line: str, start: str, end: str | None, written: str, text: str) -> None:
    found = document(line)
    (only,) = found.timeline.rows
    assert only.wrong == ""
    assert only.start == utc(start)
    assert only.end == (utc(end) if end else None)
    assert found.text[only.time_span.start : only.time_span.end] == written
    assert found.text[only.text_span.start : only.text_span.end] == text


def test_a_hyphen_before_the_zones_own_offset_is_an_offset() -> None:
    assert row("- 03:00-05:00 Deploy", zone="America/Lima").start == utc("2026-03-14T08:00")
    assert row("- 03:00-05:00 Deploy").end == utc("2026-03-14T04:00")


@pytest.mark.parametrize(
    "line", ["- 24:00 x", "- 09:60 x", "- 9:02 x", "- 09.02 x", "- 2026-02-30 09:02 x", "- 09:02+25:00 x"]
)
def test_what_is_no_time_says_so(line: str) -> None:
    found = row(line)
    assert found.wrong
    assert found.start is None


def test_a_row_without_a_time_is_kept_apart() -> None:
    found = document("- 09:02 one\n- two\n- 09:05 three")
    assert len(found.timeline.rows) == 2
    assert [found.text[span.start : span.end] for span in found.timeline.untimed] == ["two"]


def test_a_date_holds_for_the_rows_below() -> None:
    rows = document("- 23:50 a\n- 2026-03-15 00:10 b\n- 00:20 c").timeline.rows
    assert [found.start for found in rows] == [
        utc("2026-03-14T22:50"),
        utc("2026-03-14T23:10"),
        utc("2026-03-14T23:20"),
    ]


def test_the_hour_that_the_zone_skips() -> None:
    assert row("- 02:30 x", date="2026-03-29").trouble is ZoneTrouble.SKIPPED


def test_the_hour_that_happens_twice_keeps_the_order() -> None:
    rows = document("- 02:50 a\n- 02:10 b\n- 03:05 c", date="2026-10-25").timeline.rows
    assert [found.trouble for found in rows] == [ZoneTrouble.TWICE, ZoneTrouble.TWICE, None]
    assert [found.start for found in rows] == [
        utc("2026-10-25T00:50"),
        utc("2026-10-25T01:10"),
        utc("2026-10-25T02:05"),
    ]


def test_across_a_clock_change_time_is_real_time() -> None:
    first, second = document("- 01:30 a\n- 03:30 b", date="2026-03-29").timeline.rows
    assert first.start is not None
    assert second.start is not None
    assert second.start - first.start == timedelta(hours=1)


words = st.text(st.characters(exclude_categories=["Cs", "Cc", "Zl", "Zp"], exclude_characters="\u0085"), max_size=20)


@given(st.lists(st.tuples(st.times(), words), min_size=1, max_size=6), st.sampled_from(["\n", "\r\n"]))
def test_places_are_exact_for_any_text(rows: list[tuple[object, str]], newline: str) -> None:
    lines = [f"- {moment:%H:%M} å😀 {text}" for moment, text in rows]  # type: ignore[str-format]
    found = document("\n".join(lines), newline=newline)
    assert len(found.timeline.rows) == len(rows)
    for row_, (moment, _) in zip(found.timeline.rows, rows, strict=True):
        assert found.text[row_.time_span.start : row_.time_span.end] == f"{moment:%H:%M}"  # type: ignore[str-format]
        assert found.text[row_.text_span.start :].startswith("å😀")


@pytest.mark.parametrize("zone", ["UTC", "Europe/Stockholm"])
def test_rows_of_the_usual_form_are_read_as_all_others(zone: str, monkeypatch: pytest.MonkeyPatch) -> None:
    clocks = ["09:02", "~09:02", "09:02Z", "23:50–00:10", "~01:30–03:10", "2026-03-29 01:50–02:30", "2026-10-25 ~02:30"]
    rows = "\n".join(f"- {clock}{text}" for clock in clocks for text in (" text", " Zulu", "", ": a", " 5 x"))
    usual = document(rows, zone, "2026-10-25").timeline
    monkeypatch.setattr(timeline, "_USUAL", re.compile("(?!)"))
    assert document(rows, zone, "2026-10-25").timeline == usual
