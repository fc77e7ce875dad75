#!/usr/bin/env python3
# SPDX-License-Identifier: LGPL-2.1-or-later
"""List the CXL memory devices of this machine, or of a captured one, from Python."""
# tag::program[]
import sys

import cxl


def mebibytes(size):
    return (size or 0) >> 20    # None where the device has no such memory


for memdev in cxl.Context(*sys.argv[1:]).memdevs:
    print(f'{memdev.name}, serial {memdev.serial:#x}: '
          f'{mebibytes(memdev.ram_size)} MiB ram, {mebibytes(memdev.pmem_size)} MiB pmem')
# end::program[]
