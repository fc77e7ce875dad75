#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""Ten thousand memdevs are listed with 64 file descriptors, all of them and each with what is its own;
with fewer a listing is as whole, or it fails and says why.

    many.py CXL
"""
import collections
import json
import os
import pathlib
import resource
import shutil
import subprocess
import sys
import tempfile

HERE = pathlib.Path(__file__).resolve().parent
MEMDEVS, FDS = 10000, 64
FEW_MEMDEVS, FEWER_FDS = 80, range(4, 24)
FAN = 8                     # memdevs below a switch; they share its two regions
CAPACITY, SHARE = 1 << 30, 1 << 28
ROOM = 1 << 30              # more than the machine takes

sys.path.append(os.fspath(HERE.parent / 'style'))
import tap  # noqa: E402


def each(value, kind):
    """All objects of a kind in an answer: its name is their first key."""
    if isinstance(value, dict):
        if next(iter(value), None) == kind:
            yield value
        value = value.values()
    elif not isinstance(value, list):
        return
    for item in value:
        yield from each(item, kind)


# ---- what is in an answer, and what must be: one tuple for each object ----------

def memdevs(answer):
    return [(m['memdev'], m.get('serial'), m.get('numa_node'), m.get('ram_size'), m.get('pmem_size'))
            for m in each(answer, 'memdev')]


def all_memdevs(count):
    return [(f'mem{n}', n + 1, n % 4, CAPACITY, CAPACITY) for n in range(count)]


def regions(answer):
    return [(r['region'], r.get('type'), r.get('size')) for r in each(answer, 'region')]


def all_regions(count):
    return [(f'region{2 * n + is_pmem}', 'pmem' if is_pmem else 'ram', FAN * SHARE)
            for n in range(count // FAN) for is_pmem in (0, 1)]


def dpa(answer):
    return [(e['memdev']['memdev'], d.get('region'), d.get('mode'), d.get('dpa_resource'), d.get('dpa_size'))
            for e in each(answer, 'endpoint') for d in e[f'decoders:{e["endpoint"]}']]


def all_dpa(count):
    return [(f'mem{n}', f'region{n // FAN * 2 + is_pmem}', 'pmem' if is_pmem else 'ram', is_pmem * CAPACITY, SHARE)
            for n in range(count) for is_pmem in (0, 1)]


def committed(answer):
    return [(e['host'], e.get('decoders_committed')) for e in each(answer, 'endpoint')]


def all_committed(count):
    return [(f'mem{n}', 2) for n in range(count)]


MUST_BE = {memdevs: all_memdevs, regions: all_regions, dpa: all_dpa, committed: all_committed}
LISTINGS = {'list -M': [memdevs], 'list -R': [regions], 'list -BEMPDRT': [memdevs, regions, dpa, committed]}


# ---- asking ---------------------------------------------------------------------

def ask(cxl, machine, listing, fds):
    """The finished run of a listing with so many file descriptors."""
    return subprocess.run([cxl, '--sysroot', machine, *listing.split()], capture_output=True, text=True, check=False,
                          preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_NOFILE, (fds, fds)))


def differences(found, wanted):
    found, wanted = collections.Counter(found), collections.Counter(wanted)
    yield from (f'missing: {one}' for one in wanted - found)
    yield from (f'too much: {one}' for one in found - wanted)


def test_listing(cxl, machine, listing):
    run = ask(cxl, machine, listing, FDS)
    tap.ok(f'{listing}: succeeds with {FDS} descriptors, and has nothing to say',
           [f'status {run.returncode}', run.stderr] if run.returncode or run.stderr else [])
    answer = json.loads(run.stdout or '[]')
    for kind in LISTINGS[listing]:
        wanted = MUST_BE[kind](MEMDEVS)
        tap.ok(f'{listing}: {kind.__name__}, {len(wanted)} of them',
               list(differences(kind(answer), wanted))[:8])


def is_honest(run, kinds):
    """All is there, or it is said that it is not."""
    if run.returncode or run.stderr:
        return bool(run.returncode and run.stderr)
    answer = json.loads(run.stdout or '[]')
    return not any(any(differences(kind(answer), MUST_BE[kind](FEW_MEMDEVS))) for kind in kinds)


def test_fewer(cxl, machine):
    for listing, kinds in LISTINGS.items():
        tap.ok(f'{listing}: whole or refused with {FEWER_FDS[0]} to {FEWER_FDS[-1]} descriptors',
               [f'not with {fds}' for fds in FEWER_FDS if not is_honest(ask(cxl, machine, listing, fds), kinds)])


def generate(machine, memdevs):
    subprocess.run([HERE / 'machine', '--memdevs', str(memdevs), '--fan', str(FAN), '--decoders', '1', machine],
                   stdout=subprocess.DEVNULL, check=True)


def place():
    """Memory is quicker than a disk."""
    memory = '/dev/shm'
    has_room = os.access(memory, os.W_OK) and shutil.disk_usage(memory).free > ROOM
    return memory if has_room else None


def main(cxl):
    with tempfile.TemporaryDirectory(dir=place()) as folder:
        few, many = f'{folder}/few', f'{folder}/many'
        generate(few, FEW_MEMDEVS)
        test_fewer(cxl, few)
        generate(many, MEMDEVS)
        for listing in LISTINGS:
            test_listing(cxl, many, listing)
        subprocess.run(['rm', '-rf', many], check=True)     # far quicker than Python
    tap.done()


if __name__ == '__main__':
    main(*sys.argv[1:])
