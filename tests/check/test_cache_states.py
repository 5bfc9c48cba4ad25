"""After every change of the world the cached answer is the one that a run without a cache gives."""

from __future__ import annotations

import hashlib
import json
import os
import subprocess
import sys
from dataclasses import fields, is_dataclass
from pathlib import Path

import pytest

from blamefree.checking.foundation import VARIABLES
from blamefree.config import Settings
from repository import DRAFT, Repository

WITH_ACTION = DRAFT.replace("status: draft", "status: in_review").replace(
    "owner: team-checkout\n",
    "owner: team-checkout\nservices: [checkout]\nactions:\n  - {{id: A1, title: Roll switches out one region at a time,"
    " type: prevent, service: checkout, owner: team-checkout, due: 2026-04-15, state: open}}\n",
)
DUE = 1_776_254_400  # 2026-04-15T12:00:00Z
SERVICES = "services:\n  checkout: {team: team-checkout, approvers: [{login: lead, id: 1}]}\n"


def alike(repository: Repository, *arguments: str) -> bytes:
    """The report, which is the same without cache, from the cache, and again."""
    command = ("check", "--format", "json", *arguments)
    plain = repository.run(*command, "--no-cache", "--jobs", "1")
    assert plain.returncode in (0, 1), plain.stderr.decode()
    for _ in range(2):
        again = repository.run(*command)
        assert (again.returncode, again.stdout, again.stderr) == (plain.returncode, plain.stdout, plain.stderr)
    return plain.stdout


def test_files_that_a_document_names_come_and_go(repository: Repository) -> None:
    repository.draft(1, "![The graph](PM-2026-0001/graph.png) and [another](PM-2026-0002-x.md#summary).")
    assert alike(repository).count(b'"broken-link"') == 2
    picture = repository.root / "postmortems/2026/PM-2026-0001/graph.png"
    picture.parent.mkdir()
    picture.write_bytes(b"\x89PNG\r\n\x1a\n" + bytes(20))
    assert alike(repository).count(b'"broken-link"') == 1
    picture.write_bytes(b"<html><script>alert(1)</script>" + bytes(3))
    assert b"broken-link" in alike(repository)
    repository.draft(2)
    assert b"broken-link" not in alike(repository)
    picture.unlink()
    picture.symlink_to("/etc/passwd")
    alike(repository)
    picture.unlink()
    assert alike(repository).count(b'"broken-link"') == 1
    (repository.root / "postmortems/2026/PM-2026-0002-x.md").unlink()
    assert alike(repository).count(b'"broken-link"') == 2


def test_errors_suppressions_and_waivers(repository: Repository) -> None:
    path = repository.draft(1, "<!-- blamefree: ignore[human-error-as-cause] quoted -->\nIt was human error.")
    alike(repository)
    repository.draft(2, "```\nnever closed")
    text = path.read_text()
    path.write_text(text.replace("owner:", "waivers:\n  - {rule: unused-suppression, reason: an example}\nowner:"))
    alike(repository)
    path.write_text(text.replace("status: draft", "status: drafty"))
    assert b"drafty" in alike(repository)
    path.write_text("no front matter at all\n")
    alike(repository)
    path.write_bytes(b"\xff\xfe\x00")
    assert b"wrong-encoding" in alike(repository)
    alike(repository, "postmortems/2026/PM-2026-0002-x.md")


def test_the_clock_passes_a_due_date(repository: Repository) -> None:
    repository.write("postmortems/2026/PM-2026-0001-x.md", WITH_ACTION.format(number=1, body="Text."))
    repository.write("services.yml", SERVICES)
    said = []
    for moment in (DUE - 86_400, DUE, DUE + 86_400, DUE + 10 * 86_400, DUE - 86_400):
        repository.env["SOURCE_DATE_EPOCH"] = str(moment)
        said.append(b"overdue-action" in alike(repository))
    assert said == [False, False, True, True, False]


def test_a_linked_folder_of_the_schema_changes(
    repository: Repository, tmp_path_factory: pytest.TempPathFactory
) -> None:
    """A folder of schema/ may lie elsewhere; a link to nowhere, to itself or to the whole disk is no trouble."""
    shared = tmp_path_factory.mktemp("shared")
    repository.draft(1, "Nothing to say.")
    repository.write("schema/README.md", "Ours.\n")
    schema = repository.root / "schema"
    (schema / "languages").symlink_to(shared)
    (schema / "again").symlink_to(schema)
    (schema / "nowhere").symlink_to("gone")
    (schema / "everything").symlink_to("/")
    (shared / "en.yml").write_text("words:\n  role: zorblaxer\n", "utf-8")
    repository.draft(2, "The zorblaxer forgot to renew the certificate.")
    assert b"failure-verb" in alike(repository)
    (shared / "en.yml").write_text("words:\n  system: zorblaxer\n", "utf-8")
    assert b"failure-verb" not in alike(repository)


def test_services_settings_and_schema_change(repository: Repository) -> None:
    repository.write("postmortems/2026/PM-2026-0001-x.md", WITH_ACTION.format(number=1, body="Text."))
    repository.env["SOURCE_DATE_EPOCH"] = str(DUE - 86_400)
    first = alike(repository)
    repository.write("services.yml", SERVICES.replace("checkout:", "search:"))
    assert b"unknown-service" in alike(repository)
    repository.write("services.yml", SERVICES)
    assert b"unknown-service" not in alike(repository)
    (repository.root / "services.yml").unlink()
    assert alike(repository) == first
    repository.write("blamefree.toml", 'severities = ["P1"]\n')
    assert alike(repository) != first
    (repository.root / "blamefree.toml").unlink()
    assert alike(repository) == first
    repository.write("services.yml", "services: [\n")
    assert repository.run("check").returncode == 2


