#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""The simulated machine answers each call as the newest kernel did, in races as well: so it cannot drift into fiction.

    compare.py SWEEP

`newest`, beside this file, is what that kernel was asked and answered in the
emulated machine, by `record`; the case answers/as_recorded there shows that it
still does. The same commands are run here, on the simulated machine. One TAP
line for each command.
"""
import collections
import difflib
import os
import pathlib
import subprocess
import sys
import tempfile

HERE = pathlib.Path(__file__).resolve().parent

sys.path.append(os.fspath(HERE.parent / 'style'))
import tap  # noqa: E402


def by_command(lines):
    """What was asked and answered for each command, by its number."""
    steps = collections.defaultdict(list)
    for line in lines:
        number, rest = line.split('.', 1)
        steps[number].append(rest)
    return steps


def simulated(sweep):
    with tempfile.TemporaryDirectory() as folder:
        calls = pathlib.Path(folder) / 'calls'
        subprocess.run([sweep, '--commands', HERE], check=True, stderr=subprocess.DEVNULL,
                       env=os.environ | {'SIM_TRACE': os.fspath(calls)})
        lines = subprocess.run(['awk', '-f', HERE / 'normal.awk', calls], check=True, capture_output=True,
                               text=True).stdout.splitlines()
    return by_command(sorted(lines))


def main():
    recorded = by_command((HERE / 'newest').read_text().splitlines())
    ours = simulated(sys.argv[1])
    for number in sorted(recorded.keys() | ours.keys()):
        kernels, sims = recorded[number], ours[number]
        name = (kernels or sims)[0].split('$ ', 1)[-1]
        tap.ok(name, difflib.unified_diff(kernels, sims, 'the kernel', 'the simulated machine', n=0, lineterm=''))
    tap.done()


main()
