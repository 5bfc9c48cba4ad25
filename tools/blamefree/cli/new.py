"""``blamefree new``: a draft from the template."""

from __future__ import annotations

import os
import unicodedata
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import click

from blamefree.errors import UsageProblem

if TYPE_CHECKING:
    from blamefree.model.draft import Draft
    from blamefree.workspace import Workspace

MAX_TITLE = 200
_BIDI = frozenset("\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")


@click.command("new")
@click.argument("title", required=False)
@click.option("--severity", help="How bad it was, for example SEV2.")
@click.option("--lang", help="The language to write in: en or sv.")
@click.option("--from-jira", "key", metavar="KEY", help="Begin with what this incident in Jira knows.")
@click.option("--from", "file", metavar="FILE", help="Begin with a chat, a log, a CSV or an export; - reads stdin.")
def command(title: str | None, severity: str | None, lang: str | None, key: str | None, file: str | None) -> None:
    """Begin a postmortem: a draft with the next free id, called TITLE. Prints its path."""
    from blamefree.workspace import Workspace

    if key and file:
        raise UsageProblem("--from-jira and --from exclude each other", "choose one of them")
    if title is None and not key and not file:
        raise UsageProblem("TITLE is missing", "say in a few words what happened, or use --from-jira KEY")
    workspace = Workspace.open()
    draft = begin(workspace, title if title is not None else key or "Incident", severity, lang)
    if key:
        from blamefree.cli._drafting import from_jira

        draft = from_jira(workspace, key, draft, keep_title=title is not None, keep_severity=severity is not None)
    elif file:
        from blamefree.cli._drafting import from_file

        draft = from_file(workspace, file, draft, keep_title=title is not None, keep_severity=severity is not None)
    path = create(workspace, draft)
    click.echo(os.path.relpath(path, Path.cwd()))
    click.echo(f"a draft for {path.stem[:12]}; write it, then run `blamefree check`", err=True)


def begin(workspace: Workspace, title: str, severity: str | None = None, lang: str | None = None) -> Draft:
    """The draft that title and options ask for; unknown severities and languages are usage problems."""
    from blamefree.io import clock
    from blamefree.model.draft import Draft
    from blamefree.model.instant import zone

    known = workspace.settings.severities
    chosen = severity if severity is not None else known[min(2, len(known) - 1)]
    if chosen not in known:
        _refuse("severity", chosen, known)
    tag = lang if lang is not None else workspace.settings.lang
    languages = available(workspace)
    if tag.split("-")[0].lower() not in languages:
        _refuse("language", tag, languages)
    name = workspace.settings.timezone
    return Draft(
        title=_title(title),
        date=clock.now().astimezone(zone(name)).date(),
        severity=chosen,
        level="full" if chosen in known[:2] else "lite",
        lang=tag,
        timezone=name,
    )


def create(workspace: Workspace, draft: Draft) -> Path:
    """Write the draft under the next free id of its year."""
    from blamefree.io import numbering
    from blamefree.model.draft import compose, slug

    text = template(workspace, draft.lang, draft.level)
    return numbering.create(
        workspace.root,
        draft.date.year,
        lambda id_: f"{id_}-{slug(draft.title)}.md",
        lambda id_: compose(replace(draft, id=id_), text),
    )


def available(workspace: Workspace) -> tuple[str, ...]:
    """The languages that have a template, the repository's own included."""
    from blamefree import resources

    found = set(resources.names("templates"))
    if workspace.overlay is not None and (workspace.overlay / "templates").is_dir():
        found.update(path.name for path in (workspace.overlay / "templates").iterdir() if (path / "full.md").is_file())
    return tuple(sorted(found))


def template(workspace: Workspace, lang: str, level: str) -> str:
    """The template of a language and level: the repository's own, else the built-in one."""
    from blamefree import resources

    name = f"templates/{lang.split('-')[0].lower()}/{level}.md"
    own = workspace.overlay / name if workspace.overlay is not None else None
    try:
        if own is not None and own.is_file():
            return own.read_text("utf-8-sig")
        return resources.read_bytes(name).decode("utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise UsageProblem(f"schema/{name}: cannot be read", "put the template right") from error


def _title(text: str) -> str:
    title = " ".join(text.split())
    if not any(char.isalnum() for char in title):
        raise UsageProblem("the title has no word in it", "say in one line what happened")
    if any(unicodedata.category(char) in ("Cc", "Cs") or char in _BIDI for char in title):
        raise UsageProblem("the title holds a control character or a hidden one", "type it again")
    if len(title) > MAX_TITLE:
        raise UsageProblem(f"the title is {len(title)} characters long", f"use at most {MAX_TITLE}")
    return title


def _refuse(what: str, given: str, known: tuple[str, ...]) -> None:
    from difflib import get_close_matches

    near = get_close_matches(given.upper(), [name.upper() for name in known], 1)
    meant = next((name for name in known if near and name.upper() == near[0]), "")
    raise UsageProblem(
        f"there is no {what} {given!r}", f"did you mean {meant}?" if meant else f"known: {', '.join(known)}"
    )
