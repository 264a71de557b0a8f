"""Records to JSON and back, for any frozen dataclass of ``vigil.records``.

A field that the stored JSON lacks takes its default and one that the record no longer has is passed over, so
that a record written before a field was added still opens.  Numbers must fit in 64 bits.
"""

from __future__ import annotations

import dataclasses
import types
import typing
from collections.abc import Callable
from functools import cache
from typing import Any, TypeVar

import orjson

T = TypeVar("T")


def dump(record: object) -> str:
    """JSON of a record or of plain values; fields in the order of their class, keys of dicts sorted.

    Raises ValueError where a string is not Unicode (a lone surrogate) or an integer needs more than 64 bits.
    """
    try:
        return orjson.dumps(record, option=orjson.OPT_SORT_KEYS).decode()
    except TypeError as error:
        raise ValueError(str(error)) from error


def load(cls: type[T], data: str) -> T:
    """The record of class ``cls`` whose JSON is ``data``."""
    return typing.cast(T, _decoder(typing.cast(Any, cls))(orjson.loads(data)))


def build(cls: type[T], plain: dict[str, Any]) -> T:
    """The record of class ``cls`` whose JSON was parsed to ``plain``."""
    return typing.cast(T, _decoder(typing.cast(Any, cls))(plain))


def plain(data: str) -> Any:
    """What the JSON text ``data`` says, as plain values."""
    return orjson.loads(data)


def _same(value: Any) -> Any:
    return value


@cache
def _decoder(kind: Any) -> Callable[[Any], Any]:
    """A function that turns parsed JSON into a value of type ``kind``."""
    if dataclasses.is_dataclass(kind) and isinstance(kind, type):
        return _record_decoder(kind)
    origin = typing.get_origin(kind)
    if origin is tuple:
        return _tuple_decoder(typing.get_args(kind))
    if origin in (typing.Union, types.UnionType):
        decoders = {_decoder(part) for part in typing.get_args(kind) if part is not type(None)} - {_same}
        if not decoders:
            return _same
        (inner,) = decoders  # a union of two records would need a mark in the JSON: there is none
        return lambda value: None if value is None else inner(value)
    if kind in (str, int, float, bool):
        return _same
    raise TypeError(f"no way to store {kind}")


def _tuple_decoder(parts: tuple[Any, ...]) -> Callable[[Any], Any]:
    if len(parts) == 2 and parts[1] is Ellipsis:
        inner = _decoder(parts[0])
        if inner is _same:
            return tuple
        return lambda value: tuple([inner(item) for item in value])
    each = [_decoder(part) for part in parts]
    return lambda value: tuple([decode(item) for decode, item in zip(each, value, strict=True)])


def _record_decoder(kind: type) -> Callable[[Any], Any]:
    hints = typing.get_type_hints(kind)
    names = [f.name for f in dataclasses.fields(kind)]
    nested = [(name, _decoder(hints[name])) for name in names if _decoder(hints[name]) is not _same]
    known = frozenset(names)

    def decode(value: dict[str, Any]) -> Any:
        for name, inner in nested:
            if name in value:
                value[name] = inner(value[name])
        if value.keys() <= known:
            return kind(**value)
        return kind(**{name: item for name, item in value.items() if name in known})

    return decode
