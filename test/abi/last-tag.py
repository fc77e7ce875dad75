#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""Against the library of our last tag: nothing that a program uses was removed or changed.

    last-tag.py ABIDIFF MESON SOURCE LIBRARY
"""
import pathlib
import subprocess
import sys
import tempfile

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / 'style'))
import tap  # noqa: E402


def run(*command, **options):
    return subprocess.run([str(word) for word in command], capture_output=True, **options)


def git(source, *words):
    """The checkout may be somebody else's."""
    return run('git', '-c', 'safe.directory=*', '-C', source, *words)


def build(meson, source, tag, root):
    """The library of @tag, or None."""
    archive = git(source, 'archive', tag)
    run('tar', '-x', '-C', root, input=archive.stdout, check=True)
    for step in (['setup', root / 'build', root, '-Dtests=false', '-Ddocs=disabled'],
                 ['compile', '-C', root / 'build']):
        done = run(meson, *step)
        if done.returncode:
            tap.note(done.stdout.decode())
            return None
    return root / 'build/libcxl/libcxl.so.1'


def check(abidiff, theirs, ours):
    opaque = pathlib.Path(__file__).with_name('opaque.abignore')
    done = run(abidiff, '--no-added-syms', '--suppressions', opaque, theirs, ours)
    tap.ok('abidiff finds nothing removed or changed',
           [done.stdout.decode() + done.stderr.decode()] if done.returncode else [])


def main(abidiff, meson, source, ours):
    tag = git(source, 'describe', '--tags', '--abbrev=0').stdout.decode().strip()
    if not tag or not abidiff:
        print(f'1..0 # SKIP {"no abidiff" if tag else "there is no tag"}')
        return
    with tempfile.TemporaryDirectory() as folder:
        root = pathlib.Path(folder)
        theirs = build(meson, source, tag, root)
        tap.ok(f'the library of {tag} is built', [] if theirs else [tag])
        if theirs:
            check(abidiff, theirs, ours)
    tap.done()


if __name__ == '__main__':
    main(*sys.argv[1:])
