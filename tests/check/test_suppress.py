"""A suppression names its rules; there is no way to silence everything."""

from __future__ import annotations

import pytest

from repository import Repository


@pytest.mark.parametrize("comment", ["ignore it is fine", "ignore[] it is fine", "ignore"])
def test_a_suppression_without_a_rule_is_told(repository: Repository, comment: str) -> None:
    repository.draft(1, f"<!-- blamefree: {comment} -->\nIt was human error.")
    rules = [item["rule"] for item in repository.check()["diagnostics"]]
    assert rules == ["unused-suppression", "human-error-as-cause"]
