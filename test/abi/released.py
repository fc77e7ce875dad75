#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""Against the library of our last release: nothing that a program uses was removed or changed.

    released.py ABIDIFF LIBRARY
    released.py --write ABIDW LIBRARY VERSION

VERSION.abi beside this file is the interface of a release, as abidw describes it; --write writes it. Tags do not
come with every copy of the source, so the test does not need one.
"""
import pathlib
import re
import subprocess
import sys

HERE = pathlib.Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent / 'style'))
import tap  # noqa: E402

HEADERS = HERE.parents[1] / 'libcxl/include'
# Nothing of the machine that it was written on.
PLAIN = ['--drop-private-types', '--exported-interfaces-only', '--no-corpus-path', '--no-comp-dir-path',
         '--no-show-locs']


def run(*command):
    return subprocess.run([str(word) for word in command], capture_output=True, text=True)


def numbers(path):
    return [int(number) for number in path.stem.split('.')]


def releases():
    """The files, the newest last."""
    return sorted(HERE.glob('*.abi'), key=numbers)


def compare(abidiff, release, library):
    """abidiff says nothing, or what a program would notice: bits 0 and 1 of its status are errors of its own."""
    done = run(abidiff, '--no-added-syms', '--suppressions', HERE / 'opaque.abignore',
               '--headers-dir2', HEADERS, release, library)
    return [done.stdout + done.stderr] if done.returncode else []


def check(abidiff, library):
    files = releases()
    tap.ok('there is the interface of a release', [] if files else [HERE])
    for release in files:
        tap.ok(f'abidiff finds nothing removed or changed since {release.stem}',
               compare(abidiff, release, library))
    tap.done()


def write(abidw, library, version):
    done = run(abidw, *PLAIN, '--headers-dir', HEADERS, library)
    if done.returncode:
        sys.exit(done.stderr)
    text = re.sub(r"path='[^']*?(libcxl/[^']*)'", r"path='\1'", done.stdout)
    (HERE / f'{version}.abi').write_text(text)


def main(first, *words):
    if first == '--write':
        write(*words)
    elif not first:
        print('1..0 # SKIP no abidiff')
    else:
        check(first, *words)


if __name__ == '__main__':
    main(*sys.argv[1:])
