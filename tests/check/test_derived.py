"""What is kept of the work on data files is used only when it is whole and of this very data."""

from __future__ import annotations

import marshal
import os
import pickle
import sqlite3
import sys
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import pytest

from blamefree.checking import Options, lent, run
from blamefree.io.cache import Cache
from blamefree.io.derived import Derived
from blamefree.language.pack import compile_pack, restored, worked_out
from blamefree.model.corpus import Facts, facts
from blamefree.model.links import anchors
from blamefree.text import data
from blamefree.workspace import Workspace
from repository import Repository

ROOT = Path(__file__).resolve().parents[2]


class Work:
    """Counts how often it is done."""

    def __init__(self, found: Any) -> None:
        self.found, self.times = found, 0

    def __call__(self) -> Any:
        self.times += 1
        return self.found


def derived(folder: Path, code: bytes = b"code") -> Derived:
    return Derived(Cache(folder, folder / "cache"), code)


def kept(folder: Path) -> list[Path]:
    return sorted((folder / "cache" / "derived").glob("*"))


def rows(folder: Path) -> sqlite3.Connection:
    return sqlite3.connect(next((folder / "cache").glob("*.sqlite")), isolation_level=None)


def test_work_is_done_once_for_the_same_contents(tmp_path: Path) -> None:
    work = Work({"words": ["a", "b"], "more": {"n": 1}})
    first = derived(tmp_path)
    assert first.file("pack", [b"text"], work) == work.found
    first.store()
    again = derived(tmp_path)
    found = again.file("pack", [b"text"], work)
    assert found == work.found
    assert work.times == 1
    for name, contents, code in (
        ("other", [b"text"], b"code"), ("pack", [b"text!"], b"code"), ("pack", [b"te", b"xt"], b"code"),
        ("pack", [b"text"], b"newer code"),
    ):  # fmt: skip
        derived(tmp_path, code).file(name, contents, work)
    assert work.times == 5


def test_what_is_made_of_kept_data_depends_on_it_and_on_what_it_is_about(tmp_path: Path) -> None:
    data_, made = Work({"a": 1}), Work([1, 2])
    first = derived(tmp_path)
    raw = first.file("pack", [b"text"], data_)
    assert first.of(raw, "compiled", made) == [1, 2]
    assert first.of({"a": 1}, "compiled", made) == [1, 2]  # equal, but nobody knows what it was made of
    assert made.times == 2
    first.store()
    again = derived(tmp_path)
    raw = again.file("pack", [b"text"], data_)
    assert again.of(raw, "compiled", made) == [1, 2]
    assert made.times == 2
    again.of(raw, "compiled otherwise", made)
    assert made.times == 3


@pytest.mark.parametrize("at", [0, 3, 16, 17, 20, -1])
def test_a_value_that_is_not_whole_is_worked_out_again(tmp_path: Path, at: int) -> None:
    work = Work(["some", "words"])
    first = derived(tmp_path)
    first.file("pack", [b"text"], work)
    first.store()
    for path in kept(tmp_path):
        broken = bytearray(path.read_bytes())
        broken[at] ^= 1
        path.write_bytes(broken)
    assert derived(tmp_path).file("pack", [b"text"], work) == work.found
    for rest in (b"", bytes(16), bytes(40)):
        path.write_bytes(rest)
        assert derived(tmp_path).file("pack", [b"text"], work) == work.found
    path.unlink()
    path.mkdir()
    last = derived(tmp_path)
    assert last.file("pack", [b"text"], work) == work.found
    last.store()
    assert path.is_dir()
    assert work.times == 6


def test_only_plain_data_is_kept(tmp_path: Path) -> None:
    work = Work({"path": tmp_path})
    first = derived(tmp_path)
    assert first.file("pack", [b"text"], work) == work.found
    first.store()
    assert kept(tmp_path) == []


def test_old_values_make_room(tmp_path: Path) -> None:
    for number in range(70):
        one = derived(tmp_path)
        one.file("pack", [bytes([number])], Work(number + 1))
        one.store()
    assert len(kept(tmp_path)) == 60


def test_another_process_keeps_nothing(tmp_path: Path) -> None:
    first = derived(tmp_path)
    other = pickle.loads(pickle.dumps(first))
    work = Work([1])
    other.file("pack", [b"text"], work)
    other.store()
    assert kept(tmp_path) == []
    child = os.fork()
    if child == 0:
        first.file("pack", [b"text"], work)
        first.store()
        os._exit(0)
    os.waitpid(child, 0)
    assert kept(tmp_path) == []


@pytest.mark.parametrize("tag", ["en", "sv"])
def test_a_pack_is_the_same_from_what_was_kept(tag: str) -> None:
    raw = data.load(f"languages/{tag}.yml")
    pack = compile_pack(raw)
    again = restored(raw, marshal.loads(marshal.dumps(worked_out(pack))))
    for own, other in ((pack.lexicon, again.lexicon), (pack.grammar, again.grammar)):
        assert {name: value for name, value in vars(own).items() if name != "bits"} == {
            name: value for name, value in vars(other).items() if name != "bits"
        }
    assert list(pack.lexicon.words) == list(again.lexicon.words)
    assert pack.lexicon.bits.state() == again.lexicon.bits.state()
    written = [(line.source, line.category, line.rule, line.number) for line in pack.lines]
    assert written == [(line.source, line.category, line.rule, line.number) for line in again.lines]
    assert (pack.where, pack.messages, pack.whole) == (again.where, again.messages, again.whole)


