#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""PCI links of a captured machine: what they run at, and what is said of one that could do better.

    link.py CXL MACHINE
"""
import os
import pathlib
import subprocess
import sys
import tempfile

sys.path.append(os.fspath(pathlib.Path(__file__).resolve().parents[1] / 'style'))
import tap  # noqa: E402
from unpack import unpack  # noqa: E402

PORT = 'sys/devices/pci0000:0c/0000:0c:01.0'
HOST = f'{PORT}/0000:0e:00.0'

# What the files of the link of mem1 say, and the column LINK. The emulator's links run at 32 GT/s and have 16 lanes.
LINKS = [
    ({}, 'x16 32GT'),
    ({f'{HOST}/current_link_width': '8'}, 'x8 32GT (of x16)'),
    ({f'{HOST}/current_link_speed': '2.5 GT/s PCIe'}, 'x16 2.5GT (of 32GT)'),
    ({f'{HOST}/current_link_speed': '16.0 GT/s PCIe', f'{HOST}/current_link_width': '4'}, 'x4 16GT (of x16 32GT)'),
    ({f'{HOST}/current_link_width': '8', f'{PORT}/max_link_width': '8'}, 'x8 32GT'),
    ({f'{HOST}/current_link_speed': 'Unknown'}, '-'),
]


def problems(cxl, tree, link):
    def says(*arguments):
        return subprocess.run([cxl, '--sysroot', tree, *arguments], capture_output=True, text=True, timeout=60,
                              check=False).stdout

    shown = says('list', '--table', '--noheadings', '-m', 'mem1', '-o', 'LINK').strip()
    if shown != link:
        yield f'LINK is "{shown}"'
    line = f'action: mem1: its PCI link is slower than both ends support: {link} (see: lspci -vv -s 0000:0e:00.0)\n'
    if ('(' in link) != (line in says('status')):
        yield f'status says {says("status")}'


def main(cxl, machine):
    for files, link in LINKS:
        with tempfile.TemporaryDirectory() as folder:
            tree = unpack(machine, folder)
            for name, text in files.items():
                (tree / name).chmod(0o644)
                (tree / name).write_text(f'{text}\n')
            tap.ok(link, problems(cxl, tree, link))
    tap.done()


main(*sys.argv[1:])
