"""The site in a real browser: accessible, silent, usable by keyboard, on a phone and on a desktop."""

from __future__ import annotations

import json
from urllib.parse import urlsplit

import pytest
from chrome import Chrome

pytestmark = [pytest.mark.browser, pytest.mark.slow]

PAGES = {
    "home": "",
    "find": "find/#q=backup",
    "all": "postmortems/",
    "year": "postmortems/2017/",
    "english": "postmortems/2017/PM-2017-0001-database-directory-removed/",
    "swedish": "postmortems/2021/PM-2021-0003-kassor-stod-stilla-i-800-butiker/",
    "timeline": "postmortems/2021/PM-2021-0004-backbone-disconnected/",
    "services": "services/",
    "service": "services/gitlab-database/",
    "severity": "severities/sev1/",
    "factors": "factors/",
    "factor": "factors/change/",
    "tags": "tags/",
    "detection": "detection/alert/",
    "actions": "actions/",
    "insights": "insights/",
    "paths": "paths/",
    "handbook": "handbook/",
    "of the handbook": "postmortems/handbook/en/writing/",
    "missing": "404.html",
}


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("name", PAGES)
def test_a_page_is_accessible_and_asks_nobody_else(
    browser: Chrome, address: str, axe: str, name: str, scheme: str
) -> None:
    browser.requests.clear()
    browser.errors.clear()
    browser.look(1440, 1000, scheme)
    browser.open(address + PAGES[name])
    assert browser.script("document.body.getAttribute('data-md-color-scheme')") == (
        "slate" if scheme == "dark" else "default"
    )
    hosts = {urlsplit(url).hostname for url in browser.requests if url.startswith(("http", "ws"))}
    assert hosts == {"127.0.0.1"}
    assert browser.errors == []
    browser.script(axe + ";true")
    tags = json.dumps(["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"])
    found = browser.script(
        f"axe.run(document, {{runOnly: {{type: 'tag', values: {tags}}}}}).then(result => result.violations.map("
        "rule => rule.id + ': ' + rule.nodes.slice(0, 3)"
        ".map(node => node.html.slice(0, 160) + ' ' + node.failureSummary).join(' | ')))"
    )
    assert found == []


@pytest.mark.parametrize("name", PAGES)
def test_a_page_fits_a_phone(browser: Chrome, address: str, name: str) -> None:
    browser.look(390, 844, "light")
    browser.open(address + PAGES[name])
    assert browser.script("document.documentElement.scrollWidth") <= 390


def test_a_page_says_its_language(browser: Chrome, address: str) -> None:
    browser.open(address + PAGES["swedish"])
    assert browser.script("document.querySelector('h1').closest('[lang]').lang") == "sv"
    browser.open(address + PAGES["english"])
    assert browser.script("document.querySelector('h1').closest('[lang]').lang") == "en"


def test_facets_work_by_keyboard_and_stay_in_the_address(browser: Chrome, address: str) -> None:
    browser.look(1440, 1000, "light")
    browser.open(address + "postmortems/")
    browser.wait_for("document.querySelectorAll('#bf-facets select').length === 6")
    total = browser.script("document.querySelectorAll('#bf-all li').length")
    browser.script("document.getElementById('bf-f-q').focus()")
    browser.key("Tab")
    assert browser.script("document.activeElement.id") == "bf-f-service"
    browser.key("ArrowDown")
    browser.wait_for(f"document.querySelectorAll('#bf-all li').length < {total}")
    assert browser.script("document.activeElement.id") == "bf-f-service"
    chosen = browser.script("document.getElementById('bf-f-service').value")
    assert browser.script("location.hash") == f"#service={chosen}"
    count = browser.script("document.querySelectorAll('#bf-all li').length")
    assert browser.script("document.querySelector('#bf-facets [role=status]').textContent").startswith(str(count))
    browser.open(address + f"postmortems/#service={chosen}")
    browser.wait_for(f"document.querySelectorAll('#bf-all li').length === {count}")


def test_the_register_filters_and_sorts_by_keyboard(browser: Chrome, address: str) -> None:
    browser.open(address + "actions/")
    browser.wait_for("document.querySelectorAll('#bf-register-form select').length >= 3")
    shown = "[...document.querySelectorAll('#bf-register tbody tr')].filter(row => !row.hidden).length"
    total = browser.script(shown)
    browser.script("document.getElementById('bf-r-q').focus()")
    browser.type("backup")
    browser.wait_for(f"{shown} < {total} && {shown} > 0")
    browser.script("document.querySelector('#bf-register th:nth-child(4) button').focus()")
    browser.key("Enter")
    assert (
        browser.script("document.querySelector('#bf-register th:nth-child(4)').getAttribute('aria-sort')")
        == "ascending"
    )
    dues = "[...document.querySelectorAll('#bf-register tbody tr')].map(row => row.cells[3].dataset.value)"
    assert browser.script(dues) == sorted(browser.script(dues))
    browser.key("Enter")
    assert (
        browser.script("document.querySelector('#bf-register th:nth-child(4)').getAttribute('aria-sort')")
        == "descending"
    )


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ('"a second or two"', "PM-2017-0001"),
        ("backup", "PM-2017-0001"),
        ("webhooks", "PM-2017-0001"),
        ("kassor", "PM-2021-0003"),
        ("qzxqzxqzx", None),
    ],
)
def test_search_finds_words_of_every_language(browser: Chrome, address: str, query: str, expected: str | None) -> None:
    pytest.importorskip("pagefind")
    browser.open(address + "find/")
    browser.key("/")
    assert browser.script("document.activeElement.id") == "bf-q"
    browser.type(query)
    browser.key("Enter")
    status = "document.getElementById('bf-find-status').textContent"
    browser.wait_for(f"{status} !== '' && !{status}.includes('…')")
    results = browser.script("document.getElementById('bf-find-results').textContent")
    if expected is None:
        assert results == ""
    else:
        assert expected in results
        assert browser.script("document.querySelectorAll('#bf-find-facets select').length") >= 4


def test_search_starts_from_the_home_page(browser: Chrome, address: str) -> None:
    browser.open(address)
    browser.script("document.getElementById('bf-home-q').focus()")
    browser.type("backup")
    browser.key("Enter")
    browser.wait_for("location.pathname === '/find/' && document.querySelectorAll('#bf-find-results > li').length > 0")
