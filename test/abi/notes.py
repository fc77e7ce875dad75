#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""Each shared library that is loaded when needed is named in a note of the file that loads it.

    notes.py OBJCOPY FILE...
"""
import json
import pathlib
import re
import struct
import subprocess
import sys
import tempfile

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / 'style'))
import tap  # noqa: E402

TYPE = 0x407c0c0a
KEYS = {'feature', 'description', 'priority', 'soname'}


def section(objcopy, path, name):
    with tempfile.NamedTemporaryFile() as out:
        subprocess.run([objcopy, '-O', 'binary', f'--only-section={name}', path, out.name], check=True)
        return pathlib.Path(out.name).read_bytes()


def aligned(size):
    return (size + 3) & ~3


def notes(data):
    """The JSON of each note; an error where one is not of the form that its readers expect."""
    at = 0
    while at < len(data):
        name, size, kind = struct.unpack_from('=III', data, at)
        at += 12
        if kind != TYPE or data[at:at + name] != b'FDO\0':
            raise ValueError(f'type {kind:#x}, owner {data[at:at + name]}')
        at += aligned(name)
        yield from json.loads(data[at:at + size].rstrip(b'\0'))
        at += aligned(size)


def loaded(objcopy, path):
    """What the file has as a string of its own: the operand of dlopen()."""
    return {text.decode() for text in re.findall(rb'(?<=\0)(lib[a-z]+\.so\.\d+)(?=\0)',
                                                 b'\0' + section(objcopy, path, '.rodata*'))}


def check(objcopy, path):
    found = list(notes(section(objcopy, path, '.note.dlopen')))
    name = pathlib.Path(path).name
    tap.ok(f'{name}: {len(found)} notes have all keys', [note for note in found if set(note) != KEYS])
    named = {soname for note in found for soname in note['soname']}
    tap.ok(f'{name}: a note for each library that is loaded', sorted(loaded(objcopy, path) - named)
           + ([] if found else ['no note']))


def main(objcopy, *files):
    for path in files:
        check(objcopy, path)
    tap.done()


if __name__ == '__main__':
    main(*sys.argv[1:])
