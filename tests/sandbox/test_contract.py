"""The judge itself: it must see what is wrong."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from blamefree.sandbox.message import Request, json_response
from contract import Contract

DESCRIPTION: dict[str, Any] = {
    "paths": {
        "/things/{id}": {
            "parameters": [{"name": "id", "in": "path"}],
            "get": {
                "parameters": [
                    {"name": "limit", "in": "query", "schema": {"type": "integer", "maximum": 250}},
                    {"name": "status", "in": "query", "schema": {"type": "array", "items": {"enum": ["a", "b"]}}},
                ],
                "responses": {
                    "200": {
                        "content": {
                            "application/json": {
                                "schema": {
                                    "allOf": [
                                        {"$ref": "#/components/schemas/Thing"},
                                        {"properties": {"extra": {"type": "string"}}},
                                    ]
                                }
                            }
                        }
                    }
                },
            },
            "put": {
                "requestBody": {
                    "required": True,
                    "content": {"application/json": {"schema": {"$ref": "#/components/schemas/Thing"}}},
                },
                "responses": {"204": {"description": "done"}},
            },
        }
    },
    "components": {
        "schemas": {
            "Thing": {
                "type": "object",
                "required": ["id"],
                "properties": {
                    "id": {"type": "string"},
                    "parent": {"type": "string", "nullable": True},
                    "inner": {"type": "array", "items": {"type": "object", "properties": {"x": {"type": "integer"}}}},
                },
            }
        }
    },
}


@pytest.fixture
def judge(tmp_path: Path) -> Contract:
    path = tmp_path / "description.json"
    path.write_text(json.dumps(DESCRIPTION))
    return Contract.read(path, {"/api": ""})


def get(query: str = "") -> Request:
    return Request.parse("GET", "/api/things/1" + query, {}, b"", "")


def put(body: bytes, kind: str = "application/json") -> Request:
    return Request.parse("PUT", "/api/things/1", {"Content-Type": kind}, body, "")


def test_what_is_right_passes(judge: Contract) -> None:
    good = {"id": "1", "parent": None, "extra": "x", "inner": [{"x": 1}]}
    assert judge.check(get("?limit=250&status=a,b"), json_response(good)) == []
    assert judge.check(put(b'{"id": "1"}'), json_response(None, 204)) == [
        "PUT /things/{id}: the answer has a body, none is described"
    ]


@pytest.mark.parametrize(
    ("answer", "words"),
    [
        ({}, "'id' is a required property"),
        ({"id": 1}, "1 is not of type 'string'"),
        ({"id": "1", "extra": 3}, "3 is not of type 'string'"),
        ({"id": "1", "parnet": "2"}, "answer.parnet: a property that the description does not know"),
        ({"id": "1", "inner": [{"y": 1}]}, "answer.inner[0].y: a property that the description does not know"),
    ],
)
def test_a_wrong_answer_is_named(judge: Contract, answer: Any, words: str) -> None:
    problems = judge.check(get(), json_response(answer))
    assert any(words in problem for problem in problems), problems


@pytest.mark.parametrize(
    ("query", "words"),
    [
        ("?limit=251", "251 is greater than the maximum of 250"),
        ("?limit=x", "'x' is not of type 'integer'"),
        ("?lmit=1", "query parameter lmit is unknown"),
        ("?status=a,c", "'c' is not one of ['a', 'b']"),
    ],
)
def test_a_wrong_query_is_named(judge: Contract, query: str, words: str) -> None:
    problems = judge.check(get(query), json_response({"id": "1"}))
    assert any(words in problem for problem in problems), problems


@pytest.mark.parametrize(
    ("request_", "words"),
    [
        (put(b""), "the request has no body"),
        (put(b"id=1", "application/x-www-form-urlencoded"), "described is application/json"),
        (put(b'{"id": "1", "x": 1}'), "request.x: a property that the description does not know"),
        (put(b"[]"), "[] is not of type 'object'"),
    ],
)
def test_a_wrong_request_is_named(judge: Contract, request_: Request, words: str) -> None:
    problems = judge.check(request_, json_response(None, 204))
    assert any(words in problem for problem in problems), problems


def test_an_unknown_path_or_status_is_named(judge: Contract) -> None:
    assert judge.check(Request.parse("GET", "/api/other", {}, b"", ""), json_response({})) == [
        "GET /api/other: not in description"
    ]
    assert judge.check(get(), json_response({"id": "1"}, 201)) == ["GET /things/{id}: status 201 is not described"]
