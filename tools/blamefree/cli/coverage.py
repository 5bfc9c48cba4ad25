"""``blamefree coverage``: incidents without a postmortem."""

from __future__ import annotations

import json

import click

from blamefree.errors import ExitCode, SettingsProblem


@click.command("coverage")
@click.option("--format", "format_", type=click.Choice(["text", "json"]), default="text", help="How to print it.")
@click.option("--severity", "severities", multiple=True, help="Only incidents of this severity (may be repeated).")
@click.option("--check", is_flag=True, help="Exit 1 when an incident has no postmortem, or one names none that exists.")
def command(format_: str, severities: tuple[str, ...], check: bool) -> int:
    """List the incidents of Jira that no postmortem names, and postmortems whose incident does not exist."""
    from blamefree.learn.coverage import coverage, referred
    from blamefree.targets.jira.client import Jira
    from blamefree.targets.jira.raised import existing, raised
    from blamefree.text.inert import one_line
    from blamefree.workspace import Workspace

    workspace = Workspace.open()
    settings = workspace.settings
    if not settings.jira.incidents:
        raise SettingsProblem(
            "jira.incidents is not set", 'set it to a JQL query, for example project = OPS AND issuetype = "Incident"'
        )
    for severity in severities:
        if severity not in settings.severities:
            raise SettingsProblem(
                f"there is no severity {severity!r}", f"choose one of: {', '.join(settings.severities)}"
            )
    jira = Jira.open(settings)
    incidents = raised(jira, settings)
    named = referred(document for document in workspace.corpus.documents if document.sound)
    known = {item.key.upper() for item in incidents}
    asked = sorted({item.key for item in named} - known)
    gone = set(asked) - existing(jira, asked)
    found = coverage(incidents, named, gone, severities)
    if format_ == "json":
        answer = {
            "version": 1,
            "incidents": found.incidents,
            "missing": [
                {"key": item.key, "severity": item.severity, "title": item.title, "date": item.date}
                for item in found.missing
            ],
            "unknown_incidents": [{"document": item.document, "key": item.key} for item in found.unknown],
        }
        click.echo(json.dumps(answer, ensure_ascii=False, indent=1))
    else:
        for item in found.missing:
            click.echo(
                one_line(f"{item.key} {item.severity or 'no severity'} {item.date}: {item.title}: has no postmortem")
            )
        for other in found.unknown:
            click.echo(one_line(f"{other.path}: the incident {other.key} does not exist"))
        click.echo(f"{found.incidents} incidents, {len(found.missing)} without a postmortem")
    return ExitCode.DIAGNOSTICS if check and (found.missing or found.unknown) else ExitCode.OK
