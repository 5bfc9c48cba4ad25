"""Frozen dataclasses that cost next to nothing until they are used.

``dataclasses.dataclass`` compiles up to seven methods for every class, the better part of a millisecond each time the
program starts, and a check loads some eighty classes of which it uses a part. Here the methods are shared by all
classes, and ``__init__`` is compiled when the first instance is made. The words are those of ``dataclasses``, and mean
the same; only what is needed here is there. Type checkers see the originals.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from operator import attrgetter
from typing import TYPE_CHECKING, Any

__all__ = ["dataclass", "field", "fields", "is_dataclass", "replace"]

_MISSING: Any = object()
_OWN = "__blamefree_fields__"


class _Field:
    """One field of a class; ``factory`` makes its default anew for each instance."""

    __slots__ = ("compare", "default", "factory", "metadata", "name", "repr")

    def __init__(self, default: Any, factory: Any, repr_: bool, compare: bool, metadata: Mapping[str, Any]) -> None:
        self.name = ""
        self.default = default
        self.factory = factory
        self.repr = repr_
        self.compare = compare
        self.metadata = metadata


def _field(
    *,
    default: Any = _MISSING,
    default_factory: Any = _MISSING,
    repr: bool = True,  # noqa: A002 - the word of dataclasses
    compare: bool = True,
    metadata: Mapping[str, Any] | None = None,
) -> Any:
    """As ``dataclasses.field``."""
    return _Field(default, default_factory, repr, compare, metadata or {})


def _dataclass(cls: type[Any] | None = None, /, *, frozen: bool = False, slots: bool = False, eq: bool = True) -> Any:
    """As ``dataclasses.dataclass``, for classes that inherit no field."""
    if cls is None:
        return lambda cls: _made(cls, frozen, slots, eq)
    return _made(cls, frozen, slots, eq)


def _made(cls: type[Any], frozen: bool, slots: bool, eq: bool) -> type[Any]:
    space = cls.__dict__
    if any(hasattr(base, "__dataclass_fields__") for base in cls.__mro__[1:]):
        raise TypeError(f"{cls.__name__}: inherited fields need dataclasses.dataclass")
    known: list[_Field] = []
    for name, hint in cls.__annotations__.items():
        if str(hint).startswith(("ClassVar", "typing.ClassVar")):
            continue
        default = space.get(name, _MISSING)
        one = default if isinstance(default, _Field) else _Field(default, _MISSING, True, True, {})
        one.name = name
        known.append(one)
    names = tuple(one.name for one in known)
    new: dict[str, Any] = {_OWN: tuple(known), "__match_args__": names, "__dataclass_fields__": _Standard()}
    new["__init__"] = first = _First()
    new["__repr__"] = _repr
    if eq:
        new["__eq__"] = _eq
        new["_blamefree_key"] = _key([one.name for one in known if one.compare])
        new["__hash__"] = _hash if frozen else None
    if frozen:
        new["__setattr__"], new["__delattr__"] = _no_set, _no_delete
        if slots:
            new["__reduce__"] = _reduce
    for name in list(new):
        if name in space and name != "__hash__" or name == "__hash__" and space.get(name) is not None:
            del new[name]  # what the class says itself holds
    if slots:
        kept = {name: value for name, value in space.items() if name not in names}
        for name in ("__dict__", "__weakref__"):
            kept.pop(name, None)
        name = cls.__qualname__
        cls = type(cls.__name__, cls.__bases__, {**kept, **new, "__slots__": names})
        cls.__qualname__ = name
    else:
        for one in known:
            if isinstance(space.get(one.name), _Field):
                if one.default is _MISSING:
                    delattr(cls, one.name)
                else:
                    setattr(cls, one.name, one.default)
        for name, value in new.items():
            setattr(cls, name, value)
    first.owner = cls
    return cls


class _First:
    """Stands for ``__init__`` until it is first asked for."""

    owner: type[Any]

    def __get__(self, instance: Any, kind: type[Any]) -> Any:
        made = _init(self.owner)
        type.__setattr__(self.owner, "__init__", made)
        return made if instance is None else made.__get__(instance, kind)


def _init(cls: type[Any]) -> Any:
    frozen = cls.__dict__.get("__setattr__") is _no_set
    scope: dict[str, Any] = {"_fresh": _MISSING, "_set": object.__setattr__}
    heads, lines = ["self"], []
    for one in getattr(cls, _OWN):
        name, value = one.name, one.name
        if one.factory is not _MISSING:
            scope[f"_make_{name}"] = one.factory
            heads.append(f"{name}=_fresh")
            value = f"_make_{name}() if {name} is _fresh else {name}"
        elif one.default is not _MISSING:
            scope[f"_default_{name}"] = one.default
            heads.append(f"{name}=_default_{name}")
        else:
            heads.append(name)
        if not frozen:
            lines.append(f" self.{name} = {value}")
        elif name in cls.__dict__.get("__slots__", ()):
            scope[f"_set_{name}"] = cls.__dict__[name].__set__
            lines.append(f" _set_{name}(self, {value})")
        else:
            lines.append(f" _set(self, {name!r}, {value})")
    if hasattr(cls, "__post_init__"):
        lines.append(" self.__post_init__()")
    exec("\n".join([f"def __init__({', '.join(heads)}):", *(lines or [" pass"])]), scope)  # noqa: S102 - our own words
    made = scope["__init__"]
    made.__qualname__ = f"{cls.__qualname__}.__init__"
    made.__module__ = cls.__module__
    return made


def _key(names: list[str]) -> Callable[[Any], Any]:
    return attrgetter(*names) if names else lambda value: ()


def _repr(self: Any) -> str:
    shown = ", ".join(f"{one.name}={getattr(self, one.name)!r}" for one in getattr(self, _OWN) if one.repr)
    return f"{type(self).__qualname__}({shown})"


def _eq(self: Any, other: object) -> Any:
    key: Any = type(self)._blamefree_key
    return key(self) == key(other) if type(other) is type(self) else NotImplemented


def _hash(self: Any) -> int:
    return hash(type(self)._blamefree_key(self))


def _no_set(_self: Any, name: str, _value: Any) -> None:
    from dataclasses import FrozenInstanceError

    raise FrozenInstanceError(f"cannot assign to field {name!r}")


def _no_delete(_self: Any, name: str) -> None:
    from dataclasses import FrozenInstanceError

    raise FrozenInstanceError(f"cannot delete field {name!r}")


def _reduce(self: Any) -> tuple[Any, tuple[Any, ...]]:
    return type(self), tuple(getattr(self, one.name) for one in getattr(self, _OWN))


class _Standard:
    """Gives ``dataclasses`` its own description of a class, when somebody asks."""

    def __get__(self, instance: Any, kind: type[Any]) -> Any:
        import dataclasses

        space: dict[str, Any] = {"__annotations__": {}, "__module__": kind.__module__}
        for one in getattr(kind, _OWN):
            given = {"default": one.default, "default_factory": one.factory}
            space["__annotations__"][one.name] = kind.__annotations__[one.name]
            space[one.name] = dataclasses.field(
                repr=one.repr, compare=one.compare, metadata=one.metadata,
                **{word: value for word, value in given.items() if value is not _MISSING},
            )  # fmt: skip
        return dataclasses.dataclass(type(kind.__name__, (), space)).__dataclass_fields__  # type: ignore[attr-defined]


def _fields(value: Any) -> Any:
    """As ``dataclasses.fields``; what is asked of a field is its name and its metadata."""
    known = getattr(value, _OWN, None)
    if known is None:
        import dataclasses

        return dataclasses.fields(value)
    return known


def _is_dataclass(value: Any) -> bool:
    """As ``dataclasses.is_dataclass``."""
    kind = value if isinstance(value, type) else type(value)
    return hasattr(kind, _OWN) or hasattr(kind, "__dataclass_fields__")


def _replace(value: Any, /, **changes: Any) -> Any:
    """As ``dataclasses.replace``."""
    for one in _fields(value):
        if one.name not in changes:
            changes[one.name] = getattr(value, one.name)
    return type(value)(**changes)


if TYPE_CHECKING:
    from dataclasses import dataclass, field, fields, is_dataclass, replace
else:
    dataclass, field, fields, is_dataclass, replace = _dataclass, _field, _fields, _is_dataclass, _replace
