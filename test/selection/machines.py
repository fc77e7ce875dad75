# SPDX-License-Identifier: GPL-2.0-or-later
"""The machines that are asked: captured ones, and ones that are built here, of each shape that a selection may meet.

A machine is described from the root down: bridges, what hangs on their root ports, and the regions on the memdevs.
Names are handed out in a shuffled order, as kernels do whose probing order is random; what must not depend on them
then shows. Folders are filled in the order of the tree: 85 prints in the order of its folders, so on a tmpfs its answers
come in the order of the tree.
"""
import importlib.machinery
import importlib.util
import os
import pathlib
import random
import re
import shutil
import tempfile

from order import Order
from unpack import unpack

HERE = pathlib.Path(__file__).resolve().parent
CAPTURED = HERE.parent / 'golden' / 'machines'
GIB = 1 << 30
SHARE = GIB // 4


def load(name, path):
    """A script of the project, as a module."""
    loader = importlib.machinery.SourceFileLoader(name, os.fspath(path))
    module = importlib.util.module_from_spec(importlib.util.spec_from_loader(name, loader))
    loader.exec_module(module)
    return module


Tree = load('bench_machine', HERE.parent / 'bench' / 'machine').Tree


# ---- what a machine is made of --------------------------------------------------

class Memdev:
    def __init__(self, slot, *, bound=True, endpoint=True):
        self.slot, self.bound, self.endpoint = slot, bound, endpoint


class Switch:
    def __init__(self, slot, *below, bound=True):
        self.slot, self.below, self.bound = slot, below, bound


class Bridge:
    def __init__(self, uid, *below):
        self.uid, self.below = uid, below


class RestrictedHost:
    """A host bridge that is no port: its memdev hangs below the root."""

    def __init__(self, uid, memdev):
        self.uid, self.below = uid, (memdev,)


class Region:
    """On these memdevs, by their number in the order of the tree."""

    def __init__(self, window, *members, mode='ram', bound=True):
        self.window, self.members, self.mode, self.bound = window, members, mode, bound


def two(slot, **how):
    """A switch with two memdevs whose slots go down."""
    return Switch(slot, Memdev(1), Memdev(0), **how)


MACHINES = {
    'one-bridge': ([Bridge(3, Memdev(0), Memdev(1))], [Region(0, 0), Region(0, 1, mode='pmem')]),
    'two-bridges': ([Bridge(7, Memdev(1), Memdev(0)), Bridge(2, Memdev(0), Memdev(1))],
                    [Region(2, 0, 2), Region(0, 1), Region(1, 3, mode='pmem', bound=False)]),
    'switches': ([Bridge(7, two(1), two(0)), Bridge(2, two(0), two(1))],
                 [Region(2, 0, 4, 1, 5), Region(0, 0, 2, mode='pmem'), Region(0, 3, bound=False)]),
    'mixed': ([Bridge(5, Memdev(2), Switch(1, Memdev(3), Switch(0, Memdev(1), Memdev(0)), Memdev(1)), Memdev(0))],
              [Region(0, 0), Region(0, 1, 2, mode='pmem')]),
    'disabled': ([Bridge(0, Memdev(0), Memdev(1, bound=False, endpoint=False),
                         Switch(2, Memdev(0, bound=False, endpoint=False), bound=False)),
                  Bridge(1, Switch(0, Memdev(0, bound=False), Memdev(1, bound=False, endpoint=False), Memdev(2)),
                         Memdev(1, bound=False, endpoint=False))],
                 [Region(0, 0), Region(1, 5)]),
    'restricted': ([RestrictedHost(1, Memdev(0, bound=False, endpoint=False)), RestrictedHost(4, Memdev(0)),
                    Bridge(6, Memdev(0))], [Region(2, 2)]),
    'nothing': ([], []),
}


