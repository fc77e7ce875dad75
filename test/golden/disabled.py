#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""Disabled memdevs and regions of a captured machine: a person hears that a listing omits them.

    disabled.py CXL MACHINE

One TAP line for each listing: how many it says there are, on a terminal; nothing elsewhere, and the
bytes of standard output stay.
"""
import os
import pathlib
import pty
import subprocess
import sys
import tempfile

sys.path.append(os.fspath(pathlib.Path(__file__).resolve().parents[1] / 'style'))
import tap  # noqa: E402
from unpack import unpack  # noqa: E402

DISABLED = ['sys/devices/pci0000:0c/0000:0c:01.0/0000:0e:00.0/mem1/driver',
            'sys/devices/platform/ACPI0017:00/root0/decoder0.1/region5/driver']

END = b'(the end)'

# How many a listing omits.
LISTINGS = {
    'list': 2, 'list -M': 1, 'list -R': 1, 'list -Mi': 0, 'list -vv': 0, 'list -m mem0': 0, 'list -m mem1': 1,
    'list -r region5': 1, 'list -r region0': 0, 'list -D': 0, 'list --table': 2, 'list --tree': 1, 'list -v': 2,
    'list --json=2': 0,
}


def on_terminal(words):
    """What stands on the terminal that standard error is."""
    master, slave = pty.openpty()
    with tempfile.TemporaryFile() as out:
        subprocess.run(words, stdin=subprocess.DEVNULL, stdout=out, stderr=slave, timeout=60, check=False)
        out.seek(0)
        printed = out.read()
    os.write(slave, END)
    said = b''
    while END not in said:          # it comes in parts
        said += os.read(master, 65536)
    os.close(slave)
    os.close(master)
    return said.decode(), printed


def problems(words, count):
    said, printed = on_terminal(words)
    line = f'{count} disabled, not shown (-i shows all)'
    if count and line not in said or not count and 'disabled' in said:
        yield f'said: {said}'
    piped = subprocess.run(words, stdin=subprocess.DEVNULL, capture_output=True, timeout=60, check=False)
    if b'disabled, not' in piped.stderr:
        yield 'said in a pipe, too'
    if piped.stdout != printed:
        yield 'the output is another'


def main(cxl, machine):
    with tempfile.TemporaryDirectory() as folder:
        tree = unpack(machine, folder)
        for driver in DISABLED:
            (tree / driver).unlink()
        for arguments, count in LISTINGS.items():
            tap.ok(f'{arguments}: {count}', problems([cxl, '--sysroot', tree, *arguments.split()], count))
    tap.done()


main(*sys.argv[1:])
