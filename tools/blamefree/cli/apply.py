"""``blamefree apply``: make a remote what git says."""

from __future__ import annotations

from pathlib import Path

import click

from blamefree.cli import _publishing as publishing
from blamefree.errors import BlamefreeError, ExitCode, PlanRefused, UsageProblem
from blamefree.sync import plan as plans
from blamefree.sync import safety, show
from blamefree.sync.change import Change
from blamefree.sync.plan import Plan
from blamefree.sync.safety import OnDrift


@click.command("apply")
@click.argument("target", type=click.Choice(publishing.names()))
@click.option(
    "--plan", "plan_file", type=click.Path(path_type=Path, dir_okay=False), help="Apply exactly this plan, or refuse."
)
@click.option(
    "--on-drift", type=click.Choice([word.value for word in OnDrift]), default=OnDrift.FAIL.value,
    help="What to do about pages that a person edited.",
)  # fmt: skip
@click.option("--ledger", type=click.Path(path_type=Path, dir_okay=False), help="The file that holds the ledger.")
def command(target: str, plan_file: Path | None, on_drift: str, ledger: Path | None) -> int:
    """Make a remote what git says; people's edits there are never overwritten unless you say so."""
    from blamefree.io.files import write_text
    from blamefree.workspace import Workspace

    workspace = Workspace.open()
    kept = _read(plan_file) if plan_file is not None else None
    if kept is not None and kept.target != target:
        raise UsageProblem(f"{plan_file}: it is a plan for {kept.target}", f"apply it with `apply {kept.target}`")
    policy = OnDrift(on_drift)
    named = None if kept is None else frozenset(change.document for change in kept.changes)
    ready = publishing.prepare(target, publishing.world(workspace, ledger, named))
    plan = ready.plan if kept is None else _exactly(kept, ready.plan)
    safety.guard(plan, policy, published=ready.published)
    report = ready.apply(safety.chosen(plan, policy), policy, publishing.progress)
    try:
        publishing.record(workspace, ledger, report.record)
    except BlamefreeError as problem:  # what was published stands, and can be found again without the ledger
        click.echo(f"blamefree: not recorded in the ledger: {problem.line()}", err=True)
    for path, text in report.files.items():
        write_text(workspace.root / path, text)
        click.echo(f"wrote {path}", err=True)
    left = [change for change in plan.changes if not change.op.writes]
    click.echo(show.outcome(report, left), nl=False)
    if report.problem is not None:
        if isinstance(report.problem, BlamefreeError):
            click.echo(f"blamefree: {report.problem.line()}", err=True)
            return report.problem.exit_code
        raise report.problem
    return ExitCode.OK


def _read(path: Path) -> Plan:
    try:
        return plans.load(path.read_text("utf-8"), str(path))
    except (OSError, UnicodeDecodeError):
        raise UsageProblem(
            f"{path}: no plan can be read there", "make one with `blamefree plan … --out FILE`"
        ) from None


def _exactly(kept: Plan, now: Plan) -> Plan:
    """The kept plan, with what is known now for each of its changes; a stale one is refused."""
    why = plans.stale(kept, now)
    if why:
        raise PlanRefused(f"the plan is stale: {why}; nothing was changed", "plan again")
    wanted = {change.key for change in kept.changes}
    changes: tuple[Change, ...] = tuple(change for change in now.changes if change.key in wanted)
    return Plan(now.target, changes, now.origin, now.notes)
