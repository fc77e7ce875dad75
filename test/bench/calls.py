#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""What a listing may ask the kernel: no file twice, none that is not shown, nothing beside the machine;
and what a plan may: nothing of what it is not made of.

    calls.py CXL

Counts system calls, by strace, on generated machines of two sizes; no clock is
looked at. One TAP line for each rule and listing.
"""
import collections
import json
import os
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile

HERE = pathlib.Path(__file__).resolve().parent
SMALL, LARGE = 64, 128      # memdevs
SOME, MANY = 256, 1024

LISTINGS = ['list', 'list -M', 'list -R', 'list -BEMPDRT', 'list -vv']
VIEWS = ['list --table', 'list --tree', 'list --tree=decode', 'status']
ONE_OBJECT = ['list -m mem0', 'list -r region0', 'list -D -d decoder0.0', 'list -p port2', 'list -e endpoint3']

CREATE = 'create-region --dry-run -d decoder0.0 -m ' + ' '.join(f'mem{n}' for n in range(8))

ON_FILES = ('openat', 'close', 'read', 'newfstatat', 'faccessat2', 'faccessat', 'readlinkat', 'getdents64')


def always(shown):
    return True


def used(shown):
    return 'size' in shown


# What each kind of object is read for: file -> of which of those shown. A file that
# may turn out empty or 0 counts: the listing is made of that, too.
MEMDEV = dict.fromkeys(['pmem/size', 'pmem/qos_class', 'ram/size', 'ram/qos_class', 'serial',
                        'numa_node', 'firmware_version'], always)
DECODER = {'size': always, 'interleave_ways': always, 'start': used, 'interleave_granularity': used}
ROOT_DECODER = DECODER | dict.fromkeys(['cap_pmem', 'cap_ram', 'cap_type2', 'cap_type3', 'qos_class',
                                        'target_list'], always)
SWITCH_DECODER = DECODER | dict.fromkeys(['target_list', 'region'], always)
ENDPOINT_DECODER = DECODER | dict.fromkeys(['mode', 'dpa_size', 'region'], always) | {
    'dpa_resource': used}
REGION = dict.fromkeys(['size', 'resource', 'interleave_ways', 'interleave_granularity', 'commit', 'mode',
                        'locked', 'extended_linear_cache_size'], always) | {
    f'target{n}': (lambda shown, n=n: n < shown['interleave_ways']) for n in range(16)}
PORT = {'decoders_committed': always}

FORBIDDEN = re.compile(r'/lib/modules|kallsyms|libkmod|libudev|libtracefs|libtraceevent|libdaxctl'
                       r'|/etc/(udev|modprobe)|^/proc/(modules|mounts|self/mount)')


sys.path.append(os.fspath(HERE.parent / 'style'))
import tap  # noqa: E402

# Its name and arguments, the path it is about, and what came back: a number or a word.
Call = collections.namedtuple('Call', 'name args path result')

LINE = re.compile(r'^(?:\d+ +)?(\w+)\((.*)\) += (-?\d+)(?:<.*?>)?(?: (E\w+))?')
FILE = re.compile(r'^(?:AT_FDCWD(?:<.*?>)?|\d+<(.*?)>), "([^"]*)"')


def parse(line):
    """The call, with the path of its file below the machine or the host, or None."""
    match = LINE.match(line)
    if not match:
        return None
    name, args, result, error = match.groups()
    name = name.removesuffix('2') if name == 'openat2' else name    # opens files of a captured machine
    file = FILE.match(args)
    if file:
        path = os.path.join(file[1] or '', file[2])
    else:
        first = re.match(r'^(?:\d+<(.*?)>|"([^"]*)")', args)
        path = (first[1] or first[2]) if first else ''
    return Call(name, args, path, error or int(result))


class Run:
    """One listing: its calls and what it printed."""

    def __init__(self, cxl, machine, question):
        with tempfile.NamedTemporaryFile() as out:
            env = os.environ | {'ASAN_OPTIONS': 'detect_leaks=0'}
            done = subprocess.run(['strace', '-f', '-y', '-s', '4096', '-o', out.name, cxl, '--sysroot', machine,
                                   *question.split()], capture_output=True, text=True, env=env)
            lines = pathlib.Path(out.name).read_text().splitlines()
        self.machine = machine
        self.status, self.text = done.returncode, done.stdout
        self.calls = [call for call in map(parse, lines) if call]
        begun = next((i for i, c in enumerate(self.calls)
                      if c.name == 'openat' and c.path == machine), 0)
        self.all, self.calls = self.calls, self.calls[begun:]

    def of(self, *names):
        return [c for c in self.calls if c.name in names]

    def files_read(self):
        """The files that were opened to be read, each by the path it really has."""
        return [os.path.realpath(c.path) for c in self.of('openat')
                if isinstance(c.result, int) and 'O_PATH' not in c.args and os.path.isfile(c.path)]


# ---- rules ----------------------------------------------------------------------

def twice(things):
    return [thing for thing, times in collections.Counter(things).items() if times > 1]


def nothing_twice(run):
    """No attribute and no directory is read twice."""
    lists = [os.path.realpath(c.path) for c in run.of('openat')
             if 'O_DIRECTORY' in c.args and 'O_PATH' not in c.args]
    return twice(run.files_read()) + twice(lists)


def objects(value, key, found):
    """All objects in the answer that have that key first."""
    if isinstance(value, list):
        for item in value:
            objects(item, key, found)
    elif isinstance(value, dict):
        if next(iter(value), None) == key:
            found[value[key]] = value
        for item in value.values():
            objects(item, key, found)
    return found


def table_of(kind, path):
    if kind != 'decoder':
        return {'memdev': MEMDEV, 'region': REGION, 'bus': {}}.get(kind, PORT)
    parent = os.path.basename(os.path.dirname(path))
    return (ROOT_DECODER if parent.startswith('root') else
            ENDPOINT_DECODER if parent.startswith('endpoint') else SWITCH_DECODER)


def wanted_files(run, answer):
    devices = os.path.join(run.machine, 'sys/bus/cxl/devices')
    for kind in ('bus', 'port', 'endpoint', 'decoder', 'memdev', 'region'):
        for name, shown in objects(answer, kind, {}).items():
            path = os.path.realpath(os.path.join(devices, name))
            for file, is_wanted in table_of(kind, path).items():
                file = os.path.join(path, file)
                if is_wanted(shown) and os.path.exists(file):
                    yield file


def is_of_another(path, wanted):
    """Of a bus or window above what is shown; or of a decoder that turned out to be idle."""
    folder = os.path.dirname(path)
    return re.search(r'/(root\d+|decoder\d+\.\d+)$', folder) and \
        not any(os.path.dirname(other) == folder for other in wanted)


def as_shown(run):
    """The attribute files that are opened are those that are shown."""
    read = set(run.files_read())
    wanted = set(wanted_files(run, json.loads(run.text)))
    read = {path for path in read if not is_of_another(path, wanted)}
    return [f'{path} is read and not shown' for path in read - wanted] + \
           [f'{path} is shown and not read' for path in wanted - read]


def only_the_machine(run):
    """No module index, no kernel symbols, no library that is not needed, nothing beside the machine."""
    return [c.path for c in run.all if FORBIDDEN.search(c.path)] + \
           [c.path for c in run.of('openat') if not c.path.startswith(run.machine)]


def no_resolving(run):
    """Links are read for what they say; no path is resolved one component after the other."""
    return [c.path for c in run.of('readlinkat', 'readlink') if c.result == 'EINVAL']


RULES = [nothing_twice, as_shown, only_the_machine, no_resolving]


# ---- TAP ------------------------------------------------------------------------

def test_listings(cxl, machines):
    for question in LISTINGS:
        run = Run(cxl, machines[SMALL], question)
        tap.ok(f'{question}: answered', ['it failed'] if run.status or not run.text else [])
        for rule in RULES:
            # -R compares with the classes of memdevs that it does not show
            if rule is as_shown and question == 'list -R':
                continue
            tap.ok(f'{question}: {rule.__doc__}', rule(run)[:8])


def test_views(cxl, machines):
    """What a view reads of one object more does not grow with the machine."""
    for question in VIEWS:
        small, large = (len(Run(cxl, machines[n], question).of(*ON_FILES)) for n in (SMALL, LARGE))
        tap.ok(f'{question}: {small} calls on {SMALL} memdevs, at most twice as many on {LARGE}',
               [f'{large} on {LARGE}'] if not 0 < large <= 2 * small else [])


def test_one_object(cxl, machines):
    for question in ONE_OBJECT:
        small, large = (len(Run(cxl, machines[n], question).of(*ON_FILES)) for n in (SMALL, LARGE))
        tap.ok(f'{question}: {small} calls on a machine of any size',
               [f'{small} on {SMALL} memdevs, {large} on {LARGE}'] if small != large else [])


def test_create(cxl, root):
    """Read are the window, the members and the way to them; of the others it is known that they are there."""
    counts = {}
    for memdevs in SOME, MANY:
        run = Run(cxl, generated(root, memdevs, '--decoders', '20'), CREATE)
        tap.ok(f'create-region of 8 among {memdevs} memdevs: planned', [run.text] if run.status else [])
        counts[memdevs] = len(run.of(*ON_FILES)) - len(run.of('getdents64'))
    tap.ok(f'create-region: {counts[SOME]} calls on a machine of any size',
           [f'{calls} on {n} memdevs' for n, calls in counts.items()] if counts[SOME] != counts[MANY] else [])


def test_layout(cxl, machine, root):
    """A layout that the machine agrees with is compared with it for less than a listing of all."""
    file = os.path.join(root, 'layout.json')
    pathlib.Path(file).write_text(Run(cxl, machine, 'export').text)
    run, all_of_it = Run(cxl, machine, f'apply --dry-run {file}'), Run(cxl, machine, 'list -BEMPDRT')
    states = set(re.findall(': (.*)', run.text))
    tap.ok('apply: satisfied', [f'{states}'] if run.status or states != {'satisfied'} else [])
    tap.ok(f'apply: {len(run.of(*ON_FILES))} calls on {LARGE} memdevs, at most those of list -BEMPDRT',
           [f'{len(all_of_it.of(*ON_FILES))}'] if len(run.of(*ON_FILES)) > len(all_of_it.of(*ON_FILES)) else [])


def generated(root, memdevs, *shape):
    path = os.path.join(os.path.realpath(root), str(memdevs))
    subprocess.run([HERE / 'machine', '--memdevs', str(memdevs), *shape, path], check=True,
                   stdout=subprocess.DEVNULL)
    return path


def main():
    cxl = sys.argv[1]
    traced = subprocess.run(['strace', '-o', '/dev/null', 'true'], capture_output=True) \
        if shutil.which('strace') else None
    if not traced or traced.returncode:
        tap.skip('system calls', 'strace cannot be used here')
        tap.done()
    with tempfile.TemporaryDirectory(dir='/dev/shm' if os.access('/dev/shm', os.W_OK) else None) as root:
        machines = {memdevs: generated(root, memdevs) for memdevs in (SMALL, LARGE)}
        test_listings(cxl, machines)
        test_views(cxl, machines)
        test_one_object(cxl, machines)
        test_layout(cxl, machines[LARGE], root)
        test_create(cxl, root)
    tap.done()


if __name__ == '__main__':
    main()
