"""What ``doctor`` looks at: one line a thing, each fine or with what to do."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from blamefree.config import Settings
from blamefree.errors import BlamefreeError, ExitCode
from blamefree.workspace import Workspace


@dataclass(frozen=True)
class Line:
    """One thing that was looked at. ``code`` is the exit code when it is not fine."""

    what: str
    todo: str = ""
    fine: bool = True
    code: ExitCode = ExitCode.USAGE


def everything() -> Iterator[Line]:
    """Look at the repository, then at every remote that is configured."""
    workspace = Workspace.open()
    settings = workspace.settings
    yield Line(f"settings of {workspace.root.name}")
    yield from _tried("services.yml", lambda: _services(workspace))
    yield Line(f"{len(workspace.document_paths())} documents below postmortems/")
    for name, allowed in (("site", settings.site.classifications), ("confluence", settings.confluence.classifications)):
        if allowed is None:
            yield Line(
                f"{name}.classifications", f"set what may go there, nothing goes to the {name} until then", False
            )
        else:
            yield Line(f"{name}.classifications: {', '.join(allowed) or 'nothing'}")
    for name, address, look in (
        ("Confluence", settings.confluence.url, _confluence),
        ("Jira", settings.jira.url, _jira),
        ("GitHub", settings.github.repository, _github),
    ):
        if address:
            yield from _tried(name, lambda look=look: look(settings))  # type: ignore[misc]
        else:
            yield Line(f"{name} is not configured, and not used")


def _tried(name: str, look: Callable[[], Iterator[Line]]) -> Iterator[Line]:
    """The lines of ``look``; a problem ends them with a line of its own."""
    try:
        yield from look()
    except BlamefreeError as problem:
        yield Line(f"{name}: {problem.message}", problem.hint or "see the documentation", False, problem.exit_code)


def _services(workspace: Workspace) -> Iterator[Line]:
    if workspace.services is None:
        yield Line("services.yml", "add one: without it nobody can approve an action item", False)
        return
    known = workspace.services.services
    yield Line(f"services.yml: {len(known)} services")
    lonely = sorted(key for key, service in known.items() if not service.approvers)
    if lonely:
        yield Line(f"services without approvers: {', '.join(lonely)}")


def _confluence(settings: Settings) -> Iterator[Line]:
    own = settings.confluence
    if "/ex/confluence/" in own.url and not own.url.rstrip("/").endswith("/wiki"):
        yield Line("CONFLUENCE_URL is a gateway address without /wiki", "add /wiki at its end", False)
        return
    if not own.space:
        yield Line("CONFLUENCE_SPACE is not set", "set it to the key of the space", False)
        return
    if own.backend == "datacenter":
        from blamefree.targets.confluence import datacenter

        remote: object = datacenter.connect(settings)
    else:
        from blamefree.targets.confluence import cloud

        remote = cloud.connect(settings)
    from blamefree.targets.confluence.client import Client, HttpProblem
    from blamefree.targets.confluence.root import root_of

    assert isinstance(remote, Client)
    space = remote.space(own.space)  # type: ignore[attr-defined]
    yield Line(f"Confluence: space {space.key} with {len(space.pages)} pages")
    root = root_of(space, own.parent)
    yield Line(f"Confluence: pages go below {root.title!r} (id {root.id})")
    probes: tuple[tuple[str, Callable[[], object]], ...] = (
        ("read:label", lambda: remote.labels(root.id)),  # type: ignore[attr-defined]
        ("read:attachment", lambda: remote.files(root.id)),
        ("read:comment", lambda: remote.open_comments(root.id)),  # type: ignore[attr-defined]
        ("read:page (properties)", lambda: remote.read_notes(root.id)),
    )
    for scope, probe in probes:
        try:
            probe()
            yield Line(f"Confluence: {scope}")
        except HttpProblem as problem:
            yield Line(
                f"Confluence: {scope}: {problem.message}", "make a token with the scopes that docs/confluence.md lists",
                False, ExitCode.REMOTE,
            )  # fmt: skip
    if own.backend == "cloud":
        yield _writing(remote, root.id)


def _writing(remote: object, root: str) -> Line:
    """Whether the account may change the parent page; a token's scopes for writing cannot be seen without writing."""
    from blamefree.targets.confluence.client import Client, HttpProblem

    assert isinstance(remote, Client)
    try:
        found = remote.read(f"/api/v2/pages/{root}/operations").get("operations") or []
    except HttpProblem as problem:
        return Line(f"Confluence: permissions cannot be read: {problem.message}", "", True)
    known = {str(item.get("operation")) for item in found if isinstance(item, dict)}
    if "update" in known:
        return Line("Confluence: the account may edit the parent page")
    return Line(
        "Confluence: the account may not edit the parent page",
        "plan works; for apply let the account add and edit pages in the space", False, ExitCode.REMOTE,
    )  # fmt: skip


def _jira(settings: Settings) -> Iterator[Line]:
    from blamefree.targets.jira.client import Jira

    jira = Jira.open(settings)
    yield Line(f"Jira: {len(jira.field_names())} fields can be read")
    if not settings.jira.incidents:
        yield Line("Jira: jira.incidents is not set", "set the JQL that finds the incidents, for `coverage`", False)


def _github(settings: Settings) -> Iterator[Line]:
    from blamefree.io.http import Credentials, Http, HttpProblem
    from blamefree.io.patience import Patience

    own = settings.github
    if not own.token:
        yield Line("GITHUB_TOKEN is not set", "set it where approvals are read", False)
        return
    if not own.api_url:
        yield Line("GITHUB_API_URL is not set", "set it to https://api.github.com, as Actions does", False)
        return
    http = Http("GitHub", own.api_url, Credentials(own.token), Patience(settings.patience), variable="GITHUB_API_URL")
    repository = http.get(f"/repos/{own.repository}").json() or {}
    private = bool(repository.get("private"))
    yield Line(f"GitHub: {own.repository} is {'private' if private else 'public'}")
    try:
        pages = http.get(f"/repos/{own.repository}/pages").json() or {}
    except HttpProblem as problem:
        yield Line("GitHub: Pages is off" if problem.status == 404 else f"GitHub: Pages: {problem.message}")
        return
    public = bool(pages.get("public", True))
    allowed = settings.site.classifications or ()
    if public and set(allowed) - {"public"}:
        yield Line(
            "GitHub: Pages can be read by everybody, and the site holds more than public documents",
            "make Pages private, or publish the public edition only", False,
        )  # fmt: skip
    else:
        yield Line(f"GitHub: Pages is {'public' if public else 'private'}")
