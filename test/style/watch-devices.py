#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""The program of libcxl(3) that watches sees a device leave and another one take its name.

    watch-devices.py MACHINE PROGRAM...
"""
import os
import pathlib
import shutil
import subprocess
import sys
import tempfile

import tap
from unpack import unpack

DEVICES = 'sys/bus/cxl/devices'


class Watcher:
    """The program at work; it is heard line by line. A captured machine has no events: a line makes it look."""

    def __init__(self, words, root):
        self.process = subprocess.Popen([*words, root], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)

    def look(self):
        self.process.stdin.write('\n')
        self.process.stdin.flush()

    def hears(self, *lines):
        heard = [self.process.stdout.readline().rstrip('\n') for _ in lines]
        return [] if heard == list(lines) else [f'heard {heard}']

    def end(self):
        """How it ends when its input does."""
        self.process.stdin.close()
        return self.process.wait(timeout=60)


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


def main(machine, *words):
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name).resolve()
        root = unpack(machine, folder / 'machine')
        watcher = Watcher(words, root)
        try:
            tap.ok('all are here at first',
                   watcher.hears(*[f'mem{n}, serial {n + 1:#x}, is here' for n in range(4)]))
            home = leave(root, 'mem1', folder)
            watcher.look()
            tap.ok('one leaves', watcher.hears('mem1, serial 0x2, left'))
            come_as_another(root, 'mem1', home, folder, '0x8002')
            watcher.look()
            tap.ok('another takes its name', watcher.hears('mem1, serial 0x8002, is here'))
            tap.ok('it ends with its input', [status] if (status := watcher.end()) else [])
        finally:
            watcher.process.kill()
            watcher.process.wait()
    tap.done()


if __name__ == '__main__':
    main(*sys.argv[1:])
