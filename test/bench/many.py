#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""Ten thousand memdevs are listed with 64 file descriptors, all of them and each with what is its own.

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


def all_memdevs():
    return [(f'mem{n}', n + 1, n % 4, CAPACITY, CAPACITY) for n in range(MEMDEVS)]


def regions(answer):
    return [(r['region'], r.get('type'), r.get('size')) for r in each(answer, 'region')]


def all_regions():
    return [(f'region{2 * n + is_pmem}', 'pmem' if is_pmem else 'ram', FAN * SHARE)
            for n in range(MEMDEVS // FAN) for is_pmem in (0, 1)]


def dpa(answer):
    return [(e['memdev']['memdev'], d.get('region'), d.get('mode'), d.get('dpa_resource'), d.get('dpa_size'))
            for e in each(answer, 'endpoint') for d in e[f'decoders:{e["endpoint"]}']]


def all_dpa():
    return [(f'mem{n}', f'region{n // FAN * 2 + is_pmem}', 'pmem' if is_pmem else 'ram', is_pmem * CAPACITY, SHARE)
            for n in range(MEMDEVS) for is_pmem in (0, 1)]


MUST_BE = {memdevs: all_memdevs, regions: all_regions, dpa: all_dpa}
LISTINGS = {'list -M': [memdevs], 'list -R': [regions], 'list -BEMPDRT': [memdevs, regions, dpa]}


# ---- asking ---------------------------------------------------------------------

def few_fds():
    resource.setrlimit(resource.RLIMIT_NOFILE, (FDS, FDS))


def differences(found, wanted):
    found, wanted = collections.Counter(found), collections.Counter(wanted)
    yield from (f'missing: {one}' for one in wanted - found)
    yield from (f'too much: {one}' for one in found - wanted)


def test_listing(cxl, machine, listing):
    run = subprocess.run([cxl, '--sysroot', machine, *listing.split()], capture_output=True, text=True,
                         preexec_fn=few_fds, check=False)
    tap.ok(f'{listing}: succeeds with {FDS} descriptors, and has nothing to say',
           [f'status {run.returncode}', run.stderr] if run.returncode or run.stderr else [])
    answer = json.loads(run.stdout or '[]')
    for kind in LISTINGS[listing]:
        wanted = MUST_BE[kind]()
        tap.ok(f'{listing}: {kind.__name__}, {len(wanted)} of them',
               list(differences(kind(answer), wanted))[:8])


def place():
    """Memory is quicker than a disk."""
    memory = '/dev/shm'
    has_room = os.access(memory, os.W_OK) and shutil.disk_usage(memory).free > ROOM
    return memory if has_room else None


def main(cxl):
    with tempfile.TemporaryDirectory(dir=place()) as folder:
        machine = f'{folder}/machine'
        subprocess.run([HERE / 'machine', '--memdevs', str(MEMDEVS), '--fan', str(FAN), '--decoders', '1', machine],
                       stdout=subprocess.DEVNULL, check=True)
        for listing in LISTINGS:
            test_listing(cxl, machine, listing)
        subprocess.run(['rm', '-rf', machine], check=True)     # far quicker than Python
    tap.done()


if __name__ == '__main__':
    main(*sys.argv[1:])
