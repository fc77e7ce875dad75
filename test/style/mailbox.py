#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""Each function of a mailbox command is tried with every kind of answer: it stands in the table of such a test.

    mailbox.py SYM UNIT
"""
import pathlib
import re
import sys

import tap

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[2] / 'Documentation/libcxl'))
import pages  # noqa: E402

# Which functions are tried where; of those that fit several the first counts.
ROOMS = (
    ('each constructor', r'_new_', 'mbox-cmd.c'),
    ('the bytes of labels', r'_read_label_get_payload$', 'mbox-label.c'),
    ('what all commands have', r'cxl_cmd_(ref|unref|submit|get_\w+|set_\w+_payload)$', 'mbox-cmd.c'),
    ('each setter', r'_set_', 'mbox-cmd.c'),
    ('each getter', r'', 'mbox-getters.c'),
)


def room_of(name):
    return next(room for room in ROOMS if re.search(room[1], name))


def main(sym, unit):
    names = [name for name in sorted(pages.nodes_of(pathlib.Path(sym))) if name.startswith('cxl_cmd_')]
    for room in ROOMS:
        what, _, file = room
        text = (pathlib.Path(unit) / file).read_text()
        mine = [name for name in names if room_of(name) == room]
        tap.ok(f'{what}, of which there are {len(mine)}, is tried in {file}',
               [name for name in mine if not re.search(rf'\b{name}\b', text)] or ([] if mine else ['there is none']))
    tap.done()


if __name__ == '__main__':
    main(*sys.argv[1:])