class Machine:
    """The part of /sys that a description becomes."""

    def __init__(self, root, bridges, regions, seed):
        self.tree = Tree(root)
        self.bus = []               # (place in the tree, name, path)
        self.bridges, self.regions = bridges, regions
        self.members = []           # endpoint, memdev, the ports on the way, by number in the order of the tree
        self.shuffle(random.Random(seed))
        self.build()

    # Names

    def shuffle(self, chance):
        memdevs, ports = self.count(self.bridges)
        self.memdev_ids, self.port_ids = list(range(memdevs)), list(range(1, ports + 1))
        self.region_ids = list(range(len(self.regions)))
        for ids in (self.memdev_ids, self.port_ids, self.region_ids):
            chance.shuffle(ids)

    def count(self, things):
        memdevs = ports = 0
        for thing in things:
            if isinstance(thing, Memdev):
                memdevs += 1
                ports += thing.endpoint
            else:
                ports += not isinstance(thing, RestrictedHost)
                below = self.count(thing.below)
                memdevs += below[0]
                ports += below[1]
        return memdevs, ports

    # Devices

    def device(self, place, path, devtype, driver=None, **attrs):
        name = os.path.basename(path)
        self.tree.file(f'{path}/uevent', f'DEVTYPE={devtype}\n')
        self.tree.attrs(path, devtype=devtype, modalias='cxl:t0', **attrs)
        self.tree.link(f'{path}/subsystem', 'sys/bus/cxl')
        self.bus.append((place, name, path))
        if driver:
            self.tree.link(f'{path}/driver', f'sys/bus/cxl/drivers/{driver}')
            self.tree.link(f'sys/bus/cxl/drivers/{driver}/{name}', path)

    def port(self, place, parent, kind, uport, dport, bound, committed):
        path = f'{parent}/{kind}{self.port_ids.pop()}'
        self.device(place, path, 'cxl_port', bound and 'cxl_port', decoders_committed=committed)
        self.tree.link(f'{path}/uport', uport)
        self.tree.link(f'{path}/parent_dport', dport)
        return path

    def decoder(self, place, port, n, devtype, start, size, ways, **attrs):
        path = f'{port}/decoder{re.sub("[^0-9]", "", os.path.basename(port))}.{n}'
        self.device((*place, n), path, devtype, start=hex(start), size=hex(size), locked=0,
                    interleave_ways=ways, interleave_granularity=256, **attrs)
        return path

    # From the root down

    def build(self):
        self.root = 'sys/devices/platform/ACPI0017:00/root0'
        for folder in ('sys/bus/cxl/devices', 'dev/cxl', 'sys/kernel/debug/cxl'):
            self.tree.make_folder(folder)
        self.tree.file('kernel-release', '7.2.0-built\n')
        self.tree.file('sys/bus/cxl/flush')
        if self.bridges:
            self.device((), self.root, 'cxl_port')
            self.tree.link(f'{self.root}/uport', os.path.dirname(self.root))
        self.windows()
        for bridge in sorted(self.bridges, key=lambda b: b.uid):
            self.bridge(bridge)
        self.use()
        for _, name, path in sorted(self.bus):
            self.tree.link(f'sys/bus/cxl/devices/{name}', path)

    def windows(self):
        """One to each bridge, and one across all."""
        uids = [[b.uid] for b in self.bridges]
        if len(uids) > 1:
            uids.append([b.uid for b in self.bridges])
        self.window_paths = []
        for n, targets in enumerate(uids):
            self.window_paths.append(self.decoder(
                (-1,), self.root, n, 'cxl_decoder_root', self.start(n), 64 * GIB, len(targets),
                cap_pmem=1, cap_ram=1, cap_type2=0, cap_type3=1, qos_class=0,
                target_list=','.join(map(str, targets)), create_ram_region='region99',
                create_pmem_region='region99', delete_region=''))

    @staticmethod
    def start(window):
        return (window + 16) * 64 * GIB

    def bridge(self, bridge):
        pci = f'sys/devices/pci0000:{16 * bridge.uid:02x}'
        firmware = f'sys/devices/LNXSYSTM:00/LNXSYBUS:00/ACPI0016:{bridge.uid:02x}'
        self.tree.file(f'{firmware}/uevent')
        self.tree.link(f'{pci}/firmware_node', firmware)
        self.tree.link(f'{self.root}/dport{bridge.uid}', pci)
        place = (bridge.uid,)
        if isinstance(bridge, RestrictedHost):
            self.memdev(bridge.below[0], place, [self.root], pci, pci, f'0000:{16 * bridge.uid:02x}')
            return
        path = self.port(place, self.root, 'port', pci, pci, True, 1)
        self.below(bridge, place, [self.root, path], pci, f'0000:{16 * bridge.uid:02x}')

    def below(self, thing, place, ports, device, address):
        for one in sorted(thing.below, key=lambda t: t.slot):
            dport = f'{device}/{address}:{one.slot:02x}.0'
            self.tree.file(f'{dport}/uevent')
            self.tree.link(f'{ports[-1]}/dport{one.slot}', dport)
            further = (f'{address}{one.slot}', (*place, one.slot))
            if isinstance(one, Memdev):
                self.memdev(one, further[1], ports, dport, dport, further[0])
            else:
                self.switch(one, further[1], ports, dport, further[0])

    def switch(self, switch, place, ports, dport, address):
        upstream = f'{dport}/{address}:00.0'
        path = self.port(place, ports[-1], 'port', upstream, dport, switch.bound, 0)
        self.below(switch, place, [*ports, path], upstream, address)

    def memdev(self, memdev, place, ports, device, dport, address):
        number = self.memdev_ids.pop()
        path = f'{device}/{address}:0f.0/mem{number}'
        n = len(self.members) + 1
        self.device(place, path, 'cxl_memdev', memdev.bound and 'cxl_mem', dev=f'251:{number}', serial=hex(n),
                    numa_node=-1, firmware_version='1.0', payload_max=4096, label_storage_size=0,
                    ram__size=hex(GIB), ram__qos_class=0, pmem__size=hex(GIB), pmem__qos_class=0)
        self.tree.file(f'dev/cxl/mem{number}')
        endpoint = None
        if memdev.endpoint:
            endpoint = self.port(place, ports[-1], 'endpoint', path, dport, memdev.bound, 1)
        self.members.append((place, endpoint, ports, [0]))

    # What is in use

    def use(self):
        """The regions, and the decoders of all ports: those that serve regions, and one that is idle."""
        serving = {}
        taken = {}
        for region in self.regions:
            name = f'region{self.region_ids.pop()}'
            ways = len(region.members)
            start = self.start(region.window) + taken.setdefault(region.window, 0)
            size = SHARE * ways
            taken[region.window] += size
            targets = []
            for member in region.members:
                place, endpoint, ports, used = self.members[member]
                targets.append(self.endpoint_decoder(place, endpoint, used[0], region, name, start, size, ways))
                used[0] += 1
                for depth, port in list(enumerate(ports))[1:]:
                    serving.setdefault(port, (place[:depth], {}))[1].setdefault(name, (start, size, set()))[2].add(
                        place[depth])
            self.region(region, name, start, size, targets)
        for place, endpoint, ports, used in self.members:
            if endpoint:
                self.endpoint_decoder(place, endpoint, used[0], None, '', 0, 0, 1)
            for depth, port in list(enumerate(ports))[1:]:
                serving.setdefault(port, (place[:depth], {}))
        for port, (place, regions) in serving.items():
            self.port_decoders(place, port, regions)

    def port_decoders(self, place, port, regions):
        for n, (name, (start, size, slots)) in enumerate(regions.items()):
            self.decoder(place, port, n, 'cxl_decoder_switch', start, size, len(slots), region=name,
                         target_list=','.join(map(str, sorted(slots))), target_type='expander')
        self.decoder(place, port, len(regions), 'cxl_decoder_switch', 0, 0, 1, region='', target_list='',
                     target_type='expander')

    def endpoint_decoder(self, place, endpoint, n, region, name, start, size, ways):
        return os.path.basename(self.decoder(
            place, endpoint, n, 'cxl_decoder_endpoint', start, size, ways, region=name,
            mode=region.mode if region else 'none', dpa_size=f'0x{SHARE if region else 0:016x}',
            dpa_resource=hex(n * SHARE if region else (1 << 64) - 1), target_type='expander'))

    def region(self, region, name, start, size, targets):
        self.device((-1, region.window), f'{self.window_paths[region.window]}/{name}', 'cxl_region',
                    region.bound and 'cxl_region', commit=1, locked=0, mode=region.mode,
                    resource=hex(start), size=hex(size), interleave_ways=len(targets), interleave_granularity=256,
                    uuid='', **{f'target{n}': target for n, target in enumerate(targets)})


