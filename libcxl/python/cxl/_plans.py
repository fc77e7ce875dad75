# SPDX-License-Identifier: LGPL-2.1-or-later
"""Plans: creating, disabling, destroying and recovering regions in steps that can be shown before they are applied."""
from __future__ import annotations

import ctypes
import os
import typing
import uuid as uuids

from . import _kinds
from ._kinds import DecoderMode
from ._library import CALLBACKS, Error, library
from ._objects import Maker, Object, kind
from ._topology import Bus, Context, Decoder, Memdev, Region


class Snapshot(Object):
    """An object whose values are copied, and which therefore outlives everything."""

    _values: dict[str, typing.Any]

    @classmethod
    def _wrap(cls, pointer: int, parent: Object) -> typing.Any:
        made = super()._wrap(pointer, parent)
        made._values = {}
        made._copy()
        made._pointer = made._parent = None
        return made

    def _copy(self) -> None:
        for name, member in vars(type(self).__mro__[1]).items():
            if isinstance(member, property):
                getattr(self, name)

    def _get(self, function: str, make: Maker) -> typing.Any:
        if self._pointer is not None:
            self._values[function] = super()._get(function, make)
        return self._values[function]

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Snapshot) and type(other) is type(self) and other._values == self._values

    def __hash__(self) -> int:
        return hash(tuple(self._values.values()))


class PlanStep(_kinds.PlanStepCalls, Snapshot):
    """A step of a plan."""

    def __str__(self) -> str:
        return f'{self.object}: {self.text}'


class Finding(_kinds.FindingCalls, Snapshot):
    """What was found while planning or applying: what is wrong with which object, and what to do about it."""

    def __str__(self) -> str:
        return self.line


class PlanError(Error):
    """A plan that cannot be made, or that failed while it was applied; findings has the reasons."""

    def __init__(self, number: int, message: str | None = None, plan: Plan | None = None,
                 findings: typing.Sequence[Finding] = (), **detail: str | None) -> None:
        super().__init__(number, message, **detail)
        self.plan = plan            #: what can be applied in spite of it, for a plan to recover
        self.findings = list(findings)

    def __str__(self) -> str:
        return '\n'.join(map(str, self.findings)) or super().__str__()


def failed(number: int, plan: Plan) -> PlanError:
    findings = plan.findings
    about = next((f for f in findings if f.kind in {_kinds.FindingKind.RULE, _kinds.FindingKind.FAILED}), None)
    if about is None:
        return PlanError(number, None, plan, findings)
    return PlanError(number, about.text, plan, findings, object=about.object, step=about.step, attribute=about.attribute,
                     cause=about.id, text=about.text, remedy=about.remedy)


class Plan(_kinds.PlanCalls):
    """The steps that create, disable, destroy or recover regions. It ends with Context.refresh()."""

    _DROP = 'cxl_plan_free'

    @classmethod
    def _wrap(cls, pointer: int, parent: Object) -> typing.Any:
        made = super()._wrap(pointer, parent)
        made._owner.plans.add(made)
        return made

    @property
    def memdevs(self) -> list[Memdev]:
        """Returns the memdevs of the region to be created, by position."""
        found: list[Memdev] = []
        while memdev := self.get_memdev(len(found)):
            found.append(memdev)
        return found

    @property
    def uuid(self) -> uuids.UUID | None:
        """Returns the uuid of a persistent region to be created, or None."""
        space = ctypes.create_string_buffer(16)
        self._owner.call('cxl_plan_get_uuid', self._here(), ctypes.addressof(space))
        return uuids.UUID(bytes=space.raw) if any(space.raw) else None

    def apply(self, on_step: typing.Callable[[PlanStep, bool], None] | None = None,
              on_finding: typing.Callable[[Finding], None] | None = None,
              on_stop: typing.Callable[[], str | None] | None = None) -> Region | None:
        """Applies all steps in their order, and returns the region; call it once.

        on_step receives each step before it is applied, or with True before it is undone, and on_finding each finding
        when it is made. on_stop is called between two steps, and returns None to go on or the reason to stop. An
        exception in one of them stops the plan, and is raised when what it had done is undone. Raises PlanError.
        """
        calls = Calls(self, on_step, on_finding, on_stop)
        with self._owner.lock:
            calls.set()
            try:
                rc = self._owner.call('cxl_plan_apply', self._here())
            finally:
                calls.unset()
            if calls.raised:
                raise calls.raised
            if rc < 0:
                raise failed(-rc, self)
            return self.region


