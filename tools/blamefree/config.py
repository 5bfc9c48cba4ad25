"""Settings: ``[tool.blamefree]`` in pyproject.toml or the same keys in blamefree.toml.

Secrets come from the environment only, and are kept out of every ``repr``.
"""

from __future__ import annotations

import json
import types
import typing
from collections.abc import Mapping
from functools import cache
from typing import Any, get_args, get_origin

from blamefree.errors import SettingsProblem
from blamefree.hashes import sha256
from blamefree.values import dataclass, field, is_dataclass, replace
from blamefree.values import fields as fields_of

CLASSIFICATIONS = ("public", "internal", "restricted")


def _choice(*words: str, default: Any = "") -> Any:
    return field(default=default, metadata={"choice": words})


def _secret(variable: str) -> Any:
    return field(default="", repr=False, metadata={"env": variable, "secret": True})


def _from_env(variable: str, default: Any = "") -> Any:
    return field(default=default, metadata={"env": variable, "setting": True})


@dataclass(frozen=True)
class Confluence:
    """Where pages go. ``classifications`` has no default: without it nothing is published."""

    url: str = _from_env("CONFLUENCE_URL")
    space: str = _from_env("CONFLUENCE_SPACE")
    parent: str = _from_env("CONFLUENCE_PARENT")
    backend: str = _choice("cloud", "datacenter", default="cloud")
    classifications: tuple[str, ...] | None = field(default=None, metadata={"choice": CLASSIFICATIONS})
    hierarchy: str = _choice("flat", "year", "month", "service", default="flat")
    index: str = ""
    timeline_picture: bool = True
    username: str = _secret("CONFLUENCE_USERNAME")
    token: str = _secret("CONFLUENCE_TOKEN")


@dataclass(frozen=True)
class Jira:
    """Where incidents come from and measures go to."""

    url: str = _from_env("JIRA_URL")
    backend: str = _choice("cloud", "datacenter", default="cloud")
    site_url: str = ""
    incidents: str = ""
    issue_type: str = "Task"
    link_type: str = "Relates"
    comments: bool = False
    fields: Mapping[str, str] = field(default_factory=dict)
    statuses: Mapping[str, str] = field(default_factory=dict)
    people: Mapping[str, str] = field(default_factory=dict)
    priorities: Mapping[str, str] = field(default_factory=dict)
    severities: Mapping[str, str] = field(default_factory=dict)
    services: Mapping[str, str] = field(default_factory=dict)
    username: str = _secret("JIRA_USERNAME")
    token: str = _secret("JIRA_TOKEN")


@dataclass(frozen=True)
class Site:
    """The static site. ``classifications`` has no default: without it nothing is staged.

    ``edit_url`` is a pattern with ``{path}``. The public edition keeps only links to ``public_hosts`` (shell patterns),
    and beyond the usual sections those that ``public_sections`` names by key or title.
    """

    classifications: tuple[str, ...] | None = field(default=None, metadata={"choice": CLASSIFICATIONS})
    title: str = "Postmortems"
    url: str = ""
    lang: str = ""
    edit_url: str = ""
    public_hosts: tuple[str, ...] = ()
    public_sections: tuple[str, ...] = ()


@dataclass(frozen=True)
class Publish:
    """Which documents leave git."""

    statuses: tuple[str, ...] = field(
        default=("in_review", "approved", "actions_done"),
        metadata={"choice": ("in_review", "approved", "actions_done", "draft")},
    )


@dataclass(frozen=True)
class GitHub:
    """The forge, as Actions names it."""

    repository: str = _from_env("GITHUB_REPOSITORY")
    api_url: str = field(default="", metadata={"env": "GITHUB_API_URL"})
    token: str = _secret("GITHUB_TOKEN")


@dataclass(frozen=True)
class Privacy:
    """What counts as private beyond the built-in patterns.

    ``customers`` holds SHA-256 digests of lower-case customer names, ``allow`` the allow-list of secrets: tables
    with ``sha256``, ``reason`` and ``expires``. Addresses of ``domains`` may appear. ``second_opinion`` also asks
    detect-secrets.
    """

    customers: tuple[str, ...] = ()
    allow: tuple[Mapping[str, str], ...] = ()
    domains: tuple[str, ...] = ()
    second_opinion: bool = False


@dataclass(frozen=True)
class Settings:
    """All settings, with the environment applied."""

    lang: str = "en"
    timezone: str = "UTC"
    severities: tuple[str, ...] = ("SEV1", "SEV2", "SEV3", "SEV4")
    rules: Mapping[str, str] = field(default_factory=dict)
    confluence: Confluence = field(default_factory=Confluence)
    jira: Jira = field(default_factory=Jira)
    site: Site = field(default_factory=Site)
    publish: Publish = field(default_factory=Publish)
    github: GitHub = field(default_factory=GitHub)
    privacy: Privacy = field(default_factory=Privacy)
    patience: float = 60.0

    @property
    def fingerprint(self) -> str:
        """SHA-256 (hex) of every setting that is no secret: plans and caches are bound to it."""
        text = json.dumps(_public(self), sort_keys=True, ensure_ascii=False)
        return sha256(text.encode("utf-8")).hexdigest()


