"""Personal data: found with their checksums, masked, a warning here and an error where everybody may read."""

from __future__ import annotations

import hashlib
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from blamefree.config import Settings, parse_settings
from blamefree.diagnostics.diagnostic import Severity
from blamefree.rules.privacy._numbers import is_card, is_iban, is_personal, luhn
from verdict import body, report

FOUND = {
    "elin.larsson@kundbolaget.se": "email-address",
    "e+tag@sub.kundbolaget.co.uk": "email-address",
    "+46 70 174 06 05": "phone-number",
    "+46701740605": "phone-number",
    "+44 20 7946 0958": "phone-number",
    "+1 (212) 736-5000": "phone-number",
    "070-174 06 05": "phone-number",
    "0701740605": "phone-number",
    "08-465 004 00": "phone-number",
    "031-390 06 00": "phone-number",
    "811218-9876": "personal-identity-number",
    "19811218-9876": "personal-identity-number",
    "198112189876": "personal-identity-number",
    "8112189876": "personal-identity-number",
    "811278-9873": "personal-identity-number",
    "121212+1212": "personal-identity-number",
    "4111 1111 1111 1111": "card-number",
    "4111-1111-1111-1111": "card-number",
    "5555555555554444": "card-number",
    "378282246310005": "card-number",
    "3782 822463 10005": "card-number",
    "SE35 5000 0000 0549 1000 0003": "bank-account-number",
    "SE3550000000054910000003": "bank-account-number",
    "GB82 WEST 1234 5698 7654 32": "bank-account-number",
    "DE89 3704 0044 0532 0130 00": "bank-account-number",
    "81.2.69.142": "public-ip-address",
}
SILENT = [
    "user@example.com, ops@host.example, x@y.test, noreply@kundbolaget.se, git@github.com:org/repo.git",
    "actions/checkout@v4, lodash@4.17.21, @team-checkout, image@sha256:9f86d081884c7d659a2feaa0c55ad015",
    "2026-03-14T09:02:00+01:00, 2026-03-14 09:02, 20260314090200, 202603140902, 20260314-0902",
    "1773478920, 1773478920123, 1773478920123456, 1773478920123456789",
    "811218-9877, 811318-9876, 556016-0680, 5560160680, 16556016-0680",
    "4111 1111 1111 1112, 4111111111111, 1234 5678 9012 3456",
    "SE35 5000 0000 0549 1000 0004, SE00, GB82, ID42 1234 5678",
    "10.0.0.1, 192.168.1.1, 127.0.0.1, 192.0.2.7, 203.0.113.9, 8.8.8.8, 0.0.0.0, 255.255.255.0, 300.1.2.3",
    "version 10.2.3.4, v1.22.33.44, Chrome/120.0.6099.109, 1.2.3.4.5",
    "PM-2026-0042, OPS-1423, RFC 5737, +1840 orders, 1,840,000 rows, 09:10-09:25, +01:00, ISO 8601-1:2019",
    "3f1c9a7be2d4f60811aa53c7790d8e1f24b6c5d0 550e8400-e29b-41d4-a716-446655440000 8112189876abcdef",
    "```\n+1234567890 added line\n-1234567890 removed line\n```",
    "https://x.example/orders/8112189876/items and /2026/03/14/0701740605.png",
]


def told(text: str, settings: Settings | None = None) -> list[tuple[str, Severity]]:
    return [
        (item.rule, item.severity)
        for item in report(text, settings=settings).diagnostics
        if item.family.value == "privacy"
    ]


def public(text: str) -> str:
    return text.replace("classification: internal", "classification: public")


@pytest.mark.parametrize("value", FOUND)
@pytest.mark.parametrize("words", ["It was {} then.", "({})", "`{}`", "| x |\n|---|\n| {} |", "- **{}**"])
def test_personal_data_is_a_warning_and_in_public_an_error(value: str, words: str) -> None:
    text = body(words.format(value))
    rule = FOUND[value]
    here, everywhere = Severity.WARNING, Severity.ERROR
    if rule == "public-ip-address":
        here, everywhere = Severity.INFO, Severity.WARNING
    assert told(text) == [(rule, here)]
    assert told(public(text)) == [(rule, everywhere)]


@pytest.mark.parametrize("value", FOUND)
def test_the_place_is_the_value_and_the_message_does_not_hold_it(value: str) -> None:
    text = body(f"It was {value} then.")
    found = [item for item in report(text).diagnostics if item.family.value == "privacy"]
    assert [text[item.place.span.start : item.place.span.end] for item in found] == [value]
    assert value not in found[0].message + found[0].help
    assert f"{len(value)} characters" in found[0].message


@pytest.mark.parametrize("words", SILENT)
def test_what_only_looks_like_it_is_left_alone(words: str) -> None:
    assert told(public(body(words))) == []


def test_addresses_of_configured_domains_may_appear() -> None:
    settings = parse_settings({"privacy": {"domains": ["kundbolaget.se"]}}, {})
    assert told(body("elin@kundbolaget.se and elin@it.kundbolaget.se"), settings) == []
    assert told(body("elin@inte-kundbolaget.se"), settings) == [("email-address", Severity.WARNING)]


CUSTOMERS = parse_settings(
    {
        "privacy": {
            "customers": [hashlib.sha256(name.encode()).hexdigest() for name in ("nordbageriet", "ab sydfisk & co")]
        }
    },
    {},
)


@pytest.mark.parametrize(
    "words",
    [
        "Nordbageriet could not order.",
        "It was NORDBAGERIETS order.",
        "AB Sydfisk & Co called.",
        "**Nordbageriet**",
        "AB\nSydfisk & Co",
    ],
)
def test_a_customer_s_name_is_found_by_its_digest(words: str) -> None:
    text = body(words)
    found = [item for item in report(text, settings=CUSTOMERS).diagnostics if item.rule == "customer-name"]
    assert len(found) == 1
    assert "ordbageri" not in found[0].message
    assert told(public(text), CUSTOMERS) == [("customer-name", Severity.ERROR)]
    assert told(text) == []


def test_other_names_are_left_alone() -> None:
    assert told(body("Nordbagarna, Sydfisk and the bakery could not order."), CUSTOMERS) == []


def check_digit(digits: str) -> str:
    return next(char for char in "0123456789" if luhn(digits + char))


@given(st.dates(min_value=date(1900, 1, 1), max_value=date(1999, 12, 31)), st.integers(0, 999))
def test_every_number_with_a_date_and_the_check_digit_is_personal(day: date, serial: int) -> None:
    short = f"{day:%y%m%d}{serial:03d}"
    assert is_personal(short + check_digit(short), divided=True)
    wrong = str((int(check_digit(short)) + 1) % 10)
    assert not is_personal(short + wrong, divided=True)


@given(st.integers(10**14, 10**15 - 1))
def test_cards_have_their_check_digit(number: int) -> None:
    digits = f"4{number}"[:15]
    assert is_card(digits + check_digit(digits))
    assert not is_card(digits + str((int(check_digit(digits)) + 1) % 10))


@given(st.text(alphabet="ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789", max_size=40))
def test_nothing_but_an_iban_is_one(text: str) -> None:
    if is_iban(text):
        assert text[:2].isalpha()
        assert int("".join(str(int(char, 36)) for char in text[4:] + text[:4])) % 97 == 1
