"""Cache and jobs change how long it takes, never what is said."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import pytest

from blamefree.io.cache import Cache
from repository import Repository


@pytest.fixture
def many(repository: Repository, silenced: Callable[[str], str]) -> Repository:
    for number in range(1, 200):
        repository.draft(number, silenced("x") if number % 7 == 0 else "Fine.")
    return repository


def test_the_output_is_the_same_byte_for_byte(many: Repository) -> None:
    plain = many.run("check", "--format", "json", "--no-cache", "--jobs", "1").stdout
    assert plain.count(b"unused-suppression") == 28
    for arguments in (["--no-cache", "--jobs", "3"], ["--jobs", "2"], [], ["--jobs", "1"]):
        assert many.run("check", "--format", "json", *arguments).stdout == plain


def test_a_changed_document_is_seen_although_size_and_time_stay(many: Repository) -> None:
    path = many.draft(7, "Fine." + " " * 55)
    many.check()
    before = path.stat()
    text = path.read_text()
    assert "unclosed-fence" not in text
    path.write_text(text.replace("Fine." + " " * 55, "<!-- blamefree: ignore[unclosed-fence] reason of mine -->   "))
    os.utime(path, ns=(before.st_atime_ns, before.st_mtime_ns))
    assert path.stat().st_size == before.st_size
    assert any(item["path"].endswith("0007-x.md") for item in many.check()["diagnostics"])


def test_settings_and_catalogue_are_part_of_the_key(repository: Repository) -> None:
    repository.draft(1)
    assert repository.check()["diagnostics"] == []
    repository.write("blamefree.toml", 'severities = ["P1", "P2"]\n')
    assert [item["span"]["start"]["line"] for item in repository.check()["diagnostics"]] == [6]


def test_a_folder_without_documents_is_not_taken_for_the_whole(repository: Repository) -> None:
    repository.draft(1, "The outage was caused by human error.")
    repository.write("postmortems/handbook/index.md", "# Handbook\n")
    assert len(repository.check()["diagnostics"]) == 1
    answer = repository.check("postmortems/handbook")
    assert (answer["documents"], answer["diagnostics"]) == (0, [])


def test_the_working_tree_stays_as_it_was(repository: Repository) -> None:
    repository.draft(1)
    repository.commit()
    repository.check()
    assert repository.git("status", "--porcelain", "--ignored") == ""


@pytest.mark.parametrize("content", [b"", b"not a database", b"SQLite format 3\0" + b"\xff" * 4000])
def test_a_broken_cache_is_as_good_as_none(repository: Repository, content: bytes) -> None:
    repository.draft(1)
    repository.check()
    (base,) = Path(repository.env["XDG_CACHE_HOME"]).rglob("*.sqlite")
    base.write_bytes(content)
    for more in ("-wal", "-shm"):
        Path(f"{base}{more}").unlink(missing_ok=True)
    assert repository.check()["documents"] == 1


def test_an_unwritable_cache_folder_is_no_error(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    cache = Cache(tmp_path, tmp_path / "file" / "below")
    assert cache.hashes(["file"])["file"]
    cache.store_result(b"k", b"v")
    assert cache.result(b"k") is None
