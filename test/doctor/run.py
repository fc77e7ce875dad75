#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""cxl doctor: healthy machines have no finding; on a machine with one fault the right cause stands first.

    run.py CXL MACHINES

The faulty machines are a captured one with files added that it lacks, and one of them changed.
"""
import json
import multiprocessing
import os
import pathlib
import random
import shutil
import struct
import subprocess
import sys
import tempfile

folder = pathlib.Path(__file__).resolve().parent.parent
sys.path.append(str(folder / 'style'))
import tap  # noqa: E402
from unpack import captured, unpack  # noqa: E402

CARD = 'sys/bus/pci/devices/0000:0e:00.0'
OTHER = 'sys/bus/pci/devices/0000:0f:00.0'
UID = 12


def chbs(uid, version=1):
    return struct.pack('<BBHII', 0, 0, 32, uid, version) + bytes(20)


def cfmws(uid, base=0x4d0000000, size=1 << 32, ways=0, length=40):
    """A window of one target; @ways is encoded."""
    return struct.pack('<BBHIQQBBHIHHI', 1, 0, length, 0, base, size, ways, 0, 0, 0, 0, 0, uid)[:length]


def cedt(*structures):
    return bytes(36) + b''.join(structures)


CEDT = cedt(chbs(UID), cfmws(UID))


def dvsec(ident, following, body=b''):
    return struct.pack('<HHHHH', 0x23, following << 4 | 1, 0x1e98, 0x38 << 4, ident) + body


def space(*, capable=4, enable=4, lock=0, device=0x23, registers=8, following=0x180):
    """The configuration space of a card: the DVSECs of a device and of its registers, and its serial number."""
    data = bytearray(4096)
    first = dvsec(0, following, struct.pack('<HHHHHH', capable, enable, 0, 0, 0, lock))
    parts = {0x100: struct.pack('<H', device) + first[2:], 0x180: dvsec(registers, 0x200),
             0x200: struct.pack('<HHQ', 3, 1, 0xabcdef123)}
    for at, part in parts.items():
        data[at:at + len(part)] = part
    return bytes(data)


OSC = '[    0.5] acpi ACPI0016:00: _OSC: OS now controls [PCIeHotplug AER]\n' \
      '[    0.5] acpi ACPI0016:00: _OSC: OS now controls [CXLMemErrorReporting]\n'
NEEDED = ('CXL_BUS', 'CXL_PCI', 'CXL_ACPI', 'CXL_PORT', 'CXL_MEM', 'CXL_REGION', 'DEV_DAX_CXL', 'DEV_DAX_KMEM',
          'MEMORY_HOTPLUG', 'MEMORY_HOTREMOVE')


def config(*without):
    return ''.join(f'# CONFIG_{name} is not set\n' if name in without else f'CONFIG_{name}=m\n'
                   for name in (*NEEDED, 'CXL_PMEM', 'CXL_FEATURES'))


KERNEL = 'boot/config-7.2.0'
HOST = 'sys/bus/acpi/devices/ACPI0016:00'
LOG = 'kernel-log'

# What a healthy machine has besides a capture of today.
HEALTHY = {
    'proc/cmdline': 'root=/dev/sda1 quiet\n',
    'proc/cpuinfo': 'flags : fpu sse\n',
    'proc/iomem': '4d0000000-5cfffffff : CXL Window 0\n  4d0000000-4dfffffff : region0\n'
                  '    4d0000000-4dfffffff : dax0.0\n      4d0000000-4dfffffff : System RAM (kmem)\n',
    'proc/sys/kernel/tainted': '512\n',
    'sys/kernel/security/lockdown': '[none] integrity confidentiality\n',
    'sys/bus/acpi/devices/ACPI0017:00/': None,
    'sys/firmware/acpi/tables/CEDT': CEDT,
    'sys/firmware/acpi/tables/SRAT': 'x',
    'sys/firmware/acpi/tables/HMAT': 'x',
    'sys/bus/pci/drivers/cxl_pci/': None,
    'sys/bus/platform/drivers/cxl_acpi/': None,
    'sys/bus/cxl/drivers/cxl_port/': None,
    'sys/bus/cxl/drivers/cxl_mem/': None,
    'sys/bus/cxl/drivers/cxl_region/': None,
    'sys/bus/dax/drivers/kmem/': None,
    f'{CARD}/class': '0x050210\n',
    f'{CARD}/driver': '-> ../../drivers/cxl_pci',
    f'{CARD}/config': space(),
    f'{CARD}/mem9/': None,
    f'{HOST}/uid': f'{UID}\n',
    'kernel-release': '7.2.0\n',
    KERNEL: config(),
    LOG: OSC,
    'proc/mounts': 'tracefs /sys/kernel/tracing tracefs rw 0 0\n',
    'sys/devices/system/memory/auto_online_blocks': 'online_movable\n',
    'sys/devices/system/memory/block_size_bytes': '8000000\n',
    'etc/modprobe.d/': None,
}
GONE = object()
SPOILED = 40
CEDT_PATH = 'sys/firmware/acpi/tables/CEDT'

# The check that has to stand first, its severity, and what is changed.
FAULTS = [
    ('kernel.command-line', 'error', {'proc/cmdline': 'numa=off\n'}),
    ('kernel.config', 'error', {KERNEL: config('CXL_REGION')}),
    ('kernel.config', 'warning', {KERNEL: config('DEV_DAX_KMEM')}),
    ('kernel.config', 'info', {KERNEL: config('CXL_FEATURES')}),
    ('kernel.config', 'unknown', {KERNEL: GONE}),
    ('kernel.config', 'unknown', {KERNEL: 'nothing\n'}),
    ('kernel.lockdown', 'info', {'sys/kernel/security/lockdown': 'none [integrity] confidentiality\n'}),
    ('kernel.taint', 'warning', {'proc/sys/kernel/tainted': '128\n'}),
    ('acpi.root', 'error', {'sys/bus/acpi/devices/ACPI0017:00/': GONE, 'sys/bus/acpi/devices/': None,
                            'sys/firmware/acpi/tables/CEDT': GONE}),
    ('acpi.cedt', 'error', {'sys/firmware/acpi/tables/CEDT': CEDT[:68]}),
    ('acpi.cedt', 'error', {'sys/firmware/acpi/tables/CEDT': GONE}),
    ('acpi.hosts', 'error', {CEDT_PATH: cedt(chbs(UID), cfmws(UID), cfmws(7))}),
    ('acpi.hosts', 'error', {CEDT_PATH: cedt(chbs(7), cfmws(7))}),
    ('acpi.hosts', 'error', {CEDT_PATH: cedt(chbs(UID), cfmws(UID, base=0x4d0001000))}),
    ('acpi.hosts', 'error', {CEDT_PATH: cedt(chbs(UID), cfmws(UID, size=0))}),
    ('acpi.hosts', 'error', {CEDT_PATH: cedt(chbs(UID), cfmws(UID, ways=4))}),
    ('acpi.hosts', 'error', {CEDT_PATH: cedt(chbs(UID), cfmws(UID, ways=99))}),
    ('acpi.hosts', 'error', {CEDT_PATH: cedt(chbs(UID), cfmws(UID, length=20))}),
    ('acpi.hosts', 'info', {CEDT_PATH: cedt(chbs(UID), chbs(7, 0), cfmws(UID))}),
    ('acpi.hosts', 'unknown', {f'{HOST}/uid': GONE}),
    ('acpi.osc', 'info', {LOG: OSC.splitlines()[0] + '\n'}),
    ('acpi.osc', 'unknown', {LOG: '\n'}),
    ('acpi.osc', 'warning', {LOG: OSC + '[    0.5] acpi ACPI0016:00: _OSC: platform retains control of PCIe features (AE_ERROR)\n'}),
    ('acpi.osc', 'warning', {LOG: OSC + '[    2.5] cxl_pci 0000:0e:00.0: FW still in control of Event Logs despite _OSC settings\n'}),
    ('acpi.srat', 'info', {'sys/firmware/acpi/tables/SRAT': GONE}),
    ('acpi.hmat', 'info', {'sys/firmware/acpi/tables/HMAT': GONE}),
    ('modules.blacklist', 'warning', {'etc/modprobe.d/cxl.conf': '# no\nblacklist cxl_pci\n'}),
    ('modules.cxl', 'error', {'sys/bus/pci/drivers/cxl_pci/': GONE, 'sys/bus/pci/drivers/': None,
                              f'{CARD}/driver': GONE}),
    ('modules.dax', 'warning', {'sys/bus/dax/drivers/kmem/': GONE, 'sys/bus/dax/drivers/': None}),
    ('pci.driver', 'error', {f'{CARD}/driver': GONE}),
    ('pci.driver', 'error', {f'{CARD}/driver': '-> ../../drivers/vfio-pci'}),
    ('pci.dvsec', 'error', {f'{CARD}/config': space(device=0x19)}),
    ('pci.dvsec', 'error', {f'{CARD}/config': space(following=0x100, registers=3)}),
    ('pci.dvsec', 'error', {f'{CARD}/config': space(capable=0)}),
    ('pci.dvsec', 'error', {f'{CARD}/config': space(registers=3)}),
    ('pci.dvsec', 'error', {f'{CARD}/config': space(enable=0, lock=1)}),
    ('pci.dvsec', 'warning', {f'{CARD}/config': space(enable=0)}),
    ('pci.dvsec', 'unknown', {f'{CARD}/config': space()[:64]}),
    ('pci.dvsec', 'unknown', {f'{CARD}/config': GONE}),
    ('pci.memdev', 'error', {f'{CARD}/mem9/': GONE}),
    ('tracefs', 'info', {'proc/mounts': 'proc /proc proc rw 0 0\n'}),
    ('kernel.log', 'warning', {LOG: OSC + '[    2.5] cxl_mem mem1: CXL port topology not found\n'}),
    ('kernel.log', 'warning', {LOG: OSC + '[    2.5] kmem dax0.0: rejecting DAX region with invalid node: -1\n'}),
    ('kernel.log', 'unknown', {LOG: GONE}),
    ('decoders', 'info', {'=dpa_size': '0x1000\n'}),
    ('windows.alignment', 'warning', {'sys/devices/system/memory/block_size_bytes': '2000000000\n'}),
    ('iomem', 'warning', {'proc/iomem': '4d0000000-5cfffffff : CXL Window 0\n  4d0000000-4dfffffff : System RAM\n'}),
    ('hmem', 'warning', {'sys/bus/platform/drivers/hmem/hmem.0/': None}),
    ('cpu.cache', 'info', {'proc/cpuinfo': 'flags : fpu hypervisor sse\n'}),
    ('memdev.media', 'error', {'=ram/size': '0x0\n', '=pmem/size': '0x0\n'}),
    ('memory.hotplug', 'info', {'sys/devices/system/memory/auto_online_blocks': 'offline\n'}),
    ('region.state', 'warning', {'=commit': '0\n'}),
    ('daxctl.unit', 'info', {'usr/lib/udev/rules.d/90-daxctl-device.rules': 'x', 'usr/lib/systemd/system/': None}),
]


def put(root, files):
    for name, content in files.items():
        path = root / name
        if content is GONE:
            continue
        (path if content is None else path.parent).mkdir(parents=True, exist_ok=True)
        if content is None:
            continue
        if isinstance(content, str) and content.startswith('-> '):
            path.symlink_to(content[3:])
        else:
            path.write_bytes(content.encode() if isinstance(content, str) else content)


def everywhere(root, files):
    """"=size" is each file of that name that the capture has."""
    for name, content in files.items():
        if not name.startswith('='):
            yield name, content
            continue
        for path in (root / 'sys/devices').rglob(name[1:].rsplit('/', maxsplit=1)[-1]):
            if path.is_file() and str(path).endswith(name[1:]):
                yield str(path.relative_to(root)), content


def found(cxl, root, *words):
    run = subprocess.run([cxl, 'doctor', '--json=2', *words, '--sysroot', str(root)],
                         capture_output=True, text=True, timeout=60)
    return run.returncode, json.loads(run.stdout)['items']


def check_healthy(cxl, machine):
    for files in ({}, HEALTHY):
        with tempfile.TemporaryDirectory() as name:
            root = unpack(machine, name)
            put(root, files)
            status, items = found(cxl, root)
            wrong = [f'{i["check"]}: {i["text"]}' for i in items if i['severity'] in ('warning', 'error')]
            tap.ok(f'{machine.name}: nothing is wrong{", all can be read" if files else ""}',
                   wrong + ([f'status {status}'] if status else []))
            unread = [f'{i["check"]}: {i["text"]}' for i in items if i['severity'] == 'unknown']
            if files:
                tap.ok(f'{machine.name}: only the mailboxes cannot be read',
                       [u for u in unread if not u.startswith(('memdev.health: ', 'pmem.layout: '))])
            else:
                tap.ok(f'{machine.name}: what the capture lacks is unknown', [] if unread else ['nothing is'])


def take_away(root, name):
    """A file or a directory that can be put back; None where there is none."""
    path = root / name
    if path.is_dir() and not path.is_symlink() and not str(name).endswith('/'):
        return None
    if not path.exists() and not path.is_symlink():
        return None
    hidden = path.with_name(path.name + '.hidden')
    path.rename(hidden)
    return hidden, path


def remove(path):
    if path.is_dir() and not path.is_symlink():
        shutil.rmtree(path)
    else:
        path.unlink(missing_ok=True)


def changed(root, changes):
    """Makes the changes; returns how to undo them."""
    changes = {name: content for name, content in everywhere(root, changes)
               if content is not None or not (root / name).exists()}
    hidden = [pair for pair in (take_away(root, name) for name in changes) if pair]
    put(root, changes)
    return hidden, [root / name for name, content in changes.items() if content is not GONE]


def check_fault(cxl, root, check, severity, changes):
    hidden, made = changed(root, changes)
    try:
        status, items = found(cxl, root)
        # The mailboxes of a capture are never known.
        first = items[0] if severity in ('warning', 'error') else next(
            (i for i in items if i['severity'] == severity and not i['check'].startswith(('memdev.health', 'pmem.layout'))), items[0])
        if check == 'kernel.log' and severity == 'unknown':
            first = next(i for i in items if i['check'] == check)
        bad = severity in ('warning', 'error')
        wrong = [] if (first['check'], first['severity']) == (check, severity) else [f'first is {first}']
        wrong += [] if bool(status) == bad else [f'status {status}']
        wrong += [f'repeated as {i["check"]}: {i["text"]}' for i in items
                  if i['severity'] == 'error' and i['check'] != check]
        wrong += [] if severity in ('info', 'unknown') or first['remedy'] or first['consequence'] else ['nothing to do']
        status, items = found(cxl, root, f'--check={check}')
        wrong += [] if {i['check'] for i in items} == {check} else ['--check runs others']
        tap.ok(f'{check}: {", ".join(changes)}', wrong)
    finally:
        for path in made:
            remove(path)
        for was, path in hidden:
            was.rename(path)


def main(cxl, machines):
    for machine in captured(machines):
        check_healthy(cxl, machine)
    with tempfile.TemporaryDirectory() as name:
        root = unpack(pathlib.Path(machines) / 'qemu-hb2-regions', name)
        put(root, HEALTHY)
        for check, severity, changes in FAULTS:
            check_fault(cxl, root, check, severity, changes)
        check_spoiled(cxl, root)
        check_renames(cxl, root)
        tap.ok('the machine is healthy again', [i['text'] for i in found(cxl, root)[1]
                                                if i['severity'] in ('info', 'warning', 'error')])
    check_hints(cxl)
    tap.done()


def spoiled(chance, data):
    """A file of another length, with other bytes in it."""
    data = bytearray(data[:chance.choice([len(data), len(data), chance.randrange(len(data) + 1)])])
    for _ in range(chance.choice([1, 3, 30])):
        if data:
            data[chance.randrange(len(data))] = chance.choice([0, 1, 0xff, 0x23, chance.randrange(256)])
    return bytes(data)


def rename_always(folder):
    """Directories of the host move, elsewhere: then the kernel is not sure of a path with ".." in it."""
    (folder / 'a/x').mkdir(parents=True)
    (folder / 'b').mkdir()
    while True:
        os.rename(folder / 'a/x', folder / 'b/x')
        os.rename(folder / 'b/x', folder / 'a/x')


def check_renames(cxl, root):
    """What doctor says of a captured machine does not depend on what else the host does."""
    with tempfile.TemporaryDirectory() as name:
        alone = found(cxl, root)
        process = multiprocessing.Process(target=rename_always, args=(pathlib.Path(name),), daemon=True)
        process.start()
        wrong = [f'{i["check"]}: {i["text"]}' for _ in range(30) for i in found(cxl, root)[1] if i not in alone[1]]
        process.kill()
        process.join()
    tap.ok('directories that are renamed elsewhere change nothing', wrong)


def check_spoiled(cxl, root):
    """What firmware, a card and the log say is anybody's: it is answered, in JSON."""
    chance, wrong = random.Random(1), []
    files = {CEDT_PATH: CEDT, f'{CARD}/config': space(), LOG: OSC.encode(), KERNEL: config().encode()}
    for number in range(SPOILED):
        changes = {name: spoiled(chance, data) for name, data in files.items()}
        put(root, changes)
        try:
            status, items = found(cxl, root)
            wrong += [] if status in (0, 1) and items else [f'{number}: status {status}']
        except ValueError as error:
            wrong.append(f'{number}: {error}')
    put(root, files)
    tap.ok(f'{SPOILED} spoiled tables, spaces and logs are answered', wrong)


def check_hints(cxl):
    """A machine with a card, and no module that would show it."""
    with tempfile.TemporaryDirectory() as name:
        root = pathlib.Path(name)
        put(root, {'sys/bus/acpi/devices/ACPI0017:00/': None, 'sys/bus/pci/drivers/': None, f'{CARD}/class': '0x050210\n',
                   'sys/bus/cxl/devices/': None})
        for words in (['list'], ['create-region', '--dry-run', '-t', 'ram']):
            run = subprocess.run([cxl, '--sysroot', name, *words], capture_output=True, text=True, timeout=60)
            last = run.stderr.splitlines()[-1] if run.stderr else ''
            tap.ok(f'{words[0]}: where nothing is found, the last line names the cause',
                   [] if 'cxl_pci is not loaded (see cxl doctor)' in last else [run.stderr])


if __name__ == '__main__':
    main(*sys.argv[1:])
