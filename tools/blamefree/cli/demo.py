"""``blamefree demo``: the whole job on this repository, against the built-in sandbox."""

from __future__ import annotations

import io
import os
import shutil
import subprocess
import sys
import threading
from base64 import b64encode
from collections.abc import Iterator, Mapping
from contextlib import chdir, contextmanager, redirect_stdout
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.request import Request, urlopen

import click

from blamefree.cli._reviewed import reviewed
from blamefree.cli._snapshot import open_without_server, snapshot
from blamefree.errors import ExitCode, UsageProblem

if TYPE_CHECKING:
    from blamefree.model.corpus import Corpus
    from blamefree.model.services import Services
    from blamefree.sandbox import Sandbox
    from blamefree.workspace import Workspace

# A person's own accounts have no place in a demonstration: nothing but the sandbox is ever asked.
FOREIGN = ("CONFLUENCE_", "JIRA_", "GITHUB_")
# Lines of one command's answer that are shown.
SHOWN = 14
NEEDED = {"mkdocs": "mkdocs", "material": "mkdocs-material", "requests": "requests", "pymdownx": "pymdown-extensions"}


class Stopped(Exception):
    """A step of the demonstration failed; ``code`` is its exit code."""

    def __init__(self, code: int) -> None:
        """Keep the exit code."""
        super().__init__(code)
        self.code = code


@click.command("demo")
@click.option("--serve/--no-serve", default=None, help="Keep the addresses open until Ctrl-C (default: on a terminal).")
def command(serve: bool | None) -> int:
    """Show the whole job: check, site, plan and apply against the sandbox, then what to look at."""
    from blamefree.sandbox import Sandbox
    from blamefree.sandbox.clock import wall_clock
    from blamefree.workspace import Workspace

    missing = [name for module, name in NEEDED.items() if find_spec(module) is None]
    if missing:
        raise UsageProblem(f"the demo needs {', '.join(missing)}", "python -m pip install 'blamefree[all]'")
    workspace = Workspace.open()
    root = workspace.root
    folder = root / "build" / "demo"
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    stay = sys.stdin.isatty() if serve is None else serve
    try:
        with Sandbox(state=folder / "sandbox.json", clock=wall_clock) as sandbox, environment(sandbox.environment()):
            show_check()
            show_approvals(workspace, folder, sandbox)
            show_target(sandbox, folder, "jira")
            show_site(root, folder)
            show_target(sandbox, folder, "confluence")
            addresses(root, folder, sandbox, stay)
    except Stopped as stopped:
        click.echo(f"blamefree: the demo stopped there (exit code {stopped.code})", err=True)
        return stopped.code
    return ExitCode.OK


def show_check() -> None:
    """Every rule on every document."""
    title("Check every document")
    step("check")


def show_approvals(workspace: Workspace, folder: Path, sandbox: Sandbox) -> None:
    """The documents in a merged pull request, and the decisions of its reviewers in the ledger."""
    services = workspace.services
    if services is None or shutil.which("git") is None:
        return
    title("Approve the action items: reviews of a pull request become entries of the ledger")
    furnish(sandbox, services, workspace.corpus)
    merged = reviewed(workspace.root, folder, sandbox, services)
    waiting = f", {', '.join(merged.silent)} has not answered yet" if merged.silent else ""
    click.echo(f"(a made-up pull request with all documents: {len(merged.approved)} people approved it{waiting})")
    with chdir(merged.clone):
        step("approvals", "record", "--commit", merged.commit, "--ledger", str(folder / "ledger.jsonl"))


def furnish(sandbox: Sandbox, services: Services, corpus: Corpus) -> None:
    """What is in Jira before we come: the projects of the services, and the incidents that documents name."""
    people = sandbox.jira.people
    for service in services.services.values():
        if service.jira_project:
            people.project(service.jira_project)
    for document in corpus.documents:
        incident = document.postmortem.incident
        if incident is None or incident.jira is None:
            continue
        project, _, number = incident.jira.value.rpartition("-")
        people.app.state.projects[project] = int(number) - 1
        name = document.postmortem.title
        people.create(project, name.value if name else document.path, status="Closed")


def show_site(root: Path, folder: Path) -> None:
    """The site, rendered by MkDocs into the folder."""
    title("Build the site")
    step("site", str(root / "build" / "docs"), "--ledger", str(folder / "ledger.jsonl"))
    target = folder / "site"
    words = [sys.executable, "-m", "mkdocs", "build", "--strict", "--quiet", "--site-dir", str(target)]
    click.echo("$ mkdocs build --strict")
    env = {**os.environ, "BLAMEFREE_LEDGER": str(folder / "ledger.jsonl")}
    done = subprocess.run(
        words, cwd=root, env=env, stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False
    )
    if done.returncode:
        click.echo(done.stderr or done.stdout, err=True)
        raise Stopped(ExitCode.DIAGNOSTICS)
    open_without_server(target)
    click.echo(f"{len(list(target.rglob('*.html')))} pages in {relative(target, root)}")


