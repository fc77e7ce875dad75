# SPDX-License-Identifier: GPL-2.0-or-later
"""The order of the tree, worked out from the files of a machine: what a flat list must keep to.

From the root down, at each port by the number of the dport that leads further; decoders of a port by id, regions of a
window by address.
"""
import os
import pathlib
import re

KINDS = ('bus', 'port', 'endpoint', 'decoder', 'memdev', 'region')


def numbers(name):
    return [int(n) for n in re.findall('[0-9]+', name)]


def read_number(path):
    try:
        return int(path.read_text(), 0)
    except (OSError, ValueError):
        return (1 << 64) - 1


class Order:
    def __init__(self, root):
        self.devices = pathlib.Path(root, 'sys/bus/cxl/devices')
        self.ways = {os.path.realpath(link): [*self.root_of(link), *numbers(link.name)]
                     for link in pathlib.Path(root, 'sys/devices').rglob('dport*')
                     if link.is_symlink() and re.fullmatch('dport[0-9]+', link.name)}

    def has_classes(self):
        """Do memdevs tell their QoS classes?"""
        return any(self.devices.glob('mem*/*/qos_class'))

    @staticmethod
    def root_of(path):
        return numbers(re.search('/(root[0-9]+)(/|$)', os.fspath(path))[1])

    def place(self, device):
        """The root, and the number of each dport on the way from there down to a device."""
        parts = device.split('/')
        ways = [self.ways[a] for a in ('/'.join(parts[:n]) for n in range(2, len(parts) + 1)) if a in self.ways]
        return [*ways[0][:1], *[way[1] for way in ways]] if ways else []

    def of_port(self, path):
        if re.fullmatch('root[0-9]+', path.name):
            return self.root_of(path)
        return self.place(os.path.realpath(path / 'uport'))

    def of(self, name):
        """What an object of this name is sorted by; 'decoder3.0'."""
        path = self.devices / name
        real = pathlib.Path(os.path.realpath(path))
        if name.startswith('region'):
            return [*self.root_of(real), *numbers(real.parent.name), read_number(path / 'resource'), *numbers(name)]
        if name.startswith('decoder'):
            return [*self.of_port(real.parent), -1, *numbers(name)]
        if name.startswith('mem'):
            return [*self.place(os.fspath(real)), -1, real.parent.name, *numbers(name)]
        return [*self.of_port(real), -1, *numbers(name)]

    def sorted(self, names):
        return sorted(names, key=self.of)


def lists(answer):
    """The flat lists of an answer: those of its top."""
    if not isinstance(answer, list):
        return
    if answer and all(isinstance(o, dict) and len(o) == 1 and isinstance(next(iter(o.values())), list) for o in answer):
        for bucket in answer:
            yield next(iter(bucket.values()))
    else:
        yield answer


def name_of(thing):
    return next((thing[kind] for kind in KINDS if next(iter(thing), None) == kind), None)


def problems(answer, order):
    """Flat lists that do not keep to it."""
    for objects in lists(answer):
        names = [name_of(o) for o in objects]
        if None not in names and names != order.sorted(names):
            yield f'not in the order of the tree: {" ".join(names)}; but {" ".join(order.sorted(names))}'
