"""`new`: a draft with an id of its own, in the right place, that passes check."""

from __future__ import annotations

import os
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from blamefree.cli import run

NOW = "1774944000"  # 2026-03-31T08:00:00Z


@pytest.fixture(autouse=True)
def repository(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    (tmp_path / "postmortems").mkdir()
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("SOURCE_DATE_EPOCH", NOW)
    return tmp_path


def new(capsys: pytest.CaptureFixture[str], *arguments: str) -> str:
    assert run(["new", *arguments]) == 0
    printed = capsys.readouterr().out
    assert printed.endswith("\n")
    assert printed.count("\n") == 1
    return printed.strip()


def test_prints_the_path_of_a_draft_that_passes_check(capsys: pytest.CaptureFixture[str]) -> None:
    path = new(capsys, "Checkout stood still")
    assert path == "postmortems/2026/PM-2026-0001-checkout-stood-still.md"
    assert Path(path).is_file()
    assert run(["check"]) == 0
    assert "1 document checked: 0 errors, 0 warnings" in capsys.readouterr().out


@pytest.mark.parametrize("lang", ["en", "sv", "sv-SE"])
@pytest.mark.parametrize("severity", ["SEV1", "SEV2", "SEV3", "SEV4"])
def test_every_template_passes_check(lang: str, severity: str, capsys: pytest.CaptureFixture[str]) -> None:
    path = new(capsys, "Kön växte", "--lang", lang, "--severity", severity)
    text = Path(path).read_text("utf-8")
    assert f"\nlang: {lang}\n" in text
    assert f"\nseverity: {severity}\n" in text
    assert f"\nlevel: {'full' if severity in ('SEV1', 'SEV2') else 'lite'}\n" in text
    assert "${" not in text
    assert ("## Tidslinje" if lang.startswith("sv") else "## Timeline") in text
    assert run(["check", "--fail-on", "info"]) == 0


@pytest.mark.parametrize(
    ("title", "name"),
    [
        ("Åtgärder för kön", "atgarder-for-kon"),
        ("Smörgåsbord: ÅÄÖ", "smorgasbord-aao"),
        ("What? A 50% drop / in 'traffic'!", "what-a-50-drop-in-traffic"),
        ("../../etc/passwd", "etc-passwd"),
        ("العنوان", "draft"),
        ("👩‍💻 pushes the button", "pushes-the-button"),
        ("word " * 30, "word-word-word-word-word-word-word-word-word-word"),
        ("a" * 90, "a" * 50),
    ],
)
def test_the_file_name_is_plain(title: str, name: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert new(capsys, title) == f"postmortems/2026/PM-2026-0001-{name}.md"
    assert run(["check", "--fail-on", "warning"]) == 0


@pytest.mark.parametrize(
    "title",
    [
        'He said: "no" #1',
        "no",
        "10:01",
        "2026",
        "null",
        "- a list",
        "{a: b}",
        "[x]",
        "*alias",
        "&anchor",
        "!tag",
        "key: value",
        "back\\slash",
        "$(touch pwned) ${id}",
        "'quoted'",
        "ends with colon:",
        "% percent",
        "@handle",
        "a\nb",
    ],
)
def test_any_title_stays_what_it_is(title: str, capsys: pytest.CaptureFixture[str]) -> None:
    from blamefree.model.document import load
    from blamefree.text.source import Source

    path = Path(new(capsys, "--", title))
    stated = load(Source("x.md", path.read_text("utf-8"))).postmortem.title
    assert stated is not None
    assert stated.value == " ".join(title.split())
    assert run(["check"]) == 0


def test_ids_are_never_used_again(repository: Path, capsys: pytest.CaptureFixture[str]) -> None:
    def git(*arguments: str) -> None:
        subprocess.run(
            ["git", "-c", "user.name=t", "-c", "user.email=t@example.com", *arguments],
            cwd=repository,
            check=True,
            capture_output=True,
        )

    git("init", "-q")
    first = new(capsys, "one")
    git("add", ".")
    git("commit", "-q", "-m", "one")
    git("rm", "-q", first)
    git("commit", "-q", "-m", "gone")
    assert "PM-2026-0002-two" in new(capsys, "two")
    folder = repository / "postmortems" / "2026"
    (folder / "PM-2026-0007").mkdir()
    assert "PM-2026-0008-three" in new(capsys, "three")
    (folder / "renamed.md").write_text("---\nid: PM-2026-0041\n---\n", "utf-8")
    assert "PM-2026-0042-four" in new(capsys, "four")
    (folder / "PM-2025-0900-other-year.md").write_text("---\nid: PM-2025-0900\n---\n", "utf-8")
    assert "PM-2026-0043-five" in new(capsys, "five")


@pytest.mark.slow
def test_many_at_once_get_ids_of_their_own(repository: Path) -> None:
    def one(number: int) -> str:
        done = subprocess.run(
            [sys.executable, "-m", "blamefree", "new", f"title {number}"],
            cwd=repository,
            capture_output=True,
            text=True,
            check=True,
            env={**os.environ, "SOURCE_DATE_EPOCH": NOW},
        )
        return done.stdout.strip()

    with ThreadPoolExecutor(6) as pool:
        paths = list(pool.map(one, range(6)))
    assert len({Path(path).name[:12] for path in paths}) == 6
    left = sorted(path.name for path in (repository / "postmortems" / "2026").iterdir())
    assert left == sorted(Path(path).name for path in paths)


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["x", "--severity", "SEV22"], "did you mean SEV2"),
        (["x", "--severity", "urgent"], "known: SEV1, SEV2, SEV3, SEV4"),
        (["x", "--lang", "de"], "known: en, sv"),
        (["   "], "no word"),
        (["🔥🔥"], "no word"),
        (["a\u202eb"], "hidden"),
        (["a\x07b"], "control character"),
        (["a" * 201], "201 characters"),
        ([], "TITLE"),
    ],
)
def test_what_cannot_be_followed_writes_nothing(
    arguments: list[str], said: str, repository: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["new", *arguments]) == 2
    out, err = capsys.readouterr()
    assert out == ""
    assert said in err
    assert list((repository / "postmortems").iterdir()) == []


def test_a_full_year_is_told(repository: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (repository / "postmortems" / "2026" / "PM-2026-9999").mkdir(parents=True)
    assert run(["new", "x"]) == 2
    assert "every number of 2026 is taken" in capsys.readouterr().err


def test_settings_and_own_templates_hold(repository: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (repository / "blamefree.toml").write_text(
        'lang = "sv"\ntimezone = "Europe/Stockholm"\nseverities = ["P1", "P2"]\n', "utf-8"
    )
    own = repository / "schema" / "templates" / "sv"
    own.mkdir(parents=True)
    (own / "full.md").write_text(
        "---\nid: ${id}\ntitle: ${title}\ndate: ${date}\nstatus: draft\nseverity: ${severity}\nlevel: full\n"
        "classification: internal\nowner: team-a\nlang: sv\n---\n\n## Sammanfattning\n",
        "utf-8",
    )
    path = Path(new(capsys, "Kön växte"))
    text = path.read_text("utf-8")
    assert "severity: P2" in text
    assert "owner: team-a" in text
    assert run(["check"]) == 0


def test_from_a_folder_inside_the_path_is_relative_to_it(
    repository: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(repository / "postmortems")
    assert new(capsys, "x") == "2026/PM-2026-0001-x.md"
