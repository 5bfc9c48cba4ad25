"""What a fault makes of an answer: whether the app is asked at all, and what of its answer reaches the caller."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from blamefree.sandbox.clock import wall_clock
from blamefree.sandbox.faults import Fault, FaultKind
from blamefree.sandbox.message import Response, json_response
from blamefree.sandbox.transport import Delivery

# Struck by one of these, a request is still carried out.
HAPPENS = frozenset(
    {
        FaultKind.CRASH_AFTER_COMMIT,
        FaultKind.STATUS_AFTER_COMMIT,
        FaultKind.HANG_AFTER_COMMIT,
        FaultKind.TRUNCATE,
        FaultKind.SLOW,
        FaultKind.NEAR_LIMIT,
        FaultKind.LAG,
        FaultKind.HALF_ATTACHMENT,
    }
)


def play(fault: Fault | None, response: Response | None) -> Delivery:
    """What of a response reaches the caller, when, and how the connection ends."""
    if fault is None or fault.kind in {FaultKind.LAG, FaultKind.HALF_ATTACHMENT}:
        return Delivery(response)
    match fault.kind:
        case FaultKind.STATUS | FaultKind.STATUS_AFTER_COMMIT:
            return Delivery(_status_response(fault))
        case FaultKind.RESET:
            return Delivery(None, end="reset")
        case FaultKind.TRUNCATE:
            return Delivery(response, end="truncate")
        case FaultKind.NEAR_LIMIT if response is not None:
            return Delivery(replace(response, headers=(*response.headers, *_limit_headers("2", 1))))
        case FaultKind.SLOW:
            return Delivery(response, wait=fault.seconds)
        case FaultKind.HANG | FaultKind.HANG_AFTER_COMMIT:
            return Delivery(None, wait=fault.seconds, end="close")
        case _:
            return Delivery(None, end="close")


def _limit_headers(remaining: str, seconds: int) -> tuple[tuple[str, str], ...]:
    """The rate-limit headers of Atlassian's services; the reset is `seconds` from now by the wall clock."""
    reset = wall_clock() + timedelta(seconds=seconds)
    return (
        ("X-RateLimit-Limit", "100"),
        ("X-RateLimit-Remaining", remaining),
        ("X-RateLimit-NearLimit", "true"),
        ("X-RateLimit-Reset", reset.strftime("%Y-%m-%dT%H:%M:%SZ")),
    )


def _status_response(fault: Fault) -> Response:
    """An error of the infrastructure, with the headers a rate limit carries."""
    headers: list[tuple[str, str]] = []
    if fault.retry_after is not None:
        headers.append(("Retry-After", str(fault.retry_after)))
    if fault.status == 429:
        headers += [*_limit_headers("0", fault.retry_after or 1), ("RateLimit-Reason", "burst-based")]
    if fault.body is not None:
        return Response(fault.status, fault.body.encode(), "text/html; charset=utf-8", tuple(headers))
    words = {429: "Rate limit exceeded.", 503: "Service Unavailable", 500: "Internal Server Error"}
    message = words.get(fault.status, f"status {fault.status}")
    return json_response(
        {"code": fault.status, "statusCode": fault.status, "message": message}, fault.status, tuple(headers)
    )
