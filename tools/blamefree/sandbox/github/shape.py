"""How GitHub writes things down (https://docs.github.com/rest): names of fields, without any meaning of ours."""

from __future__ import annotations

from typing import Any

API = "/github"
WEB_FLOW_ID = 19864447
_ACCOUNT = "events followers following gists organizations received_events repos starred subscriptions"
_REPOSITORY = """
    archive assignees blobs branches collaborators comments commits compare contents contributors deployments downloads
    events forks git_commits git_refs git_tags hooks issue_comment issue_events issues keys labels languages merges
    milestones notifications pulls releases stargazers statuses subscribers subscription tags teams trees clone git ssh
    svn
"""
_NUMBERS = "forks forks_count open_issues open_issues_count size stargazers_count watchers watchers_count"
_PULL = "comments commits diff issue patch review_comment review_comments statuses"


def account_json(login: str, number: int, kind: str = "User") -> dict[str, Any]:
    """A person, a bot or an organisation."""
    url = f"{API}/users/{login}"
    value = {"login": login, "id": number, "node_id": f"U_{number}", "type": kind, "site_admin": False}
    value |= {"url": url, "html_url": f"/{login}", "avatar_url": f"{url}.png", "gravatar_id": ""}
    return value | {f"{name}_url": f"{url}/{name}" for name in _ACCOUNT.split()}


def repository_json(full_name: str, private: bool) -> dict[str, Any]:
    """A repository with the default branch main."""
    owner, name = full_name.split("/")
    url = f"{API}/repos/{full_name}"
    value: dict[str, Any] = {f"{word}_url": f"{url}/{word}" for word in _REPOSITORY.split()}
    value |= dict.fromkeys(_NUMBERS.split(), 0)
    value |= dict.fromkeys(("description", "homepage", "language", "mirror_url", "license", "pushed_at"))
    value |= dict.fromkeys(("fork", "has_downloads", "has_projects", "has_wiki", "archived", "disabled"), False)
    value |= {"id": 1, "node_id": "R_1", "name": name, "full_name": full_name, "private": private, "url": url}
    value |= {"has_issues": True, "has_pages": True, "html_url": f"/{full_name}", "default_branch": "main"}
    value |= {"visibility": "private" if private else "public", "owner": account_json(owner, 2, "Organization")}
    return value | {"created_at": "2026-01-01T00:00:00Z", "updated_at": "2026-01-01T00:00:00Z"}


def pull_json(full_name: str, number: int) -> dict[str, Any]:
    """What every pull request has that nobody here asks for."""
    url = f"{API}/repos/{full_name}/pulls/{number}"
    links = "comments commits statuses html issue review_comments review_comment self"
    value: dict[str, Any] = {f"{word}_url": f"{url}/{word}" for word in _PULL.split()}
    value |= {"id": 1000 + number, "node_id": f"PR_{number}", "number": number, "url": url, "labels": [], "body": None}
    value |= {"html_url": f"/{full_name}/pull/{number}", "locked": False, "draft": False, "assignee": None}
    value |= {"milestone": None, "auto_merge": None, "author_association": "CONTRIBUTOR"}
    return value | {"_links": {word: {"href": f"{url}/{word}"} for word in links.split()}}


def commit_json(full_name: str, sha: str, message: str, tree: str, parents: list[str]) -> dict[str, Any]:
    """A commit without its people."""
    url = f"{API}/repos/{full_name}/commits/{sha}"
    return {
        "sha": sha,
        "node_id": f"C_{sha[:12]}",
        "url": url,
        "html_url": f"/{full_name}/commit/{sha}",
        "comments_url": f"{url}/comments",
        "commit": {"url": url, "message": message, "comment_count": 0, "tree": {"sha": tree, "url": f"{url}/tree"}},
        "parents": [{"sha": parent, "url": f"{API}/repos/{full_name}/commits/{parent}"} for parent in parents],
    }


def comment_json(full_name: str, number: int, pull: int, kind: str) -> dict[str, Any]:
    """A comment without its text; ``kind`` is ``issues`` for the conversation, ``pulls`` for lines."""
    url = f"{API}/repos/{full_name}/{kind}/comments/{number}"
    value = {"id": number, "node_id": f"C_{number}", "url": url, "html_url": f"/{full_name}/pull/{pull}#{number}"}
    if kind == "issues":
        return {**value, "issue_url": f"{API}/repos/{full_name}/issues/{pull}"}
    where = f"{API}/repos/{full_name}/pulls/{pull}"
    links = {"self": {"href": url}, "html": {"href": url}, "pull_request": {"href": where}}
    return {**value, "pull_request_url": where, "author_association": "NONE", "diff_hunk": "@@", "_links": links}


def team_json(owner: str, slug: str, number: int) -> dict[str, Any]:
    """A team of the organisation."""
    url = f"{API}/orgs/{owner}/teams/{slug}"
    value = {"id": number, "node_id": f"T_{number}", "slug": slug, "name": slug, "description": None, "parent": None}
    value |= {"url": url, "html_url": f"/orgs/{owner}/teams/{slug}", "members_url": f"{url}/members"}
    return {**value, "repositories_url": f"{url}/repos", "permission": "pull", "type": "organization"}


def entry_json(full_name: str, path: str, kind: str, blob: str, size: int) -> dict[str, Any]:
    """A file or folder of the contents, without what is in it."""
    links = {"self": "", "git": None, "html": None}
    value = {"type": kind, "name": path.rsplit("/", 1)[-1], "path": path, "sha": blob, "size": size, "_links": links}
    addresses = {"url": f"{API}/repos/{full_name}/contents/{path}", "git_url": None, "html_url": None}
    return {**value, **addresses, "download_url": None}
