# SPDX-License-Identifier: GPL-2.0-or-later
"""A program as a type checker sees it: what it gets from the module, and the errors that are found before it runs.

Nothing runs this; hints.py has mypy read it. A line with `# error: TEXT` has to be refused with that text.
"""
from __future__ import annotations

import uuid

import cxl


def capacity(ctx: cxl.Context) -> int:
    return sum((memdev.ram_size or 0) + (memdev.pmem_size or 0) for memdev in ctx.memdevs)


def serials(ctx: cxl.Context) -> dict[str, int]:
    found: dict[str, int] = {}
    for memdev in ctx.memdevs:
        if memdev.serial is not None:
            found[memdev.name] = memdev.serial
    return found


def create(ctx: cxl.Context) -> cxl.Region | None:
    def tell(step: cxl.PlanStep, undo: bool) -> None:
        print('undo' if undo else 'apply', step.object, step.text)

    with ctx.lock_windows():
        plan = cxl.plan_create_region(ctx, mode=cxl.DecoderMode.RAM, memdevs=ctx.memdevs[:2], uuid=uuid.uuid4())
        try:
            return plan.apply(on_step=tell)
        except cxl.PlanError as error:
            for finding in error.findings:
                print(finding.id, finding.object, finding.remedy)
            return None


def wait(region: cxl.Region) -> list[str]:
    memory = region.wait_memory(cxl.MemoryState.ONLINE, timeout=2.5)
    return [block.name for block in memory.blocks]


def why(region: cxl.Region) -> tuple[str | None, str | None]:
    try:
        region.disable()
    except cxl.Error as error:
        return error.cause, error.remedy
    return None, None


def wrong(ctx: cxl.Context, region: cxl.Region) -> None:
    ctx.memdevs[0].siez                                     # error: has no attribute "siez"
    ctx.memdevs[0].serial + 1                               # error: Unsupported operand types
    cxl.plan_destroy(ctx)                                   # error: incompatible type "Context"
    cxl.plan_create_region(ctx, size='1G')                  # error: incompatible type "str"
    ctx.memdevs[0].inject_poison('4096')                    # error: incompatible type "str"
    region.name = 'region1'                                 # error: read-only
    region.memory.blocks[0].online(1, 2, 3)                 # error: has no attribute "online"
    for bus in ctx.buses[0]:                                # error: not iterable
        print(bus)
    parent: cxl.Memdev = ctx.find_memdev('mem0')            # error: Incompatible types in assignment
    print(parent)
