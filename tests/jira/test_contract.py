"""Requests to Jira Cloud and the answers of the stand-in, held to Atlassian's own description."""

from __future__ import annotations

from pathlib import Path

import pytest

from blamefree.sandbox.message import Request, Response
from contract import Contract

from .conftest import Desk, action
from .test_incident import incident

_OUTSIDE = "/rest/servicedeskapi"


@pytest.mark.slow
def test_a_whole_life_of_issues(desk: Desk, shared: Path) -> None:
    exchanges: list[tuple[Request, Response]] = []
    desk.sandbox.observe(lambda request, response: exchanges.append((request, response)))
    key = incident(desk)
    assert desk.run_plain("new", "--from-jira", key)[0] == 0
    desk.approve(desk.write(action("A1"), action("A2")))
    desk.published()
    assert desk.apply() == 0
    desk.approve(desk.write(action("A1", title="New words"), action("A2")))
    assert desk.apply() == 0
    assert desk.run("actions")[0] == 0
    (desk.root / "blamefree.toml").write_text('[jira]\nincidents = "project = OPS"\n')
    assert desk.run_plain("coverage")[0] == 0

    contract = Contract.read(shared / "specs" / "jira-cloud-v3.json", {"/jira/rest/api/3": "/rest/api/3"})
    problems: list[str] = []
    judged: set[str] = set()
    for request, response in exchanges:
        if response.status >= 400 or _OUTSIDE in request.path or not response.body:
            continue
        operation = contract.operation(request.method, request.path)
        if operation is None:
            problems.append(f"{request.method} {request.path}: in no description")
            continue
        name = f"{operation.method} {operation.template}"
        if name in judged:  # one of each: the description is large, and judging takes its time
            continue
        judged.add(name)
        problems += contract.check(request, response)
    assert problems == []
    assert len(judged) >= 8
