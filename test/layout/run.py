#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""The files of a layout: written as a whole, read in their order, masked, refused; compared with captured machines.

    run.py CXL MACHINES
"""
import json
import os
import pathlib
import subprocess
import sys
import tempfile

folder = pathlib.Path(__file__).resolve().parent.parent
sys.path.append(str(folder / 'style'))
import tap  # noqa: E402
from unpack import captured, unpack  # noqa: E402


class Machine:
    """A captured machine, and the directories of its layout."""

    def __init__(self, cxl, root, work):
        self.cxl, self.root = cxl, root
        self.etc, self.vendor = work / 'etc', work / 'vendor'
        self.etc.mkdir()
        self.vendor.mkdir()

    def run(self, *words, **options):
        env = dict(os.environ, CXL_REGIONS_PATH=f'{self.etc}:{self.vendor}:{self.etc}/none')
        return subprocess.run([self.cxl, '--sysroot', self.root, *words], env=env, text=True, check=False,
                              stdout=subprocess.PIPE, stderr=subprocess.PIPE, **options)

    def layout(self):
        return json.loads(self.run('export').stdout)

    def regions(self):
        return {region['region'] for region in json.loads(self.run('list', '-R', '-i').stdout or '[]')}


def differs(found, wanted):
    return [] if found == wanted else [f'{found!r} instead of {wanted!r}']


def ends(done, status, text=''):
    problems = differs(done.returncode, status)
    if text not in done.stdout + done.stderr:
        problems.append(f'no {text!r} in: {done.stdout}{done.stderr}')
    return problems


def one(layout, at):
    return {'version': 1, 'regions': [layout['regions'][at]]}


def check_export(machine, name):
    """What is exported is satisfied, and is all that there is."""
    file = machine.etc / 'all.json'
    done = machine.run('export', '-o', str(file))
    tap.ok(f'{name}: export -o', ends(done, 0))
    tap.ok(f'{name}: the same as on standard output', differs(file.read_text(), machine.run('export').stdout))
    tap.ok(f'{name}: each region has an entry',
           differs({entry['name'] for entry in machine.layout()['regions']}, machine.regions()))
    tap.ok(f'{name}: nothing else is left in the directory', differs(os.listdir(machine.etc), ['all.json']))
    tap.ok(f'{name}: no difference', ends(machine.run('diff', str(file)), 0) + differs(machine.run('diff').stdout, ''))
    done = machine.run('apply', '--dry-run', '--json=2')
    tap.ok(f'{name}: each is satisfied', differs({item['state'] for item in json.loads(done.stdout)['items']} or {'satisfied'},
                                                 {'satisfied'}))
    file.unlink()


def check_places(machine):
    """-o replaces a file, as a whole, and nothing else."""
    place = machine.etc / 'place'
    place.mkdir()
    tap.ok('a directory is not replaced', ends(machine.run('export', '-o', str(place)), 1, 'is not a regular file'))
    link = machine.etc / 'link'
    link.symlink_to('place')
    tap.ok('nor a link', ends(machine.run('export', '-o', str(link)), 1, 'is not a regular file'))
    tap.ok('no such directory', ends(machine.run('export', '-o', str(place / 'none' / 'x')), 1, 'no such file'))
    (place / 'x').write_text('old')
    tap.ok('a file is', ends(machine.run('export', '-o', str(place / 'x')), 0) +
           differs(json.loads((place / 'x').read_text()), machine.layout()))
    (place / 'x').unlink()
    link.unlink()
    place.rmdir()


def check_directories(machine):
    """Both directories are one layout, in the order of the names; /etc masks the vendor's."""
    layout = machine.layout()
    first, second = (one(layout, at) for at in (0, 1))
    names = [entry['regions'][0]['name'] for entry in (first, second)]
    (machine.vendor / '10-first.json').write_text(json.dumps(first))
    (machine.etc / '20-second.json').write_text(json.dumps(second))
    (machine.etc / 'README').write_text('not a layout')
    (machine.etc / '.30.json').write_text('not one either')

    def named():
        return [line.split(':')[0] for line in machine.run('apply', '--dry-run').stdout.splitlines()]
    tap.ok('both directories are read', differs(named(), names))
    tap.ok('--all is the default', differs(machine.run('apply', '--dry-run', '--all').stdout,
                                           machine.run('apply', '--dry-run').stdout))
    mask = machine.etc / '10-first.json'
    mask.write_text('')
    tap.ok('an empty file masks', differs(named(), names[1:]))
    mask.unlink()
    mask.symlink_to('/dev/null')
    tap.ok('a link to /dev/null masks', differs(named(), names[1:]))
    mask.unlink()
    mask.write_text(json.dumps(one(layout, 2)))
    tap.ok('another file replaces', differs(sorted(named()), sorted([layout['regions'][2]['name'], names[1]])))
    mask.write_text(json.dumps(second))
    tap.ok('a name that occurs twice', ends(machine.run('apply', '--dry-run'), 2, '20-second.json:1'))
    mask.write_text('{"version":1,"regions":[],"no":1}')
    tap.ok('one bad file spoils all', ends(machine.run('diff'), 2, '10-first.json:1') + differs(named(), []))
    mask.unlink()
    mask.mkdir()
    tap.ok('a directory with such a name', ends(machine.run('diff'), 2, 'is not a regular file'))
    mask.rmdir()
    for file in (machine.vendor / '10-first.json', machine.etc / '20-second.json', machine.etc / 'README',
                 machine.etc / '.30.json'):
        file.unlink()