def show_target(sandbox: Sandbox, folder: Path, name: str) -> None:
    """Plan, apply exactly the plan, and apply again, which must write nothing."""
    known = ("--ledger", str(folder / "ledger.jsonl"))
    plan = str(folder / f"{name}-plan.json")
    label = name.capitalize()
    title(f"Publish to {label}: first a plan, then exactly that")
    step("plan", name, "--out", plan, *known)
    sandbox.reset_log()
    step("apply", name, "--plan", plan, *known)
    writes = sandbox.writes
    title("Once more: nothing is left to do")
    sandbox.reset_log()
    step("apply", name, *known)
    click.echo(f"writes to {label}: {writes} the first time, {sandbox.writes} the second")
    if sandbox.writes:
        raise Stopped(ExitCode.BUG)


def addresses(root: Path, folder: Path, sandbox: Sandbox, stay: bool) -> None:
    """Where to look; with ``stay`` the addresses answer until Ctrl-C."""
    title("Done. Have a look:")
    copy = snapshot(sandbox.url, folder / "sandbox", fetch)
    site = folder / "site" / "index.html"
    click.echo(f"{'the site':<26}{site.as_uri()}")
    click.echo(f"{'Confluence and Jira':<26}{copy.as_uri()}")
    click.echo(f"{'the plans and the ledger':<26}{relative(folder, root)}/")
    if not stay:
        click.echo("`blamefree demo --serve` keeps them open as web sites, with search.")
        return
    with serving(site.parent) as address:
        click.echo(f"\nAnd until you press Ctrl-C, the site at {address} and the sandbox at {sandbox.url}/")
        try:
            threading.Event().wait()
        except KeyboardInterrupt:
            click.echo("")


def fetch(address: str) -> tuple[str, bytes]:
    """The media type and the bytes of a page of our own sandbox."""
    pair = f"{os.environ['CONFLUENCE_USERNAME']}:{os.environ['CONFLUENCE_TOKEN']}"
    request = Request(address, headers={"Authorization": f"Basic {b64encode(pair.encode()).decode()}"})  # noqa: S310
    with urlopen(request, timeout=30) as answer:  # noqa: S310 - the sandbox's own http address
        return answer.headers.get_content_type(), answer.read()


def title(text: str) -> None:
    """A heading between the steps."""
    click.echo(f"\n{click.style(text, bold=True) if sys.stdout.isatty() else text}\n")


def step(*words: str) -> None:
    """Run one of our own commands, shown as a person would type it; raises Stopped when it fails."""
    from blamefree.cli import run

    click.echo(f"$ blamefree {' '.join(short(word) for word in words)}")
    sys.stdout.flush()
    printed = io.StringIO()
    with redirect_stdout(printed):
        code = run(words)
    lines = printed.getvalue().splitlines()
    click.echo("\n".join(lines) if code else abridged(lines))
    if code:
        raise Stopped(code)


def abridged(lines: list[str]) -> str:
    """The beginning and the end of a long answer, and how much was left out; all of a short one."""
    if len(lines) > SHOWN:
        lines = [*lines[: SHOWN - 2], f"… {len(lines) - SHOWN + 1} more lines …", lines[-1]]
    return "\n".join(lines)


def short(word: str) -> str:
    """An absolute path relative to the current folder, anything else as it is."""
    path = Path(word)
    return relative(path, Path.cwd()) if path.is_absolute() else word


def relative(path: Path, base: Path) -> str:
    """``path`` as seen from ``base`` where it lies below it."""
    return path.relative_to(base).as_posix() if path.is_relative_to(base) else path.as_posix()


@contextmanager
def environment(values: Mapping[str, str]) -> Iterator[None]:
    """The sandbox's variables in place of the person's own; put back at the end."""
    before = dict(os.environ)
    for name in list(os.environ):
        if name.startswith(FOREIGN):
            del os.environ[name]
    os.environ.update(values)
    try:
        yield
    finally:
        os.environ.clear()
        os.environ.update(before)


class Quiet(SimpleHTTPRequestHandler):
    """A file server that does not write each request to stderr."""

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the name is the standard library's
        """Say nothing."""


@contextmanager
def serving(folder: Path) -> Iterator[str]:
    """Serve a folder on the loopback interface; gives its address."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(Quiet, directory=str(folder)))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_address[1]}/"
    finally:
        server.shutdown()
        server.server_close()