def test_one_document_is_told_the_same_whatever_is_known_of_the_others(repository: Repository) -> None:
    related = "related:\n  - {id: PM-2026-0009, why_again: The alert was still open}\nowner:"
    first = repository.draft(1, "It was human error. See [the other](PM-2026-0002-x.md#nowhere).")
    first.write_text(first.read_text().replace("owner:", related))
    second = repository.draft(2, "Write to anna.andersson@company.test, she forgot the switch.")
    third = repository.draft(3, "Fine.")
    third.write_text(third.read_text().replace("PM-2026-0003", "PM-2026-0001"))
    rules: set[str] = set()
    for content in (b"no front matter at all\n", b"\xff\xfe\x00", second.read_bytes()):
        second.write_bytes(content)
        told = {path: json.loads(alike(repository, str(path)))["diagnostics"] for path in (first, second, third)}
        whole = json.loads(alike(repository))["diagnostics"]
        assert [item for path in told for item in told[path]] == whole
        rules.update(item["rule"] for item in whole)
    assert {"repeated-id", "unknown-related", "broken-anchor", "wrong-encoding"} <= rules


def test_a_broken_pack_in_which_another_document_is_read_stops_the_run(repository: Repository) -> None:
    repository.draft(1)
    other = repository.draft(2)
    other.write_text(other.read_text().replace("owner:", "lang: sv\nowner:"))
    repository.write("schema/languages/sv.yml", "meta: [\n")
    for arguments in ((), ("--no-cache",)):
        assert repository.run("check", "postmortems/2026/PM-2026-0001-x.md", *arguments).returncode == 2


def test_a_file_whose_name_is_no_text(repository: Repository) -> None:
    path = repository.draft(1)
    try:
        path.rename(os.fsdecode(os.fsencode(path).replace(b"-x", b"-\xff")))
    except OSError:
        pytest.skip("the file system takes no such name")
    for name in repository.root.rglob("PM-*.md"):
        os.utime(name, (1e9, 1e9))  # long ago: its state is kept
    assert json.loads(alike(repository))["documents"] == 1


def test_every_variable_that_is_a_setting_is_part_of_the_key() -> None:
    def stated(kind: type[object]) -> set[str]:
        found = set()
        for item in fields(kind):  # type: ignore[arg-type]
            default = item.default_factory() if callable(item.default_factory) else item.default
            if is_dataclass(default):
                found |= stated(type(default))
            elif item.metadata.get("env") and not item.metadata.get("secret"):
                found.add(item.metadata["env"])
        return found

    assert set(VARIABLES) == stated(Settings) | {"BLAMEFREE_PATIENCE"}


def test_an_allowance_ends_while_the_cache_is_filled(repository: Repository) -> None:
    secret = "ghp_" + "aB3dE5fG7hJ9kL1mN3pQ5rS7tU9vW1xY3zA5"
    repository.draft(1, f"The token {secret} was printed.")
    hashed = hashlib.sha256(secret.encode()).hexdigest()
    repository.write(
        "blamefree.toml",
        f'[[privacy.allow]]\nsha256 = "{hashed}"\nreason = "an example"\nexpires = "2026-04-15"\n',
    )
    said = []
    for moment in (DUE - 86_400, DUE, DUE + 86_400, DUE):
        repository.env["SOURCE_DATE_EPOCH"] = str(moment)
        said.append(b"exposed-secret" in alike(repository))
    assert said == [False, False, True, False]


def test_two_checks_at_once_share_one_cache(repository: Repository) -> None:
    for number in range(1, 30):
        repository.draft(number, "Fine." if number % 3 else "It was human error.")
    plain = repository.run("check", "--format", "json", "--no-cache").stdout
    command = [sys.executable, "-m", "blamefree", "check", "--format", "json"]
    for _ in range(2):
        running = [
            subprocess.Popen(
                command, cwd=repository.root, env=repository.env, stdout=subprocess.PIPE, stderr=subprocess.PIPE
            )
            for _ in range(3)
        ]
        for child in running:
            out, err = child.communicate(timeout=120)
            assert (out, err) == (plain, b"")


@pytest.mark.parametrize("state", ["a file", "read-only", "dangling", "no home"])
def test_where_no_cache_can_be_kept_nothing_is_said_of_it(repository: Repository, state: str) -> None:
    repository.draft(1, "```\nnever closed")
    cache = Path(repository.env["XDG_CACHE_HOME"])
    if state == "a file":
        cache.write_text("in the way")
    elif state == "read-only":
        cache.mkdir(mode=0o500)
        (cache / "blamefree").mkdir(mode=0o500)
    elif state == "dangling":
        cache.symlink_to(cache.parent / "nowhere" / "deeper")
    else:
        repository.env = {
            name: value
            for name, value in repository.env.items()
            if name not in ("XDG_CACHE_HOME", "HOME", "USERPROFILE")
        }
    try:
        assert b"unclosed-fence" in alike(repository)
    finally:
        if state == "read-only":
            for folder in (cache, cache / "blamefree"):
                os.chmod(folder, 0o700)
