"""The ledger: proved line by line, appended to by several writers, never silently rewritten."""

from __future__ import annotations

import subprocess
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from pathlib import Path

import pytest

from blamefree.errors import RemoteProblem, SettingsProblem
from blamefree.io.ledger import BranchLedger, FileLedger, store
from blamefree.model.ledger import Fresh, Kind, Ledger, lines, parse

NOW = datetime(2026, 3, 20, 10, 0, tzinfo=UTC)


def fresh(number: int) -> Fresh:
    return Fresh(Kind.DECISION, {"document": f"PM-2026-{number:04d}", "action": "A1", "state": "approved"})


def git(root: Path, *arguments: str) -> str:
    return feed(root, "", "-c", "user.name=t", "-c", "user.email=t@example.com", *arguments)


def feed(root: Path, text: str, *arguments: str) -> str:
    done = subprocess.run(["git", *arguments], cwd=root, input=text, check=True, capture_output=True, text=True)
    return done.stdout.strip()


@pytest.fixture
def clones(tmp_path: Path) -> list[Path]:
    """Three clones of one bare repository."""
    git(tmp_path, "init", "-q", "--bare", "-b", "main", "origin.git")
    found = []
    for name in ("one", "two", "three"):
        git(tmp_path, "clone", "-q", "origin.git", name)
        found.append(tmp_path / name)
    return found


FIVE = lines("0" * 64, [fresh(number) for number in range(1, 6)], NOW)


def test_a_good_ledger_is_sound() -> None:
    kept = parse(FIVE)
    assert kept.sound
    assert [entry.text("document")[-1] for entry in kept.entries] == list("12345")


@pytest.mark.parametrize("line", range(5))
def test_editing_any_line_is_named(line: int) -> None:
    rows = FIVE.splitlines(keepends=True)
    rows[line] = rows[line].replace("approved", "rejected")
    assert line + 1 in [item.line for item in parse("".join(rows)).broken]


@pytest.mark.parametrize("line", range(4))
def test_removing_or_swapping_lines_is_named(line: int) -> None:
    rows = FIVE.splitlines(keepends=True)
    removed = rows[:line] + rows[line + 1 :]
    assert parse("".join(removed)).broken[0].line == line + 1
    swapped = [*rows[:line], rows[line + 1], rows[line], *rows[line + 2 :]]
    assert parse("".join(swapped)).broken[0].line == line + 1


def test_the_version_of_a_page_does_not_pass_for_the_ledgers() -> None:
    made = Fresh(Kind.PAGE, {"document": "PM-2026-0001", "version": 7, "kind": "x", "previous": "y"})
    kept = parse(lines("0" * 64, [made, fresh(2)], NOW))
    assert kept.sound
    assert kept.entries[0].kind == "page"
    assert kept.entries[0].data["page_version"] == 7


def test_a_file_knows_when_its_end_was_cut_off(tmp_path: Path) -> None:
    place = FileLedger(tmp_path / "ledger.jsonl")
    place.append([fresh(1), fresh(2)], NOW)
    place.append([fresh(3)], NOW)
    assert place.read().sound
    assert place.history() == ()
    rows = place.path.read_text().splitlines(keepends=True)
    place.path.write_text("".join(rows[:-1]))
    assert place.history()[0].line == 3
    with pytest.raises(SettingsProblem, match=r"were changed|was changed"):
        place.append([fresh(4)], NOW)
    assert place.path.read_text() == "".join(rows[:-1])


def test_a_branch_is_begun_read_and_added_to(clones: list[Path]) -> None:
    one, two = BranchLedger(clones[0]), BranchLedger(clones[1])
    assert one.read() == Ledger()
    one.append([fresh(1)], NOW)
    two.append([fresh(2)], NOW)
    assert [entry.text("document") for entry in one.read().entries] == ["PM-2026-0001", "PM-2026-0002"]
    assert one.read().sound
    assert one.history() == ()
    assert git(clones[0], "status", "--porcelain") == ""


def test_writers_at_the_same_time_lose_nothing(clones: list[Path]) -> None:
    def write(number: int) -> None:
        place = BranchLedger(clones[number % 3])
        for step in range(3):
            place.append([fresh(number * 10 + step)], NOW)

    with ThreadPoolExecutor(3) as pool:
        list(pool.map(write, range(3)))
    kept = BranchLedger(clones[0]).read()
    assert kept.sound
    assert sorted(entry.text("document") for entry in kept.entries) == sorted(
        f"PM-2026-{number * 10 + step:04d}" for number in range(3) for step in range(3)
    )


def _commit_text(root: Path, text: str, *, parent: str | None) -> None:
    blob = feed(root, text, "hash-object", "-w", "--stdin")
    tree = feed(root, f"100644 blob {blob}\tledger.jsonl\n", "mktree")
    commit = git(root, "commit-tree", tree, *(["-p", parent] if parent else []), "-m", "tampered")
    git(root, "push", "-q", "-f", "origin", f"{commit}:refs/heads/blamefree-ledger")


