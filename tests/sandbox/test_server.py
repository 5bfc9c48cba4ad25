"""The server: log, latency, faults, controls, state, and how connections end."""

from __future__ import annotations

import http.client
import json
import time
from pathlib import Path
from typing import Any
from urllib.error import URLError

import pytest

from blamefree.sandbox import Fault, FaultKind, Sandbox
from blamefree.sandbox.app import App
from blamefree.sandbox.confluence import Confluence, Page
from blamefree.sandbox.message import Request, Response, json_response

PAGES = "/wiki/api/v2/pages"


def new_page(sandbox: Sandbox, title: str = "new") -> dict[str, Any]:
    return {
        "spaceId": sandbox.confluence.space.id,
        "status": "current",
        "title": title,
        "body": {"representation": "storage", "value": "<p>x</p>"},
    }


def titles(sandbox: Sandbox) -> list[str]:
    return [page.title for page in sandbox.confluence.pages()]


def test_the_log_counts_requests_and_writes_and_holds_no_secret(sandbox: Sandbox, call: Any) -> None:
    call("GET", PAGES, query={"limit": 5})
    call("POST", PAGES, new_page(sandbox))
    call("POST", PAGES, new_page(sandbox))
    assert (sandbox.requests, sandbox.writes) == (3, 2)
    assert [(entry.status, entry.write, entry.changed) for entry in sandbox.log] == [
        (200, False, False),
        (200, True, True),
        (400, True, False),
    ]
    assert sandbox.log[0].query == "limit=5"
    assert sandbox.log[1].json()["title"] == "new"
    assert "sandbox-token" not in json.dumps([entry.to_dict() for entry in sandbox.log])
    sandbox.reset_log()
    assert (sandbox.requests, sandbox.writes) == (0, 0)


def test_one_connection_serves_many_requests(sandbox: Sandbox) -> None:
    connection = http.client.HTTPConnection("127.0.0.1", int(sandbox.url.rpartition(":")[2]), timeout=10)
    connection.connect()
    first = connection.sock
    for _ in range(3):
        connection.request("GET", PAGES, headers={"Authorization": "Bearer sandbox-token"})
        assert connection.getresponse().read()
    assert connection.sock is first
    connection.close()


def test_a_chunked_body_is_read(sandbox: Sandbox) -> None:
    body = json.dumps(new_page(sandbox)).encode()
    connection = http.client.HTTPConnection("127.0.0.1", int(sandbox.url.rpartition(":")[2]), timeout=10)
    headers = {"Authorization": "Bearer sandbox-token", "Content-Type": "application/json"}
    connection.request("POST", PAGES, body=iter([body[:20], body[20:]]), headers=headers, encode_chunked=True)
    assert connection.getresponse().status == 200
    connection.close()


@pytest.mark.parametrize(
    ("kind", "happened"),
    [
        (FaultKind.CRASH_BEFORE_COMMIT, False),
        (FaultKind.CRASH_AFTER_COMMIT, True),
        (FaultKind.RESET, False),
        (FaultKind.TRUNCATE, True),
        (FaultKind.HANG, False),
        (FaultKind.HANG_AFTER_COMMIT, True),
    ],
)
def test_faults_without_an_answer(sandbox: Sandbox, call: Any, kind: FaultKind, happened: bool) -> None:
    sandbox.plan(Fault(kind, seconds=0.01))
    with pytest.raises((URLError, OSError, http.client.HTTPException)):
        call("POST", PAGES, new_page(sandbox))
    assert ("new" in titles(sandbox)) is happened
    assert sandbox.log[-1].fault == kind.value
    assert call("POST", PAGES, new_page(sandbox, "next")).status == 200, "only one request was struck"


@pytest.mark.parametrize(("kind", "happened"), [(FaultKind.STATUS, False), (FaultKind.STATUS_AFTER_COMMIT, True)])
def test_faults_that_answer_with_a_status(sandbox: Sandbox, call: Any, kind: FaultKind, happened: bool) -> None:
    sandbox.plan(Fault(kind, status=500))
    assert call("POST", PAGES, new_page(sandbox)).status == 500
    assert ("new" in titles(sandbox)) is happened


def test_a_rate_limit_carries_the_headers_that_a_client_must_honour(sandbox: Sandbox, call: Any) -> None:
    sandbox.plan(Fault(FaultKind.STATUS, status=429, retry_after=7))
    answer = call("GET", PAGES)
    assert answer.status == 429
    assert answer.headers["Retry-After"] == "7"
    assert answer.headers["X-RateLimit-Remaining"] == "0"
    assert {"X-RateLimit-Limit", "X-RateLimit-Reset", "X-RateLimit-NearLimit", "RateLimit-Reason"} <= set(
        answer.headers
    )


