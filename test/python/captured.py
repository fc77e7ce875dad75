# SPDX-License-Identifier: GPL-2.0-or-later
"""The captured machines, unpacked."""
import pathlib
import sys
import tarfile

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / 'style'))


def unpack(archives, folder, name):
    """The root of one machine."""
    root = folder / name
    with tarfile.open(archives / name / 'machine.tar.gz') as archive:
        archive.extractall(root)
    return str(root)


def machines(archives, folder):
    """(name, root) of each."""
    for path in sorted(archives.glob('*/machine.tar.gz')):
        yield path.parent.name, unpack(archives, folder, path.parent.name)
