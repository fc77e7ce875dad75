#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""Scripts that were written for version 85 find here what they found there.

    run.py CXL MACHINES

Each script in looking/ runs twice on each captured machine: once its `cxl` gives
the answers that 85 gave there, once it is the tool itself. Both times it has to
print the same lines and to end with the same status. (What the scripts in acting/
need is a machine that can be changed: test/vm/reference/scripts.sh.)
"""
import os
import pathlib
import re
import shlex
import subprocess
import sys
import tempfile

HERE = pathlib.Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent / 'style'))
import tap  # noqa: E402
from unpack import unpack  # noqa: E402


NOT_ASKED = 'nobody asked 85 that'


def recorded(machine):
    """A shell script that answers as 85 did on this machine."""
    yield 'case "$*" in\n'
    for cmd in machine.glob('list/*.cmd'):
        words = shlex.split(cmd.read_text())[1:]
        out, err = (shlex.quote(str(cmd.with_suffix(kind))) for kind in ('.out', '.err'))
        yield f'{shlex.quote(" ".join(words))}) cat {out}; cat {err} >&2; exit {cmd.with_suffix(".rc").read_text()} ;;\n'
    yield f'*) echo "{NOT_ASKED}: $*" >&2 ;;\nesac\n'


def folder_with_cxl(folder, script):
    """A folder for PATH, in which `cxl` is this script."""
    folder.mkdir()
    program = folder / 'cxl'
    program.write_text(f'#!/bin/sh\n{script}')
    program.chmod(0o755)
    return folder


def run(script, folder):
    return subprocess.run(['sh', script], capture_output=True, text=True, timeout=120, check=False,
                          env={**os.environ, 'PATH': f'{folder}:{os.environ["PATH"]}'})


def differences(theirs, ours):
    if theirs.returncode not in (0, 2) or not theirs.stdout or NOT_ASKED in theirs.stderr:
        yield f'with 85 it ends with {theirs.returncode}: {theirs.stdout}{theirs.stderr}'
    if ours.returncode != theirs.returncode:
        yield f'it ends with {ours.returncode}, with 85 with {theirs.returncode}: {ours.stderr}'
    if ours.stdout != theirs.stdout:
        yield f'it prints:\n{ours.stdout}with 85 it prints:\n{theirs.stdout}'


def check_looking(cxl, machine, work):
    unpack(machine, work / 'root')
    theirs = folder_with_cxl(work / 'theirs', ''.join(recorded(machine)))
    ours = folder_with_cxl(work / 'ours', f'exec "{cxl}" --sysroot "{work}/root" "$@"\n')
    for script in sorted(HERE.glob('looking/*.sh')):
        tap.ok(f'{machine.name}: {script.stem}',
               differences(run(script, theirs), run(script, ours)))


def check_acting():
    """Each of these is a case, and each case has its script."""
    cases = (HERE.parent / 'vm/reference/scripts.sh').read_text()
    called = set(re.findall(r'^\talike ([a-z-]+)', cases, re.M))
    there = {script.stem for script in HERE.glob('acting/*.sh')}
    tap.ok('each script that acts has its case in an emulated machine', sorted(called ^ there))


def main(cxl, machines):
    for machine in sorted(path for path in pathlib.Path(machines).iterdir() if path.is_dir()):
        with tempfile.TemporaryDirectory() as work:
            check_looking(os.path.abspath(cxl), machine, pathlib.Path(work))
    check_acting()
    tap.done()


if __name__ == '__main__':
    main(*sys.argv[1:])