def test_a_warning_of_the_limit_comes_with_a_good_answer(sandbox: Sandbox, call: Any) -> None:
    sandbox.plan(Fault(FaultKind.NEAR_LIMIT))
    answer = call("GET", PAGES)
    assert (answer.status, answer.headers["X-RateLimit-NearLimit"], answer.headers["X-RateLimit-Remaining"]) == (
        200,
        "true",
        "2",
    )
    assert "X-RateLimit-NearLimit" not in call("GET", PAGES).headers


def test_a_hanging_request_ends_at_the_callers_timeout_and_does_not_hold_up_others(sandbox: Sandbox, call: Any) -> None:
    sandbox.plan(Fault(FaultKind.HANG, seconds=60))
    with pytest.raises((URLError, TimeoutError)):
        call("GET", PAGES, timeout=0.2)
    assert call("GET", PAGES).status == 200


def test_a_fault_counts_the_requests_it_concerns(sandbox: Sandbox, call: Any) -> None:
    sandbox.plan(Fault(FaultKind.STATUS, at=2, times=2, write=False, path="*/pages", status=503))
    statuses = []
    for _ in range(5):
        call("POST", PAGES, new_page(sandbox, f"page {len(statuses)}"))
        call("GET", "/wiki/api/v2/spaces")
        statuses.append(call("GET", PAGES).status)
    assert statuses == [200, 503, 503, 200, 200]


def test_a_fault_can_last_for_ever_and_be_cleared(sandbox: Sandbox, call: Any) -> None:
    sandbox.plan(Fault(FaultKind.STATUS, at=2, times=None, status=503))
    assert [call("GET", PAGES).status for _ in range(4)] == [200, 503, 503, 503]
    sandbox.clear_faults()
    assert call("GET", PAGES).status == 200


def test_under_lag_a_new_page_is_missing_and_a_changed_one_is_old(sandbox: Sandbox, call: Any, made: Page) -> None:
    sandbox.plan(Fault(FaultKind.LAG, at=1, times=2, write=True, reads=2))
    page_id = call("POST", PAGES, new_page(sandbox)).json()["id"]
    assert [call("GET", f"{PAGES}/{page_id}").status for _ in range(3)] == [404, 404, 200]
    body = {"representation": "storage", "value": "<p>changed</p>"}
    call(
        "PUT",
        f"{PAGES}/{made.id}",
        {"id": made.id, "status": "current", "title": made.title, "body": body, "version": {"number": 2}},
    )
    assert [call("GET", f"{PAGES}/{made.id}").json()["version"]["number"] for _ in range(3)] == [1, 1, 2]


def test_lag_by_setting_hides_from_lists_too(sandbox: Sandbox, call: Any) -> None:
    sandbox.confluence.lag.reads = 1
    call("POST", PAGES, new_page(sandbox))
    seen = ["new" in [page["title"] for page in call("GET", PAGES).json()["results"]] for _ in range(2)]
    assert seen == [False, True]


def test_latency_is_added_to_each_request(sandbox: Sandbox, call: Any) -> None:
    sandbox.latency = 0.05
    started = time.monotonic()
    call("GET", PAGES)
    assert time.monotonic() - started >= 0.05


def test_stopping_does_not_wait_for_open_connections() -> None:
    sandbox = Sandbox().start()
    connection = http.client.HTTPConnection("127.0.0.1", int(sandbox.url.rpartition(":")[2]), timeout=10)
    connection.request("GET", PAGES, headers={"Authorization": "Bearer sandbox-token"})
    connection.getresponse().read()
    sandbox.stop()
    with pytest.raises((OSError, http.client.HTTPException)):
        connection.request("GET", PAGES)
        connection.getresponse()


def test_the_state_survives_in_a_file(tmp_path: Path, made: Page, sandbox: Sandbox) -> None:
    person = sandbox.confluence.person
    person.attach(made.id, "a.bin", b"\x00\xff")
    person.add_label(made.id, "kept")
    person.add_inline_comment(made.id, "two")
    person.archive(person.create_page("archived").id)
    file = tmp_path / "deep" / "state.json"
    first = Sandbox(state=file)
    first.load(sandbox.dump())
    first.stop()
    again = Sandbox(state=file)
    assert again.dump() == sandbox.dump()
    assert again.confluence.site.files(made.id)[0].now.data == b"\x00\xff"
    again.stop()


