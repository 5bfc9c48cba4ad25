"""``blamefree explain``: a rule's page in the terminal."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from blamefree.errors import UsageProblem

if TYPE_CHECKING:
    from blamefree.rules.page import Page
    from blamefree.rules.registry import Entry

WIDTH = 88
_HEADS = {"Bad": "Reported (where ⟦ ⟧ stand)", "Good": "Fine", "Fixed": "After `blamefree fix`"}
_PARTS = {"front": "", "body": "", "file": ", a whole file"}


@click.command("explain")
@click.argument("rule", required=False)
def command(rule: str | None) -> None:
    """Explain RULE: why it exists, what it reports and what it leaves alone. Without RULE, list all rules."""
    from blamefree.rules import registry

    if rule is None:
        click.echo(listing(registry.entries()), nl=False)
        return
    known = registry.by_name()
    entry = known.get(rule.strip().lower().replace("_", "-"))
    if entry is None:
        from difflib import get_close_matches

        near = get_close_matches(rule.lower(), known, 1, 0.4)
        raise UsageProblem(
            f"there is no rule {rule!r}", f"did you mean {near[0]}?" if near else "`blamefree explain` lists them"
        )
    from blamefree.rules.page import read_page

    click.echo(page(entry, read_page(entry.module.__doc__ or "")), nl=False)


def listing(entries: tuple[Entry, ...]) -> str:
    """Every rule with its severity and title, family by family."""
    from blamefree.rules.page import read_page

    width = max(len(entry.rule.name) for entry in entries)
    lines: list[str] = []
    family = None
    for entry in entries:
        if entry.rule.family is not family:
            family = entry.rule.family
            lines += ["", family.value] if lines else [family.value]
        title = read_page(entry.module.__doc__ or "").title
        lines.append(f"  {entry.rule.name:<{width}}  {entry.rule.severity.word:<7}  {title}")
    lines += ["", f"{len(entries)} rules; `blamefree explain RULE` shows one of them."]
    return "\n".join(lines) + "\n"


def page(entry: Entry, read: Page) -> str:
    """One rule's page as text."""
    import textwrap

    rule = entry.rule
    lines = [f"{rule.name} ({rule.family.value}, {rule.severity.word})", "", *textwrap.wrap(read.title, WIDTH), ""]
    for paragraph in read.why.split("\n\n"):
        lines += [*textwrap.wrap(paragraph[:1].upper() + paragraph[1:], WIDTH), ""]
    for example in read.examples:
        lines.append(f"{_HEADS[example.kind]}{_PARTS.get(example.part, '')}:")
        lines += [f"    {line}".rstrip() for line in example.text.rstrip("\n").split("\n")]
        lines.append("")
    if read.sources:
        lines += [*textwrap.wrap(f"Source: {read.sources}", WIDTH), ""]
    front = bool(read.examples) and all(example.part == "front" for example in read.examples)
    comment = f"blamefree: ignore[{rule.name}] reason"
    lines.append(f"Silence it in one place: {f'# {comment}' if front else f'<!-- {comment} -->'}")
    return "\n".join(lines) + "\n"
