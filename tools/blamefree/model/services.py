"""The service catalogue: who owns a service, who may approve its action items, what it leans on."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from blamefree.errors import SettingsProblem
from blamefree.text import plaindata
from blamefree.text.span import Span
from blamefree.text.yaml12 import Mapping, Node, Scalar, Sequence, parse
from blamefree.values import dataclass, field


@dataclass(frozen=True, slots=True)
class Approver:
    """A person who may decide: the login is for people, the numeric account id is what counts."""

    login: str
    id: int


@dataclass(frozen=True, slots=True)
class Service:
    """One service of the catalogue; ``minimum`` is how many approvers an action item needs."""

    key: str
    team: str = ""
    approvers: tuple[Approver, ...] = ()
    minimum: int = 1
    jira_project: str = ""
    depends_on: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class SeverityPolicy:
    """Who must approve on top of the service's approvers for one severity."""

    severity: str
    approvers: tuple[Approver, ...] = ()
    minimum: int = 1


@dataclass(frozen=True, slots=True)
class Services:
    """services.yml as a value."""

    services: dict[str, Service] = field(default_factory=dict)
    owner_may_approve: bool = False
    severity: dict[str, SeverityPolicy] = field(default_factory=dict)

    def dependents(self, key: str) -> tuple[str, ...]:
        """The services that depend on ``key``, sorted."""
        return tuple(sorted(name for name, service in self.services.items() if key in service.depends_on))


_TOP = ("services", "policy")
_SERVICE = ("team", "approvers", "minimum", "jira_project", "depends_on", "description", "name")
_POLICY = ("owner_may_approve", "severity")
_TOP_OF_FILE = Span(0, 0)


def read_services(text: str, path: str = "services.yml", severities: Collection[str] | None = None) -> Services:
    """Parse services.yml; anything wrong is a :class:`SettingsProblem` with the line.

    With ``severities`` a policy for any other severity is wrong: it would never be asked for.
    """
    usual = plaindata.read(text)
    if isinstance(usual, dict):
        try:
            return _Reader(text, path, severities).read(_placed(usual))
        except SettingsProblem:
            pass  # it is told with its line below
    tree, problems = parse(text)
    reader = _Reader(text, path, severities)
    if problems:
        what = problems[0].message.replace("the front matter", "the file")
        raise reader.fail(problems[0].span.start, what, problems[0].help)
    return reader.read(tree)


def _placed(data: Any) -> Node:
    """A tree of plain data, all of it at the beginning of the file."""
    if isinstance(data, dict):
        return Mapping(
            {key: _placed(value) for key, value in data.items()}, dict.fromkeys(data, _TOP_OF_FILE), _TOP_OF_FILE
        )
    if isinstance(data, list):
        return Sequence([_placed(item) for item in data], _TOP_OF_FILE)
    return Scalar(data, _TOP_OF_FILE)


def _near(word: str, known: Collection[str], cutoff: float = 0.6) -> list[str]:
    from difflib import get_close_matches

    return get_close_matches(word, known, 1, cutoff)


def _stated(node: Node | None) -> Node | None:
    """``None`` also for a key that stands there without a value: the place is prepared, nothing is said yet."""
    return None if isinstance(node, Scalar) and node.value is None else node


