# SPDX-License-Identifier: GPL-2.0-or-later
"""Captured machines, and copies of them with a variation, on which the tests of this folder run command lines."""
import hashlib
import os
import pathlib
import shlex
import shutil
import stat
import sys
import tempfile

sys.path.append(os.fspath(pathlib.Path(__file__).resolve().parents[1] / 'style'))
import tap  # noqa: E402
from unpack import unpack  # noqa: E402

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
    'slots': {'sys/bus/pci/slots/3/address': '0000:0e:00\n'},
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
    'committed-unread': {
        ROOT0 + 'port2/endpoint4/decoder4.0/region': '\n',
        ROOT0 + 'port2/endpoint4/decoders_committed': 'some\n'},
    'committed-absent': {       # before Linux 6.7
        ROOT0 + 'port2/endpoint4/decoder4.0/region': '\n',
        ROOT0 + 'port2/endpoint4/decoders_committed': None},
    'no-host-bridge': {ROOT0 + 'decoder0.0/target_list': '\n'},
    'cached': {REGION0 + 'extended_linear_cache_size': '0x8000000\n'},
    'nobody': {},           # run without privilege
}

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
            unpack(self.packed / machine, tree)
            open_to_owner(tree)
            return tree
        shutil.copytree(self.get(machine), tree, symlinks=True)
        for path, text in VARIATIONS[variation].items():
            change(tree, path, text)
        if variation == 'nobody':
            close_to_others(tree)
        return tree


def try_rows(cxl, packed, rows, problems, skipped=None):
    """One TAP line for each row: the machine, the command line, and what @problems takes besides.

    A command line may contain {file} (1000 bytes) and {missing} (a folder that does not exist).
    @problems gets cxl with its arguments, the machine's tree, and the rest of the row. It yields what is
    wrong, and at last the output, which is printed only if something is wrong. Rows on a machine with the
    variation @skipped are skipped.
    """
    with tempfile.TemporaryDirectory() as work:
        os.chmod(work, 0o755)
        work = pathlib.Path(work)
        paths = {'file': work / 'file', 'missing': work / 'missing'}
        paths['file'].write_bytes(bytes(1000))
        machines = Machines(pathlib.Path(packed), work)
        for machine, command, *rest in rows:
            title = f'{machine}: cxl {command}'.replace('#', '\\#')
            if skipped and machine.endswith('+' + skipped):
                tap.skip(title, 'others cannot run this build')
                continue
            tree = machines.get(machine)
            where = [] if machine == 'here' else ['--sysroot', tree]
            *wrong, output = problems([cxl, *where, *shlex.split(command.format(**paths))], tree, *rest)
            tap.ok(title, wrong + [output] if wrong else [])


def refusal_problems(result, lines, statuses, says):
    """What is wrong with a command line that has to be refused with @says; @lines of stderr have to be one."""
    if result.returncode not in statuses:
        yield f'exit status {result.returncode}, not {statuses}'
    if result.stdout:
        yield f'stdout: {result.stdout}'
    if len(lines) != 1:
        yield 'not one line on stderr'
    if result.stderr.endswith(' \n'):
        yield 'a blank at its end'
    if says not in ''.join(lines[-1:]):
        yield f'no "{says}"'
