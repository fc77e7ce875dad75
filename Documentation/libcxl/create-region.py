#!/usr/bin/env python3
# SPDX-License-Identifier: LGPL-2.1-or-later
"""Create a volatile region that interleaves the memory devices of this machine, or destroy one, from Python."""
# tag::program[]
import ctypes
import errno
import os
import signal
import sys

library = ctypes.CDLL('libcxl.so.1')
pointer, text, out = ctypes.c_void_p, ctypes.c_char_p, ctypes.POINTER(ctypes.c_void_p)


def function(name, result, *arguments):
    """A function of the library; without the types ctypes takes all for int."""
    found = library[name]
    found.restype, found.argtypes = result, arguments
    return found


new = function('cxl_new', ctypes.c_int, out)
new_at = function('cxl_new_at', ctypes.c_int, out, text)
lock_windows = function('cxl_lock_windows', ctypes.c_int, pointer, out)
find_region = function('cxl_region_get_by_name', pointer, pointer, text)
new_request = function('cxl_region_request_new', pointer)
set_mode = function('cxl_region_request_set_mode', None, pointer, ctypes.c_int)
RAM = 3     # CXL_DECODER_MODE_RAM
plan_create = function('cxl_plan_create_region', ctypes.c_int, pointer, pointer, out)
plan_destroy = function('cxl_plan_destroy_region', ctypes.c_int, pointer, ctypes.c_bool, out)
plan_apply = function('cxl_plan_apply', ctypes.c_int, pointer)
region_of = function('cxl_plan_get_region', pointer, pointer)
devname = function('cxl_region_get_devname', text, pointer)
step_object = function('cxl_plan_step_get_object', text, pointer)
step_text = function('cxl_plan_step_get_text', text, pointer)
finding_format = function('cxl_finding_format', ctypes.c_int, pointer, text, ctypes.c_size_t)


def each(kind, plan):
    """The steps or the findings of a plan."""
    one = function(f'cxl_{kind}_get_first', pointer, pointer)(plan)
    while one:
        yield one
        one = function(f'cxl_{kind}_get_next', pointer, pointer)(one)


def tell(plan):
    line = ctypes.create_string_buffer(512)
    for finding in each('finding', plan):
        finding_format(finding, line, len(line))
        print('create-region:', line.value.decode(), file=sys.stderr)


def make_plan(ctx, name, plan):
    if not name:
        request = new_request()
        set_mode(request, RAM)
        return plan_create(ctx, request, plan)
    region = find_region(ctx, os.fsencode(name))
    return plan_destroy(region, True, plan) if region else -errno.ENOENT


def main(root, name=None):
    ctx, lock, plan = pointer(), pointer(), pointer()
    signal.pthread_sigmask(signal.SIG_BLOCK, signal.valid_signals())
    rc = new(ctx) if root == '/' else new_at(ctx, os.fsencode(root))
    rc = rc or lock_windows(ctx, lock) or make_plan(ctx, name, plan)
    if not rc:
        for step in each('plan_step', plan):
            print(f'{step_object(step).decode()}: {step_text(step).decode()}', flush=True)
        rc = plan_apply(plan)
    if plan:
        tell(plan)
    else:
        print('create-region:', os.strerror(-rc), file=sys.stderr)
    if not rc:
        print('destroyed' if name else 'created', devname(region_of(plan)).decode())
    sys.exit(rc != 0)


main(*sys.argv[1:])
# end::program[]
