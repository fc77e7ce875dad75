#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""What the Python module raises, and what plans and waiting return, on a captured machine.

    errors.py MACHINES
"""
import errno
import os
import pathlib
import pickle
import select
import sys
import tempfile

import cxl

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / 'style'))
import tap  # noqa: E402
from unpack import unpack  # noqa: E402


def raised(call, *arguments, **options):
    try:
        call(*arguments, **options)
    except cxl.Error as error:
        return error
    return None


def tell(what, error, **wanted):
    """That @error has the fields of @wanted."""
    if error is None:
        tap.ok(what, ['nothing was raised'])
        return
    tap.ok(what, [f'{name} is {getattr(error, name)!r}' for name, value in wanted.items()
                  if getattr(error, name) != value])


def test_acting(ctx):
    memdev = ctx.memdevs[0]
    tell('unbinding a memdev', raised(memdev.disable_invalidate), errno=errno.EROFS, object='mem0', step='unbind',
         attribute='driver', value=None, cause='captured-machine', text='read-only',
         remedy='a captured machine is never written to')
    error = raised(memdev.inject_poison, 4096)
    tell('injecting poison', error, errno=errno.EROFS, object='mem0', step='inject', attribute='inject_poison',
         value='0x1000')
    tap.ok('it is an OSError', [] if isinstance(error, OSError) else [type(error)])
    tell('its copy', pickle.loads(pickle.dumps(error)), errno=errno.EROFS, object='mem0', value='0x1000')
    text = 'mem0: inject inject_poison: read-only (a captured machine is never written to)'
    tap.ok('its text names all of it', [] if str(error) == text else [str(error)])
    tell('clearing poison', raised(memdev.clear_poison, 0), errno=errno.EROFS, attribute='clear_poison')
    tell('poison of a region', raised(ctx.regions[0].inject_poison, 0), object='region0')
    tell('disabling a region', raised(ctx.regions[0].disable), errno=errno.EROFS, object='region0')
    tell('creating a region', raised(ctx.decoders[0].create_ram_region), errno=errno.EROFS, object='decoder0.0')
    tell('enabling a port', raised(ctx.buses[0].port.enable), object='root0')


def test_numbers(ctx):
    region = ctx.regions[0]
    tell('beyond a region', raised(region.translate_offset, region.size), errno=errno.ERANGE, object=region.name)
    memdev, dpa = region.translate_offset(4096)
    tap.ok('an address there and back', [] if memdev.translate_dpa(dpa) == (region, 4096) else [memdev, dpa])
    root = ctx.buses[0].port.decoders[0]
    tap.ok('a root decoder has no mode', [] if root.mode is None and root.dpa_size is None else [root.mode])
    tap.ok('a region has one', [] if region.mode is cxl.DecoderMode.RAM else [region.mode])
    tap.ok('a name that nobody has', [] if ctx.find_memdev('mem99') is None else ['it has'])
    tap.ok('a name that is one', [] if ctx.find_region('region0') == region else ['it is not'])
    tap.ok('a text that is not UTF-8', [] if ctx.find_memdev('mem\udcff') is None else ['it is found'])


def test_no_machine():
    tell('no such directory', raised(cxl.Context, '/nowhere/at/all'), errno=errno.ENOENT, object='/nowhere/at/all',
         step='open')
    empty = cxl.Context('/proc/self/fd')        # a directory without /sys
    tap.ok('a machine without CXL', [] if not empty.memdevs + empty.buses + empty.ports + empty.regions else ['it has'])
    here = cxl.Context()
    tap.ok('this machine', [] if isinstance(here.memdevs, list) else ['it has no list'])


def test_events(ctx):
    tell('a captured machine has no events', raised(ctx.watch_fd), errno=errno.EOPNOTSUPP)
    tell('nothing to iterate over', raised(lambda: next(ctx.changes())), errno=errno.EOPNOTSUPP)
    tell('nothing to drain', raised(ctx.watch_drain), errno=errno.EBADF)
    here = cxl.Context()
    refused = raised(here.watch_fd)
    if refused:
        tap.skip('this machine has events', str(refused))
        return
    poller = select.poll()
    poller.register(here.watch_fd(), select.POLLIN)
    tap.ok('the descriptor stays the same', [] if here.watch_fd() == here.watch_fd() else ['it does not'])
    descriptor = here.watch_fd()
    tap.ok('nothing may have changed', [] if next(here.changes(timeout=0)) in {True, False} else ['neither'])
    del here
    tap.ok('it ends with the context', [] if not os.path.exists(f'/proc/self/fd/{descriptor}') else ['it does not'])


# ---- plans ------------------------------------------------------------------

def test_plan(ctx):
    plan = cxl.plan_create_region(ctx, mode=cxl.DecoderMode.RAM, size=256 << 20, interleave_ways=1)
    tap.ok('a plan has its region', [] if (plan.size, plan.interleave_ways, plan.mode) ==
           (256 << 20, 1, cxl.DecoderMode.RAM) and len(plan.memdevs) == 1 and plan.window.port.is_root else [plan.size])
    steps, findings = [], []
    error = raised(plan.apply, on_step=lambda step, undo: steps.append((step, undo)), on_finding=findings.append)
    tell('applying it here fails', error, errno=errno.EROFS)
    tap.ok('after its first step', [] if steps == [(plan.steps[0], False)] else [steps])
    tap.ok('with the findings', [] if findings and error.findings and str(error) else [findings])
    tap.ok('and names the step', [] if plan.failed_step == plan.steps[0] and plan.nr_done == 0 else [plan.failed_step])
    named = cxl.plan_create_region(ctx, memdevs=[plan.memdevs[0]], window=plan.window, bus=ctx.buses[0],
                                   mode=cxl.DecoderMode.RAM)
    tap.ok('a plan with its objects', [] if named.memdevs == plan.memdevs and named.window == plan.window else [named])


def test_broken_rule(ctx):
    error = raised(cxl.plan_create_region, ctx, size=12345)
    tap.ok('a broken rule', [] if isinstance(error, cxl.PlanError) and error.findings else [error])
    tap.ok('it has its identifier', [] if error.cause == error.findings[0].id else [error.cause])
    tap.ok('and changes nothing', [] if error.findings[0].kind == cxl.FindingKind.RULE else [error.findings])


def test_stopping(ctx):
    plan = cxl.plan_create_region(ctx, mode=cxl.DecoderMode.RAM)
    tell('a plan that is stopped', raised(plan.apply, on_stop=lambda: 'SIGINT'), errno=errno.ECANCELED)

    def fail(step, undo):
        raise ValueError(step)
    plan = cxl.plan_create_region(ctx, mode=cxl.DecoderMode.RAM)
    try:
        plan.apply(on_step=fail)
        tap.ok('an exception in a callback', ['nothing was raised'])
    except ValueError as error:
        tap.ok('an exception in a callback', [] if error.args[0] == plan.steps[0] else [error])


def test_window_lock(ctx):
    with ctx.lock_windows():
        tap.ok('the windows are locked', [] if ctx.memdevs else ['the machine is empty'])
    tap.ok('nothing was done without a lock', [ctx.unlocked] if ctx.unlocked else [])


def main(archives):
    with tempfile.TemporaryDirectory() as folder:
        idle, regions = (cxl.Context(unpack(pathlib.Path(archives) / name, pathlib.Path(folder) / name))
                         for name in ('qemu-hb2-idle', 'qemu-hb2-regions'))
        test_acting(regions)
        test_numbers(regions)
        test_no_machine()
        test_events(regions)
        test_plan(idle)
        test_broken_rule(idle)
        test_stopping(idle)
        test_window_lock(idle)
    tap.done()


if __name__ == '__main__':
    main(*sys.argv[1:])
