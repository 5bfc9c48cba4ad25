"""HTTP: patience for reads, no repeat of writes, secrets kept."""

from __future__ import annotations

import pytest

from blamefree.io.http import Credentials, Http, HttpProblem, UnknownOutcome, reason, retry_after
from blamefree.io.patience import Pace, Patience
from blamefree.sandbox import Fault, FaultKind, Sandbox


class Clock:
    """Time that passes only when somebody sleeps."""

    def __init__(self) -> None:
        self.now = 100.0
        self.slept: list[float] = []

    def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)
        self.now += seconds

    def __call__(self) -> float:
        return self.now


def client(url: str, patience: Patience, token: str = "sandbox-token") -> Http:
    return Http("Confluence", f"{url}/wiki", Credentials(token, "publisher@example.com"), patience)


def test_patience_is_spent_once_by_waits_that_overlap() -> None:
    clock = Clock()
    patience = Patience(10, sleep=lambda seconds: None, monotonic=clock)
    assert patience.wait(6)
    assert patience.wait(6)
    assert patience.left == 4
    clock.now += 6
    assert not patience.wait(5)
    assert patience.wait(4)
    clock.now += 4
    assert not patience.wait(0.1)


def test_the_pace_slows_near_a_limit_and_recovers() -> None:
    clock = Clock()
    pace = Pace(sleep=clock.sleep, monotonic=clock)
    pace.before("GET /a")
    pace.after(near_limit=True)
    pace.before("GET /a")
    pace.before("GET /a")
    assert clock.slept
    for _ in range(10):
        pace.after(near_limit=False)
    assert pace.pause == 0.0


def test_a_read_is_repeated_and_honours_retry_after() -> None:
    clock = Clock()
    with Sandbox() as sandbox:
        sandbox.plan(Fault(FaultKind.STATUS, status=429, retry_after=7), Fault(FaultKind.RESET, at=2))
        http = client(sandbox.url, Patience(30, sleep=clock.sleep, monotonic=clock))
        assert http.get("/api/v2/spaces").json()["results"]
        assert clock.slept[0] == 7
        assert sandbox.requests == 3


@pytest.mark.parametrize(
    "fault",
    [
        Fault(FaultKind.CRASH_AFTER_COMMIT), Fault(FaultKind.RESET), Fault(FaultKind.STATUS, status=503),
        Fault(FaultKind.STATUS, status=429, retry_after=1), Fault(FaultKind.TRUNCATE),
    ],
    ids=lambda fault: fault.kind.value,
)  # fmt: skip
def test_a_write_is_never_repeated(fault: Fault) -> None:
    with Sandbox() as sandbox:
        sandbox.plan(fault)
        with pytest.raises(UnknownOutcome):
            client(sandbox.url, Patience(60)).send("POST", "/api/v2/pages", {})
        assert sandbox.requests == 1


def test_a_host_that_cannot_be_reached_is_given_up_soon() -> None:
    patience = Patience(60)
    with pytest.raises(HttpProblem, match="cannot be reached"):
        client("http://127.0.0.1:9", patience).get("/x")
    assert patience.left > 50


def test_a_redirect_is_not_followed() -> None:
    with Sandbox() as sandbox:
        sandbox.plan(Fault(FaultKind.STATUS, status=302, body=""))
        with pytest.raises(HttpProblem, match="redirect"):
            client(sandbox.url, Patience(1)).get("/api/v2/spaces")
        assert sandbox.requests == 1


def test_the_token_is_never_shown() -> None:
    credentials = Credentials("tok-12345", "me")
    assert "tok-12345" not in repr(credentials)
    assert credentials.scrub("a tok-12345 b " + credentials.header) == "a *** b Basic ***"


@pytest.mark.parametrize(
    ("body", "words"),
    [
        (b'{"errors":[{"title":"Bad\\n thing"}]}', "Bad thing"), (b'{"errorMessages":["a","b"]}', "a b"),
        (b'{"errors":{"due":"wrong"}}', "due: wrong"), (b'{"message":"no"}', "no"), (b"<html>", ""), (b"[]", ""),
        (b'{"message":"a\\u001bb"}', "ab"), (b'{"message":"' + b"x" * 999 + b'"}', "x" * 299 + "…"),
    ],
)  # fmt: skip
def test_what_an_error_says(body: bytes, words: str) -> None:
    assert reason(body) == words


@pytest.mark.parametrize(("value", "seconds"), [("5", 5.0), ("-3", 0.0), ("soon", None), ("", None)])
def test_retry_after(value: str, seconds: float | None) -> None:
    assert retry_after({"Retry-After": value}) == seconds
