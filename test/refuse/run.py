#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""Wrong command lines: each is refused with one line that says why, and nothing is written.

    run.py CXL MACHINES ROWS

ROWS holds, for each row, four fields between bars: the machine, perhaps with a
variation of it (see VARIATIONS), the command line, the exit status, and what
the line on stderr must say. One TAP line for each row.

That nothing was written is seen three ways: the captured machine is byte for
byte what it was; the library, which refuses to write to a captured machine, was
not asked to (it would have said "read-only"); and no system call opened a file
for writing, where strace is there to tell.
"""
import functools
import os
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile

from captured import fingerprint, refusal_problems, tap, try_rows

NOBODY = 65534

WRITING = re.compile(r'O_WRONLY|O_RDWR|O_CREAT|O_TRUNC')
HARMLESS = re.compile(r'"/dev/(null|tty)"')


def run(argv, as_nobody, environment):
    who = {}
    if as_nobody:
        who = {'user': NOBODY, 'group': NOBODY, 'extra_groups': []}
    return subprocess.run(argv, capture_output=True, text=True, timeout=60,
                          stdin=subprocess.DEVNULL,
                          env={**os.environ, **environment}, **who)


def files_written(argv, as_nobody, folder):
    """What argv opens for writing, by strace; leaks cannot be looked for below it."""
    with tempfile.NamedTemporaryFile('r', dir=folder) as log:
        os.chmod(log.name, 0o666)
        result = run(['strace', '-f', '-qq', '-e', 'trace=open,openat,openat2,creat', '-o', log.name, *argv],
                     as_nobody, {'ASAN_OPTIONS': 'detect_leaks=0'})
        calls = log.read().splitlines()
    if not calls:
        return [f'strace did not work: {result.stderr}']
    return [call for call in calls
            if WRITING.search(call) and not HARMLESS.search(call)]


@functools.cache
def can_strace():
    if not shutil.which('strace'):
        return False
    return subprocess.run(['strace', '-qq', 'true'],
                          capture_output=True).returncode == 0


def problems(argv, tree, status, says):
    """What is wrong with the answer to a row, and the answer."""
    as_nobody = tree.name.endswith('+nobody')
    before = fingerprint(tree)
    result = run(argv, as_nobody, {})
    yield from refusal_problems(result, result.stderr.splitlines(), [int(status)], says)
    if 'read-only' in result.stderr:
        yield 'it tried to write'
    if can_strace() and tree.name != 'here':
        yield from files_written(argv, as_nobody, tree.parent)
    if fingerprint(tree) != before:
        yield 'the machine has changed'
    yield f'stderr: {result.stderr}'


def read_rows(path):
    for line in path.read_text().splitlines():
        if line.strip() and not line.startswith('#'):
            yield [field.strip() for field in line.split('|')]


def nobody_can_run(cxl):
    if os.geteuid() != 0:       # the owner of the files can read them all
        return False
    try:
        return run([cxl, 'version'], True, {}).returncode == 0
    except PermissionError:
        return False


def main():
    cxl, packed, rows = (pathlib.Path(arg).resolve() for arg in sys.argv[1:4])
    if not can_strace():
        tap.note('no strace: writes are not looked for in the system calls')
    try_rows(cxl, packed, read_rows(rows), problems, skipped=None if nobody_can_run(cxl) else 'nobody')
    tap.done()


if __name__ == '__main__':
    main()