class _Reader:
    def __init__(self, text: str, path: str, severities: Collection[str] | None) -> None:
        self.severities = severities
        self.text = text
        self.path = path
        self.arrows: dict[tuple[str, str], int] = {}

    def fail(self, offset: int, message: str, help_: str) -> SettingsProblem:
        return SettingsProblem(f"{self.path}:{self.text.count(chr(10), 0, offset) + 1}: {message}", help_)

    def read(self, tree: Node | None) -> Services:
        if tree is None or isinstance(tree, Scalar) and tree.value is None:
            return Services()
        top = self.mapping(tree, "services.yml", _TOP)
        services: dict[str, Service] = {}
        listed = _stated(top.get("services"))
        if listed is not None:
            for key, node in self.mapping(listed, "services").items.items():
                services[key] = self.service(key, node)
        for key, service in services.items():
            for name in service.depends_on:
                near = [] if name in services else _near(name, services, 0.75)
                if (
                    near
                ):  # a service that the catalogue does not hold may be somebody else's; a slip of the pen is neither
                    what = f"{key} depends on {name}, which is not in the catalogue"
                    raise self.fail(self.arrows[key, name], what, f"did you mean {near[0]}?")
        self.cycles(services)
        may, severity = False, {}
        policy = _stated(top.get("policy"))
        if policy is not None:
            tree_ = self.mapping(policy, "policy", _POLICY)
            owner = tree_.get("owner_may_approve")
            if owner is not None:
                may = self.boolean(owner, "owner_may_approve")
            by_severity = _stated(tree_.get("severity"))
            if by_severity is not None:
                listed_ = self.mapping(by_severity, "policy.severity")
                for name, item in listed_.items.items():
                    if self.severities is not None and name not in self.severities:
                        known = ", ".join(self.severities)
                        raise self.fail(
                            listed_.keys[name].start,
                            f"policy.severity names {name}, which is no severity",
                            f"known severities: {known}",
                        )
                    entry = self.mapping(item, f"policy.severity.{name}", ("approvers", "minimum"))
                    approvers = self.approvers(entry.get("approvers"), f"policy.severity.{name}")
                    if not approvers:
                        raise self.fail(
                            item.span.start,
                            f"policy.severity.{name} names no approvers",
                            "name them, or take the policy away: nobody could approve anything of this severity",
                        )
                    severity[name] = SeverityPolicy(name, approvers, self.minimum(entry, name, approvers))
        return Services(services, may, severity)

    def service(self, key: str, node: Node) -> Service:
        entry = (
            self.mapping(node, key, _SERVICE)
            if not (isinstance(node, Scalar) and node.value is None)
            else Mapping({}, {}, node.span)
        )
        approvers = self.approvers(entry.get("approvers"), key)
        depends = entry.get("depends_on")
        for item in self.sequence(depends, f"{key}.depends_on") if depends is not None else ():
            name = self.string(item, f"{key}.depends_on")
            if (key, name) in self.arrows:
                raise self.fail(item.span.start, f"{key} depends on {name} twice", "keep one entry")
            self.arrows[key, name] = item.span.start
        return Service(
            key,
            self.text_of(entry, "team"),
            approvers,
            self.minimum(entry, key, approvers),
            self.text_of(entry, "jira_project"),
            tuple(name for owner, name in self.arrows if owner == key),
        )

    def approvers(self, node: Node | None, where: str) -> tuple[Approver, ...]:
        if node is None:
            return ()
        found: list[Approver] = []
        for item in self.sequence(node, f"{where}.approvers"):
            entry = self.mapping(item, f"{where}.approvers", ("login", "id"))
            login = self.text_of(entry, "login")
            number = entry.get("id")
            value = number.value if isinstance(number, Scalar) else None
            if not isinstance(value, int) or isinstance(value, bool) or value <= 0:
                raise self.fail(
                    item.span.start,
                    f"{where}: the approver {login or '?'} has no numeric account id",
                    "add id: the number that api.github.com/users/<login> shows as id",
                )
            if any(value == other.id or login and login.casefold() == other.login.casefold() for other in found):
                raise self.fail(
                    item.span.start, f"{where}: the approver {login or value} is listed twice", "keep one entry"
                )
            found.append(Approver(login or str(value), value))
        return tuple(found)

    def minimum(self, entry: Mapping, where: str, approvers: tuple[Approver, ...]) -> int:
        node = entry.get("minimum")
        if node is None:
            return 1
        value: Any = node.value if isinstance(node, Scalar) else None
        if not isinstance(value, int) or isinstance(value, bool) or value < 1:
            raise self.fail(
                node.span.start, f"{where}.minimum must be a whole number from 1", "say how many approvers it takes"
            )
        if approvers and value > len(approvers):
            raise self.fail(
                node.span.start,
                f"{where}.minimum is {value}, but only {len(approvers)} approvers are named",
                "name more approvers or lower the minimum",
            )
        return value

    def cycles(self, services: dict[str, Service]) -> None:
        done: set[str] = set()
        for root in services:
            trail: list[str] = []
            stack: list[tuple[str, int]] = [(root, 0)]
            while stack:
                name, at = stack.pop()
                del trail[at:]
                if name in trail:
                    circle = " → ".join([*trail[trail.index(name) :], name])
                    raise self.fail(
                        self.arrows[trail[-1], name],
                        f"depends_on goes in a circle: {circle}",
                        "take one of the arrows away",
                    )
                if name in done:
                    continue
                trail.append(name)
                following = [
                    other
                    for other in services[name].depends_on
                    if other in services and (other not in done or other in trail)
                ]
                if not following:
                    done.add(name)
                stack.extend((other, len(trail)) for other in following)
            done.update(trail)

    def mapping(self, node: Node | None, where: str, allowed: tuple[str, ...] | None = None) -> Mapping:
        if not isinstance(node, Mapping):
            raise self.fail(
                node.span.start if node else 0, f"{where} must be a mapping", "write it as key: value lines"
            )
        if allowed is not None:
            for key in node.items:
                if key not in allowed:
                    near = _near(key, allowed)
                    raise self.fail(
                        node.keys[key].start,
                        f"unknown key {key} in {where}",
                        f"did you mean {near[0]}?" if near else f"known keys: {', '.join(allowed)}",
                    )
        return node

    def sequence(self, node: Node, where: str) -> list[Node]:
        if not isinstance(node, Sequence):
            raise self.fail(node.span.start, f"{where} must be a list", "write it as - items")
        return node.items

    def string(self, node: Node, where: str) -> str:
        if not isinstance(node, Scalar) or not isinstance(node.value, str) or not node.value:
            raise self.fail(node.span.start, f"{where} must be text", "write a name")
        return node.value

    def text_of(self, entry: Mapping, name: str) -> str:
        node = entry.get(name)
        return "" if node is None else self.string(node, name)

    def boolean(self, node: Node, where: str) -> bool:
        if not isinstance(node, Scalar) or not isinstance(node.value, bool):
            raise self.fail(node.span.start, f"{where} must be true or false", "write true or false")
        return node.value
