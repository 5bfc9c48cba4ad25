"""``plan confluence`` and ``apply confluence``: the repository becomes pages."""

from __future__ import annotations

import hashlib
from importlib import import_module
from typing import Any

from blamefree.errors import SettingsProblem
from blamefree.sync.plan import Origin, Plan, ordered
from blamefree.sync.target import World
from blamefree.targets.confluence.planner import Planner
from blamefree.targets.confluence.publisher import Publisher
from blamefree.targets.confluence.remote import Remote
from blamefree.targets.confluence.select import Selection, classifications, select

NAME = "confluence"


def prepare(world: World) -> Publisher:
    """Read the documents and the remote, and compare them. Writes nothing."""
    own = world.settings.confluence
    classifications(world.settings)
    if not own.url:
        raise SettingsProblem("confluence.url is not set", "set it in the settings, or CONFLUENCE_URL")
    if not own.space:
        raise SettingsProblem("confluence.space is not set", "set it in the settings, or CONFLUENCE_SPACE")
    return prepared(world, connect(world))


def connect(world: World) -> Remote:
    """The remote that the settings name."""
    name = "datacenter" if world.settings.confluence.backend == "datacenter" else "client"
    module: Any = import_module(f"blamefree.targets.confluence.{name}")
    remote: Remote = module.connect(world.settings)
    return remote


def prepared(world: World, remote: Remote) -> Publisher:
    """The plan against this remote."""
    selection = select(world)
    planner = Planner(world, selection, remote)
    planner.look()
    works = planner.works()
    corpus = _corpus(world, selection)
    origin = Origin(world.commit, world.settings.fingerprint, corpus)
    plan = Plan(NAME, ordered(change for work in works for change in work.changes), origin, tuple(planner.notes))
    return Publisher(plan, planner, works, corpus)


def _corpus(world: World, selection: Selection) -> str:
    """The fingerprint of everything in the repository that pages are made of."""
    total = hashlib.sha256()
    for path in world.documents.paths():
        total.update(path.encode("utf-8", "replace") + b"\0")
        total.update(hashlib.sha256(world.blobs.read(path) or b"").digest())
    for key, entry in sorted(selection.entries.items()):
        for path, file in sorted(entry.files.items()):
            total.update(f"{key}\0{path}\0{file.digest}\0".encode("utf-8", "replace"))
    return total.hexdigest()
