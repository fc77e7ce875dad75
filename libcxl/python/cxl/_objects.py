# SPDX-License-Identifier: LGPL-2.1-or-later
"""What all objects have in common: how they are called, converted, compared and dropped."""
from __future__ import annotations

import ctypes
import enum
import os
import typing

from ._library import Owner, decoded, library, type_of

ULLONG_MAX = 2**64 - 1
UINT_MAX = 2**32 - 1
SIZE_MAX = 2**(8 * ctypes.sizeof(ctypes.c_size_t)) - 1

Maker = typing.Callable[[typing.Any, 'Object'], typing.Any]
CLASSES: dict[str, type[Object]] = {}


# ---- what a value becomes ---------------------------------------------------

def number(value: int, parent: Object) -> int:
    return value


def natural(value: int, parent: Object) -> int | None:
    return value if value >= 0 else None


def truth(value: int, parent: Object) -> bool:
    return bool(value)


def text(value: bytes | None, parent: Object) -> str | None:
    return decoded(value)


def unless(absent: int) -> Maker:
    """A number, or None where it is @absent."""
    return lambda value, parent: None if value == absent else value


def enumerated(members: type[enum.IntEnum], absent: bool) -> Maker:
    """A member of the enumeration; a number that is newer than this module stays one."""
    def make(value: int, parent: Object) -> typing.Any:
        try:
            found = members(value)
        except ValueError:
            return value
        return None if absent and found.name in {'NONE', 'UNKNOWN'} else found
    return make


def kind(name: str) -> Maker:
    """The object of that class, or None."""
    return lambda pointer, parent: CLASSES[name]._wrap(pointer, parent) if pointer else None


# ---- objects ----------------------------------------------------------------

class Object:
    """An object of the library.

    It keeps its context, and its device's last values, as long as it exists. Two objects are equal when they stand for
    the same device.
    """

    _TAKE: str | None = None        # the function that takes a reference, where there is one
    _DROP: str | None = None        # the function that drops it, or frees the object
    _pointer: int | None = None     # None once the object has ended
    _identity: int = 0
    _owner: Owner
    _parent: Object | None

    def __init_subclass__(cls) -> None:
        if not cls.__name__.endswith('Calls'):
            CLASSES[cls.__name__] = cls

    def __init__(self) -> None:
        raise TypeError(f'{type(self).__name__} objects come from a Context')

    @classmethod
    def _wrap(cls, pointer: int, parent: Object) -> typing.Any:
        """The object at @pointer; it exists as long as this, or where it is a part, as long as @parent."""
        made = cls.__new__(cls)
        made._owner, made._parent = parent._owner, None if cls._DROP else parent
        with made._owner.lock:
            if cls._TAKE:
                library[cls._TAKE](pointer)
            elif cls._DROP:
                library['cxl_ref'](made._owner.context)
            made._pointer = made._identity = pointer
        return made

    def __del__(self) -> None:
        self._end()

    def _end(self) -> None:
        """Drops the object; whatever uses it later raises ReferenceError."""
        pointer, self._pointer = self._pointer, None
        if pointer and self._DROP:
            self._owner.drop(self._DROP, pointer)
            if not self._TAKE:
                self._owner.drop('cxl_unref', self._owner.context)

    def _here(self) -> int:
        """The pointer; raises ReferenceError once the object has ended."""
        if self._parent is not None:
            self._parent._here()
        if self._pointer is None:
            raise ReferenceError(f'this {type(self).__name__} has ended')
        return self._pointer

    def __eq__(self, other: object) -> bool:
        return other is self or (isinstance(other, Object) and type(other) is type(self) and
                                 other._identity == self._identity)

    def __hash__(self) -> int:
        return hash(self._identity)

    def __repr__(self) -> str:
        try:
            label = getattr(self, 'name', None) or getattr(self, 'text', None)
        except ReferenceError:
            label = 'ended'
        return f'<cxl.{type(self).__name__}{f" {label}" if label else ""}>'

    # ---- calls

    def _get(self, function: str, make: Maker) -> typing.Any:
        with self._owner.lock:
            return make(self._owner.call(function, self._here()), self)

    def _ask(self, function: str, makers: list[Maker], *arguments: typing.Any) -> typing.Any:
        with self._owner.lock:
            result = self._owner.call(function, self._here(), *map(given, arguments))
            return makers[0](result, self) if makers else None

    def _act(self, function: str, makers: list[Maker], *arguments: typing.Any) -> typing.Any:
        with self._owner.lock:
            result = self._owner.act(function, self._here(), *map(given, arguments))
            return makers[0](result, self) if makers else None

    def _make(self, function: str, makers: list[Maker], *arguments: typing.Any) -> typing.Any:
        with self._owner.lock:
            return makers[0](self._owner.make(function, self._here(), *map(given, arguments)), self)

    def _query(self, function: str, makers: list[Maker], outs: list[tuple[int, str]],
               values: typing.Sequence[typing.Any] = ()) -> typing.Any:
        """The results, at the positions of @outs among the arguments; with the returned value where there is a maker."""
        arguments = [given(value) for value in values]
        places = []
        for position, c_type in outs:
            places.append(type_of(c_type)._type_())
            arguments.insert(position, ctypes.byref(places[-1]))
        with self._owner.lock:
            result = self._owner.act(function, self._here(), *arguments)
            found = [result] * (len(makers) - len(outs)) + [place.value for place in places]
            made = [make(value, self) for make, value in zip(makers, found)]
        return made[0] if len(made) == 1 else tuple(made)

    def _list(self, first: str, following: str, make: Maker) -> list[typing.Any]:
        with self._owner.lock:
            found = []
            pointer = self._owner.call(first, self._here())
            while pointer:
                found.append(make(pointer, self))
                pointer = library[following](pointer)
            return found

    def _text(self, function: str, *arguments: typing.Any) -> tuple[int, str]:
        """What a function returns that writes a text, and the text."""
        space = ctypes.create_string_buffer(4096)
        with self._owner.lock:
            result = self._owner.call(function, self._here(), *map(given, arguments), ctypes.addressof(space), len(space))
        return result, os.fsdecode(space.value)


def given(value: typing.Any) -> typing.Any:
    """A value of Python as ctypes passes it."""
    if isinstance(value, Object):
        return value._here()
    if isinstance(value, (str, os.PathLike)):
        return os.fsencode(value)
    return value
