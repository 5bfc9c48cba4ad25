"""Secrets are found wherever they stand, printed nowhere, and what only looks like one is left alone.

The secrets here are made up: they are put together when the test runs, so that no scanner takes this file for a leak.
"""

from __future__ import annotations

import hashlib
import sys
from pathlib import Path

import pytest

from blamefree import formats
from blamefree.config import Settings, parse_settings
from blamefree.diagnostics.diagnostic import Diagnostic, Severity
from blamefree.errors import SettingsProblem
from blamefree.rules import example
from repository import Repository
from verdict import BASE, body, front, report, said

HEX = "9c1f" + "e07ab3d8" + "5264f1c0" + "9e7d3b2a" + "8f16"
MIXED = "Zk8q" + "Tn3W" + "vR7y" + "Lc2X" + "bH9m" + "Jd4P" + "sF6g" + "Ka1E" + "uN5t" + "Qw0Y"
DIGITS = "8402" + "7316" + "5938"

PROVIDED = {
    "AWS": "AK" + "IA" + "QW7ER5TY3UI9OP1A",
    "AWS session": "AS" + "IA" + "QW7ER5TY3UI9OP1A",
    "GitHub": "gh" + "p_" + MIXED[:36],
    "GitHub app": "gh" + "s_" + MIXED[:36],
    "GitHub fine-grained": "github_" + "pat_" + MIXED[:22] + "_" + MIXED + MIXED[:19],
    "GitLab": "gl" + "pat-" + MIXED[:20],
    "Slack": "xo" + "xb-" + DIGITS + "-" + DIGITS + "-" + MIXED[:24],
    "Slack webhook": "https://hooks." + "slack.com/services/T0AB1CD2E/B0FG3HI4J/" + MIXED[:24],
    "Stripe": "sk_" + "live_" + MIXED[:24],
    "Google": "AI" + "za" + MIXED[:35],
    "OpenAI": "sk-" + "proj-" + MIXED,
    "Anthropic": "sk-" + "ant-api03-" + MIXED,
    "npm": "np" + "m_" + MIXED[:36],
    "PyPI": "py" + "pi-AgEIcHlwaS5vcmc" + MIXED,
    "SendGrid": "S" + "G." + MIXED[:22] + "." + MIXED + "abc",
    "Shopify": "shp" + "at_" + HEX[:32],
    "DigitalOcean": "dop" + "_v1_" + HEX + HEX[:32],
    "Atlassian": "ATA" + "TT3x" + MIXED + MIXED,
    "Vault": "hv" + "s." + MIXED[:28],
    "Databricks": "da" + "pi" + HEX[:32],
    "Grafana": "gl" + "sa_" + MIXED[:32] + "_" + HEX[:8],
    "Hugging Face": "h" + "f_" + MIXED[:34],
    "Docker": "dckr" + "_pat_" + MIXED[:27],
    "Twilio": "S" + "K" + HEX[:32],
    "JSON Web Token": "ey" + "JhbGciOiJIUzI1NiJ9.ey" + "JzdWIiOiI4NDAyNzMxNiJ9." + MIXED,
    "Azure storage": "Account" + "Key=" + MIXED + MIXED + "abcdef==",
    "age": "AGE-SECRET-" + "KEY-1" + "QPZRY9X8GF2TVDW0S3JN54KHCE6MUA7LQPZRY9X8GF2TVDW0S3JN5",
}
ASSIGNED = {
    "unquoted": ("AWS_SECRET_ACCESS_KEY=", MIXED),
    "a colon": ("password: ", "hunter2" + "-prod"),
    "quoted": ('db_password = "', "korrekt" + "häst"),
    "in JSON": ('{"client_secret": "', MIXED[:24]),
    "in YAML": ("api_key: ", MIXED[:32]),
    "in code": ("`TOKEN=", MIXED[:20]),
    "an option": ("--password ", "s3cr" + "etP4ss"),
    "a header": ("Authorization: Bearer ", MIXED),
    "basic": ("Authorization: Basic ", "ZGVwbG95" + "OkhxN3" + "JaMnBLOQ"),
    "Swedish": ("lösenord: ", "Blå" + "bär2026"),
    "camel case": ("dbPassword=", "xK9" + "#mQ2vL"),
    "an address": ("postgres://app:", "pX4" + "nW8qz"),
    "an address of a proxy": ("http://proxy-user:", "Tr0ub4" + "dor&3"),
}
AFTER = {
    "quoted": '"',
    "in JSON": '"}',
    "in code": "`",
    "an address": "@db.example/x",
    "an address of a proxy": "@p.example",
}
CHANCE = "```\ncache-node\n" + MIXED + "\n```"


