"""Postmortems of other people's making: clear diagnostics, and nothing that looks like a bug of the tool."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from blamefree.cli import run

NEVER_HERE = {"missing-section", "missing-field", "too-few-entries", "short-timeline"}  # these wait for a status


def test_foreign_documents_end_in_clear_diagnostics(
    shared: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = tmp_path / "postmortems" / "2020"
    shutil.copytree(shared / "corpus", folder)
    monkeypatch.chdir(tmp_path)
    paths = [path for path in sorted(folder.rglob("*")) if path.is_file()]
    assert run(["check", "--format", "json", *map(str, paths)]) == 1
    out, err = capsys.readouterr()
    assert "Traceback" not in err
    assert "bug in Blamefree" not in err
    told = json.loads(out)["diagnostics"]
    assert {item["path"] for item in told} == {path.relative_to(tmp_path).as_posix() for path in paths}
    for item in told:
        assert item["message"]
        assert item["help"]
        assert item["rule"] not in NEVER_HERE
