#!/usr/bin/env python3
# SPDX-License-Identifier: LGPL-2.1-or-later
"""List the CXL memory devices of this machine, or of a captured one, from Python."""
# tag::program[]
import ctypes
import os
import sys

library = ctypes.CDLL('libcxl.so.1')


def function(name, result, *arguments):
    """A function of the library; without the types ctypes takes all for int."""
    found = library[name]
    found.restype, found.argtypes = result, arguments
    return found


new_at = function('cxl_new_at', ctypes.c_int, ctypes.POINTER(ctypes.c_void_p), ctypes.c_char_p)
unref = function('cxl_unref', None, ctypes.c_void_p)
first = function('cxl_memdev_get_first', ctypes.c_void_p, ctypes.c_void_p)
after = function('cxl_memdev_get_next', ctypes.c_void_p, ctypes.c_void_p)
devname = function('cxl_memdev_get_devname', ctypes.c_char_p, ctypes.c_void_p)
serial = function('cxl_memdev_get_serial', ctypes.c_ulonglong, ctypes.c_void_p)
ram_size = function('cxl_memdev_get_ram_size', ctypes.c_ulonglong, ctypes.c_void_p)
pmem_size = function('cxl_memdev_get_pmem_size', ctypes.c_ulonglong, ctypes.c_void_p)


def memdevs(ctx):
    memdev = first(ctx)
    while memdev:
        yield memdev
        memdev = after(memdev)


def main(root='/'):
    ctx = ctypes.c_void_p()
    rc = new_at(ctypes.byref(ctx), os.fsencode(root))
    if rc < 0:
        sys.exit(f'libcxl: {os.strerror(-rc)}')
    for memdev in memdevs(ctx):
        print(f'{devname(memdev).decode()}, serial {serial(memdev):#x}: '
              f'{ram_size(memdev) >> 20} MiB ram, {pmem_size(memdev) >> 20} MiB pmem')
    unref(ctx)


main(*sys.argv[1:])
# end::program[]
