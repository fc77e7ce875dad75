#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""Against the packaged library 85: its symbols, and programs that were written against its header.

    packaged.py CACHE ABIDIFF LIBRARY PUBLISHED ALL-SYMBOLS CLIENT CC...

CACHE prints the folder with what test/vm/reference/fetch has fetched, which needs a network.
"""
import os
import pathlib
import subprocess
import sys
import tempfile

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / 'style'))
import tap  # noqa: E402


def problems_of(*command, **env):
    done = subprocess.run([str(word) for word in command], capture_output=True, text=True,
                          env={**os.environ, **env})
    return [done.stdout + done.stderr] if done.returncode else []


def packages(cache):
    folder = subprocess.run(cache, check=True, capture_output=True, text=True).stdout.strip()
    found = [path for name in ('libcxl1', 'libcxl-dev')
             for path in pathlib.Path(folder).glob(f'reference/packages/{name}_85*.deb')]
    return found if len(found) == 2 else []


def check_symbols(abidiff, theirs, ours):
    if not abidiff:
        tap.skip('abidiff finds no symbol removed or changed', 'no abidiff')
        return
    tap.ok('abidiff finds no symbol removed or changed',
           problems_of(abidiff, '--no-added-syms', theirs, ours))


def check_program(compiler, include, source, ours, program):
    """A program compiled against their header is linked to our library, and run with it."""
    folder = pathlib.Path(ours).parent
    built = problems_of(*compiler, '-Wall', '-Werror', '-I', include, source, '-o', program,
                        f'-L{folder}', '-lcxl')
    tap.ok(f'{source.name}, against the packaged header, links', built)
    tap.ok(f'{source.name} runs', built or problems_of(program, LD_LIBRARY_PATH=str(folder)))


def check_types(compiler, include, published):
    with tempfile.NamedTemporaryFile('w', suffix='.c') as both:
        both.write(f'#include <cxl/libcxl.h>\n#include "{published}"\n')
        both.flush()
        tap.ok(f'{published.name} has the types of the packaged header',
               problems_of(*compiler, '-Werror', '-fsyntax-only', '-I', include, both.name))


def main(cache, abidiff, ours, published, all_symbols, client, *compiler):
    debs = packages(cache)
    if not debs:
        print('1..0 # SKIP the packages are not there: test/vm/reference/fetch')
        return
    with tempfile.TemporaryDirectory() as folder:
        root = pathlib.Path(folder)
        for deb in debs:
            subprocess.run(['dpkg-deb', '-x', deb, root], check=True)
        include = root / 'usr/include'
        check_symbols(abidiff, next(root.rglob('libcxl.so.1.*')), ours)
        check_types(compiler, include, pathlib.Path(published))
        for source in (all_symbols, client):
            check_program(compiler, include, pathlib.Path(source), ours, root / 'program')
    tap.done()


if __name__ == '__main__':
    main(*sys.argv[1:])
