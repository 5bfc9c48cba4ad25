"""Feeds, data files, the register's downloads: valid, complete, and the same every time."""

from __future__ import annotations

import csv
import io
import json
import re
import xml.etree.ElementTree as ET
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from blamefree.site.register import harmless
from blamefree.staging import stage
from blamefree.workspace import Workspace
from sites import SETTINGS, TIMES, document, repository

ATOM = "{http://www.w3.org/2005/Atom}"


@pytest.fixture(scope="module")
def out(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("data")
    root = repository(
        folder / "r",
        {
            "2026/PM-2026-0001-x.md": document(1, front=TIMES),
            "2026/PM-2026-0002-y.md": document(
                2, title='"=cmd() & <b>kassan</b>, \\"stängd\\""', lang="sv", date="2026-03-15"
            ),
            "2026/PM-2026-0003-z.md": document(3, detection="{unknown: nobody says}", services="[checkout, cache]"),
        },
        SETTINGS + 'url = "https://postmortems.example/site/"\ntitle = "Our postmortems"\n',
    )
    stage(Workspace.open(root), folder / "out")
    return folder / "out"


def read(out: Path, path: str) -> Any:
    return json.loads((out / path).read_text("utf-8"))


def test_all_postmortems_follow_the_schema_that_lies_beside_them(out: Path) -> None:
    schema, data = read(out, "data/postmortems.schema.json"), read(out, "data/postmortems.json")
    jsonschema.Draft202012Validator.check_schema(schema)
    jsonschema.Draft202012Validator(schema, format_checker=jsonschema.FormatChecker()).validate(data)
    assert [item["id"] for item in data["postmortems"]] == ["PM-2026-0002", "PM-2026-0003", "PM-2026-0001"]
    single = jsonschema.Draft202012Validator({**schema["$defs"]["postmortem"], "$defs": schema["$defs"]})
    for item in data["postmortems"]:
        alone = read(out, f"data/postmortems/{item['id']}.json")
        single.validate(alone)
        assert alone == {"version": 1, **item}


def test_unknown_is_never_a_number(out: Path) -> None:
    one = read(out, "data/postmortems/PM-2026-0001.json")
    assert one["durations"]["time_to_detect"] == 540
    assert one["durations"]["time_to_acknowledge"] == {"unknown": "nobody wrote it down"}
    assert one["durations"]["time_to_resolve"] == {"not_applicable": "it was a rehearsal"}
    rows = {row["id"]: row for row in csv.DictReader(io.StringIO((out / "data/postmortems.csv").read_text("utf-8")))}
    assert rows["PM-2026-0001"]["time_to_detect"] == "540"
    assert rows["PM-2026-0001"]["time_to_acknowledge"] == ""
    assert read(out, "data/postmortems/PM-2026-0003.json")["detection"] == {"unknown": "nobody says"}


def test_the_atom_feed_has_what_the_standard_requires(out: Path) -> None:
    for path, count in (("feed.xml", 3), ("feeds/services/cache.xml", 1)):
        feed = ET.fromstring((out / path).read_text("utf-8"))
        assert feed.tag == f"{ATOM}feed"
        for name in ("id", "title", "updated", "author"):
            assert feed.find(f"{ATOM}{name}") is not None
        entries = feed.findall(f"{ATOM}entry")
        assert len(entries) == count
        ids = [entry.findtext(f"{ATOM}id") for entry in entries]
        assert len(set(ids)) == count
        for entry in entries:
            for name in ("title", "updated", "summary"):
                assert entry.findtext(f"{ATOM}{name}")
            assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ", entry.findtext(f"{ATOM}updated") or "")
            link = entry.find(f"{ATOM}link")
            assert link is not None and link.get("href", "").startswith("https://postmortems.example/site/postmortems/")
    swedish = ET.fromstring((out / "feed.xml").read_text("utf-8")).findall(f"{ATOM}entry")[0]
    assert swedish.findtext(f"{ATOM}title") == '=cmd() & <b>kassan</b>, "stängd"'
    assert swedish.get("{http://www.w3.org/XML/1998/namespace}lang") == "sv"


def test_the_json_feed_has_what_the_standard_requires(out: Path) -> None:
    feed = read(out, "feed.json")
    assert feed["version"] == "https://jsonfeed.org/version/1.1" and feed["title"] == "Our postmortems"
    assert feed["feed_url"] == "https://postmortems.example/site/feed.json"
    for item in feed["items"]:
        assert item["id"] and item["content_text"] and item["url"].startswith("https://postmortems.example/site/")


def test_the_calendar_is_folded_and_holds_the_open_dates(out: Path) -> None:
    data = (out / "actions/actions.ics").read_bytes()
    assert data.endswith(b"END:VCALENDAR\r\n") and b"\n" not in data.replace(b"\r\n", b"")
    lines = data.split(b"\r\n")
    assert max(len(line) for line in lines) <= 75
    text = data.decode().replace("\r\n ", "")
    assert text.count("BEGIN:VEVENT") == text.count("END:VEVENT") == 1
    assert "UID:pm-2026-0001-a1@blamefree" in text and "DTSTART;VALUE=DATE:20260415" in text
    assert "DTEND;VALUE=DATE:20260416" in text


def test_the_table_of_actions_has_a_row_for_each(out: Path) -> None:
    rows = list(csv.DictReader(io.StringIO((out / "actions/actions.csv").read_text("utf-8"))))
    assert [(row["document"], row["action"], row["state"], row["decision"]) for row in rows] == [
        ("PM-2026-0001", "A1", "open", "unknown")
    ]
    assert rows[0]["address"] == "postmortems/2026/PM-2026-0001-x/#action-a1"


@pytest.mark.parametrize("value", ["=cmd|' /C calc'!A0", "+1", "-1", "@SUM(A1)", "\tx", "\r=1"])
def test_no_cell_is_a_formula(value: str) -> None:
    assert str(harmless([value])[0]).startswith("'")


@pytest.mark.parametrize("value", ["plain", "", 5, -5, "a=b", "1-2"])
def test_other_cells_stay_as_they_are(value: str | int) -> None:
    assert harmless([value]) == [value]


def test_llms_txt_leads_to_everything(out: Path) -> None:
    text = (out / "llms.txt").read_text("utf-8")
    assert text.startswith("# Our postmortems\n\n> ")
    assert "https://postmortems.example/site/data/postmortems.json" in text
    assert text.count("](https://postmortems.example/site/postmortems/") == 3


def test_parquet_has_the_same_rows(out: Path) -> None:
    reader = pytest.importorskip("pyarrow.parquet")
    for name in ("postmortems", "actions"):
        rows = reader.read_table(out / f"data/{name}.parquet").to_pylist()
        path = out / ("actions/actions.csv" if name == "actions" else "data/postmortems.csv")
        listed = list(csv.DictReader(io.StringIO(path.read_text("utf-8"))))
        assert [
            {key: "" if value is None else str(harmless([value])[0]) for key, value in row.items()} for row in rows
        ] == listed
        assert len(rows) == len(listed) > 0


def test_parquet_is_framed_as_the_format_says(out: Path) -> None:
    data = (out / "data/postmortems.parquet").read_bytes()
    length = int.from_bytes(data[-8:-4], "little")
    assert data[:4] == data[-4:] == b"PAR1" and 100 < length < len(data) - 8
    footer = data[-8 - length : -8]
    assert footer.startswith(b"\x15\x02") and footer.endswith(b"\x00") and b"time_to_detect" in footer
