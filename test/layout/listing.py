#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""cxl diff OLD-LISTING on captured machines: what differs, whatever numbers the kernel gave; files that are no listing.

    listing.py CXL MACHINES
"""
import json
import pathlib
import re
import subprocess
import sys
import tempfile

folder = pathlib.Path(__file__).resolve().parent.parent
sys.path.append(str(folder / 'style'))
import tap  # noqa: E402
from unpack import captured, unpack  # noqa: E402

# Every shape that a listing has.
SHAPES = ['', '-i', '-u', '-vv', '-vvu', '-Ru', '-RTi', '-D', '-E', '-HIFA', '--json=2', '-vv --json=2,compact',
          '-R --json=2', '-D --json=2']

FEW = ['', '-vv --json=2']

# Those without that by which an object is known when its number has changed: there the number counts.
NUMBERS = {'-D', '-E', '-RTi', '-D --json=2'}

# Where another number is a name.
NAME = re.compile(r'^((?:mem|region|port|endpoint|decoder|dax_region|dax)(?!0\.))(\d+)(.*)$')


class Machine:
    """A captured machine, and how the tool lists it and compares it."""

    def __init__(self, cxl, root):
        self.words = [cxl, '--sysroot', str(root)]

    def run(self, *words, text=''):
        return subprocess.run([*self.words, *words], input=text, text=True, capture_output=True, check=False, timeout=60)

    def listing(self, shape):
        return self.run('list', *shape.split()).stdout

    def diff(self, text, *words):
        return self.run('diff', *words, '-', text=text if isinstance(text, str) else json.dumps(text))


def changed(value, how):
    """The same, with each object passed through @how, from the inside out."""
    if isinstance(value, dict):
        return how({key: changed(below, how) for key, below in value.items()})
    return [changed(below, how) for below in value] if isinstance(value, list) else value


def renumbered(listing):
    """As after another boot: each number is another one."""
    def name(text):
        match = NAME.match(text) if isinstance(text, str) else None
        return f'{match[1]}{int(match[2]) + 40}{match[3]}' if match else text

    def one(obj):
        return {':'.join(name(part) for part in key.split(':')): [name(v) for v in value] if isinstance(value, list) else name(value)
                for key, value in obj.items()}
    return changed(listing, one)


def ends(done, status, out=None, err=''):
    problems = [] if done.returncode == status else [f'{done.returncode} instead of {status}: {done.stderr}']
    if out is not None and done.stdout.splitlines() != out:
        problems.append(f'{done.stdout.splitlines()} instead of {out}')
    return problems + ([] if err in done.stderr else [f'no {err!r} in: {done.stderr}'])


def set_key(listing, name, key, value):
    """One key of one object."""
    """One key of one object."""
    def one(obj):
        return dict(obj, **{key: value}) if is_named(obj, name) else obj
    return changed(listing, one)


def is_named(obj, name):
    return isinstance(obj, dict) and 'position' not in obj and name in (obj.get('memdev'), obj.get('region'), obj.get('name'))


def without(listing, name):
    if isinstance(listing, list):
        return [without(value, name) for value in listing if not is_named(value, name)]
    return {k: without(v, name) for k, v in listing.items()} if isinstance(listing, dict) else listing


def check_same(name, machine):
    """A machine does not differ from its own listing, nor from the one before another boot."""
    for shape in SHAPES if name.endswith('-regions') else FEW:
        text = machine.listing(shape)
        if shape.startswith('-R') and not re.search('"(region|name)"', text):
            continue  # that of a machine without CXL
        tap.ok(f'{name}: list {shape}', ends(machine.diff(text), 0, []))
        if shape not in NUMBERS:
            tap.ok(f'{name}: list {shape}, with other numbers', ends(machine.diff(renumbered(json.loads(text))), 0, []))


def check_differences(machine):
    for shape in ('', '--json=2'):
        listing = json.loads(machine.listing(shape))
        tap.ok(f'a memdev that came{shape and " in " + shape}', ends(machine.diff(without(listing, 'mem1')), 0, ['mem1: added (serial 0x2)']))
        serial = '0x77' if shape else 0x77
        # In the one listing the mapping names the memdev, too: which is another one than that of the name.
        also = ['region0: mappings[0].memdev: serial 0x77 -> serial 0x2'] if shape else []
        tap.ok(f'another memdev in its place{shape and " in " + shape}', ends(machine.diff(set_key(listing, 'mem1', 'serial', serial)), 0, [
            'mem1: removed (serial 0x77)', *also, 'mem1: added (serial 0x2)']))
        tap.ok(f'another size{shape and " in " + shape}', ends(machine.diff(set_key(listing, 'region3', 'size', 1)), 0, ['region3: size: 1 -> 268435456']))
        tap.ok(f'a region that went{shape and " in " + shape}', ends(machine.diff(set_key(set_key(listing, 'region0', 'resource', 4096 if not shape else '0x1000'), 'region0', 'size', 5)), 0,
                                               ['region0: removed (resource 0x1000)', 'region0: added (resource 0x4d0000000)']))
        other = set_key(renumbered(listing), 'mem41', 'firmware_version', 'old')
        tap.ok(f'an object with another name{shape and " in " + shape}', ends(machine.diff(other), 0,
                                                        ['mem1 (was mem41): firmware_version: old -> BWFW VERSION 00']))
        other = set_key(listing, 'mem1', 'firmware_version', '\x1b[31m\u20ac')
        tap.ok(f'no control character reaches a terminal{shape and " in " + shape}', ends(machine.diff(other), 0,
                                                                    ['mem1: firmware_version: \ufffd[31m\u20ac -> BWFW VERSION 00']))
    tap.ok('a machine without regions', ends(machine.diff(json.loads(machine.listing('-M'))), 0, [
        'region0: added (resource 0x4d0000000)', 'region3: added (resource 0x4e0000000)', 'region1: added (resource 0x5d0000000)',
        'region5: added (resource 0x5e0000000)']))
    clones = changed(json.loads(machine.listing('-M')), lambda o: dict(o, serial=7) if 'serial' in o else o)
    tap.ok('a serial number that two memdevs have identifies neither',
           [line for line in machine.diff(clones).stdout.splitlines() if line.startswith('mem') and 'removed (host' not in line and 'added' not in line])


def check_programs(machine):
    listing = set_key(renumbered(json.loads(machine.listing('--json=2'))), 'mem41', 'ram_size', 5)
    done = machine.diff(listing, '--json=2')
    tap.ok('for programs', ends(done, 0) + ([] if json.loads(done.stdout)['items'] == [{
        'kind': 'difference', 'type': 'memdev', 'name': 'mem1', 'old_name': 'mem41', 'identity': 'serial 0x2', 'change': 'changed',
        'attribute': 'ram_size', 'old': '5', 'new': '268435456'}] else [done.stdout]))


def check_idle(machine):
    """What a listing without -i does not have may have been there."""
    tap.ok('idle decoders did not come', ends(machine.diff(machine.listing('-D')), 0, []))
    tap.ok('they did where the listing has some', [] if machine.diff(without(json.loads(machine.listing('-DMRi')), 'none')).stdout == '' else ['differs'])


def check_refused(machine):
    text = machine.listing('-vv')
    for at in range(1, len(text) - 2, max(1, len(text) // 12)):
        done = machine.diff(text[:at])
        tap.ok(f'cut at {at}', ends(done, 2, [], 'the listing is not used'))
    json2 = json.loads(machine.listing('--json=2'))
    for what, wrong, why in (
            ('a number', [1], 'must be an object'), ('a list in a list', [[]], 'must be an object'),
            ('no object of CXL', [{'dev': 'namespace0.0'}], 'is no bus, port'), ('an empty object', [{}], 'is no bus, port'),
            ('memdevs that are no list', [{'memdevs': []}, {'regions': [], 'x': 5}], 'must be an array'),
            ('twice', [{'memdev': 'mem0'}, {'memdev': 'mem0'}], 'the object occurs twice'),
            ('a name that is a number', [{'memdev': 0}], 'is no bus, port'),
            ('items that are no list', dict(json2, items=5), 'must be an object'),
            ('of another version', dict(json2, version={'major': 3}), 'must be a document of --json=2'),
            ('of another command', dict(json2, kind='doctor'), 'must be what cxl list printed'),
            ('items of another kind', dict(json2, items=[{'kind': 'finding', 'name': 'x'}]), 'is no bus, port'),
            ('too deep', '[' * 5000, 'nested too deeply')):
        done = machine.diff(wrong)
        tap.ok(f'refused: {what}', ends(done, 2, [], why) + ends(done, 2, [], 'the listing is not used'))
    tap.ok('refused: too large', ends(machine.diff('[' + ' ' * (32 << 20)), 2, [], 'is larger than 32 MiB'))
    tap.ok('neither of both', ends(machine.diff({'memdevs': 1}), 2, [], 'the file is not used'))
    json2['errors'] = [{'text': 'x'}]
    tap.ok('a listing that lacks something', ends(machine.diff(json2), 0, [], 'the listing is incomplete'))
    with tempfile.NamedTemporaryFile('w') as file:
        file.write(text)
        file.flush()
        tap.ok('a listing and another file', ends(machine.run('diff', file.name, file.name), 2, [], 'must be an object'))
        tap.ok('a listing by its name', ends(machine.run('diff', file.name), 0, []))


def main(cxl, machines):
    for path in captured(machines):
        with tempfile.TemporaryDirectory() as root:
            machine = Machine(cxl, unpack(path, root))
            check_same(path.name, machine)
            if path.name == 'qemu-hb2-regions':
                check_differences(machine)
                check_programs(machine)
                check_idle(machine)
                check_refused(machine)
    tap.done()


if __name__ == '__main__':
    main(*sys.argv[1:])
