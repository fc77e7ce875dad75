# SPDX-License-Identifier: LGPL-2.1-or-later
"""The CXL devices of a Linux machine as Python objects, by libcxl.

    import cxl

    for memdev in cxl.Context().memdevs:
        print(memdev.name, memdev.serial, memdev.ram_size)

A property is None where the attribute is absent. A function that fails raises cxl.Error, which is an OSError and has the
object, the step, the attribute, the cause and the remedy. libcxl(3) describes the machine and the objects. Every function
and property has its types, which type checkers read (py.typed).
"""
from ._kinds import (
    DaxDriver,
    DecoderDpa,
    DecoderMode,
    DecoderOrphan,
    DecoderTargetType,
    FindingKind,
    FwlStatus,
    LayoutState,
    MemoryFigure,
    MemoryLack,
    MemoryMode,
    MemoryPages,
    MemoryState,
    MemoryUse,
    MemoryZone,
    SlotAttention,
    RegionLockedState,
    SetpartitionMode,
)
from ._library import Error
from ._plans import Finding, Plan, PlanError, PlanStep, RegionRequest, RemovalRequest, plan_create_region, plan_destroy, plan_disable, plan_prepare_removal, plan_recover
from ._topology import (
    Bus,
    Claim,
    Context,
    Dax,
    Decoder,
    Dport,
    Endpoint,
    Fwctl,
    Mapping,
    Memdev,
    Memory,
    MemoryBlock,
    MemoryUser,
    MemoryUsers,
    Port,
    ProtocolError,
    Region,
    Target,
)

__all__ = [
    'Bus', 'Claim', 'Context', 'Dax', 'DaxDriver', 'Decoder', 'DecoderDpa', 'DecoderMode', 'DecoderOrphan',
    'DecoderTargetType', 'Dport', 'Endpoint', 'Error', 'Finding', 'FindingKind', 'Fwctl', 'FwlStatus', 'LayoutState', 'Mapping',
    'Memdev', 'Memory', 'MemoryBlock', 'MemoryFigure', 'MemoryLack', 'MemoryMode', 'MemoryPages', 'MemoryState', 'MemoryUse',
    'MemoryUser', 'MemoryUsers', 'MemoryZone', 'Plan', 'PlanError', 'PlanStep', 'Port', 'ProtocolError', 'Region', 'RegionLockedState',
    'RegionRequest', 'RemovalRequest', 'SlotAttention', 'SetpartitionMode', 'Target', 'plan_create_region',
    'plan_destroy', 'plan_disable', 'plan_prepare_removal', 'plan_recover',
]