# ---- a captured machine: its folders, filled in the order of the tree ------------

def order_of(path, order):
    """By the place of what it is, or is made for; then by number."""
    real = os.path.realpath(path)
    device = os.path.realpath(f'{real}/uport') if os.path.exists(f'{real}/uport') else real
    return order.place(device), [int(n) for n in re.findall('[0-9]+', path.name)], path.name


def copy_in_order(source, target, order):
    """A tmpfs lists a folder in the order in which it was filled, backwards; 85 turns that round."""
    target.mkdir()
    for entry in sorted(source.iterdir(), key=lambda path: order_of(path, order)):
        if entry.is_dir() and not entry.is_symlink():
            copy_in_order(entry, target / entry.name, order)
        else:
            shutil.copy2(entry, target / entry.name, follow_symlinks=False)


def mend_links(folder):
    """What was not captured, but is named: 85 wants it to be there."""
    for link in (folder / 'sys/devices').rglob('*_node'):
        if link.is_symlink() and not link.exists():
            pathlib.Path(os.path.normpath(link.parent / os.readlink(link))).mkdir(parents=True, exist_ok=True)


def unpack_mended(machine, root):
    with tempfile.TemporaryDirectory() as folder:
        folder = unpack(machine, folder)
        mend_links(folder)
        copy_in_order(folder, root, Order(folder))


# ---- all of them ----------------------------------------------------------------

def names():
    return [*MACHINES, 'qemu-hb2-regions', 'cxltest-regions']


def make(name, root):
    """The machine of this name, below the folder @root."""
    root = pathlib.Path(root)
    shutil.rmtree(root, ignore_errors=True)
    if name in MACHINES:
        root.mkdir()
        Machine(root, *MACHINES[name], seed=name)
    else:
        unpack_mended(CAPTURED / name, root)