class Calls:
    """The functions that the library calls while it applies a plan."""

    def __init__(self, plan: Plan, on_step: typing.Any, on_finding: typing.Any, on_stop: typing.Any) -> None:
        self.plan, self.on_step, self.on_finding, self.on_stop = plan, on_step, on_finding, on_stop
        self.raised: BaseException | None = None
        self.reason = ctypes.create_string_buffer(b'exception')
        self.kept = {
            'step': CALLBACKS['cxl_plan_step_fn'](self.step),
            'finding': CALLBACKS['cxl_finding_fn'](self.finding),
            'stop': CALLBACKS['cxl_plan_stop_fn'](self.stop),
        }

    def set(self) -> None:
        for name, function in self.kept.items():
            library[f'cxl_plan_on_{name}'](self.plan._here(), function, None)

    def unset(self) -> None:
        for name, function in self.kept.items():
            library[f'cxl_plan_on_{name}'](self.plan._here(), type(function)(), None)

    def protected(self, function: typing.Any, *arguments: typing.Any) -> typing.Any:
        """What the function returns; its exception is raised later, as it cannot pass the library."""
        try:
            return function(*arguments) if function else None
        except BaseException as error:      # also KeyboardInterrupt: it stops the plan
            self.raised = self.raised or error
            return None

    def step(self, _: int, pointer: int, undo: bool) -> None:
        self.protected(self.on_step, kind('PlanStep')(pointer, self.plan), undo)

    def finding(self, _: int, pointer: int) -> None:
        self.protected(self.on_finding, kind('Finding')(pointer, self.plan))

    def stop(self, _: int) -> int | None:
        reason = self.protected(self.on_stop)
        if self.raised is None and reason is None:
            return None
        self.reason = ctypes.create_string_buffer(os.fsencode(reason or 'exception'))
        return ctypes.addressof(self.reason)


class RegionRequest(_kinds.RegionRequestCalls):
    """A request for a region; it keeps the objects that it names."""

    _DROP = 'cxl_region_request_free'

    @classmethod
    def _of(cls, context: Context) -> RegionRequest:
        made = cls._wrap(context._owner.make('cxl_region_request_new'), context)
        made._kept = []
        return made

    _kept: list[Object]

    def _set(self, what: str, found: Object) -> None:
        self._kept.append(found)
        self._ask(f'cxl_region_request_set_{what}', [], found)

    def set_bus(self, bus: Bus) -> None:
        """Limits the request to the windows of bus."""
        self._set('bus', bus)

    def set_window(self, window: Decoder) -> None:
        """Requests the window of this root decoder."""
        self._set('window', window)

    def add_memdev(self, memdev: Memdev) -> None:
        """Requests memdev for the next position of the interleave."""
        self._kept.append(memdev)
        self._act('cxl_region_request_add_memdev', [], memdev)

    def set_uuid(self, uuid: uuids.UUID) -> None:
        """Requests this uuid for a persistent region."""
        space = ctypes.create_string_buffer(uuid.bytes, 16)
        self._ask('cxl_region_request_set_uuid', [], ctypes.addressof(space))


class RemovalRequest(_kinds.RemovalRequestCalls):
    """What is wanted beside the removal of a memdev."""

    _DROP = 'cxl_removal_request_free'

    @classmethod
    def _of(cls, memdev: Memdev) -> RemovalRequest:
        return cls._wrap(memdev._owner.make('cxl_removal_request_new'), memdev)


