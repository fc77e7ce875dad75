# SPDX-License-Identifier: LGPL-2.1-or-later
"""The context and the objects of the machine: what is not generated from the headers."""
from __future__ import annotations

import contextlib
import ctypes
import os
import select
import typing
import uuid as uuids

from . import _kinds
from ._library import CALLBACKS, Error, Owner, decoded, library, recorded
from ._objects import Object, kind

Sysroot = typing.Union[str, 'os.PathLike[str]']


class Named(Object):
    """An object with a name."""

    devname: typing.Any

    @property
    def name(self) -> str:
        """Returns the name of the object, as devname does."""
        return self.devname


class Context(_kinds.ContextCalls):
    """One view of one machine, and the owner of every object.

    Context() is of this machine; Context(DIRECTORY) is of a captured machine, whose /sys, /dev and /proc lie below the
    directory, and which nothing changes. Iterate over ctx.memdevs, ctx.buses, ctx.ports, ctx.endpoints, ctx.decoders
    and ctx.regions; each is a list of the objects that are there now.

    Every object keeps the context, so they can be dropped in any order. Threads may share a context: each call locks
    it.
    """

    def __init__(self, sysroot: Sysroot | None = None) -> None:
        place = ctypes.c_void_p()
        name, words = ('cxl_new', ()) if sysroot is None else ('cxl_new_at', (os.fsencode(sysroot),))
        rc = library[name](ctypes.byref(place), *words)
        if rc < 0:
            raise Error(-rc, object=None if sysroot is None else os.fspath(sysroot), step='open')
        assert place.value is not None
        self._pointer = self._identity = place.value
        self._owner, self._parent = Owner(place.value), None
        self.sysroot = sysroot

    def __repr__(self) -> str:
        return f'cxl.Context({"" if self.sysroot is None else repr(os.fspath(self.sysroot))})'

    # ---- the whole machine

    @property
    def _roots(self) -> list[Port]:
        return [bus.port for bus in self.buses]

    @property
    def ports(self) -> list[Port]:
        """Returns every switch port of the machine, parents before children. The root ports are those of the buses."""
        found = []
        waiting = self._roots[::-1]
        while waiting:
            children = waiting.pop().ports
            found += children
            waiting += children[::-1]
        return found

    @property
    def endpoints(self) -> list[Endpoint]:
        """Returns every endpoint of the machine."""
        return [endpoint for port in [*self._roots, *self.ports] for endpoint in port.endpoints]

    @property
    def decoders(self) -> list[Decoder]:
        """Returns every decoder of the machine: of the roots, of the switch ports, of the endpoints."""
        ports = [*self._roots, *self.ports, *(endpoint.port for endpoint in self.endpoints)]
        return [decoder for port in ports for decoder in port.decoders]

    @property
    def regions(self) -> list[Region]:
        """Returns every region of the machine."""
        return [region for root in self._roots for decoder in root.decoders for region in decoder.regions]

    @property
    def missing(self) -> Error | None:
        """Returns the error that prevented reading the first missing object, or None when the lists are complete."""
        with self._owner.lock:
            rc = self._owner.call('cxl_get_missing', self._here())
            name = decoded(library['cxl_get_missing_name'](self._pointer)) if rc else None
        return Error(-rc, object=name, step='read') if rc else None

    @property
    def unlocked(self) -> Error | None:
        """Returns the reason for which the library acted without a lock, or None when it took every lock."""
        rc = self._owner.call('cxl_get_unlocked', self._here())
        return Error(-rc, step='lock') if rc else None

    # ---- changes

    def refresh(self) -> None:
        """Retires the objects whose devices have left, and reads the attributes of the others again.

        The lists then have the devices present now. A plan ends here: whatever uses it later raises ReferenceError.
        Raises Error with ENOMEM.
        """
        with self._owner.lock:
            for plan in list(self._owner.plans):
                plan._end()
            self._owner.plans.clear()
            self._owner.act('cxl_refresh', self._here())

    def changes(self, timeout: float | None = None) -> typing.Iterator[bool]:
        """Yields True after something has changed, and False after timeout seconds in which nothing did.

        Before it yields it has called refresh(). It waits for the kernel's uevents: see watch_fd(). In a container that
        gets none, use a timeout. Raises Error with EOPNOTSUPP on a captured machine.
        """
        poller = select.poll()
        poller.register(self.watch_fd(), select.POLLIN)
        while True:
            events = poller.poll(None if timeout is None else int(timeout * 1000))
            changed = bool(events) and self.watch_drain()
            if changed or not events:
                self.refresh()
                yield changed

    @contextlib.contextmanager
    def lock_windows(self) -> typing.Iterator[None]:
        """Locks all windows for the body of a with statement, and refreshes the context.

        Hold it from before planning until after applying, so that no other process changes what a plan was made from.
        Raises Error with EAGAIN when another process held a lock for too long, or with an errno of Decoder.lock().
        """
        lock = ctypes.c_void_p()
        self._owner.act('cxl_lock_windows', self._here(), ctypes.byref(lock))
        try:
            self.refresh()
            yield
        finally:
            self._owner.call('cxl_unlock_windows', lock)


