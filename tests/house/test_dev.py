"""`tools/dev.py`: what it decides before it installs anything."""

from __future__ import annotations

import ast
import importlib.util
import json
import subprocess
import sys
from pathlib import Path
from types import ModuleType

import pytest

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def dev(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    """The module, looking at an empty repository."""
    spec = importlib.util.spec_from_file_location("blamefree_dev", ROOT / "tools" / "dev.py")
    assert spec and spec.loader
    module = importlib.util.module_from_spec(spec)
    monkeypatch.setitem(sys.modules, spec.name, module)
    spec.loader.exec_module(module)
    monkeypatch.setattr(module, "ROOT", tmp_path)
    (tmp_path / "pyproject.toml").write_text('[dependency-groups]\ndev = ["ruff>=1", "mypy"]\n')
    return module


def test_an_older_python_can_read_it_and_is_told() -> None:
    source = (ROOT / "tools" / "dev.py").read_text()
    tree = ast.parse(source, feature_version=(3, 7))
    check = next(index for index, node in enumerate(tree.body) if isinstance(node, ast.If))
    before = [node for node in tree.body[:check] if isinstance(node, ast.Import | ast.ImportFrom)]
    assert [ast.unparse(node) for node in before] == ["import sys"]


def test_it_imports_the_standard_library_only() -> None:
    tree = ast.parse((ROOT / "tools" / "dev.py").read_text())
    names = {alias.name for node in ast.walk(tree) if isinstance(node, ast.Import) for alias in node.names}
    names |= {str(node.module) for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)}
    assert {name.partition(".")[0] for name in names} <= sys.stdlib_module_names


def test_a_fresh_clone_gets_its_own_environment(dev: ModuleType, tmp_path: Path) -> None:
    assert dev.place_of(dev.MAIN) == tmp_path / ".venv"
    assert dev.place_of(dev.MD2CF) == tmp_path / ".venv-md2cf"


def test_a_persons_own_environment_is_left_alone(dev: ModuleType, tmp_path: Path) -> None:
    (tmp_path / ".venv").mkdir()
    assert dev.place_of(dev.MAIN) == tmp_path / "build" / "env"
    (tmp_path / ".venv-md2cf").mkdir()
    assert dev.place_of(dev.MD2CF) == tmp_path / "build" / "env-md2cf"


def test_our_environment_is_used_again_until_its_inputs_change(dev: ModuleType, tmp_path: Path) -> None:
    python = dev.python_in(tmp_path / ".venv")
    python.parent.mkdir(parents=True)
    python.write_text("")
    (tmp_path / ".venv" / dev.STAMP).write_text(json.dumps(dev.stamp_of(dev.MAIN)))
    assert dev.environment(dev.MAIN) == python
    before = dev.stamp_of(dev.MAIN)
    (tmp_path / "uv.lock").write_text("version = 1\n")
    assert dev.stamp_of(dev.MAIN) != before


def test_missing_git_is_one_line(dev: ModuleType, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(dev.CannotSetUp, match=r"^git is missing[^\n]*$"):
        dev.environment(dev.MAIN)


def test_a_problem_ends_in_one_line_and_exit_2(tmp_path: Path) -> None:
    script = tmp_path / "tools" / "dev.py"
    script.parent.mkdir()
    script.write_bytes((ROOT / "tools" / "dev.py").read_bytes())
    (tmp_path / "pyproject.toml").write_text("")
    done = subprocess.run(
        [sys.executable, script, "demo"], env={"PATH": str(tmp_path)}, capture_output=True, text=True, check=False
    )
    assert (done.returncode, done.stdout, done.stderr.count("\n")) == (2, "", 1)
    assert done.stderr.startswith("dev.py: git is missing")


def test_groups_are_read_without_help_from_pip(dev: ModuleType) -> None:
    assert dev.requirements(["dev"]) == ["ruff>=1", "mypy"]


def test_what_is_locked_twice_stays_free(dev: ModuleType, tmp_path: Path) -> None:
    package = '[[package]]\nname = "{}"\nversion = "{}"\nsource = {{ {} }}\n'
    registry = 'registry = "https://pypi.org/simple"'
    (tmp_path / "uv.lock").write_text(
        package.format("click", "8.3.0", registry)
        + package.format("rich", "13.0.1", registry)
        + package.format("rich", "15.0.0", registry)
        + package.format("blamefree", "0.1.0", 'editable = "."')
    )
    assert dev.locked_versions(dev.MAIN) == ["click==8.3.0"]


@pytest.mark.parametrize(
    ("output", "line"),
    [
        ("collecting\nERROR: No matching distribution\n\n", "ERROR: No matching distribution"),
        ("one\ntwo\n", "two"),
        ("", "no output"),
    ],
)
def test_the_line_that_says_most(dev: ModuleType, output: str, line: str) -> None:
    assert dev.last_line(output) == line


def test_all_steps_count(dev: ModuleType, capsys: pytest.CaptureFixture[str]) -> None:
    good, bad = dev.Outcome("ruff", 0, 1.0), dev.Outcome("mypy", 1, 2.0)
    assert dev.summary([bad, good]) == 1
    assert capsys.readouterr().out.endswith("failed: mypy\n")
    assert dev.summary([good]) == 0
    assert capsys.readouterr().out.endswith("everything passed\n")


def test_children_do_not_see_another_environment(dev: ModuleType, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("VIRTUAL_ENV", "/elsewhere")
    monkeypatch.setenv("PYTHONPATH", "/elsewhere")
    assert not {"VIRTUAL_ENV", "PYTHONPATH"} & set(dev.clean_environment())
