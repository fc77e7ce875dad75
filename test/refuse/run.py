#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""Wrong command lines: each is refused with one line that says why, and nothing is written.

    run.py CXL MACHINES ROWS

ROWS holds, for each row, four fields between bars: the machine, perhaps with a
variation of it (see VARIATIONS), the command line, the exit status, and what
the line on stderr must say. One TAP line for each row.

That nothing was written is seen three ways: the captured machine is byte for
byte what it was; the library, which refuses to write to a captured machine, was
not asked to (it would have said "read-only"); and no system call opened a file
for writing, where strace is there to tell.
"""
import hashlib
import os
import pathlib
import re
import shlex
import shutil
import stat
import subprocess
import sys
import tarfile
import tempfile

NOBODY = 65534
ROOT0 = 'sys/devices/platform/ACPI0017:00/root0/'
REGION0 = ROOT0 + 'decoder0.0/region0/'
BLOCK = 'sys/devices/system/memory/'
MEM0 = 'sys/devices/pci0000:0c/0000:0c:00.0/0000:0d:00.0/mem0/'
MEM1 = 'sys/devices/pci0000:0c/0000:0c:01.0/0000:0e:00.0/mem1/'

# What is changed in a copy of a machine: path -> new text, "-> TARGET" of a link, or None: removed.
VARIATIONS = {
    'no-debugfs': {'sys/kernel/debug': None},
    'no-poison': {'sys/kernel/debug/cxl/mem1/inject_poison': None},
    'locked': {REGION0 + 'locked': '1\n', REGION0 + 'driver': None},
    'locked-enabled': {REGION0 + 'locked': '1\n'},
    'uncommitted': {REGION0 + 'commit': '0\n', REGION0 + 'driver': None},
    'member-lost': {REGION0 + 'target0': '\n'},
    'later-decoder': {
        REGION0 + 'driver': None,
        ROOT0 + 'port2/endpoint4/decoder4.1/dpa_size': '0x10000000\n'},
    'leaked': {ROOT0 + 'port2/endpoint4/decoder4.1/region': 'region9\n'},
    'disabled': {MEM1 + 'driver': None},
    'twins': {MEM1 + 'serial': '0x1\n'},
    # firmware committed decoders: the kernel made no region of them, or one that waits for a card
    'firmware-decoders': {
        REGION0.rstrip('/'): None,
        'sys/bus/cxl/devices/region0': None,
        ROOT0 + 'port2/decoder2.0/region': '\n',
        ROOT0 + 'port2/endpoint4/decoder4.0/region': '\n'},
    'late-card': {
        REGION0 + 'commit': '0\n', REGION0 + 'driver': None,
        REGION0 + 'interleave_ways': '2\n', REGION0 + 'target1': '\n'},
    'dpa-unread': {ROOT0 + 'port2/endpoint4/decoder4.1/dpa_size': 'junk\n'},
    'member-unread': {ROOT0 + 'port2/endpoint4/decoder4.0/dpa_size': 'junk\n'},
    'commit-unread': {REGION0 + 'commit': 'junk\n', REGION0 + 'driver': None},
    'hmem': {
        'proc/iomem':
            '4d0000000-5cfffffff : CXL Window 0\n'
            '  4d0800000-5cf7fffff : dax3.0\n'
            '    4d8000000-5c7ffffff : System RAM (kmem)\n'},
    # Linux 7.3: accelerators, and partitions of later specifications
    'dynamic-ram': {
        ROOT0 + 'port2/endpoint4/decoder4.0/mode': 'dynamic_ram_1\n',
        ROOT0 + 'port2/endpoint4/decoder4.0/dpa_resource': '0x20000000\n',
        ROOT0 + 'port2/endpoint4/decoder4.0/dpa_size': '0x10000000\n'},
    'accelerator': {MEM1 + 'ram': None, MEM1 + 'pmem': None, MEM1 + 'serial': None},
    'all-disabled': {MEM0 + 'driver': None, MEM1 + 'driver': None},
    'no-nvdimm': {MEM0 + 'pmem0/driver': None},
    'online': {
        BLOCK + 'block_size_bytes': '8000000\n',
        BLOCK + 'memory154/state': 'online\n'},
    'devdax': {REGION0 + 'dax_region0/dax0.0/driver': '-> ../drivers/device_dax'},
    'firmware': {ROOT0 + 'port2/endpoint4/decoder4.0/region': '\n'},
    'no-host-bridge': {ROOT0 + 'decoder0.0/target_list': '\n'},
    'cached': {REGION0 + 'extended_linear_cache_size': '0x8000000\n'},
    'nobody': {},           # run without privilege
}

WRITING = re.compile(r'O_WRONLY|O_RDWR|O_CREAT|O_TRUNC')
HARMLESS = re.compile(r'"/dev/(null|tty)"')


def fingerprint(tree):
    """Every name, kind, target and byte below tree."""
    digest = hashlib.sha256()
    for directory, names, files in os.walk(tree):
        names.sort()
        for name in sorted(names + files):
            path = os.path.join(directory, name)
            mode = os.lstat(path).st_mode
            digest.update(f'{path} {mode:o} '.encode())
            if stat.S_ISLNK(mode):
                digest.update(os.readlink(path).encode())
            elif stat.S_ISREG(mode):
                digest.update(pathlib.Path(path).read_bytes())
    return digest.hexdigest()


def change(tree, path, text):
    path = tree / path
    if text and text.startswith('-> '):
        path.unlink()
        path.symlink_to(text[len('-> '):])
    elif text is not None:
        path.parent.mkdir(parents=True, exist_ok=True)
        if path.exists():
            path.chmod(0o644)
        path.write_text(text)
    elif path.is_symlink() or path.is_file():
        path.unlink()
    else:
        shutil.rmtree(path)


def open_to_owner(tree):
    """What only root could read again, as the files that are only ever written."""
    for directory, _, files in os.walk(tree):
        for name in files:
            path = os.path.join(directory, name)
            if not os.path.islink(path):
                os.chmod(path, os.stat(path).st_mode | 0o400)


def close_to_others(tree):
    """What only root can read on a real machine."""
    (tree / 'sys/kernel/debug').chmod(0)
    for start in tree.glob('sys/devices/**/root*/decoder*/start'):
        start.chmod(0o400)


class Machines:
    """Unpacked once, and each variation copied and changed once."""

    def __init__(self, packed, work):
        self.packed, self.work, self.trees = packed, work, {}

    def get(self, name):
        if name not in self.trees:
            self.trees[name] = self.make(name)
        return self.trees[name]

    def make(self, name):
        tree = self.work / name
        if name == 'here':
            tree.mkdir()
            return tree
        machine, _, variation = name.partition('+')
        if not variation:
            with tarfile.open(self.packed / machine / 'machine.tar.gz') as tar:
                tar.extractall(tree)
            open_to_owner(tree)
            return tree
        shutil.copytree(self.get(machine), tree, symlinks=True)
        for path, text in VARIATIONS[variation].items():
            change(tree, path, text)
        if variation == 'nobody':
            close_to_others(tree)
        return tree


def run(argv, as_nobody, environment):
    who = {}
    if as_nobody:
        who = {'user': NOBODY, 'group': NOBODY, 'extra_groups': []}
    return subprocess.run(argv, capture_output=True, text=True, timeout=60,
                          stdin=subprocess.DEVNULL,
                          env={**os.environ, **environment}, **who)


def files_written(argv, as_nobody, log):
    """What argv opens for writing, by strace; leaks cannot be looked for below it."""
    log.touch()
    log.chmod(0o666)
    result = run(['strace', '-f', '-qq', '-e', 'trace=open,openat,openat2,creat',
                  '-o', log, *argv], as_nobody,
                 {'ASAN_OPTIONS': 'detect_leaks=0'})
    calls = log.read_text().splitlines()
    log.unlink()
    if not calls:
        return [f'strace did not work: {result.stderr}']
    return [call for call in calls
            if WRITING.search(call) and not HARMLESS.search(call)]


def can_strace():
    if not shutil.which('strace'):
        return False
    return subprocess.run(['strace', '-qq', 'true'],
                          capture_output=True).returncode == 0


def complaints(row, cxl, machines, with_strace):
    """What is wrong with the answer to a row."""
    name, command, status, says = row
    tree = machines.get(name)
    as_nobody = name.endswith('+nobody')
    where = [] if name == 'here' else ['--sysroot', tree]
    argv = [cxl, *where, *shlex.split(command)]
    before = fingerprint(tree)
    result = run(argv, as_nobody, {})
    if result.returncode != int(status):
        yield f'exit status {result.returncode}, not {status}'
    if result.stdout:
        yield f'stdout: {result.stdout}'
    if len(result.stderr.splitlines()) != 1:
        yield 'not one line on stderr'
    if result.stderr.endswith(' \n'):
        yield 'a blank at its end'
    if says not in result.stderr:
        yield f'"{says}" is not said'
    if 'read-only' in result.stderr:
        yield 'it tried to write'
    if with_strace and where:
        log = machines.work / 'strace'
        yield from files_written(argv, as_nobody, log)
    if fingerprint(tree) != before:
        yield 'the machine has changed'
    # printed only behind one of the others
    yield f'stderr: {result.stderr}'


def read_rows(path):
    for line in path.read_text().splitlines():
        if line.strip() and not line.startswith('#'):
            yield [field.strip() for field in line.split('|')]


def nobody_can_run(cxl):
    if os.geteuid() != 0:       # the owner of the files can read them all
        return False
    try:
        return run([cxl, 'version'], True, {}).returncode == 0
    except PermissionError:
        return False


def main():
    cxl, packed, rows = (pathlib.Path(arg).resolve() for arg in sys.argv[1:4])
    with_strace = can_strace()
    with_nobody = nobody_can_run(cxl)
    failures = number = 0
    if not with_strace:
        print('# no strace: writes are not looked for in the system calls')
    with tempfile.TemporaryDirectory() as work:
        os.chmod(work, 0o755)
        machines = Machines(packed, pathlib.Path(work))
        for number, row in enumerate(read_rows(rows), 1):
            title = f'{number} - {row[0]}: cxl {row[1]}'.replace('#', '\\#')
            if row[0].endswith('+nobody') and not with_nobody:
                print(f'ok {title} # SKIP others cannot run this build')
                continue
            *wrong, stderr = complaints(row, cxl, machines, with_strace)
            print(f'{"not ok" if wrong else "ok"} {title}', flush=True)
            for line in '\n'.join(wrong + [stderr] if wrong else []).splitlines():
                print(f'# {line}')
            failures += bool(wrong)
    print(f'1..{number}')
    return 1 if failures else 0


if __name__ == '__main__':
    sys.exit(main())