# ---- planning ---------------------------------------------------------------

def planned(found: Object, function: str, *arguments: typing.Any) -> Plan:
    place = ctypes.c_void_p()
    with found._owner.lock:
        rc = found._owner.call(function, found._here(), *arguments, ctypes.byref(place))
        if not place.value:
            raise PlanError(-rc)
        plan = kind('Plan')(place.value, found)
        if rc < 0:
            raise failed(-rc, plan)
        return plan


def plan_create_region(context: Context, *, mode: DecoderMode | None = None, size: int = 0, interleave_ways: int = 0,
                       interleave_granularity: int = 0, window: Decoder | None = None, bus: Bus | None = None,
                       memdevs: typing.Iterable[Memdev] = (), uuid: uuids.UUID | None = None,
                       enforce_qos: bool = False) -> Plan:
    """Returns a plan whose steps create and enable a region; the library chooses what is not given.

    Reads the machine and changes nothing. Raises PlanError with EINVAL when a rule of the request is broken, ENOENT when
    there is no window or no such memdev, ENOSPC when memory or addresses do not suffice, EBUSY when decoders are taken,
    ENXIO when a memdev is disabled or cannot be reached, EOPNOTSUPP when the window or a memdev lacks the mode.
    """
    request = RegionRequest._of(context)
    request.set_mode(DecoderMode.NONE if mode is None else mode)
    request.set_size(size)
    request.set_interleave_ways(interleave_ways)
    request.set_interleave_granularity(interleave_granularity)
    request.set_enforce_qos(enforce_qos)
    if window is not None:
        request.set_window(window)
    if bus is not None:
        request.set_bus(bus)
    if uuid is not None:
        request.set_uuid(uuid)
    for memdev in memdevs:
        request.add_memdev(memdev)
    return planned(context, 'cxl_plan_create_region', request._here())


def plan_recover(context: Context) -> Plan:
    """Returns a plan whose steps undo what unfinished regions left behind.

    Raises PlanError when something cannot be read or undone; its plan has the steps that can be applied.
    """
    return planned(context, 'cxl_plan_recover')


def plan_disable(region: Region, force: bool = False) -> Plan:
    """Returns a plan whose steps offline the memory of the region and unbind it from its driver.

    With force, users that lose nothing permanently are a warning. Raises PlanError.
    """
    return planned(region, 'cxl_plan_disable_region', force)


def plan_destroy(region: Region, disable: bool = False) -> Plan:
    """Returns a plan whose steps reset and delete the region and free the DPA of its members.

    With disable it first disables the region. Raises PlanError with EBUSY when the region is enabled and disable is
    false, or when a later decoder of a member holds DPA; EPERM when the platform locks the region.
    """
    return planned(region, 'cxl_plan_destroy_region', disable)


def plan_prepare_removal(memdev: Memdev, *, migrate_to: typing.Iterable[int] = (), locate: bool = False,
                         power_off: bool = False) -> Plan:
    """Returns a plan whose steps disable and destroy all regions of the memdev and disable it.

    First, what processes have in its memory is moved to the NUMA nodes migrate_to. In the end, with locate the attention
    indicator of its slot blinks, and with power_off the slot is powered off. Raises PlanError with EPERM when the platform
    locks a region; EBUSY when DPA behind that of a region belongs to another, a decoder is committed without a region, or
    another function in the slot has a driver; ENXIO where the memdev is in no slot; EOPNOTSUPP where the slot lacks an
    indicator or a switch; EINVAL for a node that has no memory, or loses it.
    """
    request = RemovalRequest._of(memdev)
    for node in migrate_to:
        request.add_node(node)
    request.set_locate(locate)
    request.set_power_off(power_off)
    return planned(memdev, 'cxl_plan_remove_memdev', request._here())


__all__ = ['Finding', 'Plan', 'PlanError', 'PlanStep', 'RegionRequest', 'RemovalRequest']
