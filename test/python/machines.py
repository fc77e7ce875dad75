#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""On every captured machine the Python module shows what `cxl list` does.

    machines.py CXL MACHINES

Every key of the listing has its property here, or a reason why it has none; every object of the listing is an object
of the module, and the reverse.
"""
import json
import pathlib
import subprocess
import sys
import tempfile

import cxl

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / 'style'))
import tap  # noqa: E402
from unpack import captured, unpack  # noqa: E402


def name_of(found):
    return found.name if found else None


def yes(value):
    """A key that is there only when it is true."""
    return value or None


def of_window(decoder, value):
    return value if decoder.port.is_root else None


def is_root(decoder):
    return decoder.port.is_root


def disabled(found):
    return None if found.is_enabled else 'disabled'


def port_of(found):
    return found.port if isinstance(found, cxl.Endpoint) else found


def parent_dport(port):
    return name_of(port.parent_dport)


def mode_of(decoder):
    return None if decoder.mode_name == 'none' else decoder.mode_name


def mappings(region):
    return [{'position': m.position, 'memdev': name_of(m.decoder.memdev), 'decoder': m.decoder.name}
            for m in region.mappings]


# kind -> key -> its value from the module, None where the key is absent
KEYS = {
    'bus': {
        'provider': lambda b: b.provider, 'nr_dports': lambda b: b.port.nr_dports,
        'dports': lambda b: sorted(d.name for d in b.port.dports),
    },
    'port': {
        'host': lambda p: p.host, 'depth': lambda p: port_of(p).depth, 'state': disabled,
        'parent_dport': lambda p: parent_dport(port_of(p)),
        'decoders_committed': lambda p: port_of(p).decoders_committed,
        'nr_dports': lambda p: None if isinstance(p, cxl.Endpoint) else p.nr_dports,
        'dports': lambda p: None if isinstance(p, cxl.Endpoint) else sorted(d.name for d in p.dports),
    },
    'memdev': {
        'pmem_size': lambda m: m.pmem_size, 'ram_size': lambda m: m.ram_size,
        'pmem_qos_class': lambda m: m.pmem_qos_class if m.pmem_size else None,
        'ram_qos_class': lambda m: m.ram_qos_class if m.ram_size else None,
        'serial': lambda m: m.serial, 'numa_node': lambda m: m.numa_node, 'host': lambda m: m.host,
        'firmware_version': lambda m: m.firmware_version, 'state': disabled,
    },
    'decoder': {
        'resource': lambda d: d.resource if d.size else None, 'size': lambda d: d.size or None,
        'interleave_ways': lambda d: d.interleave_ways,
        'interleave_granularity': lambda d: d.interleave_granularity if d.interleave_ways > 1 else None,
        'region': lambda d: None if is_root(d) else name_of(d.region),
        'state': lambda d: None if d.size else 'disabled',
        'dpa_resource': lambda d: d.dpa_resource if d.dpa_size else None,
        'dpa_size': lambda d: d.dpa_size or None,
        'mode': mode_of,
        'max_available_extent': lambda d: of_window(d, d.max_available_extent),
        'pmem_capable': lambda d: of_window(d, yes(d.is_pmem_capable)),
        'volatile_capable': lambda d: of_window(d, yes(d.is_volatile_capable)),
        'accelmem_capable': lambda d: of_window(d, yes(d.is_accelmem_capable)),
        'qos_class': lambda d: d.qos_class,
        'orphan': lambda d: None if is_root(d) else yes(d.get_orphan()[0] != cxl.DecoderOrphan.NO_ORPHAN),
        'nr_targets': lambda d: None if d.port.is_endpoint else d.nr_targets,
        'targets': lambda d: None if d.port.is_endpoint else [
            [t.name, t.position, t.id] for t in d.targets],
    },
    'region': {
        'resource': lambda r: r.resource or 0, 'size': lambda r: r.size,
        'extended_linear_cache_size': lambda r: r.extended_linear_cache_size, 'type': lambda r: r.mode_name,
        'interleave_ways': lambda r: r.interleave_ways, 'interleave_granularity': lambda r: r.interleave_granularity,
        'decode_state': lambda r: 'commit' if r.decode_is_committed else 'reset', 'state': disabled,
        'orphan': lambda r: yes(r.query_orphan()), 'qos_class_mismatch': lambda r: yes(r.qos_class_differs),
        'mappings': lambda r: mappings(r),
    },
}

# Keys without a getter: key -> why.
WITHOUT = {
    'poison_injectable': 'the listing shows it where debugfs can be read',
    'injectable_protocol_errors': 'the list of the context, not of a bus',
    'locked': 'the listing shows it only on kernels that have the attribute',
    'memdev': 'the object below', 'media_errors': 'trace events', 'daxregion': 'libdaxctl',
}
SIMPLE = {
    'dports': lambda value: sorted(dport['dport'] for dport in value),
    'targets': lambda value: [[target['target'], target['position'], target['id']] for target in value],
}


def kind_of(listed):
    kind = next((kind for kind in ('bus', 'port', 'endpoint', 'decoder', 'region') if kind in listed), None)
    return kind or ('memdev' if 'host' in listed else None)


def objects_of(listed, kind, found):
    """(kind, name) -> the object of the listing, without those within."""
    if isinstance(listed, list):
        for one in listed:
            objects_of(one, kind, found)
    elif isinstance(listed, dict):
        own = kind_of(listed)
        if own:
            found[own, listed[own]] = {key: value for key, value in listed.items() if ':' not in key and key != own}
        for key, value in listed.items():
            if key not in {'dports', 'targets', 'mappings'}:
                objects_of(value, own, found)
    return found


def objects_here(ctx):
    of_kind = {'bus': ctx.buses, 'port': ctx.ports, 'endpoint': ctx.endpoints, 'memdev': ctx.memdevs,
               'decoder': ctx.decoders, 'region': ctx.regions}
    return {(kind, found.name): found for kind, all_of in of_kind.items() for found in all_of}


def differences(kind, name, listed, found):
    keys = KEYS['port' if kind == 'endpoint' else kind]
    for key in sorted(listed.keys() - keys.keys() - WITHOUT.keys()):
        yield f'{name}: no property for {key}'
    for key, value in keys.items():
        here, there = value(found), listed.get(key)
        there = SIMPLE[key](there) if key in SIMPLE and there is not None else there
        if here != there and not (here == [] and there is None):
            yield f'{name}: {key} is {here!r}, the listing has {there!r}'


def check(program, name, root):
    words = [program, '--sysroot', root, 'list', '-BPEDMRTi']
    heard = subprocess.run(words, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, check=True, text=True)
    listed = objects_of(json.loads(heard.stdout or '[]'), None, {})
    here = objects_here(cxl.Context(root))
    tap.ok(f'{name}: the same objects', map(str, listed.keys() ^ here.keys()))
    for kind in ('bus', 'port', 'endpoint', 'memdev', 'decoder', 'region'):
        problems = [problem for key in sorted(listed.keys() & here.keys()) if key[0] == kind
                    for problem in differences(*key, listed[key], here[key])]
        count = sum(key[0] == kind for key in listed)
        tap.ok(f'{name}: {count} of {kind}', problems)


def main(program, archives):
    with tempfile.TemporaryDirectory() as folder:
        for machine in captured(archives):
            check(program, machine.name, unpack(machine, pathlib.Path(folder) / machine.name))
    tap.done()


if __name__ == '__main__':
    main(*sys.argv[1:])
