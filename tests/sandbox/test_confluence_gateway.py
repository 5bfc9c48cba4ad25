"""Scoped tokens through the gateway: other addresses, other refusals."""

from __future__ import annotations

from typing import Any

import pytest

from blamefree.sandbox import Sandbox
from blamefree.sandbox.accounts import PUBLISHER
from blamefree.sandbox.confluence import Page

SCOPED = {"Authorization": "Bearer sandbox-scoped-token"}


@pytest.fixture
def gateway(sandbox: Sandbox, call: Any) -> str:
    """The address a client finds by asking the site for its cloud id."""
    cloud_id = call("GET", "/_edge/tenant_info").json()["cloudId"]
    address = f"/ex/confluence/{cloud_id}/wiki"
    assert sandbox.confluence.gateway_url == sandbox.url + address
    return address


def test_a_scoped_token_works_through_the_gateway_only(call: Any, gateway: str) -> None:
    assert call("GET", f"{gateway}/api/v2/pages", headers=SCOPED).status == 200
    assert call("GET", "/wiki/api/v2/pages", headers=SCOPED).status == 401


def test_next_links_lose_the_gateway_prefix(call: Any, gateway: str) -> None:
    answer = call("GET", f"{gateway}/api/v2/pages", query={"limit": 1}, headers=SCOPED).json()
    assert answer["_links"]["next"].startswith("/wiki/api/v2/pages?")
    assert call("GET", answer["_links"]["next"], headers=SCOPED).status == 401
    rebuilt = answer["_links"]["next"].replace("/wiki", gateway, 1)
    assert call("GET", rebuilt, headers=SCOPED).json()["results"][0]["title"] == "Postmortems"


def test_deprecated_v1_content_is_gone_there_but_uploads_labels_and_archiving_are_not(
    call: Any, gateway: str, made: Page
) -> None:
    v1 = f"{gateway}/rest/api/content"
    assert call("GET", f"{v1}/{made.id}", headers=SCOPED).status == 410
    assert call("GET", v1, headers=SCOPED).status == 410
    assert call("GET", f"{v1}/{made.id}/property", headers=SCOPED).status == 410
    assert call("POST", f"{v1}/{made.id}/label", {"prefix": "global", "name": "a"}, headers=SCOPED).status == 200
    assert call("GET", f"{v1}/{made.id}/child/attachment", headers=SCOPED).status == 200
    assert call("POST", f"{v1}/archive", {"pages": [{"id": int(made.id)}]}, headers=SCOPED).status == 202
    assert call("GET", f"/wiki/rest/api/content/{made.id}").status == 200, "the site itself still answers"


@pytest.mark.parametrize(
    ("method", "path", "lacking"),
    [
        ("GET", "/api/v2/pages", "read:page:confluence"),
        ("GET", "/api/v2/spaces", "read:space:confluence"),
        ("GET", "/api/v2/pages/1/descendants", "read:hierarchical-content:confluence"),
        ("DELETE", "/api/v2/pages/1", "delete:page:confluence"),
        ("POST", "/rest/api/content/1/label", "write:label:confluence"),
        ("PUT", "/rest/api/content/1/child/attachment", "write:attachment:confluence"),
        ("POST", "/rest/api/content/archive", "read:content.metadata:confluence"),
    ],
)
def test_a_missing_scope_is_a_401_that_says_so(
    sandbox: Sandbox, call: Any, gateway: str, method: str, path: str, lacking: str
) -> None:
    whole = next(token for token in sandbox.context.accounts.tokens if token.secret == "sandbox-scoped-token")
    assert whole.scopes is not None
    sandbox.context.accounts.add("narrow", PUBLISHER, whole.scopes - {lacking})
    answer = call(method, gateway + path, headers={"Authorization": "Bearer narrow"})
    assert (answer.status, answer.json()) == (401, {"code": 401, "message": "Unauthorized; scope does not match"})


def test_a_revoked_token_is_refused(sandbox: Sandbox, call: Any, gateway: str) -> None:
    sandbox.context.accounts.revoke("sandbox-scoped-token")
    answer = call("GET", f"{gateway}/api/v2/pages", headers=SCOPED)
    assert (answer.status, answer.json()["message"]) == (401, "Unauthorized")
