# SPDX-License-Identifier: GPL-2.0-or-later
"""Captured machines: each is a folder of test/golden/machines with an archive of its files."""
import pathlib
import tarfile

ARCHIVE = 'machine.tar.gz'


def unpack(machine, root):
    """Unpacks the machine of this folder to @root, and returns that as a path."""
    with tarfile.open(pathlib.Path(machine) / ARCHIVE) as archive:
        archive.extractall(root)
    return pathlib.Path(root)


def captured(machines):
    """The folders of all captured machines, by name."""
    return sorted(archive.parent for archive in pathlib.Path(machines).glob(f'*/{ARCHIVE}'))
