#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""What is installed serves somebody else's program: headers, pkg-config file, library.

    install.py MESON BUILD PKG-CONFIG READELF CLIENT VERSION CC...
"""
import os
import pathlib
import subprocess
import sys
import tempfile

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / 'style'))
import tap  # noqa: E402


class Step:
    """One command, its output, and what is wrong with it."""

    def __init__(self, *command, **env):
        done = subprocess.run([str(word) for word in command], capture_output=True, text=True,
                              env={**os.environ, **env})
        self.out = done.stdout.strip()
        self.problems = [done.stdout + done.stderr] if done.returncode else []


def pkg_config(program, root, *asked):
    folders = {path.parent for path in root.rglob('libcxl.pc')}
    return Step(program, *asked, 'libcxl',
                PKG_CONFIG_PATH=':'.join(map(str, folders)),
                PKG_CONFIG_SYSROOT_DIR=str(root))


def check_files(root):
    folders = {path.parent for path in root.rglob('libcxl.so*')}
    tap.ok('the library has its names', [] if all(
        len(list(root.rglob(name))) == 1 for name in ('libcxl.so', 'libcxl.so.1', 'libcxl.so.1.*'))
        else [path.name for path in root.rglob('libcxl.so*')])
    tap.ok('nothing of the inside is installed',
           [path for path in root.rglob('*') if path.suffix in {'.a', '.sym'}])
    return folders.pop() if folders else root


def check_client(program, readelf, root, client, compiler):
    flags = pkg_config(program, root, '--cflags', '--libs')
    tap.ok('pkg-config knows libcxl', flags.problems)
    built = Step(*compiler, client, *flags.out.split(), '-o', root / 'client')
    tap.ok('a program compiles with what it says', built.problems)
    needed = Step(readelf, '-d', root / 'client').out
    tap.ok('the program needs libcxl.so.1', [] if '[libcxl.so.1]' in needed else [needed])


def main(meson, build, program, readelf, client, version, *compiler):
    with tempfile.TemporaryDirectory() as folder:
        root = pathlib.Path(folder)
        installed = Step(meson, 'install', '--no-rebuild', '--quiet', '--tags', 'devel,runtime',
                         '-C', build, '--destdir', root)
        tap.ok('library and tool can be installed', installed.problems)
        folder = check_files(root)
        said = pkg_config(program, root, '--modversion')
        tap.ok(f'pkg-config says version {version}',
               said.problems or ([] if said.out == version else [said.out]))
        check_client(program, readelf, root, client, compiler)
        ran = Step(root / 'client', LD_LIBRARY_PATH=str(folder))
        tap.ok('the program runs', ran.problems)
        tap.note(ran.out)
    tap.done()


if __name__ == '__main__':
    main(*sys.argv[1:])
