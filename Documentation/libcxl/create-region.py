#!/usr/bin/env python3
# SPDX-License-Identifier: LGPL-2.1-or-later
"""Create a region that interleaves the memory devices of this machine, or destroy one, from Python."""
# tag::program[]
import signal
import sys

import cxl


def make_plan(ctx, name):
    if name is None:    # without a request, the library makes every choice
        return cxl.plan_create_region(ctx)
    region = ctx.find_region(name)
    if region is None:  # what could not be read may exist
        sys.exit(f'create-region: {ctx.missing or name + ": no such region"}')
    return cxl.plan_destroy(region, disable=True)


def main(name=None):
    signal.pthread_sigmask(signal.SIG_BLOCK, signal.valid_signals())    # one during a step would leave half a region
    ctx = cxl.Context()
    with ctx.lock_windows():
        plan = make_plan(ctx, name)
        for step in plan.steps:
            print(step, flush=True)
        region = plan.apply()   # a failure undoes the steps before it
        for warning in plan.findings:
            print('create-region:', warning, file=sys.stderr)
    print('destroyed' if name else 'created', region.name)


try:
    main(*sys.argv[1:])
except cxl.Error as error:
    sys.exit(f'create-region: {error}')
# end::program[]