class Bus(_kinds.BusCalls, Named):
    __doc__ = _kinds.BusCalls.__doc__
    _TAKE, _DROP = 'cxl_bus_ref', 'cxl_bus_unref'


class Port(_kinds.PortCalls, Named):
    __doc__ = _kinds.PortCalls.__doc__
    _TAKE, _DROP = 'cxl_port_ref', 'cxl_port_unref'


class Endpoint(_kinds.EndpointCalls, Named):
    __doc__ = _kinds.EndpointCalls.__doc__
    _TAKE, _DROP = 'cxl_endpoint_ref', 'cxl_endpoint_unref'


class Dport(_kinds.DportCalls, Named):
    __doc__ = _kinds.DportCalls.__doc__
    _TAKE, _DROP = 'cxl_dport_ref', 'cxl_dport_unref'

    @property
    def einj_path(self) -> str | None:
        """Returns the path of the dport's debugfs file einj_inject, or None when there is no such file."""
        path = self._owner.call('cxl_dport_get_einj_path', self._here())
        if not path:
            return None
        try:
            return decoded(ctypes.string_at(path))
        finally:
            free = ctypes.CDLL(None).free
            free.argtypes = [ctypes.c_void_p]
            free(path)


class Claim(typing.NamedTuple):
    """A part of a window that is in use."""

    start: int
    size: int
    owner: str


class Decoder(_kinds.DecoderCalls, Named):
    __doc__ = _kinds.DecoderCalls.__doc__
    _TAKE, _DROP = 'cxl_decoder_ref', 'cxl_decoder_unref'

    @property
    def claims(self) -> list[Claim]:
        """Returns every part of a root decoder's range that is in use, by ascending address.

        The owner is a region, another driver, or "Soft Reserved". Raises Error with EINVAL for any but a root decoder,
        EACCES for a process that may not see addresses, ENOENT where the window is not in /proc/iomem.
        """
        found = []

        def each(_: int, start: int, size: int, owner: bytes) -> int:
            found.append(Claim(start, size, os.fsdecode(owner)))
            return 0

        self._owner.act('cxl_decoder_walk_claims', self._here(), CALLBACKS['cxl_claim_fn'](each), None)
        return found

    def describe_holder(self) -> str:
        """Returns for whom a decoder that is not a root decoder holds DPA or decodes a range, for people."""
        return self._text('cxl_decoder_describe_holder')[1]


class Target(_kinds.TargetCalls, Named):
    __doc__ = _kinds.TargetCalls.__doc__
    _TAKE, _DROP = 'cxl_target_ref', 'cxl_target_unref'


class Mapping(_kinds.MappingCalls):
    __doc__ = _kinds.MappingCalls.__doc__
    _TAKE, _DROP = 'cxl_mapping_ref', 'cxl_mapping_unref'


class Memdev(_kinds.MemdevCalls, Named):
    __doc__ = _kinds.MemdevCalls.__doc__
    _TAKE, _DROP = 'cxl_memdev_ref', 'cxl_memdev_unref'

    def _link(self, function: str) -> tuple[int, int]:
        now, most = ctypes.c_uint(), ctypes.c_uint()
        self._owner.act(function, self._here(), ctypes.byref(now), ctypes.byref(most))
        return now.value, most.value

    def query_link_speed(self) -> tuple[int, int]:
        """Returns the speed of the PCI Express link, and what both of its ends can do, in MT/s for each lane, read now.

        Raises Error with ENXIO where there is no such link, or the kernel does not know its speed; ENODEV when the memdev
        is gone.
        """
        return self._link('cxl_memdev_query_link_speed')

    def query_link_width(self) -> tuple[int, int]:
        """Returns the lanes of the PCI Express link, and how many both of its ends have, read now; errors as above."""
        return self._link('cxl_memdev_query_link_width')

    def read_label(self, length: int, offset: int = 0) -> bytes:
        """Returns length bytes at offset of the label area.

        Raises Error with ERANGE beyond it, ENXIO when the device refuses, EOPNOTSUPP when it has no labels, EAGAIN when
        another process has the memdev locked for too long.
        """
        space = ctypes.create_string_buffer(length)
        self._owner.act('cxl_memdev_read_label', self._here(), ctypes.addressof(space), length, offset)
        return space.raw

    def write_label(self, data: bytes, offset: int = 0) -> None:
        """Writes data to offset of the label area.

        Raises Error as read_label() does, and with EBUSY while the kernel owns the labels. Bytes written before an error
        stay written.
        """
        space = ctypes.create_string_buffer(bytes(data), len(data))
        self._owner.act('cxl_memdev_write_label', self._here(), ctypes.addressof(space), len(data), offset)

    def fw_update_get_error(self) -> str | None:
        """Returns how the last firmware upload failed, or None when it did not.

        Raises Error with EBUSY while an upload is in progress, EOPNOTSUPP when the kernel cannot load firmware.
        """
        with self._owner.lock:
            rc, text = self._text('cxl_memdev_fw_update_get_error')
            if rc < 0:
                raise recorded(self._owner.context, -rc)
        return text or None


