#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""Objects of the Python module may be dropped in any order, in any thread, and in cycles.

    lifetimes.py MACHINES

An access to freed memory ends the test under the sanitizers; without them the values tell.
"""
import ctypes
import gc
import os
import pathlib
import random
import shutil
import sys
import tempfile
import threading
import weakref

import cxl

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / 'style'))
import tap  # noqa: E402
from unpack import unpack  # noqa: E402

MACHINE = 'qemu-hb2-regions'
ORDERS = 40


def reach(ctx):
    """One object of each kind, and the values that it had."""
    region = ctx.regions[0]
    memory = region.memory
    found = [*ctx.buses, *ctx.ports, *ctx.endpoints, *ctx.memdevs, *ctx.decoders, *ctx.regions, *region.mappings,
             *ctx.ports[0].dports, *ctx.decoders[0].targets, memory, *memory.dax_devices, *memory.blocks]
    plan = cxl.plan_destroy(region, disable=True)
    found += [plan, *plan.steps]
    return [[thing, values_of(thing)] for thing in found]


# What is read again on each call is not compared once the context was refreshed.
FIXED = ('devname', 'id', 'serial', 'ram_size', 'pmem_size', 'size', 'depth', 'host', 'provider', 'position',
         'firmware_version', 'interleave_ways', 'text', 'object')


def values_of(thing):
    return {name: getattr(thing, name) for name in FIXED if hasattr(type(thing), name)}


def changed(reached):
    for thing, before in reached:
        now = values_of(thing)
        if now != before:
            yield f'{thing!r}: {before} became {now}'


def drop_at_random(root, seed):
    """Drops the objects one by one, the context among them, and reads those that are left."""
    order = random.Random(seed)
    ctx = cxl.Context(root)
    reached = reach(ctx)
    order.shuffle(reached)
    gone_at = order.randrange(len(reached))
    problems = []
    while reached:
        if len(reached) == gone_at:
            ctx = None
        reached.pop()
        if order.random() < 0.2:
            gc.collect()
        problems += changed(reached[-5:])
    return problems


def test_orders(root):
    tap.ok(f'{ORDERS} orders of dropping', [problem for seed in range(ORDERS) for problem in drop_at_random(root, seed)])


def test_cycles(root):
    """The collector ends the members of a cycle in an order of its own."""
    owners = []
    for _ in range(20):
        ctx = cxl.Context(root)
        owners.append(weakref.ref(ctx._owner))
        cycle = [ctx, *reach(ctx)]
        cycle.append(cycle)
        for thing, _ in cycle[1:-1]:
            thing.cycle = cycle
        del ctx, cycle, thing
    gc.collect()
    tap.ok('cycles are freed', [f'{sum(owner() is not None for owner in owners)} contexts are left']
           if any(owner() for owner in owners) else [])


def test_late(root):
    """In a cycle the context may end first; then nobody else frees what is dropped."""
    memdev = cxl.Context(root).memdevs[0]
    owner = memdev._owner
    owner.is_over = True
    del memdev
    tap.ok('what is dropped after the context is freed', owner.dropped)
    owner.is_over = False


def test_children_keep(root):
    memdev = cxl.Context(root).memdevs[0]
    gc.collect()
    tap.ok('a memdev outlives its context', [] if memdev.name == 'mem0' and memdev.endpoint.port.decoders else [memdev.name])


def test_references(root):
    """Every reference that was taken is dropped: the context has only its own."""
    ctx = cxl.Context(root)
    references = ctypes.c_int.from_address(ctx._pointer)    # the first member of struct cxl_ctx
    before = references.value
    reach(ctx)
    kept = reach(ctx)
    during = references.value
    del kept
    gc.collect()
    ctx._owner.sweep()
    tap.ok('references are dropped', [] if before == references.value == 1 < during else
           [f'{before}, then {during}, then {references.value}'])


def test_refresh(root):
    ctx = cxl.Context(root)
    reached = reach(ctx)
    plan = next(thing for thing, _ in reached if isinstance(thing, cxl.Plan))
    steps = plan.steps
    ctx.refresh()
    tap.ok('objects outlive a refresh', changed([pair for pair in reached if not isinstance(pair[0], cxl.Plan)]))
    tap.ok('a plan ends with it', [] if raises(ReferenceError, lambda: plan.size) else ['it does not'])
    tap.ok('it can be named', [] if repr(plan) else ['it cannot'])
    tap.ok('its steps are copies', [] if all(step.text for step in steps) else ['they are not'])


def test_gone(root):
    """A memdev that left keeps its values, and another one with its name is not equal to it."""
    ctx = cxl.Context(root)
    memdev, other = ctx.memdevs[0], ctx.memdevs[1]
    before = values_of(memdev)
    link = pathlib.Path(root, 'sys/bus/cxl/devices', memdev.name)
    home = link.resolve()
    link.unlink()
    shutil.copytree(home, home.with_name('another'), symlinks=True)
    shutil.rmtree(home)     # as in sysfs: a process that holds it open finds it empty
    ctx.refresh()
    gc.collect()
    tap.ok('a memdev that left is gone', [] if memdev.is_gone and memdev not in ctx.memdevs else ['it is not'])
    tap.ok('it keeps its values', changed([[memdev, before]]))
    tap.ok('another stays', [] if other in ctx.memdevs and other == ctx.find_memdev(other.name) else ['it does not'])
    tap.ok('acting on it fails', [] if raises(cxl.Error, memdev.enable) else ['it does not'])
    home.with_name('another').rename(home)
    link.symlink_to(os.path.relpath(home, link.parent))
    ctx.refresh()
    another = ctx.find_memdev('mem0')
    tap.ok('another with its name is not it', [] if another and another != memdev and memdev.is_gone else [another])
    del ctx, other, another
    gc.collect()
    tap.ok('it outlives its context', changed([[memdev, before]]))


def raises(error, call):
    try:
        call()
    except error:
        return True
    return False


def test_identity(root):
    ctx = cxl.Context(root)
    tap.ok('an object is equal to itself', [] if ctx.memdevs == ctx.memdevs else ['it is not'])
    tap.ok('and in a set', [] if len({*ctx.memdevs, *ctx.memdevs}) == len(ctx.memdevs) else ['it is not'])
    other = cxl.Context(root)
    tap.ok('not to that of another context', [] if ctx.memdevs[0] != other.memdevs[0] else ['it is'])
    tap.ok('not to one of another kind', [] if ctx.memdevs[0] != ctx.buses[0] else ['it is'])
    tap.ok('nobody else makes one', [] if raises(TypeError, cxl.Memdev) else ['one can'])


def test_threads(root):
    """Threads share a context, and drop what others made."""
    ctx = cxl.Context(root)
    problems, shared = [], []

    def work(seed):
        order = random.Random(seed)
        for _ in range(15):
            shared.extend(ctx.decoders)
            problems.extend(changed([[memdev, values_of(memdev)] for memdev in ctx.memdevs]))
            if order.random() < 0.3:
                ctx.refresh()
            del shared[:order.randrange(50)]

    threads = [threading.Thread(target=work, args=(seed,)) for seed in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    tap.ok('threads share a context', problems)


def main(archives):
    with tempfile.TemporaryDirectory() as folder:
        root = unpack(pathlib.Path(archives) / MACHINE, pathlib.Path(folder) / MACHINE)
        for test in (test_orders, test_cycles, test_late, test_children_keep, test_references, test_refresh, test_identity,
                     test_threads, test_gone):
            test(root)
    tap.done()


if __name__ == '__main__':
    main(*sys.argv[1:])
