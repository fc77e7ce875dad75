#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""Against the packaged library 85: its symbols, and programs that were written against its header.

    packaged.py CACHE ABIDIFF LIBRARY PUBLISHED ALL-SYMBOLS CLIENT CC...

CACHE prints the folder with what test/vm/reference/fetch has fetched, which needs a network.
"""
import os
import pathlib
import re
import subprocess
import sys
import tempfile

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / 'style'))
import tap  # noqa: E402

OUR_HEADERS = pathlib.Path(__file__).resolve().parents[2] / 'libcxl/include'


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


# What each inline function makes of whatever it may be given.
INLINES = """
    static const char *const words[] = { "none", "mixed", "pmem", "ram", "volatile", "idle", "receiving",
        "preparing", "transferring", "programming", "", "PMEM", "ram ", "of a later kernel" };

    for (unsigned int i = 0; i < sizeof(words) / sizeof(*words); i++)
        printf("%s: %d %d\\n", words[i], cxl_decoder_mode_from_ident(words[i]),
               cxl_fwl_status_from_ident((char *)words[i]));
    for (int i = -1; i < 9; i++)
        printf("%d: %s\\n", i, cxl_decoder_mode_name((enum cxl_decoder_mode)i));
    const char *(*version)(struct cxl_memdev *) = cxl_memdev_get_firmware_version;
    printf("%d\\n", version != NULL);
"""


def output_of(command, text):
    done = subprocess.run([str(word) for word in command], input=text, capture_output=True, text=True)
    return done.stdout if done.returncode == 0 else done.stderr


def expanded(compiler, include, macros):
    """What stands for each macro, called with @macros' arguments."""
    calls = [f'@{name} {name}({", ".join(f"x{n}" for n, _ in enumerate(arguments.split(",")))})\n'
             for name, arguments in macros]
    text = output_of([*compiler, '-E', '-P', '-I', include, '-'], '#include <cxl/libcxl.h>\n' + ''.join(calls))
    return [re.sub(r'\s', '', line) for line in text.splitlines() if line.startswith('@')]


def values(compiler, include, names, ours, program):
    """What a program prints that has all constants and inline functions of a header compiled in."""
    text = ('#include <stdio.h>\n#include <cxl/libcxl.h>\nint main(void)\n{' + INLINES
            + ''.join(f'printf("{name} %d\\n", (int){name});\n' for name in names) + 'return 0;\n}\n')
    folder = pathlib.Path(ours).parent
    said = output_of([*compiler, '-x', 'c', '-I', include, '-', '-o', program, f'-L{folder}', '-lcxl',
                      f'-Wl,-rpath,{folder}'], text)
    return said or output_of([program], '')


def check_header(compiler, include, ours, program):
    """All that their header has compiled into a program is in ours, and is the same."""
    text = (include / 'cxl/libcxl.h').read_text()
    names = sorted(set(re.findall(r'\bCXL_\w+', re.sub(r'/\*.*?\*/', '', text, flags=re.DOTALL))))
    defined = output_of([*compiler, '-E', '-dM', '-I', include, '-'], '#include <cxl/libcxl.h>\n')
    macros = sorted(re.findall(r'^#define (cxl_\w+)\(([^)]*)\)', defined, re.MULTILINE))
    theirs, same = (expanded(compiler, folder, macros) for folder in (include, OUR_HEADERS))
    tap.ok(f'{len(macros)} macros stand for what they stand for in the packaged header',
           [] if macros and len(theirs) == len(macros) and theirs == same else theirs + same)
    theirs, same = (values(compiler, folder, names, ours, program) for folder in (include, OUR_HEADERS))
    tap.ok(f'{len(names)} constants and the inline functions have its values',
           [] if names and theirs.count('\n') > len(names) and theirs == same else [theirs, same])


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
        check_header(compiler, include, ours, root / 'program')
        for source in (all_symbols, client):
            check_program(compiler, include, pathlib.Path(source), ours, root / 'program')
    tap.done()


if __name__ == '__main__':
    main(*sys.argv[1:])