class Region(_kinds.RegionCalls, Named):
    __doc__ = _kinds.RegionCalls.__doc__
    _TAKE, _DROP = 'cxl_region_ref', 'cxl_region_unref'

    @property
    def uuid(self) -> uuids.UUID | None:
        """Returns the uuid of a persistent region, read on each call; None when none is set."""
        space = ctypes.create_string_buffer(16)
        self._owner.call('cxl_region_get_uuid', self._here(), ctypes.addressof(space))
        return uuids.UUID(bytes=space.raw) if any(space.raw) else None

    def set_uuid(self, uuid: uuids.UUID) -> None:
        """Sets the uuid of a persistent region.

        Raises Error with EINVAL if it is all zero, EBUSY when another region has it or the targets are set, EACCES for a
        volatile region.
        """
        space = ctypes.create_string_buffer(uuid.bytes, 16)
        self._owner.act('cxl_region_set_uuid', self._here(), ctypes.addressof(space))

    def query_range(self) -> tuple[int, int]:
        """Returns the first host address of the region and its size in bytes, read now.

        Raises Error with ENXIO while the region has no addresses, ENODEV when it is gone, or with the errno that
        prevented reading.
        """
        start, size = ctypes.c_ulonglong(), ctypes.c_ulonglong()
        self._owner.act('cxl_region_query_range', self._here(), ctypes.byref(start), ctypes.byref(size))
        return start.value, size.value

    def find_user(self) -> str | None:
        """Returns what uses the region's memory now, for people; None when nothing does.

        The result holds for the moment of the check. Raises Error where a user cannot be excluded.
        """
        return user_of(self, 'cxl_region_find_user')

    def describe_holder(self) -> str:
        """Returns the name of the region and the command that frees what it holds, for people."""
        return self._text('cxl_region_describe_holder')[1]

    @property
    def memory(self) -> Memory:
        """Returns what the memory of the region is used as, read now; it does not change later.

        Raises Error with ENODEV when the region has left.
        """
        return self._query('cxl_memory_new', [kind('Memory')], outs=[(0, 'struct cxl_memory **')])

    def wait_memory(self, state: _kinds.MemoryState, timeout: float | None = None) -> Memory:
        """Returns the memory of the region once it is in state, after at most timeout seconds; None: without a limit.

        Raises Error with ETIMEDOUT, ENODEV when the region has left, EROFS on a captured machine, or with the errno that
        prevented reading. Memory.query_lack() then tells what is not done.
        """
        milliseconds = -1 if timeout is None else int(timeout * 1000)
        return self._query('cxl_region_wait_memory', [kind('Memory')], outs=[(2, 'struct cxl_memory **')],
                           values=[state, milliseconds])


def user_of(found: Object, function: str) -> str | None:
    with found._owner.lock:
        rc, text = found._text(function)
        if rc < 0:
            raise recorded(found._owner.context, -rc)
    return text if rc else None


class Memory(_kinds.MemoryCalls):
    __doc__ = _kinds.MemoryCalls.__doc__
    _DROP = 'cxl_memory_free'

    def find_user(self) -> str | None:
        """Returns what uses the memory now, as Region.find_user() does."""
        return user_of(self, 'cxl_memory_find_user')

    @property
    def users(self) -> MemoryUsers:
        """Returns all users of the region's memory, read now.

        Raises Error with ENODEV when the region has left, or with the errno that prevented reading. A user whose use is
        MemoryUse.UNKNOWN stands for users that cannot be seen.
        """
        return self._query('cxl_memory_users_new', [kind('MemoryUsers')], outs=[(0, 'struct cxl_memory_users **')])


class Dax(_kinds.DaxCalls, Named):
    """A DAX device of a region; it lives as long as its Memory."""


class MemoryBlock(_kinds.MemoryBlockCalls, Named):
    """A memory block of a region; it lives as long as its Memory."""

    @property
    def users(self) -> MemoryUsers:
        """Returns the processes that have pages of the block, read now.

        A user whose use is MemoryUse.UNKNOWN stands for processes that cannot be seen.
        """
        return self._query('cxl_memory_block_users_new', [kind('MemoryUsers')], outs=[(0, 'struct cxl_memory_users **')])


class MemoryUsers(_kinds.MemoryUsersCalls):
    """The users of a region's memory, as they were at one moment."""

    _DROP = 'cxl_memory_users_free'


class MemoryUser(_kinds.MemoryUserCalls):
    """One user of a region's memory; it lives as long as its MemoryUsers."""


class Fwctl(_kinds.FwctlCalls):
    __doc__ = _kinds.FwctlCalls.__doc__


class ProtocolError(_kinds.ProtocolErrorCalls):
    __doc__ = _kinds.ProtocolErrorCalls.__doc__


__all__ = ['Bus', 'Claim', 'Context', 'Dax', 'Decoder', 'Dport', 'Endpoint', 'Fwctl', 'Mapping', 'Memdev', 'Memory',
           'MemoryBlock', 'MemoryUser', 'MemoryUsers', 'Port', 'ProtocolError', 'Region', 'Target']