def found(text: str, settings: Settings | None = None) -> list[Diagnostic]:
    return [item for item in report(text, settings=settings).diagnostics if item.rule == "exposed-secret"]


def covered(text: str, item: Diagnostic) -> str:
    return text[item.place.span.start : item.place.span.end]


@pytest.mark.parametrize("kind", PROVIDED)
@pytest.mark.parametrize("words", ["It was {}.", "`{}`", "```\nexport X={}\n```", "| a |\n|---|\n| {} |"])
def test_a_provider_s_secret_is_one_error_wherever_it_stands(kind: str, words: str) -> None:
    text = body(words.format(PROVIDED[kind]))
    told = found(text)
    assert len(told) == 1, said(told)
    assert told[0].severity is Severity.ERROR
    assert covered(text, told[0]) in PROVIDED[kind]
    assert len(covered(text, told[0])) > 0.6 * len(PROVIDED[kind])


@pytest.mark.parametrize("kind", ASSIGNED)
def test_what_a_secret_is_assigned_to_gives_it_away(kind: str) -> None:
    before, secret = ASSIGNED[kind]
    after = {
        "quoted": '"',
        "in JSON": '"}',
        "in code": "`",
        "an address": "@db.example/x",
        "an address of a proxy": "@p.example",
    }
    text = body(f"It was {before}{secret}{after.get(kind, '')} in the log.")
    assert [covered(text, item) for item in found(text)] == [secret]


def test_the_front_matter_is_read_too() -> None:
    text = front(owner=f"owner: team-checkout  # {PROVIDED['GitHub']}\n")
    assert [covered(text, item) for item in found(text)] == [PROVIDED["GitHub"]]
    text = front(title=f"title: The token {PROVIDED['GitHub']} leaked\n")
    assert [covered(text, item) for item in found(text)] == [PROVIDED["GitHub"]]


def test_a_private_key_is_one_error_from_its_beginning_to_its_end() -> None:
    key = f"-----BEGIN EC PRIVATE {'KEY'}-----\n{MIXED}\n{MIXED}\n-----END EC PRIVATE {'KEY'}-----"
    text = body(f"```\n{key}\n```")
    assert [covered(text, item) for item in found(text)] == [key]


def test_a_random_string_in_a_code_block_is_suspicious() -> None:
    assert [covered(body(CHANCE), item) for item in found(body(CHANCE))] == [MIXED]


@pytest.mark.parametrize(
    "words",
    [
        "`AKIAIOSFODNN7EXAMPLE`",
        "`gh" + "p_" + "x" * 36 + "`",
        "`password=<your password>`",
        "`password=********`",
        "`TOKEN=${{ secrets.TOKEN }}`",
        "`token: $(cat /run/secrets/token)`",
        "`password = os.environ['DB_PASSWORD']`",
        "`api_key=vault:secret/data/checkout`",
        "postgres://user:password@host/db and https://user:<password>@host/",
        "https://host.example:8080/path@x",
        "password: unknown to everybody, token: expired, secret: rotated on 2026-03-14",
        "max_tokens: 4096, token_count=1840, secret_name=checkout-db-v2",
        "-----BEGIN PUBLIC " + "KEY-----",
        "The file begins with `-----BEGIN RSA PRIVATE " + "KEY-----`.",
        "```\nsha256:9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08\n```",
        "```\nGET /v1/orders/550e8400-e29b-41d4-a716-446655440000 HttpRequestHandlerFactoryImplementation\n```",
        "```\ntrace_id=4bf92f3577b34da6a3ce929d0e0e4736 checkout-7d9f8b6c5d-x2x4z\n```",
        "```\n/var/lib/docker/overlay2/Checkout/Handlers/V2/ProcessorFactory2024\n```",
        "```\nintegrity sha512-" + MIXED + MIXED + "\n```",
    ],
)
def test_what_stands_for_a_secret_is_none(words: str) -> None:
    assert said(found(body(words))) == []


