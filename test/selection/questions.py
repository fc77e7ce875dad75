# SPDX-License-Identifier: GPL-2.0-or-later
"""What is asked of a machine: kinds and filters, by every spelling, with and without -i, in all combinations of one filter;
and samples, always the same ones, of two and three filters and of what changes how much is shown.

PCI addresses are left out: 85 takes them for the number 0 as well.
"""
import itertools
import pathlib
import random
import re

KINDS = [''.join(k) for n in range(7) for k in itertools.combinations('BPEMDR', n)]
SAMPLED_PAIRS, SAMPLED_TRIPLES = 900, 400


def attribute(path, name):
    try:
        return (path / name).read_text().strip()
    except OSError:
        return None


class Values:
    """What a filter can say on a machine: names that are there, in each spelling, and one that is not."""

    def __init__(self, machine):
        self.devices = pathlib.Path(machine, 'sys/bus/cxl/devices')
        self.names = {}
        for link in self.devices.iterdir():
            kind = re.sub('[0-9.]', '', link.name)
            self.names.setdefault(kind, []).append(link.name)
        for names in self.names.values():
            names.sort(key=lambda name: [int(n) for n in re.findall('[0-9]+', name)])

    def some(self, kind, count):
        """A few, from the first to the last."""
        names = self.names.get(kind, [])
        step = max(1, (len(names) - 1) // max(1, count - 1))
        return names[::step][:count]

    def host(self, name):
        """The device that an object stands for."""
        path = self.devices / name
        path = path / 'uport' if (path / 'uport').exists() else path / '..'
        return path.resolve().name

    def m(self):
        some = self.some('mem', 3)
        return [*some, ','.join(some[:2]), *[name[3:] for name in some[1:2]], 'mem99']

    def s(self):
        serials = [attribute(self.devices / name, 'serial') for name in self.some('mem', 2)]
        return [*filter(None, serials), *[str(int(s, 0)) for s in serials[:1] if s], '0x999']

    def b(self):
        return [*self.names.get('root', []), 'ACPI.CXL', 'root9']

    def p(self):
        some = self.some('port', 3)
        hosts = [host for host in map(self.host, some) if not host[0].isdigit()]
        return [*some, *[name[4:] for name in some[-1:]], ','.join(some[-2:]), *hosts[:1], 'root', 'root0', 'switch',
                'endpoint', *self.some('endpoint', 1), 'port99']

    def e(self):
        some = self.some('endpoint', 2)
        return [*some, *[n[8:] for n in some[:1]], *[self.host(name) for name in some[-1:]], 'endpoint99']

    def d(self):
        roots = [n for n in self.names.get('decoder', []) if n.startswith('decoder0.')]
        others = [n for n in self.names.get('decoder', []) if not n.startswith('decoder0.')]
        step = max(1, len(others) // 3)
        return [*roots[:1], *roots[-1:], *others[::step][:3], *[n[7:] for n in roots[:1]],
                'root', 'switch', 'endpoint', 'decoder99.0']

    def r(self):
        some = self.some('region', 2)
        return [*some, *[n[6:] for n in some[:1]], 'region99']


def options(values, filters):
    """Each way to give these filters: -m mem0 -p switch."""
    words = [[f'-{f} {v}' for v in dict.fromkeys(filter(None, getattr(values, f)()))] for f in filters]
    return [' '.join(one) for one in itertools.product(*words)]


def all_single(values):
    for kinds in KINDS:
        kinds = f'-{kinds}' if kinds else ''
        for idle in ('', '-i'):
            yield f'{kinds} {idle}'
            for f in 'msbpedr':
                for one in options(values, f):
                    yield f'{kinds} {idle} {one}'


def all_looks(values, chance):
    """How much is told, and of how many: a third of them."""
    for look in ('-T', '-v', '-vv', '-u', '-iu', '-vu', '-iT', '-S', '-Si', '-Sv'):
        for kinds in ('', '-B', '-P', '-E', '-M', '-D', '-R', '-BPEMDR', '-PM', '-MR', '-BP'):
            for f in 'msbpedr' if 'S' not in look else 'p':
                for one in options(values, f):
                    if chance.randrange(3) == 0:
                        yield f'{kinds} {look} {one}'


def several(values, count, chance):
    looks = ('', '-i', '-i', '-T', '-v', '-vv', '-S', '-Si', '-u', '-iT')
    groups = [options(values, fs) for fs in itertools.combinations('msbpedr', count)]
    while True:
        look = chance.choice(looks)
        filters = chance.choice(groups)
        kinds = chance.choice(KINDS)
        if filters:
            one = chance.choice(filters)
            if 'S' not in look or '-p' in one:
                yield f'{"-" + kinds if kinds else ""} {look} {one}'


def of(name, machine):
    """Each question once, as it is typed behind `cxl`."""
    values = Values(machine)
    chance = random.Random(name)
    parts = [all_single(values), all_looks(values, chance),
             itertools.islice(several(values, 2, chance), SAMPLED_PAIRS),
             itertools.islice(several(values, 3, chance), SAMPLED_TRIPLES)]
    for asked in dict.fromkeys(' '.join(q.split()) for q in itertools.chain(*parts)):
        yield f'list {asked}'.strip()
