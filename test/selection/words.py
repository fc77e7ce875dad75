#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""What 85 cannot show, or nobody could ask it: filters on what has left, words of newer kernels, address 0.

    words.py CXL [EVERY]

Of the kinds and looks, all are asked, or each EVERYth.
"""
import itertools
import json
import os
import pathlib
import subprocess
import sys
import tempfile

sys.path[:0] = [os.fspath(pathlib.Path(__file__).resolve().parent.parent / 'style')]
import machines  # noqa: E402
import order  # noqa: E402
import tap  # noqa: E402

# Each filter, on what is not there; a disabled memdev leads nowhere, either.
ABSENT = ['-m mem99', '-s 0x999', '-p port99', '-b root9', '-d decoder99.0', '-r region99']
KINDS = [''.join(k) for n in range(7) for k in itertools.combinations('BPEMDR', n)]


def ask(cxl, root, question):
    run = subprocess.run([cxl, '--sysroot', root, 'list', *question.split()], capture_output=True, text=True, check=False)
    return json.loads(run.stdout) if run.returncode == 0 else run.stderr


def names(value):
    if isinstance(value, list):
        return [name for v in value for name in names(v)]
    if not isinstance(value, dict):
        return []
    own = order.name_of(value) if value else None
    return [*([own] if own else []), *[name for v in value.values() for name in names(v)]]


def test_absent(cxl, root, every):
    """Regions and root decoders of others are not those of a device that is not there."""
    looks = list(itertools.product(KINDS, ('', '-i', '-v')))[::every]
    for count in (1, 2):
        for filters in itertools.combinations(ABSENT, count):
            found = []
            for kinds, look in looks:
                question = f'{"-" + kinds if kinds else ""} {look} {" ".join(filters)}'
                shown = [n for n in names(ask(cxl, root, question)) if n.startswith(('region', 'decoder0.'))]
                # -d and -r say nothing of the other one; each names nothing of its own kind.
                if shown and any(f[:2] in ('-m', '-s', '-p', '-b') for f in filters):
                    found.append(f'{question}: {" ".join(shown)}')
            tap.ok(f'{" ".join(filters)}: no region and no window', found[:8])


def test_disabled(cxl, root):
    off = [m['memdev'] for m in ask(cxl, root, '-Mi')[0]['anon memdevs']]
    shown = {m: names(ask(cxl, root, f'-BPEMDRi -m {m}')) for m in off}
    tap.ok('a disabled memdev is listed alone', [f'{m}: {s}' for m, s in shown.items() if s != [m]])
    tap.ok('and below the ports above its host',
           [m for m in off if not any(m in names(ask(cxl, root, f'-Mi -p {p}')) for p in names(ask(cxl, root, '-Pi')))])


def by_name(answer, name):
    return next(o for o in answer if order.name_of(o) == name)


def change(root, name, attribute, text):
    """None: the attribute is not there."""
    path = pathlib.Path(root, 'sys/bus/cxl/devices', name, attribute)
    path.unlink(missing_ok=True)    # its text is shared with other files
    if text is not None:
        path.write_text(f'{text}\n')


def test_newer_words(cxl, root):
    region = names(ask(cxl, root, '-R'))[0]
    decoder = ask(cxl, root, f'-RT -r {region}')[0]['mappings'][0]['decoder']
    change(root, decoder, 'mode', 'dynamic_ram_1')
    change(root, region, 'mode', 'dynamic_ram_1')
    tap.ok('the mode of a decoder is the word of the kernel',
           [] if ask(cxl, root, f'-d {decoder}')[0].get('mode') == 'dynamic_ram_1' else [ask(cxl, root, f'-d {decoder}')])
    tap.ok('and the type of a region',
           [] if ask(cxl, root, f'-r {region}')[0].get('type') == 'dynamic_ram_1' else [ask(cxl, root, f'-r {region}')])


def test_accelerator(cxl, root):
    memdev = names(ask(cxl, root, '-M'))[0]
    for attribute in ('serial', 'ram/size', 'ram/qos_class', 'pmem/size', 'pmem/qos_class', 'firmware_version',
                      'payload_max', 'label_storage_size', 'numa_node'):
        change(root, memdev, attribute, None)
    shown = by_name(ask(cxl, root, '-M'), memdev)
    tap.ok('a memdev without serial number, sizes and firmware', [] if sorted(shown) == ['host', 'memdev', 'poison_injectable'] else [shown])


def test_classes(cxl, root):
    region = names(ask(cxl, root, '-R'))[0]
    member = ask(cxl, root, f'-RT -r {region}')[0]['mappings'][0]['memdev']
    change(root, member, 'ram/qos_class', 1)
    tap.ok('another class is a mismatch', [] if 'qos_class_mismatch' in ask(cxl, root, f'-r {region}')[0] else [region])
    change(root, member, 'ram/qos_class', None)
    tap.ok('one that is not known is none', [ask(cxl, root, f'-r {region}')]
           if 'qos_class_mismatch' in ask(cxl, root, f'-r {region}')[0] else [])


def test_address_0(cxl, root):
    region = names(ask(cxl, root, '-R'))[0]
    change(root, region, 'resource', '0x0')
    shown = ask(cxl, root, f'-r {region}')[0]
    tap.ok('a region at address 0', [] if shown.get('resource') == 0 and 'size' in shown else [shown])


def main(cxl, every='1'):
    with tempfile.TemporaryDirectory() as folder:
        machines.make('switches', f'{folder}/machine')
        test_absent(cxl, f'{folder}/machine', int(every))
        for name, test in (('disabled', test_disabled), ('switches', test_newer_words),
                           ('two-bridges', test_accelerator), ('two-bridges', test_classes), ('switches', test_address_0)):
            machines.make(name, f'{folder}/machine')
            test(cxl, f'{folder}/machine')
    tap.done()


if __name__ == '__main__':
    main(*sys.argv[1:])