def test_what_documents_lend_is_read_as_it_was_written() -> None:
    corpus = Workspace.open(ROOT).corpus
    seen = 0
    for document in corpus.documents:
        whole = facts(document, (), anchors(document)).beside()
        for sound in (True, False):
            assert lent.read(lent.written(whole, sound)) == (whole, sound)
        seen += bool(whole.actions and whole.incident and whole.anchors)
    assert seen
    bare = Facts("a.md")
    assert lent.read(lent.written(bare, False)) == (bare, False)
    assert all(type(a) is type(b) for a, b in zip(lent.read(lent.written(whole, True))[0], whole, strict=True))


def test_a_changed_pack_of_the_repository_is_seen_at_once(repository: Repository) -> None:
    repository.draft(1, "The operator was frobnicated by hand.")
    own = "rules:\n  hindsight:\n    frames: |\n      ^{}\n"

    def told() -> bool:
        found = repository.run("check", "--format", "json", "postmortems/2026/PM-2026-0001-x.md")
        plain = repository.run("check", "--format", "json", "postmortems/2026/PM-2026-0001-x.md", "--no-cache")
        assert found.stdout == plain.stdout
        return b'"hindsight"' in found.stdout

    assert not told()
    path = repository.write("schema/languages/en.yml", own.format("frobnicated"))
    status = path.stat()
    assert told()
    path.write_text(own.format("frobnicatex"))  # as long, and as old
    os.utime(path, ns=(status.st_atime_ns, status.st_mtime_ns))
    assert not told()


def test_what_was_noted_of_paragraphs_holds_on_its_foundation_only(tmp_path: Path) -> None:
    first = derived(tmp_path)
    assert first.silent("a.md") == b""
    first._cache.store_silent({"a.md": b"en\0marks", "b\udcff.md": b"sv\0"}, b"foundation")
    for name, noted in (("a.md", b"en\0marks"), ("b\udcff.md", b"sv\0"), ("c.md", b"")):
        again = derived(tmp_path)
        assert again.silent(name) == b""
        again.foundation = b"foundation"
        assert again.silent(name) == noted
    rows(tmp_path).execute("update silent set noted = 'text'")
    again.foundation = b"foundation"
    assert again.silent("a.md") == b""


def test_a_document_is_told_the_same_after_every_edit(repository: Repository) -> None:
    def alike(*bodies: str) -> None:
        for body in bodies:
            path = repository.draft(1, body)
            command = ("check", "--format", "json", str(path.relative_to(repository.root)))
            plain = repository.run(*command, "--no-cache")
            assert repository.run(*command).stdout == plain.stdout
            seen.append(plain.stdout.count(b'"category"'))

    seen: list[int] = []
    calm = "The pool was full.\n\nThe alert fired at 09:02."
    loud = "The engineer should have known better."
    alike(calm, f"{calm}\n\n{loud}", f"{loud}\n\n{calm}", calm)
    repository.write("schema/languages/en.yml", "rules:\n  hindsight:\n    frames: |\n      the ^pool was full\n")
    alike(f"{calm} ", f"{calm}\n\nMore.")
    assert len(set(seen[1:3])) == 1 and seen[1] > seen[0] == seen[3] < seen[4] == seen[5]


def test_a_large_archive_lends_in_one_piece_what_its_documents_lend(
    repository: Repository, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    module = sys.modules["blamefree.checking.run"]
    monkeypatch.setattr(module, "_ARCHIVE", 2)
    monkeypatch.setattr(module, "stamps", lambda root: b"code")  # it may change while somebody works on it
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "own"))
    asked: list[int] = []
    facts = Cache.facts

    def counted(self: Cache, keys: Iterable[bytes]) -> dict[bytes, bytes]:
        wanted = list(keys)
        asked.append(len(wanted))
        return facts(self, wanted)

    monkeypatch.setattr(Cache, "facts", counted)
    paths = [repository.draft(number, "Text.") for number in range(1, 6)]

    def told() -> list[str]:
        with_cache = run(repository.root, [paths[0]], Options(jobs=1)).report
        without = run(repository.root, [paths[0]], Options(jobs=1, cache=False)).report
        assert with_cache == without
        return [item.rule for item in with_cache.diagnostics]

    run(repository.root, [], Options(jobs=1))
    asked.clear()
    for number in range(3):
        repository.draft(1, f"See [it](PM-2026-0003-x.md#more). {number}")
        assert "broken-anchor" in told()
    repository.draft(3, "Text.\n\n### More")
    assert "broken-anchor" not in told()
    repository.draft(1, "See [it](PM-2026-0003-x.md#more).")
    paths[1].unlink()
    assert "broken-anchor" not in told()
    assert [number for number in asked if number] == [4, 1, 1]
