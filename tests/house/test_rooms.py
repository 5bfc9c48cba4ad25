"""The house is built as CONTRIBUTING describes it: rooms, docstrings, words."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
PACKAGE = ROOT / "tools" / "blamefree"
MODULES = sorted(PACKAGE.rglob("*.py"))


def name_of(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def test_rooms_import_only_what_stands_below_them(checkout: Path) -> None:
    done = subprocess.run(
        [Path(sys.executable).with_name("lint-imports"), "--no-cache"],
        cwd=checkout,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout[-3000:]


def test_every_room_stands_in_the_contract(checkout: Path) -> None:
    contracts = tomllib.loads((checkout / "pyproject.toml").read_text())["tool"]["importlinter"]["contracts"]
    layers = next(contract["layers"] for contract in contracts if contract["type"] == "layers")
    named = set(re.findall(r"\w+", " ".join(layers)))
    rooms = {path.stem for path in PACKAGE.iterdir() if path.suffix == ".py" or (path / "__init__.py").is_file()}
    # io is outside the layers (two contracts of its own); the rest only re-exports or starts.
    assert rooms - {"__init__", "__main__", "io"} <= named


def undocumented(path: Path) -> Iterator[str]:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    # An empty __init__.py only makes a folder a package.
    if tree.body and ast.get_docstring(tree) is None:
        yield "the module"
    pending: list[tuple[str, ast.AST]] = [("", tree)]
    while pending:
        prefix, node = pending.pop()
        for child in ast.iter_child_nodes(node):
            if isinstance(child, ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef):
                if child.name.startswith("_"):
                    continue
                if ast.get_docstring(child) is None and not overrides(child):
                    yield f"{prefix}{child.name} (line {child.lineno})"
                if isinstance(child, ast.ClassDef):
                    pending.append((f"{child.name}.", child))


def overrides(node: ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef) -> bool:
    marks = {ast.unparse(mark).rpartition(".")[2] for mark in node.decorator_list}
    return bool(marks & {"override", "overload", "setter"})


@pytest.mark.parametrize("path", [*MODULES, ROOT / "tools" / "dev.py"], ids=name_of)
def test_what_is_public_has_a_docstring(path: Path) -> None:
    assert list(undocumented(path)) == []


@pytest.mark.parametrize("path", MODULES, ids=name_of)
def test_names_keep_to_the_vocabulary(path: Path) -> None:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    names = {node.id for node in ast.walk(tree) if isinstance(node, ast.Name)}
    names |= {node.name for node in ast.walk(tree) if isinstance(node, ast.ClassDef | ast.FunctionDef)}
    # In a postmortem a finding is what the investigation found; what a rule says is a diagnostic.
    assert not [name for name in names if re.search(r"(^|_)findings?(_|$)|Findings?([A-Z]|$)", name)]


@pytest.mark.parametrize("path", MODULES, ids=name_of)
def test_no_room_for_odds_and_ends(path: Path) -> None:
    assert path.stem not in {"utils", "util", "helpers", "misc", "common"}
