#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""The units are sandboxed: systemd counts what they can still reach.

    unit.py SYSTEMD-ANALYZE UNIT.in...
"""
import pathlib
import subprocess
import sys
import tempfile

import tap

# Of 100; without a sandbox a unit has 96.
LIMIT = 30


def exposure(analyze, name, text):
    """The status of systemd-analyze, and what it says."""
    with tempfile.TemporaryDirectory() as folder:
        unit = pathlib.Path(folder) / name
        unit.write_text(text)
        done = subprocess.run([analyze, 'security', '--no-pager', '--offline=true', f'--threshold={LIMIT}', unit],
                              capture_output=True, text=True)
    return done.returncode, done.stdout + done.stderr


def check(analyze, source):
    """Tells of one unit; False where systemd-analyze cannot."""
    name = pathlib.Path(source).name.removesuffix('.in')
    text = pathlib.Path(source).read_text().replace('@BINDIR@', '/usr/bin')
    status, said = exposure(analyze, name, text)
    if '--offline' in said or 'unrecognized option' in said:
        return False
    said = said.strip().splitlines() or ['nothing']
    tap.ok(f'{name}: {said[-1].split(":")[-1].split()[0]}, of at most {LIMIT / 10}',
           said[-1:] if status else [])
    loose, _ = exposure(analyze, name, text[:text.index('CapabilityBoundingSet')])
    tap.ok(f'{name} without its sandbox would have more', [] if loose else ['it has not'])
    return True


def main(analyze, *sources):
    if not all(check(analyze, source) for source in sources):
        print('1..0 # SKIP this systemd-analyze reads no unit that is not installed')
        return
    tap.done()


if __name__ == '__main__':
    main(*sys.argv[1:])
