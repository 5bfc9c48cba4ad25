"""GitHub as far as approvals and reviews need it, over a real git repository."""

from blamefree.sandbox.github.app import GitHub
from blamefree.sandbox.github.people import GitHubPeople

__all__ = ["GitHub", "GitHubPeople"]
