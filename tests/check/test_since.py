"""``check --since REV`` reports what a change brings, and nothing else."""

from __future__ import annotations

from collections.abc import Callable

from repository import Repository


def said(answer: dict) -> list[tuple[str, str, int]]:
    return [
        (item["rule"], item["path"].rsplit("/", 1)[-1][:12], item["span"]["start"]["line"])
        for item in answer["diagnostics"]
    ]


def test_old_defects_are_left_alone_and_new_ones_told(repository: Repository, silenced: Callable[[str], str]) -> None:
    repository.draft(1, silenced("old") + "Text.")
    repository.draft(2)
    repository.commit()
    assert said(repository.check("--since", "HEAD")) == []
    path = repository.draft(1, silenced("old") + "Text.\n\n" + silenced("new") + "More.")
    assert said(repository.check("--since", "HEAD")) == [
        ("unused-suppression", "PM-2026-0001", path.read_text().count("\n", 0, path.read_text().index("new")) + 1)
    ]
    repository.draft(3, silenced("untracked"))
    assert [row[1] for row in said(repository.check("--since", "HEAD"))] == ["PM-2026-0001", "PM-2026-0003"]


def test_lines_above_do_not_make_old_defects_new(repository: Repository, silenced: Callable[[str], str]) -> None:
    repository.draft(1, silenced("old") + "Text.")
    repository.commit()
    repository.draft(1, "A new paragraph.\n\nAnother one.\n\n" + silenced("old") + "Text.")
    assert said(repository.check("--since", "HEAD")) == []


def test_a_rename_brings_nothing(repository: Repository, silenced: Callable[[str], str]) -> None:
    path = repository.draft(1, silenced("old") + "Text. " * 30)
    repository.commit()
    path.rename(path.with_name("PM-2026-0001-better-name.md"))
    repository.git("add", "-A")
    assert said(repository.check("--since", "HEAD")) == []


def test_what_main_did_meanwhile_is_not_our_change(repository: Repository, silenced: Callable[[str], str]) -> None:
    repository.draft(1)
    repository.commit()
    repository.git("checkout", "-q", "-b", "topic")
    repository.draft(2, silenced("ours"))
    repository.commit()
    repository.git("checkout", "-q", "main")
    repository.draft(1, silenced("theirs"))
    repository.commit()
    repository.git("checkout", "-q", "topic")
    assert [row[1] for row in said(repository.check("--since", "main"))] == ["PM-2026-0002"]


def test_a_corpus_defect_in_an_untouched_document_is_told(repository: Repository) -> None:
    first = repository.draft(1)
    first.write_text(
        first.read_text().replace("owner:", "related: [{id: PM-2026-0002, why_again: the same alert}]\nowner:")
    )
    second = repository.draft(2)
    repository.commit()
    assert said(repository.check("--since", "HEAD")) == []
    second.unlink()
    told = said(repository.check("--since", "HEAD"))
    assert [row[1] for row in told] == ["PM-2026-0001"], (
        "the document that pointed at the deleted one is the one that broke"
    )


def test_unknown_revision_and_shallow_clone_are_explained(repository: Repository) -> None:
    repository.draft(1)
    repository.commit()
    done = repository.run("check", "--since", "nowhere")
    assert done.returncode == 2
    assert b"unknown revision nowhere" in done.stderr
    repository.draft(2)
    first = repository.git("rev-parse", "HEAD")
    repository.commit()
    shallow = Repository(repository.root.parent / "shallow")
    repository.git("clone", "-q", "--depth", "1", f"file://{repository.root}", str(shallow.root))
    done = shallow.run("check", "--since", first)
    assert done.returncode == 2
    assert b"shallow clone" in done.stderr
    assert b"--unshallow" in done.stderr


def test_outside_git_it_says_so(repository: Repository) -> None:
    repository.draft(1)
    done = repository.run("check", "--since", "HEAD")
    assert done.returncode == 2
    assert b"not inside a git repository" in done.stderr


def test_a_status_that_cannot_follow_is_told(repository: Repository) -> None:
    path = repository.draft(1)
    repository.commit()
    path.write_text(path.read_text("utf-8").replace("status: draft", "status: actions_done"), "utf-8")
    told = [
        item for item in repository.check("--since", "HEAD")["diagnostics"] if item["rule"] == "impossible-transition"
    ]
    assert [(item["severity"], item["message"]) for item in told] == [
        ("error", "a document that was draft cannot become actions_done")
    ]
    path.write_text(path.read_text("utf-8").replace("status: actions_done", "status: in_review"), "utf-8")
    rules = [item["rule"] for item in repository.check("--since", "HEAD")["diagnostics"]]
    assert "impossible-transition" not in rules
