"""People's work is safe: edits, comments, moved pages, foreign pages, attachments and labels."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from blamefree.sandbox import Fault, FaultKind, Sandbox
from publishing import Answer, Command, Repository


@pytest.fixture
def published(repository: Repository, sandbox: Sandbox, blamefree: Command) -> Sandbox:
    """Three published pages."""
    for number in (1, 2, 3):
        repository.document(number)
    assert blamefree("apply", "confluence").code == 0
    sandbox.reset_log()
    return sandbox


def page_id(sandbox: Sandbox, number: int) -> str:
    return next(page.id for page in sandbox.confluence.site.pages.values() if f"-{number:04d}:" in page.title)


def body(sandbox: Sandbox, number: int) -> str:
    return sandbox.confluence.site.pages[page_id(sandbox, number)].now.body


def plan(blamefree: Command, *more: str) -> Answer:
    return blamefree("plan", "confluence", "--format", "json", *more)


def edit(sandbox: Sandbox, number: int = 1) -> None:
    sandbox.confluence.person.edit(page_id(sandbox, number), replace=("An alert fires", "Two alerts fire"))


def test_an_edit_without_news_from_git_is_listed_and_left_alone(published: Sandbox, blamefree: Command) -> None:
    edit(published)
    listed = plan(blamefree)
    assert listed.code == 0
    assert listed.ops == ["drift"]
    assert plan(blamefree, "--detailed-exitcode").code == 6
    applied = blamefree("apply", "confluence")
    assert applied.code == 0
    assert published.writes == 0
    assert "Two alerts" in body(published, 1)


def test_an_edit_of_a_page_with_news_refuses_everything(
    published: Sandbox, blamefree: Command, repository: Repository
) -> None:
    edit(published)
    repository.replace(1, "answered slowly", "timed out")
    repository.replace(2, "answered slowly", "timed out")
    assert sorted(plan(blamefree).ops) == ["drift", "update"]
    applied = blamefree("apply", "confluence")
    assert applied.code == 5
    assert published.writes == 0
    assert "Two alerts" in body(published, 1)
    assert "answered slowly" in body(published, 2)


@pytest.mark.parametrize(
    ("policy", "kept", "files"), [("skip", True, False), ("export", True, True), ("overwrite", False, False)]
)
def test_the_other_policies(
    published: Sandbox, blamefree: Command, repository: Repository, policy: str, kept: bool, files: bool
) -> None:
    edit(published)
    repository.replace(1, "answered slowly", "timed out")
    repository.replace(2, "answered slowly", "timed out")
    applied = blamefree("apply", "confluence", "--on-drift", policy)
    assert applied.code == 0, applied.err
    assert ("Two alerts" in body(published, 1)) is kept
    assert ("timed out" in body(published, 1)) is not kept
    assert "timed out" in body(published, 2)
    patch = repository.root / "build/drift/PM-2026-0001.patch"
    assert patch.exists() is files
    if files:
        assert "+- 09:11 Two alerts fire." in patch.read_text("utf-8")


def test_an_exported_patch_applies(published: Sandbox, blamefree: Command, repository: Repository) -> None:
    import subprocess

    edit(published)
    assert blamefree("apply", "confluence", "--on-drift", "export").code == 0
    subprocess.run(["git", "init", "-q"], cwd=repository.root, check=True)
    done = subprocess.run(
        ["git", "apply", "build/drift/PM-2026-0001.patch"], cwd=repository.root, capture_output=True, text=True
    )
    assert done.returncode == 0, done.stderr
    assert "- 09:11 Two alerts fire." in repository.path(1).read_text("utf-8")


def slowly_to_late(sandbox: Sandbox) -> None:
    sandbox.confluence.person.edit(page_id(sandbox, 1), replace=("answered slowly", "answered late"))


def test_an_edit_that_says_what_git_says_is_taken_as_it_is(
    published: Sandbox, blamefree: Command, repository: Repository
) -> None:
    slowly_to_late(published)
    repository.replace(1, "answered slowly", "answered late")
    assert plan(blamefree).changes == []
    assert blamefree("apply", "confluence").code == 0
    assert [entry.path.split("/")[-2] for entry in published.log if entry.write] == ["properties"]
    assert published.confluence.site.pages[page_id(published, 1)].now.number == 2
    published.reset_log()
    assert blamefree("apply", "confluence").code == 0
    assert published.writes == 0
    assert published.requests <= 3
    published.confluence.root.properties.clear()  # the page's own record is that of the version before
    assert plan(blamefree).changes == []


@pytest.mark.parametrize("lost", [False, True], ids=["manifest", "no manifest"])
def test_after_such_an_edit_git_goes_on(
    published: Sandbox, blamefree: Command, repository: Repository, lost: bool
) -> None:
    slowly_to_late(published)
    repository.replace(1, "answered slowly", "answered late")
    assert blamefree("apply", "confluence").code == 0
    if lost:
        published.confluence.root.properties.clear()
    repository.replace(1, "answered late", "answered slowly")  # back to what the record says
    assert plan(blamefree).ops == ["drift" if lost else "update"]
    assert blamefree("apply", "confluence", "--on-drift", "overwrite").code == 0
    assert "answered slowly" in body(published, 1)


def test_such_an_edit_with_other_news_is_an_update(
    published: Sandbox, blamefree: Command, repository: Repository
) -> None:
    edit(published)
    repository.document(1, picture=9)
    repository.replace(1, "An alert fires", "Two alerts fire")
    assert sorted(plan(blamefree).ops) == ["attach", "update"]
    assert blamefree("apply", "confluence").code == 0
    assert plan(blamefree).changes == []


def test_a_title_that_a_person_changed_as_git_did(
    published: Sandbox, blamefree: Command, repository: Repository
) -> None:
    repository.replace(1, "title: Checkout timed out", "title: Checkout was slow")
    published.confluence.person.edit(page_id(published, 1), title="PM-2026-0001: Checkout was slow 1")
    assert plan(blamefree).changes == []
    assert blamefree("apply", "confluence").code == 0
    assert published.confluence.site.pages[page_id(published, 1)].now.number == 2


def test_an_edit_of_something_else_is_still_drift(
    published: Sandbox, blamefree: Command, repository: Repository
) -> None:
    edit(published)
    published.confluence.person.edit(page_id(published, 1), append="<p>and this</p>")
    repository.replace(1, "An alert fires", "Two alerts fire")
    assert plan(blamefree).ops == ["drift"]
    assert blamefree("apply", "confluence").code == 5


def pictures(sandbox: Sandbox, number: int) -> list[str]:
    names = [file.title for file in sandbox.confluence.site.files(page_id(sandbox, number))]
    return sorted(name for name in names if not name.endswith("-timeline.svg"))


def without_picture(repository: Repository, number: int) -> None:
    text = repository.path(number).read_text("utf-8")
    repository.path(number).write_text("".join(line for line in text.splitlines(True) if "![" not in line), "utf-8")


def test_our_picture_that_nothing_shows_any_more_goes_to_the_trash(
    published: Sandbox, blamefree: Command, repository: Repository
) -> None:
    published.confluence.person.attach(page_id(published, 1), "notes.txt", "mine")
    published.confluence.person.attach(page_id(published, 2), "graph.png", "mine", "image/png")
    for number in (1, 2):
        without_picture(repository, number)
    listed = plan(blamefree)
    assert [change["op"] for change in listed.changes if change["document"] == "PM-2026-0001"] == ["update", "attach"]
    assert [change["op"] for change in listed.changes if change["document"] == "PM-2026-0002"] == ["update"]
    assert "trash" in next(change["reason"] for change in listed.changes if change["op"] == "attach")
    assert blamefree("apply", "confluence").code == 0
    assert pictures(published, 1) == ["notes.txt"]
    assert pictures(published, 2) == ["graph.png"]
    assert pictures(published, 3) == ["graph.png"]
    statuses = [file.status for file in published.confluence.site.attachments.values()]
    assert statuses.count("trashed") == 1
    assert plan(blamefree).changes == []
    published.confluence.root.properties.clear()
    assert plan(blamefree).changes == []


@pytest.mark.parametrize("lost", [False, True], ids=["manifest", "no manifest"])
def test_a_run_that_ends_before_the_picture_is_gone_is_finished(
    published: Sandbox, blamefree: Command, repository: Repository, lost: bool
) -> None:
    without_picture(repository, 1)
    published.plan(
        Fault(FaultKind.CRASH_BEFORE_COMMIT, path="*/attachments/*", times=None, method="DELETE"),
        Fault(FaultKind.CRASH_BEFORE_COMMIT, path="*/properties/*", times=None),
    )
    assert blamefree("apply", "confluence").code == 4
    published.clear_faults()
    if lost:
        published.confluence.root.properties.clear()
    assert pictures(published, 1) == ["graph.png"]
    assert plan(blamefree).ops == ["attach"]
    assert blamefree("apply", "confluence").code == 0
    assert pictures(published, 1) == []
    assert plan(blamefree).changes == []


def test_an_account_that_may_not_delete_is_told(
    published: Sandbox, blamefree: Command, repository: Repository, monkeypatch: pytest.MonkeyPatch
) -> None:
    without_picture(repository, 1)
    published.plan(Fault(FaultKind.STATUS, path="*/attachments/*", method="DELETE", status=403, times=None))
    done = blamefree("apply", "confluence")
    assert done.code == 0
    assert "graph.png stays, because this account may not delete attachments" in done.out
    assert plan(blamefree).changes == []


@pytest.mark.parametrize("what", ["save", "comment", "footer", "label", "attachment"])
def test_what_is_no_edit(published: Sandbox, blamefree: Command, repository: Repository, what: str) -> None:
    person, ident = published.confluence.person, page_id(published, 1)
    if what == "save":
        person.edit(ident)
    elif what == "comment":
        person.add_inline_comment(ident, "An alert fires")
    elif what == "footer":
        person.add_footer_comment(ident)
    elif what == "label":
        person.add_label(ident, "read-me")
    else:
        person.attach(ident, "notes.txt", "mine")
    assert plan(blamefree).changes == []
    repository.replace(1, "answered slowly", "timed out")
    assert plan(blamefree).ops == ["update"]
    assert blamefree("apply", "confluence").code == 0
    page = published.confluence.site.pages[ident]
    assert "timed out" in page.now.body
    if what == "label":
        assert "read-me" in [label[2] for label in page.labels]
    if what == "attachment":
        assert published.confluence.site.file_named(ident, "notes.txt") is not None
    if what == "comment":
        comment = next(iter(published.confluence.site.comments.values()))
        assert comment.resolution == "open"
        assert f'ac:ref="{comment.marker}">An alert fires<' in page.now.body


def test_a_comment_whose_text_goes_away_blocks_the_page(
    published: Sandbox, blamefree: Command, repository: Repository
) -> None:
    published.confluence.person.add_inline_comment(page_id(published, 1), "answered slowly")
    repository.replace(1, "answered slowly", "timed out")
    repository.replace(2, "answered slowly", "timed out")
    assert sorted(plan(blamefree).ops) == ["blocked", "update"]
    assert blamefree("apply", "confluence").code == 0
    assert "answered slowly" in body(published, 1)
    assert "timed out" in body(published, 2)
    assert blamefree("apply", "confluence", "--on-drift", "overwrite").code == 0
    assert "timed out" in body(published, 1)


def test_a_resolved_comment_does_not_block(published: Sandbox, blamefree: Command, repository: Repository) -> None:
    person = published.confluence.person
    comment = person.add_inline_comment(page_id(published, 1), "answered slowly")
    person.resolve_comment(comment.id)
    repository.replace(1, "answered slowly", "timed out")
    assert blamefree("apply", "confluence").code == 0
    assert "timed out" in body(published, 1)


@pytest.mark.parametrize("where", ["current", "trashed", "archived", "letter case"])
def test_a_foreign_page_with_our_title_is_a_conflict(
    repository: Repository, sandbox: Sandbox, blamefree: Command, where: str
) -> None:
    repository.document(1)
    repository.document(2)
    title = "PM-2026-0001: Checkout timed out 1"
    page = sandbox.confluence.person.create_page(title.upper() if where == "letter case" else title)
    if where == "trashed":
        sandbox.confluence.person.trash(page.id)
    if where == "archived":
        sandbox.confluence.person.archive(page.id)
    listed = plan(blamefree)
    assert listed.code == 0
    conflict = next(change for change in listed.changes if change["document"] == "PM-2026-0001")
    assert conflict["op"] == "conflict"
    assert len(conflict["ways_out"]) == 3
    for policy in ("fail", "skip", "overwrite"):
        assert blamefree("apply", "confluence", "--on-drift", policy).code == 5
    assert sandbox.writes == 0


@pytest.mark.parametrize("what", ["trash", "archive"])
def test_our_page_that_a_person_put_away_is_a_conflict(published: Sandbox, blamefree: Command, what: str) -> None:
    getattr(published.confluence.person, what)(page_id(published, 1))
    assert plan(blamefree).ops == ["conflict"]
    assert blamefree("apply", "confluence").code == 5
    assert published.writes == 0


def test_our_page_that_was_purged_is_made_again(published: Sandbox, blamefree: Command) -> None:
    ident = page_id(published, 1)
    published.confluence.person.trash(ident)
    published.confluence.person.purge(ident)
    assert plan(blamefree).ops == ["create", "attach", "label"]
    assert blamefree("apply", "confluence").code == 0
    assert blamefree("apply", "confluence").code == 0


def test_a_page_that_a_person_moved_stays_where_it_is(
    published: Sandbox, blamefree: Command, repository: Repository
) -> None:
    place = published.confluence.person.create_page("My favourites")
    published.confluence.person.move(page_id(published, 1), place.id)
    assert plan(blamefree).ops == ["drift"]
    repository.replace(1, "answered slowly", "timed out")
    assert blamefree("apply", "confluence").code == 0
    page = published.confluence.site.pages[page_id(published, 1)]
    assert page.parent_id == place.id
    assert "timed out" in page.now.body


def test_a_renamed_document_keeps_its_page(published: Sandbox, blamefree: Command, repository: Repository) -> None:
    ident = page_id(published, 1)
    repository.replace(1, "title: Checkout timed out", "title: Checkout was slow")
    assert plan(blamefree).ops == ["update"]
    assert blamefree("apply", "confluence").code == 0
    assert published.confluence.site.pages[ident].title == "PM-2026-0001: Checkout was slow 1"
    assert len(published.confluence.pages()) == 5


@pytest.mark.parametrize("how", ["withdrawn", "draft", "restricted", "deleted"])
def test_what_git_no_longer_wants_there_is_archived(
    published: Sandbox, blamefree: Command, repository: Repository, how: str
) -> None:
    ident = page_id(published, 1)
    if how == "deleted":
        repository.path(1).unlink()
    elif how == "restricted":
        repository.replace(1, "classification: internal", "classification: restricted")
    else:
        repository.replace(1, "status: in_review", f"status: {how}")
    assert plan(blamefree).ops == ["archive"]
    assert blamefree("apply", "confluence").code == 0
    assert published.confluence.site.pages[ident].status == "archived"
    assert plan(blamefree).changes == []


def test_a_page_with_a_persons_page_below_is_not_archived(
    published: Sandbox, blamefree: Command, repository: Repository
) -> None:
    published.confluence.person.create_page("Notes", parent_id=page_id(published, 1))
    repository.path(1).unlink()
    assert plan(blamefree).ops == ["blocked"]
    assert blamefree("apply", "confluence").code == 0
    assert published.writes == 0


def test_a_broken_document_keeps_its_page(published: Sandbox, blamefree: Command, repository: Repository) -> None:
    repository.replace(1, "status: in_review", "status: [in_review")
    assert plan(blamefree).ops == ["blocked"]
    assert blamefree("apply", "confluence").code == 0
    assert published.writes == 0


def test_without_the_manifest_nothing_is_lost(published: Sandbox, blamefree: Command, repository: Repository) -> None:
    published.confluence.root.properties.clear()
    edit(published, 3)
    assert plan(blamefree).ops == ["drift"]
    repository.replace(1, "answered slowly", "timed out")
    repository.path(2).unlink()
    assert sorted(plan(blamefree).ops) == ["archive", "drift", "update"]
    assert blamefree("apply", "confluence").code == 0
    assert plan(blamefree).ops == ["drift"]


def test_a_persons_attachment_under_our_name_is_not_replaced(
    published: Sandbox, blamefree: Command, repository: Repository
) -> None:
    published.confluence.person.attach(page_id(published, 1), "graph.png", "mine", "image/png")
    repository.document(1, picture=9)
    assert plan(blamefree).ops == ["conflict"]
    assert blamefree("apply", "confluence").code == 5
    assert published.writes == 0


def test_pages_of_md2cf_can_be_adopted(repository: Repository, sandbox: Sandbox, blamefree: Command) -> None:
    repository.document(1)
    person = sandbox.confluence.person
    page = person.create_page("PM-2026-0001: Checkout timed out 1", parent_id=sandbox.confluence.root.id)
    person.edit(page.id, append="<p>old</p>", message=f"Published [v{'a' * 40}]")
    listed = plan(blamefree)
    assert listed.ops[0] == "adopt"
    assert blamefree("apply", "confluence").code == 0
    assert sandbox.confluence.site.pages[page.id].now.number == 3
    assert plan(blamefree).changes == []


def test_a_plan_file_is_applied_exactly_and_once(
    published: Sandbox, blamefree: Command, repository: Repository, tmp_path: Path
) -> None:
    file = str(tmp_path / "plan.json")
    repository.replace(1, "answered slowly", "timed out")
    assert blamefree("plan", "confluence", "--out", file, "--format", "text").code == 0
    assert json.loads(Path(file).read_text("utf-8"))["changes"][0]["op"] == "update"
    published.confluence.person.create_page("Something else")
    edit(published, 3)
    assert blamefree("apply", "confluence", "--plan", file).code == 0
    written = [entry.path for entry in published.log if entry.write and "/properties" not in entry.path]
    assert written == [f"/wiki/api/v2/pages/{page_id(published, 1)}"]
    published.reset_log()
    again = blamefree("apply", "confluence", "--plan", file)
    assert again.code == 5
    assert published.writes == 0


@pytest.mark.parametrize("what", ["document", "picture", "settings", "remote", "file"])
def test_a_stale_plan_is_refused(
    published: Sandbox, blamefree: Command, repository: Repository, tmp_path: Path, what: str
) -> None:
    file = tmp_path / "plan.json"
    repository.replace(1, "answered slowly", "timed out")
    assert blamefree("plan", "confluence", "--out", str(file)).code == 0
    if what == "document":
        repository.replace(2, "answered slowly", "timed out")
    elif what == "picture":
        repository.document(2, picture=5)
    elif what == "settings":
        repository.write_settings(hierarchy="year")
    elif what == "remote":
        published.confluence.person.edit(page_id(published, 1), append="<p>me too</p>")
    else:
        file.write_text(file.read_text("utf-8").replace("PM-2026-0001", "PM-2026-0002"), "utf-8")
    done = blamefree("apply", "confluence", "--plan", str(file))
    assert done.code == 5, done.err
    assert published.writes == 0
