# SPDX-License-Identifier: LGPL-2.1-or-later
"""The C library by ctypes: its functions with their types, and the lock and the lifetime of a context."""
from __future__ import annotations

import collections
import ctypes
import os
import re
import threading
import typing
import weakref

from . import _prototypes

TYPES: dict[str, typing.Any] = {
    'void': None, 'bool': ctypes.c_bool, 'int': ctypes.c_int, 'unsigned int': ctypes.c_uint,
    'unsigned long': ctypes.c_ulong, 'unsigned long long': ctypes.c_ulonglong,
    'size_t': ctypes.c_size_t, 'ssize_t': ctypes.c_ssize_t,
    'const char *': ctypes.c_char_p, 'char *': ctypes.c_void_p, 'void *': ctypes.c_void_p,
    'uuid_t': ctypes.c_void_p, 'const uuid_t': ctypes.c_void_p, 'void (*)()': None,
}


def type_of(c_type: str) -> typing.Any:
    """The ctypes type of a C type as the headers write it."""
    if c_type in TYPES:
        return TYPES[c_type]
    if c_type.startswith('enum ') and not c_type.endswith('*'):
        return ctypes.c_int
    if re.fullmatch(r'(const )?struct \w+ \*', c_type):
        return ctypes.c_void_p
    if c_type.endswith('**'):
        return ctypes.POINTER(ctypes.c_void_p)
    name = c_type.removesuffix(' *')
    return callback_type(name) if name in _prototypes.CALLBACKS else ctypes.POINTER(type_of(name))


def callback_type(name: str) -> typing.Any:
    """The type of a function that the library calls; a text that it returns is an address."""
    result, *parameters = _prototypes.CALLBACKS[name]
    returned = ctypes.c_void_p if result == 'const char *' else type_of(result)
    return ctypes.CFUNCTYPE(returned, *map(type_of, parameters))


CALLBACKS = {name: callback_type(name) for name in _prototypes.CALLBACKS}
TYPES.update({f'{name} *': made for name, made in CALLBACKS.items()})


class Library:
    """libcxl.so.1; each function gets its types when it is first used."""

    def __init__(self) -> None:
        self._library = ctypes.CDLL('libcxl.so.1', use_errno=True)
        self._functions: dict[str, typing.Any] = {}

    def __getitem__(self, name: str) -> typing.Any:
        function = self._functions.get(name)
        if function is None:
            result, *parameters = _prototypes.FUNCTIONS[name]
            function = self._library[name]
            function.restype = type_of(result)
            function.argtypes = [type_of(parameter) for parameter in parameters]
            self._functions[name] = function
        return function


library = Library()


def decoded(text: bytes | None) -> str | None:
    """A text of the library; bytes that are not UTF-8 survive, as in file names."""
    return None if text is None else os.fsdecode(text)


class Error(OSError):
    """A call of the library that failed.

    errno and strerror are those of OSError; each of the others is None where the library does not know it.
    """

    object: str | None      #: the name of the object that the call was about, "region0"
    step: str | None        #: the step that failed, as a verb: "set", "bind"
    attribute: str | None   #: the attribute, a file in the directory of the object: "size"
    value: str | None       #: the value that could not be written to it
    cause: str | None       #: the identifier of the cause, for programs: "dpa-exhausted"
    text: str | None        #: what is wrong, for people
    remedy: str | None      #: what to do about it, for people

    def __init__(self, number: int, message: str | None = None, **detail: str | None) -> None:
        super().__init__(number, message or detail.get('text') or os.strerror(number))
        for name in ('object', 'step', 'attribute', 'value', 'cause', 'text', 'remedy'):
            setattr(self, name, detail.get(name))

    def __str__(self) -> str:
        about = [self.object, ' '.join(word for word in (self.step, self.attribute) if word), self.strerror]
        return ': '.join(part for part in about if part) + (f' ({self.remedy})' if self.remedy else '')

    def __reduce__(self) -> tuple[typing.Any, ...]:
        return (type(self), (self.errno, self.strerror), self.__dict__)


def recorded(context: int, number: int) -> Error:
    """The error with what the library recorded about it; a record of another errno is about an earlier call."""
    record = library['cxl_get_error'](context)
    if not record or library['cxl_error_get_errno'](record) != number:
        cause, detail = library['cxl_cause_find'](number, None), {}
    else:
        cause = library['cxl_error_get_cause'](record)
        detail = {name: decoded(library[f'cxl_error_get_{name}'](record))
                  for name in ('object', 'step', 'attribute', 'value')}
    if cause:
        detail.update(cause=decoded(library['cxl_cause_get_id'](cause)),
                      text=decoded(library['cxl_cause_get_text'](cause)),
                      remedy=decoded(library['cxl_cause_get_remedy'](cause)))
    return Error(number, None, **detail)


class Owner:
    """What all objects of one context share: its lock, and what the garbage collector dropped.

    The library lets one thread at a time use a context, but Python may collect an object in any thread, and in the
    middle of a call. So nothing is freed there: the next call does it, or the end of this object.
    """

    def __init__(self, context: int) -> None:
        self.context = context
        self.lock = threading.RLock()
        self.dropped: collections.deque[tuple[str, int]] = collections.deque()
        self.is_over = False
        self.plans: weakref.WeakSet[typing.Any] = weakref.WeakSet()    # which cxl_refresh() ends
        self._library = library     # still there when the module is not

    def sweep(self) -> None:
        """Frees what was dropped."""
        while self.dropped:
            name, pointer = self.dropped.popleft()
            self._library[name](pointer)

    def drop(self, name: str, pointer: int) -> None:
        """Has @name free @pointer when no call is in progress."""
        self.dropped.append((name, pointer))
        if self.is_over:
            self.sweep()

    def call(self, name: str, *arguments: typing.Any) -> typing.Any:
        """What the function returns."""
        with self.lock:
            self.sweep()
            ctypes.set_errno(0)
            return self._library[name](*arguments)

    def act(self, name: str, *arguments: typing.Any) -> int:
        """What the function returns; raises Error for a negative number."""
        with self.lock:
            rc = self.call(name, *arguments)
            if rc < 0:
                raise recorded(self.context, -rc)
            return rc

    def make(self, name: str, *arguments: typing.Any) -> int:
        """The pointer that the function returns; raises Error for NULL."""
        with self.lock:
            pointer = self.call(name, *arguments)
            if not pointer:
                raise recorded(self.context, ctypes.get_errno())
            return pointer

    def __del__(self) -> None:
        self.is_over = True
        self.sweep()
        self._library['cxl_unref'](self.context)