def allowed(value: str, **more: str) -> Settings:
    entry = {"sha256": hashlib.sha256(value.encode()).hexdigest(), **more}
    return parse_settings({"privacy": {"allow": [entry]}}, {})


SECRET = PROVIDED["GitHub"]


def test_an_allowed_value_needs_a_reason() -> None:
    text = body(SECRET)
    assert found(text, allowed(SECRET, reason="a revoked token of the training")) == []
    assert [item.severity for item in found(text, allowed(SECRET))] == [Severity.ERROR]
    assert [item.severity for item in found(text, allowed("other", reason="x"))] == [Severity.ERROR]


def test_an_allowance_ends_with_a_warning() -> None:
    text = body(SECRET)
    day = example.NOW.date()
    assert found(text, allowed(SECRET, reason="x", expires=day.isoformat())) == []
    ended = found(text, allowed(SECRET, reason="x", expires=day.replace(year=day.year - 1).isoformat()))
    assert [item.severity for item in ended] == [Severity.WARNING]
    assert "ended on" in ended[0].message


PRIVATE = [PROVIDED["GitHub"], "hunter2" + "-prod", "elin.larsson@kundbolaget.se", "811218-9876"]


@pytest.mark.parametrize("name", formats.names())
@pytest.mark.parametrize(
    "secret", [PROVIDED["GitHub"], "hunter2" + "-prod", "elin.larsson@kundbolaget.se", "811218-9876"]
)
def test_no_format_prints_what_is_private(name: str, secret: str) -> None:
    written = f"password: {secret}"
    text = front(
        title=f'title: "{written}"\n',
        severity=f"severity: '{secret}'\n",
        owner=f"owner: '{secret}'\n",
        tags=f"tags: ['{written}']\n",
    ).replace("## Impact", f"{written} <b>{secret}</b> [x]({secret}.md) [y](javascript:{secret})\n\n## Impact")
    found_ = report(text)
    assert any(item.family.value == "privacy" for item in found_.diagnostics)
    output = formats.render(name, found_, {example.PATH: example.document(text).source})
    assert secret not in output
    assert secret[:12] not in output


def test_fix_shows_no_secret_in_a_diff(tmp_path: Path) -> None:
    root = tmp_path / "repo"
    root.mkdir()
    repository = Repository(root)
    text = BASE.replace("09:13:00+01:00", f"09:13:00+01:00  # {SECRET}").replace("09:11:00+01:00", "09:11:00 +01:00")
    repository.write("postmortems/2026/PM-2026-0042-x.md", text)
    done = repository.run("fix", "--diff", "--unsafe")
    assert b"acknowledged" in done.stdout
    assert SECRET.encode() not in done.stdout + done.stderr


def test_a_second_opinion_finds_what_has_no_pattern_here() -> None:
    pytest.importorskip("detect_secrets", reason="detect-secrets is an optional second opinion")
    asked = parse_settings({"privacy": {"second_opinion": True}}, {})
    strange = "sq0" + "csp-" + MIXED + "wxy"
    text = body(f"It was {strange} and {SECRET}.")
    assert [covered(text, item) for item in found(text)] == [SECRET]
    assert [covered(text, item) for item in found(text, asked)] == [strange, SECRET]
    assert strange not in found(text, asked)[0].message


def test_a_second_opinion_that_cannot_be_had_is_a_settings_problem(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "detect_secrets.core.scan", None)
    with pytest.raises(SettingsProblem, match="not installed"):
        found(BASE, parse_settings({"privacy": {"second_opinion": True}}, {}))
