#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""Who includes what: the tool is an ordinary client of the library, the library knows no tool.

    includes.py SOURCE
"""
import pathlib
import re
import sys

import tap

INCLUDE = re.compile(r'^\s*#\s*include\s+([<"])([^>"]+)[>"]', re.MULTILINE)

# Libraries that one room alone knows: a part of the header's name -> the rooms.
ALONE = {
    'libkmod': {'libcxl/driver/module.c'},
    'libudev': {'cxl/events/udev-calls.h'},
    'daxctl': {'libcxl/memory/dax.c', 'cxl/show/show-dax.c'},
    'linux/cxl_mem.h': {'libcxl/mailbox/cmd.c', 'libcxl/mailbox/mbox.c'},
    'tracefs': {'cxl/trace/trace-calls.h'},
    'event-parse': {'cxl/trace/trace-calls.h'},
    'libsmartcols': {'cxl/core/output.c', 'cxl/table.c'},
}


def includes(path):
    return INCLUDE.findall(path.read_text())


def sources(room):
    return sorted(p for p in room.rglob('*.[ch]'))


def not_own_headers(room):
    """Quoted includes are headers of the same room."""
    for path in sources(room):
        for kind, name in includes(path):
            if kind == '"' and not (room / name).is_file():
                yield f'{path.name}: "{name}"'


def inside_of_the_library(tool, library):
    """What the tool takes of the library other than the one header."""
    for path in sources(tool):
        for kind, name in includes(path):
            inside = name.startswith('cxl/')
            if kind == '<' and inside and name != 'cxl/libcxl.h':
                yield f'{path.name}: <{name}>'


def commands_of_commands(tool):
    """main alone has the table of commands; a command knows its own header."""
    for path in sources(tool):
        for kind, name in includes(path):
            if (name.startswith('cmd-') and path.stem.startswith('cmd-')
                    and pathlib.Path(name).stem != path.stem):
                yield f'{path.name}: "{name}"'


def public_headers_inside(library):
    """What users see includes nothing that is not installed with it."""
    for path in sources(library / 'include'):
        for kind, name in includes(path):
            if kind == '"' or ('cxl' in name and not (library / 'include' / name).is_file()):
                yield f'{path.name}: {name}'


def not_alone(top):
    for room in ('libcxl', 'cxl'):
        for path in sources(top / room):
            for _, name in includes(path):
                yield from (f'{path.name}: {name}' for part, rooms in ALONE.items()
                            if part in name and str(path.relative_to(top)) not in rooms)


def different_copies(library, tool):
    """A header that both need is in both, as neither includes the other's: from the second line on it is the same."""
    for path in sources(library):
        copy = tool / path.relative_to(library)
        if copy.is_file() and path.read_text().splitlines()[1:] != copy.read_text().splitlines()[1:]:
            yield copy.relative_to(tool.parent)


def unguarded(top):
    for path in sources(top / 'libcxl') + sources(top / 'cxl'):
        text = path.read_text()
        if path.suffix == '.h' and '#pragma once' not in text and '#ifndef CXL_' not in text:
            yield path.relative_to(top)


def main(top):
    top = pathlib.Path(top)
    library, tool = top / 'libcxl', top / 'cxl'
    tap.ok('libcxl includes nothing of cxl', not_own_headers(library))
    tap.ok('cxl includes its own headers', not_own_headers(tool))
    tap.ok('cxl includes <cxl/libcxl.h> only', inside_of_the_library(tool, library))
    tap.ok('commands include no other command', commands_of_commands(tool))
    tap.ok('public headers include public headers', public_headers_inside(library))
    tap.ok('a library has one room that knows it', not_alone(top))
    tap.ok('a header that is in both is the same', different_copies(library, tool))
    tap.ok('every header may be included twice', unguarded(top))
    tap.done()


if __name__ == '__main__':
    main(*sys.argv[1:])
