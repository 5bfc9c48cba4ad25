"""``plan confluence`` and ``apply confluence``: the repository becomes pages."""

from __future__ import annotations

import hashlib
import json
from importlib import import_module
from typing import Any

from blamefree import __version__
from blamefree.errors import SettingsProblem
from blamefree.model.ledger import Kind
from blamefree.sync.plan import Origin, Plan, ordered
from blamefree.sync.target import World
from blamefree.targets.confluence.pages import LAYOUT
from blamefree.targets.confluence.planner import Planner
from blamefree.targets.confluence.publisher import Publisher
from blamefree.targets.confluence.remote import Remote
from blamefree.targets.confluence.select import classifications, select

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
    name = "datacenter" if world.settings.confluence.backend == "datacenter" else "cloud"
    module: Any = import_module(f"blamefree.targets.confluence.{name}")
    remote: Remote = module.connect(world.settings)
    return remote


def prepared(world: World, remote: Remote) -> Publisher:
    """The plan against this remote.

    When nothing has changed on either side since the manifest was stored, no document has to be read.
    """
    content = world.documents.fingerprint()
    corpus = _corpus(world, content)
    origin = Origin(world.commit, world.settings.fingerprint, content)
    planner = Planner(world, remote)
    planner.arrive()
    if planner.manifest.corpus == corpus:
        planner.look()
        if planner.nothing_new(corpus):
            return Publisher(Plan(NAME, (), origin), planner, (), corpus)
    works = planner.works(select(world))
    plan = Plan(NAME, ordered(change for work in works for change in work.changes), origin, tuple(planner.notes))
    return Publisher(plan, planner, works, corpus)


def _corpus(world: World, content: str) -> str:
    """The fingerprint of everything that the pages are made of."""
    ledger = world.ledger
    decided = (Kind.DECISION, Kind.ISSUE)
    told = "unknown" if ledger is None else [entry.hash for kind in decided for entry in ledger.of(kind)]
    value = [LAYOUT, __version__, content, world.settings.fingerprint, world.source_url, told]
    return hashlib.sha256(json.dumps(value, ensure_ascii=False).encode()).hexdigest()[:32]