def test_two_runs_are_the_same_to_the_byte(call: Any) -> None:
    def run() -> str:
        with Sandbox() as sandbox:
            person = sandbox.confluence.person
            page = person.create_page("a", '<ac:structured-macro ac:name="toc"/><p>words</p>')
            person.add_inline_comment(page.id, "words")
            return json.dumps(sandbox.dump())

    assert run() == run()


# -- controls ---------------------------------------------------------------------------------------------------


def test_another_process_plans_faults_reads_the_log_and_starts_over(sandbox: Sandbox, call: Any) -> None:
    assert call("POST", "/_sandbox/faults", [{"kind": "status", "status": 503, "path": "*/pages"}]).status == 201
    assert call("GET", PAGES).status == 503
    log = call("GET", "/_sandbox/log").json()
    assert (log["requests"], log["entries"][0]["fault"]) == (1, "status")
    assert call("GET", "/_sandbox/faults").json()[0]["status"] == 503
    call("POST", PAGES, new_page(sandbox))
    assert call("POST", "/_sandbox/reset").status == 204
    assert call("GET", "/_sandbox/log").json() == {"requests": 0, "writes": 0, "entries": []}
    assert titles(sandbox) == ["Operations", "Postmortems"]
    assert call("GET", "/_sandbox/faults").json() == []


def test_another_process_acts_as_a_person_and_sets_latency_and_lag(sandbox: Sandbox, call: Any, made: Page) -> None:
    answer = call("POST", "/_sandbox/person/confluence/edit", {"page_id": made.id, "replace": ["two", "2"]})
    assert answer.json() == {"result": made.id}
    assert "one 2 one" in made.now.body
    assert call("PUT", "/_sandbox/settings", {"latency": 0.01, "lag": {"confluence": {"reads": 3}}}).status == 204
    assert (sandbox.latency, sandbox.confluence.lag.reads) == (0.01, 3)
    state = call("GET", "/_sandbox/state").json()
    assert call("PUT", "/_sandbox/state", state).status == 204
    assert call("GET", "/_sandbox/environment").json() == sandbox.environment()
    assert sandbox.requests == 0, "controls are not logged"


@pytest.mark.parametrize(
    ("method", "path", "value", "word"),
    [
        ("POST", "/_sandbox/faults", {"kind": "earthquake"}, "earthquake"),
        ("POST", "/_sandbox/faults", {"kind": "reset", "wen": 1}, "wen"),
        ("PUT", "/_sandbox/settings", {"lateness": 1}, "lateness"),
        ("POST", "/_sandbox/person/confluence/vanish", {}, "vanish"),
        ("POST", "/_sandbox/person/confluence/edit", {"page_id": "1"}, "no page 1"),
    ],
)
def test_mistakes_in_controls_are_named(call: Any, method: str, path: str, value: Any, word: str) -> None:
    answer = call(method, path, value)
    assert answer.status == 400
    assert word in answer.json()["message"]


def test_controls_answer_only_callers_that_name_a_loopback_host(call: Any) -> None:
    assert call("GET", "/_sandbox/log", headers={"Host": "evil.example"}).status == 403
    assert call("GET", "/_sandbox/log", headers={"Host": "localhost:1"}).status == 200


# -- apps -------------------------------------------------------------------------------------------------------


class Echo(App):
    """The smallest app."""

    name = "echo"
    prefixes = ("/echo",)

    def handle(self, request: Request) -> Response:
        if request.path.endswith("/defect"):
            raise RuntimeError("a hole")
        return json_response({"path": request.path})

    def is_write(self, request: Request) -> bool:
        return False

    def dump(self) -> dict[str, Any]:
        return {}

    def load(self, state: Any) -> None:
        raise AssertionError(state)

    def reset(self) -> None:
        pass


def test_an_app_is_mounted_beside_the_others() -> None:
    from sandbox.conftest import Caller

    with Sandbox(apps=[Confluence(), Echo()]) as sandbox:
        call = Caller(sandbox.url)
        assert call("POST", "/echo/a", {}).json() == {"path": "/echo/a"}
        assert call("GET", "/echoes").status == 404
        assert sandbox.writes == 0
        broken = call("GET", "/echo/defect")
        assert (broken.status, "a hole" in broken.json()["message"]) == (500, True)
        assert isinstance(sandbox.app(Echo), Echo)
    with pytest.raises(LookupError):
        Sandbox(apps=[]).app(Echo)


def test_a_wrong_method_names_the_right_ones(call: Any) -> None:
    answer = call("DELETE", PAGES)
    assert (answer.status, answer.headers["Allow"]) == (405, "GET, POST")
