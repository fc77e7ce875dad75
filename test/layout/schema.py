#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""The schema of layout files: it and the reader agree on which files are layouts.

    schema.py CXL MACHINES SCHEMA PAGE

What is exported of captured machines with regions and the example of the page are layouts. Then a table of changes to one
entry: each is accepted by both, refused by both, or refused by the reader alone, where no schema can tell.
"""
import copy
import json
import pathlib
import subprocess
import sys
import tempfile

folder = pathlib.Path(__file__).resolve().parent.parent
sys.path.append(str(folder / 'style'))
import tap  # noqa: E402
from unpack import captured, unpack  # noqa: E402

try:
    import jsonschema
except ImportError:
    print('1..0 # SKIP python3-jsonschema is not installed')
    sys.exit(0)

UNIT = 256 << 20
RAM = {'name': 'a', 'type': 'ram', 'size': 2 * UNIT, 'ways': 2, 'granularity': 256,
       'members': [{'serial': '0x1', 'slot': '2-1', 'host': '0000:0d:00.0'}, {'slot': '3'}]}
PMEM = {'name': 'p', 'type': 'pmem', 'size': UNIT, 'ways': 1, 'granularity': 16384, 'members': [{'serial': '1'}],
        'uuid': '1b4e28ba-2fa1-11d2-883f-b9a761bde3fb', 'use': {'mode': 'pmem'}, 'allow_replacement': True}
ABSENT = object()

GOOD = [
    ('ram', RAM, {}), ('pmem', PMEM, {}),
    ('a window', RAM, {'window': {'base': '0x0', 'ways': 2, 'targets': ['a', 'b']}}), ('an empty window', RAM, {'window': {}}),
    ('system-ram', RAM, {'use': {'mode': 'system-ram'}}), ('offline', RAM, {'use': {'mode': 'system-ram', 'online': False}}),
    ('a zone', RAM, {'use': {'mode': 'system-ram', 'online': True, 'zone': 'kernel'}}),
    ('devdax', RAM, {'use': {'mode': 'devdax'}}), ('famfs', RAM, {'use': {'mode': 'famfs'}}),
    ('a decimal serial', PMEM, {'members': [{'serial': '4100'}]}), ('an octal serial', PMEM, {'members': [{'serial': '017'}]}),
    ('a large serial', PMEM, {'members': [{'serial': '0xffffffffffffffff'}]}),
    ('a host alone', PMEM, {'members': [{'host': 'h'}]}), ('a uuid in capitals', PMEM, {'uuid': PMEM['uuid'].upper()}),
    ('12 ways', RAM, {'ways': 12, 'size': 12 * UNIT, 'members': [{'slot': str(i)} for i in range(12)]}),
    ('a long name', RAM, {'name': 'n' * 127}),
]
BAD = [
    ('no name', RAM, {'name': ABSENT}), ('no members', RAM, {'members': ABSENT}), ('an unknown key', RAM, {'nmae': 'a'}),
    ('an empty name', RAM, {'name': ''}), ('a name with a blank', RAM, {'name': 'a b'}), ('a name with a tab', RAM, {'name': 'a\t'}),
    ('a name that is too long', RAM, {'name': 'n' * 128}), ('a name that is none', RAM, {'name': 1}),
    ('a type', RAM, {'type': 'volatile'}), ('a size of 0', RAM, {'size': 0}), ('a negative size', RAM, {'size': -2 * UNIT}),
    ('a size in a string', RAM, {'size': '536870912'}), ('half a unit', RAM, {'size': UNIT // 2}),
    ('a size that is no multiple of the ways', RAM, {'size': 3 * UNIT}), ('a size with a fraction', RAM, {'size': UNIT + 0.5}),
    ('a size beyond 64 bits', RAM, {'size': 1 << 64}),
    ('5 ways', RAM, {'ways': 5}), ('9 ways', RAM, {'ways': 9}), ('ways in a string', RAM, {'ways': '2'}),
    ('a granularity', RAM, {'granularity': 300}), ('a small granularity', RAM, {'granularity': 128}),
    ('a large granularity', RAM, {'granularity': 32768}), ('fewer members', RAM, {'members': [{'serial': '1'}]}),
    ('more members', PMEM, {'members': [{'serial': '1'}, {'serial': '2'}]}), ('a member without a key', PMEM, {'members': [{}]}),
    ('an unknown key of a member', PMEM, {'members': [{'serial': '1', 'memdev': 'mem0'}]}),
    ('a serial of 0', PMEM, {'members': [{'serial': '0x0'}]}), ('a serial that is a number', PMEM, {'members': [{'serial': 1}]}),
    ('a serial that is a word', PMEM, {'members': [{'serial': 'one'}]}), ('a negative serial', PMEM, {'members': [{'serial': '-1'}]}),
    ('an empty serial', PMEM, {'members': [{'serial': ''}]}), ('an empty slot', PMEM, {'members': [{'slot': ''}]}),
    ('a slot that is a number', PMEM, {'members': [{'slot': 2}]}), ('an empty host', PMEM, {'members': [{'host': ''}]}),
    ('a uuid of ram', RAM, {'uuid': PMEM['uuid']}), ('a uuid of zeros', PMEM, {'uuid': '00000000-0000-0000-0000-000000000000'}),
    ('a uuid that is none', PMEM, {'uuid': 'uuid'}), ('a window that is none', RAM, {'window': []}),
    ('an unknown key of a window', RAM, {'window': {'name': 'decoder0.0'}}), ('a base', RAM, {'window': {'base': 0}}),
    ('ways of a window', RAM, {'window': {'ways': 5}}), ('17 targets', RAM, {'window': {'targets': list('abcdefghijklmnopq')}}),
    ('a use without a mode', RAM, {'use': {'online': True}}), ('a mode', RAM, {'use': {'mode': 'ram'}}),
    ('pmem as a mode of ram', RAM, {'use': {'mode': 'pmem'}}), ('a mode of pmem', PMEM, {'use': {'mode': 'devdax'}}),
    ('devdax that is online', RAM, {'use': {'mode': 'devdax', 'online': True}}),
    ('a zone of devdax', RAM, {'use': {'mode': 'devdax', 'zone': 'movable'}}),
    ('a zone of what is offline', RAM, {'use': {'mode': 'system-ram', 'online': False, 'zone': 'movable'}}),
    ('a zone that does not exist', RAM, {'use': {'mode': 'system-ram', 'zone': 'dma'}}),
    ('online in a string', RAM, {'use': {'mode': 'system-ram', 'online': 'yes'}}),
    ('a replacement in a string', RAM, {'allow_replacement': 'yes'}),
]
# The texts of whole files.
FILES_BAD = ['', '[]', '{}', '{"version":1}', '{"version":2,"regions":[]}', '{"version":"1","regions":[]}', '{"version":1,"regions":{}}',
             '{"version":1,"regions":[1]}', '{"version":1,"regions":[],"more":1}']
# What no schema tells: text that JSON's readers take, and what two places have.
READER_ALONE = [
    ('a version with a fraction', '{"version":1.0,"regions":[]}'), ('a key that occurs twice', '{"version":1,"version":1,"regions":[]}'),
    ('a name that two entries have', json.dumps({'version': 1, 'regions': [RAM, RAM]})),
    ('a uuid that two entries have', json.dumps({'version': 1, 'regions': [PMEM, dict(PMEM, name='q')]})),
    ('a memdev at two positions', json.dumps({'version': 1, 'regions': [dict(RAM, members=[{'slot': '1'}, {'slot': '1'}])]})),
    ('a serial beyond 64 bits', json.dumps({'version': 1, 'regions': [dict(PMEM, members=[{'serial': '0x10000000000000000'}])]})),
]


class Judges:
    """The reader and the schema: whether a text is a layout."""

    def __init__(self, cxl, root, work, schema):
        self.cxl, self.root, self.file = cxl, root, pathlib.Path(work) / 'layout.json'
        self.validator = jsonschema.Draft202012Validator(schema)

    def reader(self, text):
        self.file.write_text(text)
        done = subprocess.run([self.cxl, '--sysroot', self.root, 'apply', '--dry-run', str(self.file)],
                              capture_output=True, text=True, check=False)
        return 'the file is not used' not in done.stderr, done.stderr

    def schema(self, text):
        try:
            found = [error.message for error in self.validator.iter_errors(json.loads(text))]
        except json.JSONDecodeError as error:
            found = [str(error)]
        return not found, '; '.join(found)

    def ok(self, name, text, reader, schema):
        problems = []
        for who, wanted in ((self.reader, reader), (self.schema, schema)):
            found, words = who(text)
            if found != wanted:
                problems.append(f'the {who.__name__} {"accepts" if found else "refuses"} it: {words}')
        tap.ok(name, problems)


def changed(entry, changes):
    entry = copy.deepcopy(entry)
    for key, value in changes.items():
        if value is ABSENT:
            del entry[key]
        else:
            entry[key] = value
    return json.dumps({'version': 1, 'regions': [entry]})


def example(page):
    """The JSON block of cxl-layout(5)."""
    return next(block for block in page.read_text().split('----\n') if block.startswith('{"version"'))


def main(cxl, machines, schema, page):
    schema = json.loads(pathlib.Path(schema).read_text())
    jsonschema.Draft202012Validator.check_schema(schema)
    for machine in (path for path in captured(machines) if path.name.endswith('-regions')):
        with tempfile.TemporaryDirectory() as work:
            name, root = machine.name, unpack(machine, work)
            judges = Judges(cxl, root, work, schema)
            text = subprocess.run([cxl, '--sysroot', root, 'export'], capture_output=True, text=True, check=True).stdout
            judges.ok(f'{name}: what is exported', text, True, True)
    with tempfile.TemporaryDirectory() as work:
        judges = Judges(cxl, work, work, schema)
        judges.ok('the example of the page', example(pathlib.Path(page)), True, True)
        for name, entry, changes in GOOD:
            judges.ok(name, changed(entry, changes), True, True)
        for name, entry, changes in BAD:
            judges.ok(f'refused: {name}', changed(entry, changes), False, False)
        for text in FILES_BAD:
            judges.ok(f'refused: {text!r}', text, False, False)
        for name, text in READER_ALONE:
            judges.ok(f'refused by the reader: {name}', text, False, True)
    tap.done()


if __name__ == '__main__':
    main(*sys.argv[1:])
