"""What tests of check share."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from repository import Repository


@pytest.fixture
def repository(tmp_path: Path) -> Repository:
    """An empty repository."""
    root = tmp_path / "repo"
    root.mkdir()
    return Repository(root)


@pytest.fixture
def silenced() -> Callable[[str], str]:
    """A comment that silences nothing: the simplest warning with a place of its own."""
    return lambda reason: f"<!-- blamefree: ignore[unclosed-fence] {reason} -->\n"
