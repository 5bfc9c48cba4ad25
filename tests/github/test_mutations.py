"""The gate's tests notice when any single condition of the gate is dropped or turned around."""

from __future__ import annotations

import ast
import copy
import inspect
import itertools
import sys
import types
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from blamefree.targets.github import gate, reviews

from . import test_gate

Mutation = tuple[str, types.ModuleType]


def mutations(module: types.ModuleType) -> Iterator[Mutation]:
    """The module once for every condition: forced true, forced false, or without one of its parts."""
    tree = ast.parse(inspect.getsource(module))
    for number, node in enumerate(ast.walk(tree)):
        for word, change in _changes(node):
            mutant = copy.deepcopy(tree)
            change(next(itertools.islice(ast.walk(mutant), number, None)))
            name = f"{word} at line {getattr(node, 'lineno', 0)}: {ast.unparse(node).splitlines()[0]}"
            yield name, _load(module, ast.fix_missing_locations(mutant))


def _changes(node: ast.AST) -> Iterator[tuple[str, Callable[[Any], None]]]:
    if isinstance(node, ast.If | ast.IfExp):
        for value in (True, False):
            yield f"always {value}", lambda found, value=value: setattr(found, "test", ast.Constant(value))
    if isinstance(node, ast.BoolOp):
        neutral = ast.Constant(isinstance(node.op, ast.And))
        for place in range(len(node.values)):
            yield f"without part {place + 1}", lambda found, place=place: found.values.__setitem__(place, neutral)
    if isinstance(node, ast.comprehension):
        for place in range(len(node.ifs)):
            yield f"without filter {place + 1}", lambda found, place=place: found.ifs.pop(place)


def _load(module: types.ModuleType, tree: ast.Module) -> types.ModuleType:
    made = types.ModuleType(module.__name__)
    made.__dict__["__name__"] = module.__name__
    previous = sys.modules[module.__name__]
    sys.modules[module.__name__] = made  # dataclasses look up their own module
    try:
        exec(compile(tree, str(module.__file__), "exec"), made.__dict__)
    finally:
        sys.modules[module.__name__] = previous
    return made


def cases() -> Iterator[Callable[[], None]]:
    """Every test of the gate with every one of its parameters."""
    for name, function in vars(test_gate).items():
        if not name.startswith("test_"):
            continue
        marks = [mark for mark in getattr(function, "pytestmark", []) if mark.name == "parametrize"]
        rows = list(itertools.product(*(mark.args[1] for mark in marks)))
        for row in rows:
            given: dict[str, Any] = {}
            for mark, values in zip(marks, row, strict=True):
                names = [mark.args[0]] if isinstance(mark.args[0], str) else list(mark.args[0])
                given |= dict(zip(names, values if len(names) > 1 else [values], strict=True))
            yield lambda function=function, given=given: function(**given)


def noticed(mutant: types.ModuleType, monkeypatch: pytest.MonkeyPatch) -> bool:
    """Whether some test fails with the mutant in place of the module."""
    with monkeypatch.context() as patch:
        if mutant.__name__ == gate.__name__:
            patch.setattr(test_gate, "decide", _speaking_ours(mutant))
            patch.setattr(test_gate, "unknown", mutant.unknown)
        else:
            patch.setattr(gate, "standing", mutant.standing)
            for name in ("writers", "anonymous"):
                patch.setattr(reviews.PullRequest, name, mutant.PullRequest.__dict__[name])
        for case in cases():
            try:
                case()
            except Exception:  # noqa: BLE001 - a failed assertion, or an error that the mutation causes
                return True
    return False


def _speaking_ours(mutant: types.ModuleType) -> Callable[..., Any]:
    """The mutant's decision, with states that compare equal to the real ones."""
    mutant.__dict__["State"] = gate.State
    mutant.__dict__["ReviewState"] = reviews.ReviewState
    decide: Callable[..., Any] = mutant.decide
    return decide


@pytest.mark.slow
@pytest.mark.parametrize("module", [gate, reviews], ids=lambda module: module.__name__.rsplit(".", 1)[-1])
def test_no_condition_can_be_dropped(module: types.ModuleType, monkeypatch: pytest.MonkeyPatch) -> None:
    for case in cases():
        case()
    made = list(mutations(module))
    assert len(made) >= (60 if module is gate else 5)
    survivors = [name for name, mutant in made if not noticed(mutant, monkeypatch)]
    assert not survivors, "no test notices:\n" + "\n".join(survivors)
