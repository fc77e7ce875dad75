#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""Captured machines: `cxl --sysroot MACHINE list ...` says what the reference said there.

    run.py CXL MACHINES

Each folder of MACHINES holds machine.tar.gz (the CXL part of a machine's /sys)
and list/NN.{cmd,out,err,rc}: what the reference was asked there and answered,
live. One TAP line for each question. The reference prints in the order of its
directories; so its answer is sorted before it is compared, and ours must keep to
an order already: siblings by id, a flat list in the order of the tree.
"""
import json
import pathlib
import re
import shlex
import subprocess
import sys
import tempfile

sys.path += [str(pathlib.Path(__file__).resolve().parent.parent / folder) for folder in ('selection', 'style')]
import order  # noqa: E402
from unpack import unpack  # noqa: E402

# Where we differ on purpose: (machine, arguments) -> why, and the answer instead.
DELIBERATE = {
    ('qemu-hb2-idle', 'list -RTu'): (
        'nothing found is an empty array for a human too',
        {'out': '[]\n', 'err': 'no matching devices found\n'}),
}

# Keys that the reference does not have, in the words of the manual.
OURS = {'orphan'}

# What the reference says of members whose class nobody knows: that it is another one.
WITHOUT_CLASSES = {'qos_class_mismatch'}

# The key that identifies an object among its siblings.
IDENTITIES = ('bus', 'port', 'endpoint', 'decoder', 'memdev', 'region')


def natural(text):
    """mem10 after mem9."""
    return [int(part) if part.isdigit() else part
            for part in re.split(r'(\d+)', text)]


def sibling_key(obj):
    """What siblings are sorted by, or None where their order means something."""
    if not isinstance(obj, dict) or not obj:
        return None
    if 'position' in obj:
        return [obj['position']]
    first = next(iter(obj))
    if first == 'dport':
        return natural(obj['dport'])
    return natural(obj[first]) if first in IDENTITIES else None


def by_key(siblings):
    if all(sibling_key(obj) is not None for obj in siblings):
        return sorted(siblings, key=sibling_key)
    return siblings


def sort_siblings(value):
    if isinstance(value, dict):
        return {key: sort_siblings(v) for key, v in value.items()}
    if isinstance(value, list):
        return by_key([sort_siblings(v) for v in value])
    return value


def is_dport_list(siblings):
    return bool(siblings) and isinstance(siblings[0], dict) and 'dport' in siblings[0]


def below(answer):
    """What is in the objects of the flat lists."""
    return [list(thing.values()) for objects in order.lists(answer) for thing in objects]


def is_sorted(value):
    """By id, at every level; dports by their port number."""
    if isinstance(value, dict):
        return all(is_sorted(v) for v in value.values())
    if not isinstance(value, list):
        return True
    if is_dport_list(value):
        ids = [int(str(d['id']), 0) for d in value]
        return ids == sorted(ids)
    return value == by_key(value) and all(is_sorted(v) for v in value)


def without(keys, value):
    if isinstance(value, dict):
        return {key: without(keys, v) for key, v in value.items() if key not in keys}
    if isinstance(value, list):
        return [without(keys, v) for v in value]
    return value


def as_printed(value):
    """The reference's bytes for this value."""
    return json.dumps(value, indent=2, separators=(',', ':'),
                      ensure_ascii=False).replace('/', '\\/') + '\n'


def first_difference(ours, theirs):
    a = as_printed(ours).splitlines()
    b = as_printed(theirs).splitlines()
    for n, (x, y) in enumerate(zip(a, b), 1):
        if x != y:
            return f'line {n}: ours {x.strip()!r}, theirs {y.strip()!r}'
    return f'{len(a)} lines, theirs {len(b)}'


def problems(ours, recorded, tree):
    """Everything that is wrong with our answer."""
    if ours.returncode != recorded['rc']:
        yield f'exit status {ours.returncode}, theirs {recorded["rc"]}'
    if bool(ours.stderr) != bool(recorded['err']) or ours.stderr.count('\n') > 1:
        yield f'stderr {ours.stderr!r}, theirs {recorded["err"]!r}'
    try:
        value = json.loads(ours.stdout)
    except ValueError:
        yield f'no JSON: {ours.stdout[:80]!r}'
        return
    if ours.stdout != as_printed(value):
        yield 'not laid out as the reference does'
    if not all(is_sorted(v) for thing in below(value) for v in thing):
        yield 'siblings out of order'
    yield from order.problems(value, tree)
    theirs = without(recorded['without'], sort_siblings(json.loads(recorded['out'])))
    comparable = without(OURS, sort_siblings(value))
    if as_printed(comparable) != as_printed(theirs):
        yield first_difference(comparable, theirs)


def read_record(cmd):
    record = {kind: cmd.with_suffix('.' + kind).read_text() for kind in ('out', 'err')}
    record['rc'] = int(cmd.with_suffix('.rc').read_text())
    record['args'] = shlex.split(cmd.read_text())[1:]
    record['why'], instead = DELIBERATE.get(
        (cmd.parents[1].name, ' '.join(record['args'])), ('', {}))
    return {**record, **instead}


def questions(machines):
    for machine in sorted(p for p in machines.iterdir() if p.is_dir()):
        yield machine, sorted(machine.glob('list/*.cmd'))


def main(cxl, machines):
    count = failed = 0
    for machine, cmds in questions(pathlib.Path(machines)):
        with tempfile.TemporaryDirectory() as root:
            unpack(machine, root)
            tree = order.Order(root)
            without_classes = set() if tree.has_classes() else WITHOUT_CLASSES
            for cmd in cmds:
                recorded = read_record(cmd) | {'without': without_classes}
                what = f'{machine.name}: cxl {" ".join(recorded["args"])}'
                ours = subprocess.run([cxl, '--sysroot', root, *recorded['args']],
                                      capture_output=True, text=True, timeout=60)
                found = list(problems(ours, recorded, tree))
                count += 1
                failed += bool(found)
                print(f'{"not ok" if found else "ok"} {count} - {what}'
                      + (f' (on purpose: {recorded["why"]})' if recorded['why'] else ''))
                for problem in found:
                    print(f'# {problem}')
    print(f'1..{count}')
    return 1 if failed else 0


if __name__ == '__main__':
    sys.exit(main(*sys.argv[1:]))
