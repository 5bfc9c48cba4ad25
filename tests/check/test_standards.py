"""SARIF and rdjson against their standards, as far as we use them; JUnit as CI systems read it.

SARIF: https://docs.oasis-open.org/sarif/sarif/v2.1.0/ (the objects that we write, closed, with the rules of the
standard's schema); rdjson: https://github.com/reviewdog/reviewdog/tree/master/proto/rdf.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any
from xml.etree import ElementTree as ET

import pytest
from jsonschema import Draft202012Validator

from repository import Repository

POSITIVE = {"type": "integer", "minimum": 1}
COUNT = {"type": "integer", "minimum": 0}
WORDS = {"type": "string", "minLength": 1}


def closed(required: list[str], **properties: Any) -> dict[str, Any]:
    """An object with these properties and no others."""
    return {"type": "object", "properties": properties, "required": required, "additionalProperties": False}


def array(of: Any, least: int = 0) -> dict[str, Any]:
    """A list of these."""
    return {"type": "array", "items": of, "minItems": least}


MESSAGE = closed(["text"], text=WORDS, markdown=WORDS)
ARTIFACT = closed(["uri"], uri={"type": "string", "pattern": r"^[A-Za-z0-9_.~!$&'()*+,;=:@%/-]+$"}, uriBaseId=WORDS)
REGION = closed(
    ["startLine"], startLine=POSITIVE, startColumn=POSITIVE, endLine=POSITIVE, endColumn=POSITIVE, charOffset=COUNT,
    charLength=COUNT,
)  # fmt: skip
PLACE = {"physicalLocation": closed(["artifactLocation"], artifactLocation=ARTIFACT, region=REGION)}
LOCATION = closed(["physicalLocation"], **PLACE)
RELATED = closed(["physicalLocation"], id=COUNT, message=MESSAGE, **PLACE)
REPLACEMENT = closed(["deletedRegion"], deletedRegion=REGION, insertedContent=closed(["text"], text={"type": "string"}))
CHANGE = closed(["artifactLocation", "replacements"], artifactLocation=ARTIFACT, replacements=array(REPLACEMENT, 1))
RESULT = closed(
    ["message", "ruleId", "level", "locations", "partialFingerprints"],
    ruleId=WORDS, ruleIndex=COUNT, level={"enum": ["none", "note", "warning", "error"]}, message=MESSAGE,
    locations=array(LOCATION, 1), relatedLocations=array(RELATED),
    partialFingerprints={"type": "object", "additionalProperties": WORDS, "minProperties": 1},
    fixes=array(closed(["artifactChanges"], description=MESSAGE, artifactChanges=array(CHANGE, 1))),
    properties={"type": "object"},
)  # fmt: skip
SARIF = {
    "type": "object",
    "properties": {
        "version": {"const": "2.1.0"},
        "$schema": {"type": "string", "format": "uri"},
        "runs": array(
            {
                "type": "object",
                "properties": {
                    "tool": {
                        "type": "object",
                        "required": ["driver"],
                        "properties": {
                            "driver": {
                                "type": "object",
                                "required": ["name"],
                                "properties": {
                                    "name": WORDS,
                                    "rules": array({"type": "object", "required": ["id"], "properties": {"id": WORDS}}),
                                },
                            }
                        },
                    },
                    "columnKind": {"enum": ["utf16CodeUnits", "unicodeCodePoints"]},
                    "results": array(RESULT),
                },
                "required": ["tool", "results", "columnKind"],
            },
            1,
        ),
    },
    "required": ["version", "runs"],
}
POSITION = closed(["line"], line=POSITIVE, column=POSITIVE)
RANGE = closed(["start"], start=POSITION, end=POSITION)
RD_LOCATION = closed(["path"], path=WORDS, range=RANGE)
RDJSON = closed(
    ["source", "diagnostics"],
    source=closed(["name"], name=WORDS, url=WORDS),
    severity={"enum": ["UNKNOWN_SEVERITY", "ERROR", "WARNING", "INFO"]},
    diagnostics=array(
        closed(
            ["message", "location"],
            message=WORDS,
            location=RD_LOCATION,
            severity={"enum": ["ERROR", "WARNING", "INFO"]},
            source=closed(["name"], name=WORDS, url=WORDS),
            code=closed(["value"], value=WORDS, url=WORDS),
            suggestions=array(closed(["range", "text"], range=RANGE, text={"type": "string"})),
            originalOutput={"type": "string"},
            relatedLocations=array(closed(["location"], message={"type": "string"}, location=RD_LOCATION)),
        )
    ),
)


@pytest.fixture
def troubled(repository: Repository) -> Repository:
    """Documents with errors, related places, fixes, hostile words and odd names."""
    repository.draft(1, "```\n::error::never closed \x1b[31m ]]> <b> & å 🎉")
    repository.draft(2, "## summary\n\nIt was human error.\n\n![x](http://example.com/a.png)\u202e")
    path = repository.draft(3)
    path.write_text(path.read_text().replace("severity: SEV3", "severity: SEV3\nseverity: SEV1"), "utf-8")
    repository.write("postmortems/2026/PM-2026-0004 å # %.md", path.read_text().replace("0003", "0001"))
    repository.write("postmortems/2026/PM-2026-0005-x.md", "")
    path = repository.draft(6)
    path.write_text(path.read_text().replace("severity: SEV3", "tags: [on]\nseverity: SEV3"), "utf-8")
    return repository


def test_sarif_keeps_to_the_standard(troubled: Repository) -> None:
    answer = json.loads(troubled.run("check", "--format", "sarif").stdout)
    Draft202012Validator(SARIF).validate(answer)
    (run,) = answer["runs"]
    names = [rule["id"] for rule in run["tool"]["driver"]["rules"]]
    assert len(names) == len(set(names))
    assert run["results"]
    for result in run["results"]:
        assert result["ruleId"] in names
        assert names[result.get("ruleIndex", names.index(result["ruleId"]))] == result["ruleId"]
        for region in regions(result):
            assert (region["startLine"], region["startColumn"]) <= (region["endLine"], region["endColumn"])
    assert len({json.dumps(item["partialFingerprints"]) for item in run["results"]}) == len(run["results"])


def regions(value: Any) -> Iterator[dict[str, int]]:
    """Every region in a result."""
    if isinstance(value, dict):
        if "startLine" in value:
            yield value
        for item in value.values():
            yield from regions(item)
    elif isinstance(value, list):
        for item in value:
            yield from regions(item)


def test_rdjson_keeps_to_its_form(troubled: Repository) -> None:
    answer = json.loads(troubled.run("check", "--format", "rdjson").stdout)
    Draft202012Validator(RDJSON).validate(answer)
    assert answer["diagnostics"]


def test_junit_counts_what_it_holds(troubled: Repository) -> None:
    root = ET.fromstring(troubled.run("check", "--format", "junit").stdout)
    suites = [root] if root.tag == "testsuite" else list(root.iter("testsuite"))
    assert suites
    for suite in suites:
        cases = list(suite.iter("testcase"))
        assert int(suite.get("tests", "-1")) == len(cases)
        assert int(suite.get("failures", "-1")) == sum(case.find("failure") is not None for case in cases)
        assert all(case.get("name") for case in cases)