def parse_settings(data: Mapping[str, Any], env: Mapping[str, str], origin: str = "[tool.blamefree]") -> Settings:
    """Settings from a parsed TOML table and the environment.

    Raises :class:`SettingsProblem` for an unknown key (naming the nearest known one), a wrong type
    or a value that is none of the allowed ones. ``origin`` is what messages call the table.
    """
    settings: Settings = _build(Settings, data, env, origin, "")
    patience = env.get("BLAMEFREE_PATIENCE", "").strip()
    if patience:
        try:
            seconds = float(patience)
        except ValueError:
            raise SettingsProblem("BLAMEFREE_PATIENCE is not a number", "give seconds, for example 60") from None
        if not 0 <= seconds < 86_400:
            raise SettingsProblem("BLAMEFREE_PATIENCE is out of range", "give seconds from 0 to 86400")
        settings = replace(settings, patience=seconds)
    for name, word in settings.rules.items():
        if word not in ("error", "warning", "info", "off"):
            raise SettingsProblem(f"{origin}: rules.{name} is {word!r}", "write error, warning, info or off")
    return settings


def _hints(kind: type[Any]) -> dict[str, Any]:
    """What ``typing.get_type_hints`` gives, each annotation worked out once for all fields that share it."""
    return {name: _hint(annotation) for name, annotation in kind.__annotations__.items()}


@cache
def _hint(annotation: str) -> Any:
    return eval(annotation, globals())  # noqa: S307 - the annotations of this module


def _build(kind: type[Any], data: Any, env: Mapping[str, str], origin: str, prefix: str) -> Any:
    if not isinstance(data, Mapping):
        raise SettingsProblem(
            f"{origin}: {prefix.rstrip('.') or 'the table'} must be a table", f"write it as [{prefix.rstrip('.')}]"
        )
    hints = _hints(kind)
    fields = {item.name: item for item in fields_of(kind)}
    known = [name for name, item in fields.items() if not item.metadata.get("secret") and name != "patience"]
    for key in data:
        if key in fields and fields[key].metadata.get("secret"):
            raise SettingsProblem(
                f"{origin}: {prefix}{key} is a secret", f"set it in the environment as {fields[key].metadata['env']}"
            )
        if key not in known:
            from difflib import get_close_matches

            near = get_close_matches(str(key), known, 1)
            raise SettingsProblem(
                f"{origin}: unknown key {prefix}{key}",
                f"did you mean {prefix}{near[0]}?" if near else f"known keys: {', '.join(known)}",
            )
    values: dict[str, Any] = {}
    for name, item in fields.items():
        if is_dataclass(hints[name]):
            values[name] = _build(hints[name], data.get(name, {}), env, origin, f"{prefix}{name}.")
            continue
        if name in data:
            values[name] = _value(hints[name], data[name], f"{origin}: {prefix}{name}", item.metadata.get("choice"))
        variable = item.metadata.get("env")
        if variable and env.get(variable, "").strip():
            values[name] = env[variable].strip()
    return kind(**values)


def _value(hint: Any, value: Any, where: str, choice: tuple[str, ...] | None) -> Any:
    origin = get_origin(hint)
    if origin in (typing.Union, types.UnionType):
        hint = next(part for part in get_args(hint) if part is not type(None))
        origin = get_origin(hint)
    if origin is tuple:
        if not isinstance(value, list):
            raise SettingsProblem(f"{where} must be a list", 'write it as ["…", "…"]')
        inner = get_args(hint)[0]
        return tuple(_value(inner, item, where, choice) for item in value)
    if origin is not None and issubclass(origin, Mapping):
        if not isinstance(value, Mapping) or not all(isinstance(item, (str, int, float)) for item in value.values()):
            raise SettingsProblem(f"{where} must be a table of texts", 'write it as key = "value" lines')
        return {str(key): str(item) for key, item in value.items()}
    if hint is bool:
        if not isinstance(value, bool):
            raise SettingsProblem(f"{where} must be true or false", "write true or false")
        return value
    if hint is float:
        if isinstance(value, bool) or not isinstance(value, (int, float)):
            raise SettingsProblem(f"{where} must be a number", "write a number")
        return float(value)
    if hint is str and isinstance(value, int) and not isinstance(value, bool):
        value = str(value)
    if not isinstance(value, str):
        raise SettingsProblem(f"{where} must be text", "put it in quotes")
    if choice and value not in choice:
        from difflib import get_close_matches

        near = get_close_matches(value, choice, 1)
        raise SettingsProblem(
            f"{where} is {value!r}", f"did you mean {near[0]!r}?" if near else f"allowed: {', '.join(choice)}"
        )
    return value


def _public(value: Any) -> Any:
    if is_dataclass(value):
        return {
            item.name: _public(getattr(value, item.name))
            for item in fields_of(value)
            if not item.metadata.get("secret") and item.name != "patience"
        }
    if isinstance(value, Mapping):
        return {str(key): _public(item) for key, item in value.items()}
    return [_public(item) for item in value] if isinstance(value, (tuple, list)) else value
