"""Staging writes what changed, removes what is gone, touches nothing else, and is the same every time."""

from __future__ import annotations

import hashlib
import os
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path

import pytest

from blamefree.errors import UsageProblem
from blamefree.model.ledger import Fresh, Kind, lines
from blamefree.model.ledger import parse as parse_ledger
from blamefree.staging import read_ledger, stage
from blamefree.workspace import Workspace
from sites import EPOCH, TIMES, document, environment, repository


def corpus(count: int = 4) -> dict[str, str]:
    return {f"2026/PM-2026-{number:04d}-x.md": document(number, front=TIMES) for number in range(1, count + 1)}


def tree(folder: Path) -> dict[str, str]:
    return {
        path.relative_to(folder).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in folder.rglob("*")
        if path.is_file() and not path.name.startswith(".")
    }


@pytest.fixture
def root(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("SOURCE_DATE_EPOCH", EPOCH)
    return repository(tmp_path / "r", corpus())


def test_nothing_is_written_when_nothing_changed(root: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    first = stage(Workspace.open(root), out)
    assert first.documents == 4 and first.files.written == len(tree(out)) and first.files.removed == 0
    before = {path: path.stat().st_mtime_ns for path in out.rglob("*")}
    again = stage(Workspace.open(root), out)
    assert (again.documents, again.files.written, again.files.removed) == (4, 0, 0)
    assert {path: path.stat().st_mtime_ns for path in out.rglob("*")} == before


def test_only_what_a_change_touches_is_written(root: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    stage(Workspace.open(root), out)
    before = tree(out)
    path = root / "postmortems/2026/PM-2026-0002-x.md"
    path.write_text(
        path.read_text("utf-8").replace("The deploy was rolled back.", "The deploy was taken back."), "utf-8"
    )
    stage(Workspace.open(root), out)
    changed = {name for name, digest in tree(out).items() if before.get(name) != digest}
    assert "postmortems/2026/PM-2026-0002-x.md" in changed
    assert "postmortems/2026/PM-2026-0003-x.md" not in changed


def test_what_is_gone_is_removed_and_foreign_files_stay(root: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    stage(Workspace.open(root), out)
    (out / "mine.txt").write_text("mine", "utf-8")
    (root / "postmortems/2026/PM-2026-0003-x.md").unlink()
    assert stage(Workspace.open(root), out).files.removed == 2
    left = tree(out)
    assert "mine.txt" in left and not any("PM-2026-0003" in name for name in left)


def test_a_file_that_somebody_changed_or_removed_is_put_right(root: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    stage(Workspace.open(root), out)
    before = tree(out)
    (out / "index.md").write_text("spoilt", "utf-8")
    (out / "postmortems/2026/PM-2026-0001-x.md").unlink()
    stage(Workspace.open(root), out)
    assert tree(out) == before


def test_a_file_of_the_same_size_and_time_is_put_right_when_it_is_made_again(root: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    stage(Workspace.open(root), out)
    before, index = tree(out), out / "llms.txt"
    status = index.stat()
    index.write_bytes(b"x" * status.st_size)
    os.utime(index, ns=(status.st_atime_ns, status.st_mtime_ns))
    (root / "services.yml").write_text("services: {}\n", "utf-8")  # a reason to look at everything
    stage(Workspace.open(root), out)
    assert tree(out)["llms.txt"] == before["llms.txt"]


def test_a_folder_with_other_peoples_files_is_refused(root: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    out.mkdir()
    (out / "README.md").write_text("mine", "utf-8")
    with pytest.raises(UsageProblem, match="not empty"):
        stage(Workspace.open(root), out)
    assert (out / "README.md").read_text("utf-8") == "mine"
    for folder in (root, root / "postmortems", root / "postmortems" / "site"):
        with pytest.raises(UsageProblem):
            stage(Workspace.open(root), folder)


def test_the_documents_are_left_as_they_were(root: Path, tmp_path: Path) -> None:
    before = tree(root)
    stage(Workspace.open(root), tmp_path / "out")
    assert tree(root) == {
        **before,
        **{name: digest for name, digest in tree(root).items() if name.startswith(".blamefree/")},
    }


@pytest.mark.slow
def test_two_stagings_are_identical_whatever_the_hash_seed_and_the_number_of_processes(tmp_path: Path) -> None:
    results = []
    for seed in ("1", "2"):
        root = repository(tmp_path / seed / "r", corpus(460))
        out = tmp_path / seed / "out"
        subprocess.run(
            [sys.executable, "-m", "blamefree", "site", str(out)],
            cwd=root, env=environment(PYTHONHASHSEED=seed), check=True, capture_output=True, timeout=240,
        )  # fmt: skip
        results.append(tree(out))
    assert results[0] == results[1]
    assert len(results[0]) > 920


def test_the_same_content_with_new_file_times_is_the_same_site(root: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    stage(Workspace.open(root), out)
    for path in (root / "postmortems").rglob("*.md"):
        os.utime(path, (1, 1))
    assert stage(Workspace.open(root), out).files.written == 0


def test_approval_comes_from_the_ledger_and_from_nowhere_else(root: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    page = out / "postmortems/2026/PM-2026-0001-x.md"
    stage(Workspace.open(root), out)
    assert "Approval unknown" in page.read_text("utf-8")
    fingerprint = next(
        document.postmortem.actions[0].fingerprint
        for document in Workspace.open(root).corpus.documents
        if document.id == "PM-2026-0001"
    )
    who = {
        "approvers": [{"login": "checkout-lead", "id": 1234}],
        "commit": "0" * 40,
        "state": "approved",
        "action": "A1",
    }
    fresh = [
        Fresh(Kind.DECISION, {"document": "PM-2026-0001", "fingerprint": fingerprint, "pr": 12, **who}),
        Fresh(Kind.DECISION, {"document": "PM-2026-0002", "fingerprint": "f" * 64, "pr": 13, **who}),
        Fresh(Kind.ISSUE, {"document": "PM-2026-0001", "action": "A1", "key": "CHK-221", "id": "10001"}),
    ]
    file = tmp_path / "ledger.jsonl"
    file.write_text(lines("0" * 64, fresh, datetime(2026, 4, 1, tzinfo=UTC)), "utf-8")
    ledger, warning = read_ledger(Workspace.open(root), file)
    assert ledger is not None and warning == ""
    stage(Workspace.open(root), out, ledger=ledger)
    text = page.read_text("utf-8")
    assert (
        "All 1 action items approved" in text
        and "approved by checkout-lead" in text
        and "#12" in text
        and "CHK-221" in text
    )
    stale = (out / "postmortems/2026/PM-2026-0002-x.md").read_text("utf-8")
    assert "changed after the approval" in stale and "Not approved" in stale
    assert "waits for a decision" in (out / "postmortems/2026/PM-2026-0003-x.md").read_text("utf-8")
    public = tmp_path / "public"
    stage(Workspace.open(root), public, name="public", ledger=ledger)
    assert not any(
        b"checkout-lead" in path.read_bytes() or b"CHK-221" in path.read_bytes()
        for path in public.rglob("*")
        if path.is_file()
    )


def test_a_broken_ledger_makes_approval_unknown(root: Path, tmp_path: Path) -> None:
    file = tmp_path / "ledger.jsonl"
    file.write_text('{"version": 1}\n', "utf-8")
    assert not parse_ledger('{"version": 1}\n').sound
    ledger, warning = read_ledger(Workspace.open(root), file)
    assert ledger is None and "unknown" in warning


BROKEN = {
    "2026/PM-2026-0101-no-front.md": "# Only text\n",
    "2026/PM-2026-0102-yaml.md": "---\nid: [\n---\n\n## Summary\n",
    "2026/PM-2026-0103-path.md": document(3, id="../../../escape"),
    "2026/PM-2026-0104-types.md": document(
        4, id="PM-2026-0104", services="checkout", date="soon", front="times: 5\nactions: x\n"
    ),
    "2026/PM-2026-0105-empty.md": "",
    "2026/PM-2026-0106 Ärende #1 (100 %).md": document(6, id="PM-2026-0106", title="Ärende ett"),
    "2026/PM-2026-0107-marks.md": document(
        7,
        id="PM-2026-0107",
        title='"*a* _b_ `c` [d](e) <f> </title> | #g {h} &amp; \\\\"',
        services='["a/../b", "<i>", "..", "index"]',
    ),
    "2026/PM-2026-0108-again.md": document(8, id="PM-2026-0107"),
}  # fmt: skip


def test_broken_documents_harm_nobody_else(tmp_path: Path) -> None:
    root = repository(tmp_path / "r", {**corpus(2), **BROKEN})
    (root / "postmortems/2026/PM-2026-0109-bytes.md").write_bytes(b"\xff\xfe\x00---\n")
    out = tmp_path / "out"
    assert stage(Workspace.open(root), out).documents == 5
    names = {path.relative_to(tmp_path).as_posix() for path in tmp_path.rglob("*") if path.is_file()}
    assert not any("escape" in name for name in names)
    assert all(name.startswith(("r/", "out/")) for name in names)
    page = (out / "postmortems/2026/PM-2026-0107-marks.md").read_text("utf-8")
    assert "<f>" not in page and "<i>" not in page
    index = (out / "data/index.json").read_text("utf-8")
    assert "PM-2026-0106%20%C3%84rende%20%231%20%28100%20%25%29/" in index


@pytest.mark.parametrize("damage", ["nothing", "cut", "other keys", "no json", "empty"])
def test_damage_to_what_is_kept_between_builds_is_no_problem(damage: str, root: Path, tmp_path: Path) -> None:
    stage(Workspace.open(root), tmp_path / "first")
    kept = root / ".blamefree" / "cache" / "site-internal.jsonl"
    text = kept.read_text("utf-8")
    head, rest = text.split("\n", 1)
    kept.write_text(
        {
            "nothing": text,
            "cut": text[: len(text) * 2 // 3],
            "other keys": text.replace('"title":', '"tittle":'),
            "no json": f"{head}\n" + rest.replace("{", "["),
            "empty": "",
        }[damage],
        "utf-8",
    )
    stage(Workspace.open(root), tmp_path / "second")
    assert tree(tmp_path / "second") == tree(tmp_path / "first")