def check_files(machine):
    text = json.dumps(machine.layout())
    tap.ok('standard input', ends(machine.run('diff', '-', input=text), 0))
    tap.ok('no such file', ends(machine.run('diff', '/none'), 1, '/none: open: no such file'))
    tap.ok('too large', ends(machine.run('diff', '-', input=' ' * (1024 * 1024 + 1)), 2, 'larger than 1 MiB'))
    tap.ok('an empty file that masks nothing', ends(machine.run('diff', '/dev/null'), 2))
    tap.ok('a captured machine is not changed', ends(machine.run('apply', '-', input=text), 1, 'cannot be changed'))


def check_differences(machine):
    """Whatever an entry asks for besides what there is, no run calls it satisfied."""
    entry = machine.layout()['regions'][0]
    changes = {
        'granularity': dict(entry, granularity=entry['granularity'] * 2),
        'size': dict(entry, size=entry['size'] * 2),
        'type': {key: value for key, value in dict(entry, type={'ram': 'pmem', 'pmem': 'ram'}[entry['type']]).items()
                 if key not in ('uuid', 'use')},
        'member': dict(entry, members=[{'serial': '0x77'}] * entry['ways']) if entry['ways'] == 1 else entry,
    }
    for what, changed in changes.items():
        done = machine.run('diff', '-', input=json.dumps({'version': 1, 'regions': [changed]}))
        tap.ok(f'another {what} is a difference', [] if done.stdout.strip() and ': satisfied' not in done.stdout else [done.stdout, done.stderr])
    done = machine.run('apply', '--dry-run', '-', input=json.dumps({'version': 1, 'regions': [changes['member']]}))
    tap.ok('a member that is missing is waited for', ends(done, 0, 'waiting for serial 0x77'))


def check_prune(machine):
    """--dry-run --prune prints what goes, for people and for programs, and nothing where an entry is not satisfied."""
    layout = machine.layout()
    gone = layout['regions'][-1]['name']
    rest = json.dumps({'version': 1, 'regions': layout['regions'][:-1]})
    done = machine.run('apply', '--dry-run', '--prune', '-', input=rest)
    tap.ok('--prune is foreseen', ends(done, 0, f'{gone}: destroy: no entry describes it\n'))
    done = machine.run('apply', '--dry-run', '--prune', '--json=2', '-', input=rest)
    items = [item for item in json.loads(done.stdout)['items'] if item['kind'] == 'prune']
    tap.ok('for programs', differs([(item['region'], item['state']) for item in items], [(gone, 'destroy')]))
    layout['regions'][0]['members'] = [{'serial': '0x77'}] * layout['regions'][0]['ways']
    if layout['regions'][0]['ways'] == 1:
        done = machine.run('apply', '--dry-run', '--prune', '-', input=json.dumps(layout))
        tap.ok('not while an entry waits', differs('destroy:' in done.stdout, False) + ends(done, 0, 'no region is destroyed'))


def main(cxl, machines):
    for path in captured(machines):
        with tempfile.TemporaryDirectory() as work:
            work = pathlib.Path(work)
            machine = Machine(cxl, unpack(path, work / 'root'), work)
            check_export(machine, path.name)
            if path.name == 'qemu-hb2-regions':
                check_places(machine)
                check_directories(machine)
                check_files(machine)
                check_differences(machine)
                check_prune(machine)
    tap.done()


if __name__ == '__main__':
    main(*sys.argv[1:])