def test_a_changed_last_line_shows_in_the_history(clones: list[Path]) -> None:
    place = BranchLedger(clones[0])
    place.append([fresh(1)], NOW)
    place.append([fresh(2)], NOW)
    forged = lines("0" * 64, [fresh(1), fresh(9)], NOW)
    assert parse(forged).sound, "the chain alone does not show it"
    git(clones[1], "fetch", "-q", "origin", "blamefree-ledger")
    _commit_text(clones[1], forged, parent=git(clones[1], "rev-parse", "FETCH_HEAD"))
    reader = BranchLedger(clones[2])
    assert reader.read().sound
    assert reader.history()[0].line == 2
    with pytest.raises(SettingsProblem, match=r"were changed|was changed"):
        reader.append([fresh(3)], NOW)


def test_a_rewritten_branch_shows_to_whoever_saw_it_before(clones: list[Path]) -> None:
    place = BranchLedger(clones[0])
    place.append([fresh(1)], NOW)
    _commit_text(clones[1], lines("0" * 64, [fresh(7)], NOW), parent=None)
    place.read()
    assert "rewritten" in place.history()[0].message


def test_an_unreachable_remote_is_a_remote_problem(clones: list[Path], tmp_path: Path) -> None:
    git(clones[0], "remote", "set-url", "origin", str(tmp_path / "gone.git"))
    with pytest.raises(RemoteProblem):
        BranchLedger(clones[0]).read()


def test_where_the_ledger_lives(clones: list[Path], tmp_path: Path) -> None:
    assert isinstance(store(clones[0]), BranchLedger)
    assert isinstance(store(clones[0], tmp_path / "l.jsonl"), FileLedger)
    (tmp_path / "plain").mkdir()
    assert store(tmp_path / "plain") is None


def test_git_logs_in_with_the_token_of_the_step_and_only_to_its_own_server(clones: list[Path]) -> None:
    from blamefree.io.git import login

    token = {"GITHUB_TOKEN": "secret", "GITHUB_SERVER_URL": "https://github.example"}
    assert login(clones[0], "origin", token) == {}, "not to another host"
    git(clones[0], "remote", "set-url", "origin", "https://github.example/o/r")
    given = login(clones[0], "origin", token)
    assert given["GIT_CONFIG_KEY_0"] == "http.https://github.example/.extraheader"
    assert given["GIT_CONFIG_VALUE_0"] == "Authorization: Basic eC1hY2Nlc3MtdG9rZW46c2VjcmV0"
    assert login(clones[0], "origin", {**token, "GITHUB_TOKEN": ""}) == {}
    assert login(clones[0], "origin", {**token, "GITHUB_SERVER_URL": "http://github.example"}) == {}
    git(clones[0], "remote", "set-url", "origin", "https://github.example.evil/o/r")
    assert login(clones[0], "origin", token) == {}
    git(clones[0], "remote", "set-url", "origin", "https://github.example/o/r")
    git(clones[0], "config", "http.https://github.example/.extraheader", "Authorization: Basic x")
    assert login(clones[0], "origin", token) == {}, "the clone has a login of its own"


def test_a_ledger_branch_that_is_gone_is_not_begun_anew(clones: list[Path]) -> None:
    place = BranchLedger(clones[0])
    place.append([fresh(1)], NOW)
    git(clones[1], "push", "-q", "origin", ":refs/heads/blamefree-ledger")
    with pytest.raises(SettingsProblem, match="rewritten"):
        place.append([fresh(2)], NOW)


def test_the_history_of_a_long_ledger_is_one_question(clones: list[Path], monkeypatch: pytest.MonkeyPatch) -> None:
    place = BranchLedger(clones[0])
    for number in range(6):
        place.append([fresh(number)], NOW)
    asked: list[str] = []
    plain = subprocess.run

    def counting(command: list[str], **options: object) -> object:
        asked.append(command[5] if command[0] == "git" else command[0])
        return plain(command, **options)  # type: ignore[call-overload]

    monkeypatch.setattr(subprocess, "run", counting)
    assert place.history() == ()
    assert asked.count("cat-file") == 0 and len(asked) <= 3


def test_a_line_that_was_removed_and_put_back_shows_in_the_history(clones: list[Path]) -> None:
    place = BranchLedger(clones[0])
    place.append([fresh(1)], NOW)
    place.append([fresh(2)], NOW)
    git(clones[1], "fetch", "-q", "origin", "blamefree-ledger")
    tip = git(clones[1], "rev-parse", "FETCH_HEAD")
    whole = place.read()
    text = git(clones[1], "show", f"{tip}:ledger.jsonl") + "\n"
    _commit_text(clones[1], text.splitlines(keepends=True)[0], parent=tip)
    git(clones[1], "fetch", "-q", "origin", "blamefree-ledger")
    _commit_text(clones[1], text, parent=git(clones[1], "rev-parse", "FETCH_HEAD"))
    reader = BranchLedger(clones[2])
    assert reader.read() == whole
    assert [item.line for item in reader.history()] == [2]
