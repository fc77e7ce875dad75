#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""The program of libcxl(3) that watches sees a device leave and another one take its name.

    watch-devices.py PROGRAM MACHINE
"""
import os
import pathlib
import shutil
import subprocess
import sys
import tarfile
import tempfile

import tap

DEVICES = 'sys/bus/cxl/devices'


class Watcher:
    """The program at work; it is heard line by line."""

    def __init__(self, program, root):
        self.process = subprocess.Popen([program, root, '60'], stdout=subprocess.PIPE, text=True)

    def hears(self, *lines):
        heard = [self.process.stdout.readline().rstrip('\n') for _ in lines]
        return [] if heard == list(lines) else [f'heard {heard}']

    def end(self):
        self.process.kill()
        self.process.communicate()


def directory_of(root, name):
    return (root / DEVICES / name).resolve()


def leave(root, name, folder):
    """As in sysfs: "uevent" goes first, and who holds the directory open finds it empty."""
    home = directory_of(root, name)
    shutil.copytree(home, folder / name, symlinks=True)
    (home / 'uevent').unlink()
    (root / DEVICES / name).unlink()
    shutil.rmtree(home)
    return home


def come_as_another(root, name, home, folder, serial):
    """It is on the bus once it is whole."""
    (folder / name / 'serial').chmod(0o644)     # as in sysfs, nobody may write it
    (folder / name / 'serial').write_text(serial + '\n')
    (folder / name).rename(home)
    (root / DEVICES / name).symlink_to(os.path.relpath(home, root / DEVICES))


def main(program, machine):
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name).resolve()
        root = folder / 'machine'
        with tarfile.open(pathlib.Path(machine) / 'machine.tar.gz') as archive:
            archive.extractall(root)
        watcher = Watcher(program, root)
        try:
            tap.ok('all are here at first',
                   watcher.hears(*[f'mem{n}, serial {n + 1:#x}, is here' for n in range(4)]))
            home = leave(root, 'mem1', folder)
            tap.ok('one leaves', watcher.hears('mem1, serial 0x2, left'))
            come_as_another(root, 'mem1', home, folder, '0x8002')
            tap.ok('another takes its name', watcher.hears('mem1, serial 0x8002, is here'))
        finally:
            watcher.end()
    tap.done()


if __name__ == '__main__':
    main(*sys.argv[1:])
